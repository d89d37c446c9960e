"""Anything that anybody does to an event's tickets, in any order: the contract does what the book says, and no money is lost.

Hypothesis plays short stories on a chain. Before each call the book (`machines/book.py`) says whether it must succeed, or
with which bytes it must revert; after each call all of the event's state is compared, and the invariants of
docs/invariants.md are looked at by themselves. `EINLASS_SOAK=1` plays longer, and other stories each time.
"""

import os
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    rule,
    run_state_machine_as_test,
)

from behaviours.subject import MOVES
from machines.book import BOX_OFFICE, DOOR, FACE_VALUE, FREE, LOCKED, ORGANISER
from machines.stage import GWEI, NONCES, VOUCHER, Lens
from machines.ticket_play import TicketPlay
from support import DAY
from wire import NOBODY, Refused, Signature

SOAK = os.environ.get("EINLASS_SOAK") == "1"
PROFILE = settings(
    max_examples=250 if SOAK else 20,
    stateful_step_count=60 if SOAK else 35,
    derandomize=not SOAK,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
# What must have gone through at least once in a run: a machine that only hears refusals proves little.
OFTEN = {"mint", "mintTo", "buy", "claim", "settle", "revoke", "cancel", "refund", "release", "withdraw", "voidNonces"}
MOVED = {"transferFrom", "safeTransferFrom", "approve"}
SELDOM = MOVED | {"deliver", "setApprovalForAll", "called back"} if SOAK else set()
CALLS = {
    FREE: OFTEN | MOVED | SELDOM,
    FACE_VALUE: OFTEN | {"list", "purchase"} | SELDOM | ({"unlist"} if SOAK else set()),
    # Before the end nothing that a contract could do at once is allowed here.
    LOCKED: (OFTEN | SELDOM) - {"called back"},
}
ACTIONS = [
    "buy", "buy", "claim", "claim", "mint", "deliver", "void", "settle", "revoke", "cancel", "put_up", "transfer", "transfer",
    "approve", "approve_all", "refund", "refund", "release", "withdraw", "pay_in", "prepare", "prepare", "wait", "wait",
]  # fmt: skip
LISTINGS = ["put_up", "purchase", "purchase", "sell_on", "sell_on", "unlist"]
# What a contract does in the moment in which it is handed a ticket.
ANSWERS = ["move", "list", "approve", "withdraw", "refund", "purchase", "unlist"]


class TicketMachine(TicketPlay):
    """One story under one policy: what can happen in it."""

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        """Begin with tickets in custody, given out and bought, so that every story has something to be about."""
        policy = self.policy
        self.contract, self.world = self.stage.events[policy], self.stage.worlds[policy]
        self.names |= {
            self.world.tickets: "the contract",
            self.stage.liar: "liar",
            self.stage.purse: "purse",
            NOBODY: "nobody",
        }
        self.book, self.lens = self.stage.book(policy), Lens(self.stage, policy)
        self.book.asked = self.call_back
        self.before = self.lens.look()
        self.prepare(data)
        for _ in range(2):
            self.mint(data)
        for _ in range(3):
            self.buy(data)

    @rule(data=st.data())
    def somebody_does_something(self, data: st.DataObject) -> None:
        """One rule for all actions: Hypothesis would leave most of the rules out of a story if there were many."""
        getattr(self, data.draw(st.sampled_from(ACTIONS + LISTINGS * (self.policy == FACE_VALUE)), label="what"))(data)

    # ------------------------------------------------------------------------------------------------------ box office

    def mint(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, 3), label="count")
        sender = self.actor(data, self.world.roles[BOX_OFFICE])
        ids = [self.ticket(data, *self.unminted()) for _ in range(count)]
        if data.draw(st.booleans(), label="custody"):
            self.do(sender, "mint(uint256[])", ids, book=lambda: self.book.mint(sender, ids))
            return
        holders = [self.receiver(data) for _ in range(data.draw(st.sampled_from([count] * 9 + [0]), label="holders"))]
        self.do(sender, "mintTo(uint256[],address[])", ids, holders, book=lambda: self.book.mint(sender, ids, holders))

    def deliver(self, data: st.DataObject) -> None:
        sender = self.actor(data, self.world.roles[BOX_OFFICE])
        kept = [token for token, ticket in self.book.tickets.items() if ticket.owner == self.world.tickets]
        ids = [self.ticket(data, *kept) for _ in range(data.draw(st.integers(1, 2), label="count"))]
        to = self.receiver(data)
        self.do(sender, "deliver(uint256[],address)", ids, to, book=lambda: self.book.deliver(sender, ids, to))

    def void(self, data: st.DataObject) -> None:
        nonce = data.draw(st.sampled_from(NONCES), label="nonce")
        sender = self.actor(data, self.world.roles[BOX_OFFICE])
        self.do(sender, "voidNonces(uint256[])", [nonce], book=lambda: self.book.void(sender, nonce))

    # ------------------------------------------------------------------------------------------------ door, organiser

    def settle(self, data: st.DataObject) -> None:
        sender, token = self.actor(data, self.world.roles[DOOR]), self.ticket(data)
        word = (token >> 32, (token & 0xFFFFFFFF) >> 8, 1 << (token & 0xFF))
        signature = "settle((uint32,uint32,uint256)[])"
        self.do(sender, signature, [word], book=lambda: self.book.settle(sender, token))

    def revoke(self, data: st.DataObject) -> None:
        sender = self.actor(data, self.world.roles[ORGANISER])
        ids = [self.ticket(data) for _ in range(data.draw(st.integers(1, 2), label="count"))]
        self.do(sender, "revoke(uint256[],uint8)", ids, 2, book=lambda: self.book.revoke(sender, ids))

    def cancel(self, data: st.DataObject) -> None:
        sender = self.actor(data, *([self.world.roles[ORGANISER]] if len(self.book.tickets) > 6 else []))
        self.do(sender, "cancel()", book=lambda: self.book.cancel(sender))

    # --------------------------------------------------------------------------------------------------------- buying

    def buy(self, data: st.DataObject) -> None:
        number = self.mostly(data, [1, 1, 2, 3], [4, 0], "tier")
        quantity = self.mostly(data, [1, 1, 2], [0, 4], "quantity")
        sender = self.actor(data)
        to = sender if data.draw(st.booleans(), label="for oneself") else self.receiver(data)
        tier = self.world.tiers.get(number)
        value = self.value(data, tier.currency, tier.price * quantity) if tier else 0
        self.do(
            sender, "buy(uint32,address,uint256)", number, to, quantity, value=value,
            book=lambda: self.book.buy(sender, number, to, quantity, value),
        )  # fmt: skip

    def claim(self, data: st.DataObject) -> None:
        price = data.draw(st.sampled_from([0, 5, 3 * GWEI]), label="price")
        nonce = data.draw(st.sampled_from(NONCES), label="nonce")
        until = self.mostly(data, [DAY, 0], [-1], "until")
        forged = self.mostly(data, [False], [True], "forged")
        sender, to = self.actor(data), self.receiver(data)
        token = self.ticket(data, *self.unminted())
        voucher = (token, to, price, nonce, self.book.now + until)
        by = self.mostly(data, ["box office"], ["scalper"], "signer")
        signed = (token, to, price + 1, nonce, self.book.now + until) if forged else voucher
        signature = self.stage.voucher_signature(self.policy, signed, by)
        tier = self.world.tiers.get(token >> 32)
        value = self.value(data, tier.currency if tier else NOBODY, price)
        signer = self.stage.actors[by]
        self.do(
            sender, f"claim({VOUCHER},address,bytes)", voucher, signer, signature, value=value,
            book=lambda: self.book.claim(sender, voucher, signer, signed=not forged, value=value),
        )  # fmt: skip

    # -------------------------------------------------------------------------------------------------------- selling

    def put_up(self, data: st.DataObject) -> None:
        change = self.mostly(data, [0, 0, -1], [1], "change")
        token = self.ticket(data)
        sender = self.actor(data, self.owner(token))
        paid = self.book.tickets[token].paid if token in self.book.tickets else 0
        price = max(0, paid + change)
        self.do(sender, "list(uint256,uint256)", token, price, book=lambda: self.book.put_up(sender, token, price))

    def unlist(self, data: st.DataObject) -> None:
        if data.draw(st.booleans(), label="list it first"):
            self.put_up(data)
        token = self.ticket(data, *self.offers())
        sender = self.actor(data, self.owner(token))
        self.do(sender, "unlist(uint256)", token, book=lambda: self.book.unlist(sender, token))

    def purchase(self, data: st.DataObject) -> None:
        change = self.mostly(data, [0], [1], "change")
        token, sender = self.ticket(data, *self.offers()), self.actor(data)
        ticket, tier = self.book.tickets.get(token), self.world.tiers.get(token >> 32)
        price = (ticket.listing if ticket and ticket.listing is not None else 0) + change
        value = self.value(data, tier.currency if tier else NOBODY, price)
        spoilt = self.before.get(("isUsed", token)), self.before.get(("isRevoked", token))
        sold = self.done["purchase"]
        self.do(
            sender, "purchase(uint256,uint256)", token, price, value=value,
            book=lambda: self.book.purchase(sender, token, price, value),
        )  # fmt: skip
        assert self.done["purchase"] == sold or spoilt == ((True, 0, 0), (True, 0, 0)), (
            "a used or revoked ticket was sold"
        )

    def sell_on(self, data: st.DataObject) -> None:
        """One after the other, because by chance they seldom meet."""
        self.put_up(data)
        self.purchase(data)

    def offers(self) -> list[int]:
        """What was listed, good or not."""
        return [token for token, ticket in self.book.tickets.items() if ticket.listing is not None]

    # --------------------------------------------------------------------------------------------------------- moving

    def transfer(self, data: st.DataObject) -> None:
        """One move on each path, in any order."""
        paths = data.draw(st.permutations(list(MOVES)), label="paths")
        for path in paths:
            self.move(data, path)

    def move(self, data: st.DataObject, path: str) -> None:
        token = self.ticket(data)
        ticket, owner = self.book.tickets.get(token), self.owner(token)
        likely = [owner, ticket.approved] if ticket and ticket.approved in self.names else [owner]
        sender, to = self.actor(data, *(one for one in likely if one != NOBODY)), self.receiver(data)
        if self.policy == FACE_VALUE and data.draw(st.booleans(), label="back to the box office"):
            to = self.world.tickets
        named = self.mostly(data, [owner], [sender, self.world.tickets], "from")
        extra = (b"einlass",) if path.endswith("data") else ()
        self.do(
            sender, MOVES[path], named, to, token, *extra,
            book=lambda: self.book.transfer(sender, path, named, to, token),
        )  # fmt: skip

    def approve(self, data: st.DataObject) -> None:
        token, to = self.ticket(data), NOBODY if data.draw(st.booleans(), label="clear") else self.receiver(data)
        sender = self.actor(data, self.owner(token))
        self.do(sender, "approve(address,uint256)", to, token, book=lambda: self.book.approve(sender, to, token))

    def approve_all(self, data: st.DataObject) -> None:
        allowed = data.draw(st.booleans(), label="allowed")
        sender, to = self.actor(data), self.receiver(data)
        self.do(
            sender, "setApprovalForAll(address,bool)", to, allowed,
            book=lambda: self.book.approve_all(sender, to, allowed=allowed),
        )  # fmt: skip

    # ---------------------------------------------------------------------------------------------------------- money

    def refund(self, data: st.DataObject) -> None:
        sender, paid = self.actor(data), [token for token, ticket in self.book.tickets.items() if ticket.paid]
        ids = [self.ticket(data, *paid) for _ in range(data.draw(st.integers(1, 2), label="count"))]
        self.do(sender, "refund(uint256[])", ids, book=lambda: self.book.refund(ids))

    def release(self, data: st.DataObject) -> None:
        in_token = data.draw(st.booleans(), label="in_token")
        sender, currency = self.actor(data), self.world.token if in_token else NOBODY
        self.do(sender, "release(address)", currency, book=lambda: self.book.release(currency))

    def withdraw(self, data: st.DataObject) -> None:
        able = [key for key, amount in self.book.credits.items() if amount] or [(NOBODY, self.actor(data))]
        currency, sender = data.draw(st.sampled_from(able), label="credit")
        to = self.mostly(data, [self.stage.purse], [self.world.tickets, NOBODY, self.stage.caller.address], "to")
        sender = self.actor(data, sender)
        self.do(
            sender, "withdraw(address,address)", currency, to, book=lambda: self.book.withdraw(sender, currency, to)
        )

    def pay_in(self, data: st.DataObject) -> None:
        amount = data.draw(st.integers(0, 5), label="amount")
        sender = self.actor(data)
        with pytest.raises(Refused) as refused:
            self.stage.wire.call(self.contract.address, b"", sender=sender, value=amount)
        assert refused.value.data == b""

    # ---------------------------------------------------------------------------------- calling back, and time passing

    def prepare(self, data: st.DataObject) -> None:
        """Let the contract among the actors do something as soon as it is handed a token."""
        what = data.draw(st.sampled_from(ANSWERS), label="what")
        next_ones = [
            number << 32 | tier.share + self.book.sold[number]
            for number, tier in self.world.tiers.items()
            if self.book.sold[number] < tier.supply - tier.share
        ]
        me, token = self.stage.caller.address, self.ticket(data, *next_ones)
        holder, book = self.stage.actors["holder"], self.book
        calls: dict[str, tuple[bytes, Callable[[], None]]] = {
            "withdraw": (
                Signature.of("withdraw(address,address)").data(NOBODY, self.stage.purse),
                lambda: (book.withdraw(me, NOBODY, self.stage.purse), self.withdrawn.add(me)),
            ),
            "refund": (Signature.of("refund(uint256[])").data([token]), lambda: book.refund([token])),
            "move": (
                Signature.of(MOVES["transferFrom"]).data(me, holder, token),
                lambda: book.transfer(me, "transferFrom", me, holder, token),
            ),
            "list": (Signature.of("list(uint256,uint256)").data(token, 0), lambda: book.put_up(me, token, 0)),
            "purchase": (
                Signature.of("purchase(uint256,uint256)").data(token, 0),
                lambda: book.purchase(me, token, 0, 0),
            ),
            "unlist": (Signature.of("unlist(uint256)").data(token), lambda: book.unlist(me, token)),
            "approve": (
                Signature.of("approve(address,uint256)").data(holder, token),
                lambda: book.approve(me, holder, token),
            ),
        }
        self.pending = calls[what]
        note(f"caller will answer a token with {what} of {token}")
        self.stage.caller.send(holder, "prepare(address,bytes)", self.contract.address, self.pending[0])
        if token in next_ones and data.draw(st.booleans(), label="at once"):
            number = token >> 32
            tier = self.world.tiers[number]
            value = tier.price if tier.currency == NOBODY else 0
            self.do(
                holder, "buy(uint32,address,uint256)", number, me, 1, value=value,
                book=lambda: book.buy(holder, number, me, 1, value),
            )  # fmt: skip

    def wait(self, data: st.DataObject) -> None:
        seconds = data.draw(st.sampled_from([1, 120, 400]), label="seconds")
        marks = {time for tier in self.world.tiers.values() for time in (tier.opens, tier.closes) if time}
        marks |= {self.world.ends, *(time for time in self.world.members.values() if time < self.world.ends)}
        ahead = sorted(time + shift for time in marks for shift in (-1, 0) if time + shift > self.book.now)
        to = self.book.now + seconds
        if ahead and data.draw(st.booleans(), label="to the next moment"):
            # Under Locked only the end sets tickets free: some stories must reach it while they have tickets to move.
            skip = self.policy == LOCKED and data.draw(st.integers(0, 3), label="to the end") == 0
            to = max(self.world.ends, to) if skip else ahead[0]
        note(f"{to - self.book.now} seconds pass")
        self.stage.wire.advance(to=to)
        self.book.now = to
        # What time alone has locked or freed is no move: look again.
        self.before = self.lens.look()


# ------------------------------------------------------------------------------------------------------------- the stage


@pytest.fixture
def stage(wire, make_stage):
    """The stage, on a chain whose clock stands still unless somebody waits."""
    wire.ask("anvil_setBlockTimestampInterval", 0)
    yield make_stage()
    wire.ask("anvil_removeBlockTimestampInterval")


@pytest.mark.parametrize("policy", [FREE, FACE_VALUE, LOCKED], ids=["free", "face value", "locked"])
def test_tickets__anything_by_anybody__are_as_the_book_says(stage, policy):
    done: Counter[str] = Counter()
    run_state_machine_as_test(lambda: TicketMachine(stage, policy, done), settings=PROFILE)
    missing = {call for call in CALLS[policy] if not done[call]}
    assert not missing, f"never went through: {missing}"
