"""Who may call what: each guarded function with each role, and accounts whose role has a delay."""

import pytest

from support import BOX_OFFICE, DAY, DOOR, LOCKED, ORGANISER, TREASURER, ref, reverts, tid

ROLE_HOLDERS = {ORGANISER: "organiser", BOX_OFFICE: "box_office", DOOR: "steward", TREASURER: "treasurer"}
ACTORS = ["admin", *ROLE_HOLDERS.values(), "deployer", "holder", "stranger"]
HOUR = 3600


@pytest.fixture
def guarded(factory, access, tickets, membership, token, event_config, stranger):
    """Each guarded function: its role, its contract, and a call that works for who holds the role."""
    return {
        "createEvent": (ORGANISER, factory, lambda by: factory.createEvent(access, ref(5), event_config(), sender=by)),
        "tickets.mint": (BOX_OFFICE, tickets, lambda by: tickets.mint([tid(1, 1)], sender=by)),
        "tickets.mintTo": (BOX_OFFICE, tickets, lambda by: tickets.mintTo([tid(1, 1)], [stranger], sender=by)),
        "tickets.deliver": (BOX_OFFICE, tickets, lambda by: tickets.deliver([tid(1, 0)], stranger, sender=by)),
        "tickets.settle": (DOOR, tickets, lambda by: tickets.settle([(1, 0, 1)], sender=by)),
        "tickets.revoke": (ORGANISER, tickets, lambda by: tickets.revoke([tid(1, 0)], 1, sender=by)),
        "tickets.cancel": (ORGANISER, tickets, lambda by: tickets.cancel(sender=by)),
        "tickets.voidNonces": (BOX_OFFICE, tickets, lambda by: tickets.voidNonces([1], sender=by)),
        "membership.mint": (BOX_OFFICE, membership, lambda by: membership.mint([2], 0, sender=by)),
        "membership.mintTo": (BOX_OFFICE, membership, lambda by: membership.mintTo([2], [stranger], 0, sender=by)),
        "membership.deliver": (BOX_OFFICE, membership, lambda by: membership.deliver([1], [stranger], sender=by)),
        "membership.revoke": (ORGANISER, membership, lambda by: membership.revoke([1], 1, sender=by)),
        "membership.renew": (BOX_OFFICE, membership, lambda by: membership.renew([3], 0, sender=by)),
        "membership.recover": (ORGANISER, membership, lambda by: membership.recover(4, stranger, 1, sender=by)),
        "token.mint": (TREASURER, token, lambda by: token.mint(stranger, 1, sender=by)),
        "token.lowerCap": (TREASURER, token, lambda by: token.lowerCap(10, sender=by)),
        "token.burnFrom": (TREASURER, token, lambda by: token.burnFrom(stranger, 0, sender=by)),
        "token.setMonthlyAllowance": (TREASURER, token, lambda by: token.setMonthlyAllowance(1, sender=by)),
    }


@pytest.fixture
def something_there(chain, tickets, membership, box_office, holder):
    """What deliver, revoke, renew and recover need to find."""
    tickets.mint([tid(1, 0)], sender=box_office)
    membership.mint([1], 0, sender=box_office)
    membership.mint([3], chain.pending_timestamp + DAY, sender=box_office)
    membership.mintTo([4], [holder], 0, sender=box_office)


@pytest.mark.usefixtures("something_there")
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(
    "name",
    [
        "createEvent",
        "tickets.mint",
        "tickets.mintTo",
        "tickets.deliver",
        "tickets.settle",
        "tickets.revoke",
        "tickets.cancel",
        "tickets.voidNonces",
        "membership.mint",
        "membership.mintTo",
        "membership.deliver",
        "membership.revoke",
        "membership.renew",
        "membership.recover",
        "token.mint",
        "token.lowerCap",
        "token.burnFrom",
        "token.setMonthlyAllowance",
    ],
)
def test_guarded__each_actor__only_the_role_may(request, guarded, name, actor):
    role, contract, call = guarded[name]
    account = request.getfixturevalue(actor)
    if actor == ROLE_HOLDERS[role]:
        assert not call(account).failed
        return
    with reverts(contract.AccessMissingRole, role=role, account=account.address):
        call(account)


def test_guarded__all_functions_that_change_something__are_in_the_matrix(guarded, factory, tickets, membership, token):
    """A new function must be put either into the matrix above or into this list, with a thought."""
    for_everyone = {
        "createCollective",  # permissionless
        "approve", "setApprovalForAll", "transferFrom", "safeTransferFrom",  # ERC-721: the holder
        "buy", "claim", "purchase",  # whoever pays
        "list", "unlist", "withdraw",  # whose it is
        "refund", "release",  # anybody, for those it belongs to
        "leave", "claimAllowance", "delegate", "delegateBySig",  # the member
        "expire",  # anyone: it only says what the clock says
        "burn", "transfer", "permit",  # ERC-20: the holder
    }  # fmt: skip
    found = set()
    for prefix, contract in (("", factory), ("tickets.", tickets), ("membership.", membership), ("token.", token)):
        for method in contract.contract_type.mutable_methods:
            if method.name not in for_everyone:
                found.add(prefix + method.name)
    assert found == set(guarded)


def test_role__revoked__ends_at_once(access, tickets, admin, box_office):
    access.revokeRole(BOX_OFFICE, box_office, sender=admin)
    with reverts(tickets.AccessMissingRole, role=BOX_OFFICE, account=box_office.address):
        tickets.mint([tid(1, 0)], sender=box_office)


def test_role__of_another_collective__counts_nothing(
    factory, collective_config, event_config, organiser, stranger, holder
):
    theirs = factory.createCollective(collective_config(ref=ref(2), organiser=stranger.address), sender=holder)
    with reverts(factory.AccessMissingRole, role=ORGANISER, account=organiser.address):
        factory.createEvent(theirs.return_value.access, ref(1), event_config(), sender=organiser)


def test_role__with_a_delay__direct_call_reverts_with_the_delay(access, tickets, admin, stranger):
    access.grantRole(BOX_OFFICE, stranger, HOUR, sender=admin)
    with reverts(tickets.AccessDelayed, role=BOX_OFFICE, account=stranger.address, delay=HOUR):
        tickets.mint([tid(1, 0)], sender=stranger)


def test_role__with_a_delay__works_through_the_manager_when_the_time_has_come(access, tickets, admin, stranger, chain):
    access.grantRole(BOX_OFFICE, stranger, HOUR, sender=admin)
    data = tickets.mint.encode_input([tid(1, 0)])
    access.setTargetFunctionRole(tickets, [data[:4]], BOX_OFFICE, sender=admin)

    operation = access.hashOperation(stranger, tickets, data)
    with reverts(access.AccessManagerNotScheduled, operationId=operation):
        access.execute(tickets, data, sender=stranger)
    access.schedule(tickets, data, 0, sender=stranger)
    with reverts(access.AccessManagerNotReady, operationId=operation):
        access.execute(tickets, data, sender=stranger)
    assert not tickets.balanceOf(tickets)

    chain.mine(timestamp=chain.pending_timestamp + HOUR)
    access.execute(tickets, data, sender=stranger)
    assert tickets.ownerOf(tid(1, 0)) == tickets.address


def test_role__with_a_delay_and_no_function_role_set__the_manager_refuses(access, tickets, admin, stranger):
    access.grantRole(BOX_OFFICE, stranger, HOUR, sender=admin)
    data = tickets.mint.encode_input([tid(1, 0)])
    with reverts(
        access.AccessManagerUnauthorizedCall, caller=stranger.address, target=tickets.address, selector=data[:4]
    ):
        access.schedule(tickets, data, 0, sender=stranger)


def test_manager__executes_for_an_admin__is_accepted(access, make_event, admin):
    """By its own map every function that no role was set for is the admin's; the admin could grant itself any role."""
    tickets = make_event(policy=LOCKED)
    access.execute(tickets, tickets.mint.encode_input([tid(1, 0)]), sender=admin)
    assert tickets.ownerOf(tid(1, 0)) == tickets.address
