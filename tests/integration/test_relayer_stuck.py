"""What hangs on a real chain: offers are raised, nonces given away, a stolen one replaced, and further keys share the work."""

from collections import Counter
from datetime import timedelta

import pytest
from eth_account import Account

from backend.chain.abi_files import function
from backend.chain.contracts import calls
from backend.chain.sender import Key, Unsigned, load_key
from backend.composition import chain_client
from backend.core.settings import read_secret
from backend.db.repositories import collectives, relay_watch
from backend.features.installation.service import ADMIN, KEYSTORE_SECRET
from backend.outbox.intents import Signer
from backend.relayer import plan
from backend.relayer.lane import Lane
from backend.relayer.states import BELIEVE_DISPLACED_AFTER, TxState
from tests.integration.node import free_port
from tests.integration.site import Night, Site

BUMP_AFTER = timedelta(seconds=61)
GWEI = 10**9
BOX_OFFICE = 2


def _base_fee(site: Site, gwei: int) -> None:
    site.node.request("anvil_setNextBlockBaseFeePerGas", hex(gwei * GWEI))
    site.node.mine()


def _newest(site: Site) -> list[TxState]:
    row = site.transactions()[-1]
    return [TxState(row.state)]


def test_relayer__base_fee_jumps_tenfold__offers_more_and_every_ticket_is_minted_once(night: Night) -> None:
    site = night.site
    site.node.automine(on=False)
    night.issue(3)
    site.relay()
    number = site.transactions()[-1].id
    first = [form for form in site.attempts().values() if form.transaction_id == number]
    # A new block carries this base fee: the transaction cannot be in it.
    _base_fee(site, 30)
    site.relay()
    assert _newest(site) == [TxState.BROADCAST]
    site.later(BUMP_AFTER)
    site.relay()
    forms = [form for form in site.attempts().values() if form.transaction_id == number]
    assert len(first) == 1
    assert len(forms) == 2
    assert forms[0].max_fee < 20 * GWEI < forms[1].max_fee <= site.settings.max_fee_gwei * GWEI
    site.node.mine()
    site.node.automine(on=True)
    site.work()
    assert site.pending() == 0
    assert site.node.mints(night.contract) == Counter(night.issued)
    assert site.transactions()[-1].mined_hash == forms[1].hash


def test_relayer__asked_to_cancel__the_empty_one_is_mined_instead(night: Night) -> None:
    site = night.site
    site.node.automine(on=False)
    before = list(night.issued)
    night.issue(2)
    site.relay()
    with site.db.write() as session:
        relay_watch.ask(session, kind="cancel", target=site.transactions()[-1].id, now=site.clock.at)
    site.relay()
    site.node.mine()
    site.node.automine(on=True)
    site.work()
    row = site.transactions()[-1]
    assert (row.state, row.gas_used) == (TxState.CANCELLED, 21_000)
    assert site.node.mints(night.contract) == Counter(before)
    with site.db.write() as session:
        relay_watch.ask(session, kind="retry", target=None, now=site.clock.at)
    site.work()
    assert site.node.mints(night.contract) == Counter(night.issued)


def test_relayer__somebody_else_used_its_nonce__displaced_and_minted_under_the_next(night: Night) -> None:
    site = night.site
    site.node.automine(on=False)
    night.issue(2)
    site.relay()
    row = site.transactions()[-1]
    key, client = site.keys[Signer.OFFICE], site.node.client
    thief = key.sign(
        Unsigned(
            chain_id=site.installed.chain_id,
            nonce=row.nonce,
            to=night.membership,
            data=calls.mint_memberships([77]),
            gas=300_000,
            max_fee=150 * GWEI,
            max_priority_fee=100 * GWEI,
        )
    )
    client.send_raw(thief.raw)
    site.node.mine()
    site.node.automine(on=True)
    assert client.receipt(thief.hash)
    site.relay()
    assert _newest(site) == [TxState.BROADCAST]
    site.later(BELIEVE_DISPLACED_AFTER)
    site.work()
    states = {found.id: found.state for found in site.transactions()}
    assert states[row.id] == TxState.DISPLACED
    assert site.pending() == 0
    assert site.node.mints(night.contract) == Counter(night.issued)
    with site.db.read() as session:
        assert [alarm.kind for alarm in relay_watch.alarms(session)] == ["key_used_elsewhere"]


def _second_key(night: Night) -> Key:
    """A further key of the office, with gas; its role is granted by `_grant`."""
    key = Key(Account.from_key(bytes(31) + b"\x77"))
    night.site.node.request("anvil_setBalance", key.address, hex(10**19))
    return key


def _grant(night: Night, key: Key) -> None:
    site = night.site
    with site.db.read() as session:
        found = collectives.contracts(session, collectives.by_id(session, night.collective_id))
    assert found
    admin = load_key(site.settings.keys / f"{ADMIN}.json", read_secret(site.settings, KEYSTORE_SECRET).decode())
    data = function("AccessManager", "grantRole").encode(BOX_OFFICE, key.address, 0)
    signed = admin.sign(
        Unsigned(
            chain_id=site.installed.chain_id,
            nonce=site.node.client.transaction_count(admin.address),
            to=str(found.access),
            data=data,
            gas=200_000,
            max_fee=100 * GWEI,
            max_priority_fee=GWEI,
        )
    )
    site.node.client.send_raw(signed.raw)
    receipt = site.node.client.receipt(signed.hash)
    assert receipt
    assert receipt.succeeded


def test_lanes__two_office_keys__share_the_work_once_the_second_has_the_role(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = night.site
    monkeypatch.setattr(plan, "PLANNED_GAS", 60_000)
    second = _second_key(night)

    def lane() -> Lane:
        return Lane(
            db=site.db,
            client=site.node.client,
            clock=site.clock,
            key=second,
            signer=Signer.OFFICE,
            installed=site.installed,
            fee_cap=200 * GWEI,
        )

    first_before = site.keys[Signer.OFFICE].address
    night.issue(36)
    lane().step()
    # Without the role nothing fails, nothing is taken, and somebody is told.
    assert second.address not in {row.sender for row in site.transactions()}
    with site.db.read() as session:
        assert [alarm.kind for alarm in relay_watch.alarms(session)] == ["key_without_role"]
    _grant(night, second)
    site.node.automine(on=False)
    site.lane(Signer.OFFICE).step()
    later = lane()
    later.step()
    senders = Counter(row.sender for row in site.transactions() if row.state == TxState.BROADCAST)
    assert senders == {first_before: 16, second.address: 2}
    site.node.mine()
    site.node.automine(on=True)
    site.work()
    later.step()
    later.step()
    assert site.pending() == 0
    assert site.node.mints(night.contract) == Counter(night.issued)


def test_relayer__first_endpoint_dead__works_through_the_second(night: Night) -> None:
    site = night.site
    urls = f"http://127.0.0.1:{free_port()},{site.node.url}"
    client = chain_client(site.settings.model_copy(update={"rpc_urls": urls}), site.installed.chain_id)
    client.require_chain(site.installed.chain_id, site.installed.genesis_hash)
    night.issue(3)
    lane = site.lane(Signer.OFFICE, client=client)
    while lane.step():
        pass
    site.work()
    assert site.pending() == 0
    assert site.node.mints(night.contract) == Counter(night.issued)
