"""The transfer policies, on each of the three ways an ERC-721 token moves, and what `locked` says about them."""

import pytest

from support import DAY, FACE_VALUE, FREE, LOCKED, ZERO, refusal, reverts, tid

ID = tid(1, 0)
PATHS = ["transferFrom", "safeTransferFrom", "safeTransferFrom with data"]


@pytest.fixture(params=PATHS)
def move(request):
    """Move a ticket by one of the three ways there are."""

    def transfer(tickets, owner, to, *, sender=None, token=ID):
        method = tickets.transferFrom if request.param == "transferFrom" else tickets.safeTransferFrom
        data = (b"einlass",) if request.param.endswith("data") else ()
        return method(owner, to, token, *data, sender=sender or owner)

    return transfer


@pytest.fixture
def held(make_event, box_office, holder):
    """Make an event of a policy in which `holder` has one ticket."""

    def make(policy):
        tickets = make_event(policy=policy)
        tickets.mintTo([ID], [holder], sender=box_office)
        return tickets

    return make


def test_transfer__policy_locked__reverts_with_the_id(held, move, holder, stranger):
    tickets = held(LOCKED)
    with reverts(tickets.TicketLocked, tokenId=ID):
        move(tickets, holder, stranger)
    assert tickets.ownerOf(ID) == holder


def test_transfer__policy_locked_back_to_the_box_office__reverts(held, move, holder):
    tickets = held(LOCKED)
    with reverts(tickets.TicketLocked, tokenId=ID):
        move(tickets, holder, tickets)


def test_transfer__policy_locked_a_minute_before_the_end__reverts(held, move, holder, stranger, end_event):
    tickets = held(LOCKED)
    end_event(tickets, seconds_before=60)  # a second could pass before the node looks
    with reverts(tickets.TicketLocked, tokenId=ID):
        move(tickets, holder, stranger)


def test_transfer__policy_face_value_to_somebody__reverts_with_id_and_receiver(held, move, holder, scalper):
    tickets = held(FACE_VALUE)
    with reverts(tickets.TicketFaceValueOnly, tokenId=ID, to=scalper.address):
        move(tickets, holder, scalper)


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_transfer__not_the_holders_doing__reverts(held, move, holder, scalper, policy):
    tickets = held(policy)
    with reverts(tickets.ERC721InsufficientApproval, operator=scalper.address, tokenId=ID):
        move(tickets, holder, scalper, sender=scalper)


def test_transfer__wrong_owner_named__reverts(held, move, holder, stranger):
    tickets = held(FREE)
    with reverts(tickets.ERC721IncorrectOwner, sender=stranger.address, tokenId=ID, owner=holder.address):
        move(tickets, stranger, stranger, sender=holder)


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_transfer__out_of_custody_by_anyone__reverts(make_event, box_office, move, scalper, policy):
    tickets = make_event(policy=policy)
    tickets.mint([ID], sender=box_office)
    for sender in (scalper, box_office):
        with reverts(tickets.ERC721InsufficientApproval, operator=sender.address, tokenId=ID):
            move(tickets, tickets, sender, sender=sender)


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_transfer__revoked__reverts_before_and_after_the_end(
    held, move, holder, organiser, stranger, end_event, policy
):
    tickets = held(policy)
    tickets.revoke([ID], 1, sender=organiser)
    with reverts(tickets.TicketRevoked, tokenId=ID):
        move(tickets, holder, stranger)
    end_event(tickets)
    with reverts(tickets.TicketRevoked, tokenId=ID):
        move(tickets, holder, stranger)


def test_transfer__policy_free__moves(held, move, holder, stranger):
    tickets = held(FREE)
    receipt = move(tickets, holder, stranger)
    assert receipt.events == [tickets.Transfer(holder, stranger, ID)]
    assert tickets.ownerOf(ID) == stranger


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE])
def test_transfer__back_to_the_box_office__can_be_delivered_again(held, move, holder, stranger, box_office, policy):
    tickets = held(policy)
    receipt = move(tickets, holder, tickets)
    assert receipt.events == [tickets.Transfer(holder, tickets.address, ID)]
    tickets.deliver([ID], stranger, sender=box_office)
    assert tickets.ownerOf(ID) == stranger


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_transfer__event_over__moves_freely(held, move, holder, stranger, end_event, policy):
    tickets = held(policy)
    end_event(tickets)
    move(tickets, holder, stranger)
    assert tickets.ownerOf(ID) == stranger


def test_transfer__used__moves_like_any_other(held, move, holder, stranger, steward):
    tickets = held(FREE)
    tickets.settle([(1, 0, 1)], sender=steward)
    move(tickets, holder, stranger)
    assert (tickets.ownerOf(ID), tickets.isUsed(ID)) == (stranger, True)


@pytest.mark.parametrize("policy", [FACE_VALUE, LOCKED])
def test_approve__policy_restricts__reverts_with_the_operator(held, holder, scalper, policy):
    tickets = held(policy)
    with reverts(tickets.TicketApprovalForbidden, operator=scalper.address):
        tickets.approve(scalper, ID, sender=holder)
    with reverts(tickets.TicketApprovalForbidden, operator=scalper.address):
        tickets.setApprovalForAll(scalper, True, sender=holder)
    assert (tickets.getApproved(ID), tickets.isApprovedForAll(holder, scalper)) == (ZERO, False)


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_approve__to_nobody__is_always_allowed(held, holder, scalper, policy):
    tickets = held(policy)
    assert not tickets.approve(ZERO, ID, sender=holder).failed
    assert not tickets.setApprovalForAll(scalper, False, sender=holder).failed


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_approve__event_over__lets_the_operator_move_it(held, move, holder, scalper, stranger, end_event, policy):
    tickets = held(policy)
    end_event(tickets)
    tickets.approve(scalper, ID, sender=holder)
    move(tickets, holder, stranger, sender=scalper)
    assert (tickets.ownerOf(ID), tickets.getApproved(ID)) == (stranger, ZERO)
    tickets.setApprovalForAll(scalper, True, sender=stranger)
    move(tickets, stranger, holder, sender=scalper)
    assert tickets.ownerOf(ID) == holder


def test_receive__token_of_another_contract__is_refused(make_event, box_office, holder):
    ours, other = make_event(), make_event()
    other.mintTo([ID], [holder], sender=box_office)
    with reverts(ours.TicketsForeignToken, token=other.address):
        other.safeTransferFrom(holder, ours, ID, sender=holder)


def test_locked__no_such_ticket__reverts(make_event):
    tickets = make_event(policy=LOCKED)
    assert refusal(tickets.locked, ID) == ("ERC721NonexistentToken", {"tokenId": ID})


@pytest.mark.parametrize(("policy", "locked"), [(FREE, False), (FACE_VALUE, False), (LOCKED, True)])
def test_locked__held_ticket__says_whether_every_transfer_reverts(held, end_event, policy, locked):
    tickets = held(policy)
    assert tickets.locked(ID) == locked
    end_event(tickets)
    assert not tickets.locked(ID)


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_locked__in_custody__is_false_until_revoked(make_event, box_office, organiser, policy):
    tickets = make_event(policy=policy)
    tickets.mint([ID], sender=box_office)
    assert not tickets.locked(ID)
    tickets.revoke([ID], 0, sender=organiser)
    assert tickets.locked(ID)


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED])
def test_locked__revoked__is_true_for_ever(held, organiser, end_event, policy):
    tickets = held(policy)
    tickets.revoke([ID], 0, sender=organiser)
    assert tickets.locked(ID)
    end_event(tickets)
    assert tickets.locked(ID)


def test_update__victim_simulated_without_a_sender__policy_holds_all_the_same(held, holder, stranger):
    """OpenZeppelin takes a call from the zero address as authorised; nodes simulate so when no sender is given."""
    tickets = held(LOCKED)
    assert refusal(tickets.transferFrom, holder, stranger, ID, sender=ZERO) == ("TicketLocked", {"tokenId": ID})


def test_times__event__are_what_was_configured(make_event, chain):
    now = chain.pending_timestamp
    tickets = make_event(startsAt=now + 5, endsAt=now + 5 + DAY, policy=LOCKED)
    assert (tickets.startsAt(), tickets.endsAt(), tickets.policy()) == (now + 5, now + 5 + DAY, LOCKED)
