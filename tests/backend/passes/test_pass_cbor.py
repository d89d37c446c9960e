"""Deterministic CBOR: nothing is read that is not spelled the one way, and nothing is built from hostile bytes."""

import pickle
from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.passes.cbor import MAX_DEPTH, CborValue, decode, encode, is_integer
from backend.passes.errors import PassMalformed, Stage

INTEGERS = st.integers(-(2**64), 2**64 - 1)
VALUES: st.SearchStrategy[CborValue] = st.recursive(
    INTEGERS | st.booleans() | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(INTEGERS, inner, max_size=4),
    max_leaves=12,
)


def depth(value: CborValue) -> int:
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 0


@pytest.mark.parametrize(
    "value", [None, 1.0, "text", (1, 2), cbor2.undefined, 2**64, -(2**64) - 1, {b"key": 1}, {True: 1}]
)
@pytest.mark.parametrize("wrap", [lambda value: value, lambda value: [value], lambda value: {1: value}])
def test_encode__anything_but_the_five_kinds__raises_value_error(value: Any, wrap: Any) -> None:
    with pytest.raises(ValueError, match=r"does not belong|no key|64 bits"):
        encode(wrap(value))


@pytest.mark.parametrize("innermost", [b"\x80", b"\xa0", b"\x81\x00"])
def test_decode__one_container_deeper_than_allowed__raises_malformed(innermost: bytes) -> None:
    assert decode(b"\x81" * (MAX_DEPTH - 1) + innermost)
    with pytest.raises(PassMalformed):
        decode(b"\x81" * MAX_DEPTH + innermost)


@pytest.mark.parametrize(
    ("data", "says"),
    [("9f00ff", "indefinite length"), ("a200000001", "Duplicate"), ("81" * (MAX_DEPTH + 1) + "00", "nesting depth")],
)
def test_decode__hostile_shape__is_refused_while_reading_and_not_only_by_comparing(data: str, says: str) -> None:
    with pytest.raises(PassMalformed, match=says):
        decode(bytes.fromhex(data))


def test_encode__one_container_deeper_than_allowed__raises_value_error() -> None:
    value: CborValue = []
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert encode(value) == b"\x81" * (MAX_DEPTH - 1) + b"\x80"
    with pytest.raises(ValueError, match="deep"):
        encode([value])


@pytest.mark.parametrize("content", ["", "00", "80", "a0", "40", "60", "820101", "f6"])
def test_decode__any_tag__is_refused_before_its_content_is_looked_at(content: str) -> None:
    for tag in (*range(300), 1_000, 1_004, 43_000, 55_799, 2**32, 2**64 - 1):
        tagged = cbor2.dumps(cbor2.CBORTag(tag, 0))[:-1] + bytes.fromhex(content)
        for data in (tagged, b"\x81" + tagged):
            with pytest.raises(PassMalformed, match="semantic tag") as caught:
                decode(data)
            assert caught.value.stage is Stage.CBOR


@pytest.mark.parametrize("data", ["f4", "f5", "82f4f5", "a100f5"])
def test_decode__booleans__are_taken_as_values_and_are_no_integers(data: str) -> None:
    value = decode(bytes.fromhex(data))
    assert encode(value).hex() == data
    assert not is_integer(value)
    assert is_integer(1)


@pytest.mark.parametrize("data", ["f814", "f815", "f801", "e0", "f3", "f6", "f7", "a1f500", "a1f400", "a20100f500"])
def test_decode__other_simple_values_and_booleans_as_keys__raise_malformed(data: str) -> None:
    with pytest.raises(PassMalformed):
        decode(bytes.fromhex(data))


def test_encode__keys_of_different_length__are_sorted_by_their_bytes_not_by_length() -> None:
    """RFC 8949, 4.2.1; cbor2's own canonical order is the older one, length first, and would put -1 before 100."""
    value: CborValue = {-1: 0, 100: 0, 10: 0, -65537: 0}
    assert encode(value).hex() == "a40a001864002000" + "3a0001000000"
    assert decode(encode(value)) == value
    with pytest.raises(PassMalformed, match="deterministic"):
        decode(cbor2.dumps(value, canonical=True))


@pytest.mark.parametrize("edge", [0, 23, 24, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**64 - 1])
def test_encode__integers_at_every_edge__agree_with_cbor2(edge: int) -> None:
    for value in (edge, -1 - edge):
        assert encode(value) == cbor2.dumps(value)
        assert decode(cbor2.dumps(value)) == value


@given(VALUES.filter(lambda value: depth(value) <= MAX_DEPTH))
def test_decode__what_encode_wrote__gives_the_value_back_as_plain_cbor2_does(value: CborValue) -> None:
    data = encode(value)
    assert decode(data) == value
    assert cbor2.loads(data) == value
    with pytest.raises(PassMalformed):
        decode(data + b"\x00")
    for end in range(len(data)):
        with pytest.raises(PassMalformed):
            decode(data[:end])


@given(st.binary(max_size=64) | VALUES.map(lambda value: cbor2.dumps(value, value_sharing=True)))
@example(pickle.dumps({"a": 1}))
@example(bytes.fromhex("d81c81d81d00"))
@example(bytes.fromhex("a2f97e0000f97e0001"))
@example(bytes.fromhex("a1818000"))
def test_decode__any_bytes__is_refused_with_our_error_or_spelled_the_one_way(data: bytes) -> None:
    try:
        value = decode(data)
    except PassMalformed:
        return
    assert encode(value) == data
