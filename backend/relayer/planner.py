"""Plans what waits for a key: finds its contract, finds out what would go through, and takes the next nonce for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.chain.errors import ContractReverted
from backend.core.logging import get_logger
from backend.db.models.pipeline import ChainTransaction
from backend.db.repositories import collectives, events, relay
from backend.outbox.intents import Kind
from backend.relayer import trail
from backend.relayer.alarms import AlarmKind, Alarms, without_role
from backend.relayer.desk import Desk
from backend.relayer.gas import Gas
from backend.relayer.plan import Item, Target, batches, calldata, comes_back, gas_limit
from backend.relayer.probe import Questions, sound
from backend.relayer.states import OPEN, TxState

log = get_logger(__name__)

# Enough to fill several transactions; the rest is taken in the next round.
_PLAN_LIMIT = 4_000
# geth queues at most 64 transactions of an account that wait for an earlier one.
_MOST_OPEN = 16
# A batch full of bad items shall not keep a node busy for a whole round, nor hold up what is good.
MOST_QUESTIONS = 64
# A role that is missing is granted by a person; asking twice a second would not hurry them.
_ASK_AGAIN_AFTER = timedelta(seconds=60)


class _NotAllowed(Exception):
    """This key may not make this call at all."""


class _TakenMeanwhile(Exception):
    """Another lane was faster with one of the items."""


class Planner:
    """Plans for one key."""

    def __init__(self, desk: Desk, alarms: Alarms) -> None:
        self._desk = desk
        self._alarms = alarms
        self._calls = Gas(desk)
        self._not_before: dict[str, datetime] = {}

    def plan(self) -> Iterator[tuple[ChainTransaction, Sequence[Item]]]:
        """Reserve nonces for what waits, one transaction with its items after the other.

        Who asks for the next has sent the last.
        """
        if self._room() <= 0:
            return
        questions = Questions(MOST_QUESTIONS)
        for target, items in self._waiting():
            if not items or self._is_put_off(target) or not is_there(self._desk, target.to):
                continue
            try:
                for batch in batches(items):
                    if self._room() <= 0:
                        return
                    yield from self._batch(target, batch, questions)
            except _NotAllowed:
                continue

    def _room(self) -> int:
        desk = self._desk
        states = [state.value for state in OPEN if state is not TxState.MINED]
        with desk.db.read() as session:
            found = relay.count_transactions(
                session, chain_id=desk.installed.chain_id, sender=desk.key.address, states=states
            )
        return _MOST_OPEN - found

    # -- what waits, and where it goes

    def _waiting(self) -> list[tuple[Target, list[Item]]]:
        found = []
        signer = self._desk.signer.value
        with self._desk.db.read() as session:
            for group in relay.waiting_groups(session, signer):
                target = self._target(session, group)
                if target is None:
                    continue
                # A ticket is revoked on the chain once it is there; until then the door refuses it anyway.
                minted_in = target.to if group.kind == Kind.REVOKE_TICKET else None
                rows = relay.waiting(session, signer, group, limit=_PLAN_LIMIT, minted_in=minted_in)
                items = [Item(row.id, Kind(row.kind), row.token_id, row.payload, row.request_id) for row in rows]
                found.append((target, items))
        return found

    def _target(self, session: Session, group: relay.WaitingGroup) -> Target | None:
        """Where a group goes; None while the contract it needs is not on the chain."""
        kind = Kind(group.kind)
        factory = self._desk.installed.factory
        if kind is Kind.CREATE_COLLECTIVE:
            return Target(factory)
        contracts = collectives.contracts(session, collectives.by_id(session, group.collective_id))
        if contracts is None:
            return None
        if kind is Kind.CREATE_EVENT:
            return Target(factory, access=contracts.access)
        if kind is Kind.MINT_MEMBERSHIP:
            return Target(contracts.membership)
        if group.event_id is None:
            raise ValueError(f"an intent of kind {kind} names no event")
        tickets = events.contract(session, events.by_id(session, group.event_id))
        return Target(tickets) if tickets else None

    # -- what would go through

    def _batch(
        self, target: Target, batch: list[Item], questions: Questions
    ) -> Iterator[tuple[ChainTransaction, Sequence[Item]]]:
        verdict = sound(batch, lambda items: self._gas(target, items), questions)
        for item, reason in verdict.bad:
            if comes_back(item.kind, reason.name):
                log.info("intent_waits_for_the_chain", intent=item.intent_id, reason=reason.name)
                continue
            log.warning(
                "intent_failed",
                intent=item.intent_id,
                reason=reason.name,
                args=dict(reason.args),
                **trail.fields([item.request_id]),
            )
            with self._desk.db.write() as session:
                relay.fail(session, item.intent_id, failure=reason.name, args=dict(reason.args), now=self._desk.now())
        for items, gas in verdict.parts:
            try:
                reserved = self._reserve(target, items, gas_limit(gas))
            except _TakenMeanwhile:
                log.info("items_taken_by_another_lane", items=len(items))
            else:
                yield reserved, items

    def _gas(self, target: Target, items: Sequence[Item]) -> int:
        try:
            gas = self._calls.enough(target.to, calldata(target, items))
        except ContractReverted as reverted:
            if without_role(reverted):
                self._put_off(target)
                raise _NotAllowed from reverted
            raise
        self._alarms.over(AlarmKind.KEY_WITHOUT_ROLE, self._case(target))
        return gas

    def _case(self, target: Target) -> str:
        return f"{self._desk.key.address} {target.access or target.to}"

    def _put_off(self, target: Target) -> None:
        """Leave what this key may not do to other lanes, and to whoever grants roles."""
        self._not_before[self._case(target)] = self._desk.now() + _ASK_AGAIN_AFTER
        self._alarms.say(
            AlarmKind.KEY_WITHOUT_ROLE,
            self._case(target),
            address=self._desk.key.address,
            signer=self._desk.signer.value,
            contract=target.access or target.to,
        )

    def _is_put_off(self, target: Target) -> bool:
        until = self._not_before.get(self._case(target))
        return until is not None and self._desk.now() < until

    # -- the nonce

    def _reserve(self, target: Target, batch: Sequence[Item], gas: int) -> ChainTransaction:
        """Take the next nonce and these items in one commit; nothing is signed before.

        Raises _TakenMeanwhile, and takes nothing, when another lane has one of the items.
        """
        desk = self._desk
        mined = desk.client.transaction_count(desk.key.address)
        now = desk.now()
        with desk.db.write() as session:
            highest = relay.highest_nonce(session, chain_id=desk.installed.chain_id, sender=desk.key.address)
            ours = 0 if highest is None else highest + 1
            nonce = max(ours, mined)
            transaction = relay.add_transaction(
                session,
                ChainTransaction(
                    chain_id=desk.installed.chain_id,
                    sender=desk.key.address,
                    nonce=nonce,
                    to=target.to,
                    data=calldata(target, batch),
                    gas=gas,
                    state=TxState.RESERVED.value,
                    created_at=now,
                    updated_at=now,
                ),
            )
            if not relay.claim(session, [item.intent_id for item in batch], transaction_id=transaction.id, now=now):
                raise _TakenMeanwhile
        log.info(
            "transaction_planned",
            transaction=transaction.id,
            nonce=nonce,
            items=len(batch),
            **trail.fields(item.request_id for item in batch),
        )
        if highest is not None and mined > ours:
            used_elsewhere(self._desk, self._alarms, nonce=mined - 1)
        return transaction


def is_there(desk: Desk, contract: str) -> bool:
    """Whether a contract has code now. After a reorganisation ours may have to be made again, by the other key."""
    if desk.client.code(contract):
        return True
    log.warning("contract_not_on_chain", contract=contract)
    return False


def used_elsewhere(desk: Desk, alarms: Alarms, *, nonce: int) -> None:
    """Say that somebody else sends with this key."""
    log.error("nonce_used_by_somebody_else", sender=desk.key.address, nonce=nonce)
    alarms.say(
        AlarmKind.KEY_USED_ELSEWHERE,
        desk.key.address,
        address=desk.key.address,
        signer=desk.signer.value,
        nonce=nonce,
    )
