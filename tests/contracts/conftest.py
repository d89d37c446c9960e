"""Actors, contracts and factories of fixtures for the contract tests. Run with `ape test tests/contracts`."""

import os
import sys
from itertools import count
from pathlib import Path

import pytest

from support import DAY, FREE, NO_SALE, ref

sys.path.insert(0, str(Path.cwd()))
from scripts._common import STYLES, contract_types

# Ape looks for `anvil` on the PATH; the launcher npm puts there needs node, the binary it starts does not.
for binary in sorted(Path.cwd().glob("node_modules/@foundry-rs/anvil-*/bin/anvil")):
    os.environ["PATH"] = f"{binary.parent}{os.pathsep}{os.environ['PATH']}"
# These tests run on a chain of their own, whatever chain the shell has been working on.
os.environ.pop("APE_FOUNDRY_HOST", None)
# Before anything else looks at a contract: Ape by itself would test what changed imports no longer say.
contract_types()


@pytest.fixture(scope="session", autouse=True)
def whole_blocks_of_gas(chain):
    """Send transactions with all the gas there is, as Ape does unless our configuration says otherwise.

    An estimate is made for the second of the last block; a vote checkpoint that is new one second later costs more.
    Ape reads its configuration once, into this attribute.
    """
    vars(chain.provider.network)["gas_limit"] = "max"


# ---------------------------------------------------------------------------------------------------------------- actors


@pytest.fixture(scope="session")
def deployer(accounts):
    return accounts[0]


@pytest.fixture(scope="session")
def admin(accounts):
    return accounts[1]


@pytest.fixture(scope="session")
def organiser(accounts):
    return accounts[2]


@pytest.fixture(scope="session")
def box_office(accounts):
    return accounts[3]


@pytest.fixture(scope="session")
def steward(accounts):
    return accounts[4]


@pytest.fixture(scope="session")
def treasurer(accounts):
    return accounts[5]


@pytest.fixture(scope="session")
def holder(accounts):
    return accounts[6]


@pytest.fixture(scope="session")
def scalper(accounts):
    return accounts[7]


@pytest.fixture(scope="session")
def stranger(accounts):
    return accounts[8]


# ------------------------------------------------------------------------------------------------------------- contracts


@pytest.fixture(scope="session")
def styles(project, deployer):
    """The four ways to draw, in the order of their numbers."""
    return [deployer.deploy(getattr(project, name)) for name in STYLES]


@pytest.fixture(scope="session")
def ticket_art(project, deployer, styles):
    return deployer.deploy(project.TicketArt, *styles)


@pytest.fixture(scope="session")
def membership_art(project, deployer, styles):
    return deployer.deploy(project.MembershipArt, *styles)


@pytest.fixture(scope="session")
def token_art(project, deployer, styles):
    return deployer.deploy(project.TokenArt, *styles)


@pytest.fixture(scope="session")
def signature_verifier(project, deployer):
    return deployer.deploy(project.SignatureVerifier)


@pytest.fixture(scope="session")
def implementations(project, deployer, ticket_art, membership_art, token_art, signature_verifier):
    """The three implementations, by name; the tickets' already names the factory that is deployed next."""
    membership = deployer.deploy(project.MembershipToken, membership_art)
    token = deployer.deploy(project.CommunityToken, token_art)
    factory_address = deployer.get_deployment_address(deployer.nonce + 1)
    tickets = deployer.deploy(project.EventTickets, factory_address, ticket_art, signature_verifier)
    return {"tickets": tickets, "membership": membership, "token": token}


@pytest.fixture(scope="session")
def factory(project, deployer, implementations):
    return deployer.deploy(project.CollectiveFactory, *implementations.values())


@pytest.fixture(scope="session")
def collective_config(admin, organiser, box_office, steward, treasurer):
    """Make a collective's configuration; every field can be replaced by name."""

    def make(**changes):
        config = {
            "ref": ref(1),
            "name": "Kollektiv Ostpol",
            "symbol": "OSTPOL",
            "admin": admin.address,
            "organiser": organiser.address,
            "boxOffice": box_office.address,
            "door": steward.address,
            "treasurer": treasurer.address,
            "treasury": treasurer.address,
            "tokenCap": 0,
            "look": (0, 0, 0, 0),
        }
        return {**config, **changes}

    return make


@pytest.fixture(scope="session")
def event_config(chain):
    """Make an event's configuration: begins in a day, takes a day, two tiers; every field can be replaced by name.

    A tier is (name, supply, box office's share) and, if it is sold in a way of its own, its sale.
    """

    def make(**changes):
        now = chain.pending_timestamp
        config = {
            "name": "Sommerfest",
            "startsAt": now + DAY,
            "endsAt": now + 2 * DAY,
            "policy": FREE,
            "tiers": [("Normal", 1000, 800), ("Soli", 300, 300)],
            "royaltyBps": 0,
            "style": 0,
            "payees": [],
        }
        config |= changes
        return config | {"tiers": [tier if len(tier) == 4 else (*tier, NO_SALE) for tier in config["tiers"]]}

    return make


@pytest.fixture(scope="session")
def collective(factory, collective_config, stranger):
    """The demo collective's addresses: access, membership, token. A stranger paid for it."""
    return factory.createCollective(collective_config(), sender=stranger).return_value


@pytest.fixture(scope="session")
def access(project, collective):
    return project.CollectiveAccess.at(collective.access)


@pytest.fixture(scope="session")
def membership(project, collective):
    return project.MembershipToken.at(collective.membership)


@pytest.fixture(scope="session")
def token(project, collective):
    return project.CommunityToken.at(collective.token)


@pytest.fixture(scope="session")
def make_event(project, factory, access, organiser, event_config):
    """Create an event, in the demo collective unless another one is named, and return its tickets."""
    refs = count(1000)

    def make(*, factory=factory, access=access, **changes):
        reference = ref(next(refs))
        factory.createEvent(access, reference, event_config(**changes), sender=organiser)
        return project.EventTickets.at(factory.ticketsOf(access, reference))

    return make


@pytest.fixture
def end_event(chain):
    """Mine a block in the first second in which an event is over, or so many seconds before."""

    def end(*events, seconds_before=0):
        chain.mine(timestamp=max(event.endsAt() for event in events) - seconds_before)

    return end


@pytest.fixture
def tickets(make_event):
    """The tickets of an event that lets them move freely."""
    return make_event()
