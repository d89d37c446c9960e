"""What this process counts of its own work. What the loops do is not counted but read from the database (features.pipeline)."""

from prometheus_client import CollectorRegistry, Counter, Histogram

# Of our own: the library's common one adds what it likes.
REGISTRY = CollectorRegistry()

# The door's promise is a blink; the slow end is an upload of 20,000 rows.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REQUESTS = Histogram(
    "einlass_http_request_seconds",
    "Requests by route, and how long each took until its answer began.",
    ("method", "route", "status"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
CHECKINS = Counter(
    "einlass_checkins",
    "Scans answered, by outcome and by the reason of a refusal; a scan that is sent again counts again.",
    ("outcome", "reason"),
    registry=REGISTRY,
)
