"""Contracts that do what they should not: call back, refuse, take a fee, lie."""

import pytest

from support import FACE_VALUE, ZERO, ref, reverts, sale, tid

PRICE = 20 * 10**15
ID = tid(1, 0)


@pytest.fixture
def tickets(make_event, treasurer):
    return make_event(
        policy=FACE_VALUE,
        tiers=[("Normal", 20, 0, sale(PRICE, limit=4)), ("Gast", 9, 9)],
        payees=[(treasurer.address, 1)],
    )


@pytest.fixture
def reentering(project, deployer):
    return deployer.deploy(project.ReenteringActor)


@pytest.fixture
def refusing(project, deployer):
    return deployer.deploy(project.RefusingActor)


@pytest.fixture
def act(stranger):
    """Let a contract make a call of the tickets'."""

    def make(actor, method, *arguments, value=0):
        return actor.execute(method.contract, method.encode_input(*arguments), value=value, sender=stranger)

    return make


@pytest.fixture
def own_tokens(project, deployer, make_event, collective_config, ticket_art, signature_verifier, implementations):
    """Make a ticket contract whose collective has that contract as its community token; return both."""

    def make(kind):
        factory_address = deployer.get_deployment_address(deployer.nonce + 2)
        tickets = deployer.deploy(project.EventTickets, factory_address, ticket_art, signature_verifier)
        token = deployer.deploy(kind)
        factory = deployer.deploy(project.CollectiveFactory, tickets, implementations["membership"], token)
        made = factory.createCollective(collective_config(ref=ref(4)), sender=deployer).return_value
        tiers = [("Normal", 9, 0, sale(PRICE, in_token=True))]
        event = make_event(factory=factory, access=made.access, policy=FACE_VALUE, tiers=tiers)
        return event, kind.at(made.token)

    return make


def outcomes(actor, receipt):
    """What the contract tried when it was handed control, and whether it went through."""
    return [event.done for event in actor.CalledBack.from_receipt(receipt)]


def test_buy__receiver_buys_again_for_free__gets_what_was_paid_for(tickets, reentering, act, deployer):
    reentering.arm(tickets, tickets.buy.encode_input(1, reentering, 1), sender=deployer)
    receipt = act(reentering, tickets.buy, 1, reentering, 2, value=2 * PRICE)
    assert outcomes(reentering, receipt) == [False, False]
    assert (tickets.sold(1), tickets.balanceOf(reentering), tickets.proceedsOf(ZERO)) == (2, 2, 2 * PRICE)


def test_buy__receiver_uses_its_tickets_at_once__all_are_there_and_counted(
    tickets, reentering, act, deployer, stranger
):
    """The first callback finds the whole purchase done: it may list the second ticket, and the limit counts both."""
    reentering.arm(tickets, tickets.list.encode_input(tid(1, 1), PRICE), sender=deployer)
    receipt = act(reentering, tickets.buy, 1, reentering, 2, value=2 * PRICE)
    assert outcomes(reentering, receipt) == [True, True]
    assert tuple(tickets.listingOf(tid(1, 1))) == (True, PRICE)
    assert tickets.boughtBy(1, reentering) == 2
    with reverts(tickets.TicketLimitExceeded, tier=1, account=reentering.address, limit=4):
        tickets.buy(1, reentering, 3, value=3 * PRICE, sender=stranger)


def test_withdraw__receiver_withdraws_again__is_paid_once(tickets, reentering, act, deployer, stranger, chain):
    act(reentering, tickets.buy, 1, reentering, 1, value=PRICE)
    act(reentering, tickets.list, ID, PRICE)
    tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)
    reentering.arm(tickets, tickets.withdraw.encode_input(ZERO, reentering), sender=deployer)
    receipt = act(reentering, tickets.withdraw, ZERO, reentering)
    assert outcomes(reentering, receipt) == [False]
    assert (chain.provider.get_balance(reentering.address), tickets.balance) == (PRICE, PRICE)


def test_purchase__buyer_calls_back__ticket_and_money_are_settled_already(
    tickets, reentering, act, deployer, holder, organiser
):
    tickets.buy(1, holder, 1, value=PRICE, sender=holder)
    tickets.list(ID, PRICE, sender=holder)
    for call in (
        tickets.purchase.encode_input(ID, PRICE),
        tickets.withdraw.encode_input(ZERO, reentering),
        tickets.refund.encode_input([ID]),
        tickets.release.encode_input(ZERO),
        tickets.transferFrom.encode_input(reentering, organiser, ID),
    ):
        reentering.arm(tickets, call, sender=deployer)
    receipt = act(reentering, tickets.purchase, ID, PRICE, value=PRICE)
    assert outcomes(reentering, receipt) == [False] * 5
    assert (tickets.ownerOf(ID), tickets.creditOf(ZERO, holder)) == (reentering.address, PRICE)
    assert (tickets.proceedsOf(ZERO), tickets.balance) == (PRICE, 2 * PRICE)


def test_withdraw__receiver_asks_for_a_refund_again__is_credited_once(
    tickets, reentering, act, deployer, organiser, chain
):
    act(reentering, tickets.buy, 1, reentering, 2, value=2 * PRICE)
    tickets.cancel(sender=organiser)
    tickets.refund([ID], sender=organiser)
    reentering.arm(tickets, tickets.refund.encode_input([ID]), sender=deployer)
    reentering.arm(tickets, tickets.withdraw.encode_input(ZERO, reentering), sender=deployer)
    receipt = act(reentering, tickets.withdraw, ZERO, reentering)
    assert outcomes(reentering, receipt) == [True, False]  # refunding again is allowed, and does nothing
    assert (chain.provider.get_balance(reentering.address), tickets.balance) == (PRICE, PRICE)
    assert tickets.creditOf(ZERO, reentering) == 0


def test_buy__receiver_refuses__nothing_happened(tickets, refusing, stranger):
    with reverts(refusing.NotWanted):
        tickets.buy(1, refusing, 1, value=PRICE, sender=stranger)
    assert (tickets.sold(1), tickets.balance) == (0, 0)


def test_purchase__buyer_refuses__seller_keeps_the_ticket(tickets, refusing, act, holder):
    tickets.buy(1, holder, 1, value=PRICE, sender=holder)
    tickets.list(ID, PRICE, sender=holder)
    with reverts(refusing.NotWanted):
        act(refusing, tickets.purchase, ID, PRICE, value=PRICE)
    assert (tickets.ownerOf(ID), tuple(tickets.listingOf(ID))) == (holder, (True, PRICE))


def test_release__a_payee_that_takes_no_eth__stops_nobody_and_can_send_it_elsewhere(
    make_event, refusing, act, holder, treasurer, stranger, end_event
):
    payees = [(refusing.address, 1), (treasurer.address, 1)]
    tickets = make_event(tiers=[("Normal", 9, 0, sale(PRICE))], payees=payees)
    tickets.buy(1, holder, 1, value=PRICE, sender=holder)
    end_event(tickets)
    tickets.release(ZERO, sender=stranger)
    tickets.withdraw(ZERO, treasurer, sender=treasurer)
    with reverts(tickets.CreditNotTaken, to=refusing.address):
        act(refusing, tickets.withdraw, ZERO, refusing)
    assert tickets.creditOf(ZERO, refusing) == PRICE // 2
    act(refusing, tickets.withdraw, ZERO, stranger)
    assert tickets.balance == 0


def test_purchase__seller_that_takes_no_eth__is_credited_all_the_same(
    tickets, refusing, act, box_office, stranger, holder
):
    tickets.mintTo([tid(2, 0)], [refusing], sender=box_office)
    act(refusing, tickets.list, tid(2, 0), 0)
    tickets.purchase(tid(2, 0), 0, sender=stranger)
    assert tickets.ownerOf(tid(2, 0)) == stranger
    # It cannot buy for itself: it refuses tickets. Somebody else's refund and credit do not depend on it.
    tickets.buy(1, holder, 1, value=PRICE, sender=holder)
    tickets.list(ID, PRICE, sender=holder)
    tickets.purchase(ID, PRICE, value=PRICE, sender=stranger)
    tickets.withdraw(ZERO, holder, sender=holder)
    assert tickets.balance == PRICE


def test_buy__token_takes_a_fee__reverts_with_what_came(project, own_tokens, holder):
    tickets, token = own_tokens(project.SkimmingToken)
    token.mint(holder, 10 * PRICE, sender=holder)
    token.approve(tickets, 10 * PRICE, sender=holder)
    with reverts(tickets.TicketTokenShort, expected=2 * PRICE, received=2 * PRICE * 99 // 100):
        tickets.buy(1, holder, 2, sender=holder)
    assert (tickets.sold(1), token.balanceOf(holder)) == (0, 10 * PRICE)


def test_buy__token_answers_false__reverts_with_the_token(project, own_tokens, holder):
    tickets, token = own_tokens(project.FalseToken)
    token.mint(holder, PRICE, sender=holder)
    with reverts(tickets.SafeERC20FailedOperation, token=token.address):
        tickets.buy(1, holder, 1, sender=holder)
    assert tickets.proceedsOf(token) == 0
