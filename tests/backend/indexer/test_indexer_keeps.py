"""Every event our contracts have is kept by its name, folded or not, and can be undone."""

from typing import Any

import pytest
from sqlalchemy import select

from backend.chain import abi_files
from backend.chain.events import DecodedLog, decode_log
from backend.db.models.projections import ChainEvent, ChainLog, ChainToken
from backend.db.projections import fold
from backend.db.session import Database
from backend.indexer import handlers
from tests.backend.indexer.logs import OURS, TICKETS, log, minted, raw_log

ADDRESSES = {contract: f"0x{n:040x}" for n, contract in enumerate(abi_files.CONTRACTS, start=0x10)}
EVENTS = sorted(
    (contract, event.name) for contract in abi_files.CONTRACTS for event in abi_files.events_by_topic(contract).values()
)


def sample(kind: str) -> Any:
    """A value of an ABI type."""
    if kind.endswith("[]"):
        return [sample(kind[:-2])]
    simple = {"address": OURS, "bool": True, "string": "x", "bytes": b"x", "bytes32": bytes(32), "bytes4": bytes(4)}
    return simple.get(kind, 7)


def emitted(contract: str, name: str) -> DecodedLog:
    """A log of this event with some arguments."""
    event = next(event for event in abi_files.events_by_topic(contract).values() if event.name == name)
    args = {arg: sample(kind) for arg, kind in (*event.indexed, *event.plain)}
    return decode_log(contract, raw_log(contract, ADDRESSES[contract], name, block=5, at=1, **args))


def test_events__of_the_contracts__are_found() -> None:
    names = {name for _, name in EVENTS}
    assert {"Purchased", "Claimed", "Listed", "Resold", "Refunded", "Released", "Withdrawn", "Recovered"} <= names


@pytest.mark.parametrize(("contract", "name"), EVENTS, ids=[f"{contract}.{name}" for contract, name in EVENTS])
def test_write__any_event_of_ours__kept_with_its_arguments_and_undone(db: Database, contract: str, name: str) -> None:
    entry = emitted(contract, name)
    assert entry.name == name
    with db.write() as session:
        fold.write(session, handlers.fold([entry]))
    with db.read() as session:
        kept = session.scalars(select(ChainLog)).one()
    assert (kept.event, kept.address, kept.args) == (name, ADDRESSES[contract], dict(entry.args))
    assert "data" not in kept.args or name.startswith("Operation")
    with db.write() as session:
        assert fold.rewind(session, 4) == 1
        assert session.scalars(select(ChainToken)).all() == []
        assert session.scalars(select(ChainLog)).all() == []


def test_write__called_off__says_in_which_block_and_a_reorganisation_takes_it_back(db: Database) -> None:
    event = {"tickets": TICKETS, "access": OURS, "ref": "0102030405060708", "block_number": 1, "cancelled_block": None}
    cancelled = log("EventTickets", TICKETS, "Cancelled", block=5)
    # Announced and called off in one range.
    changes = fold.Changes(logs=handlers.fold([minted(TICKETS, 5, at=1), cancelled]).logs, events=[event])
    with db.write() as session:
        fold.write(session, changes)
        assert session.scalars(select(ChainEvent.cancelled_block)).one() == 5
        fold.rewind(session, 4)
        assert session.scalars(select(ChainEvent.cancelled_block)).one() is None


def test_write__another_event_called_off__ours_is_not(db: Database) -> None:
    event = {"tickets": OURS, "access": OURS, "ref": "0102030405060708", "block_number": 1, "cancelled_block": None}
    changes = fold.Changes(
        logs=handlers.fold([log("EventTickets", TICKETS, "Cancelled", block=5)]).logs, events=[event]
    )
    with db.write() as session:
        fold.write(session, changes)
        assert session.scalars(select(ChainEvent.cancelled_block)).one() is None
