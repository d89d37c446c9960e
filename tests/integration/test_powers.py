"""What each of our keys may do on the chain, and nothing more: a stolen relayer key creates no event and revokes nothing."""

from collections.abc import Callable

import pytest

from backend.chain.abi_files import function
from backend.chain.contracts import calls
from backend.chain.errors import ContractReverted
from backend.db.repositories import collectives
from backend.outbox.intents import Signer
from tests.integration.site import Night

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ORGANISER, BOX_OFFICE, DOOR, TREASURER = 1, 2, 3, 4
_FRESH, _MINTED = 1 << 32 | 100, 1 << 32
_SOMEBODY = "0x" + "00" * 19 + "42"

# A call as (address, calldata) of a night with one minted ticket and one member.
Call = tuple[str, bytes]


def _access(night: Night) -> str:
    with night.site.db.read() as session:
        found = collectives.contracts(session, collectives.by_id(session, night.collective_id))
    assert found is not None
    return str(found.access)


def _token(night: Night) -> str:
    with night.site.db.read() as session:
        found = collectives.contracts(session, collectives.by_id(session, night.collective_id))
    assert found is not None
    return str(found.token)


def _event_config() -> dict[str, object]:
    tiers = [{"name": "Abendkasse", "supply": 9, "box_office": 9}]
    return {"ref": "00" * 8, "name": "Zweite", "starts_at": 1, "ends_at": 2, "policy": "free", "tiers": tiers}


_OFFICE_MAY: dict[str, Callable[[Night], Call]] = {
    "mint": lambda night: (night.contract, calls.mint_tickets([_FRESH])),
    "mintTo": lambda night: (night.contract, function("EventTickets", "mintTo").encode([_FRESH], [_SOMEBODY])),
    "deliver": lambda night: (night.contract, function("EventTickets", "deliver").encode([_MINTED], _SOMEBODY)),
    "settle": lambda night: (night.contract, calls.settle([(1, 0, 1)])),
    "mint membership": lambda night: (night.membership, calls.mint_memberships([100])),
}
_ORGANISER_MAY: dict[str, Callable[[Night], Call]] = {
    "create event": lambda night: (
        night.site.installed.factory,
        calls.create_event(_access(night), _event_config()),
    ),
    "revoke ticket": lambda night: (night.contract, calls.revoke_tickets([_MINTED], 0)),
    "revoke membership": lambda night: (night.membership, function("MembershipToken", "revoke").encode([1], 0)),
}
_NEITHER_MAY: dict[str, Callable[[Night], Call]] = {
    "mint community token": lambda night: (_token(night), function("CommunityToken", "mint").encode(_SOMEBODY, 1)),
    "grant role": lambda night: (
        _access(night),
        function("AccessManager", "grantRole").encode(ORGANISER, _SOMEBODY, 0),
    ),
}
_ROLE_OF = {
    "mint community token": TREASURER,
    "create event": ORGANISER,
    "revoke ticket": ORGANISER,
    "revoke membership": ORGANISER,
    "settle": DOOR,
}


def _attempt(night: Night, signer: Signer, call: Call) -> None:
    """Ask the chain whether this key may do this now. Raises ContractReverted."""
    to, data = call
    night.site.node.client.estimate_gas(to, data, sender=night.site.keys[signer].address)


@pytest.fixture
def stocked(night: Night) -> Night:
    """A night with one minted ticket and one minted membership."""
    night.issue(1)
    night.site.work()
    night.site.send(Signer.OFFICE, night.membership, calls.mint_memberships([1]))
    return night


@SQLITE
@pytest.mark.parametrize(
    ("signer", "name", "call"),
    [
        *((Signer.OFFICE, *item) for item in {**_ORGANISER_MAY, **_NEITHER_MAY}.items()),
        *((Signer.ORGANISER, *item) for item in {**_OFFICE_MAY, **_NEITHER_MAY}.items()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_key__beyond_its_roles__is_refused(
    stocked: Night, signer: Signer, name: str, call: Callable[[Night], Call]
) -> None:
    with pytest.raises(ContractReverted) as refused:
        _attempt(stocked, signer, call(stocked))
    address = stocked.site.keys[signer].address
    if name == "grant role":
        assert refused.value.error.name == "AccessManagerUnauthorizedAccount"
        assert refused.value.error.args == {"msgsender": address.lower(), "roleId": "0"}
    else:
        assert refused.value.error.name == "AccessMissingRole"
        role = _ROLE_OF.get(name, BOX_OFFICE)
        assert refused.value.error.args == {"role": str(role), "account": address.lower()}


@SQLITE
def test_keys__within_their_roles__are_accepted(stocked: Night) -> None:
    for signer, allowed in ((Signer.OFFICE, _OFFICE_MAY), (Signer.ORGANISER, _ORGANISER_MAY)):
        for call in allowed.values():
            _attempt(stocked, signer, call(stocked))


def test_revoke__ticket_not_minted_yet__waits_for_the_mint_and_is_the_organisers(night: Night) -> None:
    site = night.site
    ids = night.issue(3)
    night.revoke(ids[1])
    # Minted, but not read yet: a revocation sent now could be mined first.
    site.relay()
    assert site.node.mints(night.contract) == dict.fromkeys(ids, 1)
    assert [night.ask("isRevoked", token_id) for token_id in ids] == [False, False, False]
    assert site.pending() == 1
    site.work()
    assert [night.ask("isRevoked", token_id) for token_id in ids] == [False, True, False]
    assert site.pending() == 0
    revocation = site.transactions()[-1]
    assert revocation.sender == site.keys[Signer.ORGANISER].address
    rows = {row.token_id: row.revoked_block for row in site.projections()["chain_token"]}
    assert rows == {ids[0]: None, ids[1]: revocation.block_number, ids[2]: None}
