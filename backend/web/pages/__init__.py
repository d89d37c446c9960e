"""The pages by area; `ROUTERS` is all of them."""

from backend.web.pages import (
    collectives,
    door_settings,
    doors,
    events,
    front,
    holders,
    imports,
    keys,
    pipeline,
    ticket_door,
    tickets,
)

ROUTERS = (
    front.router,
    collectives.router,
    keys.router,
    imports.router,
    events.router,
    tickets.router,
    ticket_door.router,
    door_settings.router,
    doors.router,
    holders.router,
    pipeline.router,
)
