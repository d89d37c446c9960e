"""Telling the chain who was in: after the fact, in words of 256 bits, each admission in exactly one intent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.core.token_ids import Word, word_of, words_of
from backend.db.repositories import door, intents
from backend.db.repositories.door import Unsettled
from backend.outbox.intents import Kind, NewIntent
from backend.outbox.service import enqueue

# One pass handles this many; a busy night is several passes.
_BATCH = 5_000


def is_due(session: Session, *, now: datetime, settle_after: timedelta) -> bool:
    """Whether an admission has waited `settle_after`."""
    oldest = door.unsettled(session, limit=1)
    return bool(oldest) and oldest[0].admitted_at <= now - settle_after


def settle_due(session: Session, *, now: datetime, settle_after: timedelta) -> int:
    """Wish for the settlement of each event whose oldest open admission has waited `settle_after`. Returns how many admissions.

    When one is due all of the event's go along: the more in a word, the less each costs.
    """
    by_list: dict[int, list[Unsettled]] = defaultdict(list)
    for item in door.unsettled(session, limit=_BATCH, take=True):
        by_list[item.list_id].append(item)
    settled = 0
    for list_id, items in by_list.items():
        if min(item.admitted_at for item in items) <= now - settle_after:
            settled += _settle(session, list_id, items, now)
    return settled


def _settle(session: Session, list_id: int, items: Sequence[Unsettled], now: datetime) -> int:
    by_word: dict[Word, list[Unsettled]] = defaultdict(list)
    for item in items:
        by_word[word_of(item.token_id)].append(item)
    for (tier, index), members in by_word.items():
        bits = words_of(item.token_id for item in members)[tier, index]
        key = f"settle:{members[0].event_ref}:{tier}:{index}:{bits:x}"
        wish = NewIntent(
            Kind.SETTLE,
            key,
            members[0].collective_id,
            event_id=members[0].event_id,
            payload={"tier": tier, "index": index, "bits": hex(bits)},
        )
        enqueue(session, [wish], now=now)
        intent = intents.by_dedupe_key(session, key)
        if intent is None:
            raise LookupError(key)
        door.mark_settled(
            session, list_id=list_id, ticket_ids=[item.ticket_id for item in members], intent_id=intent.id
        )
    return len(items)
