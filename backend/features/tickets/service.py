"""Issuing, showing and revoking tickets."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, Gone, NotFound, Unavailable
from backend.core.ids import LinkKind, LinkTarget
from backend.core.text import clean_line
from backend.core.token_ids import spoken
from backend.core.token_ids import token_id as token_id_of
from backend.db.models.events import Event, Tier
from backend.db.models.tickets import Ticket
from backend.db.repositories import bindings, chain, collectives, door, events, tickets
from backend.features.checkin import feed
from backend.features.collectives.issuer_keys import issuer_signer
from backend.features.door import tell
from backend.features.parts import Parts
from backend.features.progress import chain_state, refusal
from backend.features.tickets.schemas import PaperTicket, TicketPage, TicketRow
from backend.outbox.intents import Kind, NewIntent
from backend.outbox.service import enqueue
from backend.passes.claims import PassClaims
from backend.passes.ticket_pass import issue as issue_pass

# Nine digits each: what is longer would run over into the other half of the token id. Serials begin at 1 when spoken.
_NUMBER = re.compile(r"([0-9]{1,9})-(?!0+$)([0-9]{1,9})")


class RevokeReason(IntEnum):
    """Why a ticket was revoked; the number is what the chain keeps."""

    OTHER = 0
    RETURNED = 1
    ISSUED_BY_MISTAKE = 2
    FRAUD = 3
    HOUSE_RULES = 4


@dataclass(frozen=True)
class Wanted:
    """So many tickets of a tier (its number) for a person, each with this note for the door."""

    person_id: int | None
    tier: int
    quantity: int
    note: str | None = None


def issue(session: Session, parts: Parts, event: Event, wanted: Sequence[Wanted], *, import_id: int | None) -> int:
    """Issue tickets with fresh serials and wish for their minting, in the caller's transaction. Returns how many.

    Raises Conflict `tier_sold_out` when a tier has not enough left; nothing is issued then.
    """
    now = parts.clock.now()
    by_tier: dict[int, list[Wanted]] = defaultdict(list)
    for wish in wanted:
        by_tier[wish.tier].append(wish)
    rows = []
    for tier in event.tiers:
        wishes = by_tier.get(tier.number, [])
        count = sum(wish.quantity for wish in wishes)
        if count == 0:
            continue
        first = events.allot_serials(session, tier.id, count)
        if first is None:
            raise Conflict("tier_sold_out", tier=tier.name)
        holders = [wish for wish in wishes for _ in range(wish.quantity)]
        rows += [
            {
                "event_id": event.id,
                "tier_id": tier.id,
                "token_id": token_id_of(tier.number, serial),
                "person_id": wish.person_id,
                "import_id": import_id,
                "epoch": 0,
                "link_version": 0,
                "created_at": now,
                "note": wish.note,
            }
            for serial, wish in enumerate(holders, start=first)
        ]
    tickets.add(session, rows)
    ids = [int(str(row["token_id"])) for row in rows]
    enqueue(session, [_mint(event, token_id) for token_id in ids], now=now)
    tell.issued(session, event.id, ids, now=now)
    return len(rows)


def _mint(event: Event, token_id: int) -> NewIntent:
    return NewIntent(
        Kind.MINT_TICKET,
        f"mint:{event.ref}:{token_id}",
        event.collective_id,
        event_id=event.id,
        token_id=token_id,
    )


@dataclass(frozen=True)
class TicketList:
    """A page of an event's tickets and how many match in all."""

    rows: tuple[TicketRow, ...]
    total: int


def listing(
    session: Session, parts: Parts, event: Event, *, query: str = "", limit: int = 50, offset: int = 0
) -> TicketList:
    """The organiser's list of tickets, those that match `query` in name, e-mail or note."""
    final_block = chain.tip(session).final_block
    query, contract = clean_line(query), events.contract(session, event)
    records = tickets.page(
        session,
        event,
        contract=contract,
        list_id=events.entrance(session, event.id).id,
        query=query,
        limit=limit,
        offset=offset,
    )
    return TicketList(
        rows=tuple(_row(parts, record, contract, final_block) for record in records),
        total=tickets.count(session, event.id, query=query),
    )


def row(session: Session, parts: Parts, event: Event, ticket: Ticket) -> TicketRow:
    """One ticket as the organiser's list shows it."""
    contract = events.contract(session, event)
    record = tickets.record(session, ticket, contract=contract, list_id=events.entrance(session, event.id).id)
    return _row(parts, record, contract, chain.tip(session).final_block)


def _row(parts: Parts, record: tickets.TicketRecord, contract: str | None, final_block: int) -> TicketRow:
    ticket, person = record.ticket, record.person
    return TicketRow(
        id=ticket.id,
        number=spoken(ticket.token_id),
        tier_name=record.tier.name,
        person_name=person.name if person else None,
        person_email=person.email if person else None,
        owner=None if record.owner == contract else record.owner,
        state=chain_state(minted_block=record.minted_block, final_block=final_block, item_state=record.item_state),
        failure=refusal(record.failure, record.failure_args),
        admitted_at=record.admitted_at,
        revoked_at=ticket.revoked_at,
        blocked_at=ticket.blocked_at,
        note=ticket.note,
        link_token=parts.links.make(LinkKind.TICKET, LinkTarget(ticket.id, ticket.link_version)),
    )


def of_event(session: Session, event: Event, ticket_id: int) -> Ticket:
    """The event's ticket. Raises NotFound `ticket_unknown`."""
    ticket = tickets.by_id(session, ticket_id)
    if ticket is None or ticket.event_id != event.id:
        raise NotFound("ticket_unknown")
    return ticket


def by_number(session: Session, event: Event, number: str) -> Ticket:
    """The event's ticket with the number people say (`1-0042`). Raises NotFound `ticket_unknown`."""
    said = _NUMBER.fullmatch(number)
    ticket = tickets.by_token(session, event.id, token_id_of(int(said[1]), int(said[2]) - 1)) if said else None
    if ticket is None:
        raise NotFound("ticket_unknown")
    return ticket


def by_link(session: Session, parts: Parts, token: str) -> Ticket:
    """The ticket a link opens. Raises NotFound `link_unknown`, also for a link that a newer one replaced."""
    target = parts.links.read(LinkKind.TICKET, token)
    ticket = tickets.by_id(session, target.row_id) if target else None
    if target is None or ticket is None or ticket.link_version != target.version:
        raise NotFound("link_unknown")
    return ticket


def link(parts: Parts, ticket: Ticket) -> str:
    """The address that opens a ticket; whoever has it has the ticket."""
    token = parts.links.make(LinkKind.TICKET, LinkTarget(ticket.id, ticket.link_version))
    return f"{parts.settings.base_url}/t/{token}"


def code(session: Session, parts: Parts, ticket: Ticket) -> str:
    """The ticket's static pass. The same ticket and key always give the same text (Ed25519 is deterministic)."""
    return issuer_pass(session, parts, ticket, holder_key=None)


def issuer_pass(session: Session, parts: Parts, ticket: Ticket, *, holder_key: bytes | None) -> str:
    """What the collective says of the ticket: bound to the phone with this key (a compressed point), else static."""
    event = events.by_id(session, ticket.event_id)
    expires_at = event.ends_at + parts.settings.pass_grace
    claims = PassClaims(
        event_ref=bytes.fromhex(event.ref),
        token_id=ticket.token_id,
        epoch=ticket.epoch,
        expires_at=int(expires_at.timestamp()),
        holder_key=holder_key,
    )
    return issue_pass(claims, issuer_signer(session, parts, event.collective_id))


def page(session: Session, parts: Parts, ticket: Ticket) -> TicketPage:
    """A ticket as its holder sees it."""
    event = events.by_id(session, ticket.event_id)
    collective = collectives.by_id(session, event.collective_id)
    on_chain = events.on_chain(session, event)
    contract = on_chain.tickets if on_chain else None
    record = tickets.record(session, ticket, contract=contract, list_id=events.entrance(session, event.id).id)
    binding = bindings.of_ticket(session, ticket.id)
    on_phone = binding is not None and binding.epoch == ticket.epoch
    printable = on_paper(record.tier)
    return TicketPage(
        number=spoken(ticket.token_id),
        event_name=event.name,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        collective_name=collective.name,
        palette=collective.palette,
        tier_name=record.tier.name,
        state=chain_state(
            minted_block=record.minted_block,
            final_block=chain.tip(session).final_block,
            item_state=record.item_state,
        ),
        failure=refusal(record.failure, record.failure_args),
        revoked_at=ticket.revoked_at,
        event_cancelled=on_chain is not None and on_chain.cancelled_block is not None,
        admitted_at=record.admitted_at,
        admitted_gate=record.admitted_gate,
        used_on_chain=record.used_block is not None,
        contract=contract,
        token_id=ticket.token_id,
        owner=record.owner,
        held_by_box_office=record.owner is not None and record.owner == contract,
        on_phone=on_phone,
        code=None if ticket.revoked_at or on_phone or not printable else code(session, parts, ticket),
        paper=printable,
    )


def static_code(ticket: TicketPage) -> str:
    """The code to print or keep. Raises Gone `ticket_revoked`, Conflict `paper_not_allowed`, `ticket_on_phone`."""
    if ticket.code is not None:
        return ticket.code
    if ticket.revoked_at is not None:
        raise Gone("ticket_revoked")
    if not ticket.paper:
        raise Conflict("paper_not_allowed", tier=ticket.tier_name)
    raise Conflict("ticket_on_phone")


def raise_epoch(session: Session, parts: Parts, ticket: Ticket) -> None:
    """Make every pass of this ticket from before worth nothing, and tell the doors."""
    feed.lock(session, ticket.event_id)
    session.refresh(ticket)
    ticket.epoch += 1
    tell.epoch(session, ticket.event_id, ticket.token_id, epoch=ticket.epoch, now=parts.clock.now())


def on_paper(tier: Tier) -> bool:
    """Whether tickets of this tier may be printed: the one place that says so."""
    return tier.paper


def paper(session: Session, parts: Parts, ticket: Ticket) -> PaperTicket:
    """What goes onto the ticket's paper; without a picture while the chain has none, or does not answer.

    Raises what `static_code` raises.
    """
    shown = page(session, parts, ticket)
    found = static_code(shown)
    event = events.by_id(session, ticket.event_id)
    gates = tuple(gate.name for gate in event.gates if ticket.tier_id in {tier.id for tier in gate.tiers})
    try:
        drawn = picture(session, parts, ticket)
    except (NotFound, Unavailable):
        drawn = None
    return PaperTicket(ticket=shown, code=found, gates=gates, picture=drawn)


def revoke(session: Session, parts: Parts, event: Event, ticket: Ticket, *, reason: RevokeReason) -> None:
    """Refuse this ticket at the door from now on, and wish for its mark on the chain.

    Raises Conflict `ticket_redeemed_already` after a check-in, Conflict `ticket_revoked_already` the second time.
    """
    # Locked: a scan that is being decided right now is either seen here, or sees that the ticket is revoked.
    feed.lock(session, event.id)
    entrance = events.entrance(session, event.id)
    if door.admission(session, ticket_id=ticket.id, list_id=entrance.id):
        raise Conflict("ticket_redeemed_already")
    now = parts.clock.now()
    if not tickets.revoke(session, ticket.id, reason=reason.name.lower(), now=now):
        raise Conflict("ticket_revoked_already")
    wish = NewIntent(
        Kind.REVOKE_TICKET,
        f"revoke:{event.ref}:{ticket.token_id}",
        event.collective_id,
        event_id=event.id,
        token_id=ticket.token_id,
        payload={"reason": reason.value},
    )
    enqueue(session, [wish], now=now)
    tell.revoked(session, event.id, ticket.token_id, now=now)


def picture(session: Session, parts: Parts, ticket: Ticket) -> bytes:
    """The SVG the chain makes for this ticket.

    Raises NotFound `not_on_chain_yet`, Unavailable `chain_unreachable`.
    """
    event = events.by_id(session, ticket.event_id)
    contract = events.contract(session, event)
    if contract is None or chain.token(session, contract, ticket.token_id) is None:
        raise NotFound("not_on_chain_yet")
    return parts.reader.token_image(contract, ticket.token_id)
