"""A node's words become types in one table, and reverts say which custom error with which arguments."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from backend.chain import abi_files
from backend.chain.errors import (
    AlreadyKnown,
    ChainError,
    ChainRefused,
    ContractReverted,
    InsufficientFunds,
    NonceTooLow,
    ReplacementUnderpriced,
    RevertReason,
    Underpriced,
    decode_revert,
    from_rpc,
)

REASON = "0x08c379a0" + encode(["string"], ["no"]).hex()


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        pytest.param("nonce too low: next nonce 7, tx nonce 3", NonceTooLow, id="geth, nonce"),
        pytest.param("nonce too low", NonceTooLow, id="Anvil, nonce"),
        pytest.param("Transaction nonce is too low. Try incrementing the nonce.", NonceTooLow, id="others, nonce"),
        pytest.param("already known", AlreadyKnown, id="geth, known"),
        pytest.param("transaction already imported", AlreadyKnown, id="Anvil, known"),
        pytest.param("replacement transaction underpriced", ReplacementUnderpriced, id="geth and Anvil, replacement"),
        pytest.param("transaction underpriced: tip needed 1, tip permitted 0", Underpriced, id="geth, tip"),
        pytest.param(
            "max fee per gas less than block base fee: address 0xAA, maxFeePerGas: 1, baseFee: 2",
            Underpriced,
            id="geth, base fee",
        ),
        pytest.param("Max fee per gas less than block base fee", Underpriced, id="Anvil, base fee"),
        pytest.param("insufficient funds for gas * price + value: have 0 want 1", InsufficientFunds, id="geth, money"),
        pytest.param("Insufficient funds for gas * price + value", InsufficientFunds, id="Anvil, money"),
        pytest.param("intrinsic gas too low", ChainRefused, id="something else"),
        pytest.param("", ChainRefused, id="nothing said"),
    ],
)
def test_from_rpc__what_nodes_say__its_type(message: str, kind: type[ChainError]) -> None:
    error = from_rpc({"code": -32000, "message": message})
    assert type(error) is kind
    assert (message in str(error)) == bool(message or kind is ChainRefused)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param({"code": 3, "message": "execution reverted: no", "data": REASON}, id="geth"),
        pytest.param({"code": 3, "message": "execution reverted: no, data: …", "data": REASON}, id="Anvil"),
        pytest.param({"code": -32603, "message": "VM Exception", "data": {"data": REASON}}, id="Hardhat"),
        pytest.param(
            {"code": -32000, "message": "nonce too low", "data": REASON.upper().replace("X", "x")}, id="capitals"
        ),
    ],
)
def test_from_rpc__revert_data__counts_more_than_the_message(error: dict[str, Any]) -> None:
    found = from_rpc(error)
    assert isinstance(found, ContractReverted)
    assert found.error == RevertReason("Error", {"message": "no"})


@pytest.mark.parametrize(
    "data",
    [None, "0x", "", "0x123", "0x1234567", "0x123456789", "0xnothing!", "Reverted 0x08c379a0", {"data": None}, {}, 7],
)
def test_from_rpc__reverted_without_readable_data__reverted_with_the_message(data: object) -> None:
    found = from_rpc({"code": 3, "message": "execution reverted", "data": data})
    assert isinstance(found, ContractReverted)
    assert found.error == RevertReason("Reverted", {"message": "execution reverted"})


@given(
    st.dictionaries(st.sampled_from(["code", "message", "data"]), st.none() | st.text() | st.integers() | st.just({}))
)
def test_from_rpc__any_error_object__a_chain_error(error: dict[str, Any]) -> None:
    assert isinstance(from_rpc(error), ChainError)


CUSTOM = [
    pytest.param(contract, entry, id=f"{contract}.{abi_files.signature(entry)}")
    for contract in abi_files.CONTRACTS
    for entry in abi_files.abi(contract)
    if entry["type"] == "error"
]
SAMPLES: dict[str, object] = {
    "address": "0x" + "ab" * 20,
    "uint256": 2**256 - 1,
    "uint64": 2**64 - 1,
    "uint48": 7,
    "uint32": 5,
    "uint8": 3,
    "uint16": 4,
    "bytes32": b"\x01" * 32,
    "bytes": b"abc",
    "bytes4": b"\x01\x02\x03\x04",
    "string": "Käthe",
    "bool": True,
}
SPOKEN = {kind: "0x" + value.hex() if isinstance(value, bytes) else str(value) for kind, value in SAMPLES.items()}


def test_custom_errors__of_every_contract__are_known() -> None:
    assert len(CUSTOM) > 40
    assert {"TicketAlreadyMinted", "TicketSerialOutOfRange", "MembershipRetired"} <= {
        error.name for error in abi_files.errors_by_selector().values()
    }


@pytest.mark.parametrize(("contract", "entry"), CUSTOM)
def test_decode_revert__each_custom_error__its_name_and_arguments(contract: str, entry: dict[str, Any]) -> None:
    kinds = [abi_files.canonical_type(part) for part in entry["inputs"]]
    data = keccak(text=f"{entry['name']}({','.join(kinds)})")[:4] + encode(kinds, [SAMPLES[kind] for kind in kinds])
    found = decode_revert(data)
    assert found.name == entry["name"], contract
    names = [part["name"] or str(place) for place, part in enumerate(entry["inputs"])]
    assert found.args == dict(zip(names, (SPOKEN[kind] for kind in kinds), strict=True))


def test_decode_revert__a_panic__its_code() -> None:
    assert decode_revert(keccak(text="Panic(uint256)")[:4] + encode(["uint256"], [0x11])) == RevertReason(
        "Panic", {"code": "17"}
    )


def test_decode_revert__of_a_contract_that_is_not_ours__keeps_its_selector() -> None:
    assert decode_revert(b"\xde\xad\xbe\xef" + b"\x00" * 99) == RevertReason(
        "UnknownError", {"data": "0xdeadbeef" + "00" * 32}
    )


@given(st.sampled_from(sorted(abi_files.errors_by_selector())), st.binary(max_size=200))
def test_decode_revert__arguments_that_do_not_fit__the_name_alone(selector: bytes, rest: bytes) -> None:
    known = abi_files.errors_by_selector()[selector]
    found = decode_revert(selector + rest)
    assert found.name == known.name
    assert found.args == {} or len(found.args) == len(known.types)
