"""FastAPI dependencies of the JSON endpoints."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.features.devices import service as devices
from backend.features.devices.schemas import DeviceIdentity
from backend.features.parts import Parts

bearer = HTTPBearer(auto_error=False, description="The token a device got when it was paired")


async def parts_of(request: Request) -> Parts:
    """The parts of the running server. It waits for nothing: not `async`, it would be given a thread."""
    parts: Parts = request.app.state.einlass
    return parts


PartsDep = Annotated[Parts, Depends(parts_of)]


def device_of(
    parts: PartsDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> DeviceIdentity:
    """The device that asks. Raises Unauthenticated `device_unknown` or `device_revoked`."""
    with parts.db.read() as session:
        return devices.identify(session, credentials.credentials if credentials else None)


DeviceDep = Annotated[DeviceIdentity, Depends(device_of)]


def caller(request: Request) -> str:
    """Whom a rate limit counts: the address the connection comes from."""
    return request.client.host if request.client else "unknown"
