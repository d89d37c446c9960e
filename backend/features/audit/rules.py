"""What two accounts of the same chain differ in; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Key = tuple[str, int]


@dataclass(frozen=True)
class Token:
    """A ticket or membership: who has it, and in which blocks it was minted, used and revoked."""

    owner: str
    minted: int
    used: int | None = None
    revoked: int | None = None


@dataclass
class Account:
    """What somebody says of the chain. Contracts with what they belong to; balances by token contract and holder."""

    collectives: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    cancelled: dict[str, int] = field(default_factory=dict)
    tokens: dict[Key, Token] = field(default_factory=dict)
    balances: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same: `database` and `chain` say what each has. `kind` is a text's name."""

    kind: str
    contract: str
    subject: str
    database: str
    chain: str


def compare(database: Account, chain: Account) -> Iterator[Difference]:
    """Everything in which the two accounts differ, in a stable order."""
    yield from _pairs("collective", database.collectives, chain.collectives)
    yield from _pairs("event", database.events, chain.events)
    yield from _pairs("cancelled", database.cancelled, chain.cancelled)
    for key in sorted(database.tokens.keys() | chain.tokens.keys()):
        yield from _token(key, database.tokens.get(key), chain.tokens.get(key))
    for holder in sorted(database.balances.keys() | chain.balances.keys()):
        ours, theirs = database.balances.get(holder, 0), chain.balances.get(holder, 0)
        if ours != theirs:
            yield Difference("balance", holder[0], holder[1], str(ours), str(theirs))


def _pairs(kind: str, database: Mapping[str, str | int], chain: Mapping[str, str | int]) -> Iterator[Difference]:
    for address in sorted(database.keys() | chain.keys()):
        ours, theirs = database.get(address), chain.get(address)
        if ours != theirs:
            yield Difference(kind, address, "", _text(ours), _text(theirs))


def _token(key: Key, ours: Token | None, theirs: Token | None) -> Iterator[Difference]:
    contract, token_id = key
    if ours is None or theirs is None:
        yield Difference("token", contract, str(token_id), ours.owner if ours else "", theirs.owner if theirs else "")
        return
    for kind, one, other in (
        ("owner", ours.owner, theirs.owner),
        ("minted", ours.minted, theirs.minted),
        ("used", ours.used, theirs.used),
        ("revoked", ours.revoked, theirs.revoked),
    ):
        if one != other:
            yield Difference(kind, contract, str(token_id), _text(one), _text(other))


def _text(value: str | int | None) -> str:
    return "" if value is None else str(value)


def spread(keys: list[Key], most: int) -> list[Key]:
    """At most `most` of the keys, evenly over all of them; the first and the last among them."""
    if len(keys) <= most:
        return keys
    return [keys[at * (len(keys) - 1) // (most - 1)] for at in range(most)]
