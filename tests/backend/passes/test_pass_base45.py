"""Base45: one spelling for every byte string, and only that one is read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.passes.base45 import ALPHABET, decode, encode
from backend.passes.errors import PassMalformed, Stage


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A", "one character"),
        ("BB8B", "four characters"),
        ("bb8", "lower case"),
        ("BB_", "underscore"),
        ("BB8\n", "line feed"),
        ("BB\N{LATIN CAPITAL LETTER O WITH DIAERESIS}", "umlaut"),
        ("GGW", "65536"),
        (":::", "91124"),
        ("V5", "256"),
        ("::", "2024"),
        ("BB8V5", "256 after a good group"),
    ],
)
def test_decode__text_that_no_bytes_spell__raises_malformed_at_base45(text: str, why: str) -> None:
    with pytest.raises(PassMalformed) as caught:
        decode(text)
    assert caught.value.stage is Stage.BASE45, why


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_encode_decode__examples_of_rfc_9285__agree(data: bytes, text: str) -> None:
    assert encode(data) == text
    assert decode(text) == data


def test_decode__every_possible_last_group_of_two__is_refused_or_the_spelling_of_its_byte() -> None:
    taken = set()
    for pair in map("".join, itertools.product(ALPHABET, repeat=2)):
        try:
            data = decode(pair)
        except PassMalformed:
            continue
        assert encode(data) == pair
        taken.add(data)
    assert len(taken) == 256


def test_decode__every_possible_group_of_three__is_refused_or_the_spelling_of_its_bytes() -> None:
    taken = 0
    for group in map("".join, itertools.product(ALPHABET, repeat=3)):
        try:
            data = decode(group)
        except PassMalformed:
            continue
        assert encode(data) == group
        taken += 1
    assert taken == 65536


def test_encode__every_possible_end__is_never_a_space() -> None:
    """Otherwise taking white space off the ends of a scan would damage a pass."""
    ends = {encode(number.to_bytes(2))[-1] for number in range(65536)} | {encode(bytes([n]))[-1] for n in range(256)}
    assert " " not in ends


@given(st.binary(max_size=300))
def test_decode__what_encode_wrote__gives_the_bytes_back(data: bytes) -> None:
    assert decode(encode(data)) == data


@given(st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=20))
def test_decode__any_text__is_refused_with_our_error_or_spelled_the_one_way(text: str) -> None:
    try:
        data = decode(text)
    except PassMalformed:
        return
    assert encode(data) == text
