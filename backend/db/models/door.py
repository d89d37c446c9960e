"""The door: devices, scans as facts, admissions, what doors are told. Writer: features.checkin (devices: features.devices)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, Uuid
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
    """A fact of the door: a scan with what it was answered, or a supervisor's undoing of one. `id` is the device's own.

    Written once. Only `shown`, what the device told the person before it had the answer, may be added later, once; and
    `let_in`, whether somebody went through, follows from it. `at` is the corrected time (docs/checkin.md), `time_mark` says
    what was doubtful about it.
    """

    __tablename__ = "scan"
    __table_args__ = (
        Index("ix_scan_list_time", "list_id", "received_at"),
        Index("ix_scan_ticket_list", "ticket_id", "list_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(8), default="scan", server_default="scan")
    direction: Mapped[str] = mapped_column(String(8), default="entry", server_default="entry")
    source: Mapped[str] = mapped_column(String(12))
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    at: Mapped[datetime]
    time_mark: Mapped[str | None] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(20))
    shown: Mapped[str | None] = mapped_column(String(12))
    let_in: Mapped[bool]
    override: Mapped[str | None] = mapped_column(String(200))
    undoes: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("scan.id"))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


class Admission(Base):
    """What the scans of a ticket on a list add up to, once somebody was let in: the first entry, and how many are inside.

    The key admits a ticket once a list, whoever scans how often at the same time. `clashes` are entries that should not have
    been: two doors without a network let the same ticket in.
    """

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
    entries: Mapped[int] = mapped_column(default=1, server_default="1")
    inside: Mapped[int] = mapped_column(default=1, server_default="1")
    clashes: Mapped[int] = mapped_column(default=0, server_default="0")
    settled_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("intent.id"))


class GateCount(Base):
    """How many went in and out through a gate, on a list."""

    __tablename__ = "gate_count"

    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id", ondelete="CASCADE"), primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id", ondelete="CASCADE"), primary_key=True)
    entered: Mapped[int] = mapped_column(default=0)
    exited: Mapped[int] = mapped_column(default=0)


class ListCount(Base):
    """Of a list: tickets that were let in, people inside now, entries that clash."""

    __tablename__ = "list_count"

    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_list.id", ondelete="CASCADE"), primary_key=True)
    admitted: Mapped[int] = mapped_column(default=0)
    inside: Mapped[int] = mapped_column(default=0)
    clashes: Mapped[int] = mapped_column(default=0)


class DoorFeed(Base):
    """How far an event's feed has come. Whoever changes what doors know takes this row's lock first, so the numbers appear
    in the order of the commits and none is missing. `cancelled` is what the doors were told last.
    """

    __tablename__ = "door_feed"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)


class DoorChange(Base):
    """One thing the doors of an event have to learn; `list_id` when it concerns one list only. No personal data."""

    __tablename__ = "door_change"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("checkin_list.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class DoorMirror(Base):
    """The serials of a tier that the doors were told are on the chain, as a set in the door's spelling."""

    __tablename__ = "door_mirror"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    tier: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    minted: Mapped[str] = mapped_column(Text)
