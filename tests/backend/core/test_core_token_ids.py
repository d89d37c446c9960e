"""Token ids and words of check-ins: there and back, and at the edges of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.token_ids import WORD_BITS, serial_of, spoken, tickets_in, tier_of, token_id, word_of, words_of


@given(tier=st.integers(0, 2**31 - 1), serial=st.integers(0, 2**32 - 1))
def test_token_id__any_tier_and_serial__both_again(tier: int, serial: int) -> None:
    ticket = token_id(tier, serial)
    assert (tier_of(ticket), serial_of(ticket)) == (tier, serial)
    assert list(tickets_in(word_of(ticket), words_of([ticket])[word_of(ticket)])) == [ticket]


@given(st.sets(st.tuples(st.integers(1, 3), st.integers(0, 1_000)), max_size=300))
def test_words_of__any_tickets__the_same_tickets_again(tickets: set[tuple[int, int]]) -> None:
    ids = {tier << 32 | serial for tier, serial in tickets}
    made = words_of(ids)
    assert all(0 < bits < 1 << WORD_BITS for bits in made.values())
    assert {ticket for word, bits in made.items() for ticket in tickets_in(word, bits)} == ids


def test_words_of__at_the_edges_of_a_word__bit_by_bit() -> None:
    ids = [1 << 32, 1 << 32 | 255, 1 << 32 | 256, 2 << 32 | 1]
    assert words_of(ids) == {(1, 0): 1 | 1 << 255, (1, 1): 1, (2, 0): 2}
    assert words_of([]) == {}


@pytest.mark.parametrize(("bits", "serials"), [(0, []), (1, [512]), (1 << 255 | 6, [513, 514, 767])])
def test_tickets_in__a_word__its_bits_as_serials_in_order(bits: int, serials: list[int]) -> None:
    assert list(tickets_in((3, 2), bits)) == [3 << 32 | serial for serial in serials]


@pytest.mark.parametrize(
    ("token", "number"), [(7, "7"), (1 << 32, "1-0001"), (2 << 32 | 41, "2-0042"), (16 << 32 | 99_999, "16-100000")]
)
def test_spoken__a_membership_or_a_ticket__counted_from_one(token: int, number: str) -> None:
    assert spoken(token) == number
