"""For programs that watch this server: whether it lives, whether it is ready, and its numbers."""

import hmac
from collections.abc import Iterator, Mapping
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError

from backend.core.errors import NotFound
from backend.core.logging import get_logger
from backend.core.metrics import REGISTRY, REQUESTS
from backend.db.migrate import is_current
from backend.features.http.depends import PartsDep
from backend.features.parts import Parts
from backend.features.pipeline import service as pipeline
from backend.features.pipeline.rules import Read
from backend.features.pipeline.schemas import Measured

log = get_logger(__name__)
router = APIRouter(include_in_schema=False)

# A label for each word that somebody thinks up would fill the memory.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# A proxy says for whom it asks; whoever comes through one is not this machine, whatever the address says.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@router.get("/healthz")
def healthz() -> JSONResponse:
    """Whether this process answers; asks nobody else, so that a database that is away restarts no web server."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def readyz(parts: PartsDep) -> JSONResponse:
    """Whether everything is there to serve people: 200, or 503 with the stable codes of what is missing."""
    missing = _missing(parts)
    status = {"status": "not_ready" if missing else "ok", "missing": missing}
    return JSONResponse(status, status_code=503 if missing else 200, headers={"Cache-Control": "no-store"})


def _missing(parts: Parts) -> list[str]:
    try:
        if not is_current(parts.db):
            return ["schema_outdated"]
        with parts.db.read() as session:
            problem = pipeline.indexer_problem(session, parts, pipeline.read_position(session))
    except SQLAlchemyError as error:
        log.warning("not_ready", error=type(error).__name__)
        return ["database_unreachable"]
    return [problem] if problem else []


@router.get("/metrics")
def metrics(request: Request, parts: PartsDep) -> Response:
    """The numbers in Prometheus' text format, for who may see them; for all others there is no such page."""
    if not _may_read(request, parts.settings.metrics_token):
        raise NotFound("page_unknown")
    found: Metrics = request.app.state.metrics
    return Response(found.text(), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read(request: Request, token: str) -> bool:
    """Whoever sends the token; without one, who asks from this machine by its own name and through no proxy."""
    if token:
        sent = request.headers.get("authorization", "")
        return hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
    if any(name in request.headers for name in _FORWARDED) or request.url.hostname not in _HERE:
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


class Metrics:
    """The numbers of one server: what this process counted, and what the database says of the loops when asked."""

    def __init__(self, parts: Parts) -> None:
        self._loops = CollectorRegistry()
        self._loops.register(_Loops(parts))

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a request. `route` is its template, never a path: paths hold secrets."""
        known = method if method in _METHODS else "other"
        REQUESTS.labels(known, route, str(status)).observe(seconds)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(REGISTRY) + generate_latest(self._loops)


class _Loops(Collector):
    """Looks into the database at each scrape: the loops are other processes, and it is where all of them meet."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def describe(self) -> list[Metric]:
        # Asked for when it is registered; without this the registry would collect, and so ask the database, once more.
        return []

    def collect(self) -> Iterator[Metric]:
        found: Measured | None = None
        try:
            with self._parts.db.read() as session:
                found = pipeline.measured(session, self._parts)
        except SQLAlchemyError as error:
            log.warning("not_measured", error=type(error).__name__)
        yield GaugeMetricFamily("einlass_database_up", "Whether the database answers.", value=float(found is not None))
        if found is None:
            return
        yield _by("einlass_intents_waiting", "Wishes that no transaction carries yet.", "kind", found.waiting)
        yield _by("einlass_intents_failed", "Wishes that cannot be done until somebody acts.", "kind", found.failed)
        yield _by("einlass_transactions", "Transactions by state.", "state", found.transactions)
        yield _by("einlass_alarms", "Alarms that stand.", "kind", found.alarms)
        yield GaugeMetricFamily(
            "einlass_oldest_pending_seconds",
            "Age of the oldest wish or transaction that is not final; 0 when there is none.",
            value=found.oldest_pending_seconds,
        )
        # No counters: a reorganisation can take some of it back.
        yield GaugeMetricFamily("einlass_gas_used", "Gas that mined transactions used.", value=found.gas_used)
        yield GaugeMetricFamily("einlass_gas_paid_ether", "ETH paid for it.", value=found.paid_wei / 10**18)
        if found.read is not None:
            yield from _reading(found.read)


def _by(name: str, text: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=(label,))
    for value, count in sorted(counts.items()):
        family.add_metric((value,), count)
    return family


def _reading(read: Read) -> Iterator[Metric]:
    yield GaugeMetricFamily("einlass_chain_head_block", "The newest block known.", value=read.head_block)
    yield GaugeMetricFamily("einlass_chain_indexed_block", "The newest block read.", value=read.block)
    yield GaugeMetricFamily("einlass_chain_final_block", "The newest block that stays.", value=read.final_block)
    yield GaugeMetricFamily(
        "einlass_chain_head_timestamp_seconds", "Time of the newest block known.", value=read.head_time.timestamp()
    )
    yield GaugeMetricFamily("einlass_indexer_halted", "Whether reading has stopped.", value=float(bool(read.halted)))
