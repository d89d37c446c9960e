"""One key, one nonce after the other: two relayers never both work, and bytes that were sent may be sent again."""

from collections import Counter
from datetime import timedelta

import pytest

from backend.chain.contracts import calls
from backend.chain.errors import AlreadyKnown, ChainRefused, ContractReverted, NonceTooLow
from backend.outbox.intents import Signer
from backend.relayer.states import RESEND_AFTER, TxState
from tests.integration.loops import spawn, wait_until
from tests.integration.site import Night


def test_relayer__second_process_on_the_same_keys__waits_and_takes_over_when_the_first_is_killed(night: Night) -> None:
    site = night.site
    first = spawn(site, "relayer", label="first")
    night.issue(2)
    wait_until(lambda: len(first.lines("transaction_sent")) == 1, what="the first at work")
    second = spawn(site, "relayer", label="second")
    wait_until(lambda: len(second.lines("waiting")) >= 2, what="the second waiting")
    night.issue(3)
    wait_until(lambda: len(first.lines("transaction_sent")) == 2, what="the first still at work")
    assert {line["error"] for line in second.lines("waiting")} == {"LockHeld"}
    assert second.lines("transaction_planned") == []
    first.kill()
    night.issue(4)
    wait_until(lambda: site.pending() == 0, what="the second at work")
    assert len(second.lines("transaction_sent")) == 1
    assert second.stop() == 0
    assert site.node.mints(night.contract) == Counter(night.issued)
    office = [row.nonce for row in site.transactions() if row.sender == site.keys[Signer.OFFICE].address]
    assert office == [0, 1, 2]


def test_send_raw__bytes_that_are_mined_already__are_refused_and_change_nothing(night: Night) -> None:
    site, client = night.site, night.site.node.client
    night.issue(3)
    site.work()
    head, raw = client.head(), list(site.attempts().values())[-1].raw
    with pytest.raises((AlreadyKnown, NonceTooLow)):
        client.send_raw(raw)
    site.node.mine()
    site.work()
    assert client.head().number == head.number + 1
    assert site.node.mints(night.contract) == Counter(night.issued)


def test_send_raw__bytes_that_wait_in_the_pool__are_refused_and_mined_once(night: Night) -> None:
    site, client = night.site, night.site.node.client
    site.node.automine(on=False)
    night.issue(3)
    site.relay()
    assert site.transactions()[-1].state == TxState.BROADCAST
    with pytest.raises(AlreadyKnown):
        client.send_raw(list(site.attempts().values())[-1].raw)
    # So does the relayer itself, after a while without a receipt.
    site.later(RESEND_AFTER + timedelta(seconds=1))
    site.relay()
    assert "already" in str(list(site.attempts().values())[-1].answer)
    site.node.mine()
    site.work()
    assert site.pending() == 0
    assert site.node.mints(night.contract) == Counter(night.issued)


def test_relayer__node_lost_the_transaction__sends_the_same_bytes_again(night: Night) -> None:
    site = night.site
    site.node.automine(on=False)
    night.issue(3)
    site.relay()
    (attempt,) = [
        attempt for attempt in site.attempts().values() if attempt.transaction_id == site.transactions()[-1].id
    ]
    assert site.node.request("anvil_dropTransaction", attempt.hash) == attempt.hash
    site.node.automine(on=True)
    site.node.mine()
    site.relay()
    assert not site.node.mints(night.contract)
    site.later(RESEND_AFTER + timedelta(seconds=1))
    site.work()
    assert site.node.mints(night.contract) == Counter(night.issued)
    assert site.attempts()[attempt.id].raw == attempt.raw
    assert len(site.attempts()) == len(site.transactions())


def test_relayer__somebody_else_used_the_key__goes_on_with_the_chains_next_nonce(night: Night) -> None:
    site = night.site
    night.issue(1)
    site.work()
    site.send(Signer.OFFICE, night.membership, calls.mint_memberships([77]))
    night.issue(2)
    site.work()
    assert site.node.mints(night.contract) == Counter(night.issued)
    office = [row.nonce for row in site.transactions() if row.sender == site.keys[Signer.OFFICE].address]
    assert office == [0, 2]


def test_call__with_less_gas_than_it_needs__refused(night: Night) -> None:
    client, sender = night.site.node.client, night.site.keys[Signer.OFFICE].address
    data = calls.mint_tickets(range(1 << 32, (1 << 32) + 100))
    needed = client.estimate_gas(night.contract, data, sender=sender)
    assert client.call(night.contract, data, sender=sender, gas=needed) == b""
    with pytest.raises((ChainRefused, ContractReverted)):
        client.call(night.contract, data, sender=sender, gas=needed * 99 // 100)
