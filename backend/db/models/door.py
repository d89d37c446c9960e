"""The door: paired devices, scans as facts, admissions. Writer: features.checkin (devices: features.devices)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Numbered, RowId


class Device(Numbered):
    """A phone or laptop at a gate. Only the hash of its token is kept. Writer: features.devices."""

    __tablename__ = "device"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"))
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    paired_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class PairingCode(Numbered):
    """A one-time code that turns a browser into a device. Writer: features.devices."""

    __tablename__ = "pairing_code"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id", ondelete="CASCADE"))
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(12))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Scan(Base):
    """A scan and what it was answered; written once, never changed, refusals too. `id` is the device's own."""

    __tablename__ = "scan"
    __table_args__ = (Index("ix_scan_list_time", "list_id", "received_at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    source: Mapped[str] = mapped_column(String(12))
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


class Admission(Base):
    """A ticket that is in. The key admits it once a list, whoever scans how often at the same time."""

    __tablename__ = "admission"
    __table_args__ = (
        Index("ix_admission_gate", "list_id", "gate_id"),
        Index("ix_admission_unsettled", "settled_by", "event_id"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    scan_id: Mapped[UUID] = mapped_column(ForeignKey("scan.id"), unique=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    admitted_at: Mapped[datetime]
    settled_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("intent.id"))
