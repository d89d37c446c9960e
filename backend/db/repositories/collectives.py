"""Collectives, who may run them, and their issuer keys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from backend.db.models.collectives import Account, Collective, CollectiveRole, IssuerKey
from backend.db.models.events import Event
from backend.db.models.projections import ChainCollective
from backend.db.models.tickets import Membership


def add(
    session: Session,
    *,
    ref: str,
    slug: str,
    name: str,
    symbol: str,
    style: str,
    palette: str,
    founder: str,
    owner_id: int,
    now: datetime,
) -> Collective:
    collective = Collective(
        ref=ref, slug=slug, name=name, symbol=symbol, style=style, palette=palette, founder=founder, created_at=now
    )
    session.add(collective)
    session.flush()
    session.add(CollectiveRole(account_id=owner_id, collective_id=collective.id, role="organiser"))
    return collective


def by_slug(session: Session, slug: str) -> Collective | None:
    return session.scalar(select(Collective).where(Collective.slug == slug))


def by_id(session: Session, collective_id: int) -> Collective:
    return session.get_one(Collective, collective_id)


def slugs_like(session: Session, slug: str) -> set[str]:
    """Slugs that are `slug` or begin with it."""
    return set(session.scalars(select(Collective.slug).where(Collective.slug.startswith(slug, autoescape=True))))


def may_organise(session: Session, *, account_id: int, collective_id: int) -> bool:
    return session.get(CollectiveRole, (account_id, collective_id)) is not None


def of_account(session: Session, account_id: int) -> Sequence[tuple[Collective, int, int]]:
    """The account's collectives, each with its numbers of members and events."""
    members = (
        select(func.count()).select_from(Membership).where(Membership.collective_id == Collective.id).scalar_subquery()
    )
    events = select(func.count()).select_from(Event).where(Event.collective_id == Collective.id).scalar_subquery()
    rows = session.execute(
        select(Collective, members, events)
        .join(CollectiveRole, CollectiveRole.collective_id == Collective.id)
        .where(CollectiveRole.account_id == account_id)
        .order_by(Collective.name)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def founders(session: Session) -> set[str]:
    """The addresses that created collectives of this installation."""
    return set(session.scalars(select(Collective.founder).distinct()))


def contracts(session: Session, collective: Collective) -> ChainCollective | None:
    """The collective's contracts: those our own founder created, not a stranger's under the same reference."""
    return session.scalar(
        select(ChainCollective)
        .where(ChainCollective.ref == collective.ref, ChainCollective.creator == collective.founder)
        .order_by(ChainCollective.block_number)
        .limit(1)
    )


def lock(session: Session, collective_id: int) -> None:
    """Wait until no other transaction holds this lock, and hold it until the end; with SQLite all writers queue anyway."""
    session.execute(select(Collective.id).where(Collective.id == collective_id).with_for_update(key_share=True))


def allot_member_numbers(session: Session, collective_id: int, count: int) -> int:
    """Reserve `count` membership numbers; returns the first."""
    following: int = session.execute(
        update(Collective)
        .where(Collective.id == collective_id)
        .values(next_member=Collective.next_member + count)
        .returning(Collective.next_member)
    ).scalar_one()
    return following - count


def add_issuer_key(session: Session, row: IssuerKey) -> None:
    session.add(row)
    session.flush()


def active_issuer_key(session: Session, collective_id: int) -> IssuerKey:
    """The key that signs new passes: the youngest that is not retired."""
    return session.scalars(
        select(IssuerKey)
        .where(IssuerKey.collective_id == collective_id, IssuerKey.retired_at.is_(None))
        .order_by(IssuerKey.id.desc())
        .limit(1)
    ).one()


def issuer_key(session: Session, kid: str) -> IssuerKey | None:
    """The key with this id, retired or not, of any collective."""
    return session.scalar(select(IssuerKey).where(IssuerKey.kid == kid))


def issuer_keys(session: Session, collective_id: int) -> Sequence[tuple[IssuerKey, str | None, str | None]]:
    """The collective's keys, youngest first, each with the names of who made and who retired it."""
    maker, retirer = aliased(Account), aliased(Account)
    rows = session.execute(
        select(IssuerKey, maker.name, retirer.name)
        .outerjoin(maker, maker.id == IssuerKey.created_by)
        .outerjoin(retirer, retirer.id == IssuerKey.retired_by)
        .where(IssuerKey.collective_id == collective_id)
        .order_by(IssuerKey.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def retire_issuer_key(session: Session, kid: str, *, account_id: int | None, now: datetime) -> None:
    session.execute(update(IssuerKey).where(IssuerKey.kid == kid).values(retired_at=now, retired_by=account_id))
