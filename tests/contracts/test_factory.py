"""Collectives and events: what the factory makes, refuses, and keeps nothing of."""

import pytest
from eth_utils import to_checksum_address
from scripts._common import PLAN, contract_types

from support import (
    ADMIN,
    BOX_OFFICE,
    DOOR,
    FREE,
    NO_SALE,
    ORGANISER,
    TREASURER,
    ZERO,
    people,
    ref,
    refusal,
    reverts,
    sale,
)


def test_deploy__ticket_implementation_of_another_factory__reverts(project, deployer, factory, implementations):
    with reverts(factory.FactoryMismatch, tickets=implementations["tickets"].address):
        deployer.deploy(project.CollectiveFactory, *implementations.values())


def test_create_collective__no_admin__reverts(factory, collective_config, stranger):
    for admin in (ZERO, factory.address):
        with reverts(factory.CollectiveAdminInvalid, admin=admin):
            factory.createCollective(collective_config(admin=admin), sender=stranger)


def test_create_collective__same_configuration_twice__reverts_with_the_first(
    factory, collective, collective_config, stranger
):
    with reverts(factory.CollectiveExists, access=collective.access):
        factory.createCollective(collective_config(), sender=stranger)


@pytest.mark.parametrize(
    ("field", "size", "limit"), [("name", 0, 64), ("name", 65, 64), ("symbol", 0, 11), ("symbol", 12, 11)]
)
def test_create_collective__text_too_short_or_long__reverts_with_it(
    factory, collective_config, stranger, field, size, limit
):
    with reverts(factory.TextLengthInvalid, text=b"x" * size, max=limit):
        factory.createCollective(collective_config(**{field: "x" * size}), sender=stranger)


def test_create_collective__creator_or_any_field_changed__is_another_address(
    factory, collective_config, stranger, scalper
):
    """So nobody can take the address of a collective, be it for other settings or for the same."""
    changes = {"ref": ref(2), "name": "Kollektiv Westpol", "symbol": "WEST"}
    changes |= dict.fromkeys(["admin", "organiser", "boxOffice", "door", "treasurer"], stranger.address)
    seen = {tuple(factory.predictCollective(creator, collective_config())) for creator in (stranger, scalper)}
    for field, value in changes.items():
        seen.add(tuple(factory.predictCollective(stranger, collective_config(**{field: value}))))
    assert len(seen) == 2 + len(changes)
    assert len({address for addresses in seen for address in addresses}) == 3 * len(seen)


def test_create_collective__copied_by_somebody__leaves_the_creators_address_alone(
    project, factory, collective_config, stranger, scalper, admin
):
    config = collective_config(ref=ref(77))
    predicted = tuple(factory.predictCollective(stranger, config))
    copied = factory.createCollective(config, sender=scalper)
    assert factory.CollectiveCreated.from_receipt(copied)[0].creator == scalper
    made = factory.createCollective(config, sender=stranger).return_value
    assert tuple(made) == predicted != tuple(copied.return_value)
    for one in (made, copied.return_value):
        access = project.CollectiveAccess.at(one.access)
        assert access.hasRole(ADMIN, admin).isMember
        assert not any(access.hasRole(role, payer).isMember for role in range(5) for payer in (stranger, scalper))


def test_create_collective__new__says_so_and_remembers(factory, collective_config, stranger):
    receipt = factory.createCollective(collective_config(ref=ref(3)), sender=stranger)
    made = receipt.return_value
    assert factory.CollectiveCreated.from_receipt(receipt) == [
        factory.CollectiveCreated(
            ref=ref(3), creator=stranger, access=made.access, membership=made.membership, token=made.token
        )
    ]
    assert tuple(factory.collectiveOf(made.access)) == (
        ref(3),
        made.membership,
        (0, 0, 0, 0),
        made.token,
        collective_config()["treasury"],
    )
    assert tuple(factory.predictCollective(stranger, collective_config(ref=ref(3)))) == tuple(made)


def test_create_collective__new__each_role_is_where_it_belongs_and_nowhere_else(
    access, factory, deployer, admin, organiser, box_office, steward, treasurer, stranger
):
    expected = {
        ADMIN: admin, ORGANISER: organiser, BOX_OFFICE: box_office, DOOR: steward, TREASURER: treasurer
    }  # fmt: skip
    everyone = [
        factory.address,
        deployer.address,
        stranger.address,
        *(account.address for account in expected.values()),
    ]
    for role, holder in expected.items():
        assert [one for one in everyone if access.hasRole(role, one).isMember] == [holder.address]
        assert tuple(access.hasRole(role, holder)) == (True, 0)


def test_create_collective__labels__are_on_chain(project, factory, collective_config, stranger):
    receipt = factory.createCollective(collective_config(ref=ref(4)), sender=stranger)
    access = project.CollectiveAccess.at(receipt.return_value.access)
    labels = [(event.roleId, event.label) for event in access.RoleLabel.from_receipt(receipt)]
    assert labels == [(ORGANISER, "organiser"), (BOX_OFFICE, "box office"), (DOOR, "door"), (TREASURER, "treasurer")]


def test_create_collective__one_account_for_all_and_no_treasurer__works(project, factory, collective_config, stranger):
    roles = dict.fromkeys(["admin", "organiser", "boxOffice", "door"], stranger.address) | {"treasurer": ZERO}
    made = factory.createCollective(collective_config(**roles), sender=stranger).return_value
    access = project.CollectiveAccess.at(made.access)
    assert [access.hasRole(role, stranger).isMember for role in range(5)] == [True, True, True, True, False]
    assert not access.hasRole(TREASURER, ZERO).isMember


def test_create_event__manager_that_the_factory_did_not_make__reverts(
    project, factory, event_config, deployer, organiser
):
    foreign = deployer.deploy(project.CollectiveAccess, organiser, organiser, organiser, organiser, organiser)
    with reverts(factory.CollectiveUnknown, access=foreign.address):
        factory.createEvent(foreign, ref(1), event_config(), sender=organiser)


def test_create_event__reference_used_before__reverts_with_the_event(factory, access, event_config, organiser):
    factory.createEvent(access, ref(9), event_config(), sender=organiser)
    first = factory.ticketsOf(access, ref(9))
    with reverts(factory.EventExists, access=access.address, ref=ref(9), tickets=first):
        factory.createEvent(access, ref(9), event_config(name="Winterfest"), sender=organiser)


@pytest.mark.parametrize(("starts", "ends"), [(100, 100), (101, 100), (1, 2**40), (2**64 - 2, 2**64 - 1)])
def test_create_event__times_out_of_order_or_range__reverts_with_both(
    factory, access, event_config, organiser, starts, ends
):
    with reverts(factory.EventTimesInvalid, startsAt=starts, endsAt=ends):
        factory.createEvent(access, ref(9), event_config(startsAt=starts, endsAt=ends), sender=organiser)


@pytest.mark.parametrize("count", [0, 17])
def test_create_event__number_of_tiers__reverts_with_it(factory, access, event_config, organiser, count):
    with reverts(factory.EventTierCountInvalid, count=count):
        factory.createEvent(access, ref(9), event_config(tiers=[("T", 1, 1)] * count), sender=organiser)


@pytest.mark.parametrize(("supply", "share"), [(0, 0), (10, 11), (0, 1)])
def test_create_event__bounds_of_a_tier__reverts_with_the_tier(factory, access, event_config, organiser, supply, share):
    tiers = [("Normal", 5, 5), ("Soli", supply, share)]
    with reverts(factory.EventTierInvalid, tier=2, supply=supply, boxOffice=share):
        factory.createEvent(access, ref(9), event_config(tiers=tiers), sender=organiser)


@pytest.mark.parametrize("size", [0, 97])
def test_create_event__length_of_the_name__reverts_with_it(factory, access, event_config, organiser, size):
    with reverts(factory.TextLengthInvalid, text=b"x" * size, max=96):
        factory.createEvent(access, ref(9), event_config(name="x" * size), sender=organiser)


@pytest.mark.parametrize("size", [0, 33])
def test_create_event__length_of_a_tiers_name__reverts_with_it(factory, access, event_config, organiser, size):
    tiers = [("Normal", 5, 5), ("x" * size, 5, 5)]
    with reverts(factory.TextLengthInvalid, text=b"x" * size, max=32):
        factory.createEvent(access, ref(9), event_config(tiers=tiers), sender=organiser)


GWEI = 10**9


@pytest.mark.parametrize(
    "rules", [{"price": GWEI}, {"opens_at": 1}, {"closes_at": 5}, {"limit": 1}, {"members_only": True}]
)
def test_create_event__sale_without_a_public_share__reverts_with_the_tier(
    factory, access, event_config, organiser, rules
):
    tiers = [("Normal", 5, 0, sale(**rules)), ("Gast", 5, 5, sale(**rules))]
    with reverts(factory.EventSaleUnexpected, tier=2):
        factory.createEvent(access, ref(9), event_config(tiers=tiers, startsAt=1), sender=organiser)


@pytest.mark.parametrize("price", [1, GWEI - 1, GWEI + 1, GWEI << 48, (GWEI << 48) + GWEI, 2**256 - 1])
def test_create_event__price_that_is_no_multiple_or_too_high__reverts_with_both(
    factory, access, event_config, organiser, price
):
    tiers = [("Normal", 5, 0), ("Soli", 5, 0, sale(price))]
    with reverts(factory.EventPriceInvalid, tier=2, price=price):
        factory.createEvent(access, ref(9), event_config(tiers=tiers), sender=organiser)


@pytest.mark.parametrize(
    ("opens", "closes"), [(100, 100), (101, 100), (0, 1001), (1000, 0), (2**64 - 1, 0), (5, 2**64 - 1)]
)
def test_create_event__window_out_of_order_or_after_the_end__reverts_with_it(
    factory, access, event_config, organiser, opens, closes
):
    tiers = [("Normal", 5, 0, sale(opens_at=opens, closes_at=closes))]
    with reverts(factory.EventSaleWindowInvalid, tier=1, opensAt=opens, closesAt=closes):
        config = event_config(tiers=tiers, startsAt=10, endsAt=1000)
        factory.createEvent(access, ref(9), config, sender=organiser)


def test_create_event__royalty_above_a_tenth__reverts_with_it(factory, access, event_config, organiser):
    with reverts(factory.EventRoyaltyInvalid, royaltyBps=1001):
        factory.createEvent(access, ref(9), event_config(royaltyBps=1001), sender=organiser)


def test_create_event__unknown_style__reverts_with_it(factory, access, event_config, organiser):
    with reverts(factory.EventStyleUnknown, style=5):
        factory.createEvent(access, ref(9), event_config(style=5), sender=organiser)


def test_create_event__seventeen_payees__reverts_with_the_number(factory, access, event_config, organiser):
    payees = [(account, 1) for account in people(17)]
    with reverts(factory.EventPayeeCountInvalid, count=17):
        factory.createEvent(access, ref(9), event_config(payees=payees), sender=organiser)


def test_create_event__payee_that_cannot_be_one__reverts_with_it(factory, access, event_config, organiser, stranger):
    own = factory.predictEvent(access, ref(9))
    for account, shares in ((ZERO, 1), (own, 1), (stranger.address, 0), (organiser.address, 2)):
        payees = [(organiser.address, 1), (account, shares)]
        with reverts(factory.EventPayeeInvalid, account=account, shares=shares):
            factory.createEvent(access, ref(9), event_config(payees=payees), sender=organiser)


def test_create_event__price_but_nobody_to_pay__reverts_with_the_tier(
    project, factory, collective_config, event_config, organiser, stranger
):
    poor = factory.createCollective(collective_config(treasury=ZERO), sender=stranger).return_value.access
    tiers = [("Frei", 5, 0), ("Normal", 5, 0, sale(GWEI)), ("Gast", 5, 5)]
    with reverts(factory.EventPayeeMissing, tier=2):
        factory.createEvent(poor, ref(9), event_config(tiers=tiers), sender=organiser)
    factory.createEvent(poor, ref(9), event_config(tiers=tiers, payees=[(stranger.address, 1)]), sender=organiser)
    factory.createEvent(poor, ref(8), event_config(tiers=[("Frei", 5, 0)]), sender=organiser)
    assert list(project.EventTickets.at(factory.ticketsOf(poor, ref(8))).payees()) == []


def test_create_event__everything_at_its_largest__reads_back_as_configured(make_event):
    """Sixteen tiers, sixteen payees, the longest names: what is packed into the code comes out again."""
    sales = [
        sale(GWEI * (2**48 - 1), opens_at=1, closes_at=2**40 - 1, limit=2**16 - 1, members_only=True, in_token=True)
    ]
    sales += [sale(GWEI * 2 ** (8 * n)) for n in range(6)] + [sale(GWEI * (2 ** (8 * n) - 1)) for n in range(1, 6)]
    sales += [sale(), sale(limit=3), sale(opens_at=7, in_token=True), sale(closes_at=9, members_only=True)]
    tiers = [("\u00e9" * 16, 2**32 - 1, number, one) for number, one in enumerate(sales)]
    payees = [(to_checksum_address(account), 2**16 - 1) for account in people(16)]
    tickets = make_event(
        name="N" * 96, startsAt=3, endsAt=2**40 - 1, policy=2, tiers=tiers, royaltyBps=1000, style=4, payees=payees
    )
    assert tickets.name() == "N" * 96
    assert [tuple(tickets.tier(number)) for number in range(1, 17)] == tiers
    assert [tuple(payee) for payee in tickets.payees()] == payees
    assert tickets.royaltyInfo(1, 10_000)[1] == 1000
    assert (tickets.startsAt(), tickets.endsAt(), tickets.policy(), tickets.tierCount()) == (3, 2**40 - 1, 2, 16)


def test_create_event__tiers_without_a_sale__cost_no_byte(chain, make_event):
    tickets = make_event(name="B", tiers=[("T", 9, 3), ("S", 9, 9), ("U", 9, 0, sale(GWEI))])
    # Three records, four names of one letter behind their lengths, one sale: a byte of flags and one of price.
    assert len(chain.provider.get_code(tickets.address)) == 45 + 32 + 3 * 8 + 4 * 2 + 2


def test_create_event__new__says_so_at_the_address_that_was_predicted(
    project, factory, access, event_config, organiser
):
    predicted = factory.predictEvent(access, ref(10))
    assert factory.ticketsOf(access, ref(10)) == ZERO
    config = event_config(name="Lange Nacht 🌙", startsAt=1, endsAt=2**40 - 1)
    receipt = factory.createEvent(access, ref(10), config, sender=organiser)
    assert receipt.return_value == predicted
    assert receipt.events == [factory.EventCreated(access=access.address, ref=ref(10), tickets=predicted)]
    assert factory.ticketsOf(access, ref(10)) == factory.predictEvent(access, ref(10)) == predicted

    tickets = project.EventTickets.at(predicted)
    assert (tickets.name(), tickets.symbol()) == ("Lange Nacht 🌙", "OSTPOL")
    assert (tickets.access(), tickets.factory()) == (access.address, factory.address)
    assert (tickets.startsAt(), tickets.endsAt(), tickets.policy()) == (1, 2**40 - 1, FREE)


def test_create_event__same_reference_in_two_collectives__are_two_events(
    factory, access, collective_config, event_config, organiser, stranger
):
    other = factory.createCollective(collective_config(ref=ref(55)), sender=stranger).return_value
    for one in (access, other.access):
        factory.createEvent(one, ref(11), event_config(), sender=organiser)
    assert factory.ticketsOf(access, ref(11)) != factory.ticketsOf(other.access, ref(11))


def test_create_event__two_in_one_transaction__each_has_its_own_code(
    project, chain, factory, access, event_config, admin
):
    """The code waits in transient storage, which lasts for the transaction; the shorter second must not see the first."""
    long = event_config(name="A" * 96, tiers=[(f"Tier number {number}", 9, 9) for number in range(16)])
    short = event_config(name="B", tiers=[("T", 1, 1)])
    calls = [
        factory.createEvent.encode_input(access, ref(number), config) for number, config in ((20, long), (21, short))
    ]
    access.multicall([access.execute.encode_input(factory, call) for call in calls], sender=admin)
    second = project.EventTickets.at(factory.ticketsOf(access, ref(21)))
    assert (second.name(), second.tierCount(), tuple(second.tier(1))) == ("B", 1, ("T", 1, 1, NO_SALE))
    # A clone's 45 bytes, the head, one record, two names of one letter behind their lengths; nothing left over from the first.
    assert len(chain.provider.get_code(second.address)) == 45 + 32 + 8 + 2 + 2
    assert project.EventTickets.at(factory.ticketsOf(access, ref(20))).tier(16).name == "Tier number 15"


def test_clone_code__at_rest__is_empty(factory):
    assert factory.cloneCode() == b""


def test_predict_event__unknown_manager__is_an_address_that_stays_empty(factory, stranger):
    assert factory.ticketsOf(stranger, ref(1)) == ZERO
    assert factory.predictEvent(stranger, ref(1)) != ZERO


def test_implementation__tickets__is_no_ticket_contract(implementations, box_office):
    tickets = implementations["tickets"]
    with reverts(tickets.TicketsNotAClone):
        tickets.mint([1 << 32], sender=box_office)
    for view in (tickets.name, tickets.symbol, tickets.access, tickets.endsAt, tickets.contractURI):
        assert refusal(view) == ("TicketsNotAClone", {})


def test_implementation__membership__is_no_membership_contract(implementations, box_office, organiser):
    membership = implementations["membership"]
    with reverts(membership.MembershipNotAClone):
        membership.mint([1], 0, sender=box_office)
    with reverts(membership.MembershipNotAClone):
        membership.revoke([1], 0, sender=organiser)
    for view in (membership.name, membership.symbol, membership.access):
        assert refusal(view) == ("MembershipNotAClone", {})


def test_implementation__token__is_no_token(implementations, treasurer):
    token = implementations["token"]
    with reverts(token.TokenNotAClone):
        token.mint(treasurer, 1, sender=treasurer)
    with reverts(token.TokenNotAClone):
        token.lowerCap(1, sender=treasurer)
    for view in (token.name, token.symbol, token.access):
        assert refusal(view) == ("TokenNotAClone", {})


@pytest.mark.parametrize("name", [*PLAN, "CollectiveAccess"])
def test_deployed__code__fits_eip_170_and_eip_3860(name):
    contract = contract_types()[name]
    sizes = [len(str(code.bytecode)) // 2 - 1 for code in (contract.runtime_bytecode, contract.deployment_bytecode)]
    assert 0 < sizes[0] <= 24_576
    assert 0 < sizes[1] <= 49_152
