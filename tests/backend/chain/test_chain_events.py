"""Logs as dataclasses: ours with their meaning, everything else kept as it came and never fatal."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from backend.chain import abi_files
from backend.chain.client import RawLog
from backend.chain.contracts.calls import bytes32, ref_of
from backend.chain.events import CollectiveCreated, EventCreated, Other, decode_log
from backend.core.token_ids import ZERO_ADDRESS

HERE = "0x" + "11" * 20
A, B, C, D = (f"0x{n:040x}" for n in (0xA1, 0xB2, 0xC3, 0xD4))
SUMS = {address: abi_files.to_checksum_address(address) for address in (A, B, C, D)}
REF = "e1c5a7f00d5eed42"


def log_of(topics: tuple[bytes, ...], data: bytes = b"") -> RawLog:
    return RawLog(HERE, topics, data, 7, "0xb10c", "0x7a", 3)


def emitted(contract: str, event: str, **args: Any) -> RawLog:
    """The log of an event of our contracts, encoded by its ABI."""
    (entry,) = (e for e in abi_files.abi(contract) if e["type"] == "event" and e["name"] == event)
    topics = [keccak(text=abi_files.signature(entry))]
    topics += [encode([p["type"]], [args[p["name"]]]) for p in entry["inputs"] if p["indexed"]]
    plain = [p for p in entry["inputs"] if not p["indexed"]]
    return log_of(tuple(topics), encode([p["type"] for p in plain], [args[p["name"]] for p in plain]))


@pytest.mark.parametrize(
    ("topics", "data"),
    [
        pytest.param((), b"", id="no topics"),
        pytest.param((b"\x00" * 32,), b"abc", id="an event nobody knows"),
        pytest.param((keccak(text="Minted(uint256)"), b"\x01".rjust(32)), b"", id="another contract's event"),
    ],
)
def test_decode_log__unknown__kept_as_it_came(topics: tuple[bytes, ...], data: bytes) -> None:
    found = decode_log("EventTickets", log_of(topics, data))
    assert (found.name, found.event) == ("unknown", Other())
    assert found.args == {"topics": ["0x" + topic.hex() for topic in topics], "data": data.hex()}


@pytest.mark.parametrize(
    ("topics", "data"),
    [
        pytest.param((keccak(text="Transfer(address,address,uint256)"),), b"\x00" * 96, id="an ERC-20's layout"),
        pytest.param((keccak(text="Transfer(address,address,uint256)"), *[b"\xff" * 32] * 3), b"", id="no addresses"),
        pytest.param((keccak(text="Settled(uint32,uint32,uint256)"), *[b"\x00" * 32] * 2), b"", id="data missing"),
        pytest.param(
            (keccak(text="Settled(uint32,uint32,uint256)"), *[b"\xff" * 32] * 2), b"\x00" * 32, id="tier too large"
        ),
        pytest.param((keccak(text="Revoked(uint256,uint8)"), b"\x01" * 32), b"\xff" * 32, id="reason too large"),
    ],
)
def test_decode_log__our_event_in_a_strange_layout__kept_without_a_meaning(
    topics: tuple[bytes, ...], data: bytes
) -> None:
    found = decode_log("EventTickets", log_of(topics, data))
    assert found.event == Other()
    assert found.name in ("Transfer", "Settled", "Revoked")
    assert found.args == {"data": data.hex()}


@pytest.mark.parametrize("contract", abi_files.CONTRACTS)
@given(data=st.data())
def test_decode_log__any_topics_and_data__never_fatal(contract: str, data: st.DataObject) -> None:
    known = sorted(abi_files.events_by_topic(contract))
    topics = (data.draw(st.sampled_from(known)), *data.draw(st.lists(st.binary(min_size=32, max_size=32), max_size=3)))
    decode_log(contract, log_of(topics, data.draw(st.binary(max_size=128))))


def test_decode_log__community_token_transfer__is_no_ticket_transfer() -> None:
    found = decode_log("CommunityToken", emitted("CommunityToken", "Transfer", **{"from": A, "to": B, "value": 2**200}))
    assert found.event == Other()
    assert found.args == {"from": SUMS[A], "to": SUMS[B], "value": str(2**200)}


@pytest.mark.parametrize("word", [b"\x01" * 32, bytes(31) + b"\x01", bytes.fromhex(REF) + bytes(23) + b"\x01"])
def test_decode_log__a_strangers_reference_of_another_form__no_meaning(word: bytes) -> None:
    log = emitted("CollectiveFactory", "EventCreated", access=A, ref=word, tickets=B)
    assert decode_log("CollectiveFactory", log).event == Other()
    assert ref_of(word) is None


def test_decode_log__ours__with_meaning_and_arguments_fit_for_json() -> None:
    ref = bytes32(REF)
    cases = [
        (
            "EventTickets",
            emitted("EventTickets", "Transfer", **{"from": ZERO_ADDRESS, "to": A, "tokenId": 1 << 32 | 5}),
            Other(),
            {"from": ZERO_ADDRESS, "to": SUMS[A], "tokenId": str(1 << 32 | 5)},
        ),
        (
            "MembershipToken",
            emitted("MembershipToken", "Transfer", **{"from": A, "to": B, "tokenId": 2**255}),
            Other(),
            {"from": SUMS[A], "to": SUMS[B], "tokenId": str(2**255)},
        ),
        (
            "EventTickets",
            emitted("EventTickets", "Settled", tier=2, index=1, bits=2**255 | 1),
            Other(),
            {"tier": "2", "index": "1", "bits": str(2**255 | 1)},
        ),
        (
            "EventTickets",
            emitted("EventTickets", "NoncesVoided", nonces=[1, 2**255]),
            Other(),
            {"nonces": ["1", str(2**255)]},
        ),
        (
            "EventTickets",
            emitted("EventTickets", "Revoked", tokenId=7, reason=3),
            Other(),
            {"tokenId": "7", "reason": "3"},
        ),
        (
            "CollectiveFactory",
            emitted("CollectiveFactory", "EventCreated", access=A, ref=ref, tickets=B),
            EventCreated(SUMS[A], REF, SUMS[B]),
            {"access": SUMS[A], "ref": "0x" + ref.hex(), "tickets": SUMS[B]},
        ),
        (
            "CollectiveFactory",
            emitted("CollectiveFactory", "CollectiveCreated", ref=ref, creator=A, access=B, membership=C, token=D),
            CollectiveCreated(REF, SUMS[A], SUMS[B], SUMS[C], SUMS[D]),
            {
                "ref": "0x" + ref.hex(),
                "creator": SUMS[A],
                "access": SUMS[B],
                "membership": SUMS[C],
                "token": SUMS[D],
            },
        ),
    ]
    for contract, log, meaning, args in cases:
        found = decode_log(contract, log)
        assert (found.event, found.args, found.log) == (meaning, args, log)


def test_decode_log__of_our_contracts_without_a_meaning_for_us__kept_by_name() -> None:
    found = decode_log("EventTickets", emitted("EventTickets", "Locked", tokenId=7))
    assert (found.name, found.event, found.args) == ("Locked", Other(), {"tokenId": "7"})


@given(st.binary(min_size=8, max_size=8))
def test_ref_of__what_bytes32_made__the_reference(raw: bytes) -> None:
    assert ref_of(bytes32(raw.hex())) == raw.hex()
