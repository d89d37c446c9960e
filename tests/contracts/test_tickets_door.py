"""Check-ins that are settled, and tickets that are revoked."""

import pytest

from support import FULL_WORD, LOCKED, NO_SALE, refusal, reverts, tid

ID = tid(1, 0)


def word_id(tier, index):
    return tier << 32 | index << 8


@pytest.mark.parametrize("tier", [0, 3, 2**32 - 1])
def test_settle__unknown_tier__reverts_with_the_tier(tickets, steward, tier):
    with reverts(tickets.TicketTierUnknown, tier=tier):
        tickets.settle([(tier, 0, 1)], sender=steward)


@pytest.mark.parametrize(
    ("tier", "index", "bits", "serial"),
    [
        (1, 3, 1 << 232, 1000),  # the tier has 1000 serials: bits 0 to 231 of its fourth word
        (1, 3, FULL_WORD, 1023),
        (1, 4, 1, 1024),
        (2, 1, 1 << 44, 300),
        (2, 2**24 - 1, 1 << 255, 2**32 - 1),
    ],
)
def test_settle__beyond_the_supply__reverts_with_the_highest_id(tickets, steward, tier, index, bits, serial):
    with reverts(tickets.TicketSerialOutOfRange, tokenId=tid(tier, serial)):
        tickets.settle([(tier, index, bits)], sender=steward)


def test_settle__index_beyond_the_tiers_words__touches_no_other_tier(tickets, steward):
    """2^24 words further on the keys of the next tier would begin."""
    with reverts(tickets.TicketSerialOutOfRange, tokenId=tid(2, 0)):
        tickets.settle([(1, 2**24, 1)], sender=steward)
    tickets.settle([(2, 0, 1)], sender=steward)
    assert tickets.usedWord(1, 2**24) == 0


def test_settle__one_bad_word_among_good_ones__settles_nothing(tickets, steward):
    with reverts(tickets.TicketTierUnknown, tier=9):
        tickets.settle([(1, 0, 1), (9, 0, 1)], sender=steward)
    assert not tickets.isUsed(ID)


def test_settle__last_serials_of_the_tiers__are_used(tickets, steward):
    receipt = tickets.settle([(1, 3, 1 << 231), (2, 1, 1 << 43)], sender=steward)
    assert receipt.events == [
        tickets.Settled(1, 3, 1 << 231),
        tickets.BatchMetadataUpdate(word_id(1, 3), word_id(1, 3) + 255),
        tickets.Settled(2, 1, 1 << 43),
        tickets.BatchMetadataUpdate(word_id(2, 1), word_id(2, 1) + 255),
    ]
    assert tickets.isUsed(tid(1, 999))
    assert tickets.isUsed(tid(2, 299))
    assert not tickets.isUsed(tid(1, 998))
    assert (tickets.usedWord(1, 3), tickets.usedWord(2, 1)) == (1 << 231, 1 << 43)


def test_settle__again__changes_nothing_and_says_nothing(tickets, steward):
    tickets.settle([(1, 0, 0b1011)], sender=steward)
    receipt = tickets.settle([(1, 0, 0b0011)], sender=steward)
    assert receipt.events == []
    assert tickets.usedWord(1, 0) == 0b1011


def test_settle__overlapping_bits__says_the_new_ones_only(tickets, steward):
    tickets.settle([(1, 0, 0b0011)], sender=steward)
    receipt = tickets.settle([(1, 0, 0b0110), (1, 0, 0b1110)], sender=steward)
    assert tickets.Settled.from_receipt(receipt) == [tickets.Settled(1, 0, 0b0100), tickets.Settled(1, 0, 0b1000)]
    assert tickets.usedWord(1, 0) == 0b1111


def test_settle__no_bits__says_nothing(tickets, steward):
    assert tickets.settle([(1, 0, 0), (1, 2**32 - 1, 0)], sender=steward).events == []


def test_settle__revoked_while_the_door_was_offline__records_what_happened(tickets, box_office, organiser, steward):
    tickets.mint([ID], sender=box_office)
    tickets.revoke([ID], 1, sender=organiser)
    tickets.settle([(1, 0, 1)], sender=steward)
    assert (tickets.isUsed(ID), tickets.isRevoked(ID)) == (True, True)


def test_revoke__never_minted__reverts_with_the_id(tickets, organiser):
    with reverts(tickets.ERC721NonexistentToken, tokenId=ID):
        tickets.revoke([ID], 1, sender=organiser)


def test_revoke__after_check_in__reverts_with_the_id(tickets, box_office, organiser, steward):
    tickets.mint([ID, tid(1, 1)], sender=box_office)
    tickets.settle([(1, 0, 0b10)], sender=steward)
    with reverts(tickets.TicketAlreadyUsed, tokenId=tid(1, 1)):
        tickets.revoke([ID, tid(1, 1)], 1, sender=organiser)
    assert not tickets.isRevoked(ID)


def test_revoke__twice__reverts_with_the_id(tickets, box_office, organiser):
    tickets.mint([ID], sender=box_office)
    with reverts(tickets.TicketRevoked, tokenId=ID):
        tickets.revoke([ID, ID], 1, sender=organiser)


def test_revoke__held_ticket__stays_and_can_never_be_minted_again(tickets, box_office, organiser, holder):
    tickets.mintTo([ID], [holder], sender=box_office)
    receipt = tickets.revoke([ID], 7, sender=organiser)
    assert receipt.events == [tickets.Revoked(ID, 7), tickets.Locked(ID), tickets.MetadataUpdate(ID)]
    assert tickets.ownerOf(ID) == holder
    assert tickets.isRevoked(ID)
    assert not tickets.isRevoked(tid(1, 1))
    assert not tickets.isRevoked(tid(2, 0))
    with reverts(tickets.TicketAlreadyMinted, tokenId=ID):
        tickets.mint([ID], sender=box_office)


def test_revoke__ticket_that_is_locked_already__says_locked_once(make_event, box_office, organiser, holder):
    tickets = make_event(policy=LOCKED)
    tickets.mintTo([ID, tid(1, 1)], [holder, tickets], sender=box_office)
    receipt = tickets.revoke([ID, tid(1, 1)], 0, sender=organiser)
    assert receipt.events == [
        tickets.Revoked(ID, 0),
        tickets.MetadataUpdate(ID),
        tickets.Revoked(tid(1, 1), 0),
        tickets.Locked(tid(1, 1)),
        tickets.MetadataUpdate(tid(1, 1)),
    ]


def test_tier__unknown__reverts_with_the_tier(tickets):
    for number in (0, 3):
        assert refusal(tickets.tier, number) == ("TicketTierUnknown", {"tier": number})


def test_tier__each__is_what_was_configured(make_event):
    tiers = [("Normal", 2**32 - 1, 0), ("Ermäßigt", 1, 1), ("Gästeliste 🎟️", 70_000, 65_537)]
    tickets = make_event(tiers=tiers)
    assert tickets.tierCount() == 3
    assert [tuple(tickets.tier(number)) for number in (1, 2, 3)] == [(*tier, NO_SALE) for tier in tiers]
