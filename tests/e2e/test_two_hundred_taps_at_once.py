"""Two hundred taps by twenty people over HTTP at the same moment: exactly the right rows, and true counts."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from threading import Barrier
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.e2e.house import PASSWORD, House

PEOPLE, TAPS = 20, 10
KINDS = ("naruhodo", "iine")


def signed_in(house: House, user_id: str) -> tuple[OpenerDirector, str]:
    """A browser of the person, and its token."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    login = f"{house.web}accounts/login/"
    browser.open(login, timeout=60).close()
    form = {"user_id": user_id, "password": PASSWORD, "csrfmiddlewaretoken": _token(cookies)}
    browser.open(Request(login, urlencode(form).encode(), {"Referer": login}), timeout=60).close()  # noqa: S310
    return browser, _token(cookies)


def test_they_leave_the_right_rows_and_every_count_agrees(house: House):
    with house.database() as connection:
        people = [
            user_id
            for (user_id,) in connection.execute(
                "SELECT user_id FROM users WHERE is_active AND user_id NOT LIKE 'demo-%%'"
                " ORDER BY user_id LIMIT %s",
                [PEOPLE],
            )
        ]
        (post,) = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " SELECT store_id, user_id, 'claim', '嵐', '内容' FROM users WHERE user_id = 'demo-staff'"
            " RETURNING id"
        ).fetchone() or (0,)
    browsers = [signed_in(house, house.give_login(user_id)) for user_id in people]
    everybody = Barrier(PEOPLE)

    def taps(who: int) -> list[dict[str, Any]]:
        browser, token = browsers[who]
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        everybody.wait()
        answers = []
        for n in range(TAPS + who % 2):
            form = urlencode({"post_id": post, "reaction_type": KINDS[n % 2]}).encode()
            asked = Request(f"{house.web}bbs/api/reaction/", form, headers)  # noqa: S310
            with browser.open(asked, timeout=60) as answer:
                answers.append(json.load(answer))
        return answers

    with ThreadPoolExecutor(PEOPLE) as pool:
        told = list(pool.map(taps, range(PEOPLE)))
    wanted = {
        (people[who], kind)
        for who in range(PEOPLE)
        for kind, times in Counter(KINDS[n % 2] for n in range(TAPS + who % 2)).items()
        if times % 2
    }
    with house.database() as connection:
        rows = set(
            connection.execute(
                "SELECT user_id, kind FROM bbs_reactions WHERE post_id = %s", [post]
            ).fetchall()
        )
        kept = connection.execute(
            "SELECT reactions FROM bbs_post_counts WHERE post_id = %s", [post]
        ).fetchall()
    assert sum(map(len, told)) == PEOPLE * TAPS + PEOPLE // 2 >= 200
    assert rows == wanted
    assert kept == [(len(wanted),)]
    for who, answers in enumerate(told):
        assert {kind for person, kind in rows if person == people[who]} == set(answers[-1]["mine"])


def _token(cookies: CookieJar) -> str:
    return next(str(cookie.value) for cookie in cookies if cookie.name == "csrftoken")
