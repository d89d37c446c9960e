"""People, and what was issued to them. Everything here that names a person stays here and can be deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Numbered


class Person(Numbered):
    """Somebody a collective knows. Writer: features.people."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("collective_id", "email"),)

    collective_id: Mapped[int] = mapped_column(ForeignKey("collective.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]


class PeopleImport(Numbered):
    """An uploaded file of people, read and judged but not acted on until accepted. Writer: features.people.

    `rows` and `problems` are emptied when the import is accepted or discarded: the people then stand in `person`.
    """

    __tablename__ = "people_import"

    collective_id: Mapped[int] = mapped_column(ForeignKey("collective.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    rows: Mapped[list[Any]]
    problems: Mapped[list[Any]]
    good_count: Mapped[int]
    problem_count: Mapped[int]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class Ticket(Numbered):
    """A ticket the box office issued. Writer: features.tickets.

    `token_id` is `tier << 32 | serial`. `epoch` rises with every re-issue; older passes are refused as revoked.
    `note` is for the door ("needs a chair"). A blocked ticket is kept out until it is unblocked; a revoked one for good.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("event_id", "token_id"),
        Index("ix_ticket_import", "import_id"),
        Index("ix_ticket_person", "person_id"),
        # Doors are told several times a second how many tickets are worth something.
        Index(
            "ix_ticket_revoked",
            "event_id",
            sqlite_where=text("revoked_at IS NOT NULL"),
            postgresql_where=text("revoked_at IS NOT NULL"),
        ),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    tier_id: Mapped[int] = mapped_column(ForeignKey("tier.id"))
    token_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("people_import.id", ondelete="SET NULL"))
    epoch: Mapped[int] = mapped_column(default=0)
    link_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(20))
    blocked_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(String(200))


class TicketBinding(Base):
    """The one phone a ticket is bound to: its P-256 key (compressed point, 33 bytes). Writer: features.holders.

    Binding another phone replaces the row; `epoch` is the ticket's from that moment.
    """

    __tablename__ = "ticket_binding"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(33))
    epoch: Mapped[int]
    bound_at: Mapped[datetime]


class Membership(Numbered):
    """A membership the collective gave. `number` is the token id. Writer: features.members."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("collective_id", "number"),
        UniqueConstraint("collective_id", "person_id", name="uq_membership_person"),
    )

    collective_id: Mapped[int] = mapped_column(ForeignKey("collective.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("people_import.id", ondelete="SET NULL"))
    link_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
