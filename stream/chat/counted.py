"""What this process has counted since it began, for the metrics."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from shared.words import TurnFault, TurnState

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

# turns_done, turns_stopped, turns_failed, input_tokens, output_tokens, unbacked; faults as fault_<code>
COUNTS: Counter[str] = Counter()

ENDED = (TurnState.DONE, TurnState.STOPPED, TurnState.FAILED)
MARKED = "Figures, dates and names in answers that nothing stands behind, and that were marked as such."


def families() -> Iterator["Metric"]:
    """The same for Prometheus; what has not happened yet is 0."""
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415  only where metrics are asked for

    def family(name: str, told: str, label: str, keys: Mapping[str, str]) -> "Metric":
        found = CounterMetricFamily(name, told, labels=[label])
        for value, key in keys.items():
            found.add_metric([value], COUNTS[key])
        return found

    turns = {state.value: f"turns_{state.value}" for state in ENDED}
    faults = {fault.value: f"fault_{fault.value}" for fault in TurnFault}
    tokens = {"input": "input_tokens", "output": "output_tokens"}
    yield family("c3_chat_turns", "Turns that have ended.", "state", turns)
    yield family("c3_chat_faults", "Why turns failed.", "fault", faults)
    yield family("c3_chat_tokens", "Tokens of the hosted model.", "direction", tokens)
    yield CounterMetricFamily("c3_chat_unbacked", MARKED, value=COUNTS["unbacked"])
