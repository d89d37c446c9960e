"""The monthly allowance: every member once a month, and nobody twice."""

from datetime import UTC, datetime

import pytest

from support import DAY, refusal, reverts

AMOUNT = 20 * 10**18


def month_of(timestamp):
    """Return the month as the contract spells it: 202706."""
    when = datetime.fromtimestamp(timestamp, UTC)
    return when.year * 100 + when.month


def first_of(year, month):
    """Return the first second of a month."""
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp())


def first_of_next(timestamp):
    """Return the first second of the month after."""
    when = datetime.fromtimestamp(timestamp, UTC)
    return first_of(when.year + when.month // 12, when.month % 12 + 1)


@pytest.fixture
def allowance(token, treasurer):
    """The collective gives its members twenty a month."""
    token.setMonthlyAllowance(AMOUNT, sender=treasurer)
    return AMOUNT


@pytest.fixture(autouse=True)
def early(chain):
    """The first day of a month, so that no test runs into the next one by accident."""
    chain.mine(timestamp=first_of_next(chain.pending_timestamp) + 60)
    return chain.blocks.head.timestamp


@pytest.fixture
def member(membership, box_office, holder):
    """Somebody with membership 1."""
    membership.mintTo([1], [holder], 0, sender=box_office)
    return holder


# --------------------------------------------------------------------------------------------------------------- setting


def test_set_monthly_allowance__above_the_cap__reverts_with_both(token, treasurer):
    token.lowerCap(100, sender=treasurer)
    with reverts(token.TokenAllowanceInvalid, amount=101, cap=100):
        token.setMonthlyAllowance(101, sender=treasurer)
    with reverts(token.TokenAllowanceInvalid, amount=2**256 - 1, cap=100):
        token.setMonthlyAllowance(2**256 - 1, sender=treasurer)
    assert not token.setMonthlyAllowance(100, sender=treasurer).failed
    assert (token.monthlyAllowance(), token.cap()) == (100, 100)


def test_set_monthly_allowance__changed_and_off__counts_from_then_on(token, treasurer, member, allowance):
    receipt = token.setMonthlyAllowance(allowance + 1, sender=treasurer)
    assert receipt.events == [token.MonthlyAllowanceSet(allowance + 1)]
    assert (token.monthlyAllowance(), token.claimable(member)) == (allowance + 1, allowance + 1)
    token.setMonthlyAllowance(0, sender=treasurer)
    assert (token.monthlyAllowance(), token.claimable(member)) == (0, 0)
    with reverts(token.TokenAllowanceOff):
        token.claimAllowance(sender=member)


def test_set_monthly_allowance__raised_after_a_claim__does_not_pay_the_difference(token, treasurer, member, allowance):
    token.claimAllowance(sender=member)
    token.setMonthlyAllowance(2 * allowance, sender=treasurer)
    assert token.claimable(member) == 0


# -------------------------------------------------------------------------------------------------------------- claiming


def test_claim_allowance__never_set__reverts(token, member):
    with reverts(token.TokenAllowanceOff):
        token.claimAllowance(sender=member)


@pytest.mark.usefixtures("allowance")
def test_claim_allowance__no_member__reverts_with_the_account(token, member, membership, box_office, stranger):
    membership.mint([2], 0, sender=box_office)
    for nobody in (stranger, box_office):
        assert token.claimable(nobody) == 0
        with reverts(token.TokenNotAMember, account=nobody.address):
            token.claimAllowance(sender=nobody)
    assert (token.claimable(membership), token.claimable(member)) == (0, AMOUNT)


@pytest.mark.usefixtures("allowance")
def test_claim_allowance__expired_membership__reverts_until_it_is_renewed(
    token, membership, box_office, stranger, chain
):
    end = chain.pending_timestamp + DAY
    membership.mintTo([2], [stranger], end, sender=box_office)
    assert token.claimable(stranger) == AMOUNT
    chain.mine(timestamp=end)
    assert token.claimable(stranger) == 0
    with reverts(token.TokenNotAMember, account=stranger.address):
        token.claimAllowance(sender=stranger)
    membership.renew([2], end + DAY, sender=box_office)
    token.claimAllowance(sender=stranger)
    assert token.balanceOf(stranger) == AMOUNT


def test_claim_allowance__member__is_minted_and_written_down(token, member, allowance, early):
    assert token.claimable(member) == allowance
    receipt = token.claimAllowance(sender=member)
    month = month_of(early)
    assert receipt.events == [
        token.AllowanceClaimed(member, 1, month, allowance),
        token.Transfer("0x0000000000000000000000000000000000000000", member, allowance),
    ]
    assert (token.balanceOf(member), token.totalSupply(), token.claimable(member)) == (allowance, allowance, 0)


def test_claim_allowance__twice_a_month__reverts_with_account_membership_and_month(token, member, allowance, early):
    token.claimAllowance(sender=member)
    with reverts(token.TokenAllowanceAlreadyClaimed, account=member.address, tokenId=1, month=month_of(early)):
        token.claimAllowance(sender=member)
    assert token.totalSupply() == allowance


def test_claim_allowance__last_second_and_first_after__are_two_months(token, member, allowance, chain):
    turn = first_of_next(chain.pending_timestamp)
    chain.pending_timestamp = turn - 2
    token.claimAllowance(sender=member)
    chain.pending_timestamp = turn - 1
    with reverts(token.TokenAllowanceAlreadyClaimed, account=member.address, tokenId=1, month=month_of(turn - 1)):
        token.claimAllowance(sender=member)
    chain.pending_timestamp = turn
    token.claimAllowance(sender=member)
    assert token.balanceOf(member) == 2 * allowance


def test_claim_allowance__the_same_month_a_year_later_and_the_leap_day__are_other_months(
    token, member, allowance, chain
):
    year = datetime.fromtimestamp(chain.pending_timestamp, UTC).year + 1
    leap = year + (-year) % 4  # 2100 is far away
    for count, (when, month) in enumerate(
        [
            (first_of(year, 12), year * 100 + 12),
            (first_of(year + 1, 1), (year + 1) * 100 + 1),
            (first_of(year + 1, 12), (year + 1) * 100 + 12),
            (first_of(leap + 4, 3) - 1, (leap + 4) * 100 + 2),
            (first_of(leap + 4, 3), (leap + 4) * 100 + 3),
        ],
        start=1,
    ):
        chain.pending_timestamp = when
        receipt = token.claimAllowance(sender=member)
        assert token.AllowanceClaimed.from_receipt(receipt) == [token.AllowanceClaimed(member, 1, month, allowance)]
        assert token.balanceOf(member) == count * allowance


@pytest.mark.usefixtures("allowance")
def test_claim_allowance__left_and_joined_again__waits_for_the_next_month(
    token, membership, box_office, member, early, chain
):
    token.claimAllowance(sender=member)
    membership.leave(sender=member)
    membership.mintTo([2], [member], 0, sender=box_office)
    assert token.claimable(member) == 0
    with reverts(token.TokenAllowanceAlreadyClaimed, account=member.address, tokenId=2, month=month_of(early)):
        token.claimAllowance(sender=member)
    chain.pending_timestamp = first_of_next(early)
    token.claimAllowance(sender=member)
    assert token.balanceOf(member) == 2 * AMOUNT


@pytest.mark.usefixtures("allowance")
def test_claim_allowance__recovered_to_a_new_account__waits_for_the_next_month(
    token, membership, organiser, member, stranger, early, chain
):
    token.claimAllowance(sender=member)
    membership.recover(1, stranger, 1, sender=organiser)
    assert token.claimable(stranger) == 0
    with reverts(token.TokenAllowanceAlreadyClaimed, account=stranger.address, tokenId=1, month=month_of(early)):
        token.claimAllowance(sender=stranger)
    chain.pending_timestamp = first_of_next(early)
    token.claimAllowance(sender=stranger)
    assert token.totalSupply() == 2 * AMOUNT


def test_claim_allowance__beyond_the_cap__reverts_with_supply_and_cap_and_is_not_used_up(
    token, treasurer, member, allowance
):
    token.mint(treasurer, 5, sender=treasurer)
    token.lowerCap(allowance + 4, sender=treasurer)
    assert token.claimable(member) == 0
    with reverts(token.ERC20ExceededCap, increasedSupply=allowance + 5, cap=allowance + 4):
        token.claimAllowance(sender=member)
    token.burn(1, sender=treasurer)
    assert token.claimable(member) == allowance
    token.claimAllowance(sender=member)
    assert token.totalSupply() == token.cap()


# ------------------------------------------------------------------------------------------- burning what others approved


def test_burn_from__without_approval__reverts_and_takes_nothing(token, treasurer, holder):
    token.mint(holder, 5, sender=treasurer)
    with reverts(token.ERC20InsufficientAllowance, spender=treasurer.address, allowance=0, needed=5):
        token.burnFrom(holder, 5, sender=treasurer)
    token.approve(treasurer, 3, sender=holder)
    with reverts(token.ERC20InsufficientAllowance, spender=treasurer.address, allowance=3, needed=4):
        token.burnFrom(holder, 4, sender=treasurer)
    assert token.balanceOf(holder) == 5


def test_burn_from__approval_without_the_role__reverts(token, treasurer, holder, stranger):
    token.mint(holder, 5, sender=treasurer)
    token.approve(stranger, 5, sender=holder)
    with reverts(token.AccessMissingRole, role=4, account=stranger.address):
        token.burnFrom(holder, 5, sender=stranger)


def test_burn_from__approved__burns_and_uses_the_approval_up(token, treasurer, holder):
    token.mint(holder, 5, sender=treasurer)
    token.approve(treasurer, 3, sender=holder)
    receipt = token.burnFrom(holder, 2, sender=treasurer)
    assert token.Transfer.from_receipt(receipt) == [
        token.Transfer(holder, "0x0000000000000000000000000000000000000000", 2)
    ]
    assert (token.balanceOf(holder), token.totalSupply(), token.allowance(holder, treasurer)) == (3, 3, 1)


# ------------------------------------------------------------------------------------------------- what it says of itself


def test_cap__given_at_creation__holds_and_goes_down_from_there(
    project, factory, collective_config, treasurer, stranger
):
    config = collective_config(ref=b"\x04" * 32, tokenCap=1000)
    token = project.CommunityToken.at(factory.createCollective(config, sender=stranger).return_value.token)
    assert token.cap() == 1000
    with reverts(token.ERC20ExceededCap, increasedSupply=1001, cap=1000):
        token.mint(stranger, 1001, sender=treasurer)
    with reverts(token.TokenCapInvalid, cap=1001):
        token.lowerCap(1001, sender=treasurer)
    token.lowerCap(600, sender=treasurer)
    token.setMonthlyAllowance(600, sender=treasurer)
    assert (token.cap(), token.monthlyAllowance()) == (600, 600)
    with reverts(token.TokenCapInvalid, cap=601):
        token.lowerCap(601, sender=treasurer)


def test_contract_uri__clone__is_the_collectives_with_supply_and_cap(token, token_art, access, treasurer, holder):
    token.mint(holder, 7, sender=treasurer)
    token.lowerCap(50, sender=treasurer)
    assert token.contractURI() == token_art.contractURI((access, (0, 0, 0, 0), "Kollektiv Ostpol", "OSTPOL", 7, 50))
    assert token.art() == token_art.address


def test_views__clone_and_implementation__only_the_clone_answers(token, membership, implementations):
    assert token.membership() == membership.address
    for view in ("membership", "contractURI", "access"):
        assert refusal(getattr(implementations["token"], view)) == ("TokenNotAClone", {})
