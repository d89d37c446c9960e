"""What it costs, against the numbers of the design. Access control and clones are included everywhere."""

import pytest

from support import FULL_WORD, people, ref, sale, tid

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
