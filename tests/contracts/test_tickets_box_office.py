"""What the box office does with tickets: mint into custody, mint to holders, deliver."""

import pytest

from support import DAY, FACE_VALUE, FREE, LOCKED, ZERO, people, refusal, reverts, tid


@pytest.mark.parametrize("tier", [0, 3, 2**32])
def test_mint__unknown_tier__reverts_with_the_tier(tickets, box_office, tier):
    with reverts(tickets.TicketTierUnknown, tier=tier):
        tickets.mint([tid(tier, 0)], sender=box_office)


@pytest.mark.parametrize(("tier", "serial"), [(1, 800), (1, 999), (1, 2**32 - 1), (2, 300)])
def test_mint__serial_beyond_the_box_offices_share__reverts_with_the_id(tickets, box_office, tier, serial):
    with reverts(tickets.TicketSerialOutOfRange, tokenId=tid(tier, serial)):
        tickets.mint([tid(tier, serial)], sender=box_office)


def test_mint__tier_changes_within_the_batch__each_tiers_own_share_counts(tickets, box_office):
    with reverts(tickets.TicketSerialOutOfRange, tokenId=tid(2, 300)):
        tickets.mint([tid(1, 799), tid(2, 299), tid(1, 301), tid(2, 300)], sender=box_office)


def test_mint__minted_before__reverts_with_the_id_and_mints_nothing(tickets, box_office):
    tickets.mint([tid(1, 5)], sender=box_office)
    with reverts(tickets.TicketAlreadyMinted, tokenId=tid(1, 5)):
        tickets.mint([tid(1, 4), tid(1, 5)], sender=box_office)
    assert refusal(tickets.ownerOf, tid(1, 4)) == ("ERC721NonexistentToken", {"tokenId": tid(1, 4)})


def test_mint__twice_in_one_batch__reverts_with_the_id(tickets, box_office):
    with reverts(tickets.TicketAlreadyMinted, tokenId=tid(2, 0)):
        tickets.mint([tid(2, 0), tid(2, 1), tid(2, 0)], sender=box_office)


def test_mint__tier_without_box_office_share__reverts(make_event, box_office):
    tickets = make_event(tiers=[("Public", 10, 0)])
    with reverts(tickets.TicketSerialOutOfRange, tokenId=tid(1, 0)):
        tickets.mint([tid(1, 0)], sender=box_office)


def test_mint__first_and_last_serial_of_each_tier__belong_to_the_contract(tickets, box_office):
    ids = [tid(1, 0), tid(1, 799), tid(2, 0), tid(2, 299)]
    receipt = tickets.mint(ids, sender=box_office)
    assert receipt.events == [tickets.Transfer(ZERO, tickets.address, token) for token in ids]
    assert [tickets.ownerOf(token) for token in ids] == [tickets.address] * 4
    assert tickets.balanceOf(tickets) == 4


def test_mint__sixteen_tiers_with_the_largest_supply__the_last_ticket_exists(make_event, box_office):
    tickets = make_event(tiers=[(f"Tier {number}", 2**32 - 1, 2**32 - 1) for number in range(1, 17)])
    tickets.mint([tid(16, 2**32 - 2)], sender=box_office)
    assert tickets.ownerOf(tid(16, 2**32 - 2)) == tickets.address
    with reverts(tickets.TicketSerialOutOfRange, tokenId=tid(16, 2**32 - 1)):
        tickets.mint([tid(16, 2**32 - 1)], sender=box_office)


def test_mint_to__lists_of_different_length__reverts_with_both_lengths(tickets, box_office, holder):
    with reverts(tickets.TicketLengthMismatch, ids=2, holders=1):
        tickets.mintTo([tid(1, 0), tid(1, 1)], [holder], sender=box_office)


def test_mint_to__nobody__reverts(tickets, box_office):
    with reverts(tickets.ERC721InvalidReceiver, receiver=ZERO):
        tickets.mintTo([tid(1, 0)], [ZERO], sender=box_office)


def test_mint_to__hundred_people__each_holds_theirs(tickets, box_office):
    ids = [tid(1, serial) for serial in range(100)]
    tickets.mintTo(ids, people(100), sender=box_office)
    assert [tickets.ownerOf(token).lower() for token in ids] == people(100)


def test_mint_to__contract_that_knows_no_tokens__holds_the_ticket(tickets, factory, box_office):
    """No callback: one receiver cannot stop the batch for the others."""
    tickets.mintTo([tid(1, 0)], [factory.address], sender=box_office)
    assert tickets.ownerOf(tid(1, 0)) == factory.address


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE])
def test_mint_to__policy_without_lock__says_nothing_of_a_lock(make_event, box_office, holder, policy):
    tickets = make_event(policy=policy)
    receipt = tickets.mintTo([tid(1, 0)], [holder], sender=box_office)
    assert receipt.events == [tickets.Transfer(ZERO, holder, tid(1, 0))]


def test_mint_to__policy_locked__says_locked_for_holders_and_not_for_custody(make_event, box_office, holder):
    tickets = make_event(policy=LOCKED)
    receipt = tickets.mintTo([tid(1, 0), tid(1, 1)], [holder, tickets.address], sender=box_office)
    assert receipt.events == [
        tickets.Transfer(ZERO, holder, tid(1, 0)),
        tickets.Locked(tid(1, 0)),
        tickets.Transfer(ZERO, tickets.address, tid(1, 1)),
    ]


def test_deliver__held_by_somebody__reverts_with_the_id(tickets, box_office, holder, stranger):
    tickets.mintTo([tid(1, 0)], [holder], sender=box_office)
    with reverts(tickets.TicketNotInCustody, tokenId=tid(1, 0)):
        tickets.deliver([tid(1, 0)], stranger, sender=box_office)


def test_deliver__never_minted__reverts_with_the_id(tickets, box_office, holder):
    with reverts(tickets.ERC721NonexistentToken, tokenId=tid(1, 0)):
        tickets.deliver([tid(1, 0)], holder, sender=box_office)


def test_deliver__to_custody_or_nobody__reverts(tickets, box_office):
    tickets.mint([tid(1, 0)], sender=box_office)
    for nobody in (tickets.address, ZERO):
        with reverts(tickets.ERC721InvalidReceiver, receiver=nobody):
            tickets.deliver([tid(1, 0)], nobody, sender=box_office)


def test_deliver__revoked_meanwhile__reverts_with_the_id(tickets, box_office, organiser, holder):
    tickets.mint([tid(1, 0)], sender=box_office)
    tickets.revoke([tid(1, 0)], 1, sender=organiser)
    with reverts(tickets.TicketRevoked, tokenId=tid(1, 0)):
        tickets.deliver([tid(1, 0)], holder, sender=box_office)


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_deliver__out_of_custody__holder_has_them(make_event, box_office, holder, policy):
    tickets = make_event(policy=policy)
    ids = [tid(1, 0), tid(2, 7)]
    tickets.mint(ids, sender=box_office)
    receipt = tickets.deliver(ids, holder, sender=box_office)
    assert tickets.Transfer.from_receipt(receipt) == [tickets.Transfer(tickets.address, holder, token) for token in ids]
    locked = [tickets.Locked(token) for token in ids] if policy == LOCKED else []
    assert tickets.Locked.from_receipt(receipt) == locked
    assert (tickets.balanceOf(holder), tickets.balanceOf(tickets)) == (2, 0)


def test_deliver__event_over__says_nothing_of_a_lock(make_event, box_office, holder, chain):
    tickets = make_event(policy=LOCKED)
    tickets.mint([tid(1, 0)], sender=box_office)
    chain.mine(timestamp=chain.pending_timestamp + 3 * DAY)
    receipt = tickets.deliver([tid(1, 0)], holder, sender=box_office)
    assert receipt.events == [tickets.Transfer(tickets.address, holder, tid(1, 0))]
