"""One key's lane: plans what waits for it, and brings what is open to its end.

Each step is committed before the next: nonce, then signed bytes, then sent. After a crash the stored bytes are sent again,
never others under the same nonce's wish, so a mint happens once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.chain.client import ChainClient, Header, Receipt
from backend.chain.errors import AlreadyKnown, ChainRefused, ContractReverted, NonceTooLow
from backend.chain.sender import Key, Unsigned
from backend.core.clock import Clock
from backend.core.logging import get_logger
from backend.db.models.installation import Installation
from backend.db.models.pipeline import ChainTransaction, TransactionAttempt
from backend.db.repositories import collectives, events, relay
from backend.db.session import Database
from backend.outbox.intents import Kind, Signer
from backend.relayer import fees, plan
from backend.relayer.states import OPEN, Action, Seen, TxState, next_action

log = get_logger(__name__)

# Enough to fill several transactions; the rest is taken in the next round.
_PLAN_LIMIT = 4_000
_MOST_TRIES = 3
# geth queues at most 64 transactions of an account that wait for an earlier one.
_MOST_OPEN = 16


@dataclass(frozen=True)
class Chain:
    """The chain as one round sees it."""

    head: Header
    final_block: int


class Lane:
    """What one key does. Only one process may run the lane of a key; `loop` takes the lock."""

    def __init__(
        self,
        *,
        db: Database,
        client: ChainClient,
        clock: Clock,
        key: Key,
        signer: Signer,
        installed: Installation,
        fee_cap: int,
    ) -> None:
        self._db = db
        self._client = client
        self._clock = clock
        self._key = key
        self._signer = signer
        self._installed = installed
        self._fee_cap = fee_cap

    def step(self) -> bool:
        """One round: move open transactions on, then plan new ones. True when anything moved."""
        head = self._client.head()
        chain = Chain(head, self._client.final_block(self._installed.chain_id, head))
        self._reopen()
        moved = self._settle_open(chain)
        planned = self._plan()
        return self._settle_open(chain) or moved if planned else moved

    # -- open transactions

    def _open(self) -> Sequence[ChainTransaction]:
        with self._db.read() as session:
            return relay.open_transactions(
                session,
                chain_id=self._installed.chain_id,
                sender=self._key.address,
                states=[state.value for state in OPEN],
            )

    def _reopen(self) -> None:
        """Open again what we took for done and the chain has lost: a nonce it still expects would hold up all later ones.

        A local chain that was killed loses what it had not saved; a reorganisation can drop a reverted transaction. The
        stored bytes are sent again, so that nothing happens twice.
        """
        expected = self._client.transaction_count(self._key.address)
        with self._db.read() as session:
            lost = relay.done_from_nonce(
                session, chain_id=self._installed.chain_id, sender=self._key.address, nonce=expected
            )
        for transaction in lost:
            log.warning("transaction_lost_by_the_chain", transaction=transaction.id, nonce=transaction.nonce)
            self._set(transaction, TxState.BROADCAST, block_number=None, block_hash=None, gas_used=None)

    def _settle_open(self, chain: Chain) -> bool:
        moved = False
        for transaction in self._open():
            while self._advance(transaction, chain):
                moved = True
        return moved

    def _advance(self, transaction: ChainTransaction, chain: Chain) -> bool:
        """Do the next thing with a transaction; True when there may be more to do at once."""
        with self._db.read() as session:
            attempts = relay.attempts(session, transaction.id)
        state = TxState(transaction.state)
        receipt = self._receipt(state, attempts)
        action = next_action(
            state,
            seen=_seen(transaction, receipt) if receipt else None,
            known_block_hash=transaction.block_hash,
            final_block=chain.final_block,
            last_sent=max((a.sent_at for a in attempts if a.sent_at), default=None),
            now=self._clock.now(),
        )
        match action:
            case Action.WAIT:
                return False
            case Action.SIGN:
                self._sign(transaction, chain)
            case Action.SEND:
                return self._send(transaction, attempts[-1]) and state is TxState.SIGNED
            case Action.MARK_MINED | Action.MARK_REVERTED if receipt is not None:
                self._mark_mined(transaction, receipt, reverted=action is Action.MARK_REVERTED)
                return action is Action.MARK_MINED
            case Action.MARK_LOST:
                log.warning("transaction_left_the_chain", transaction=transaction.id, nonce=transaction.nonce)
                self._set(transaction, TxState.BROADCAST, block_number=None, block_hash=None, gas_used=None)
            case Action.MARK_FINAL:
                self._set(transaction, TxState.FINAL)
                return False
        return True

    def _receipt(self, state: TxState, attempts: Sequence[TransactionAttempt]) -> Receipt | None:
        """The receipt of whichever signed form was mined; none for what was never sent."""
        if state not in (TxState.BROADCAST, TxState.MINED):
            return None
        found = (self._client.receipt(attempt.hash) for attempt in reversed(attempts))
        return next((receipt for receipt in found if receipt is not None), None)

    def _sign(self, transaction: ChainTransaction, chain: Chain) -> None:
        fee = fees.offer(base_fee=chain.head.base_fee, usual_tip=self._client.priority_fee(), cap=self._fee_cap)
        signed = self._key.sign(
            Unsigned(
                chain_id=transaction.chain_id,
                nonce=transaction.nonce,
                to=transaction.to,
                data=transaction.data,
                gas=transaction.gas,
                max_fee=fee.max_fee,
                max_priority_fee=fee.max_priority_fee,
            )
        )
        now = self._clock.now()
        with self._db.write() as session:
            relay.add_attempt(
                session,
                TransactionAttempt(
                    transaction_id=transaction.id,
                    raw=signed.raw,
                    hash=signed.hash,
                    max_fee=fee.max_fee,
                    max_priority_fee=fee.max_priority_fee,
                    created_at=now,
                ),
            )
            relay.set_state(session, transaction.id, state=TxState.SIGNED.value, now=now)
        transaction.state = TxState.SIGNED.value

    def _send(self, transaction: ChainTransaction, attempt: TransactionAttempt) -> bool:
        """Hand the stored bytes to the node. False, and nothing sent, while the contract they call is not on the chain."""
        if not self._is_there(transaction.to):
            return False
        try:
            self._client.send_raw(attempt.raw)
            answer = "accepted"
        except (AlreadyKnown, NonceTooLow) as known:
            # Sent before a crash, or mined already: the receipt tells, under the hash we computed.
            answer = str(known)
        except (ChainRefused, ContractReverted) as refused:
            answer = str(refused)
            log.warning("transaction_refused", transaction=transaction.id, nonce=transaction.nonce, answer=answer)
        now = self._clock.now()
        with self._db.write() as session:
            relay.mark_sent(session, attempt.id, answer=answer, now=now)
            relay.set_state(session, transaction.id, state=TxState.BROADCAST.value, now=now)
        transaction.state = TxState.BROADCAST.value
        log.info(
            "transaction_sent", transaction=transaction.id, nonce=transaction.nonce, hash=attempt.hash, answer=answer
        )
        return True

    def _is_there(self, contract: str) -> bool:
        """Whether a contract has code now. After a reorganisation ours may have to be made again, by the other key."""
        if self._client.code(contract):
            return True
        log.warning("contract_not_on_chain", contract=contract)
        return False

    def _mark_mined(self, transaction: ChainTransaction, receipt: Receipt, *, reverted: bool) -> None:
        where: dict[str, int | str | None] = {
            "block_number": receipt.block_number,
            "block_hash": receipt.block_hash,
            "gas_used": receipt.gas_used,
        }
        if not reverted:
            self._set(transaction, TxState.MINED, **where)
            return
        log.warning("transaction_reverted", transaction=transaction.id, nonce=transaction.nonce)
        now = self._clock.now()
        with self._db.write() as session:
            relay.set_state(session, transaction.id, state=TxState.REVERTED.value, now=now, **where)
            relay.release(session, transaction.id, most_tries=_MOST_TRIES, now=now)
        transaction.state = TxState.REVERTED.value

    def _set(self, transaction: ChainTransaction, state: TxState, **values: int | str | None) -> None:
        with self._db.write() as session:
            relay.set_state(session, transaction.id, state=state.value, now=self._clock.now(), **values)
        transaction.state = state.value
        for name, value in values.items():
            setattr(transaction, name, value)

    # -- planning

    def _plan(self) -> bool:
        planned = False
        for target, items in self._waiting():
            if not items or not self._is_there(target.to):
                continue
            for batch in plan.batches(items):
                if sum(transaction.state != TxState.MINED for transaction in self._open()) >= _MOST_OPEN:
                    return planned
                for good, gas in self._sound(target, batch):
                    self._reserve(target, good, gas)
                    planned = True
        return planned

    def _waiting(self) -> list[tuple[plan.Target, list[plan.Item]]]:
        found = []
        with self._db.read() as session:
            for group in relay.waiting_groups(session, self._signer.value):
                target = self._target(session, group)
                if target is None:
                    continue
                # A ticket is revoked on the chain once it is there; until then the door refuses it anyway.
                minted_in = target.to if group.kind == Kind.REVOKE_TICKET else None
                rows = relay.waiting(session, self._signer.value, group, limit=_PLAN_LIMIT, minted_in=minted_in)
                items = [plan.Item(row.id, Kind(row.kind), row.token_id, row.payload) for row in rows]
                found.append((target, items))
        return found

    def _target(self, session: Session, group: relay.WaitingGroup) -> plan.Target | None:
        """Where a group goes; None while the contract it needs is not on the chain."""
        kind = Kind(group.kind)
        if kind is Kind.CREATE_COLLECTIVE:
            return plan.Target(self._installed.factory)
        contracts = collectives.contracts(session, collectives.by_id(session, group.collective_id))
        if contracts is None:
            return None
        if kind is Kind.CREATE_EVENT:
            return plan.Target(self._installed.factory, access=contracts.access)
        if kind is Kind.MINT_MEMBERSHIP:
            return plan.Target(contracts.membership)
        if group.event_id is None:
            raise ValueError(f"an intent of kind {kind} names no event")
        tickets = events.contract(session, events.by_id(session, group.event_id))
        return plan.Target(tickets) if tickets else None

    def _sound(self, target: plan.Target, batch: list[plan.Item]) -> Iterator[tuple[list[plan.Item], int]]:
        """The batch with its gas, or the parts of it that would go through; what would not is failed with its reason."""
        data = plan.calldata(target, batch)
        try:
            yield batch, plan.gas_limit(self._client.estimate_gas(target.to, data, sender=self._key.address))
        except ContractReverted as reverted:
            if len(batch) == 1:
                self._fail(batch[0], reverted)
                return
            for half in plan.halves(batch):
                yield from self._sound(target, half)

    def _fail(self, item: plan.Item, reverted: ContractReverted) -> None:
        log.warning("intent_failed", intent=item.intent_id, reason=reverted.error.name, args=dict(reverted.error.args))
        with self._db.write() as session:
            relay.fail(
                session,
                item.intent_id,
                failure=reverted.error.name,
                args=dict(reverted.error.args),
                now=self._clock.now(),
            )

    def _reserve(self, target: plan.Target, batch: Sequence[plan.Item], gas: int) -> None:
        """Take the next nonce for a batch and say so in one commit; nothing is signed before."""
        mined = self._client.transaction_count(self._key.address)
        now = self._clock.now()
        with self._db.write() as session:
            highest = relay.highest_nonce(session, chain_id=self._installed.chain_id, sender=self._key.address)
            ours = 0 if highest is None else highest + 1
            if highest is not None and mined > ours:
                log.error("nonce_used_by_somebody_else", sender=self._key.address, ours=ours, chain=mined)
            transaction = relay.add_transaction(session, self._transaction(target, batch, gas, max(ours, mined), now))
            relay.assign(session, [item.intent_id for item in batch], transaction_id=transaction.id, now=now)
        log.info("transaction_planned", transaction=transaction.id, nonce=transaction.nonce, items=len(batch))

    def _transaction(
        self, target: plan.Target, batch: Sequence[plan.Item], gas: int, nonce: int, now: datetime
    ) -> ChainTransaction:
        return ChainTransaction(
            chain_id=self._installed.chain_id,
            sender=self._key.address,
            nonce=nonce,
            to=target.to,
            data=plan.calldata(target, batch),
            gas=gas,
            state=TxState.RESERVED.value,
            created_at=now,
            updated_at=now,
        )


def _seen(transaction: ChainTransaction, receipt: Receipt) -> Seen:
    done = plan.did_its_work(transaction.data, succeeded=receipt.succeeded, log_count=receipt.log_count)
    return Seen(receipt.block_number, receipt.block_hash, done)
