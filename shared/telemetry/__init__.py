"""What those who run C3 are told: logs, request ids, metrics, readiness, faults. Never what people typed."""
