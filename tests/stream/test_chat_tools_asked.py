"""What a model is shown of the tools, and what it is told when they cannot look."""

import json

import psycopg
import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from shared.chat.labels import LABELS
from shared.embedding.models import current_model
from shared.embedding.questions import asked, digest
from shared.pool import new_pool
from stream.chat.ledger import Status
from stream.chat.rules.composing_figures import FIGURES
from stream.chat.rules.composing_texts import TEXTS
from stream.chat.tools import tools
from stream.chat.vectors import vectors
from tests.cast import CAST
from tests.chat_tools import Asker
from tests.databases import own_database
from tests.house.world import DAY, viewer_of

ARGUMENTS = {
    "search_reports": {"query": "釣り銭"},
    "search_board": {"query": "釣り銭"},
    "search_knowledge": {"query": "釣り銭"},
    "report_statistics": {},
    "claim_statistics": {},
    "sales_of": {},
    "cash_differences": {},
    "goal_status": {},
    "compare_periods": {"metric": "sales", "period": "先週"},
    "gather_topic": {"topic": "釣り銭"},
    "rank_stores": {"metric": "sales"},
}
EACH = pytest.mark.parametrize("name", ARGUMENTS)


@pytest.fixture(scope="module")
def url(django_db_setup):
    with own_database() as url:
        yield url


def test_they_are_these_in_this_order():
    assert [tool.name for tool in tools()] == list(ARGUMENTS)


def test_each_has_words_for_the_person_who_waits_and_the_rules_have_sentences_for_what_it_finds():
    assert LABELS.keys() == {*TEXTS, *FIGURES} == ARGUMENTS.keys()


def test_a_model_is_shown_words_to_fill_in_and_nothing_about_who_asks():
    for tool in tools():
        function = convert_to_openai_tool(tool)["function"]
        shown = json.dumps(function)
        assert "runtime" not in shown
        assert "viewer" not in shown
        assert "store_id" not in shown
        for argument in function["parameters"]["properties"].values():
            assert argument["type"] == "string"
            assert argument["description"]


@EACH
async def test_a_store_number_of_the_models_own_changes_nothing(url, name):
    with psycopg.connect(url) as connection:
        ask = Asker(url, viewer_of(connection, CAST.manager), DAY)
    plain = await ask(name, **ARGUMENTS[name])
    forged = await ask(name, **ARGUMENTS[name], store_id="4", viewer="hq-admin")
    assert (forged.lines, forged.result) == (plain.lines, plain.result)


@pytest.mark.parametrize("name", ["渋谷店", "渋谷"])
async def test_a_store_is_not_taken_for_the_one_whose_name_its_own_holds(url, name):
    with psycopg.connect(url) as connection:
        ask = Asker(url, viewer_of(connection, CAST.manager), DAY)
        assert (await ask("sales_of", store=name)).result.status != Status.NO_STORE
        connection.execute("UPDATE stores SET name = '新' || name WHERE name = '渋谷店'")
        connection.commit()
        assert (await ask("sales_of", store=name)).result.status == Status.NO_STORE
        assert (await ask("sales_of", store=f"新{name}")).result.status != Status.NO_STORE
        connection.execute("UPDATE stores SET name = '渋谷店' WHERE name = '新渋谷店'")


NAMES = (
    *("麺屋C3 渋谷店", "麺屋C3 新宿店", "中目黒店", "上野毛店", "11号店", "銀座駅前店", "品川マルイ店"),
    *("池袋東口店", "池袋西口店", "神田 本店", "赤羽"),
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("麺屋C3 渋谷店", "麺屋C3 渋谷店"),
        ("麺屋ｃ３渋谷店", "麺屋C3 渋谷店"),
        ("渋谷店", "麺屋C3 渋谷店"),
        ("渋谷", "麺屋C3 渋谷店"),
        ("新宿店舗", "麺屋C3 新宿店"),
        ("中目黒", "中目黒店"),
        ("上野毛店", "上野毛店"),
        ("11号店", "11号店"),
        ("銀座", "銀座駅前店"),
        ("品川", "品川マルイ店"),
        ("マルイ", "品川マルイ店"),
        ("神田", "神田 本店"),
        ("赤羽店", "赤羽"),
        ("池袋東口", "池袋東口店"),
        ("麺屋C3", ""),
        ("目黒店", ""),
        ("目黒", ""),
        ("上野", ""),
        ("上野店", ""),
        ("1号店", ""),
        ("1号", ""),
        ("1", ""),
        ("銀座店", ""),
        ("池袋", ""),
        ("渋谷エリア", ""),
        ("店", ""),
        (".*", ""),
        ("渋谷|新宿", ""),
        ("渋" * 200, ""),
    ],
)
async def test_a_name_means_the_one_store_that_has_it_as_a_word(called, name, meant):
    answer = await called("sales_of", store=name)
    assert (answer.value("store") or "") == meant
    assert (answer.result.status == Status.NO_STORE) is (not meant)


@pytest.fixture(scope="module")
def called(django_db_setup):
    with own_database() as url, psycopg.connect(url) as connection:
        connection.execute("UPDATE stores SET name = 'もとの' || store_id WHERE kind = 'store'")
        for number, name in enumerate(NAMES, start=700):
            connection.execute("INSERT INTO stores (store_id, name) VALUES (%s, %s)", [number, name])
        connection.commit()
        yield Asker(url, viewer_of(connection, CAST.admin), DAY)


@EACH
async def test_a_database_that_is_away_is_said_to_be(url, name):
    with psycopg.connect(url) as connection:
        viewer = viewer_of(connection, CAST.admin)
    answer = await Asker("postgresql://127.0.0.1:1/none", viewer, DAY)(name, **ARGUMENTS[name])
    assert answer.result.status == Status.AWAY
    assert not answer.ledger.facts
    assert answer.lines == "記録を読めませんでした。"


async def test_a_question_that_was_asked_before_has_its_vector_at_once(url):
    text, half = "釣り銭の数え方", "[" + ",".join(["0.0625", "0"] * 256) + "]"
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO question_vectors (model, digest, embedding) VALUES (%s, %s, %s::halfvec)",
            [current_model(), digest(asked(text)), half],
        )
    async with new_pool(url, 1) as pool:
        assert await vectors(pool)(text) == half
        assert await vectors(pool)("誰も答えない質問") is None
        assert await vectors(pool)("　") is None


async def test_a_stretch_is_not_compared_with_itself(url):
    with psycopg.connect(url) as connection:
        ask = Asker(url, viewer_of(connection, CAST.manager), DAY)
    stretch = f"{DAY}"
    answer = await ask("compare_periods", metric="sales", period=stretch, against=stretch)
    assert answer.result.status == Status.NO_PERIOD
    assert not answer.ledger.facts
