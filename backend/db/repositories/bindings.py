"""Which phone a ticket is bound to."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.db.models.tickets import TicketBinding
from backend.db.session import dialect_of


def of_ticket(session: Session, ticket_id: int) -> TicketBinding | None:
    """The binding as the database has it now."""
    return session.get(TicketBinding, ticket_id, populate_existing=True)


def put(session: Session, ticket_id: int, *, public_key: bytes, epoch: int, now: datetime) -> None:
    """Bind the ticket to this phone and to no other."""
    row = {"ticket_id": ticket_id, "public_key": public_key, "epoch": epoch, "bound_at": now}
    dialect_of(session).replace(session, TicketBinding.table(), [row], keys=["ticket_id"])


def remove(session: Session, ticket_id: int) -> None:
    session.execute(delete(TicketBinding).where(TicketBinding.ticket_id == ticket_id))
