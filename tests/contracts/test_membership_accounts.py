"""A member's account: recovered when it is lost, and its vote delegated by a signature alone."""

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from support import DAY, ZERO, refusal, reverts

# ------------------------------------------------------------------------------------------------------------ recovering


def test_recover__no_such_membership__reverts_with_the_id(membership, organiser, stranger):
    with reverts(membership.ERC721NonexistentToken, tokenId=1):
        membership.recover(1, stranger, 1, sender=organiser)


def test_recover__in_custody__reverts_with_the_id(membership, box_office, organiser, stranger):
    membership.mint([1], 0, sender=box_office)
    with reverts(membership.MembershipInCustody, tokenId=1):
        membership.recover(1, stranger, 1, sender=organiser)


def test_recover__to_nobody_or_back_into_custody__reverts(membership, box_office, organiser, holder):
    membership.mintTo([1], [holder], 0, sender=box_office)
    for nobody in (ZERO, membership.address):
        with reverts(membership.ERC721InvalidReceiver, receiver=nobody):
            membership.recover(1, nobody, 1, sender=organiser)


def test_recover__to_a_member__reverts_with_the_account(membership, box_office, organiser, holder, stranger):
    membership.mintTo([1, 2], [holder, stranger], 0, sender=box_office)
    for member in (stranger, holder):
        with reverts(membership.MembershipAlreadyHeld, account=member.address):
            membership.recover(1, member, 1, sender=organiser)


def test_recover__to_a_member_whose_own_has_expired__reverts_with_the_account(
    membership, box_office, organiser, holder, stranger, chain
):
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.mintTo([2], [stranger], chain.pending_timestamp + DAY, sender=box_office)
    chain.mine(timestamp=chain.pending_timestamp + 2 * DAY)
    with reverts(membership.MembershipAlreadyHeld, account=stranger.address):
        membership.recover(1, stranger, 1, sender=organiser)


def test_recover__to_a_new_account__moves_membership_and_vote_and_ends_the_old_delegation(
    membership, box_office, organiser, holder, stranger, scalper, chain
):
    end = chain.pending_timestamp + DAY
    membership.mintTo([1], [holder], end, sender=box_office)
    start = membership.startTime(1)
    membership.approve(scalper, 1, sender=holder)
    membership.invoke_transaction("delegate", scalper, sender=holder)

    receipt = membership.recover(1, stranger, 3, sender=organiser)
    assert receipt.events == [
        membership.DelegateChanged(stranger, ZERO, stranger),
        membership.Transfer(holder, stranger, 1),
        membership.DelegateVotesChanged(scalper, 1, 0),
        membership.DelegateVotesChanged(stranger, 0, 1),
        membership.DelegateChanged(holder, scalper, ZERO),
        membership.Recovered(1, holder, stranger, 3),
    ]
    assert (membership.ownerOf(1), membership.membershipOf(stranger), membership.membershipOf(holder)) == (
        stranger,
        1,
        0,
    )
    assert (membership.isMember(stranger), membership.isMember(holder)) == (True, False)
    assert (membership.startTime(1), membership.endTime(1), membership.locked(1)) == (start, end, True)
    assert (membership.getApproved(1), membership.delegates(holder)) == (ZERO, ZERO)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(receipt.timestamp) == 1


def test_recover__old_account__cannot_vote_leave_or_take_it_back(
    membership, box_office, organiser, holder, stranger, scalper
):
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.recover(1, stranger, 1, sender=organiser)
    with reverts(membership.MembershipNotHeld, account=holder.address):
        membership.leave(sender=holder)
    with reverts(membership.MembershipSoulbound, tokenId=1):
        membership.transferFrom(stranger, holder, 1, sender=holder)
    membership.invoke_transaction("delegate", scalper, sender=holder)
    assert [membership.getVotes(one) for one in (holder, scalper, stranger)] == [0, 0, 1]


def test_recover__target_has_a_delegate__keeps_it(membership, box_office, organiser, holder, stranger, scalper):
    membership.invoke_transaction("delegate", scalper, sender=stranger)
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.recover(1, stranger, 1, sender=organiser)
    assert [membership.getVotes(one) for one in (holder, scalper, stranger)] == [0, 1, 0]


def test_recover__there_and_back__is_the_members_own_vote_again(membership, box_office, organiser, holder, stranger):
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.recover(1, stranger, 1, sender=organiser)
    membership.recover(1, holder, 1, sender=organiser)
    assert (membership.getVotes(holder), membership.getVotes(stranger)) == (1, 0)
    assert (membership.delegates(holder), membership.delegates(stranger)) == (holder, ZERO)


@pytest.mark.parametrize("said", [True, False])
def test_recover__expired__arrives_without_a_vote_until_it_is_renewed(
    membership, box_office, organiser, holder, stranger, chain, said
):
    end = chain.pending_timestamp + DAY
    membership.mintTo([1], [holder], end, sender=box_office)
    chain.mine(timestamp=end)
    events = membership.Expired.from_receipt(membership.expire([1], sender=stranger)) if said else []
    receipt = membership.recover(1, stranger, 1, sender=organiser)
    assert events + membership.Expired.from_receipt(receipt) == [membership.Expired(1)]
    assert [membership.getVotes(one) for one in (holder, stranger)] == [0, 0]
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(receipt.timestamp) == 0
    membership.renew([1], end + 30 * DAY, sender=box_office)
    assert [membership.getVotes(one) for one in (holder, stranger)] == [0, 1]


def test_recover__then_revoke__the_vote_is_gone_once(membership, box_office, organiser, holder, stranger, chain):
    membership.mintTo([1, 2], [holder, organiser], 0, sender=box_office)
    membership.recover(1, stranger, 1, sender=organiser)
    receipt = membership.revoke([1], 1, sender=organiser)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(receipt.timestamp) == 1
    assert (membership.getVotes(stranger), membership.membershipOf(stranger), membership.isRetired(1)) == (0, 0, True)


# -------------------------------------------------------------------------------------------- delegating by a signature


def signed_delegation(signer, contract, delegatee, nonce, expiry):
    """Sign a delegation for the domain that the contract itself names (ERC-5267). Return the call's arguments."""
    domain = contract.eip712Domain()
    message = encode_typed_data(
        domain_data={
            "name": domain.name, "version": domain.version,
            "chainId": domain.chainId, "verifyingContract": domain.verifyingContract,
        },
        message_types={"Delegation": [
            {"name": "delegatee", "type": "address"}, {"name": "nonce", "type": "uint256"},
            {"name": "expiry", "type": "uint256"},
        ]},
        message_data={"delegatee": delegatee.address, "nonce": nonce, "expiry": expiry},
    )  # fmt: skip
    signed = signer.sign_message(message)
    return delegatee, nonce, expiry, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


@pytest.fixture
def signer(membership, box_office):
    """A member who only signs and never sends anything."""
    account = Account.create()
    membership.mintTo([1], [account.address], 0, sender=box_office)
    return account


def test_delegate_by_sig__too_late__reverts_with_the_expiry(membership, signer, stranger, chain):
    expiry = chain.blocks.head.timestamp - 1
    with reverts(membership.VotesExpiredSignature, expiry=expiry):
        membership.delegateBySig(*signed_delegation(signer, membership, stranger, 0, expiry), sender=stranger)


def test_delegate_by_sig__signed_for_another_collective__moves_nothing_here(
    project, factory, collective_config, membership, signer, stranger, chain
):
    made = factory.createCollective(collective_config(ref=b"\x03" * 32), sender=stranger).return_value
    other = project.MembershipToken.at(made.membership)
    call = signed_delegation(signer, other, stranger, 0, chain.pending_timestamp + DAY)
    # What it recovers to is some other account, which has no vote.
    membership.delegateBySig(*call, sender=stranger)
    assert (membership.getVotes(stranger), membership.getVotes(signer.address)) == (0, 1)
    assert membership.delegates(signer.address) == signer.address


def test_delegate_by_sig__by_a_member__moves_the_vote_once(membership, signer, stranger, scalper, chain):
    call = signed_delegation(signer, membership, stranger, 0, chain.pending_timestamp + DAY)
    membership.delegateBySig(*call, sender=scalper)
    assert (membership.getVotes(stranger), membership.getVotes(signer.address)) == (1, 0)
    assert membership.nonces(signer.address) == 1
    with reverts(membership.InvalidAccountNonce, account=signer.address, currentNonce=1):
        membership.delegateBySig(*call, sender=scalper)


def test_delegate__to_nobody__abstains_and_can_be_undone(membership, box_office, holder, chain):
    membership.mintTo([1], [holder], 0, sender=box_office)
    membership.invoke_transaction("delegate", ZERO, sender=holder)
    assert (membership.getVotes(holder), membership.hasVote(1)) == (0, True)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(chain.blocks.head.timestamp - 1) == 1
    membership.invoke_transaction("delegate", holder, sender=holder)
    assert membership.getVotes(holder) == 1


def test_is_member__custody_itself__is_none(membership, box_office):
    membership.mint([1], 0, sender=box_office)
    assert (membership.isMember(membership), membership.hasVote(1)) == (False, False)
    assert refusal(membership.isMember, ZERO) is None
    assert not membership.isMember(ZERO)
