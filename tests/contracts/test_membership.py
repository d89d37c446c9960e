"""Memberships: one a person, one vote each, never sold, never used twice."""

import pytest

from support import BOX_OFFICE, ZERO, people, refusal, reverts


@pytest.mark.parametrize("number", [0, 2**32, 2**256 - 1])
def test_mint__id_out_of_range__reverts_with_it(membership, box_office, number):
    with reverts(membership.MembershipIdOutOfRange, tokenId=number):
        membership.mint([number], 0, sender=box_office)


def test_mint__exists__reverts_with_the_id_and_mints_nothing(membership, box_office, holder):
    membership.mint([2], 0, sender=box_office)
    for call in (lambda: membership.mint([1, 2], 0, sender=box_office),
                 lambda: membership.mintTo([2], [holder], 0, sender=box_office)):  # fmt: skip
        with reverts(membership.MembershipAlreadyMinted, tokenId=2):
            call()
    assert refusal(membership.ownerOf, 1) == ("ERC721NonexistentToken", {"tokenId": 1})


def test_mint__into_custody__has_no_vote_and_no_place_in_the_total(membership, box_office, chain):
    receipt = membership.mint([1, 2**32 - 1], 0, sender=box_office)
    assert receipt.events == [
        membership.Transfer(ZERO, membership.address, 1),
        membership.TokenExpiryUpdated(1, 0, 0),
        membership.Transfer(ZERO, membership.address, 2**32 - 1),
        membership.TokenExpiryUpdated(2**32 - 1, 0, 0),
    ]
    assert membership.balanceOf(membership) == 2
    assert membership.membershipOf(membership) == 0
    assert not membership.locked(1)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    now = chain.blocks.head.timestamp
    assert (membership.getVotes(membership), membership.getPastTotalSupply(now - 1)) == (0, 0)


def test_mint_to__lists_of_different_length__reverts_with_both_lengths(membership, box_office, holder):
    with reverts(membership.MembershipLengthMismatch, ids=1, accounts=2):
        membership.mintTo([1], [holder, holder], 0, sender=box_office)


def test_mint_to__second_for_an_account__reverts_with_the_account(membership, box_office, holder):
    with reverts(membership.MembershipAlreadyHeld, account=holder.address):
        membership.mintTo([1, 2], [holder, holder], 0, sender=box_office)


def test_mint_to__nobody__reverts(membership, box_office):
    with reverts(membership.ERC721InvalidReceiver, receiver=ZERO):
        membership.mintTo([1], [ZERO], 0, sender=box_office)


def test_mint_to__member__holds_it_with_one_vote_of_their_own(membership, box_office, holder, chain):
    receipt = membership.mintTo([7], [holder], 0, sender=box_office)
    assert receipt.events == [
        membership.DelegateChanged(holder, ZERO, holder),
        membership.Transfer(ZERO, holder, 7),
        membership.DelegateVotesChanged(holder, 0, 1),
        membership.Locked(7),
        membership.TokenExpiryUpdated(7, 0, 0),
    ]
    assert (membership.ownerOf(7), membership.membershipOf(holder), membership.locked(7)) == (holder, 7, True)
    minted_at = receipt.timestamp
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert (membership.getVotes(holder), membership.delegates(holder)) == (1, holder)
    assert membership.getPastVotes(holder, minted_at - 1) == 0
    assert membership.getPastVotes(holder, minted_at) == membership.getPastTotalSupply(minted_at) == 1


def test_mint_to__custody__is_no_members_account(membership, box_office):
    membership.mintTo([1, 2], [membership.address] * 2, 0, sender=box_office)
    assert membership.balanceOf(membership) == 2


def test_mint_to__hundred_people__fits_one_transaction_of_eip_7825(membership, box_office):
    receipt = membership.mintTo(list(range(1, 101)), people(100), 0, sender=box_office)
    assert receipt.gas_used < 2**24
    assert [membership.ownerOf(number).lower() for number in range(1, 101)] == people(100)


def test_deliver__held_already__reverts_with_the_id(membership, box_office, holder, stranger):
    membership.mintTo([1], [holder], 0, sender=box_office)
    with reverts(membership.MembershipNotInCustody, tokenId=1):
        membership.deliver([1], [stranger], sender=box_office)


def test_deliver__never_minted__reverts_with_the_id(membership, box_office, stranger):
    with reverts(membership.ERC721NonexistentToken, tokenId=1):
        membership.deliver([1], [stranger], sender=box_office)


def test_deliver__to_a_member__reverts_with_the_account(membership, box_office, holder):
    membership.mintTo([1, 2], [holder, membership], 0, sender=box_office)
    with reverts(membership.MembershipAlreadyHeld, account=holder.address):
        membership.deliver([2], [holder], sender=box_office)


def test_deliver__lists_of_different_length_or_custody_or_nobody__reverts(membership, box_office, holder):
    membership.mint([1], 0, sender=box_office)
    with reverts(membership.MembershipLengthMismatch, ids=0, accounts=1):
        membership.deliver([], [holder], sender=box_office)
    for nobody in (membership.address, ZERO):
        with reverts(membership.ERC721InvalidReceiver, receiver=nobody):
            membership.deliver([1], [nobody], sender=box_office)


def test_deliver__out_of_custody__member_has_membership_and_vote(membership, box_office, holder, stranger):
    membership.mint([1, 2], 0, sender=box_office)
    receipt = membership.deliver([1, 2], [holder, stranger], sender=box_office)
    assert membership.Transfer.from_receipt(receipt) == [
        membership.Transfer(membership.address, holder, 1),
        membership.Transfer(membership.address, stranger, 2),
    ]
    assert membership.Locked.from_receipt(receipt) == [membership.Locked(1), membership.Locked(2)]
    assert [membership.getVotes(member) for member in (holder, stranger, membership)] == [1, 1, 0]
    assert membership.balanceOf(membership) == 0


@pytest.mark.parametrize("path", ["transferFrom", "safeTransferFrom", "safeTransferFrom with data"])
def test_transfer__by_member_or_operator_to_anyone__reverts_with_the_id(membership, box_office, holder, scalper, path):
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.approve(scalper, 1, sender=holder)
    method = membership.transferFrom if path == "transferFrom" else membership.safeTransferFrom
    data = (b"",) if path.endswith("data") else ()
    for sender, to in ((holder, scalper), (scalper, scalper), (holder, membership), (holder, holder)):
        with reverts(membership.MembershipSoulbound, tokenId=1):
            method(holder, to, 1, *data, sender=sender)
    assert refusal(membership.transferFrom, holder, scalper, 1, sender=ZERO) == ("MembershipSoulbound", {"tokenId": 1})


def test_transfer__out_of_custody_by_anyone__reverts(membership, box_office, scalper):
    membership.mint([1], 0, sender=box_office)
    for sender in (scalper, box_office):
        with reverts(membership.ERC721InsufficientApproval, operator=sender.address, tokenId=1):
            membership.transferFrom(membership, sender, 1, sender=sender)


def test_leave__no_member__reverts_with_the_account(membership, stranger):
    with reverts(membership.MembershipNotHeld, account=stranger.address):
        membership.leave(sender=stranger)


def test_leave__member__ends_membership_vote_and_delegation(membership, box_office, holder, chain):
    membership.mintTo([1], [holder], 0, sender=box_office)
    receipt = membership.leave(sender=holder)
    assert receipt.events == [
        membership.Transfer(holder, ZERO, 1),
        membership.DelegateVotesChanged(holder, 1, 0),
        membership.DelegateChanged(holder, holder, ZERO),
        membership.Left(1, holder),
    ]
    assert refusal(membership.ownerOf, 1) == ("ERC721NonexistentToken", {"tokenId": 1})
    assert (membership.membershipOf(holder), membership.getVotes(holder), membership.isRetired(1)) == (0, 0, True)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(receipt.timestamp) == 0
    with reverts(membership.MembershipNotHeld, account=holder.address):
        membership.leave(sender=holder)


def test_leave__vote_was_delegated__the_delegate_loses_it(membership, box_office, holder, stranger):
    membership.mintTo([1, 2], [holder, stranger], 0, sender=box_office)
    membership.invoke_transaction("delegate", stranger, sender=holder)
    assert (membership.getVotes(holder), membership.getVotes(stranger)) == (0, 2)
    membership.leave(sender=holder)
    assert (membership.getVotes(holder), membership.getVotes(stranger)) == (0, 1)


def test_leave__and_come_back__needs_a_new_id_and_has_its_own_vote_again(membership, box_office, holder, stranger):
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.invoke_transaction("delegate", stranger, sender=holder)
    membership.leave(sender=holder)
    for call in (lambda: membership.mint([1], 0, sender=box_office),
                 lambda: membership.mintTo([1], [holder], 0, sender=box_office)):  # fmt: skip
        with reverts(membership.MembershipRetired, tokenId=1):
            call()
    membership.mintTo([2], [holder], 0, sender=box_office)
    assert (membership.getVotes(holder), membership.getVotes(stranger)) == (1, 0)


def test_delegate__by_a_member__can_be_undone_by_them(membership, box_office, holder, stranger):
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.invoke_transaction("delegate", stranger, sender=holder)
    membership.invoke_transaction("delegate", holder, sender=holder)
    assert (membership.getVotes(holder), membership.getVotes(stranger)) == (1, 0)


def test_delegate__before_becoming_a_member__is_kept_on_receipt(membership, box_office, holder, stranger):
    membership.invoke_transaction("delegate", stranger, sender=holder)
    assert membership.getVotes(stranger) == 0
    membership.mintTo([1], [holder], 0, sender=box_office)
    assert (membership.getVotes(holder), membership.getVotes(stranger)) == (0, 1)


def test_revoke__no_such_membership__reverts_with_the_id(membership, organiser):
    with reverts(membership.ERC721NonexistentToken, tokenId=1):
        membership.revoke([1], 1, sender=organiser)


def test_revoke__held_and_in_custody__both_end_and_the_ids_are_never_used_again(
    membership, box_office, organiser, holder
):
    membership.mintTo([1, 300], [holder, membership], 0, sender=box_office)
    receipt = membership.revoke([1, 300], 4, sender=organiser)
    assert membership.Revoked.from_receipt(receipt) == [membership.Revoked(1, 4), membership.Revoked(300, 4)]
    assert membership.Transfer.from_receipt(receipt) == [
        membership.Transfer(holder, ZERO, 1),
        membership.Transfer(membership.address, ZERO, 300),
    ]
    assert (membership.getVotes(holder), membership.membershipOf(holder)) == (0, 0)
    assert [membership.isRetired(number) for number in (1, 2, 299, 300, 301)] == [True, False, False, True, False]
    for number in (1, 300):
        with reverts(membership.MembershipRetired, tokenId=number):
            membership.mint([number], 0, sender=box_office)


def test_votes__clock__counts_seconds(membership, chain):
    assert membership.CLOCK_MODE() == "mode=timestamp"
    assert membership.clock() == chain.blocks.head.timestamp


def test_name__clone__is_the_collectives(membership, access):
    assert (membership.name(), membership.symbol()) == ("Kollektiv Ostpol", "OSTPOL")
    assert membership.access() == access.address


def test_locked__no_such_membership__reverts(membership):
    assert refusal(membership.locked, 1) == ("ERC721NonexistentToken", {"tokenId": 1})


def test_mint__box_office_of_another_collective__may_not(factory, collective_config, membership, stranger):
    config = collective_config(ref=b"\x01" * 32, boxOffice=stranger.address)
    factory.createCollective(config, sender=stranger)
    with reverts(membership.AccessMissingRole, role=BOX_OFFICE, account=stranger.address):
        membership.mint([1], 0, sender=stranger)
