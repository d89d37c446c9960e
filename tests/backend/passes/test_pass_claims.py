"""Claims: what is out of range is refused where it is made, not at the door."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.passes.claims import MAX_EXPIRES_AT, PassClaims, decode_claims, encode_claims

GOOD: dict[str, Any] = {"event_ref": bytes(8), "token_id": 1 << 32, "epoch": 0, "expires_at": 1_830_211_200}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("event_ref", bytes(7), "8 bytes, not 7"),
        ("event_ref", bytes(9), "8 bytes, not 9"),
        ("token_id", -1, "-1 is negative"),
        ("token_id", (1 << 32) - 1, "tier 0"),
        ("token_id", 1 << 63, "tier 2147483648"),
        ("epoch", -1, "epoch -1"),
        ("epoch", 1 << 32, "epoch 4294967296"),
        ("expires_at", 0, "expiry 0"),
        ("expires_at", MAX_EXPIRES_AT + 1, "expiry 253402300800"),
    ],
)
def test_pass_claims__value_out_of_range__raises_value_error_that_names_it(field: str, value: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        PassClaims(**GOOD | {field: value})


@given(tier=st.integers(1, 2**31 - 1), serial=st.integers(0, 2**32 - 1))
def test_pass_claims__any_token_id__tier_and_serial_are_its_halves_and_survive_the_wire(tier: int, serial: int) -> None:
    claims = PassClaims(**GOOD | {"token_id": tier << 32 | serial})
    assert (claims.tier, claims.serial) == (tier, serial)
    assert decode_claims(encode_claims(claims)) == claims
