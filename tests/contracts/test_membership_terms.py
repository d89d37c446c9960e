"""Memberships that end with time (ERC-7858): valid until a second, renewed, and their votes ended by anybody."""

import pytest

from support import DAY, ZERO, people, refusal, reverts

YEAR = 365 * DAY
TIME_BASED = 1


@pytest.fixture
def end(chain):
    """When the memberships of a test expire."""
    return chain.pending_timestamp + YEAR


@pytest.fixture
def member(membership, box_office, holder, end):
    """Somebody with membership 1, valid for a year."""
    membership.mintTo([1], [holder], end, sender=box_office)
    return holder


@pytest.fixture
def expired_member(chain, member, end):
    """The same, in the first second after."""
    chain.mine(timestamp=end)
    return member


def times(membership, number):
    return membership.startTime(number), membership.endTime(number)


# --------------------------------------------------------------------------------------------------------------- minting


@pytest.mark.parametrize("ago", [0, 1, YEAR])
def test_mint__expiry_not_in_the_future__reverts_with_it(membership, box_office, holder, chain, end, ago):
    membership.mint([9], end, sender=box_office)
    for call in (
        lambda when: membership.mint([1], when, sender=box_office),
        lambda when: membership.mintTo([1], [holder], when, sender=box_office),
        lambda when: membership.renew([9], when, sender=box_office),
    ):
        now = chain.pending_timestamp + 5
        chain.pending_timestamp = now
        with reverts(membership.MembershipExpiryInvalid, expiresAt=now - ago):
            call(now - ago)


def test_mint__with_an_expiry__says_from_when_until_when(membership, box_office, holder, end):
    for number, receipt in (
        (1, membership.mint([1], end, sender=box_office)),
        (2, membership.mintTo([2], [holder], end, sender=box_office)),
    ):
        updated = membership.TokenExpiryUpdated.from_receipt(receipt)
        assert updated == [membership.TokenExpiryUpdated(number, receipt.timestamp, end)]
        assert times(membership, number) == (receipt.timestamp, end)
        assert not membership.isTokenExpired(number)


def test_mint__without_an_expiry__is_valid_for_ever(membership, box_office, holder, chain):
    membership.mintTo([1, 2], [holder, membership], 0, sender=box_office)
    chain.mine(timestamp=chain.pending_timestamp + 100 * YEAR)
    assert (times(membership, 1), times(membership, 2)) == ((0, 0), (0, 0))
    assert not membership.isTokenExpired(1)
    assert membership.isMember(holder)


def test_mint_to__with_an_expiry__takes_no_slot_of_its_own(membership, box_office, chain, end):
    def gas(number, account, expires_at):
        # In one second with the last one, the total of votes would be written over, not written anew.
        chain.pending_timestamp += 60
        return membership.mintTo([number], [account], expires_at, sender=box_office).gas_used

    first, second, third = people(3)
    gas(1, first, 0)
    without = gas(2, second, 0)
    assert gas(3, third, end) < without + 5_000


def test_mint_to__hundred_people_with_an_expiry__fits_one_transaction_of_eip_7825(membership, box_office, end):
    assert membership.mintTo(list(range(1, 101)), people(100), end, sender=box_office).gas_used < 2**24


def test_times__no_such_membership__reverts_with_the_id(membership):
    for view in (membership.startTime, membership.endTime, membership.isTokenExpired, membership.hasVote):
        assert refusal(view, 1) == ("ERC721NonexistentToken", {"tokenId": 1})


def test_supports_interface__erc_7858__is_claimed_and_counted_in_time(membership):
    assert membership.supportsInterface("0x3ebdfa31")
    assert membership.expiryType() == TIME_BASED


# -------------------------------------------------------------------------------------------------------------- expiring


def test_is_member__last_second_and_first_after__follows_the_clock_alone(membership, member, chain, end):
    chain.mine(timestamp=end - 1)
    assert (membership.isMember(member), membership.isTokenExpired(1)) == (True, False)
    chain.mine(timestamp=end)
    assert (membership.isMember(member), membership.isTokenExpired(1)) == (False, True)
    # Nobody has called `expire`: the vote is still there, and the membership is the member's anyway.
    assert (membership.getVotes(member), membership.hasVote(1)) == (1, True)
    assert (membership.membershipOf(member), membership.ownerOf(1), membership.balanceOf(member)) == (1, member, 1)


def test_expire__one_has_not_expired__reverts_with_its_id_and_ends_none(
    membership, box_office, expired_member, organiser, scalper, stranger, chain, end
):
    membership.mintTo([2, 3], [organiser, scalper], end + DAY, sender=box_office)
    membership.renew([3], 0, sender=box_office)
    for number in (2, 3):
        with reverts(membership.MembershipNotExpired, tokenId=number):
            membership.expire([1, number], sender=stranger)
    assert membership.getVotes(expired_member) == 1
    chain.pending_timestamp = end + DAY - 1
    with reverts(membership.MembershipNotExpired, tokenId=2):
        membership.expire([2], sender=stranger)
    chain.pending_timestamp = end + DAY
    assert not membership.expire([2], sender=stranger).failed


def test_expire__no_such_membership__reverts_with_the_id(membership, stranger):
    with reverts(membership.ERC721NonexistentToken, tokenId=1):
        membership.expire([1], sender=stranger)


def test_expire__by_anybody__ends_the_vote_and_leaves_the_past_alone(membership, expired_member, stranger, chain):
    receipt = membership.expire([1], sender=stranger)
    assert receipt.events == [membership.Expired(1), membership.DelegateVotesChanged(expired_member, 1, 0)]
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert (membership.getVotes(expired_member), membership.hasVote(1)) == (0, False)
    assert membership.getPastTotalSupply(receipt.timestamp) == 0
    before = receipt.timestamp - 1
    assert (membership.getPastVotes(expired_member, before), membership.getPastTotalSupply(before)) == (1, 1)
    assert membership.ownerOf(1) == expired_member


def test_expire__again__changes_nothing(membership, expired_member, box_office, organiser, stranger, chain):
    membership.mintTo([2], [organiser], 0, sender=box_office)
    receipt = membership.expire([1, 1], sender=stranger)
    assert membership.Expired.from_receipt(receipt) == [membership.Expired(1)]
    assert membership.expire([1], sender=expired_member).events == []
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(chain.blocks.head.timestamp - 1) == 1


def test_expire__vote_was_delegated__the_delegate_loses_it_and_delegating_on_brings_none_back(
    membership, box_office, member, organiser, stranger, chain, end
):
    membership.mintTo([2], [organiser], 0, sender=box_office)
    membership.invoke_transaction("delegate", organiser, sender=member)
    chain.mine(timestamp=end)
    membership.expire([1], sender=stranger)
    assert (membership.getVotes(organiser), membership.getVotes(member)) == (1, 0)
    membership.invoke_transaction("delegate", stranger, sender=member)
    membership.invoke_transaction("delegate", member, sender=member)
    assert [membership.getVotes(one) for one in (organiser, stranger, member)] == [1, 0, 0]


@pytest.mark.parametrize("how", ["leave", "revoke"])
@pytest.mark.parametrize("ended", [True, False])
def test_end__of_an_expired_membership__takes_its_vote_once(
    membership, box_office, expired_member, organiser, stranger, chain, how, ended
):
    membership.mintTo([2], [organiser], 0, sender=box_office)
    membership.invoke_transaction("delegate", organiser, sender=expired_member)
    if ended:
        membership.expire([1], sender=stranger)
    if how == "leave":
        membership.leave(sender=expired_member)
    else:
        membership.revoke([1], 2, sender=organiser)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(chain.blocks.head.timestamp - 1) == 1
    assert (membership.getVotes(organiser), membership.delegates(expired_member)) == (1, ZERO)
    membership.mintTo([3], [expired_member], 0, sender=box_office)
    assert membership.getVotes(expired_member) == 1


def test_mint_to__account_with_an_expired_membership__reverts_with_the_account(membership, box_office, expired_member):
    with reverts(membership.MembershipAlreadyHeld, account=expired_member.address):
        membership.mintTo([2], [expired_member], 0, sender=box_office)


# --------------------------------------------------------------------------------------------------------------- custody


def test_deliver__in_time__keeps_the_term_and_brings_the_vote(membership, box_office, holder, end):
    minted = membership.mint([1], end, sender=box_office)
    receipt = membership.deliver([1], [holder], sender=box_office)
    assert times(membership, 1) == (minted.timestamp, end)
    assert (membership.getVotes(holder), membership.isMember(holder)) == (1, True)
    assert membership.Expired.from_receipt(receipt) == []


@pytest.mark.parametrize("said", [True, False])
def test_deliver__expired_in_custody__arrives_without_a_vote_until_it_is_renewed(
    membership, box_office, holder, scalper, stranger, chain, end, said
):
    membership.mint([1], end, sender=box_office)
    membership.mint([2], 0, sender=box_office)
    chain.mine(timestamp=end)
    events = membership.Expired.from_receipt(membership.expire([1], sender=stranger)) if said else []
    receipt = membership.deliver([1, 2], [holder, scalper], sender=box_office)
    events += membership.Expired.from_receipt(receipt)
    assert events == [membership.Expired(1)]
    assert (membership.getVotes(holder), membership.getVotes(scalper), membership.isMember(holder)) == (0, 1, False)
    membership.renew([1], end + YEAR, sender=box_office)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert (membership.getVotes(holder), membership.isMember(holder)) == (1, True)
    assert membership.getPastTotalSupply(chain.blocks.head.timestamp - 1) == 2


def test_renew__expired_and_ended_in_custody__is_delivered_with_a_vote(
    membership, box_office, holder, stranger, chain, end
):
    membership.mint([1], end, sender=box_office)
    chain.mine(timestamp=end)
    membership.expire([1], sender=stranger)
    membership.renew([1], end + YEAR, sender=box_office)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getPastTotalSupply(chain.blocks.head.timestamp - 1) == 0
    membership.deliver([1], [holder], sender=box_office)
    assert (membership.getVotes(holder), membership.isMember(holder)) == (1, True)


# -------------------------------------------------------------------------------------------------------------- renewing


def test_renew__no_such_membership__reverts_with_the_id(membership, box_office, end):
    with reverts(membership.ERC721NonexistentToken, tokenId=1):
        membership.renew([1], end, sender=box_office)


@pytest.mark.usefixtures("member")
def test_renew__not_later_than_the_present_end__reverts_with_both(membership, box_office, end):
    for earlier in (end, end - 1):
        with reverts(membership.MembershipNotExtended, tokenId=1, endTime=end, expiresAt=earlier):
            membership.renew([1], earlier, sender=box_office)


@pytest.mark.usefixtures("member")
def test_renew__never_expires__reverts(membership, box_office, end):
    membership.renew([1], 0, sender=box_office)
    for when in (0, end + YEAR):
        with reverts(membership.MembershipNotExtended, tokenId=1, endTime=0, expiresAt=when):
            membership.renew([1], when, sender=box_office)


def test_renew__in_time__goes_on_from_the_same_start(membership, box_office, member, chain, end):
    start = membership.startTime(1)
    receipt = membership.renew([1], end + 1, sender=box_office)
    assert receipt.events == [membership.TokenExpiryUpdated(1, start, end + 1)]
    chain.mine(timestamp=end)
    assert (membership.isMember(member), membership.getVotes(member)) == (True, 1)


def test_renew__for_ever__has_no_limit_in_either_direction(membership, box_office, member, chain, end):
    assert membership.renew([1], 0, sender=box_office).events == [membership.TokenExpiryUpdated(1, 0, 0)]
    chain.mine(timestamp=end + 100 * YEAR)
    assert (membership.isMember(member), times(membership, 1)) == (True, (0, 0))


def test_renew__expired__starts_anew_and_brings_the_vote_back_to_the_chosen_delegate(
    membership, box_office, expired_member, stranger, chain, end
):
    membership.expire([1], sender=stranger)
    membership.invoke_transaction("delegate", stranger, sender=expired_member)
    receipt = membership.renew([1], end + YEAR, sender=box_office)
    assert receipt.events == [
        membership.TokenExpiryUpdated(1, receipt.timestamp, end + YEAR),
        membership.DelegateVotesChanged(stranger, 0, 1),
    ]
    assert (membership.isMember(expired_member), membership.hasVote(1)) == (True, True)
    chain.mine(timestamp=end + YEAR)
    assert membership.getPastTotalSupply(receipt.timestamp) == 1
    membership.expire([1], sender=stranger)
    assert membership.getVotes(stranger) == 0


def test_renew__expired_but_nobody_had_said_so__keeps_its_one_vote(membership, box_office, expired_member, chain, end):
    membership.renew([1], end + YEAR, sender=box_office)
    chain.mine(timestamp=chain.pending_timestamp + 10)
    assert membership.getVotes(expired_member) == 1
    assert membership.getPastTotalSupply(chain.blocks.head.timestamp - 1) == 1


# -------------------------------------------------------------------------------------------------------------- pictures


def test_token_uri__before_and_after_the_end__tells_the_art_what_is_true(
    membership, membership_art, access, member, chain, end
):
    assert membership.ownerOf(1) == member
    view = (access, (0, 0, 0, 0), "Kollektiv Ostpol", "OSTPOL", 1, True, end)
    assert membership.tokenURI(1) == membership_art.tokenURI((*view, False))
    chain.mine(timestamp=end)
    assert membership.tokenURI(1) == membership_art.tokenURI((*view, True))


def test_contract_uri__clone__is_the_collectives(membership, membership_art, access):
    view = (access, (0, 0, 0, 0), "Kollektiv Ostpol", "OSTPOL", 0, False, 0, False)
    assert membership.contractURI() == membership_art.contractURI(view)


def test_contract_uri__implementation_itself__reverts(implementations):
    assert refusal(implementations["membership"].contractURI) == ("MembershipNotAClone", {})
