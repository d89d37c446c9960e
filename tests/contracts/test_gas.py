"""What it costs, against the numbers of the design. Access control and clones are included everywhere."""

import pytest

from support import FACE_VALUE, FULL_WORD, people, ref, sale, sign_voucher, tid

# Bare OpenZeppelin and Unlock v15 as measured for the design; the new event is counted against a new Unlock lock.
OPENZEPPELIN_ONE, OPENZEPPELIN_HUNDRED, UNLOCK_LOCK = 75_802, 4_778_450, 955_200


@pytest.mark.parametrize(
    ("name", "tiers"),
    [
        ("Sommerfest", [("Normal", 1000, 800), ("Soli", 300, 300)]),
        ("Lange Nacht der Schrift", [("Regulär", 1000, 800), ("Ermäßigt", 300, 300)]),
        ("Sommerfest", [("Normal", 1000, 800, sale(20 * 10**15)), ("Soli", 300, 100, sale(15 * 10**15))]),
        (
            "Lange Nacht der Schrift",
            [("Regulär", 1000, 0, sale(29 * 10**15)), ("Ermäßigt", 300, 0, sale(195 * 10**14))],
        ),
    ],
)
def test_create_event__two_tiers__at_most_013_of_a_new_unlock_lock(
    factory, access, event_config, organiser, name, tiers
):
    receipt = factory.createEvent(access, ref(1), event_config(name=name, tiers=tiers), sender=organiser)
    assert receipt.gas_used <= 0.13 * UNLOCK_LOCK


def test_mint_to__one_new_holder__at_most_a_quarter_more_than_openzeppelin(tickets, box_office):
    receipt = tickets.mintTo([tid(1, 0)], people(1), sender=box_office)
    assert receipt.gas_used <= 1.25 * OPENZEPPELIN_ONE


def test_mint_to__hundred_new_holders__at_most_two_percent_more_than_openzeppelin(tickets, box_office):
    receipt = tickets.mintTo([tid(1, serial) for serial in range(100)], people(100), sender=box_office)
    assert receipt.gas_used <= 1.02 * OPENZEPPELIN_HUNDRED
    assert receipt.gas_used <= 4_815_354


def test_mint__hundred_into_custody__at_most_what_the_sketch_took(tickets, box_office):
    receipt = tickets.mint([tid(1, serial) for serial in range(100)], sender=box_office)
    assert receipt.gas_used <= 2_650_000


def test_mint_to__340_new_holders__fit_one_transaction_of_eip_7825(tickets, box_office):
    receipt = tickets.mintTo([tid(1, serial) for serial in range(340)], people(340), sender=box_office)
    assert receipt.gas_used <= 2**24


def test_settle__full_word__under_250_a_ticket(tickets, steward):
    assert tickets.settle([(1, 0, FULL_WORD)], sender=steward).gas_used < 250 * 256


def test_settle__thousand_tickets_in_four_words__under_150_a_ticket(tickets, steward):
    words = [(1, 0, FULL_WORD), (1, 1, FULL_WORD), (1, 2, FULL_WORD), (1, 3, 2**232 - 1)]
    assert tickets.settle(words, sender=steward).gas_used < 150 * 1000


def test_mint__hundred_memberships_into_custody__at_most_an_eighth_more_than_tickets(membership, box_office):
    """ERC-7858 wants an event for each mint, whether the membership can expire or not."""
    assert membership.mint(list(range(1, 101)), 0, sender=box_office).gas_used <= 1.125 * 2_650_000


PRICE = 20 * 10**15


@pytest.fixture
def on_sale(make_event):
    return make_event(policy=FACE_VALUE, tiers=[("Normal", 1000, 300, sale(PRICE))])


def test_buy__one_for_a_new_holder__stays_within_its_figure(on_sale, holder, stranger):
    on_sale.buy(1, stranger, 1, value=PRICE, sender=holder)
    assert on_sale.buy(1, people(1)[0], 1, value=PRICE, sender=holder).gas_used <= 99_500


def test_buy__hundred_in_one_go__stays_within_its_figure(on_sale, holder, stranger):
    on_sale.buy(1, stranger, 1, value=PRICE, sender=holder)
    assert on_sale.buy(1, people(1)[0], 100, value=100 * PRICE, sender=holder).gas_used <= 2_700_000


def test_claim__priced_voucher__stays_within_its_figure(on_sale, box_office, holder, stranger, chain):
    on_sale.buy(1, stranger, 1, value=PRICE, sender=holder)
    on_sale.voidNonces([1], sender=box_office)
    voucher = (tid(1, 0), people(1)[0], PRICE, 2, chain.pending_timestamp + 3600)
    signature = sign_voucher(on_sale, voucher, box_office.private_key)
    assert on_sale.claim(voucher, box_office, signature, value=PRICE, sender=holder).gas_used <= 158_000


def test_list_and_purchase__one__stay_within_their_figures(on_sale, holder, stranger):
    on_sale.buy(1, holder, 1, value=PRICE, sender=holder)
    assert on_sale.list(tid(1, 300), PRICE, sender=holder).gas_used <= 62_500
    assert on_sale.purchase(tid(1, 300), PRICE, value=PRICE, sender=stranger).gas_used <= 99_500


def test_refund__hundred_of_one_owner__stays_within_its_figure(on_sale, holder, organiser):
    on_sale.buy(1, holder, 100, value=100 * PRICE, sender=holder)
    on_sale.cancel(sender=organiser)
    assert on_sale.refund([tid(1, 300 + n) for n in range(100)], sender=holder).gas_used <= 1_205_000
