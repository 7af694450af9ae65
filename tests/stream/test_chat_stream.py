"""The stream of a turn: told as it comes, from wherever a listener left off, by whichever process."""

import time

import httpx
import pytest

from shared.chat.hearing import MOST
from tests.stream.listening import Listener
from tests.stream.served import served, until
from tests.stream.telling import teller

ANSWER = ["先週の", "売上は", "412,300円", "です[1]。"]


def test_what_is_told_arrives_at_once_and_the_stream_ends_with_the_turn(stream, database):
    turn = teller(database)
    listener = Listener(stream.port, turn.path)
    assert until(lambda: listener.status) == 200
    assert "text/event-stream" in listener.head
    turn.tells({"type": "start"})
    for piece in ANSWER:
        turn.says(piece)
        before = time.monotonic()
        listener.hears(piece)
        assert time.monotonic() - before < 0.5
    turn.ends()
    events = listener.ended()
    assert [number for number, _ in events] == [1, 2, 3, 4, 5, 6]
    assert events[0][1] == {"type": "start"}
    assert events[-1][1] == {"type": "done", "state": "done"}
    assert listener.said == "".join(ANSWER)


def test_who_comes_back_is_told_the_rest_no_more_and_no_less(stream, database):
    turn = teller(database)
    turn.says(*ANSWER)
    turn.ends()
    whole = Listener(stream.port, turn.path).ended()
    for last in range(len(whole)):
        assert Listener(stream.port, turn.path, last).ended() == whole[last:]
        by_query = httpx.get(f"{stream.url}{turn.path}&after={last}")
        assert by_query.text.count("data: ") == len(whole) - last


def test_the_header_counts_before_the_address_and_what_is_no_number_means_from_the_beginning(
    stream, database
):
    turn = teller(database)
    turn.says(*ANSWER)
    turn.ends()
    assert len(Listener(stream.port, f"{turn.path}&after=1", 4).ended()) == 1
    for wrong in ("-1", "x", "９", "1e3", "9" * 30):
        assert httpx.get(f"{stream.url}{turn.path}&after={wrong}").text.count("data: ") == 5, wrong


def test_who_has_heard_all_is_answered_with_nothing_and_asks_no_more(stream, database):
    turn = teller(database)
    turn.says("はい。")
    turn.ends()
    answer = httpx.get(f"{stream.url}{turn.path}&after=2")
    assert (answer.status_code, answer.content) == (204, b"")


def test_another_process_tells_the_rest(stream, database):
    turn = teller(database)
    turn.says(*ANSWER[:2])
    here = Listener(stream.port, turn.path)
    here.hears("".join(ANSWER[:2]))
    here.leave()
    with served(database) as other:
        there = Listener(other.port, turn.path, here.events[-1][0])
        turn.says(*ANSWER[2:])
        turn.ends()
        assert there.ended()[0][0] == 3
        assert here.said + there.said == "".join(ANSWER)


def test_two_who_listen_hear_the_same_also_when_one_comes_late_and_one_leaves(stream, database):
    turn = teller(database)
    first, leaving = Listener(stream.port, turn.path), Listener(stream.port, turn.path)
    turn.says(*ANSWER[:2])
    leaving.hears(ANSWER[1])
    leaving.leave()
    late = Listener(stream.port, turn.path)
    turn.says(*ANSWER[2:])
    turn.ends()
    assert first.ended() == late.ended()
    assert first.said == "".join(ANSWER)


def test_more_than_a_handful_is_told_in_order(stream, database):
    turn = teller(database)
    live = Listener(stream.port, turn.path)
    pieces = [f"{n}、" for n in range(3 * MOST + 1)]
    for start in range(0, len(pieces), 150):
        turn.says(*pieces[start : start + 150])
    turn.ends()
    assert [number for number, _ in live.ended()] == [*range(1, len(pieces) + 2)]
    assert live.said == "".join(pieces)
    assert Listener(stream.port, turn.path).ended() == live.events


def test_a_handful_to_the_last_event_ends_at_once(stream, database):
    turn = teller(database)
    turn.says(*["あ"] * (MOST - 1))
    turn.ends()
    assert len(Listener(stream.port, turn.path).ended(seconds=3)) == MOST
    assert len(Listener(stream.port, turn.path, 1).ended(seconds=3)) == MOST - 1


def test_what_nobody_is_notified_of_is_found_within_a_moment(stream, database):
    turn = teller(database)
    turn.says("聞こえる。")
    listener = Listener(stream.port, turn.path)
    listener.hears("聞こえる。")
    turn.whispers("聞こえない。")
    until(lambda: "聞こえない。" in listener.said, seconds=3)
    listener.leave()


def test_a_silent_line_is_kept_open(stream, database):
    turn = teller(database)
    turn.tells({"type": "start"})
    listener = Listener(stream.port, turn.path)
    until(lambda: b"\n:\n\n" in listener.body, seconds=16)
    turn.ends()
    assert [told["type"] for _, told in listener.ended()] == ["start", "done"]


def test_a_thread_that_is_deleted_ends_its_stream(stream, database):
    turn = teller(database)
    turn.says("はい。")
    listener = Listener(stream.port, turn.path)
    listener.hears("はい。")
    turn.is_cleared()
    assert len(listener.ended(seconds=3)) == 1
    assert stream.get(turn.path).status_code == 404


@pytest.mark.parametrize("lines", [50])
def test_who_waits_holds_no_connection(stream, database, lines):
    turn = teller(database)
    turn.tells({"type": "start"})
    listeners = [Listener(stream.port, turn.path) for _ in range(lines)]
    until(lambda: all(one.events for one in listeners))
    assert stream.get("/health/").elapsed.total_seconds() < 1
    turn.says("みんなに。")
    turn.ends()
    assert all(one.ended()[-1][1]["type"] == "done" and one.said == "みんなに。" for one in listeners)
