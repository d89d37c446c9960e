"""Link tokens open one thing of one kind under one key, and have one spelling."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.ids import LinkKind, LinkTarget, LinkTokens, hash_token, new_ref, new_token

TOKENS = LinkTokens(b"l" * 32)
TARGET = LinkTarget(row_id=42, version=3)
TOKEN = TOKENS.make(LinkKind.TICKET, TARGET)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_link_tokens__key_shorter_than_32_bytes__refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        LinkTokens(b"x" * 31)


def test_read__any_one_character_changed__none() -> None:
    for place in range(len(TOKEN)):
        for char in ALPHABET:
            if char != TOKEN[place]:
                assert TOKENS.read(LinkKind.TICKET, TOKEN[:place] + char + TOKEN[place + 1 :]) is None, (place, char)


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(TOKEN + "=", id="padding too short"),
        pytest.param(TOKEN + "==", id="padding"),
        pytest.param(TOKEN[:-1], id="cut"),
        pytest.param(TOKEN + "A", id="longer"),
        pytest.param(TOKEN + "AAAA", id="longer by three bytes"),
        pytest.param(" " + TOKEN, id="space"),
        pytest.param(TOKEN + "\n", id="newline"),
        pytest.param(TOKEN.replace("A", "Ａ"), id="full-width letters"),
        pytest.param("", id="empty"),
        pytest.param("ä", id="not ASCII"),
        pytest.param("\ud800", id="lone surrogate"),
    ],
)
def test_read__another_spelling__none(spelling: str) -> None:
    assert TOKENS.read(LinkKind.TICKET, spelling) is None


def test_read__the_other_base64_alphabet__none() -> None:
    # A token with both special letters: the standard alphabet's + and / are another spelling of it.
    token = next(
        token
        for row in range(1000)
        if {"-", "_"} <= set(token := TOKENS.make(LinkKind.TICKET, LinkTarget(row_id=row, version=0)))
    )
    assert TOKENS.read(LinkKind.TICKET, token) is not None
    assert TOKENS.read(LinkKind.TICKET, token.replace("-", "+").replace("_", "/")) is None


def test_read__token_of_the_other_kind__none() -> None:
    assert TOKENS.read(LinkKind.MEMBERSHIP, TOKEN) is None


def test_read__token_of_another_key__none() -> None:
    assert LinkTokens(b"m" * 32).read(LinkKind.TICKET, TOKEN) is None


def test_read__body_of_one_token_with_the_mac_of_another__none() -> None:
    other = TOKENS.make(LinkKind.TICKET, LinkTarget(row_id=43, version=3))
    mixed = base64.urlsafe_b64decode(other + "==")[:12] + base64.urlsafe_b64decode(TOKEN + "==")[12:]
    assert TOKENS.read(LinkKind.TICKET, base64.urlsafe_b64encode(mixed).rstrip(b"=").decode()) is None


@given(st.text())
def test_read__anything__none_and_no_error(text: str) -> None:
    assert TOKENS.read(LinkKind.TICKET, text) is None


@given(st.sampled_from(LinkKind), st.integers(0, 2**63 - 1), st.integers(0, 2**32 - 1))
def test_read__what_make_made__the_target(kind: LinkKind, row_id: int, version: int) -> None:
    target = LinkTarget(row_id=row_id, version=version)
    token = TOKENS.make(kind, target)
    assert TOKENS.read(kind, token) == target
    assert re.fullmatch(r"[A-Za-z0-9_-]{38}", token)


def test_make__other_row_or_other_version__another_token() -> None:
    targets = [LinkTarget(row, version) for row in range(20) for version in range(20)]
    assert len({TOKENS.make(LinkKind.TICKET, target) for target in targets}) == 400


def test_new_token__twice__two_url_safe_secrets_of_192_bits() -> None:
    first, second = new_token(), new_token()
    assert first != second
    assert len(base64.urlsafe_b64decode(first)) == 24


def test_new_ref__sixteen_hex_characters() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", new_ref())
    assert new_ref() != new_ref()


def test_hash_token__is_sha256_in_hex() -> None:
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
