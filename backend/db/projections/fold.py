"""Folding decoded logs into the projections, and folding them again after a reorganisation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.db.models.projections import ChainCollective, ChainEvent, ChainLog, ChainToken
from backend.db.session import dialect_of

_CHUNK = 500


@dataclass
class Changes:
    """What a range of blocks does, ready to be written in bulk."""

    logs: list[dict[str, Any]] = field(default_factory=list)
    collectives: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    minted: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    owners: dict[tuple[str, int], str | None] = field(default_factory=dict)
    used: list[tuple[str, int, int]] = field(default_factory=list)
    revoked: list[tuple[str, int, int]] = field(default_factory=list)


def write(session: Session, changes: Changes) -> None:
    """Write the changes; a row that is there already stays as it is, so that a range read twice counts once."""
    dialect = dialect_of(session)
    for model, rows in (
        (ChainLog, changes.logs),
        (ChainCollective, changes.collectives),
        (ChainEvent, changes.events),
        (ChainToken, list(changes.minted.values())),
    ):
        for start in range(0, len(rows), _CHUNK):
            dialect.insert_new(session, model.table(), rows[start : start + _CHUNK])
    _mark_settled_before(session, changes.minted)
    for (contract, token_id), owner in changes.owners.items():
        _move(session, contract, token_id, owner)
    for contract, token_id, block in changes.revoked:
        _mark(session, contract, [token_id], {"revoked_block": block})
    for (contract, block), token_ids in _grouped(changes.used).items():
        _mark(session, contract, token_ids, {"used_block": block})


def _mark_settled_before(session: Session, minted: Iterable[tuple[str, int]]) -> None:
    """Mark those of the minted tokens that were settled earlier: a door need not wait for the box office."""
    by_contract: dict[str, list[int]] = {}
    for contract, token_id in minted:
        by_contract.setdefault(contract, []).append(token_id)
    for contract, token_ids in by_contract.items():
        words = _settled_words(session, contract)
        used = [(contract, token_id, block) for token_id in token_ids if (block := _used_block(words, token_id))]
        for (_, block), found in _grouped(used).items():
            _mark(session, contract, found, {"used_block": block})


_Words = Mapping[tuple[int, int], Sequence[tuple[int, int]]]
_WORD_BITS = 256


def _settled_words(session: Session, contract: str) -> _Words:
    """A contract's settlements by tier and word: in which block which bits were set, the oldest first."""
    logs = session.scalars(
        select(ChainLog)
        .where(ChainLog.address == contract, ChainLog.token_id.is_(None), ChainLog.event == "Settled")
        .order_by(ChainLog.block_number, ChainLog.log_index)
    )
    words: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for entry in logs:
        # What did not decode is kept without its arguments.
        if "bits" in entry.args:
            word = int(entry.args["tier"]), int(entry.args["index"])
            words.setdefault(word, []).append((entry.block_number, int(entry.args["bits"])))
    return words


def _used_block(words: _Words, token_id: int) -> int | None:
    tier, serial = token_id >> 32, token_id & 0xFFFFFFFF
    found = words.get((tier, serial // _WORD_BITS), ())
    return next((block for block, bits in found if bits >> serial % _WORD_BITS & 1), None)


def _grouped(used: Iterable[tuple[str, int, int]]) -> Mapping[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    for contract, token_id, block in used:
        found.setdefault((contract, block), []).append(token_id)
    return found


def _one(contract: str, token_id: int) -> Any:
    return (ChainToken.contract == contract) & (ChainToken.token_id == token_id)


def _move(session: Session, contract: str, token_id: int, owner: str | None) -> None:
    if owner is None:
        session.execute(delete(ChainToken).where(_one(contract, token_id)))
    else:
        session.execute(update(ChainToken).where(_one(contract, token_id)).values(owner=owner))


def _mark(session: Session, contract: str, token_ids: Sequence[int], values: Mapping[str, int]) -> None:
    for start in range(0, len(token_ids), _CHUNK):
        session.execute(
            update(ChainToken)
            .where(ChainToken.contract == contract, ChainToken.token_id.in_(token_ids[start : start + _CHUNK]))
            .values(**values)
        )


def rewind(session: Session, last_good: int) -> int:
    """Undo everything after block `last_good`; returns how many logs that were.

    Tokens that later logs touched are folded again from the logs that remain.
    """
    later = ChainLog.block_number > last_good
    touched = session.execute(
        select(ChainLog.address, ChainLog.token_id).where(later, ChainLog.token_id.is_not(None)).distinct()
    ).all()
    count = len(session.execute(select(ChainLog.log_index).where(later)).all())
    session.execute(delete(ChainLog).where(later))
    for model in (ChainCollective, ChainEvent):
        session.execute(delete(model).where(model.block_number > last_good))
    session.execute(update(ChainToken).where(ChainToken.used_block > last_good).values(used_block=None))
    session.execute(update(ChainToken).where(ChainToken.revoked_block > last_good).values(revoked_block=None))
    words: dict[str, _Words] = {}
    for address, token_id in touched:
        if token_id is None:
            continue
        if address not in words:
            words[address] = _settled_words(session, address)
        _refold(session, address, token_id, _used_block(words[address], token_id))
    return count


def _refold(session: Session, contract: str, token_id: int, used_block: int | None) -> None:
    """Make a token's row again from its remaining logs: minted, moved, burned, revoked."""
    logs = session.scalars(
        select(ChainLog)
        .where(ChainLog.address == contract, ChainLog.token_id == token_id)
        .order_by(ChainLog.block_number, ChainLog.log_index)
    ).all()
    session.execute(delete(ChainToken).where(_one(contract, token_id)))
    row: dict[str, Any] | None = None
    for entry in logs:
        row = _folded(row, entry)
    if row is not None:
        dialect_of(session).insert_new(session, ChainToken.table(), [{**row, "used_block": used_block}])


_ZERO = "0x" + "0" * 40


def _folded(row: dict[str, Any] | None, entry: ChainLog) -> dict[str, Any] | None:
    if entry.event == "Transfer":
        owner = str(entry.args["to"])
        if owner == _ZERO:
            return None
        if row is None:
            return {
                "contract": entry.address,
                "token_id": entry.token_id,
                "owner": owner,
                "minted_block": entry.block_number,
                "used_block": None,
                "revoked_block": None,
            }
        return {**row, "owner": owner}
    if entry.event == "Revoked" and row is not None:
        return {**row, "revoked_block": entry.block_number}
    return row
