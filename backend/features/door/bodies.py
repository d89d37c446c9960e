"""What the door's answers look like, for the description of the interface. A set of serials is text (docs/checkin.md)."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.features.checkin.schemas import Direction, Reentry
from backend.features.http.bodies import TierBody

Serials = Annotated[str, StringConstraints(pattern="^(r:[0-9,-]*|b:[A-Za-z0-9+/]+={0,2})$")]


class GateCountBody(BaseModel):
    id: int
    name: str
    entered: int
    exited: int


class OwnGateBody(BaseModel):
    entered: int
    exited: int


class CountsBody(BaseModel):
    """Of one list. `inside` counts people, clashes included; `issued` the tickets that were not revoked."""

    gate: OwnGateBody
    inside: int
    admitted: int
    issued: int
    clashes: int
    gates: list[GateCountBody]


class DoorEventBody(BaseModel):
    """`names`: whether names may be shown at the door."""

    ref: str
    name: str
    venue: str
    starts_at: str
    ends_at: str
    timezone: str
    opens_at: str
    cancelled: bool
    names: bool


class NamedBody(BaseModel):
    id: int
    name: str


class OwnBody(NamedBody):
    """The gate the device works at; `tiers` are the numbers of those it lets in."""

    tiers: list[int]


class DoorListBody(NamedBody):
    entrance: bool
    reentry: Reentry


class KeyBody(BaseModel):
    """An issuer key, both in hex."""

    kid: str
    public_key: str


class TierStateBody(BaseModel):
    """What is known of a tier's tickets, by serial from 0.

    The k-th of `epochs`, from 0, holds those whose epoch is above k; `epochs_above` lists `[serial, epoch]` above 8.
    """

    number: int
    name: str
    paper: bool
    known: Serials
    pending: Serials
    revoked: Serials
    blocked: Serials
    admitted: Serials
    inside: Serials
    epochs: list[Serials]
    epochs_above: list[tuple[int, int]]


class StateBody(BaseModel):
    cursor: int
    server_time: str
    event: DoorEventBody
    gate: OwnBody
    gates: list[NamedBody]
    check_in_list: DoorListBody = Field(alias="list")
    keys: list[KeyBody]
    tiers: list[TierStateBody]
    counts: CountsBody


class ChangeBody(BaseModel):
    """A change; what else it holds depends on its kind: `set`, `epoch`, `entry`, `rules`."""

    model_config = ConfigDict(extra="allow")

    seq: int
    kind: str
    list_id: int | None


class ChangesBody(BaseModel):
    cursor: int
    server_time: str
    reset: bool
    changes: list[ChangeBody]
    counts: CountsBody


class FirstEntryBody(BaseModel):
    at: str
    gate: str


class FoundTicketBody(BaseModel):
    """`serial` counts from 0, `number` is what people say. `state`: revoked, blocked, inside, admitted (but not inside now)
    or expected. `name` only where the organiser allows it.
    """

    tier: TierBody
    serial: int
    number: str
    state: Literal["revoked", "blocked", "inside", "admitted", "expected"]
    entries: int
    inside: int
    clashes: int
    first: FirstEntryBody | None
    note: str | None
    name: str | None


class FoundBody(BaseModel):
    tickets: list[FoundTicketBody]


class ClashScanBody(BaseModel):
    """A scan that let somebody through; `clash`: an entry that should not have been."""

    id: UUID
    at: str
    time_mark: str | None
    gate: str
    device: str | None
    direction: Direction
    undone: bool
    clash: bool


class ClashBody(BaseModel):
    tier: TierBody
    serial: int
    number: str
    scans: list[ClashScanBody]


class ClashesBody(BaseModel):
    clashes: list[ClashBody]
