"""Calldata: what the contracts read is what the outbox stored."""

from typing import Any

import pytest
from eth_abi.abi import decode

from backend.chain import abi_files
from backend.chain.contracts import calls
from tests.backend.conftest import ACCESS

REF = "e1c5a7f00d5eed42"
PEOPLE = {name: f"0x{n:040x}" for n, name in enumerate(("admin", "organiser", "box_office", "door", "treasurer"), 1)}


def read(contract: str, name: str, data: bytes) -> tuple[Any, ...]:
    call = abi_files.function(contract, name)
    assert data[:4] == call.selector
    return decode(call.inputs, data[4:])


def test_create_event__a_policy_nobody_knows__refused() -> None:
    with pytest.raises(KeyError):
        calls.create_event(ACCESS, {"tiers": [], "ref": REF, "name": "x", "starts_at": 1, "ends_at": 2, "policy": "x"})


@pytest.mark.parametrize("name", ["transfer", "nonsense"])
def test_function__that_the_contract_has_not_or_twice__refused(name: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        abi_files.function("EventTickets", name)


def test_create_collective__roles_in_the_contracts_order() -> None:
    data = calls.create_collective({"ref": REF, "name": "Rübezahl", "symbol": "RUEB", **PEOPLE})
    ((ref, name, symbol, *roles, treasury, cap, look),) = read("CollectiveFactory", "createCollective", data)
    assert (calls.ref_of(ref), name, symbol) == (REF, "Rübezahl", "RUEB")
    (entry,) = (e for e in abi_files.abi("CollectiveFactory") if e.get("name") == "createCollective")
    fields = [part["name"] for part in entry["inputs"][0]["components"]][3:-3]
    spelled = ["".join(part.capitalize() if n else part for n, part in enumerate(key.split("_"))) for key in PEOPLE]
    assert fields == spelled
    assert roles == list(PEOPLE.values())
    # Stored before a collective could choose: still a wish the contract understands.
    assert (treasury, cap, look) == (PEOPLE["treasurer"], 0, (0, 0, 0, 0))


@pytest.mark.parametrize(("style", "number"), [(None, 0), ("dada", 1), ("pixel", 2), ("bauhaus", 3), ("concrete", 4)])
def test_create_collective__with_a_look_and_a_treasury__as_chosen(style: str | None, number: int) -> None:
    chosen = {"treasury": ACCESS, "look": {"style": style, "paper": 0xFFC800, "ink": 1, "accent": 2}}
    data = calls.create_collective({"ref": REF, "name": "Rübezahl", "symbol": "RUEB", **PEOPLE, **chosen})
    ((*_, treasury, _cap, look),) = read("CollectiveFactory", "createCollective", data)
    assert (treasury, look) == (ACCESS.lower(), (number, 0xFFC800, 1, 2))
    (entry,) = (e for e in abi_files.abi("CollectiveFactory") if e.get("name") == "createCollective")
    *_, described = entry["inputs"][0]["components"]
    assert [part["name"] for part in described["components"]] == ["style", "paper", "ink", "accent"]


def test_create_collective__a_style_nobody_knows__refused() -> None:
    look = {"style": "rococo", "paper": 0, "ink": 0, "accent": 0}
    with pytest.raises(KeyError, match="rococo"):
        calls.create_collective({"ref": REF, "name": "x", "symbol": "XX", **PEOPLE, "look": look})


@pytest.mark.parametrize(("policy", "number"), [("free", 0), ("face_value", 1), ("locked", 2)])
def test_create_event__each_policy__the_contracts_number(policy: str, number: int) -> None:
    tiers = [{"name": "Abend", "supply": 5, "box_office": 3}]
    config = {"ref": REF, "name": "Fest", "starts_at": 10, "ends_at": 20, "policy": policy, "tiers": tiers}
    access, ref, event = read("CollectiveFactory", "createEvent", calls.create_event(ACCESS, config))
    assert (access, calls.ref_of(ref)) == (ACCESS.lower(), REF)
    # Stored before an event could choose a style: still a wish the contract understands.
    assert event == ("Fest", 10, 20, number, (("Abend", 5, 3, (0, False, 0, 0, 0, False)),), 0, 0, ())


@pytest.mark.parametrize(("style", "number"), [(None, 0), ("dada", 1), ("concrete", 4)])
def test_create_event__style__the_contracts_number_in_its_place(style: str | None, number: int) -> None:
    config = {"ref": REF, "name": "Fest", "starts_at": 10, "ends_at": 20, "policy": "free", "tiers": [], "style": style}
    *_, event = read("CollectiveFactory", "createEvent", calls.create_event(ACCESS, config))
    (entry,) = (e for e in abi_files.abi("CollectiveFactory") if e.get("name") == "createEvent")
    fields = [part["name"] for part in entry["inputs"][2]["components"]]
    assert fields == ["name", "startsAt", "endsAt", "policy", "tiers", "royaltyBps", "style", "payees"]
    assert event[fields.index("style")] == number


def test_mint_revoke_settle__numbers_as_given() -> None:
    ids = [1 << 32, 1 << 32 | 7]
    assert read("EventTickets", "mint", calls.mint_tickets(ids)) == (tuple(ids),)
    assert read("MembershipToken", "mint", calls.mint_memberships([1, 2])) == ((1, 2), 0)
    assert read("EventTickets", "revoke", calls.revoke_tickets(ids, 4)) == (tuple(ids), 4)
    words = [(1, 0, 2**256 - 1), (2, 3, 1)]
    assert read("EventTickets", "settle", calls.settle(words)) == (tuple(words),)
