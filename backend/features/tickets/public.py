"""Tickets that were bought on the chain itself: taken up as tickets of the event, so that its lists and its door know them."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.token_ids import token_id
from backend.db.models.events import Event, Tier
from backend.db.repositories import chain, collectives, events, tickets
from backend.features.door import tell

# One pass takes up this many of a tier; a rush is several passes.
_BATCH = 1_000


def is_due(session: Session) -> bool:
    """Whether somebody has bought a ticket that is not taken up yet."""
    return any(True for _ in _bought(session, limit=1))


def take_up(session: Session, *, now: datetime) -> int:
    """Make a ticket of each that was bought and cannot disappear from the chain any more. Returns how many are new.

    Nobody is named on it: who holds it is what the chain says.
    """
    count = 0
    for event, tier, ids in _bought(session, limit=_BATCH, take=True):
        tickets.add(
            session,
            [
                {
                    "event_id": event.id,
                    "tier_id": tier.id,
                    "token_id": found,
                    "person_id": None,
                    "import_id": None,
                    "epoch": 0,
                    "link_version": 0,
                    "created_at": now,
                }
                for found in ids
            ],
        )
        tell.issued(session, event.id, ids, now=now)
        count += len(ids)
    return count


def _bought(session: Session, *, limit: int, take: bool = False) -> Iterator[tuple[Event, Tier, list[int]]]:
    """The next tickets to take up, by tier. The contract sells serials in order, so they begin after the last that was."""
    final_block = chain.tip(session).final_block
    for event, tier in events.sold_on_chain(session):
        contract = events.contract(session, event)
        if contract is None:
            continue
        if take:
            # Locked: whoever takes up the same tickets at the same moment must see ours.
            collectives.lock(session, event.collective_id)
        first, last = token_id(tier.number, tier.box_office), token_id(tier.number, tier.supply - 1)
        highest = tickets.highest_between(session, event.id, first=first, last=last)
        following = first if highest is None else highest + 1
        ids = chain.tokens_between(session, contract, first=following, last=last, final_block=final_block, limit=limit)
        if ids:
            yield event, tier, list(ids)
