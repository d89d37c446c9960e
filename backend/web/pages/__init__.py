"""The pages by area; `ROUTERS` is all of them."""

from backend.web.pages import collectives, doors, events, front, holders, imports, keys, pipeline, tickets

ROUTERS = (
    front.router,
    collectives.router,
    keys.router,
    imports.router,
    events.router,
    tickets.router,
    doors.router,
    holders.router,
    pipeline.router,
)
