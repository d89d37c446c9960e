"""The stage on which tickets are played: three events on a chain, the actors, and a look at everything after each step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_abi import encode
from eth_account.signers.local import LocalAccount
from eth_utils import keccak

from behaviours.erc2612 import domain_separator, sign
from machines.book import LOCKED, UNLIMITED, Book, Tier, World
from wire import NOBODY, Contract, Signature, Wire

GWEI = 10**9
TOKENS = 30 * GWEI
TICKETS_DOMAIN = ("Einlass EventTickets", "1")
VOUCHER = "(uint256,address,uint256,uint256,uint256)"
NONCES = range(4)
LOOK = "look(address[],bytes[])(bytes)"


def tiers(begin: int, token: str) -> dict[int, Tier]:
    """Return the tiers of every event: for ETH with a limit; for tokens, members only; free, within a window."""
    return {
        1: Tier(supply=7, share=3, price=7 * GWEI, currency=NOBODY, limit=2),
        2: Tier(supply=6, share=2, price=5 * GWEI, currency=token, members_only=True),
        3: Tier(supply=4, share=1, price=0, currency=NOBODY, opens=begin + 500, closes=begin + 2500),
    }


@dataclass(frozen=True)
class Stage:
    """Everything that stays as it is while examples come and go."""

    wire: Wire
    token: Contract
    glance: Contract
    # By policy: the event, and what is true of it.
    events: dict[int, Contract]
    worlds: dict[int, World]
    # Who plays, by name; the node signs for each.
    actors: dict[str, str]
    # Contracts among them, by name, and an account that only receives.
    caller: Contract
    liar: str
    purse: str
    signers: dict[str, LocalAccount]
    begin: int

    @property
    def people(self) -> list[str]:
        """Everybody who can hold something."""
        return [*self.actors.values(), self.liar, self.purse]

    def book(self, policy: int) -> Book:
        """Open the book of a new example."""
        book = Book(self.worlds[policy], self.begin)
        for name in ("holder", "fan", "caller"):
            book.tokens[self.actors[name]] = TOKENS
            book.allowed[self.actors[name]] = UNLIMITED
        # One who allows little, and one who has nothing but allows everything.
        book.allowed[self.actors["fan"]] = 11 * GWEI
        book.allowed[self.actors["scalper"]] = UNLIMITED
        return book

    def voucher_signature(self, policy: int, voucher: tuple[int, str, int, int, int], signer: str) -> bytes:
        """Sign a voucher by EIP-712, without asking the contract what to sign."""
        kind = keccak(text="Voucher(uint256 tokenId,address to,uint256 price,uint256 nonce,uint256 deadline)")
        struct = keccak(encode(["bytes32", "uint256", "address", "uint256", "uint256", "uint256"], [kind, *voucher]))
        v, r, s = sign(self.signers[signer], domain_separator(self.events[policy]), struct)
        return r + s + bytes([v])


Shown = tuple[bool, int, int]
View = Callable[[Book], Shown | None]


class Lens:
    """Sees the whole state of one event in one call, and knows what it should be."""

    def __init__(self, stage: Stage, policy: int) -> None:
        self._stage, self._event, self._world = stage, stage.events[policy], stage.worlds[policy]
        self._labels: list[tuple[str, Any]] = []
        self._calls: list[tuple[str, bytes]] = []
        self._views: list[View] = []
        self.ids = [
            number << 32 | serial for number, tier in self._world.tiers.items() for serial in range(tier.supply + 1)
        ]
        for token in self.ids:
            self._watch_ticket(token)
        for account in [*stage.people, self._world.tickets]:
            self._watch_account(account)
        self._watch_event()
        self._request = Signature.of(LOOK).data([to for to, _ in self._calls], [data for _, data in self._calls])

    def look(self) -> dict[tuple[str, Any], Shown]:
        """Return what the chain says, by label."""
        answer = self._stage.wire.call(self._stage.glance.address, self._request)
        seen = Signature.of(LOOK).answer(answer)
        shown = {}
        for at, label in enumerate(self._labels):
            one = seen[65 * at : 65 * at + 65]
            words = int.from_bytes(one[1:33], "big"), int.from_bytes(one[33:], "big")
            shown[label] = (one[0] == 1, *words)
        return shown

    def expected(self, book: Book) -> dict[tuple[str, Any], Shown]:
        """Return what the book says, by label; what reverts shows nothing."""
        return {label: view(book) or (False, 0, 0) for label, view in zip(self._labels, self._views, strict=True)}

    def _watch(self, label: str, key: Any, call: tuple[str, str, Any], view: View) -> None:
        to, signature, arguments = call
        self._labels.append((label, key))
        self._calls.append((to, Signature.of(signature).data(*arguments)))
        self._views.append(view)

    def _watch_ticket(self, token: int) -> None:
        def of_ticket(name: str, value: Callable[[Book, Any], int]) -> None:
            def view(book: Book) -> Shown | None:
                ticket = book.tickets.get(token)
                return None if ticket is None else (True, value(book, ticket), 0)

            self._watch(name, token, (self._event.address, f"{name}(uint256)", (token,)), view)

        def always(name: str, value: Callable[[Book], bool]) -> None:
            call = (self._event.address, f"{name}(uint256)", (token,))
            self._watch(name, token, call, lambda book: (True, int(value(book)), 0))

        def offered(book: Book) -> Shown:
            price = book.offer(token)
            return (True, 0, 0) if price is None else (True, 1, price)

        def held_back(book: Book, ticket: Any) -> int:
            early = self._world.policy == LOCKED and book.now < self._world.ends
            return int(ticket.revoked or (early and ticket.owner != self._world.tickets))

        of_ticket("ownerOf", lambda _, ticket: int(ticket.owner, 16))
        of_ticket("getApproved", lambda _, ticket: int(ticket.approved, 16))
        of_ticket("paidFor", lambda _, ticket: ticket.paid)
        of_ticket("locked", held_back)
        always("isUsed", lambda book: token in book.used)
        always("isRevoked", lambda book: token in book.tickets and book.tickets[token].revoked)
        always("isRefunded", lambda book: token in book.tickets and book.tickets[token].refunded)
        self._watch("listingOf", token, (self._event.address, "listingOf(uint256)", (token,)), offered)

    def _watch_account(self, account: str) -> None:
        def number(label: str, call: tuple[str, str, Any], value: Callable[[Book], int]) -> None:
            self._watch(label, account, call, lambda book: (True, value(book), 0))

        def held(book: Book) -> int:
            return sum(ticket.owner == account for ticket in book.tickets.values())

        event, token = self._event.address, self._world.token
        number("balanceOf", (event, "balanceOf(address)", (account,)), held)
        credit = "creditOf(address,address)"
        number("ETH credit", (event, credit, (NOBODY, account)), lambda book: book.credits[NOBODY, account])
        number("token credit", (event, credit, (token, account)), lambda book: book.credits[token, account])
        number("tokens", (token, "balanceOf(address)", (account,)), lambda book: book.tokens[account])
        number("boughtBy", (event, "boughtBy(uint32,address)", (1, account)), lambda book: book.bought[1, account])

    def _watch_event(self) -> None:
        event, token = self._event.address, self._world.token
        for tier in self._world.tiers:
            self._watch(
                "sold", tier, (event, "sold(uint32)", (tier,)), lambda book, tier=tier: (True, book.sold[tier], 0)
            )
        for currency, label in ((NOBODY, "ETH proceeds"), (token, "token proceeds")):
            call = (event, "proceedsOf(address)", (currency,))
            self._watch(label, None, call, lambda book, currency=currency: (True, book.proceeds[currency], 0))
        for nonce in NONCES:
            call = (event, "isNonceUsed(uint256)", (nonce,))
            self._watch("isNonceUsed", nonce, call, lambda book, nonce=nonce: (True, int(nonce in book.nonces), 0))
        self._watch("isCancelled", None, (event, "isCancelled()", ()), lambda book: (True, int(book.cancelled), 0))
        balance = "balance(address)"
        glance, purse = self._stage.glance.address, self._stage.purse
        self._watch("ETH", event, (glance, balance, (event,)), lambda book: (True, book.owed(NOBODY), 0))
        self._watch("ETH", purse, (glance, balance, (purse,)), lambda book: (True, book.eth[purse], 0))
