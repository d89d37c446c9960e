"""How tickets are numbered, here and in EventTickets: `tier << 32 | serial`, and 256 serials to a word of check-ins. Pure."""

from collections.abc import Iterable, Iterator, Mapping

ZERO_ADDRESS = "0x" + "0" * 40
WORD_BITS = 256
# What does not fit 63 bits is none of ours, and no database keeps it as a number.
LARGEST_ID = 2**63 - 1

# A tier, and the index of a word of its serials.
Word = tuple[int, int]


def token_id(tier: int, serial: int) -> int:
    """The id of a tier's ticket."""
    return tier << 32 | serial


def tier_of(ticket: int) -> int:
    """The number of a ticket's tier."""
    return ticket >> 32


def serial_of(ticket: int) -> int:
    """A ticket's serial within its tier, from 0."""
    return ticket & 0xFFFFFFFF


def spoken(token: int) -> str:
    """The number people say: a ticket's tier, dash, serial from 1 with four digits or more; a membership's own number."""
    return f"{tier_of(token)}-{serial_of(token) + 1:04d}" if tier_of(token) else str(token)


def word_of(ticket: int) -> Word:
    """The word that holds a ticket's check-in."""
    return tier_of(ticket), serial_of(ticket) // WORD_BITS


def bit_of(ticket: int) -> int:
    """A ticket's bit in its word."""
    return 1 << serial_of(ticket) % WORD_BITS


def words_of(tickets: Iterable[int]) -> Mapping[Word, int]:
    """The bits that stand for these tickets, by word."""
    bits: dict[Word, int] = {}
    for ticket in tickets:
        bits[word_of(ticket)] = bits.get(word_of(ticket), 0) | bit_of(ticket)
    return bits


def tickets_in(word: Word, bits: int) -> Iterator[int]:
    """The ids whose bits are set in a word."""
    tier, serial = word[0], word[1] * WORD_BITS
    while bits:
        if bits & 1:
            yield token_id(tier, serial)
        bits >>= 1
        serial += 1
