"""From what an agent says to what is told: cut, checked, cited, rendered, in the order of the events."""

from collections.abc import Iterator

from shared.chat.running import Event
from shared.markup import chat
from stream.chat.happenings import Happening, Looked, Looking
from stream.chat.ledger import Ledger
from stream.chat.receipts import Known, checked
from stream.chat.sentences import Cutter, Unit


class Teller:
    """Turns what happens into events; `has_told` is whether a part of the answer is among them."""

    def __init__(self, ledger: Ledger, known: Known) -> None:
        self.ledger, self.known = ledger, known
        self.unbacked = 0
        self.has_told = False
        self._cutter = Cutter()
        self._block = ""
        self._cited: set[int] = set()
        self._cited_in_block: set[int] = set()

    def events(self, happening: Happening) -> Iterator[Event]:
        """What is told of it at once."""
        if isinstance(happening, Looking):
            yield _tool(happening) | {"args": {}, "done": False}
        elif isinstance(happening, Looked):
            self.known.pairs.add(happening.rows)
            self.known.periods += [happening.nothing_of] if happening.nothing_of else []
            yield _tool(happening) | {"args": happening.args}
        else:
            for unit in self._cutter.feed(happening.text):
                yield from self._of(unit)

    def rest(self) -> Iterator[Event]:
        """What is left when the answer has ended."""
        for unit in self._cutter.rest():
            yield from self._of(unit)
        if self._block.strip():
            yield {"type": "token", "content": "", "html": self._html()}

    def stopped(self) -> Iterator[Event]:
        """What is left when it breaks off."""
        for unit in self._cutter.stopped():
            yield from self._of(unit)

    @property
    def citations(self) -> list[dict[str, object]]:
        """Those that were told, and the sources of what is drawn beside the answer."""
        drawn = {artifact["source"] for artifact in self.ledger.artifacts}
        return [dict(one) for one in self.ledger.citations(self._cited | drawn)]

    def _of(self, unit: Unit) -> Iterator[Event]:
        part = checked(unit.text, self.ledger, self.known, self._cited_in_block)
        self.unbacked += part.unbacked
        fresh = [number for number in part.sources if number not in self._cited]
        for citation in self.ledger.citations(fresh):
            yield {"type": "citation", **citation}
        self._cited.update(fresh)
        self._cited_in_block.update(part.sources)
        if not part.text:
            return
        self._block += part.text
        self.has_told = self.has_told or bool(part.text.strip())
        event: Event = {"type": "token", "content": part.text}
        if unit.ends_block and self._block.strip():
            event["html"] = self._html()
        yield event

    def _html(self) -> str:
        html = chat(self._block, self.ledger.citations(self._cited))
        self._block = ""
        self._cited_in_block.clear()
        return html


def _tool(one: Looking | Looked) -> Event:
    return {"type": "tool", "name": one.name, "label": one.label}
