"""Comparing the database with the chain, read apart from the indexer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.chain.client import ChainClient
from backend.core.errors import SetupError
from backend.db.models.installation import Installation
from backend.db.repositories import audit, collectives
from backend.db.session import Database
from backend.features.audit.reading import ChainBooks, add_transfer, without_zeros
from backend.features.audit.rules import Account, Difference, Key, Token, compare, spread
from backend.outbox.intents import Kind

# Three questions a ticket; more of them only on request.
SPOT_CHECKS = 200
_MOST_TRIES = 5


@dataclass(frozen=True)
class Report:
    """What was compared, up to which block, and every difference."""

    block: int
    counts: Mapping[str, int]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Stored:
    """What the database says at one position."""

    block: int
    block_hash: str
    account: Account
    done: tuple[audit.Done, ...]
    founders: frozenset[str]


def run(db: Database, client: ChainClient, installed: Installation, *, spots: int = SPOT_CHECKS) -> Report:
    """Compare everything that was read with the chain up to the same block; `spots` tokens of each kind are asked for singly.

    Raises SetupError `audit_nothing_read`, `audit_no_peace` when the indexer never stood still, and ChainError.
    """
    client.require_chain(installed.chain_id, installed.genesis_hash)
    for _ in range(_MOST_TRIES):
        stored = _stored(db, installed)
        header = client.header(stored.block)
        books = ChainBooks(client, first=installed.from_block, last=stored.block)
        if header is None or header.hash != stored.block_hash:
            # The chain has just changed its mind and the indexer will follow; if not, that is the difference.
            theirs = header.hash if header else ""
            return Report(
                stored.block, {}, (Difference("block-differs", "", str(stored.block), stored.block_hash, theirs),)
            )
        chain = books.account(installed.factory, stored.founders)
        tickets, memberships = _keys(stored.account, chain)
        found = [
            *compare(stored.account, chain),
            *books.spot_checks(spread(tickets, spots), spread(memberships, spots), stored.account),
            *_undone(stored.done, chain),
        ]
        after = client.header(stored.block)
        if after is not None and after.hash == stored.block_hash:
            return Report(stored.block, _counts(chain, stored), tuple(found))
    raise SetupError("audit_no_peace")


def _keys(database: Account, chain: Account) -> tuple[list[Key], list[Key]]:
    """Every token that either knows: tickets, memberships."""
    keys = sorted(database.tokens.keys() | chain.tokens.keys())
    events = database.events.keys() | chain.events.keys()
    return [key for key in keys if key[0] in events], [key for key in keys if key[0] not in events]


def _counts(chain: Account, stored: _Stored) -> Mapping[str, int]:
    return {
        "collectives": len(chain.collectives),
        "events": len(chain.events),
        "tokens": len(chain.tokens),
        "used": sum(token.used is not None for token in chain.tokens.values()),
        "revoked": sum(token.revoked is not None for token in chain.tokens.values()),
        "balances": len(chain.balances),
        "done": len(stored.done),
    }


def _stored(db: Database, installed: Installation) -> _Stored:
    """The database at one position of its indexer."""
    for _ in range(_MOST_TRIES):
        with db.read() as session:
            before = audit.position(session)
            if before is None:
                raise SetupError("audit_nothing_read")
            founders = frozenset(collectives.founders(session)) | {installed.organiser}
            account, done = (
                _account(session),
                tuple(audit.done(session, [Kind.MINT_TICKET, Kind.REVOKE_TICKET, Kind.SETTLE])),
            )
        # PostgreSQL's statements see each its own moment: the same position before and after makes them one.
        with db.read() as session:
            if audit.position(session) == before:
                return _Stored(*before, account, done, founders)
    raise SetupError("audit_no_peace")


def _account(session: Session) -> Account:
    coins = [collective.token for collective in audit.collectives(session)]
    balances: dict[str, dict[str, int]] = {coin: {} for coin in coins}
    for entry in audit.logs_of(session, coins, "Transfer"):
        add_transfer(balances[entry.address], entry.args["from"], entry.args["to"], int(entry.args["value"]))
    return Account(
        collectives={row.access: row.ref for row in audit.collectives(session)},
        events={row.tickets: row.access for row in audit.events(session)},
        cancelled={
            row.tickets: row.cancelled_block for row in audit.events(session) if row.cancelled_block is not None
        },
        tokens={
            (row.contract, row.token_id): Token(row.owner, row.minted_block, row.used_block, row.revoked_block)
            for row in audit.tokens(session)
        },
        balances={(coin, who): amount for coin in coins for who, amount in without_zeros(balances[coin]).items()},
    )


def _undone(done: tuple[audit.Done, ...], chain: Account) -> list[Difference]:
    """What we believe to have brought to the chain for good, and the chain does not know; or knows to have happened twice."""
    found = []
    minted: Counter[Key] = Counter()
    for item in done:
        if item.kind == Kind.SETTLE:
            bits, base = int(item.payload["bits"], 16), item.payload["tier"] * 2**32 + item.payload["index"] * 256
            ids = [base + bit for bit in range(256) if bits >> bit & 1]
            lacking = [i for i in ids if (t := chain.tokens.get((item.contract, i))) is not None and t.used is None]
        else:
            token = chain.tokens.get((item.contract, item.token_id or 0))
            good = token is not None and (item.kind == Kind.MINT_TICKET or token.revoked is not None)
            lacking = [] if good else [item.token_id or 0]
        if item.kind == Kind.MINT_TICKET:
            minted[item.contract, item.token_id or 0] += 1
        found += [
            Difference(f"undone-{item.kind.replace('_', '-')}", item.contract, str(i), "final", "") for i in lacking
        ]
    twice = [key for key, count in minted.items() if count > 1]
    return found + [Difference("twice", contract, str(token_id), "2", "1") for contract, token_id in sorted(twice)]
