"""Turns of the chat that a test itself runs: what the page is told, and when, is the test's to say."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Page

from shared.chat import running, turns
from shared.chat.citations import Artifact, Citation
from shared.chat.running import Event, Outcome
from shared.db import one
from shared.markup import chat
from tests.e2e.house import House
from tests.house.world import viewer_of

REPORT = Citation(n=1, kind="report", id="1", title="日報 11/22 ひばり台店 提供の遅れ", url="/report/view/1/")
FIGURES = Citation(
    n=2, kind="figures", id="", title="売上 11/16〜11/22 ひばり台店", url="/analysis/sales/?period=week"
)
CITATIONS = [REPORT, FIGURES]
DAYS = Artifact(
    title="日ごとの売上",
    columns=["日付", "売上", "客数"],
    units=["date", "yen", "people"],
    rows=[["2026-11-16", 301_200, 121], ["2026-11-17", None, None], ["2026-11-18", 334_500, 130]],
    chart="line",
    source=2,
)
STORES = Artifact(
    title="店舗ごとの違算",
    columns=["店舗", "違算"],
    units=["text", "yen"],
    rows=[["ひばり台店", -1200], ["駅前通り中央口店", 500], ["港店", 0]],
    chart="bar",
    source=2,
)
BLOCKS = [
    "先週の売上は**412,300円**で、前の週より**+8.2%**でした[2]。クレームは**1件**です[1]。",
    "- 料理の提供が遅れた（ホール）[1]\n- 原因は［出典なし］です",
    "| 種類 | 件数 |\n| --- | --- |\n| クレーム | 1件 |\n| 賞賛 | 4件 |",
]


class Driven:
    """A turn that was asked and taken up in one transaction: no process of the house sees it wait."""

    def __init__(
        self, house: House, user_id: str, question: str = "先週の売上は？", thread_id: int | None = None
    ) -> None:
        self.house = house
        with house.database() as connection:
            viewer = viewer_of(connection, user_id)
            started = one(connection, turns.start(viewer, uuid4(), thread_id, question))
            assert started.turn_id
            claimed = [
                turn for turn in [one(connection, running.claim(1))] if turn.turn_id == started.turn_id
            ]
        self.turn = claimed[0]

    @property
    def id(self) -> UUID:
        """Its number."""
        return self.turn.turn_id

    @property
    def address(self) -> str:
        """The page of its thread."""
        return f"{self.house.web}ai/chat/{self.turn.thread_id}/"

    def tell(self, *events: Event) -> bool:
        """Tell events; whether its person has asked for the end."""
        with self.house.database() as connection:
            return one(connection, running.tell(self.id, self.turn.attempt, events)).stop_asked

    def say(self, *pieces: str) -> bool:
        """Tell pieces of the answer, the last of which finishes its block."""
        return self.tell(
            *({"type": "token", "content": piece} for piece in pieces[:-1]),
            {"type": "token", "content": pieces[-1], "html": chat("".join(pieces), CITATIONS)},
        )

    def looks_up(self, label: str, **args: str) -> None:
        """Tell that a tool is called."""
        self.tell({"type": "tool", "name": "sales_of", "label": label, "args": args})

    def end(
        self,
        state: str = "done",
        fault: str | None = None,
        citations: Sequence[Citation] = CITATIONS,
        artifacts: Sequence[Artifact] = (),
    ) -> None:
        """End it."""
        event: dict[str, Any] = {"type": "done", "state": state}
        if state == "failed":
            event = {"type": "error", "content": "回答できませんでした"}
        outcome = Outcome(state, fault, "rules", citations=citations, artifacts=artifacts)
        with self.house.database() as connection:
            one(connection, running.finish(self.id, self.turn.attempt, outcome, event))

    def kept(self) -> str:
        """The answer as it stands in its thread."""
        with self.house.database() as connection:
            found = connection.execute(
                "SELECT content FROM ai_chat_history WHERE turn_id = %s AND role = 'assistant'", [self.id]
            ).fetchone()
        return str(found[0]) if found else ""


def answered(house: House, user_id: str, question: str = "先週の売上は？", **more: Any) -> Driven:
    """A turn with its answer."""
    turn = Driven(house, user_id, question, more.pop("thread_id", None))
    turn.looks_up("売上を確認しています…", period="先週", store="ひばり台店")
    for n, block in enumerate(BLOCKS):
        turn.say(f"\n\n{block}" if n else block)
    turn.end(artifacts=[DAYS, STORES], **more)
    return turn


def forget(house: House) -> None:
    """No turn is on its way any more."""
    with house.database() as connection:
        connection.execute("DELETE FROM ai_turn_events")
        connection.execute("DELETE FROM ai_turns")
        connection.execute("DELETE FROM ai_chat_history")
        connection.execute("DELETE FROM ai_chat_threads")


def said(page: Page) -> str:
    """The last answer as a person reads it, without what stands around it."""
    return page.locator(".turn").last.locator("[data-said]").inner_text()
