"""Events with their tiers, gates and check-in lists. Writer: features.events."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.db.models.base import Base, Numbered


class Event(Numbered):
    """One event of a collective. `ref` is its identity in passes and on the chain. An empty `style` is the collective's."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("collective_id", "slug"),)

    collective_id: Mapped[int] = mapped_column(ForeignKey("collective.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(96))
    venue: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(40))
    policy: Mapped[str] = mapped_column(String(12))
    style: Mapped[str | None] = mapped_column(String(12))
    settle: Mapped[bool] = mapped_column(default=True)
    names_at_door: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    tiers: Mapped[list["Tier"]] = relationship(order_by="Tier.number")
    gates: Mapped[list["Gate"]] = relationship(order_by="Gate.id")
    lists: Mapped[list["CheckinList"]] = relationship(order_by="CheckinList.id")


class Tier(Numbered):
    """A kind of ticket. `number` and serials are what the contract knows; serials are allotted here, once.

    `paper`: its static pass opens a door; without, only a phone's fresh proof does.
    """

    __tablename__ = "tier"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(32))
    supply: Mapped[int]
    box_office: Mapped[int]
    next_serial: Mapped[int] = mapped_column(default=0)
    paper: Mapped[bool] = mapped_column(default=True, server_default=true())


class Gate(Numbered):
    """A door. It lets in the tiers listed in gate_tier."""

    __tablename__ = "gate"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))

    tiers: Mapped[list[Tier]] = relationship(secondary="gate_tier", order_by="Tier.number")


class GateTier(Base):
    """Which tiers a gate lets in."""

    __tablename__ = "gate_tier"

    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id", ondelete="CASCADE"), primary_key=True)
    tier_id: Mapped[int] = mapped_column(ForeignKey("tier.id", ondelete="CASCADE"), primary_key=True)


class CheckinList(Numbered):
    """What a scan is counted on: the door, drinks, merchandise. The entrance's admissions are settled on the chain.

    `reentry`: whether a ticket that was let in may come again: never, after_exit, or any time.
    """

    __tablename__ = "checkin_list"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    entrance: Mapped[bool] = mapped_column(default=False)
    reentry: Mapped[str] = mapped_column(String(12), default="never", server_default="never")
