"""What was acknowledged, held against what the database has."""

from collections import Counter

from tests.stream.served import until
from tests.topology.house import House
from tests.topology.people import Seen

UNFINISHED = "SELECT count(*) FROM embedding_queue WHERE due_at <= now() + interval '1 minute'"
ANSWER = "SELECT content FROM ai_chat_history WHERE turn_id = %s AND role = 'assistant'"


def check(house: House, seen: Seen) -> None:
    """Each thing that was acknowledged is there once, each answer was heard as it is kept."""
    assert not seen.wrong, seen.wrong
    assert not seen.alarming, seen.alarming
    assert seen.written
    assert seen.told
    for place in {place for place, _ in seen.written}:
        table, column = place.split(".", 1)
        marks = [mark for where, mark in seen.written if where == place]
        statement = f"SELECT {column} FROM {table} WHERE {column} = ANY(%s)"  # noqa: S608  our own names
        found = Counter(mark for (mark,) in house.asked(statement, marks))
        assert found == Counter(set(marks)), place
    for turn, said in seen.told:
        ((kept,),) = house.asked(ANSWER, turn)
        assert kept == said
    until(lambda: house.asked(UNFINISHED) == [(0,)], 60)
