"""Accounts, login links and sessions."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.db.bulk import changed
from backend.db.models.collectives import Account, LoginLink, LoginSession


def add_account(session: Session, *, name: str, now: datetime) -> Account:
    account = Account(name=name, created_at=now)
    session.add(account)
    session.flush()
    return account


def account_by_name(session: Session, name: str) -> Account | None:
    return session.scalar(select(Account).where(Account.name == name).order_by(Account.id).limit(1))


def add_login_link(session: Session, *, account_id: int, token_hash: str, expires_at: datetime) -> None:
    session.add(LoginLink(account_id=account_id, token_hash=token_hash, expires_at=expires_at))


def login_link(session: Session, token_hash: str) -> LoginLink | None:
    return session.scalar(select(LoginLink).where(LoginLink.token_hash == token_hash))


def use_login_link(session: Session, link_id: int, *, now: datetime) -> bool:
    """Mark a link as used; False when somebody else was faster."""
    result = session.execute(
        update(LoginLink).where(LoginLink.id == link_id, LoginLink.used_at.is_(None)).values(used_at=now)
    )
    return changed(result) == 1


def add_session(session: Session, *, account_id: int, token_hash: str, now: datetime, expires_at: datetime) -> None:
    session.add(LoginSession(account_id=account_id, token_hash=token_hash, created_at=now, expires_at=expires_at))


def account_of_session(session: Session, token_hash: str, *, now: datetime) -> Account | None:
    return session.scalar(
        select(Account)
        .join(LoginSession, LoginSession.account_id == Account.id)
        .where(LoginSession.token_hash == token_hash, LoginSession.expires_at > now)
    )


def end_session(session: Session, token_hash: str) -> None:
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash))
