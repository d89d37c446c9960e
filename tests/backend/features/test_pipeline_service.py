"""The way to the chain in numbers, on each database."""

from datetime import timedelta

from sqlalchemy import select

from backend.chain.errors import RevertReason
from backend.db.models.collectives import CollectiveRole
from backend.db.models.pipeline import RelayRequest
from backend.features.pipeline import service
from backend.features.pipeline.schemas import Costs
from tests.backend.conftest import NOW, World, found_world
from tests.backend.pipelines import GWEI, carry_all, fail_tickets, read_to, settle_rest


def test_overview__something_in_each_state__adds_up(world: World) -> None:
    settle_rest(world)
    failed = fail_tickets(world, 3)
    # More wei than 64 bits hold.
    world.issue(quantity=2)
    carry_all(world, "broadcast", at=NOW - timedelta(seconds=90), max_fee=10**15)
    world.issue(quantity=5)
    read_to(world, 100, head=107)
    with world.parts.db.read() as session:
        found = service.overview(session, world.parts, world.account_id)
        stranger = service.overview(session, world.parts, world.account_id + 1)
    assert found.alarms == []
    assert [(group.kind, group.count, group.since) for group in found.waiting] == [("mint_ticket", 5, NOW)]
    assert [(one.kind, one.count, one.state) for one in found.transactions] == [("mint_ticket", 2, "broadcast")]
    assert [(one.intent_id, one.event, one.collective) for one in found.failed] == [
        (intent, "Nachtdruck", "Rübezahl") for intent in failed
    ]
    assert found.failed[0].reason == RevertReason("TicketAlreadyMinted", {"tokenId": str(1 << 32)})
    assert found.costs == Costs(
        paid_wei=2_000_000 * 2 * GWEI, gas_used=2_000_000, offered_wei=90_000 * 10**15, gas_offered=90_000
    )
    assert found.since == NOW - timedelta(seconds=90)
    assert found.read is not None
    assert (found.read.block, found.read.behind) == (100, 7)
    assert (stranger.failed, stranger.failed_count, stranger.waiting_count) == ([], 0, 5)


def test_retry_all__others_failed_too__asks_for_each_of_mine_once(world: World) -> None:
    mine = fail_tickets(world, 2)
    other = found_world(world.parts, "Elsewhere")
    fail_tickets(other, 1)
    with world.parts.db.write() as session:
        # An organiser of this one alone.
        for role in session.scalars(select(CollectiveRole).where(CollectiveRole.collective_id != 1)):
            session.delete(role)
    for _ in range(2):
        with world.parts.db.write() as session:
            service.retry_all(session, world.parts, world.account_id)
    with world.parts.db.read() as session:
        assert list(session.scalars(select(RelayRequest.target).order_by(RelayRequest.id))) == mine
