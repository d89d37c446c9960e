"""Sets the stage for the rule machines."""

import pytest
from eth_account import Account

from behaviours.conftest import deploy, wire  # noqa: F401 (fixtures)
from machines.book import BOX_OFFICE, DOOR, FACE_VALUE, FREE, LOCKED, ORGANISER, UNLIMITED, World
from machines.stage import GWEI, TOKENS, Stage, tiers
from support import people, sale
from wire import NOBODY, Contract


@pytest.fixture
def actors(accounts, admin, organiser, box_office, steward, treasurer, holder, scalper):
    """Who plays, without the contract among them."""
    return {
        "box office": box_office,
        "organiser": organiser,
        "steward": steward,
        "payee": treasurer,
        "admin": admin,
        "holder": holder,
        "fan": accounts[9],
        "scalper": scalper,
    }


@pytest.fixture
def make_stage(wire, deploy, actors, make_event, membership, token, box_office, treasurer):  # noqa: F811
    """Create the events, hand out memberships and tokens, and go to the moment in which every example begins."""

    def make():
        caller, liar, glance = deploy("CallingReceiver"), deploy("RecordingReceiver", False), deploy("Glance")
        wire.ask("anvil_impersonateAccount", caller.address)
        wire.ask("anvil_setBalance", caller.address, hex(10**18))
        addresses = {name: account.address for name, account in actors.items()} | {"caller": caller.address}
        begin = wire.now() + 100
        members = {
            addresses["holder"]: begin + 10**6,
            addresses["caller"]: begin + 10**6,
            addresses["fan"]: begin + 2200,
        }
        _make_members(Contract(wire, membership.address), box_office.address, members)
        events = {}
        for policy in (FREE, FACE_VALUE, LOCKED):
            payees = [(addresses["payee"], 1), (addresses["admin"], 2), (addresses["fan"], 4)]
            config = {"startsAt": begin + 2000, "endsAt": begin + 4000, "policy": policy, "payees": payees}
            made = make_event(**config, tiers=[_tier(tier) for tier in tiers(begin, token.address).values()])
            events[policy] = Contract(wire, made.address)
        community = Contract(wire, token.address)
        _hand_out(community, treasurer.address, addresses, [one.address for one in events.values()])
        stage = Stage(
            wire, community, glance, events,
            {
                policy: World(
                    event.address, token.address, policy, begin + 4000, tiers(begin, token.address),
                    {ORGANISER: addresses["organiser"], BOX_OFFICE: addresses["box office"], DOOR: addresses["steward"]},
                    payees, members, {liar.address}, {caller.address, liar.address},
                )
                for policy, event in events.items()
            },
            addresses, caller, liar.address, people(1)[0],
            {name: Account.from_key(actors[name].private_key) for name in ("box office", "scalper")}, begin,
        )  # fmt: skip
        wire.advance(to=begin)
        return stage

    return make


def _tier(tier):
    in_token = tier.currency != NOBODY
    sold = sale(
        tier.price, in_token=in_token, opens_at=tier.opens, closes_at=tier.closes,
        limit=tier.limit, members_only=tier.members_only,
    )  # fmt: skip
    return f"Tier {tier.supply}", tier.supply, tier.share, sold


def _make_members(membership, box_office, members):
    for number, (account, until) in enumerate(members.items(), 1):
        membership.send(box_office, "mintTo(uint256[],address[],uint64)", [number], [account], until)


def _hand_out(token, treasurer, addresses, events):
    for name in ("holder", "fan", "caller"):
        token.send(treasurer, "mint(address,uint256)", addresses[name], TOKENS)
    allowed = {"holder": UNLIMITED, "caller": UNLIMITED, "scalper": UNLIMITED, "fan": 11 * GWEI}
    for name, amount in allowed.items():
        for spender in events:
            token.send(addresses[name], "approve(address,uint256)", spender, amount)
