"""A lane's rounds: what waits goes out, what fails says why, and what the chain takes back is sent again."""

from backend.chain.client import Header
from backend.db.models.tickets import Ticket
from backend.db.repositories import tickets
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from backend.outbox.intents import Signer
from backend.relayer.states import RESEND_AFTER
from tests.backend.conftest import TICKETS, World
from tests.backend.relayer.conftest import Relay
from tests.backend.relayer.fake_chain import FakeChain, distinct

BAD = "TicketAlreadyMinted"


def revoke(world: World, token_id: int, reason: RevokeReason) -> None:
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = tickets.by_token(session, event.id, token_id)
        assert isinstance(ticket, Ticket)
        tickets_service.revoke(session, world.parts, event, ticket, reason=reason)


def test_step__nothing_waits__nothing_happens(relay: Relay, chain: FakeChain) -> None:
    assert not relay.step()
    assert relay.transactions() == []
    assert chain.sent == []


def test_step__the_contract_is_not_there_yet__waits(world: World, chain: FakeChain, relay: Relay) -> None:
    ids = world.issue()
    chain.codeless.add(TICKETS)
    assert not relay.step()
    assert relay.transactions() == []
    chain.codeless.clear()
    relay.finish()
    assert chain.minted() == ids


def test_step__contract_gone_between_signing_and_sending__waits_with_the_signed_bytes(
    relay: Relay, chain: FakeChain
) -> None:
    ids = relay.world.issue()
    chain.before["priority_fee"] = lambda: chain.codeless.add(TICKETS)
    relay.step()
    assert relay.states() == ["signed"]
    assert chain.sent == []
    chain.codeless.clear()
    relay.finish()
    assert chain.minted() == ids


def test_step__one_bad_ticket_in_a_batch__only_that_one_fails_and_says_why(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue(quantity=8)
    chain.spoiled = {ids[5]: BAD}
    relay.finish()
    assert sorted(chain.minted()) == [token_id for token_id in ids if token_id != ids[5]]
    assert relay.items()[ids[5]] == ("failed", BAD, 0)
    assert {state for token_id, state in relay.items().items() if token_id != ids[5]} == {("assigned", None, 0)}
    # 8 are cut into 4, 2 (of those 4: the good half), and 1: no ticket goes alone without need.
    assert [len(call.ids) for call in chain.mined()] == [4, 1, 2]


def test_step__two_bad_tickets_far_apart__both_fail_and_the_others_go(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue(quantity=9)
    chain.spoiled = {ids[0]: BAD, ids[8]: "TicketSerialOutOfRange"}
    relay.finish()
    assert sorted(chain.minted()) == ids[1:8]
    assert [relay.items()[ids[n]][:2] for n in (0, 8)] == [("failed", BAD), ("failed", "TicketSerialOutOfRange")]


def test_step__only_bad_tickets__no_transaction_and_no_nonce(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue(quantity=3)
    chain.spoiled = dict.fromkeys(ids, BAD)
    relay.step()
    assert relay.transactions() == []
    assert not relay.step()
    assert {state for state, _, _ in relay.items().values()} == {"failed"}


def test_step__reverted_in_the_block__its_tickets_are_planned_again(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue(quantity=2)
    chain.reverting = 1
    relay.finish()
    assert chain.minted() == ids
    assert relay.states() == ["reverted", "final"]
    assert {(state, tries) for state, _, tries in relay.items().values()} == {("assigned", 1)}


def test_step__reverted_three_times__fails(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue(quantity=2)
    chain.reverting = -1
    relay.finish()
    assert relay.states() == ["reverted"] * 3
    assert set(relay.items().values()) == {("failed", "Reverted", 3)}
    chain.reverting = 0
    assert not relay.step()


def test_step__succeeded_without_a_log__was_no_mint(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    chain.silent = True
    relay.step()
    chain.mine()
    relay.step()
    assert relay.states()[0] == "reverted"


def test_step__taken_off_the_chain__broadcast_again_with_the_same_bytes(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue(quantity=2)
    relay.step()
    chain.mine(final=False)
    relay.step()
    assert relay.states() == ["mined"]
    assert relay.transactions()[0].block_hash == chain.blocks[1].hash
    chain.reorganise(1)
    relay.step()
    (transaction,) = relay.transactions()
    assert (transaction.state, transaction.block_number, transaction.block_hash) == ("broadcast", None, None)
    relay.finish()
    assert relay.states() == ["final"]
    assert chain.minted() == ids
    assert len(chain.sent) == 2
    assert len(distinct(chain.sent)) == 1


def test_step__moved_to_another_block__its_new_place_is_kept(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    relay.step()
    chain.mine(final=False)
    relay.step()
    chain.reorganise(1, keep=True)
    relay.step()
    (transaction,) = relay.transactions()
    assert (transaction.state, transaction.block_hash) == ("mined", chain.blocks[1].hash)
    assert len(chain.sent) == 1


def test_step__moved_and_reverted_there__its_tickets_are_planned_again(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    relay.step()
    chain.mine(final=False)
    relay.step()
    chain.reverting = 1
    chain.reorganise(1, keep=True)
    relay.step()
    assert relay.states() == ["reverted", "broadcast"]


def test_step__mined_but_not_final__waits_and_then_is_final(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    relay.step()
    chain.mine(final=False)
    relay.step()
    assert not relay.step()
    assert relay.states() == ["mined"]
    chain.final = 1
    relay.step()
    assert relay.states() == ["final"]
    (transaction,) = relay.transactions()
    assert (transaction.block_number, transaction.gas_used) == (1, 5)


def test_step__everything_final__not_looked_at_again(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    relay.finish()
    chain.before["receipt"] = lambda: (_ for _ in ()).throw(AssertionError("asked for a receipt"))
    assert not relay.step()


def test_step__more_than_a_batch__several_transactions_with_nonces_in_order(
    relay: Relay, chain: FakeChain, world: World
) -> None:
    with world.parts.db.write() as session:
        world.event(session).tiers[0].box_office = 1_000
    ids = world.issue(quantity=900)
    relay.step()
    assert [transaction.nonce for transaction in relay.transactions()] == [0, 1, 2]
    assert relay.states() == ["broadcast"] * 3
    relay.finish()
    assert [len(call.ids) for call in chain.mined()] == [433, 433, 34]
    assert chain.minted() == ids


def test_step__sixteen_open__no_more_until_one_is_mined(relay: Relay, chain: FakeChain) -> None:
    ids: list[int] = []
    for _ in range(18):
        ids += relay.world.issue()
        relay.step()
    assert len(relay.transactions()) == 16
    chain.mine(final=False)
    relay.step()
    assert len(relay.transactions()) == 17
    relay.finish()
    assert chain.minted() == ids


def test_step__somebody_else_used_our_nonce__goes_on_behind_it(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    relay.finish()
    # Two transactions that are not ours stand on the chain under this key.
    chain.blocks[-1].transactions += [chain.mined()[0].hash] * 2
    relay.world.issue()
    relay.step()
    assert [transaction.nonce for transaction in relay.transactions()] == [0, 3]


def test_step__fees_and_gas__from_the_chain_of_this_round(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    relay.step()
    (hash_,) = chain.pool
    fields = chain.calls[hash_].fields
    assert (fields["chainId"], fields["nonce"], fields["value"], fields["gas"]) == (31337, 0, 0, 115_000)
    assert (fields["maxFeePerGas"], fields["maxPriorityFeePerGas"]) == (4 * 10**9, 2 * 10**9)
    assert chain.calls[hash_].to == TICKETS.lower()


def test_step__revocations__wait_for_the_mint_and_go_by_reason(relay: Relay, chain: FakeChain, world: World) -> None:
    ids = world.issue(quantity=4)
    for token_id, reason in zip(ids, (RevokeReason.FRAUD, RevokeReason.FRAUD, RevokeReason.OTHER), strict=False):
        revoke(world, token_id, reason)
    organiser = relay.lane(Signer.ORGANISER)
    chain.before["estimate_gas"] = lambda: (_ for _ in ()).throw(AssertionError("planned a revocation too early"))
    assert not any(call.ids for call in chain.mined())
    with world.parts.db.write() as session:
        # The organiser's other wishes (collective, event) are not what is looked at here.
        session.connection().exec_driver_sql("DELETE FROM intent WHERE kind LIKE 'create_%'")
    assert not organiser.step()
    del chain.before["estimate_gas"]
    world.on_chain(ids)
    organiser.step()
    chain.mine()
    assert sorted(call.ids for call in chain.mined()) == [tuple(ids[:2]), (ids[2],)]


def test_step__a_round__says_whether_anything_moved(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    assert relay.step()
    assert not relay.step()
    chain.mine(final=False)
    assert relay.step()
    assert not relay.step()
    relay.later(RESEND_AFTER)
    assert not relay.step()
    assert isinstance(chain.head(), Header)
