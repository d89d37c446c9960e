"""The gas of each important call, as committed: a change nobody meant is seen in review, a change that was meant is.

After a change that is meant, `EINLASS_UPDATE_SNAPSHOTS=1 ape test tests/contracts/test_gas_snapshot.py --network
ethereum:local:foundry` writes `snapshots/gas.json` anew; commit it together with the reason.
"""

import json
import os
from pathlib import Path

import pytest

from support import DAY, FACE_VALUE, FULL_WORD, ZERO, people, ref, sale, sign_voucher, tid

SNAPSHOT = Path(__file__).parent / "snapshots" / "gas.json"
# Zero bytes of calldata and code are cheaper, and today's date and the contracts' addresses have some.
TOLERANCE = 0.005
PRICE = 10**16


@pytest.fixture
def on_sale(make_event):
    """The tickets of an event whose public share is sold for ETH, and again by listing."""
    return make_event(policy=FACE_VALUE, tiers=[("Normal", 1000, 800, sale(PRICE))])


def measure_creations(factory, access, collective_config, event_config, organiser, stranger):
    config = collective_config(ref=ref(2))
    two = [("Normal", 1000, 800, sale(PRICE)), ("Soli", 300, 300)]
    return {
        "factory.createCollective": factory.createCollective(config, sender=stranger),
        "factory.createEvent, granted tiers": factory.createEvent(access, ref(1), event_config(), sender=organiser),
        "factory.createEvent, one tier on sale": factory.createEvent(
            access, ref(2), event_config(tiers=two), sender=organiser
        ),
    }


def measure_box_office(tickets, box_office, steward, organiser, holder, scalper):
    hundred = [tid(1, serial) for serial in range(100, 200)]
    return {
        "tickets.mintTo 1": tickets.mintTo([tid(1, 0)], [holder], sender=box_office),
        "tickets.mintTo 100": tickets.mintTo(
            [tid(1, serial) for serial in range(300, 400)], people(100), sender=box_office
        ),
        "tickets.mint 100": tickets.mint(hundred, sender=box_office),
        "tickets.deliver 10": tickets.deliver(hundred[:10], people(101)[-1], sender=box_office),
        "tickets.settle 256": tickets.settle([(1, 0, FULL_WORD - 1)], sender=steward),
        "tickets.revoke 1": tickets.revoke([tid(1, 300)], 1, sender=organiser),
        "tickets.transferFrom": tickets.transferFrom(holder, scalper, tid(1, 0), sender=holder),
    }


def measure_sales(on_sale, box_office, organiser, holder, scalper, stranger, chain):
    voucher = (tid(1, 5), holder.address, PRICE, 1, chain.pending_timestamp + DAY)
    signature = sign_voucher(on_sale, voucher, box_office.private_key)
    token = tid(1, 800)
    return {
        "tickets.buy 1": on_sale.buy(1, holder, 1, value=PRICE, sender=holder),
        "tickets.buy 10": on_sale.buy(1, scalper, 10, value=10 * PRICE, sender=scalper),
        "tickets.claim": on_sale.claim(voucher, box_office, signature, value=PRICE, sender=holder),
        "tickets.list": on_sale.list(token, PRICE, sender=holder),
        "tickets.purchase": on_sale.purchase(token, PRICE, value=PRICE, sender=stranger),
        "tickets.withdraw": on_sale.withdraw(ZERO, holder, sender=holder),
        "tickets.cancel": on_sale.cancel(sender=organiser),
        "tickets.refund 10": on_sale.refund([tid(1, 801 + at) for at in range(10)], sender=stranger),
    }


def measure_people(membership, token, box_office, treasurer, holder, scalper, chain):
    calls = {
        "membership.mint 100": lambda: membership.mint(list(range(1, 101)), 0, sender=box_office),
        "membership.deliver 1": lambda: membership.deliver([1], [holder], sender=box_office),
        "membership.mintTo 1": lambda: membership.mintTo([101], [scalper], 0, sender=box_office),
        "membership.leave": lambda: membership.leave(sender=holder),
        "token.mint": lambda: token.mint(holder, 10**18, sender=treasurer),
        "token.transfer": lambda: token.transfer(scalper, 10**17, sender=holder),
    }
    receipts = {}
    for name, call in calls.items():
        # A vote checkpoint in the second of the last one overwrites it; later, it is a new and dearer one.
        chain.mine(timestamp=chain.pending_timestamp + 10)
        receipts[name] = call()
    return receipts


def release(tickets, chain, holder, stranger):
    tickets.buy(1, holder, 1, value=PRICE, sender=holder)
    chain.pending_timestamp = tickets.endsAt()
    return {"tickets.release": tickets.release(ZERO, sender=stranger)}


def test_gas__each_important_call__is_what_was_committed(
    factory, access, membership, token, tickets, on_sale, make_event, collective_config, event_config, chain,
    organiser, box_office, steward, treasurer, holder, scalper, stranger,
):  # fmt: skip
    receipts = {
        **measure_creations(factory, access, collective_config, event_config, organiser, stranger),
        **measure_box_office(tickets, box_office, steward, organiser, holder, scalper),
        **measure_sales(on_sale, box_office, organiser, holder, scalper, stranger, chain),
        **measure_people(membership, token, box_office, treasurer, holder, scalper, chain),
        **release(make_event(tiers=[("Normal", 1000, 800, sale(PRICE))]), chain, holder, stranger),
    }
    measured = {name: receipt.gas_used for name, receipt in receipts.items()}
    if os.environ.get("EINLASS_UPDATE_SNAPSHOTS"):
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(json.dumps(measured, indent=2) + "\n", "utf-8")
    committed = json.loads(SNAPSHOT.read_text("utf-8"))
    assert measured.keys() == committed.keys()
    changed = {
        name: f"{committed[name]:,} -> {gas:,} ({gas / committed[name] - 1:+.2%})"
        for name, gas in measured.items()
        if abs(gas / committed[name] - 1) > TOLERANCE
    }
    assert changed == {}
