"""Giving and showing memberships."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.core.ids import LinkKind, LinkTarget
from backend.db.models.collectives import Collective
from backend.db.models.tickets import Membership
from backend.db.repositories import chain, collectives, members
from backend.features.members.schemas import MemberPage, MemberRow
from backend.features.parts import Parts
from backend.features.progress import chain_state, refusal
from backend.outbox.intents import Kind, NewIntent
from backend.outbox.service import enqueue


def give(
    session: Session, parts: Parts, collective: Collective, person_ids: Sequence[int], *, import_id: int | None
) -> int:
    """Make these people members and wish for their tokens; who is one already stays as they are. Returns how many are new."""
    now = parts.clock.now()
    # Locked: two imports of the same people at the same moment must see each other's members.
    collectives.lock(session, collective.id)
    known = members.holders_among(session, collective.id, person_ids)
    joining = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in known]
    if not joining:
        return 0
    first = collectives.allot_member_numbers(session, collective.id, len(joining))
    numbers = range(first, first + len(joining))
    members.add(
        session,
        [
            {
                "collective_id": collective.id,
                "number": number,
                "person_id": person_id,
                "import_id": import_id,
                "link_version": 0,
                "created_at": now,
            }
            for number, person_id in zip(numbers, joining, strict=True)
        ],
    )
    wishes = [
        NewIntent(Kind.MINT_MEMBERSHIP, f"member:{collective.ref}:{number}", collective.id, token_id=number)
        for number in numbers
    ]
    enqueue(session, wishes, now=now)
    return len(joining)


def listing(
    session: Session, parts: Parts, collective: Collective, *, limit: int = 50, offset: int = 0
) -> tuple[MemberRow, ...]:
    """The organiser's list of members by number."""
    contracts = collectives.contracts(session, collective)
    final_block = chain.tip(session).final_block
    return tuple(
        MemberRow(
            number=record.membership.number,
            name=record.person.name if record.person else None,
            email=record.person.email if record.person else None,
            state=chain_state(minted_block=record.minted_block, final_block=final_block, item_state=record.item_state),
            failure=refusal(record.failure, record.failure_args),
            link_token=parts.links.make(
                LinkKind.MEMBERSHIP, LinkTarget(record.membership.id, record.membership.link_version)
            ),
        )
        for record in members.page(
            session,
            collective.id,
            contract=contracts.membership if contracts else None,
            limit=limit,
            offset=offset,
        )
    )


def by_link(session: Session, parts: Parts, token: str) -> Membership:
    """The membership a link opens. Raises NotFound `link_unknown`."""
    target = parts.links.read(LinkKind.MEMBERSHIP, token)
    membership = members.by_id(session, target.row_id) if target else None
    if target is None or membership is None or membership.link_version != target.version:
        raise NotFound("link_unknown")
    return membership


def page(session: Session, membership: Membership) -> MemberPage:
    """A membership as the member sees it."""
    collective = collectives.by_id(session, membership.collective_id)
    contracts = collectives.contracts(session, collective)
    contract = contracts.membership if contracts else None
    record = members.record(session, membership, contract=contract)
    return MemberPage(
        number=membership.number,
        collective_name=collective.name,
        palette=collective.palette,
        symbol=collective.symbol,
        since=membership.created_at,
        state=chain_state(
            minted_block=record.minted_block,
            final_block=chain.tip(session).final_block,
            item_state=record.item_state,
        ),
        failure=refusal(record.failure, record.failure_args),
        contract=contract,
        held_by_collective=record.owner is not None and record.owner == contract,
    )


def picture(session: Session, parts: Parts, membership: Membership) -> bytes:
    """The SVG badge the chain makes. Raises NotFound `not_on_chain_yet`, Unavailable `chain_unreachable`."""
    contracts = collectives.contracts(session, collectives.by_id(session, membership.collective_id))
    if contracts is None or chain.token(session, contracts.membership, membership.number) is None:
        raise NotFound("not_on_chain_yet")
    return parts.reader.token_image(contracts.membership, membership.number)
