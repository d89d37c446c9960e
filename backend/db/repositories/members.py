"""Memberships, with what the chain and the relayer say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from backend.db.models.pipeline import Intent, RelayItem
from backend.db.models.projections import ChainToken
from backend.db.models.tickets import Membership, Person
from backend.db.repositories.states import chain_state
from backend.db.session import dialect_of

MINT = "mint_membership"


@dataclass(frozen=True)
class MemberRecord:
    """A membership with its surroundings."""

    membership: Membership
    person: Person | None
    minted_block: int | None
    owner: str | None
    item_state: str | None
    failure: str | None
    failure_args: Mapping[str, Any] | None


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert memberships in bulk; a number that exists is an IntegrityError."""
    dialect_of(session).insert_all(session, Membership.table(), rows)


def by_id(session: Session, membership_id: int) -> Membership | None:
    return session.get(Membership, membership_id)


def holders_among(session: Session, collective_id: int, person_ids: Sequence[int]) -> set[int]:
    """Which of these people are members already."""
    found: set[int] = set()
    for start in range(0, len(person_ids), 500):
        rows = session.scalars(
            select(Membership.person_id).where(
                Membership.collective_id == collective_id, Membership.person_id.in_(person_ids[start : start + 500])
            )
        )
        found.update(person_id for person_id in rows if person_id is not None)
    return found


def emails_among(session: Session, collective_id: int) -> set[str]:
    """The e-mail addresses of all members."""
    return set(
        session.scalars(
            select(Person.email)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.collective_id == collective_id)
        )
    )


def _joined(statement: Select[*tuple[Any, ...]], collective_id: int, contract: str | None) -> Select[*tuple[Any, ...]]:
    return (
        statement.outerjoin(Person, Person.id == Membership.person_id)
        .outerjoin(ChainToken, and_(ChainToken.contract == (contract or ""), ChainToken.token_id == Membership.number))
        .outerjoin(
            Intent,
            and_(
                Intent.collective_id == Membership.collective_id,
                Intent.event_id.is_(None),
                Intent.token_id == Membership.number,
                Intent.kind == MINT,
            ),
        )
        .outerjoin(RelayItem, RelayItem.intent_id == Intent.id)
        .where(Membership.collective_id == collective_id)
    )


def _records(collective_id: int, contract: str | None) -> Select[*tuple[Any, ...]]:
    return _joined(
        select(
            Membership,
            Person,
            ChainToken.minted_block,
            ChainToken.owner,
            RelayItem.state,
            RelayItem.failure,
            RelayItem.failure_args,
        ),
        collective_id,
        contract,
    )


def page(
    session: Session, collective_id: int, *, contract: str | None, limit: int, offset: int
) -> Sequence[MemberRecord]:
    """A page of members by number."""
    statement = _records(collective_id, contract).order_by(Membership.number).limit(limit).offset(offset)
    return [MemberRecord(*row) for row in session.execute(statement)]


def record(session: Session, membership: Membership, *, contract: str | None) -> MemberRecord:
    """One membership with its surroundings."""
    statement = _records(membership.collective_id, contract).where(Membership.id == membership.id)
    return MemberRecord(*session.execute(statement).one())


def count(session: Session, collective_id: int) -> int:
    return session.scalar(select(func.count()).where(Membership.collective_id == collective_id)) or 0


def progress(session: Session, collective_id: int, *, contract: str | None, final_block: int) -> dict[str, int]:
    """How many memberships are queued, sent, mined, final, failed."""
    state = chain_state(final_block)
    statement = _joined(select(state, func.count()).select_from(Membership), collective_id, contract).group_by(state)
    return {row[0]: row[1] for row in session.execute(statement)}
