"""One id from the answer of an HTTP request to the receipt of the transaction that it caused."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from structlog.testing import LogCapture

from tests.backend.relayer.conftest import Rig

Lines = Sequence[MutableMapping[str, Any]]
WAY = ["transaction_planned", "transaction_signed", "transaction_sent", "transaction_mined", "transaction_final"]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged, with what is bound to the context, as the processes write it."""
    capture, before = LogCapture(), structlog.get_config()["processors"]
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture.entries
    structlog.configure(processors=before)


def issue(rig: Rig, http: TestClient, people: int) -> str:
    """Issue tickets by a file, as an organiser does; the id that the answer to the deciding request carries."""
    page = http.get("/", headers={"Accept": "text/html"}).text
    csrf = re.search(r'name="csrf" value="(\w+)"', page)
    assert csrf
    base = f"/c/{rig.world.collective_slug}/e/{rig.world.event_slug}"
    rows = "".join(f"Mina {n};mina{n}@example.org;Abendkasse;1\n" for n in range(people))
    fields = {"csrf": csrf[1]}
    uploaded = http.post(
        f"{base}/imports",
        data=fields,
        files={"file": ("leute.csv", f"Name;E-Mail;Kategorie;Anzahl\n{rows}".encode(), "text/csv")},
        follow_redirects=False,
    )
    assert uploaded.status_code == 303, uploaded.text
    accepted = http.post(f"{uploaded.headers['location']}/accept", data=fields, follow_redirects=False)
    assert accepted.status_code == 303, accepted.text
    return str(accepted.headers["x-request-id"])


def naming(lines: Lines, request_id: str) -> list[str]:
    """The events of the lines that name a request, in order."""
    return [line["event"] for line in lines if request_id in line.get("requests", ())]


def test_trail__one_request__its_id_is_on_every_line_from_plan_to_final(
    rig: Rig, organiser_client: TestClient, lines: Lines
) -> None:
    request_id = issue(rig, organiser_client, 3)
    assert [line["event"] for line in lines if line.get("request_id") == request_id] == ["request"]
    rig.finish()
    assert naming(lines, request_id) == WAY
    mined = next(line for line in lines if line["event"] == "transaction_mined")
    assert mined["hash"] == rig.attempts()[0].hash
    assert (mined["requests"], mined["gas"]) == ([request_id], rig.transactions()[0].gas_used)


def test_trail__killed_after_planning__the_next_process_knows_the_request(
    rig: Rig, organiser_client: TestClient, lines: Lines
) -> None:
    request_id = issue(rig, organiser_client, 1)
    next(rig.lane()._planner.plan())
    rig.finish()
    assert naming(lines, request_id) == WAY


def test_trail__item_that_fails__its_line_names_the_request(
    rig: Rig, organiser_client: TestClient, lines: Lines
) -> None:
    request_id = issue(rig, organiser_client, 1)
    rig.node.poison = {1 << 32: "AlreadyMinted"}
    rig.finish()
    assert naming(lines, request_id) == ["intent_failed"]


def test_trail__twenty_requests_in_one_transaction__eight_are_named_and_the_rest_counted(
    rig: Rig, organiser_client: TestClient, lines: Lines
) -> None:
    ids = [issue(rig, organiser_client, 1) for _ in range(20)]
    rig.finish()
    on_the_way = [line for line in lines if line["event"] in WAY]
    assert [line["event"] for line in on_the_way] == WAY
    assert all((line["requests"], line["more_requests"]) == (ids[:8], 12) for line in on_the_way)


def test_trail__wish_without_a_request__no_ids(rig: Rig, lines: Lines) -> None:
    rig.world.issue()
    rig.finish()
    on_the_way = [line for line in lines if line["event"] in WAY]
    assert [line["event"] for line in on_the_way] == WAY
    assert not any("requests" in line for line in on_the_way)
