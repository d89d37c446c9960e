"""A lane's rounds beyond one mint: revocations by reason, other keys, several batches, and what is signed."""

import pytest
import rlp
from eth_abi.abi import decode
from eth_account import Account

from backend.chain.abi_files import function
from backend.chain.errors import ChainUnreachable, ContractReverted, RevertReason
from backend.chain.sender import Key
from backend.db.repositories import tickets
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from backend.relayer import plan
from backend.relayer.states import RESEND_AFTER
from tests.backend.conftest import TICKETS, World
from tests.backend.relayer.conftest import OFFICE, Rig
from tests.backend.relayer.node import Node, parse

REVOKE = function("EventTickets", "revoke")


def revoke(world: World, token_id: int, reason: RevokeReason) -> None:
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = tickets.by_token(session, event.id, token_id)
        assert ticket
        tickets_service.revoke(session, world.parts, event, ticket, reason=reason)


class Revocations(Node):
    """A node whose contract takes revocations of tickets that it has: not of those in `poison`."""

    def estimate_gas(self, _to: str, data: bytes, *, sender: str) -> int:
        assert data.startswith(REVOKE.selector)
        assert sender == OFFICE.address
        for token_id in decode(REVOKE.inputs, data[4:])[0]:
            if token_id in self.poison:
                raise ContractReverted(RevertReason(self.poison[token_id], {"tokenId": str(token_id)}))
        return 60_000

    def call(self, to: str, data: bytes, *, sender: str, gas: int) -> bytes:
        assert self.estimate_gas(to, data, sender=sender) <= gas
        return b""


def test_lane__nothing_waits__nothing_moves(rig: Rig) -> None:
    assert not rig.lane().step()
    assert rig.transactions() == []
    assert rig.node.sends == []


def revocations_alone(world: World) -> None:
    """Leave only the revocations, for the one key that the tests' lane has."""
    with world.parts.db.write() as session:
        session.connection().exec_driver_sql("DELETE FROM intent WHERE kind <> 'revoke_ticket'")
        session.connection().exec_driver_sql("UPDATE intent SET signer = 'office'")


def test_lane__revocation_of_a_ticket_that_a_reorganisation_took_away__waits_until_it_is_back(rig: Rig) -> None:
    ids = rig.world.issue(quantity=3)
    for token_id in ids:
        revoke(rig.world, token_id, RevokeReason.FRAUD)
    revocations_alone(rig.world)
    rig.world.on_chain(ids)
    rig.node = Revocations(poison={ids[0]: "ERC721NonexistentToken", ids[1]: "TicketAlreadyRevoked"})
    lane = rig.lane()
    assert lane.step()
    assert not lane.step()
    assert {token_id: row.failure for token_id, row in rig.items().items()} == {
        ids[1]: "TicketAlreadyRevoked",
        ids[2]: None,
    }
    rig.node.poison = {}
    assert lane.step()
    calls = [decode(REVOKE.inputs, parse(raw).data[4:]) for raw in rig.node.sends]
    assert calls == [((ids[2],), 3), ((ids[0],), 3)]


def test_lane__revocations__wait_for_the_mint_and_go_by_reason(rig: Rig) -> None:
    world = rig.world
    ids = world.issue(quantity=4)
    for token_id, reason in zip(ids, (RevokeReason.FRAUD, RevokeReason.OTHER, RevokeReason.FRAUD), strict=False):
        revoke(world, token_id, reason)
    revocations_alone(world)
    rig.node = Revocations()
    assert not rig.lane().step()
    assert rig.node.sends == []
    world.on_chain(ids)
    rig.lane().step()
    calls = [decode(REVOKE.inputs, parse(raw).data[4:]) for raw in rig.node.sends]
    assert calls == [((ids[0],), 3), ((ids[1],), 0), ((ids[2],), 3)]


def test_lane__a_round_of_a_new_transaction__its_receipt_is_asked_for_once_and_when_it_can_be_there(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.world.issue()
    asked: list[str] = []
    receipt = rig.node.receipt
    monkeypatch.setattr(rig.node, "receipt", lambda known: asked.append(known) or receipt(known))
    lane = rig.lane()
    lane.step()
    assert asked == []
    rig.node.mine()
    lane.step()
    (form,) = rig.attempts()
    assert asked == [form.hash]
    assert [row.state for row in rig.transactions()] == ["final"]


def test_lane__another_keys_transaction__left_alone(rig: Rig) -> None:
    rig.world.issue()
    rig.lane().step()
    rig.clock.at += RESEND_AFTER
    assert not rig.lane(key=Key(Account.from_key(b"\x08" * 32))).step()
    assert len(rig.node.sends) == 1
    assert {transaction.sender for transaction in rig.transactions()} == {OFFICE.address}


def test_lane__reverted_in_the_block_a_reorganisation_put_it_in__planned_again(rig: Rig) -> None:
    ids = rig.world.issue(quantity=2)
    rig.node.confirmations = 3
    rig.lane().step()
    rig.node.mine()
    rig.lane().step()
    assert [transaction.state for transaction in rig.transactions()] == ["mined"]
    rig.node.reverting = True
    rig.node.reorganise(forget=False)
    rig.node.mine()
    rig.node.reverting = False
    rig.lane().step()
    assert [transaction.state for transaction in rig.transactions()] == ["reverted", "broadcast"]
    rig.finish()
    assert rig.node.minted() == dict.fromkeys(ids, 1)
    assert {row.tries for row in rig.items().values()} == {1}


def test_lane__answer_lost_after_the_node_took_it__the_same_bytes_and_one_mint(rig: Rig) -> None:
    ids = rig.world.issue()
    take = rig.node.send_raw

    def lost(raw: bytes) -> None:
        take(raw)
        raise ChainUnreachable("eth_sendRawTransaction: ReadTimeout")

    rig.node.send_raw = lost  # type: ignore[method-assign]
    with pytest.raises(ChainUnreachable):
        rig.lane().step()
    rig.node.send_raw = take  # type: ignore[method-assign]
    assert [transaction.state for transaction in rig.transactions()] == ["signed"]
    rig.finish()
    assert len(rig.node.sends) == 2
    assert len(set(rig.node.sends)) == 1
    assert rig.node.minted() == dict.fromkeys(ids, 1)


def test_lane__more_than_a_batch__several_transactions_with_nonces_in_order(rig: Rig) -> None:
    with rig.world.parts.db.write() as session:
        rig.world.event(session).tiers[0].box_office = 1_000
    ids = rig.world.issue(quantity=900)
    most = plan.PLANNED_GAS // 30_000
    rig.lane().step()
    assert [len(parse(raw).ids) for raw in rig.node.sends] == [most, most, 900 - 2 * most]
    assert [transaction.nonce for transaction in rig.transactions()] == [0, 1, 2]
    rig.finish()
    assert rig.node.minted() == dict.fromkeys(ids, 1)


def test_lane__what_is_signed__chain_nonce_target_gas_and_fees(rig: Rig) -> None:
    ids = rig.world.issue(quantity=2)
    rig.lane().step()
    (raw,) = rig.node.sends
    chain_id, nonce, tip, max_fee, gas, to, value, data, *_ = rlp.decode(raw[1:])
    numbers = [int.from_bytes(part) for part in (chain_id, nonce, tip, max_fee, gas, value)]
    assert numbers == [31337, 0, 10**9, 3 * 10**9, plan.gas_limit(120_000), 0]
    assert "0x" + to.hex() == TICKETS.lower()
    assert data == function("EventTickets", "mint").encode(ids)
    assert Account.recover_transaction(raw) == OFFICE.address


def test_lane__a_round__says_whether_anything_moved(rig: Rig) -> None:
    rig.node.confirmations = 2
    rig.world.issue()
    lane = rig.lane()
    moved = [lane.step(), lane.step()]
    for _ in range(2):
        rig.node.mine()
        moved += [lane.step(), lane.step()]
    assert moved == [True, False, True, False, True, False]
    assert [transaction.state for transaction in rig.transactions()] == ["final"]


def test_lane__contracts_of_a_strangers_collective__never_used(rig: Rig) -> None:
    rig.world.issue()
    with rig.world.parts.db.write() as session:
        session.connection().exec_driver_sql("UPDATE chain_collective SET creator = '0x1'")
    assert not rig.lane().step()
    assert rig.transactions() == []
