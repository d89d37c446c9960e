"""How a story about tickets is played: one call after the other on the chain and in the book, then a look at everything."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from machines.book import Book, Expected, World
from machines.stage import Lens, Stage
from wire import NOBODY, Contract, Refused, event

Seen = dict[tuple[str, Any], Any]


class TicketPlay(RuleBasedStateMachine):
    """Plays calls under one policy and keeps the invariants of docs/invariants.md; what is played, a subclass says.

    `done` counts what went through.
    """

    contract: Contract
    world: World
    book: Book
    lens: Lens
    # What was seen after the last step.
    before: Seen

    def __init__(self, stage: Stage, policy: int, done: Counter[str]) -> None:
        super().__init__()
        self.stage, self.policy, self.done = stage, policy, done
        self.names = {address: name for name, address in stage.actors.items()}
        self.snapshot = stage.wire.ask("evm_snapshot")
        self.pending: tuple[bytes, Callable[[], None]] | None = None
        self.answered: list[tuple[bool, bytes]] = []
        self.withdrawn: set[str] = set()

    # ------------------------------------------------------------------------------------------------------- one call

    def do(self, sender: str, signature: str, *arguments: Any, book: Callable[[], None], value: int = 0) -> None:
        """Make a call; it succeeds or reverts as the book says."""
        name = signature[: signature.index("(")]
        self.done["tried"] += 1
        told = [self.names.get(one, one) if isinstance(one, str) else one for one in arguments]
        note(f"{self.names[sender]}: {name}{tuple(told)}" + (f" with {value}" if value else ""))
        self.answered = []
        refusal = self.refusal_of(book)
        if refusal:
            reason = self.contract.reason(sender, signature, *arguments, value=value)
            assert reason == refusal.data, f"{name}: must be refused with {refusal}, but {reason!r}"
            return
        try:
            logs = self.contract.send(sender, signature, *arguments, value=value)
        except Refused as refused:
            raise AssertionError(f"{name}: must go through, but {refused}") from refused
        self.done[name] += 1
        for answer in self.answered:
            said = event(self.stage.caller.address, "Called(bool,bytes)", *answer)
            assert said in logs, f"the call back must have ended with {answer}"
            self.done["called back"] += answer[0]
        if name == "withdraw":
            self.withdrawn.add(sender)

    @staticmethod
    def refusal_of(book: Callable[[], None]) -> Expected | None:
        """Write something into the book; return what speaks against it, if it must be refused."""
        try:
            book()
        except Expected as expected:
            return expected
        return None

    def call_back(self, to: str) -> None:
        """Do in the book what the contract among the actors does as soon as it is handed a token."""
        if to != self.stage.caller.address or self.pending is None:
            return
        (_, action), self.pending = self.pending, None
        refusal = self.refusal_of(action)
        self.answered.append((False, refusal.data) if refusal else (True, b""))

    # -------------------------------------------------------------------------------------------------------- drawing

    def mostly(self, data: st.DataObject, likely: Sequence[Any], others: Sequence[Any], label: str) -> Any:
        """Draw one of the likely, if there are any, fourteen times of fifteen; else one of the others."""
        often = likely and data.draw(st.sampled_from([True] * 14 + [False]), label="likely")
        return data.draw(st.sampled_from(likely if often else others), label=label)

    def actor(self, data: st.DataObject, *likely: str) -> str:
        return self.mostly(data, likely, list(self.stage.actors.values()), "who")

    def receiver(self, data: st.DataObject) -> str:
        names = "holder", "fan", "scalper", "caller"
        others = [*self.stage.actors.values(), self.world.tickets, self.stage.liar, NOBODY]
        return self.mostly(data, [self.stage.actors[name] for name in names], others, "to")

    def ticket(self, data: st.DataObject, *likely: int) -> int:
        """Draw one of these tickets, mostly; if there are none, one that exists."""
        return self.mostly(data, likely or sorted(self.book.tickets), [*self.lens.ids, 9 << 32, 5], "ticket")

    def unminted(self) -> list[int]:
        """Which serials of the box office's shares are free."""
        shares = {number: tier.share for number, tier in self.world.tiers.items()}
        return [one for one in self.lens.ids if one not in self.book.tickets and one & 0xFFFFFFFF < shares[one >> 32]]

    def owner(self, token: int) -> str:
        ticket = self.book.tickets.get(token)
        able = ticket is not None and ticket.owner in self.stage.actors.values()
        return ticket.owner if able else self.stage.actors["holder"]

    def value(self, data: st.DataObject, currency: str, amount: int) -> int:
        """Draw what comes with a call: what is due, mostly."""
        due = amount if currency == NOBODY else 0
        return self.mostly(data, [due], [due + 1, max(0, due - 1), amount], "value")

    # ----------------------------------------------------------------------------------------------------- invariants

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "book"):
            return
        seen, before = self.lens.look(), self.before
        self.before = seen
        wrong = {
            label: (seen[label], should)
            for label, should in self.lens.expected(self.book).items()
            if seen[label] != should
        }
        self._supply_and_balances(seen)
        self._money(seen, before)
        self._moves(seen, before)
        assert not wrong, f"not what the book says (seen, expected): {wrong}"
        self.withdrawn.clear()

    def _supply_and_balances(self, seen: Seen) -> None:
        exist = [token for token in self.lens.ids if seen["ownerOf", token][0]]
        for number, tier in self.world.tiers.items():
            count = sum(token >> 32 == number for token in exist)
            assert count <= tier.supply, f"tier {number} has {count} tickets"
            assert ("ownerOf", number << 32 | tier.supply) not in exist
        people = [*self.stage.people, self.world.tickets]
        assert sum(seen["balanceOf", account][1] for account in people) == len(exist), "balances do not sum up"

    def _money(self, seen: Seen, before: Seen) -> None:
        people = [*self.stage.people, self.world.tickets]
        for kind, has in (("ETH", seen["ETH", self.world.tickets]), ("token", seen["tokens", self.world.tickets])):
            credit = sum(seen[f"{kind} credit", account][1] for account in people)
            owed = seen[f"{kind} proceeds", None][1] + credit
            assert has[1] == owed, f"{kind}: the contract has {has[1]} and owes {owed}"
            for account in people:
                fell = seen[f"{kind} credit", account][1] < before[f"{kind} credit", account][1]
                assert not fell or account in self.withdrawn, f"{kind} credit of {self.names[account]} is gone"

    def _moves(self, seen: Seen, before: Seen) -> None:
        for token in self.lens.ids:
            had, has = before["ownerOf", token], seen["ownerOf", token]
            if had[0] and had != has:
                assert not before["locked", token][1], f"{token} was locked and moved"
                assert not seen["listingOf", token][1], f"{token} moved and is still listed"

    # -------------------------------------------------------------------------------------------------------- the end

    def teardown(self) -> None:
        """Everybody takes what is theirs, and the contract is empty."""
        try:
            if hasattr(self, "book"):
                self._everybody_takes_theirs()
        finally:
            self.stage.wire.ask("evm_revert", self.snapshot)

    def _everybody_takes_theirs(self) -> None:
        anybody = self.stage.actors["scalper"]
        if self.book.cancelled:
            due = [token for token, ticket in self.book.tickets.items() if ticket.paid]
            self.do(anybody, "refund(uint256[])", due, book=lambda: self.book.refund(due))
        else:
            if self.book.now < self.world.ends:
                self.stage.wire.advance(to=self.world.ends)
                self.book.now = self.world.ends
                self.before = self.lens.look()
            for currency in (NOBODY, self.world.token):
                if self.book.proceeds[currency]:
                    self.do(anybody, "release(address)", currency, book=lambda one=currency: self.book.release(one))
        self.holds()
        for (currency, account), amount in [*self.book.credits.items()]:
            if amount:
                take = lambda one=account, kind=currency: self.book.withdraw(one, kind, self.stage.purse)  # noqa: E731
                sender = self._able(account)
                self.do(sender, "withdraw(address,address)", currency, self.stage.purse, book=take)
        self.holds()
        assert self.before["ETH", self.world.tickets][1] == 0, "ETH is stranded"
        assert self.before["tokens", self.world.tickets][1] == 0, "tokens are stranded"

    def _able(self, account: str) -> str:
        """Let the node sign for whoever holds a credit, also a contract that nobody here plays."""
        if account not in self.stage.actors.values():
            self.stage.wire.ask("anvil_impersonateAccount", account)
            self.stage.wire.ask("anvil_setBalance", account, hex(10**18))
        return account
