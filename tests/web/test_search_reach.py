"""Nobody finds, sees a snippet of, or infers by count a text out of reach.

The pages of many people with the unreadable texts there equal, byte for byte, those after they are deleted;
and what is readable is found. The texts, their vectors and the pages are real; words and filters are drawn by
lot. (`REPORTS_SHARED_ACROSS_STORES` off and on.)
"""

import asyncio
import re
from random import Random
from urllib.parse import unquote_plus, urlencode

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client

from shared.embedding.models import LOCAL_MODEL
from shared.embedding.questions import asked as as_asked
from shared.embedding.questions import digest
from shared.pool import new_pool
from shared.words import Genre, Location
from stream.batches import embed_batch
from stream.embedder import LocalEmbedder
from tests.search.vectors import literal
from tests.stream.served import at_c3_app, sign_in
from tests.web.reaching import AREAS, Text, Who, Writer, add_people, everybody, forget

LOCAL = LocalEmbedder()
SEARCHES = 10  # of each person
EVERYBODY = pytest.mark.parametrize("who", everybody(), ids=str)


@pytest.fixture(scope="module")
def texts(database) -> list[Text]:
    """240 texts, with their vectors."""
    with psycopg.connect(database, autocommit=True) as db:
        add_people(db)
        writer = Writer(db, Random(20261128))  # noqa: S311  drawn by lot, seeded
        for write, times in ((writer.report, 120), (writer.post, 60), (writer.comment, 52)):
            for _ in range(times):
                write()
        writer.manual(sections=8)
    asyncio.run(embed_all(database))
    return writer.texts


async def embed_all(database: str) -> None:
    async with new_pool(database, 2) as pool:
        while await embed_batch(pool, LOCAL):
            pass


@EVERYBODY
def test_a_page_is_the_same_without_what_is_out_of_reach(database, texts, share, who):
    rng = Random(str(who))  # noqa: S311  drawn by lot, seeded
    share(who.shared)
    searches = [drawn(texts, rng) for _ in range(SEARCHES)]
    answer_beforehand(database, [search["query"] for search in searches])
    reports = [text.id for text in texts if text.kind == "report" and who.reads(text)]
    addresses = [f"/search/?{urlencode(search)}" for search in searches]
    addresses += [f"/report/view/{number}/" for number in rng.sample(reports, 10)]
    unreadable = [text for text in texts if not who.reads(text)]
    assert unreadable or all(who.reaches(store) for store in AREAS)

    with_them, without = at_c3_app(
        database, lambda: before_and_after(signed_in(database, who), addresses, unreadable)
    )
    for address, before, after in zip(addresses, with_them, without, strict=True):
        assert before == after, address
        typed = unquote_plus(address)
        assert [text.word for text in unreadable if text.word in before and text.word not in typed] == []
    assert any("意味が近いもの" in html for html in with_them)
    assert any("似た日報" in html for html in with_them)


@EVERYBODY
def test_a_word_of_its_own_finds_a_text_for_those_who_may_read_it_alone(database, texts, share, who):
    share(who.shared)
    chosen = Random(str(who)).sample(texts, 30)  # noqa: S311  drawn by lot, seeded
    addresses = [f"/search/?{urlencode({'query': text.word})}" for text in chosen]
    browser = signed_in(database, who)
    pages = at_c3_app(database, lambda: [page(browser, address) for address in addresses])
    for text, html in zip(chosen, pages, strict=True):
        assert (f"<mark>{text.word}</mark>" in html) is who.reads(text), (text.kind, text.id)


def before_and_after(
    browser: Client, addresses: list[str], unreadable: list[Text]
) -> tuple[list[str], list[str]]:
    """The pages with the texts, and without them; nothing is deleted in the end."""
    before = [page(browser, address) for address in addresses]
    with transaction.atomic():
        with connection.cursor() as cursor:
            forget(cursor, unreadable)
        after = [page(browser, address) for address in addresses]
        transaction.set_rollback(True)
    return before, after


def signed_in(database: str, who: Who) -> Client:
    browser: Client = sign_in(database, who.user_id).browser
    return browser


def drawn(texts: list[Text], rng: Random) -> dict[str, str]:
    """A search: for a word of a text, for what it says, for what many say; with a filter now and then."""
    text = rng.choice(texts)
    start = rng.randrange(max(1, len(text.content) - 24))
    said = (text.word, text.content[:30], text.content[start : start + 12], "お客様", "長くお待たせした")
    search = {"query": rng.choice(said)}
    for name, values in (
        ("kind", ["report", "board", "knowledge"]),
        ("genre", Genre.codes()),
        ("location", Location.codes()),
        ("store", [str(store) for store in AREAS]),
        ("since", ["2026-10-05", "2026-10-20"]),
        ("until", ["2026-10-25"]),
        ("seen", ["20", "80"]),
    ):
        if rng.random() < 0.15:
            search[name] = rng.choice(values)
    return search


def answer_beforehand(database: str, queries: list[str]) -> None:
    """What the worker would answer, so that nothing has to be waited for."""
    questions = sorted({as_asked(query) for query in queries})
    with psycopg.connect(database, autocommit=True) as db:
        for question, vector in zip(questions, LOCAL.embed_here(questions), strict=True):
            db.execute(
                "INSERT INTO question_vectors (model, digest, embedding) VALUES (%s, %s, %s::halfvec)"
                " ON CONFLICT (model, digest) DO UPDATE SET embedding = EXCLUDED.embedding",
                [LOCAL_MODEL, digest(question), literal(vector)],
            )


def page(browser: Client, address: str) -> str:
    """The page, but for the token that is another one each time."""
    response = browser.get(address)
    assert response.status_code == 200, address
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", response.content.decode())
