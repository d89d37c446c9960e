"""Pairing and identity of door devices."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StringConstraints

from backend.core.clock import iso
from backend.features.devices import service
from backend.features.devices.schemas import DeviceIdentity, DeviceRole
from backend.features.http.bodies import TierBody
from backend.features.http.depends import DeviceDep, PartsDep, caller
from backend.features.http.failures import FAILURES
from backend.features.http.limits import RateLimit

router = APIRouter(prefix="/api/v1", tags=["devices"], responses=FAILURES)

# A code has 192 bits: guessing is hopeless anyway; the limit keeps somebody from trying. A team of 30 phones behind one
# address pairs within two minutes.
_pairing = RateLimit(per_minute=20, burst=30)


class PairRequest(BaseModel):
    """A one-time code and what the team calls this device."""

    code: Annotated[str, StringConstraints(max_length=100)]
    name: Annotated[str, StringConstraints(max_length=200)]


class CollectiveBody(BaseModel):
    name: str


class EventBody(BaseModel):
    ref: str
    name: str
    venue: str
    starts_at: str
    ends_at: str
    timezone: str


class GateBody(BaseModel):
    id: int
    name: str
    tiers: list[TierBody]


class ListBody(BaseModel):
    id: int
    name: str


class DeviceBody(BaseModel):
    """A device and the one gate it works at; times in RFC 3339, UTC."""

    id: int
    name: str
    role: DeviceRole
    collective: CollectiveBody
    event: EventBody
    gate: GateBody
    check_in_list: ListBody


class PairedBody(BaseModel):
    """The token is shown this once."""

    token: str
    device: DeviceBody


def device_body(device: DeviceIdentity) -> DeviceBody:
    """The identity as the API spells it."""
    return DeviceBody(
        id=device.id,
        name=device.name,
        role=device.role,
        collective=CollectiveBody(name=device.collective_name),
        event=EventBody(
            ref=device.event_ref,
            name=device.event_name,
            venue=device.venue,
            starts_at=iso(device.starts_at),
            ends_at=iso(device.ends_at),
            timezone=device.zone,
        ),
        gate=GateBody(
            id=device.gate_id,
            name=device.gate_name,
            tiers=[TierBody(number=tier.number, name=tier.name) for tier in device.gate_tiers],
        ),
        check_in_list=ListBody(id=device.list_id, name=device.list_name),
    )


@router.post("/devices/pair", status_code=201)
def pair(request: Request, parts: PartsDep, body: PairRequest) -> PairedBody:
    """Turn a one-time code into a device token. Anybody with a code; 20 tries a minute an address."""
    _pairing.check(caller(request))
    with parts.db.write() as session:
        token, device = service.pair(session, parts, code=body.code, name=body.name)
    return PairedBody(token=token, device=device_body(device))


@router.get("/device")
def this_device(device: DeviceDep) -> DeviceBody:
    """Who this device is."""
    return device_body(device)


@router.delete("/device", status_code=204)
def unpair(parts: PartsDep, device: DeviceDep) -> Response:
    """Give this device's access back."""
    with parts.db.write() as session:
        service.unpair(session, parts, device.id)
    return Response(status_code=204)
