"""What happens to the money: cancelled and paid back, or over and released; and nothing is left in the contract."""

import pytest
from ape.exceptions import TransactionError

from support import DAY, FACE_VALUE, FREE, ZERO, reverts, sale, tid

PRICE = 20 * 10**15 + 10**9
TOKENS = 12 * 10**18
SUNK = "0x000000000000000000000000000000000000dEaD"


@pytest.fixture
def shares(organiser, treasurer, box_office):
    """Three payees whose shares divide no price."""
    return [(organiser.address, 3), (treasurer.address, 7), (box_office.address, 1)]


@pytest.fixture
def evening(make_event, token, treasurer, box_office, holder, stranger, scalper, shares):
    """An event in which things were sold: for ETH and tokens, on again, granted, revoked, brought back into custody."""
    tiers = [
        ("Normal", 10, 4, sale(PRICE)),
        ("Token", 10, 2, sale(TOKENS, in_token=True)),
        ("Gast", 10, 10),
    ]
    tickets = make_event(policy=FACE_VALUE, tiers=tiers, payees=shares)
    tickets.buy(1, holder, 3, value=3 * PRICE, sender=stranger)
    for account in (holder, scalper):
        token.mint(account, 3 * TOKENS, sender=treasurer)
        token.approve(tickets, 3 * TOKENS, sender=account)
    tickets.buy(2, holder, 2, sender=holder)
    tickets.mintTo([tid(3, 0)], [holder], sender=box_office)
    # One of each currency is sold on, and one of each goes back to the box office.
    tickets.list(tid(1, 4), PRICE // 3, sender=holder)
    tickets.purchase(tid(1, 4), PRICE // 3, value=PRICE // 3, sender=stranger)
    tickets.list(tid(2, 2), TOKENS, sender=holder)
    tickets.purchase(tid(2, 2), TOKENS, sender=scalper)
    tickets.transferFrom(holder, tickets, tid(1, 5), sender=holder)
    tickets.transferFrom(holder, tickets, tid(2, 3), sender=holder)
    return tickets


PAID = [tid(1, 4), tid(1, 5), tid(1, 6), tid(2, 2), tid(2, 3)]


def everybody_withdraws(tickets, currencies, accounts):
    """Take every credit out. Return how much that was, by currency and account."""
    taken = {}
    for currency in currencies:
        for account in accounts:
            amount = tickets.creditOf(currency, account)
            if amount:
                tickets.withdraw(currency, SUNK, sender=account)
                taken[str(currency), account.address] = amount
    return taken


def test_cancel__twice__reverts(tickets, organiser):
    tickets.cancel(sender=organiser)
    with reverts(tickets.TicketsCancelled):
        tickets.cancel(sender=organiser)


def test_cancel__event_over__reverts_with_the_end(tickets, organiser, end_event):
    end_event(tickets)
    with reverts(tickets.TicketsOver, endsAt=tickets.endsAt()):
        tickets.cancel(sender=organiser)


def test_cancel__a_minute_before_the_end__is_done_and_said(tickets, organiser, end_event):
    end_event(tickets, seconds_before=60)
    receipt = tickets.cancel(sender=organiser)
    assert receipt.events == [
        tickets.Cancelled(),
        tickets.BatchMetadataUpdate(tid(1, 0), tid(2, 2**32 - 1)),
    ]
    assert tickets.isCancelled()


def test_cancelled__box_office__mints_no_more_but_delivers(tickets, organiser, box_office, holder, steward):
    tickets.mint([tid(1, 0), tid(1, 1)], sender=box_office)
    tickets.cancel(sender=organiser)
    for call in (lambda: tickets.mint([tid(1, 2)], sender=box_office),
                 lambda: tickets.mintTo([tid(1, 2)], [holder], sender=box_office)):  # fmt: skip
        with reverts(tickets.TicketsCancelled):
            call()
    tickets.deliver([tid(1, 0)], holder, sender=box_office)
    tickets.settle([(1, 0, 2)], sender=steward)
    tickets.revoke([tid(1, 0)], 1, sender=organiser)
    assert (tickets.ownerOf(tid(1, 0)), tickets.isUsed(tid(1, 1)), tickets.isRevoked(tid(1, 0))) == (holder, True, True)


def test_cancelled__policy_free__tickets_still_move(make_event, organiser, box_office, holder, stranger):
    tickets = make_event(policy=FREE)
    tickets.mintTo([tid(1, 0)], [holder], sender=box_office)
    tickets.cancel(sender=organiser)
    tickets.transferFrom(holder, stranger, tid(1, 0), sender=holder)
    assert tickets.ownerOf(tid(1, 0)) == stranger


def test_refund__not_cancelled__reverts_before_and_after_the_end(evening, end_event, holder):
    for _ in range(2):
        with reverts(evening.TicketsNotCancelled):
            evening.refund([tid(1, 4)], sender=holder)
        end_event(evening)


def test_refund__granted_or_not_minted__reverts_with_the_id(evening, organiser, holder):
    evening.cancel(sender=organiser)
    with reverts(evening.TicketNothingToRefund, tokenId=tid(3, 0)):
        evening.refund([tid(1, 4), tid(3, 0)], sender=holder)
    with reverts(evening.ERC721NonexistentToken, tokenId=tid(1, 7)):
        evening.refund([tid(1, 7)], sender=holder)
    assert (evening.isRefunded(tid(1, 4)), evening.creditOf(ZERO, organiser)) == (False, 0)


def test_refund__any_caller__credits_the_owner_once(evening, organiser, holder, stranger, scalper):
    evening.cancel(sender=organiser)
    before = evening.creditOf(ZERO, stranger)
    receipt = evening.refund([tid(1, 4), tid(1, 4)], sender=scalper)
    assert receipt.events == [
        evening.Refunded(tokenId=tid(1, 4), to=stranger, currency=ZERO, amount=PRICE),
        evening.Credited(ZERO, stranger, PRICE),
    ]
    assert evening.refund([tid(1, 4)], sender=stranger).events == []
    # The first price, to the last owner; what the seller got for it stays the seller's.
    assert evening.creditOf(ZERO, stranger) - before == PRICE
    assert evening.creditOf(ZERO, holder) == PRICE // 3
    assert (evening.isRefunded(tid(1, 4)), evening.paidFor(tid(1, 4))) == (True, PRICE)


def test_refund__used_and_revoked__are_paid_back_too(evening, organiser, steward, holder, stranger):
    evening.settle([(1, 0, 1 << 4)], sender=steward)
    evening.revoke([tid(1, 6)], 1, sender=organiser)
    evening.cancel(sender=organiser)
    evening.refund([tid(1, 4), tid(1, 6)], sender=holder)
    assert evening.creditOf(ZERO, stranger) == PRICE
    assert evening.creditOf(ZERO, holder) == PRICE + PRICE // 3


def test_refund__in_custody__is_the_payees(evening, organiser, treasurer, box_office, holder):
    evening.cancel(sender=organiser)
    receipt = evening.refund([tid(1, 5)], sender=holder)
    assert evening.Refunded.from_receipt(receipt)[0].to == evening.address
    parts = [evening.creditOf(ZERO, account) for account in (organiser, treasurer, box_office)]
    assert parts == [PRICE * 3 // 11, PRICE * 10 // 11 - PRICE * 3 // 11, PRICE - PRICE * 10 // 11]


def test_release__before_the_end__reverts_with_it(evening, end_event, organiser):
    end_event(evening, seconds_before=60)
    with reverts(evening.TicketsNotOver, endsAt=evening.endsAt()):
        evening.release(ZERO, sender=organiser)


def test_release__cancelled__reverts_also_after_the_end(evening, end_event, organiser):
    evening.cancel(sender=organiser)
    end_event(evening)
    with reverts(evening.TicketsCancelled):
        evening.release(ZERO, sender=organiser)


def test_release__nothing_there__reverts_with_the_currency(evening, tickets, end_event, stranger):
    # Of two events that were announced one after the other: the second may end a second later.
    end_event(tickets, evening)
    for currency in (ZERO, stranger.address):
        with reverts(tickets.TicketsNothingToRelease, currency=currency):
            tickets.release(currency, sender=stranger)
    evening.release(ZERO, sender=stranger)
    with reverts(evening.TicketsNothingToRelease, currency=ZERO):
        evening.release(ZERO, sender=stranger)


def test_release__by_anybody__splits_without_a_rest(evening, end_event, stranger, organiser, treasurer, box_office):
    end_event(evening)
    receipt = evening.release(ZERO, sender=stranger)
    total = 3 * PRICE
    parts = [total * 3 // 11, total * 10 // 11 - total * 3 // 11, total - total * 10 // 11]
    people = (organiser, treasurer, box_office)
    assert receipt.events == [
        evening.Released(ZERO, total),
        *(evening.Credited(ZERO, account, part) for account, part in zip(people, parts, strict=True)),
    ]
    assert (sum(parts), evening.proceedsOf(ZERO)) == (total, 0)
    assert [evening.creditOf(ZERO, account) for account in people] == parts


def test_release__no_payees_configured__is_the_treasurys(make_event, holder, treasurer, end_event):
    tickets = make_event(tiers=[("Normal", 5, 0, sale(PRICE))])
    assert [tuple(payee) for payee in tickets.payees()] == [(treasurer, 1)]
    tickets.buy(1, holder, 5, value=5 * PRICE, sender=holder)
    end_event(tickets)
    tickets.release(ZERO, sender=holder)
    assert tickets.creditOf(ZERO, treasurer) == 5 * PRICE


def test_withdraw__nothing_there__reverts_with_the_account(evening, stranger, holder):
    with reverts(evening.CreditEmpty, currency=ZERO, account=stranger.address):
        evening.withdraw(ZERO, stranger, sender=stranger)
    evening.withdraw(ZERO, SUNK, sender=holder)
    with reverts(evening.CreditEmpty, currency=ZERO, account=holder.address):
        evening.withdraw(ZERO, holder, sender=holder)


def test_withdraw__to_nobody_or_the_contract_itself__reverts_and_keeps_the_credit(evening, holder):
    for to in (ZERO, evening.address):
        with reverts(evening.CreditNotTaken, to=to):
            evening.withdraw(ZERO, to, sender=holder)
    assert evening.creditOf(ZERO, holder) == PRICE // 3


def test_withdraw__whole_credit__goes_where_the_caller_says(evening, holder, chain):
    before = chain.provider.get_balance(SUNK)
    receipt = evening.withdraw(ZERO, SUNK, sender=holder)
    assert receipt.events == [evening.Withdrawn(ZERO, holder, SUNK, PRICE // 3)]
    assert chain.provider.get_balance(SUNK) - before == PRICE // 3
    assert evening.creditOf(ZERO, holder) == 0


def test_receive__eth_for_nothing__is_refused(tickets, stranger):
    with pytest.raises(TransactionError):
        stranger.transfer(tickets, 1)
    assert tickets.balance == 0


def test_cancelled__everybody_took_theirs__nothing_is_left(evening, organiser, token, accounts, end_event):
    evening.cancel(sender=organiser)
    end_event(evening)
    evening.refund(PAID, sender=organiser)
    taken = everybody_withdraws(evening, (ZERO, token), accounts[:9])
    assert sum(amount for (currency, _), amount in taken.items() if currency == ZERO) == 3 * PRICE + PRICE // 3
    assert sum(amount for (currency, _), amount in taken.items() if currency != ZERO) == 2 * TOKENS
    assert (evening.balance, token.balanceOf(evening)) == (0, 0)
    assert (evening.proceedsOf(ZERO), evening.proceedsOf(token)) == (0, 0)


def test_released__everybody_took_theirs__nothing_is_left(evening, organiser, token, accounts, end_event):
    end_event(evening)
    for currency in (ZERO, token):
        evening.release(currency, sender=organiser)
    taken = everybody_withdraws(evening, (ZERO, token), accounts[:9])
    assert sum(amount for (currency, _), amount in taken.items() if currency == ZERO) == 3 * PRICE + PRICE // 3
    assert sum(amount for (currency, _), amount in taken.items() if currency != ZERO) == 2 * TOKENS
    assert (evening.balance, token.balanceOf(evening)) == (0, 0)


@pytest.mark.parametrize(("used", "revoked", "state"), [(0, 0, 3), (1, 0, 1), (0, 1, 2)])
def test_token_uri__cancelled__is_drawn_so_unless_used_or_revoked(
    tickets, ticket_art, access, factory, membership, organiser, steward, box_office, used, revoked, state
):
    tickets.mint([tid(1, 0)], sender=box_office)
    tickets.settle([(1, 0, used)], sender=steward)
    if revoked:
        tickets.revoke([tid(1, 0)], 1, sender=organiser)
    tickets.cancel(sender=organiser)
    assert tickets.tokenURI(tid(1, 0)) == ticket_art.tokenURI(view(tickets, factory, access, membership, state, 0))


def test_token_uri__style_of_its_own__replaces_the_collectives(
    make_event, ticket_art, access, factory, membership, box_office
):
    tickets = make_event(style=3)
    tickets.mint([tid(1, 0)], sender=box_office)
    assert tickets.tokenURI(tid(1, 0)) == ticket_art.tokenURI(view(tickets, factory, access, membership, 0, 3))


def view(tickets, factory, access, membership, state, style):
    """What the art contract is asked for the first ticket."""
    look = (style, *tuple(factory.collectiveOf(access).look)[1:])
    texts = (membership.name(), "Sommerfest", "Normal")
    return (
        access.address,
        tickets.address,
        look,
        *texts,
        1,
        0,
        1000,
        tickets.startsAt(),
        tickets.startsAt() + DAY,
        state,
    )
