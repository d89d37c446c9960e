"""Writing what logs change into the projections, and undoing it after a reorganisation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from backend.core.token_ids import tickets_in
from backend.db.models.projections import ChainCollective, ChainEvent, ChainLog, ChainToken
from backend.db.projections.tokens import (
    CANCELLED,
    SETTLED,
    Key,
    Log,
    Settlements,
    Token,
    folded,
    is_settlement,
    key_of,
    settlements,
    used_block,
)
from backend.db.session import dialect_of

_CHUNK = 500


@dataclass
class Changes:
    """What a range of blocks does: its logs in the chain's order, and the contracts they announce."""

    logs: list[dict[str, Any]] = field(default_factory=list)
    collectives: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


def write(session: Session, changes: Changes) -> None:
    """Write the changes; a row that is there already stays as it is, so that a range read twice counts once."""
    for model, rows in ((ChainLog, changes.logs), (ChainCollective, changes.collectives), (ChainEvent, changes.events)):
        _insert(session, model, rows)
    about_tokens = [entry for entry in changes.logs if entry["token_id"] is not None]
    known = _tokens(session, {key_of(entry) for entry in about_tokens})
    _fold(session, known, about_tokens)
    for entry in changes.logs:
        if is_settlement(entry):
            _mark_used(session, entry)
        elif entry["event"] == CANCELLED:
            session.execute(
                update(ChainEvent)
                .where(ChainEvent.tickets == entry["address"])
                .values(cancelled_block=entry["block_number"])
            )


def _insert(
    session: Session, model: type[ChainLog | ChainCollective | ChainEvent | ChainToken], rows: Sequence[Log]
) -> None:
    for start in range(0, len(rows), _CHUNK):
        dialect_of(session).insert_new(session, model.table(), rows[start : start + _CHUNK])


def _by_contract(keys: Iterable[Key]) -> Iterator[tuple[str, Sequence[int]]]:
    """The token ids of each contract, in pieces that fit one statement."""
    found: dict[str, list[int]] = defaultdict(list)
    for contract, token_id in keys:
        found[contract].append(token_id)
    for contract, token_ids in found.items():
        for start in range(0, len(token_ids), _CHUNK):
            yield contract, token_ids[start : start + _CHUNK]


def _these(contract: str, token_ids: Sequence[int]) -> ColumnElement[bool]:
    return (ChainToken.contract == contract) & ChainToken.token_id.in_(token_ids)


def _tokens(session: Session, keys: Iterable[Key]) -> dict[Key, Token]:
    """Those of the tokens that are there."""
    found: dict[Key, Token] = {}
    for contract, token_ids in _by_contract(keys):
        for token in _rows(session, select(ChainToken.table()).where(_these(contract, token_ids))):
            found[contract, token["token_id"]] = token
    return found


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [row._asdict() for row in session.execute(statement)]


def _fold(session: Session, known: Mapping[Key, Token], logs: Iterable[Log]) -> None:
    """Fold logs into the `known` tokens, and write what they come to in place of the rows of `known`."""
    tokens: dict[Key, Token | None] = dict(known)
    for entry in logs:
        tokens[key_of(entry)] = folded(tokens.get(key_of(entry)), entry)
    changed = {key: token for key, token in tokens.items() if token != known.get(key)}
    for contract, token_ids in _by_contract(key for key in changed if key in known):
        session.execute(delete(ChainToken).where(_these(contract, token_ids)))
    there = [token for token in changed.values() if token is not None]
    fresh = [token for token in there if (token["contract"], token["token_id"]) not in known]
    settled = {contract: _settlements(session, contract) for contract in {token["contract"] for token in fresh}}
    for token in fresh:
        token["used_block"] = used_block(settled[token["contract"]], token["token_id"])
    _insert(session, ChainToken, there)


def _settlements(session: Session, contract: str) -> Settlements:
    logs = _logs(ChainLog.address == contract, ChainLog.token_id.is_(None), ChainLog.event == SETTLED)
    return settlements(entry for entry in _rows(session, logs) if is_settlement(entry))


def _logs(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(ChainLog.table()).where(*conditions).order_by(ChainLog.block_number, ChainLog.log_index)


def _mark_used(session: Session, entry: Log) -> None:
    args = entry["args"]
    ids = list(tickets_in((int(args["tier"]), int(args["index"])), int(args["bits"])))
    session.execute(
        update(ChainToken)
        .where(_these(entry["address"], ids), ChainToken.used_block.is_(None))
        .values(used_block=entry["block_number"])
    )


def rewind(session: Session, last_good: int) -> int:
    """Undo everything after block `last_good`; returns how many logs that were.

    Tokens that later logs touched are folded again from the logs that remain.
    """
    later = ChainLog.block_number > last_good
    touched = [
        (address, token_id)
        for address, token_id in session.execute(select(ChainLog.address, ChainLog.token_id).where(later).distinct())
        if token_id is not None
    ]
    count = len(session.execute(select(ChainLog.log_index).where(later)).all())
    session.execute(delete(ChainLog).where(later))
    for model in (ChainCollective, ChainEvent):
        session.execute(delete(model).where(model.block_number > last_good))
    session.execute(update(ChainToken).where(ChainToken.used_block > last_good).values(used_block=None))
    session.execute(update(ChainEvent).where(ChainEvent.cancelled_block > last_good).values(cancelled_block=None))
    for contract, token_ids in _by_contract(touched):
        session.execute(delete(ChainToken).where(_these(contract, token_ids)))
        left = _logs(ChainLog.address == contract, ChainLog.token_id.in_(token_ids))
        _fold(session, {}, _rows(session, left))
    return count
