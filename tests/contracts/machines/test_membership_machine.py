"""Members, a box office, an organiser and somebody without any role do what they like with the memberships, in any order.

A model in Python says of each call whether it must succeed, or with which error it must be refused. After each step the
contract is compared with the model, and the invariants are asked of the contract alone.

The normal run plays the same stories each time; `EINLASS_SOAK=1` plays many more, and other ones each time.
"""

import os
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from machines.membership_model import BOX_OFFICE, HIGHEST_ID, ORGANISER, Memberships, Refusal
from support import DAY
from wire import NOBODY, Signature, Wire

SOAK = os.environ.get("EINLASS_SOAK") == "1"
Pick = tuple[bool, int]

STORIES = settings(
    max_examples=400 if SOAK else 40,
    stateful_step_count=80 if SOAK else 40,
    derandomize=not SOAK,
    deadline=None,
    database=None,
    verbosity=Verbosity.normal,
    phases=[Phase.generate, Phase.shrink] if SOAK else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# Few enough that calls meet.
POOL = [1, 2, 3, 4, 5, 6, 7, 8, 9, HIGHEST_ID]
ODD_POOL = [0, HIGHEST_ID + 1, 2**256 - 1]
# Who does something, by name.
MEMBERS = ("mascha", "emmy", "hugo")
ANYBODY = st.sampled_from([*MEMBERS, "nobody with a role", "box office", "organiser"])
PEOPLE = (*MEMBERS, "nobody with a role", "organiser")
DELEGATES = st.sampled_from([*PEOPLE, "custody", "zero"])
# What a call is about: mostly something that fits (the n-th of what the rule names), else anything.
PICK = st.tuples(st.sampled_from([True] * 7 + [False]), st.integers(0, 99))
PICKS = st.lists(PICK, min_size=1, max_size=3)
# Ids and accounts, as many of one as of the other but for a slip.
PAIRS = st.lists(st.tuples(PICK, PICK), min_size=1, max_size=2)
SLIP = st.sampled_from([False] * 9 + [True])
# A term begins at the second of the transaction; not all of these are in the future.
TERMS = st.sampled_from([None, 3, DAY, 30 * DAY, 400 * DAY, 0, -DAY])
# How much later than before a renewed membership ends.
EXTENSIONS = st.sampled_from([1, DAY, 400 * DAY, None, 0, -1])


def mostly(role: str) -> st.SearchStrategy[str]:
    """Who may, four times of five; else anybody."""
    return st.one_of(st.just(role), st.just(role), st.just(role), st.just(role), ANYBODY)


@dataclass(frozen=True)
class Stage:
    """What every story begins with."""

    wire: Wire
    contract: str
    cast: dict[str, str]
    began: int


@dataclass(frozen=True)
class Seen:
    """What the contract said after a step."""

    now: int
    total: int
    owners: dict[int, str]
    has_vote: dict[int, bool]
    terms: dict[int, tuple[int, int, bool]]
    membership_of: dict[str, int]
    balance: dict[str, int]
    is_member: dict[str, bool]
    votes: dict[str, int]
    delegates: dict[str, str]


class MembershipStory(RuleBasedStateMachine):
    """One story. `stage` is set by the test."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.wire, self.contract, self.cast = self.stage.wire, self.stage.contract, self.stage.cast
        self.snapshot = self.wire.ask("evm_snapshot")
        self.now = self.stage.began
        roles = {BOX_OFFICE: self.cast["box office"], ORGANISER: self.cast["organiser"]}
        self.model = Memberships(self.contract, roles)
        self.seen: Seen | None = None
        self.last_sender: str | None = None

    def teardown(self) -> None:
        assert self.wire.ask("evm_revert", self.snapshot)

    # ------------------------------------------------------------------------------------------------------------- story

    @initialize(term=st.sampled_from([None, 2 * DAY]))
    def begin(self, term: int | None) -> None:
        """Two members, one of them for a day, and a membership that waits for somebody."""
        for number, owner, length in ((1, "mascha", term), (2, "emmy", DAY), (3, "custody", term)):
            self._do("mint_to", "box office", "mintTo(uint256[],address[],uint64)",
                     [number], [self.cast[owner]], self._end_of(length))  # fmt: skip

    @rule(sender=mostly("box office"), picks=PICKS, term=TERMS)
    def mint(self, sender: str, picks: list[Pick], term: int | None) -> None:
        self._do("mint", sender, "mint(uint256[],uint64)", self._new_ids(picks), self._end_of(term))

    @rule(sender=mostly("box office"), pairs=PAIRS, slip=SLIP, term=TERMS)
    def mint_to(self, sender: str, pairs: list[tuple[Pick, Pick]], slip: bool, term: int | None) -> None:
        picks, to = [pick for pick, _ in pairs], [target for _, target in pairs][slip:]
        self._do("mint_to", sender, "mintTo(uint256[],address[],uint64)",
                 self._new_ids(picks), self._newcomers(to), self._end_of(term))  # fmt: skip

    @rule(sender=mostly("box office"), pairs=PAIRS, slip=SLIP)
    def deliver(self, sender: str, pairs: list[tuple[Pick, Pick]], slip: bool) -> None:
        picks, to = [pick for pick, _ in pairs], [target for _, target in pairs][slip:]
        waiting = [number for number, one in self.model.existing.items() if one.owner == self.contract]
        self._do("deliver", sender, "deliver(uint256[],address[])", self._ids(picks, waiting), self._newcomers(to))

    @rule(sender=mostly("box office"), picks=PICKS, later=EXTENSIONS)
    def renew(self, sender: str, picks: list[Pick], later: int | None) -> None:
        ids = self._ids(picks, [number for number, one in self.model.existing.items() if one.end])
        latest = max(
            [self.now + 1, *(self.model.existing[number].end for number in ids if number in self.model.existing)]
        )
        self._do("renew", sender, "renew(uint256[],uint64)", ids, 0 if later is None else latest + later)

    @rule(sender=ANYBODY, picks=PICKS)
    def expire(self, sender: str, picks: list[Pick]) -> None:
        over = [number for number in self.model.existing if self.model.is_expired(number, self.now + 1)]
        self._do("expire", sender, "expire(uint256[])", self._ids(picks, over))

    @rule(pick=PICK)
    def leave(self, pick: Pick) -> None:
        members = [name for name in PEOPLE if self.model.held_by(self.cast[name])]
        who = members if pick[0] and members else PEOPLE
        self._do("leave", who[pick[1] % len(who)], "leave()")

    @rule(sender=mostly("organiser"), picks=PICKS, reason=st.integers(0, 255))
    def revoke(self, sender: str, picks: list[Pick], reason: int) -> None:
        self._do("revoke", sender, "revoke(uint256[],uint8)", self._ids(picks, list(self.model.existing)), reason)

    @rule(sender=mostly("organiser"), pick=PICK, to=PICK, reason=st.integers(0, 255))
    def recover(self, sender: str, pick: Pick, to: Pick, reason: int) -> None:
        [number], [account] = self._ids([pick], list(self.model.existing)), self._newcomers([to])
        self._do("recover", sender, "recover(uint256,address,uint8)", number, account, reason)

    @rule(sender=ANYBODY, to=DELEGATES)
    def delegate(self, sender: str, to: str) -> None:
        self._do("delegate", sender, "delegate(address)", self.cast[to])

    @rule(pick=PICK, to=DELEGATES, sender=ANYBODY)
    def approve(self, pick: Pick, to: str, sender: str) -> None:
        """The holder, mostly, lets somebody else have it."""
        [number] = self._ids([pick], self._held())
        holder = next((name for name in PEOPLE if self.model.held_by(self.cast[name]) == number), sender)
        self._do("approve", holder if pick[0] else sender, "approve(address,uint256)", self.cast[to], number)

    @rule(sender=ANYBODY, to=DELEGATES, pick=PICK)
    def transfer(self, sender: str, to: str, pick: Pick) -> None:
        [number] = self._ids([pick], self._held())
        one = self.model.existing.get(number)
        owner = one.owner if one else self.cast[sender]
        self._do("transfer", sender, "transferFrom(address,address,uint256)", owner, self.cast[to], number)

    @rule(seconds=st.sampled_from([10, 3600, DAY, 31 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.last_sender = None
        self._mine(self.now + seconds)

    @precondition(lambda self: self._next_end())
    @rule(late=st.sampled_from([-2, -1, 0, 1]), sender=ANYBODY, said=st.integers(0, 2))
    def the_next_one_expires(self, late: int, sender: str, said: int) -> None:
        """Up to the last seconds before the next end, or the first after; perhaps somebody says so, or says it twice."""
        self.last_sender = None
        end = self._next_end()
        self._mine(max(self.now + 1, end + late))
        if said:
            ending = [number for number, one in self.model.existing.items() if one.end == end]
            self._do("expire", sender, "expire(uint256[])", ending * said)

    # -------------------------------------------------------------------------------------------------------- invariants

    @invariant()
    def contract_and_model_agree(self) -> None:
        before, self.seen = self.seen, self._look()
        seen, model = self.seen, self.model
        expected = {number: one.owner for number, one in model.existing.items()}
        assert seen.owners == expected
        assert seen.has_vote == {number: model.has_vote(number) for number in expected}
        assert seen.terms == {
            number: (one.start, one.end, model.is_expired(number, seen.now)) for number, one in model.existing.items()
        }
        votes = model.votes()
        for name, account in self.cast.items():
            held = model.held_by(account) if name != "zero" else 0
            assert seen.membership_of[name] == held, name
            assert seen.is_member[name] == (held != 0 and not model.is_expired(held, seen.now)), name
            assert seen.votes[name] == (votes[account] if name != "zero" else 0), name
            assert seen.delegates[name] == model.delegates.get(account, NOBODY), name
        self._nobody_touched_what_is_not_theirs(before)

    @invariant()
    def the_contract_alone_keeps_its_promises(self) -> None:
        if self.seen is None:  # before the first comparison
            return
        seen = self.seen
        for name in self.cast:
            if name not in {"custody", "zero"}:
                assert seen.balance[name] <= 1, f"{name} holds more than one"
                assert seen.balance[name] == (seen.membership_of[name] != 0)
            if seen.is_member[name]:
                assert seen.has_vote[seen.membership_of[name]], f"{name} is a valid member without a vote"
        assert seen.total == sum(seen.has_vote.values()), "votes are not memberships held and not ended"
        abstained = sum(
            seen.has_vote[seen.membership_of[name]]
            for name in self.cast
            if seen.membership_of[name] and seen.delegates[name] == NOBODY
        )
        assert sum(seen.votes.values()) + abstained == seen.total, "a vote was counted twice, or lost"

    def _nobody_touched_what_is_not_theirs(self, before: Seen | None) -> None:
        """Who has no role changed at most their own membership; expiring takes no membership from anybody."""
        if before is None or self.last_sender is None or self.last_sender in self.model.roles.values():
            return
        for number, owner in before.owners.items():
            if owner != self.last_sender:
                assert self.seen is not None
                assert self.seen.owners.get(number) == owner, f"{self.last_sender} took {number} from {owner}"
                assert self.seen.terms[number][:2] == before.terms[number][:2]

    # --------------------------------------------------------------------------------------------------------- internals

    def _ids(self, picks: list[Pick], fitting: list[int]) -> list[int]:
        """Return the ids that were picked: different ones of those that fit, or of all."""
        left, chosen = list(fitting), []
        for fits, n in picks:
            chosen.append(left.pop(n % len(left)) if fits and left else POOL[n % len(POOL)])
        return chosen

    def _new_ids(self, picks: list[Pick]) -> list[int]:
        """Return ids that were never used, mostly."""
        unused = [number for number in POOL if number not in self.model.existing and number not in self.model.retired]
        odd = POOL + ODD_POOL
        return [
            new if fits else odd[n % len(odd)] for (fits, n), new in zip(picks, self._ids(picks, unused), strict=True)
        ]

    def _newcomers(self, picks: list[Pick]) -> list[str]:
        """Return accounts, mostly different ones without a membership."""
        everybody = [*PEOPLE, "custody", "zero"]
        free = [name for name in PEOPLE if not self.model.held_by(self.cast[name])]
        chosen = []
        for fits, n in picks:
            chosen.append(free.pop(n % len(free)) if fits and free else everybody[n % len(everybody)])
        return [self.cast[name] for name in chosen]

    def _held(self) -> list[int]:
        return [number for number, one in self.model.existing.items() if one.owner != self.contract]

    def _end_of(self, term: int | None) -> int:
        """Return the end of a term that begins with the next transaction; 0 for never."""
        return 0 if term is None else self.now + 1 + term

    def _next_end(self) -> int:
        """Return when the next membership expires; 0 when none does."""
        return min((one.end for one in self.model.existing.values() if one.end > self.now), default=0)

    def _do(self, call: str, sender: str, signature: str, *arguments: Any) -> None:
        """Send it in the next second. It must succeed, or be refused with the very error, as the model says."""
        self.now += 1
        account = self.cast[sender]
        self.last_sender = account
        after = deepcopy(self.model)
        expected = None
        try:
            getattr(after, call)(account, self.now, *arguments)
        except Refusal as refusal:
            expected = refusal.data
        transaction = {
            "from": account, "to": self.contract, "gas": hex(3_000_000),
            "data": "0x" + Signature.of(signature).data(*arguments).hex(),
        }  # fmt: skip
        _, answer = self.wire.batch(
            ("evm_setNextBlockTimestamp", [self.now]), ("eth_sendTransactionSync", [transaction])
        )
        assert "result" in answer, answer
        succeeded = int(answer["result"]["status"], 16) == 1
        # A refused transaction left everything as it was, so the same call at the same second has the same answer.
        reason = None if succeeded else self._reason(transaction)
        assert reason == expected, (
            f"{call}: {reason and reason.hex()}, but the model says {expected and expected.hex()}"
        )
        if succeeded:
            self.model = after

    def _reason(self, transaction: dict[str, str]) -> bytes:
        [answer] = self.wire.batch(("eth_call", [transaction, "latest"]))
        return bytes.fromhex(answer["error"]["data"][2:])

    def _mine(self, when: int) -> None:
        self.now = when
        self.wire.batch(("evm_setNextBlockTimestamp", [when]), ("evm_mine", []))

    def _look(self) -> Seen:
        """Ask for everything in one request, a second later, so that the total of votes is one of the past."""
        self._mine(self.now + 1)
        ids, names = POOL, list(self.cast)
        of_ids = {"ownerOf(uint256)(address)", "hasVote(uint256)(bool)", "startTime(uint256)(uint256)",
                  "endTime(uint256)(uint256)", "isTokenExpired(uint256)(bool)"}  # fmt: skip
        of_names = {"membershipOf(address)(uint256)", "isMember(address)(bool)", "getVotes(address)(uint256)",
                    "delegates(address)(address)"}  # fmt: skip
        asked = [("getPastTotalSupply(uint256)(uint256)", self.now - 1)]
        asked += [(view, number) for view in sorted(of_ids) for number in ids]
        asked += [(view, self.cast[name]) for view in sorted(of_names) for name in names]
        asked += [("balanceOf(address)(uint256)", self.cast[name]) for name in names if name != "zero"]
        answers = dict(zip(asked, self._read(asked), strict=True))
        exist = [number for number in ids if answers["ownerOf(uint256)(address)", number] is not None]

        def ask(view: str) -> dict[str, Any]:
            return {name: answers.get((view, self.cast[name]), 0) for name in names}

        return Seen(
            now=self.now,
            total=answers[asked[0]],
            owners={number: answers["ownerOf(uint256)(address)", number] for number in exist},
            has_vote={number: answers["hasVote(uint256)(bool)", number] for number in exist},
            terms={
                number: (
                    answers["startTime(uint256)(uint256)", number],
                    answers["endTime(uint256)(uint256)", number],
                    answers["isTokenExpired(uint256)(bool)", number],
                )
                for number in exist
            },
            membership_of=ask("membershipOf(address)(uint256)"),
            balance=ask("balanceOf(address)(uint256)"),
            is_member=ask("isMember(address)(bool)"),
            votes=ask("getVotes(address)(uint256)"),
            delegates=ask("delegates(address)(address)"),
        )

    def _read(self, asked: list[tuple[str, Any]]) -> list[Any]:
        """Return the answers; None where the contract reverts."""
        requests = [("eth_call", [{"to": self.contract, "data": _data(*one)}, "latest"]) for one in asked]
        answers = self.wire.batch(*requests)
        return [
            None if "error" in answer else _value(view, int(answer["result"], 16))
            for (view, _), answer in zip(asked, answers, strict=True)
        ]


@cache
def _data(view: str, argument: Any) -> str:
    """Return the calldata. Most of a look is the same each time, and encoding it would take longer than the answer."""
    return "0x" + Signature.of(view).data(argument).hex()


def _value(view: str, word: int) -> Any:
    """Return what one word of an answer stands for."""
    if view.endswith("(address)"):
        return f"0x{word:040x}"
    return bool(word) if view.endswith("(bool)") else word


@pytest.fixture
def stage(chain, membership, box_office, organiser, holder, scalper, stranger, deployer):
    """A collective without members, and who plays."""
    wire = Wire(chain.provider.uri)
    accounts = {
        "mascha": holder, "emmy": scalper, "hugo": deployer, "nobody with a role": stranger,
        "box office": box_office, "organiser": organiser, "custody": membership,
    }  # fmt: skip
    cast = {name: one.address.lower() for name, one in accounts.items()} | {"zero": NOBODY}
    yield Stage(wire=wire, contract=cast["custody"], cast=cast, began=wire.now())
    wire.close()


def test_memberships__any_story__contract_does_what_the_model_says(stage):
    story = type("MembershipStory", (MembershipStory,), {"stage": stage})
    run_state_machine_as_test(story, settings=STORIES)
