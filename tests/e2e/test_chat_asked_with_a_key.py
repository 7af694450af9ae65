"""The same questions with a hosted model: it calls tools, and what it says is held to what they found."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.asking import CLAIMS_OF, SALES_OF, WHO, ask, months, one, open_all, week_before
from tests.e2e.chatting import forget
from tests.e2e.house import DESKTOP, PHONE, House, shot, started
from tests.stream.chat_script import Turn, quoted, reacting, value
from tests.stream.chat_server import ChatServer, chat_server

CLAIMS, SALES = "先週のクレームは何件？内容も", "先月と今月の売上を比べて"
POISONING, TILLS = "食中毒を防ぐ手順は？", "他店でレジの違算が減った工夫は？"
INVENTED = "987,654円"


def _claims(found: str) -> str:
    text, source = quoted(found, "")
    return (
        f"先週のクレームは{value(found, 'claims')}です。損害は{INVENTED}でした。\n\n"
        f"「{text}」と書かれています{source}。"
    )


def _sales(found: str) -> str:
    a, b, difference = (value(found, name) for name in ("a", "b", "difference"))
    return f"- 今月：{a}\n- 先月：{b}\n\n差は{difference}です。"


def _quoting(word: str) -> Callable[[str], str]:
    def say(found: str) -> str:
        text, source = quoted(found, word)
        return f"「{text}」と書かれています{source}。"

    return say


SCRIPT = {
    CLAIMS: Turn(
        [
            ("claim_statistics", {"period": "先週"}),
            ("search_reports", {"query": "", "genre": "claim", "period": "先週"}),
        ],
        _claims,
    ),
    SALES: Turn([("compare_periods", {"metric": "売上", "period": "今月", "against": "先月"})], _sales),
    POISONING: Turn([("search_knowledge", {"query": "食中毒を防ぐ手順"})], _quoting("つけない")),
    TILLS: Turn([("search_board", {"query": "レジの違算が減った工夫"})], _quoting("2時間ごと")),
}


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    with chat_server(reacts=reacting(SCRIPT, pause=0.005)) as model:
        yield model


@pytest.fixture(scope="module")
def house(model, tmp_path_factory) -> Iterator[House]:
    """A house of this module's, which has a key."""
    with started(tmp_path_factory.mktemp("hosted") / "data", **model.settings) as house:
        yield house


@pytest.fixture(autouse=True)
def nobody_asks(house: House, model: ChatServer) -> Iterator[None]:
    """Each test begins and ends with no turn."""
    forget(house)
    model.requests.clear()
    yield
    forget(house)


def called(model: ChatServer) -> list[str]:
    """The tools that were called with what the model had streamed, as its next request says."""
    messages = [one for asked in model.requests[-1:] for one in asked["messages"]]
    return [call["function"]["name"] for one in messages for call in one.get("tool_calls") or ()]


def behind(page: Page, said: str) -> Page:
    """The page that the receipt of this part of the answer opens."""
    block = page.locator(".turn [data-said]").locator("p, li").filter(has_text=said).first
    receipt = block.locator(".receipt").first
    opened = page.context.new_page()
    opened.goto(str(receipt.evaluate("link => link.href")))
    return opened


def told_of(house: House, model: ChatServer) -> tuple[str, int]:
    """How the last turn stands, and how much was taken out of it; a hosted model has answered."""
    with house.database() as connection:
        found = connection.execute("SELECT state, unbacked, model FROM ai_turns").fetchone()
    assert found
    assert found[2] == model.requests[-1]["model"]
    return found[0], found[1]


def test_claims_are_counted_and_what_the_model_made_up_is_taken_out(open_browser, house, model):
    page = open_browser(WHO, **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    answer = ask(page, CLAIMS)
    claims = one(house, CLAIMS_OF, WHO, *week_before(house))
    assert claims
    assert f"先週のクレームは{claims}件です" in answer
    assert INVENTED not in answer
    expect(page.locator(".turn .unbacked")).to_have_text("［出典なし］")
    assert told_of(house, model) == ("done", 1)
    assert sorted(called(model)) == ["claim_statistics", "search_reports"]
    assert open_all(page, house) >= 2
    figures = behind(page, "先週のクレーム")
    assert "/analysis/incidents/" in figures.url
    expect(figures.get_by_text(f"全部で{claims}件").first).to_be_visible()
    text = answer.split("「")[1].split("」")[0]
    expect(behind(page, text).locator("main")).to_contain_text(text)
    shot(page, "chat-hosted-claims")


FILED_TO = """
    SELECT max(p.date) - %s::date FROM store_daily_performances p
    JOIN users u ON u.user_id = %s AND p.store_id = u.store_id WHERE p.date <= %s"""


def test_two_months_are_compared_and_the_page_of_each_shows_the_same(open_browser, house, model):
    page = open_browser(WHO, **DESKTOP).new_page()
    page.goto(f"{house.web}ai/chat/")
    answer = ask(page, SALES)
    spans = months(house)
    this, last = (one(house, SALES_OF, WHO, *span) for span in spans)
    days = one(house, FILED_TO, spans[0][0], WHO, spans[0][1])
    part = one(house, SALES_OF, WHO, spans[1][0], min(spans[1][1], spans[1][0] + timedelta(days=days)))
    for name, amount in (("今月", this), ("先月", last), ("差は", this - part)):
        assert f"{amount:,}円" in answer, name
    assert told_of(house, model) == ("done", 0)
    assert called(model) == ["compare_periods"]
    for name, amount in (("今月", this), ("先月", last)):
        figures = behind(page, name)
        assert "/analysis/sales/" in figures.url
        expect(figures.locator("main")).to_contain_text(f"売上は{amount / 10_000:,.1f}万円です")


@pytest.mark.parametrize(
    ("question", "tool", "address", "text"),
    [
        (POISONING, "search_knowledge", "/knowledge/", "つけない・増やさない・やっつける"),
        (TILLS, "search_board", "/bbs/detail/", "2時間ごと"),
    ],
)
def test_what_is_written_somewhere_is_quoted_from_there(
    open_browser, house, model, question, tool, address, text
):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}ai/chat/")
    assert text in ask(page, question)
    assert told_of(house, model) == ("done", 0)
    assert called(model) == [tool]
    assert page.locator(f".sources a[href^='{address}']").count() >= 1
    opened = behind(page, text)
    assert address in opened.url
    expect(opened.locator("main")).to_contain_text(text)
