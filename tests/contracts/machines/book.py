"""What an event's tickets and its money should be: the interface's NatSpec again, in Python, without the contract.

`Book` keeps one event. Each method is one call: it raises `Expected` with the bytes of the error that the contract must
revert with, and has changed nothing then; or it changes the book as the contract must change.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from wire import NOBODY, error

FREE, FACE_VALUE, LOCKED = range(3)
ORGANISER, BOX_OFFICE, DOOR = 1, 2, 3
FOREVER = 2**64
UNLIMITED = 2**256 - 1


class Expected(Exception):
    """The contract must refuse this, with these bytes."""

    def __init__(self, text: str, *arguments: object) -> None:
        super().__init__(text, *arguments)
        self.data = error(text, *arguments)


@dataclass(frozen=True)
class Tier:
    """A tier as it was configured; `currency` is zero for ETH. No window means: until the event is over."""

    supply: int
    share: int
    price: int
    currency: str
    opens: int = 0
    closes: int = 0
    limit: int = 0
    members_only: bool = False


@dataclass(frozen=True)
class World:
    """What does not change while an event is played. All times are Unix seconds."""

    tickets: str
    token: str
    policy: int
    ends: int
    tiers: dict[int, Tier]
    roles: dict[int, str]
    payees: list[tuple[str, int]]
    # Until when an account is a member.
    members: dict[str, int]
    # Contracts that answer wrongly when they are handed a token, and contracts that take no ETH.
    liars: set[str]
    no_eth: set[str]


@dataclass
class Ticket:
    """A ticket that exists."""

    owner: str
    paid: int = 0
    revoked: bool = False
    refunded: bool = False
    approved: str = NOBODY
    listing: int | None = None


@dataclass
class Book:
    """One event. `asked` is called where the contract hands control to a receiver that is a contract."""

    world: World
    now: int
    tickets: dict[int, Ticket] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    sold: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    bought: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    nonces: set[int] = field(default_factory=set)
    operators: set[tuple[str, str]] = field(default_factory=set)
    proceeds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    credits: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    # What accounts that only receive have in ETH, and what everybody has in tokens and allows this event to take.
    eth: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    tokens: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    allowed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cancelled: bool = False
    asked: Callable[[str], None] = lambda _: None

    # ----------------------------------------------------------------------------------------------------- box office

    def mint(self, sender: str, ids: list[int], holders: list[str] | None = None) -> None:
        self._role(BOX_OFFICE, sender)
        self._not_cancelled()
        if holders is not None and len(holders) != len(ids):
            raise Expected("TicketLengthMismatch(uint256,uint256)", len(ids), len(holders))
        made: set[int] = set()
        for at, token in enumerate(ids):
            self._free(token, made)
            if holders is not None and holders[at] == NOBODY:
                raise Expected("ERC721InvalidReceiver(address)", NOBODY)
            made.add(token)
        for token, holder in zip(ids, holders or [self.world.tickets] * len(ids), strict=True):
            self.tickets[token] = Ticket(holder)

    def deliver(self, sender: str, ids: list[int], to: str) -> None:
        self._role(BOX_OFFICE, sender)
        if to == self.world.tickets:
            raise Expected("ERC721InvalidReceiver(address)", to)
        done: set[int] = set()
        for token in ids:
            if self._existing(token).owner != self.world.tickets or token in done:
                raise Expected("TicketNotInCustody(uint256)", token)
            if to == NOBODY:
                raise Expected("ERC721InvalidReceiver(address)", to)
            self._not_revoked(token)
            done.add(token)
        for token in ids:
            self._move(token, to)

    def void(self, sender: str, nonce: int) -> None:
        self._role(BOX_OFFICE, sender)
        self.nonces.add(nonce)

    # ------------------------------------------------------------------------------------------------ door, organiser

    def settle(self, sender: str, token: int) -> None:
        self._role(DOOR, sender)
        if token & 0xFFFFFFFF >= self._tier(token >> 32).supply:
            raise Expected("TicketSerialOutOfRange(uint256)", token)
        self.used.add(token)

    def revoke(self, sender: str, ids: list[int]) -> None:
        self._role(ORGANISER, sender)
        done: set[int] = set()
        for token in ids:
            self._existing(token)
            if token in self.used:
                raise Expected("TicketAlreadyUsed(uint256)", token)
            self._not_revoked(token)
            if token in done:
                raise Expected("TicketRevoked(uint256)", token)
            done.add(token)
        for token in ids:
            self.tickets[token].revoked = True

    def cancel(self, sender: str) -> None:
        self._role(ORGANISER, sender)
        self._not_cancelled()
        self._not_over()
        self.cancelled = True

    # --------------------------------------------------------------------------------------------------------- buying

    def buy(self, sender: str, number: int, to: str, quantity: int, value: int) -> None:
        self._not_cancelled()
        tier = self._tier(number)
        closes = tier.closes or self.world.ends
        if not tier.opens <= self.now < closes:
            raise Expected("TicketSaleClosed(uint256,uint64,uint64)", number, tier.opens, closes)
        left = tier.supply - tier.share - self.sold[number]
        if not 1 <= quantity <= left:
            raise Expected("TicketQuantityInvalid(uint256,uint256)", quantity, left)
        if to in {NOBODY, self.world.tickets}:
            raise Expected("ERC721InvalidReceiver(address)", to)
        self._member(number, to)
        if not tier.price and (tier.members_only or tier.limit) and to != sender:
            raise Expected("TicketNotForOthers(uint256,address)", number, to)
        if tier.limit and self.bought[number, to] + quantity > tier.limit:
            raise Expected("TicketLimitExceeded(uint256,address,uint16)", number, to, tier.limit)
        total = tier.price * quantity
        self._payment(tier.currency, total, value)
        first = number << 32 | tier.share + self.sold[number]
        for token in range(first, first + quantity):
            self._unused(token)
        self._tokens_there(tier.currency, sender, total)
        self._takes(to)
        self.sold[number] += quantity
        if tier.limit:
            self.bought[number, to] += quantity
        self.proceeds[tier.currency] += total
        self._collect(tier.currency, sender, self.world.tickets, total)
        for token in range(first, first + quantity):
            self.tickets[token] = Ticket(to, paid=tier.price)
        self.asked(to)

    def claim(
        self, sender: str, voucher: tuple[int, str, int, int, int], signer: str, *, signed: bool, value: int
    ) -> None:
        token, to, price, nonce, deadline = voucher
        if not signed:
            raise Expected("VoucherSignatureInvalid(address)", signer)
        self._not_cancelled()
        self._role(BOX_OFFICE, signer)
        if self.now > deadline:
            raise Expected("VoucherExpired(uint256)", deadline)
        if nonce in self.nonces:
            raise Expected("VoucherNonceUsed(uint256)", nonce)
        self._free(token, set())
        if to in {NOBODY, self.world.tickets}:
            raise Expected("ERC721InvalidReceiver(address)", to)
        currency = self._tier(token >> 32).currency
        self._payment(currency, price, value)
        if price:
            self._unused(token)
        self._tokens_there(currency, sender, price)
        self._takes(to)
        self.nonces.add(nonce)
        self.proceeds[currency] += price
        self._collect(currency, sender, self.world.tickets, price)
        self.tickets[token] = Ticket(to, paid=price)
        self.asked(to)

    # -------------------------------------------------------------------------------------------------------- selling

    def put_up(self, sender: str, token: int, price: int) -> None:
        self._not_cancelled()
        if self.world.policy != FACE_VALUE:
            raise Expected("TicketsNotFaceValue(uint8)", self.world.policy)
        self._not_over()
        ticket = self._own(sender, token)
        self._unused(token)
        self._not_revoked(token)
        if price > ticket.paid:
            raise Expected("TicketPriceTooHigh(uint256,uint256,uint256)", token, price, ticket.paid)
        ticket.listing = price

    def unlist(self, sender: str, token: int) -> None:
        ticket = self._own(sender, token)
        if ticket.listing is None:
            raise Expected("TicketNotListed(uint256)", token)
        ticket.listing = None

    def purchase(self, sender: str, token: int, price: int, value: int) -> None:
        self._not_cancelled()
        self._not_over()
        listed = self.offer(token)
        if listed is None:
            raise Expected("TicketNotListed(uint256)", token)
        if price != listed:
            raise Expected("TicketPriceChanged(uint256,uint256,uint256)", token, price, listed)
        ticket = self.tickets[token]
        seller = ticket.owner
        if seller == sender:
            raise Expected("TicketAlreadyYours(uint256)", token)
        self._member(token >> 32, sender)
        currency = self._tier(token >> 32).currency
        self._payment(currency, price, value)
        self._tokens_there(currency, sender, price)
        self._takes(sender)
        if currency == NOBODY:
            self.credits[currency, seller] += price
        self._collect(currency, sender, seller, price)
        self._move(token, sender)
        self.asked(sender)

    def offer(self, token: int) -> int | None:
        """Return for how much a ticket can be bought right now; None if it cannot."""
        ticket = self.tickets.get(token)
        over = self.cancelled or self.now >= self.world.ends
        return None if ticket is None or over or ticket.revoked or token in self.used else ticket.listing

    # --------------------------------------------------------------------------------------------------------- moving

    def transfer(self, sender: str, path: str, owner: str, to: str, token: int) -> None:
        if to == NOBODY:
            raise Expected("ERC721InvalidReceiver(address)", NOBODY)
        ticket = self._existing(token)
        if sender not in {ticket.owner, ticket.approved} and (ticket.owner, sender) not in self.operators:
            raise Expected("ERC721InsufficientApproval(address,uint256)", sender, token)
        self._not_revoked(token)
        if ticket.owner != self.world.tickets and self.now < self.world.ends:
            if self.world.policy == LOCKED:
                raise Expected("TicketLocked(uint256)", token)
            if self.world.policy == FACE_VALUE and to != self.world.tickets:
                raise Expected("TicketFaceValueOnly(uint256,address)", token, to)
        if ticket.owner != owner:
            raise Expected("ERC721IncorrectOwner(address,uint256,address)", owner, token, ticket.owner)
        if path != "transferFrom":
            self._takes(to)
        self._move(token, to)
        if path != "transferFrom":
            self.asked(to)

    def approve(self, sender: str, to: str, token: int) -> None:
        if to != NOBODY:
            self._approvable(to)
        owner = self._existing(token).owner
        if sender != owner and (owner, sender) not in self.operators:
            raise Expected("ERC721InvalidApprover(address)", sender)
        self.tickets[token].approved = to

    def approve_all(self, sender: str, operator: str, *, allowed: bool) -> None:
        if allowed:
            self._approvable(operator)
        if operator == NOBODY:
            raise Expected("ERC721InvalidOperator(address)", operator)
        (self.operators.add if allowed else self.operators.discard)((sender, operator))

    # ---------------------------------------------------------------------------------------------------------- money

    def refund(self, ids: list[int]) -> None:
        if not self.cancelled:
            raise Expected("TicketsNotCancelled()")
        due: dict[int, Ticket] = {}
        for token in ids:
            ticket = self._existing(token)
            if not ticket.refunded and not ticket.paid:
                raise Expected("TicketNothingToRefund(uint256)", token)
            if not ticket.refunded:
                due[token] = ticket
        for token, ticket in due.items():
            currency = self._tier(token >> 32).currency
            ticket.refunded = True
            self.proceeds[currency] -= ticket.paid
            if ticket.owner == self.world.tickets:
                self._split(currency, ticket.paid)
            else:
                self.credits[currency, ticket.owner] += ticket.paid

    def release(self, currency: str) -> None:
        self._not_cancelled()
        if self.now < self.world.ends:
            raise Expected("TicketsNotOver(uint64)", self.world.ends)
        amount = self.proceeds[currency]
        if not amount:
            raise Expected("TicketsNothingToRelease(address)", currency)
        self.proceeds[currency] = 0
        self._split(currency, amount)

    def withdraw(self, sender: str, currency: str, to: str) -> None:
        amount = self.credits[currency, sender]
        if not amount:
            raise Expected("CreditEmpty(address,address)", currency, sender)
        if to in {NOBODY, self.world.tickets} or (currency == NOBODY and to in self.world.no_eth):
            raise Expected("CreditNotTaken(address)", to)
        self.credits[currency, sender] = 0
        if currency == NOBODY:
            self.eth[to] += amount
        else:
            self.tokens[self.world.tickets] -= amount
            self.tokens[to] += amount

    def owed(self, currency: str) -> int:
        """Return what the contract must have: nothing more, nothing less."""
        return self.proceeds[currency] + sum(sum_ for (kind, _), sum_ in self.credits.items() if kind == currency)

    # ------------------------------------------------------------------------------------------------------ internals

    def _split(self, currency: str, amount: int) -> None:
        whole = sum(shares for _, shares in self.world.payees)
        below = given = 0
        for account, shares in self.world.payees:
            below += shares
            part = amount * below // whole - given
            self.credits[currency, account] += part
            given += part
        assert given == amount

    def _move(self, token: int, to: str) -> None:
        ticket = self.tickets[token]
        ticket.owner, ticket.approved, ticket.listing = to, NOBODY, None

    def _collect(self, currency: str, payer: str, to: str, amount: int) -> None:
        if currency == NOBODY or not amount:
            return
        if self.allowed[payer] != UNLIMITED:
            self.allowed[payer] -= amount
        self.tokens[payer] -= amount
        self.tokens[to] += amount

    def _tokens_there(self, currency: str, payer: str, amount: int) -> None:
        if currency == NOBODY or not amount:
            return
        if self.allowed[payer] < amount:
            text = "ERC20InsufficientAllowance(address,uint256,uint256)"
            raise Expected(text, self.world.tickets, self.allowed[payer], amount)
        if self.tokens[payer] < amount:
            raise Expected("ERC20InsufficientBalance(address,uint256,uint256)", payer, self.tokens[payer], amount)

    def _role(self, role: int, account: str) -> None:
        if self.world.roles[role] != account:
            raise Expected("AccessMissingRole(uint64,address)", role, account)

    def _tier(self, number: int) -> Tier:
        if number not in self.world.tiers:
            raise Expected("TicketTierUnknown(uint256)", number)
        return self.world.tiers[number]

    def _free(self, token: int, made: set[int]) -> None:
        if token & 0xFFFFFFFF >= self._tier(token >> 32).share:
            raise Expected("TicketSerialOutOfRange(uint256)", token)
        if token in self.tickets or token in made:
            raise Expected("TicketAlreadyMinted(uint256)", token)

    def _existing(self, token: int) -> Ticket:
        if token not in self.tickets:
            raise Expected("ERC721NonexistentToken(uint256)", token)
        return self.tickets[token]

    def _own(self, sender: str, token: int) -> Ticket:
        ticket = self._existing(token)
        if ticket.owner != sender:
            raise Expected("TicketNotYours(uint256,address)", token, ticket.owner)
        return ticket

    def _member(self, number: int, account: str) -> None:
        if self.world.tiers[number].members_only and self.world.members.get(account, 0) <= self.now:
            raise Expected("TicketMembersOnly(uint256,address)", number, account)

    def _payment(self, currency: str, amount: int, value: int) -> None:
        due = amount if currency == NOBODY else 0
        if value != due:
            raise Expected("TicketPaymentInvalid(uint256,uint256)", due, value)

    def _takes(self, to: str) -> None:
        if to in self.world.liars:
            raise Expected("ERC721InvalidReceiver(address)", to)

    def _approvable(self, operator: str) -> None:
        if self.world.policy != FREE and self.now < self.world.ends:
            raise Expected("TicketApprovalForbidden(address)", operator)

    def _unused(self, token: int) -> None:
        if token in self.used:
            raise Expected("TicketAlreadyUsed(uint256)", token)

    def _not_revoked(self, token: int) -> None:
        if self.tickets[token].revoked:
            raise Expected("TicketRevoked(uint256)", token)

    def _not_cancelled(self) -> None:
        if self.cancelled:
            raise Expected("TicketsCancelled()")

    def _not_over(self) -> None:
        if self.now >= self.world.ends:
            raise Expected("TicketsOver(uint64)", self.world.ends)
