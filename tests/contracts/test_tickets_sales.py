"""The public sale: what `buy` refuses, and what it gives and keeps."""

import pytest

from support import DAY, FREE, LOCKED, ZERO, refusal, reverts, sale, tid

PRICE = 20 * 10**15
TOKENS = 12 * 10**18


@pytest.fixture
def on_sale(make_event):
    """Make an event with one tier of ten, four of them the box office's, sold as is said."""

    def make(*, policy=FREE, **rules):
        return make_event(policy=policy, tiers=[("Normal", 10, 4, sale(**{"price": PRICE, **rules}))])

    return make


@pytest.fixture
def purse(token, treasurer, holder):
    """Give a holder community tokens that a ticket contract may take."""

    def fill(tickets, *, balance=10 * TOKENS, allowance=10 * TOKENS):
        token.mint(holder, balance, sender=treasurer)
        token.approve(tickets, allowance, sender=holder)

    return fill


def test_buy__unknown_tier__reverts_with_the_tier(on_sale, holder):
    tickets = on_sale()
    for tier in (0, 2):
        with reverts(tickets.TicketTierUnknown, tier=tier):
            tickets.buy(tier, holder, 1, value=PRICE, sender=holder)


def test_buy__cancelled__reverts(on_sale, holder, organiser):
    tickets = on_sale()
    tickets.cancel(sender=organiser)
    with reverts(tickets.TicketsCancelled):
        tickets.buy(1, holder, 1, value=PRICE, sender=holder)


def test_buy__before_the_window__reverts_with_it(on_sale, holder, chain):
    opens = chain.pending_timestamp + 600
    tickets = on_sale(opens_at=opens, closes_at=opens + 60)
    with reverts(tickets.TicketSaleClosed, tier=1, opensAt=opens, closesAt=opens + 60):
        tickets.buy(1, holder, 1, value=PRICE, sender=holder)


def test_buy__window_has_passed__reverts_with_it(on_sale, holder, chain):
    opens = chain.pending_timestamp + 600
    tickets = on_sale(opens_at=opens, closes_at=opens + 60)
    chain.mine(timestamp=opens)
    assert not tickets.buy(1, holder, 1, value=PRICE, sender=holder).failed
    chain.mine(timestamp=opens + 60)
    with reverts(tickets.TicketSaleClosed, tier=1, opensAt=opens, closesAt=opens + 60):
        tickets.buy(1, holder, 1, value=PRICE, sender=holder)


def test_buy__no_window__is_open_until_the_event_is_over(on_sale, holder, end_event):
    tickets = on_sale()
    end_event(tickets, seconds_before=60)
    assert not tickets.buy(1, holder, 1, value=PRICE, sender=holder).failed
    end_event(tickets)
    with reverts(tickets.TicketSaleClosed, tier=1, opensAt=0, closesAt=tickets.endsAt()):
        tickets.buy(1, holder, 1, value=PRICE, sender=holder)


@pytest.mark.parametrize("quantity", [0, 7, 2**32, 2**256 - 1])
def test_buy__none_or_more_than_there_are__reverts_with_what_is_left(on_sale, holder, quantity):
    tickets = on_sale(price=0)
    with reverts(tickets.TicketQuantityInvalid, quantity=quantity, left=6):
        tickets.buy(1, holder, quantity, sender=holder)


def test_buy__sold_out__reverts_and_never_touches_the_box_offices_share(on_sale, holder):
    tickets = on_sale(price=0)
    tickets.buy(1, holder, 6, sender=holder)
    with reverts(tickets.TicketQuantityInvalid, quantity=1, left=0):
        tickets.buy(1, holder, 1, sender=holder)
    for serial in (0, 3, 10):
        assert refusal(tickets.ownerOf, tid(1, serial)) == ("ERC721NonexistentToken", {"tokenId": tid(1, serial)})
    assert [tickets.ownerOf(tid(1, serial)) for serial in range(4, 10)] == [holder] * 6


def test_buy__tier_without_public_share__has_nothing_left(make_event, holder):
    tickets = make_event(tiers=[("Gast", 10, 10)])
    with reverts(tickets.TicketQuantityInvalid, quantity=1, left=0):
        tickets.buy(1, holder, 1, sender=holder)


def test_buy__for_custody_or_nobody__reverts(on_sale, holder):
    tickets = on_sale()
    for to in (tickets.address, ZERO):
        with reverts(tickets.ERC721InvalidReceiver, receiver=to):
            tickets.buy(1, to, 1, value=PRICE, sender=holder)


def test_buy__members_only_for_somebody_else__reverts_with_them(on_sale, membership, box_office, holder, stranger):
    tickets = on_sale(members_only=True)
    membership.mintTo([70], [holder], 0, sender=box_office)
    with reverts(tickets.TicketMembersOnly, tier=1, account=stranger.address):
        tickets.buy(1, stranger, 1, value=PRICE, sender=holder)
    assert not tickets.buy(1, holder, 1, value=PRICE, sender=stranger).failed  # whoever pays


def test_buy__more_than_the_limit__reverts_whoever_pays(on_sale, holder, stranger):
    tickets = on_sale(limit=3)
    tickets.buy(1, holder, 2, value=2 * PRICE, sender=holder)
    with reverts(tickets.TicketLimitExceeded, tier=1, account=holder.address, limit=3):
        tickets.buy(1, holder, 2, value=2 * PRICE, sender=stranger)
    tickets.buy(1, holder, 1, value=PRICE, sender=stranger)
    tickets.buy(1, stranger, 3, value=3 * PRICE, sender=stranger)
    assert (tickets.boughtBy(1, holder), tickets.boughtBy(1, stranger)) == (3, 3)


def test_buy__limits_in_sixteen_tiers__do_not_touch_each_other(make_event, holder):
    tickets = make_event(tiers=[(f"T{n}", 70_000, 0, sale(limit=n)) for n in range(1, 17)])
    for number in (16, 1, 8):
        tickets.buy(number, holder, number, sender=holder)
        with reverts(tickets.TicketLimitExceeded, tier=number, account=holder.address, limit=number):
            tickets.buy(number, holder, 1, sender=holder)
    assert [tickets.boughtBy(number, holder) for number in (1, 2, 8, 15, 16)] == [1, 0, 8, 0, 16]
    # A quantity of 2^16 is zero in 16 bits.
    with reverts(tickets.TicketLimitExceeded, tier=2, account=holder.address, limit=2):
        tickets.buy(2, holder, 2**16, sender=holder)


@pytest.mark.parametrize("terms", [{"limit": 2}, {"members_only": True}])
def test_buy__free_and_scarce_for_somebody_else__reverts_with_them(
    on_sale, membership, box_office, holder, stranger, terms
):
    tickets = on_sale(price=0, **terms)
    membership.mintTo([71], [holder], 0, sender=box_office)
    with reverts(tickets.TicketNotForOthers, tier=1, to=holder.address):
        tickets.buy(1, holder, 1, sender=stranger)
    assert tickets.boughtBy(1, holder) == tickets.sold(1) == 0
    assert not tickets.buy(1, holder, 1, sender=holder).failed


def test_buy__serial_that_a_door_has_settled__is_not_sold(on_sale, holder, steward):
    tickets = on_sale()
    tickets.settle([(1, 0, 1 << 5)], sender=steward)
    with reverts(tickets.TicketAlreadyUsed, tokenId=tid(1, 5)):
        tickets.buy(1, holder, 2, value=2 * PRICE, sender=holder)
    assert not tickets.buy(1, holder, 1, value=PRICE, sender=holder).failed


@pytest.mark.parametrize("sent", [0, 2 * PRICE - 1, 2 * PRICE + 1])
def test_buy__not_exactly_the_price__reverts_with_both(on_sale, holder, sent):
    tickets = on_sale()
    with reverts(tickets.TicketPaymentInvalid, expected=2 * PRICE, sent=sent):
        tickets.buy(1, holder, 2, value=sent, sender=holder)


@pytest.mark.parametrize("rules", [{"price": 0}, {"price": TOKENS, "in_token": True}])
def test_buy__eth_where_none_is_asked__reverts(on_sale, purse, holder, rules):
    tickets = on_sale(**rules)
    purse(tickets)
    with reverts(tickets.TicketPaymentInvalid, expected=0, sent=1):
        tickets.buy(1, holder, 1, value=1, sender=holder)


def test_buy__too_few_tokens_allowed_or_owned__reverts(on_sale, purse, token, holder):
    tickets = on_sale(price=TOKENS, in_token=True)
    purse(tickets, balance=TOKENS, allowance=TOKENS - 1)
    expected = {"spender": tickets.address, "allowance": TOKENS - 1, "needed": TOKENS}
    with reverts(token.ERC20InsufficientAllowance, **expected):
        tickets.buy(1, holder, 1, sender=holder)
    token.approve(tickets, 2 * TOKENS, sender=holder)
    with reverts(token.ERC20InsufficientBalance, sender=holder.address, balance=TOKENS, needed=2 * TOKENS):
        tickets.buy(1, holder, 2, sender=holder)
    assert tickets.sold(1) == 0


def test_buy__for_eth__next_serials_are_theirs_and_the_money_is_kept(on_sale, holder, stranger):
    tickets = on_sale()
    tickets.buy(1, stranger, 1, value=PRICE, sender=stranger)
    receipt = tickets.buy(1, holder, 2, value=2 * PRICE, sender=stranger)
    assert receipt.events == [
        tickets.Purchased(tier=1, firstSerial=5, quantity=2, to=holder, payer=stranger, currency=ZERO, unitPrice=PRICE),
        tickets.Transfer(ZERO, holder, tid(1, 5)),
        tickets.Transfer(ZERO, holder, tid(1, 6)),
    ]
    assert [tickets.ownerOf(tid(1, serial)) for serial in (4, 5, 6)] == [stranger, holder, holder]
    assert [tickets.paidFor(tid(1, serial)) for serial in (4, 5, 6)] == [PRICE] * 3
    assert (tickets.sold(1), tickets.proceedsOf(ZERO), tickets.balance) == (3, 3 * PRICE, 3 * PRICE)
    assert tickets.boughtBy(1, holder) == 0  # no limit, no count


def test_buy__for_tokens__come_from_who_pays(on_sale, purse, token, holder, stranger):
    tickets = on_sale(price=TOKENS, in_token=True)
    purse(tickets)
    receipt = tickets.buy(1, stranger, 2, sender=holder)
    assert tickets.Purchased.from_receipt(receipt)[0].currency == token.address == tickets.currencyOf(1)
    assert tickets.balanceOf(stranger) == 2
    assert (token.balanceOf(holder), token.balanceOf(tickets)) == (8 * TOKENS, 2 * TOKENS)
    assert (tickets.proceedsOf(token), tickets.proceedsOf(ZERO)) == (2 * TOKENS, 0)


def test_buy__free_tier__costs_nothing_and_keeps_nothing(on_sale, holder):
    tickets = on_sale(price=0)
    tickets.buy(1, holder, 1, sender=holder)
    assert (tickets.ownerOf(tid(1, 4)), tickets.paidFor(tid(1, 4)), tickets.proceedsOf(ZERO)) == (holder, 0, 0)


def test_buy__policy_locked__says_so_once_a_ticket(on_sale, holder):
    tickets = on_sale(policy=LOCKED)
    receipt = tickets.buy(1, holder, 2, value=2 * PRICE, sender=holder)
    assert tickets.Locked.from_receipt(receipt) == [tickets.Locked(tid(1, 4)), tickets.Locked(tid(1, 5))]


def test_buy__last_serial_of_the_largest_tier__exists(make_event, holder):
    tickets = make_event(tiers=[("T", 2**32 - 1, 2**32 - 2, sale(PRICE, limit=2**16 - 1))])
    tickets.buy(1, holder, 1, value=PRICE, sender=holder)
    assert tickets.ownerOf(tid(1, 2**32 - 2)) == holder
    with reverts(tickets.TicketQuantityInvalid, quantity=1, left=0):
        tickets.buy(1, holder, 1, value=PRICE, sender=holder)


def test_mint__serial_of_the_public_share__stays_with_the_sale(on_sale, box_office):
    tickets = on_sale()
    with reverts(tickets.TicketSerialOutOfRange, tokenId=tid(1, 4)):
        tickets.mint([tid(1, 4)], sender=box_office)


def test_paid_for__no_such_ticket__reverts(on_sale):
    assert refusal(on_sale().paidFor, tid(1, 4)) == ("ERC721NonexistentToken", {"tokenId": tid(1, 4)})


def test_royalty__any_price__is_the_treasurys_share(make_event, treasurer):
    tickets = make_event(royaltyBps=250)
    assert tuple(tickets.royaltyInfo(tid(1, 0), 10_000)) == (treasurer, 250)
    assert tuple(tickets.royaltyInfo(tid(1, 0), 2**256 - 1)) == (treasurer, (2**256 - 1) * 250 // 10_000)
    assert tickets.supportsInterface("0x2a55205a")


def test_royalty__none_or_no_treasury__is_nothing(make_event, factory, collective_config, stranger, treasurer):
    assert tuple(make_event().royaltyInfo(tid(1, 0), DAY)) == (treasurer, 0)
    poor = factory.createCollective(collective_config(treasury=ZERO), sender=stranger).return_value
    assert tuple(make_event(access=poor.access, royaltyBps=250).royaltyInfo(tid(1, 0), DAY)) == (ZERO, 0)
