"""Selling on under the policy FaceValue: at or below the price paid, and by no other way."""

import pytest

from support import FACE_VALUE, FREE, LOCKED, ZERO, refusal, reverts, sale, tid

PRICE = 20 * 10**15
TOKENS = 12 * 10**18
ID = tid(1, 0)


@pytest.fixture
def bought(make_event, holder, token, treasurer):
    """Make an event in which `holder` has bought the first ticket."""

    def make(policy=FACE_VALUE, **rules):
        rules = {"price": PRICE, **rules}
        tickets = make_event(policy=policy, tiers=[("Normal", 10, 0, sale(**rules)), ("Gast", 10, 10)])
        value = rules["price"]
        if rules.get("in_token"):
            token.mint(holder, value, sender=treasurer)
            token.approve(tickets, value, sender=holder)
            value = 0
        tickets.buy(1, holder, 1, value=value, sender=holder)
        return tickets

    return make


@pytest.fixture
def listed(bought, holder):
    """The same, and it is for sale at what was paid."""

    def make(asked=PRICE, **rules):
        tickets = bought(**rules)
        tickets.list(ID, asked, sender=holder)
        return tickets

    return make


@pytest.mark.parametrize("policy", [FREE, LOCKED])
def test_list__other_policy__reverts_with_it(bought, holder, policy):
    tickets = bought(policy)
    with reverts(tickets.TicketsNotFaceValue, policy=policy):
        tickets.list(ID, PRICE, sender=holder)


def test_list__cancelled_or_over__reverts(bought, holder, organiser, end_event, chain):
    tickets = bought()
    before = chain.snapshot()
    tickets.cancel(sender=organiser)
    with reverts(tickets.TicketsCancelled):
        tickets.list(ID, PRICE, sender=holder)
    chain.restore(before)
    end_event(tickets)
    with reverts(tickets.TicketsOver, endsAt=tickets.endsAt()):
        tickets.list(ID, PRICE, sender=holder)


def test_list__somebody_elses__reverts_with_the_owner(bought, holder, scalper, box_office):
    tickets = bought()
    with reverts(tickets.TicketNotYours, tokenId=ID, owner=holder.address):
        tickets.list(ID, PRICE, sender=scalper)
    tickets.mint([tid(2, 0)], sender=box_office)
    with reverts(tickets.TicketNotYours, tokenId=tid(2, 0), owner=tickets.address):
        tickets.list(tid(2, 0), 0, sender=box_office)
    with reverts(tickets.ERC721NonexistentToken, tokenId=tid(2, 1)):
        tickets.list(tid(2, 1), 0, sender=box_office)


def test_list__used_or_revoked__reverts_with_the_id(bought, holder, steward, organiser):
    tickets = bought()
    tickets.buy(1, holder, 1, value=PRICE, sender=holder)
    tickets.settle([(1, 0, 1)], sender=steward)
    tickets.revoke([tid(1, 1)], 1, sender=organiser)
    with reverts(tickets.TicketAlreadyUsed, tokenId=ID):
        tickets.list(ID, PRICE, sender=holder)
    with reverts(tickets.TicketRevoked, tokenId=tid(1, 1)):
        tickets.list(tid(1, 1), PRICE, sender=holder)


@pytest.mark.parametrize("price", [PRICE + 1, 2**256 - 1])
def test_list__above_what_was_paid__reverts_with_both(bought, holder, price):
    tickets = bought()
    with reverts(tickets.TicketPriceTooHigh, tokenId=ID, price=price, paid=PRICE):
        tickets.list(ID, price, sender=holder)


def test_list__granted_for_anything_but_nothing__reverts(bought, holder, box_office):
    tickets = bought()
    tickets.mintTo([tid(2, 0)], [holder], sender=box_office)
    with reverts(tickets.TicketPriceTooHigh, tokenId=tid(2, 0), price=1, paid=0):
        tickets.list(tid(2, 0), 1, sender=holder)
    tickets.list(tid(2, 0), 0, sender=holder)
    assert tuple(tickets.listingOf(tid(2, 0))) == (True, 0)


def test_unlist__not_listed_or_not_theirs__reverts(listed, holder, scalper):
    tickets = listed()
    with reverts(tickets.TicketNotYours, tokenId=ID, owner=holder.address):
        tickets.unlist(ID, sender=scalper)
    receipt = tickets.unlist(ID, sender=holder)
    assert receipt.events == [tickets.Unlisted(ID)]
    with reverts(tickets.TicketNotListed, tokenId=ID):
        tickets.unlist(ID, sender=holder)
    with reverts(tickets.TicketNotListed, tokenId=ID):
        tickets.purchase(ID, PRICE, value=PRICE, sender=scalper)


def test_purchase__not_listed__reverts_with_the_id(bought, scalper):
    tickets = bought()
    for token in (ID, tid(1, 5), 0):
        with reverts(tickets.TicketNotListed, tokenId=token):
            tickets.purchase(token, PRICE, value=PRICE, sender=scalper)


def test_purchase__cancelled_or_over__reverts_and_the_listing_is_none(listed, stranger, organiser, end_event, chain):
    tickets = listed()
    before = chain.snapshot()
    tickets.cancel(sender=organiser)
    with reverts(tickets.TicketsCancelled):
        tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)
    assert tuple(tickets.listingOf(ID)) == (False, 0)
    chain.restore(before)
    end_event(tickets)
    with reverts(tickets.TicketsOver, endsAt=tickets.endsAt()):
        tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)
    assert tuple(tickets.listingOf(ID)) == (False, 0)


def test_purchase__checked_in_or_revoked_since__reverts_and_the_listing_is_none(
    listed, stranger, steward, organiser, chain
):
    tickets = listed()
    before = chain.snapshot()
    for end in (
        lambda: tickets.settle([(1, 0, 1)], sender=steward),
        lambda: tickets.revoke([ID], 1, sender=organiser),
    ):
        end()
        with reverts(tickets.TicketNotListed, tokenId=ID):
            tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)
        assert tuple(tickets.listingOf(ID)) == (False, 0)
        chain.restore(before)
        before = chain.snapshot()


def test_purchase__back_in_custody_and_delivered_again__listing_is_gone(listed, holder, box_office, stranger):
    tickets = listed()
    tickets.transferFrom(holder, tickets, ID, sender=holder)
    assert tuple(tickets.listingOf(ID)) == (False, 0)
    tickets.deliver([ID], holder, sender=box_office)
    with reverts(tickets.TicketNotListed, tokenId=ID):
        tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)


def test_purchase__price_changed_meanwhile__reverts_with_both(listed, holder, stranger):
    tickets = listed()
    tickets.list(ID, PRICE - 5, sender=holder)
    with reverts(tickets.TicketPriceChanged, tokenId=ID, price=PRICE, listed=PRICE - 5):
        tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)


@pytest.mark.parametrize("sent", [0, PRICE - 1, PRICE + 1])
def test_purchase__not_exactly_the_price__reverts_with_both(listed, stranger, sent):
    tickets = listed()
    with reverts(tickets.TicketPaymentInvalid, expected=PRICE, sent=sent):
        tickets.purchase(ID, PRICE, value=sent, sender=stranger)


def test_purchase__own_ticket__reverts_with_the_id(listed, holder):
    tickets = listed()
    with reverts(tickets.TicketAlreadyYours, tokenId=ID):
        tickets.purchase(ID, PRICE, value=PRICE, sender=holder)


def test_purchase__tier_for_members__only_they_buy(listed, membership, box_office, holder, stranger, scalper):
    membership.mintTo([80, 81], [holder, stranger], 0, sender=box_office)
    tickets = listed(members_only=True)
    with reverts(tickets.TicketMembersOnly, tier=1, account=scalper.address):
        tickets.purchase(ID, PRICE, value=PRICE, sender=scalper)
    tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)
    assert tickets.ownerOf(ID) == stranger


def test_purchase__for_eth__ticket_moves_and_the_seller_may_withdraw(listed, holder, stranger, scalper):
    tickets = listed(PRICE - 7)
    receipt = tickets.purchase(ID, PRICE - 7, value=PRICE - 7, sender=stranger)
    assert receipt.events == [
        tickets.Transfer(holder, stranger, ID),
        tickets.Resold(tokenId=ID, seller=holder, buyer=stranger, currency=ZERO, price=PRICE - 7),
        tickets.Credited(ZERO, holder, PRICE - 7),
    ]
    assert (tickets.ownerOf(ID), tickets.creditOf(ZERO, holder)) == (stranger, PRICE - 7)
    assert (tickets.proceedsOf(ZERO), tickets.balance) == (PRICE, 2 * PRICE - 7)
    assert tickets.paidFor(ID) == PRICE  # what was paid for the ticket, not for the last sale
    with reverts(tickets.TicketNotListed, tokenId=ID):
        tickets.purchase(ID, PRICE - 7, value=PRICE - 7, sender=scalper)
    tickets.list(ID, PRICE, sender=stranger)
    assert tuple(tickets.listingOf(ID)) == (True, PRICE)


def test_purchase__for_tokens__go_straight_to_the_seller(listed, token, treasurer, holder, stranger):
    tickets = listed(TOKENS, price=TOKENS, in_token=True)
    token.mint(stranger, TOKENS, sender=treasurer)
    token.approve(tickets, TOKENS, sender=stranger)
    with reverts(tickets.TicketPaymentInvalid, expected=0, sent=TOKENS):
        tickets.purchase(ID, TOKENS, value=TOKENS, sender=stranger)
    tickets.purchase(ID, TOKENS, sender=stranger)
    assert (token.balanceOf(holder), token.balanceOf(stranger), token.balanceOf(tickets)) == (TOKENS, 0, TOKENS)
    assert (tickets.ownerOf(ID), tickets.creditOf(token, holder), tickets.proceedsOf(token)) == (stranger, 0, TOKENS)


def test_listing_of__no_such_ticket__is_none(bought):
    tickets = bought()
    assert refusal(tickets.listingOf, tid(1, 7)) is None
    assert tuple(tickets.listingOf(tid(1, 7))) == (False, 0)
