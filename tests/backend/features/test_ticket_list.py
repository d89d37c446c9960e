"""The organiser's list, the export and the counts: every row with its state, and a search that takes people literally."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select

from backend.chain.errors import RevertReason
from backend.core.ids import LinkKind
from backend.db.models.pipeline import Intent, RelayItem
from backend.db.models.tickets import Person
from backend.db.repositories import people
from backend.features.events import service as events_service
from backend.features.progress import ChainProgress, ChainState, chain_state
from backend.features.tickets import service
from backend.features.tickets.export import EXPORT_COLUMNS, export_rows, write_csv
from backend.features.tickets.service import RevokeReason, TicketList, Wanted
from tests.backend.conftest import NOW, TICKETS, World
from tests.backend.door import scan

PEOPLE = (
    ("Käthe Kollwitz", "kaethe@example.org"),
    ("100 % Otto", "otto_dix@example.org"),
    ("Ärzte Übermut", "aerzte@example.org"),
    ("Max \\ Klinger", "max@example.org"),
)


@pytest.fixture
def crowd(world: World) -> World:
    """Four people with a ticket each, and one ticket for nobody."""
    with world.parts.db.write() as session:
        event = world.event(session)
        rows = [{"name": name, "email": email} for name, email in PEOPLE]
        ids = people.ensure(session, event.collective_id, rows, now=NOW)
        wanted = [Wanted(ids[email], 1, 1) for _, email in PEOPLE]
        service.issue(session, world.parts, event, [*wanted, Wanted(None, 2, 1)], import_id=None)
    return world


def listing(world: World, query: str = "", **options: Any) -> TicketList:
    with world.parts.db.read() as session:
        return service.listing(session, world.parts, world.event(session), query=query, **options)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("%", ["100 % Otto"]),
        ("_", ["100 % Otto"]),
        ("\\", ["Max \\ Klinger"]),
        ("%o%", []),
        ("o_o", []),
        ("KOLLWITZ", ["Käthe Kollwitz"]),
        ("kollwitz", ["Käthe Kollwitz"]),
        ("ärzte", ["Ärzte Übermut"]),
        ("ÜBER", ["Ärzte Übermut"]),
        ("otto_dix@", ["100 % Otto"]),
        ("example.org", [name for name, _ in PEOPLE]),
        ("'; DROP TABLE ticket; --", []),
        ("nobody\x00", []),
        ("\ud800nobody", []),
    ],
)
def test_listing__a_query__taken_literally_and_in_any_case(crowd: World, query: str, names: list[str]) -> None:
    found = listing(crowd, query)
    assert [row.person_name for row in found.rows] == names
    assert found.total == len(names)


def test_listing__page_by_page__each_ticket_once_in_the_order_of_issue(crowd: World) -> None:
    pages = [listing(crowd, limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [[row.number for row in page.rows] for page in pages] == [
        ["1-0001", "1-0002"],
        ["1-0003", "1-0004"],
        ["2-0001"],
        [],
    ]
    assert {page.total for page in pages} == {5}


def test_listing__somebody_deleted__the_ticket_stays_without_a_name(crowd: World) -> None:
    with crowd.parts.db.write() as session:
        session.delete(session.scalars(select(Person).where(Person.email == "max@example.org")).one())
    rows = listing(crowd).rows
    assert [(row.person_name, row.person_email) for row in rows][3:] == [(None, None), (None, None)]


def test_listing__link__opens_that_ticket(crowd: World) -> None:
    row = listing(crowd).rows[1]
    target = crowd.parts.links.read(LinkKind.TICKET, row.link_token)
    assert target
    assert (target.row_id, target.version) == (row.id, 0)


def put_on_their_way(world: World) -> None:
    """One ticket in each state: final, mined, failed, sent, queued."""
    ids = [1 << 32 | serial for serial in range(4)] + [2 << 32]
    world.on_chain([ids[0]], block=7)
    world.on_chain([ids[1]], block=9, final=8)
    with world.parts.db.write() as session:
        intents = {row.token_id: row.id for row in session.scalars(select(Intent).where(Intent.kind == "mint_ticket"))}
        for token_id, state, failure in (
            (ids[1], "assigned", None),
            (ids[2], "failed", "TicketAlreadyMinted"),
            (ids[3], "assigned", None),
        ):
            session.add(
                RelayItem(
                    intent_id=intents[token_id],
                    state=state,
                    failure=failure,
                    failure_args={"tokenId": "1"} if failure else {},
                    updated_at=NOW,
                )
            )


def test_chain_state__in_sql_and_in_python__the_same(crowd: World) -> None:
    put_on_their_way(crowd)
    states = [row.state for row in listing(crowd).rows]
    assert states == [
        ChainState.FINAL,
        ChainState.MINED,
        ChainState.FAILED,
        ChainState.SENT,
        ChainState.QUEUED,
    ]
    assert listing(crowd).rows[2].failure == RevertReason("TicketAlreadyMinted", {"tokenId": "1"})
    with crowd.parts.db.read() as session:
        counted = events_service.progress(session, crowd.event(session))
    assert counted == ChainProgress(queued=1, sent=1, mined=1, final=1, failed=1)


@pytest.mark.parametrize(
    ("minted_block", "item_state", "state"),
    [
        (8, "failed", ChainState.FINAL),
        (9, "failed", ChainState.MINED),
        (8, None, ChainState.FINAL),
        (None, "failed", ChainState.FAILED),
        (None, "released", ChainState.QUEUED),
        (None, "assigned", ChainState.SENT),
        (None, None, ChainState.QUEUED),
    ],
)
def test_chain_state__chain_and_relayer_disagree__the_chain_counts(
    minted_block: int | None, item_state: str | None, state: ChainState
) -> None:
    assert chain_state(minted_block=minted_block, final_block=8, item_state=item_state) is state


@pytest.mark.parametrize(
    ("progress", "total", "settled"),
    [
        (ChainProgress(), 0, True),
        (ChainProgress(final=3, failed=1), 4, True),
        (ChainProgress(mined=1, final=3), 4, False),
        (ChainProgress(queued=1, sent=2), 3, False),
    ],
)
def test_progress__settled__when_nothing_moves_any_more(progress: ChainProgress, total: int, settled: bool) -> None:
    assert (progress.total, progress.settled) == (total, settled)


def test_page__on_its_way__what_the_holder_sees(crowd: World) -> None:
    put_on_their_way(crowd)
    row = listing(crowd).rows[0]
    answer = scan(crowd, crowd.code(1 << 32))
    with crowd.parts.db.read() as session:
        ticket = service.of_event(session, crowd.event(session), row.id)
        page = service.page(session, crowd.parts, ticket)
    assert answer.reason is None
    assert (page.number, page.tier_name, page.event_name, page.collective_name) == (
        "1-0001",
        "Abendkasse",
        "Nachtdruck",
        "Rübezahl",
    )
    assert (page.state, page.contract, page.owner, page.held_by_box_office) == (
        ChainState.FINAL,
        TICKETS,
        TICKETS,
        True,
    )
    assert (page.admitted_at, page.admitted_gate, page.used_on_chain) == (NOW, "Haupteingang", False)
    assert page.code == crowd.code(1 << 32)


def test_export__everything_about_each_ticket__in_the_promised_columns(crowd: World) -> None:
    put_on_their_way(crowd)
    scan(crowd, crowd.code(1 << 32))
    with crowd.parts.db.write() as session:
        event = crowd.event(session)
        ticket = service.by_number(session, event, "1-0002")
        service.revoke(session, crowd.parts, event, ticket, reason=RevokeReason.OTHER)
    with crowd.parts.db.read() as session:
        rows = [
            dict(zip(EXPORT_COLUMNS, row, strict=True))
            for row in export_rows(session, crowd.parts, crowd.event(session))
        ]
    moment = "2026-11-22T18:00:00.000Z"
    assert [(row["number"], row["state"], row["admitted_at"], row["revoked_at"]) for row in rows] == [
        ("1-0001", "final", moment, ""),
        ("1-0002", "mined", "", moment),
        ("1-0003", "failed", "", ""),
        ("1-0004", "sent", "", ""),
        ("2-0001", "queued", "", ""),
    ]
    assert (rows[0]["tier"], rows[0]["name"], rows[0]["email"]) == ("Abendkasse", *PEOPLE[0])
    assert (rows[4]["name"], rows[4]["email"]) == ("", "")
    assert all(row["link"].startswith("http://testserver/t/") for row in rows)


def test_export__more_than_one_page_of_rows__each_once(world: World) -> None:
    with world.parts.db.write() as session:
        event = events_service.of(session, world.collective(session), world.event_slug)
        event.tiers[0].box_office = 1_201
        session.flush()
        service.issue(session, world.parts, event, [Wanted(None, 1, 1_201)], import_id=None)
    with world.parts.db.read() as session:
        numbers = [row[0] for row in export_rows(session, world.parts, world.event(session))]
    assert numbers == [f"1-{n:04d}" for n in range(1, 1_202)]


def written(cell: str) -> str:
    output = io.StringIO()
    write_csv(output, [(cell,)])
    return list(csv.reader(io.StringIO(output.getvalue(), newline="")))[1][0]


@pytest.mark.parametrize("cell", ["=1+1", "+49 341", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_write_csv__what_a_spreadsheet_would_run__marked_as_text(cell: str) -> None:
    assert written(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["Käthe", "a=b", "1-0001", "kaethe@example.org"])
def test_write_csv__anything_else__unchanged(cell: str) -> None:
    assert written(cell) == cell
