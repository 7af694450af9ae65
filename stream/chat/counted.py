"""What this process has counted since it began, for the metrics."""

from collections import Counter

# turns_done, turns_stopped, turns_failed, input_tokens, output_tokens, unbacked; faults as fault_<code>
COUNTS: Counter[str] = Counter()
