"""Who runs things: accounts, their ways in, collectives and their keys. Writer: features.auth and features.collectives."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Numbered


class Account(Numbered):
    """Somebody who may sign in as an organiser. Writer: features.auth."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class LoginLink(Numbered):
    """A one-time way in. Writer: features.auth."""

    __tablename__ = "login_link"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginSession(Numbered):
    """A browser that is signed in. Writer: features.auth."""

    __tablename__ = "login_session"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Collective(Numbered):
    """A collective. `ref` and `founder` (the address that creates it) are its identity on the chain.

    `style` is empty for a collective that was founded before there was a choice: its address decides.

    Writer: features.collectives.
    """

    __tablename__ = "collective"

    ref: Mapped[str] = mapped_column(String(16), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    symbol: Mapped[str] = mapped_column(String(11))
    style: Mapped[str | None] = mapped_column(String(12))
    palette: Mapped[str] = mapped_column(String(12))
    founder: Mapped[str] = mapped_column(String(42))
    next_member: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class CollectiveRole(Base):
    """Which account may organise which collective. Writer: features.collectives."""

    __tablename__ = "collective_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    collective_id: Mapped[int] = mapped_column(ForeignKey("collective.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))


class IssuerKey(Numbered):
    """A collective's Ed25519 key for passes; the private half is encrypted at rest.

    The youngest that is not retired signs; passes of retired ones are refused. Who made or retired it is empty for the
    command line, for the first key, and once the account is gone. Writer: features.collectives.
    """

    __tablename__ = "issuer_key"

    collective_id: Mapped[int] = mapped_column(ForeignKey("collective.id", ondelete="CASCADE"), index=True)
    kid: Mapped[str] = mapped_column(String(16), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed_private_key: Mapped[bytes] = mapped_column(LargeBinary(128))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
