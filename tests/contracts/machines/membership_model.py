"""What the memberships promise, said a second time in Python: who holds what, until when, and whose vote goes where.

Each method is a call of the contract. It changes the model, or raises `Refusal` with the very bytes that the contract must
revert with; then the model is spoilt, so try it on a copy.
"""

from collections import Counter
from dataclasses import dataclass, field

from wire import NOBODY, error

BOX_OFFICE, ORGANISER = 2, 1
HIGHEST_ID = 2**32 - 1


class Refusal(Exception):
    """The contract must refuse the call with `data`."""

    def __init__(self, signature: str, *arguments: object) -> None:
        super().__init__(f"{signature} {arguments}")
        self.data = error(signature, *arguments)


@dataclass
class Membership:
    """One that exists."""

    owner: str
    start: int
    end: int
    ended: bool = False


@dataclass
class Memberships:
    """All of a collective. Addresses are lower case; `custody` is the contract's own."""

    custody: str
    roles: dict[int, str]
    existing: dict[int, Membership] = field(default_factory=dict)
    retired: set[int] = field(default_factory=set)
    delegates: dict[str, str] = field(default_factory=dict)

    # ------------------------------------------------------------------------------------------------------------- views

    def held_by(self, account: str) -> int:
        """Return the id of the account's membership, or 0."""
        found = [number for number, one in self.existing.items() if one.owner == account != self.custody]
        assert len(found) < 2
        return found[0] if found else 0

    def is_expired(self, number: int, now: int) -> bool:
        return 0 < self.existing[number].end <= now

    def has_vote(self, number: int) -> bool:
        return self.existing[number].owner != self.custody and not self.existing[number].ended

    def votes(self) -> Counter[str]:
        """Return how many votes each account can cast; those of `NOBODY` are abstentions."""
        owners = [one.owner for number, one in self.existing.items() if self.has_vote(number)]
        return Counter(self.delegates.get(owner, NOBODY) for owner in owners)

    # ------------------------------------------------------------------------------------------------------------- calls

    def mint_to(self, sender: str, now: int, ids: list[int], accounts: list[str], expires: int) -> None:
        self._require(BOX_OFFICE, sender)
        self._require_future(expires, now)
        if len(ids) != len(accounts):
            raise Refusal("MembershipLengthMismatch(uint256,uint256)", len(ids), len(accounts))
        for number, account in zip(ids, accounts, strict=True):
            if not 0 < number <= HIGHEST_ID:
                raise Refusal("MembershipIdOutOfRange(uint256)", number)
            if number in self.existing:
                raise Refusal("MembershipAlreadyMinted(uint256)", number)
            if number in self.retired:
                raise Refusal("MembershipRetired(uint256)", number)
            self._require_receiver(account)
            self._welcome(account)
            self.existing[number] = Membership(account, now if expires else 0, expires)

    def mint(self, sender: str, now: int, ids: list[int], expires: int) -> None:
        self.mint_to(sender, now, ids, [self.custody] * len(ids), expires)

    def deliver(self, sender: str, now: int, ids: list[int], accounts: list[str]) -> None:
        self._require(BOX_OFFICE, sender)
        if len(ids) != len(accounts):
            raise Refusal("MembershipLengthMismatch(uint256,uint256)", len(ids), len(accounts))
        for number, account in zip(ids, accounts, strict=True):
            if account == self.custody:
                raise Refusal("ERC721InvalidReceiver(address)", account)
            if self._get(number).owner != self.custody:
                raise Refusal("MembershipNotInCustody(uint256)", number)
            self._require_receiver(account)
            self._hand_over(number, account, now)

    def renew(self, sender: str, now: int, ids: list[int], expires: int) -> None:
        self._require(BOX_OFFICE, sender)
        self._require_future(expires, now)
        for number in ids:
            one = self._get(number)
            if one.end == 0 or 0 < expires <= one.end:
                raise Refusal("MembershipNotExtended(uint256,uint64,uint64)", number, one.end, expires)
            start = now if self.is_expired(number, now) else one.start
            one.start, one.end, one.ended = (start if expires else 0), expires, False

    def expire(self, sender: str, now: int, ids: list[int]) -> None:  # noqa: ARG002 (anyone may)
        for number in ids:
            one = self._get(number)
            if not self.is_expired(number, now):
                raise Refusal("MembershipNotExpired(uint256)", number)
            one.ended = True

    def leave(self, sender: str, now: int) -> None:  # noqa: ARG002 (at any time)
        number = self.held_by(sender)
        if not number:
            raise Refusal("MembershipNotHeld(address)", sender)
        self._end(number)

    def revoke(self, sender: str, now: int, ids: list[int], reason: int) -> None:  # noqa: ARG002 (whenever, for any reason)
        self._require(ORGANISER, sender)
        for number in ids:
            self._get(number)
            self._end(number)

    def recover(self, sender: str, now: int, number: int, account: str, reason: int) -> None:  # noqa: ARG002 (for any reason)
        self._require(ORGANISER, sender)
        old = self._get(number).owner
        if old == self.custody:
            raise Refusal("MembershipInCustody(uint256)", number)
        if account == self.custody:
            raise Refusal("ERC721InvalidReceiver(address)", account)
        self._require_receiver(account)
        self._hand_over(number, account, now)
        self.delegates.pop(old, None)

    def delegate(self, sender: str, now: int, to: str) -> None:  # noqa: ARG002 (at any time)
        self.delegates[sender] = to

    def transfer(self, sender: str, now: int, owner: str, to: str, number: int) -> None:  # noqa: ARG002 (never)
        """`transferFrom`: must always be refused; which error depends on what is checked first."""
        self._require_receiver(to)
        held = self.existing.get(number)
        if held and held.owner != self.custody:
            raise Refusal("MembershipSoulbound(uint256)", number)
        if to != self.custody and self.held_by(to):
            raise Refusal("MembershipAlreadyHeld(address)", to)
        self._get(number)
        raise Refusal("ERC721InsufficientApproval(address,uint256)", sender, number)

    def approve(self, sender: str, now: int, to: str, number: int) -> None:  # noqa: ARG002 (to anybody, at any time)
        if self._get(number).owner != sender:
            raise Refusal("ERC721InvalidApprover(address)", sender)

    # --------------------------------------------------------------------------------------------------------- internals

    def _require(self, role: int, sender: str) -> None:
        if self.roles[role] != sender:
            raise Refusal("AccessMissingRole(uint64,address)", role, sender)

    def _require_future(self, expires: int, now: int) -> None:
        if 0 < expires <= now:
            raise Refusal("MembershipExpiryInvalid(uint64)", expires)

    def _require_receiver(self, account: str) -> None:
        if account == NOBODY:
            raise Refusal("ERC721InvalidReceiver(address)", account)

    def _get(self, number: int) -> Membership:
        if number not in self.existing:
            raise Refusal("ERC721NonexistentToken(uint256)", number)
        return self.existing[number]

    def _welcome(self, account: str) -> None:
        if account == self.custody:
            return
        if self.held_by(account):
            raise Refusal("MembershipAlreadyHeld(address)", account)
        if self.delegates.get(account, NOBODY) == NOBODY:
            self.delegates[account] = account

    def _hand_over(self, number: int, account: str, now: int) -> None:
        self._welcome(account)
        self.existing[number].owner = account
        self.existing[number].ended |= self.is_expired(number, now)

    def _end(self, number: int) -> None:
        gone = self.existing.pop(number)
        self.retired.add(number)
        self.delegates.pop(gone.owner, None)
