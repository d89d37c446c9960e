"""One key's lane: brings what is open to its end, and plans what waits.

Each step is committed before the next: nonce, then signed bytes, then sent. What may be out is never given another nonce: it
is sent again as the same bytes, or replaced under the same nonce by one that pays more, so a mint happens once.
"""

from collections.abc import Sequence
from datetime import timedelta

from backend.chain.client import ChainClient, Receipt
from backend.chain.errors import ContractReverted
from backend.chain.profiles import profile
from backend.chain.sender import Key
from backend.core.clock import Clock
from backend.core.logging import get_logger
from backend.db.models.installation import Installation
from backend.db.models.pipeline import ChainTransaction, TransactionAttempt
from backend.db.repositories import relay
from backend.db.session import Database
from backend.outbox.intents import Signer
from backend.relayer import asked, plan
from backend.relayer.alarms import Alarms, without_role
from backend.relayer.desk import Desk, Round
from backend.relayer.forms import Forms
from backend.relayer.planner import Planner, is_there, used_elsewhere
from backend.relayer.sending import Sending
from backend.relayer.states import (
    OPEN,
    RESEND_AFTER,
    Action,
    CancelReason,
    Newest,
    Purpose,
    Seen,
    TxState,
    UsedElsewhere,
    next_action,
)
from backend.relayer.trail import Trail

log = get_logger(__name__)

_MOST_TRIES = 3
# A reorganisation's lost contract is made again within minutes, by the lane that made it, or not at all.
GIVE_UP_CONTRACT_AFTER = timedelta(minutes=10)


class Lane:
    """What one key does. Only one process may run the lane of a key; `loop` takes the lock.

    With `taking` false it takes nothing new, and only brings what is open to its end.
    """

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
        bump_after: timedelta | None = None,
        taking: bool = True,
    ) -> None:
        self._desk = Desk(
            db=db,
            client=client,
            clock=clock,
            key=key,
            signer=signer,
            installed=installed,
            fee_cap=fee_cap,
            bump_after=bump_after or profile(installed.chain_id).bump_after,
        )
        self._taking = taking
        self._alarms = Alarms(self._desk)
        self._forms = Forms(self._desk, self._alarms)
        self._sending = Sending(self._desk, self._alarms)
        self._planner = Planner(self._desk, self._alarms)
        self._trail = Trail(db)
        # What this process planned itself, a moment ago, need not be looked at again before it is sent.
        self._fresh: set[int] = set()

    def step(self) -> bool:
        """One round: move open transactions on, then plan new ones. True when anything moved."""
        chain = Round(self._desk)
        asked.answer_all(self._desk)
        self._reopen(chain)
        moved = self._settle_open(chain)
        if self._taking:
            # Each is sent before the next is planned: the chain works while we do.
            for transaction, items in self._planner.plan():
                self._fresh.add(transaction.id)
                self._trail.know(transaction.id, [item.request_id for item in items])
                self._settle(transaction, chain)
                moved = True
        self._alarms.look(chain)
        return moved

    def open_count(self) -> int:
        """How many transactions of this key are not done."""
        return len(self._open())

    def _open(self) -> Sequence[ChainTransaction]:
        with self._desk.db.read() as session:
            return relay.open_transactions(
                session,
                chain_id=self._desk.installed.chain_id,
                sender=self._desk.key.address,
                states=[state.value for state in OPEN],
            )

    def _reopen(self, chain: Round) -> None:
        """Open again what we took for done and the chain has lost: a nonce it still expects would hold up all later ones.

        A local chain that was killed loses what it had not saved; a reorganisation can drop a reverted transaction. The
        stored bytes are sent again, so that nothing happens twice. What went elsewhere meanwhile is not sent again: its
        nonce is filled.
        """
        with self._desk.db.read() as session:
            lost = relay.done_from_nonce(
                session,
                chain_id=self._desk.installed.chain_id,
                sender=self._desk.key.address,
                nonce=chain.expected,
            )
        for transaction in lost:
            log.warning("transaction_lost_by_the_chain", transaction=transaction.id, nonce=transaction.nonce)
            reason = transaction.cancel_reason
            if transaction.state == TxState.DISPLACED:
                reason = CancelReason.ABANDONED.value
            self._leave_block(transaction, cancel_reason=reason, used_block=None, used_since=None)

    # -- open transactions

    def _settle_open(self, chain: Round) -> bool:
        moved = False
        found = self._open()
        self._trail.keep_only(transaction.id for transaction in found)
        for transaction in found:
            moved = self._settle(transaction, chain) or moved
        return moved

    def _settle(self, transaction: ChainTransaction, chain: Round) -> bool:
        before, moved = transaction.state, False
        with self._trail.of(transaction.id):
            while self._advance(transaction, chain):
                moved = True
        return moved or transaction.state != before

    def _advance(self, transaction: ChainTransaction, chain: Round) -> bool:
        """Do the next thing with a transaction; True when there may be more to do at once."""
        with self._desk.db.read() as session:
            forms = relay.attempts(session, transaction.id)
        receipt, form = self._receipt(transaction, forms, chain)
        self._note_use(transaction, chain, mined=receipt is not None)
        action = self._action(transaction, forms, receipt, form, chain)
        if receipt is not None and form is not None and action in (Action.MARK_MINED, Action.MARK_REVERTED):
            self._mark_mined(transaction, receipt, form, reverted=action is Action.MARK_REVERTED)
            if action is Action.MARK_REVERTED or receipt.block_number > chain.final_block:
                return False
            # The receipt is large, and the round knew what is final before it asked: it need not be asked for again.
            action = self._action(transaction, forms, receipt, form, chain)
        return self._do(action, transaction, forms, chain)

    def _action(
        self,
        transaction: ChainTransaction,
        forms: Sequence[TransactionAttempt],
        receipt: Receipt | None,
        form: TransactionAttempt | None,
        chain: Round,
    ) -> Action:
        return next_action(
            TxState(transaction.state),
            seen=_seen(transaction, receipt, form) if receipt and form else None,
            known_block_hash=transaction.block_hash,
            final_block=chain.final_block,
            newest=Newest(Purpose(forms[-1].purpose), forms[-1].tried_at) if forms else None,
            now=self._desk.now(),
            resend_after=min(RESEND_AFTER, self._desk.bump_after),
            cancel=transaction.cancel_reason is not None,
            used=_used(transaction),
        )

    def _do(
        self, action: Action, transaction: ChainTransaction, forms: Sequence[TransactionAttempt], chain: Round
    ) -> bool:
        match action:
            case Action.SIGN:
                if not transaction.cancel_reason and self._is_doomed(transaction, forms, chain):
                    return True
                return self._forms.sign_next(transaction, forms, chain)
            case Action.SEND:
                return self._send(transaction, forms, chain)
            case Action.MARK_LOST:
                log.warning("transaction_left_the_chain", transaction=transaction.id, nonce=transaction.nonce)
                self._leave_block(transaction)
                return True
            case Action.MARK_FINAL:
                self._set(transaction, TxState.FINAL)
                log.info("transaction_final", transaction=transaction.id, nonce=transaction.nonce)
            case Action.MARK_CANCELLED:
                self._mark_cancelled(transaction)
            case Action.MARK_DISPLACED:
                self._mark_displaced(transaction)
        return False

    def _receipt(
        self, transaction: ChainTransaction, forms: Sequence[TransactionAttempt], chain: Round
    ) -> tuple[Receipt | None, TransactionAttempt | None]:
        """The receipt of whichever form was mined, and that form; none for what was never sent."""
        if transaction.state == TxState.SIGNED and transaction.id in self._fresh:
            return None, None
        asked_for = list(reversed(forms))
        if transaction.state != TxState.MINED and transaction.nonce >= chain.expected:
            # It was in no block when the round began; a moment later it will be the newest form, if any.
            asked_for = asked_for[:1]
        asked_for.sort(key=lambda form: form.hash != transaction.mined_hash)
        for form in asked_for:
            receipt = self._desk.client.receipt(form.hash)
            if receipt is not None:
                return receipt, form
        return None, None

    def _note_use(self, transaction: ChainTransaction, chain: Round, *, mined: bool) -> None:
        """Write down since when the chain counts this nonce as used without a receipt of ours, or that it does not."""
        open_and_out = transaction.state in (TxState.SIGNED, TxState.BROADCAST)
        used = open_and_out and not mined and transaction.nonce < chain.expected
        if used == (transaction.used_block is not None):
            return
        block, since = (chain.head.number, self._desk.now()) if used else (None, None)
        if used:
            log.warning("nonce_used_without_receipt", transaction=transaction.id, nonce=transaction.nonce)
        with self._desk.db.write() as session:
            relay.note(session, transaction.id, used_block=block, used_since=since)
        transaction.used_block, transaction.used_since = block, since

    def _is_doomed(self, transaction: ChainTransaction, forms: Sequence[TransactionAttempt], chain: Round) -> bool:
        """Whether a call that no node ever took cannot do its work any more; its nonce is then given away."""
        taken = any(form.sent_at for form in forms)
        if transaction.id in self._fresh or taken or transaction.nonce < chain.expected:
            return False
        if not is_there(self._desk, transaction.to):
            return self._give_up_contract(transaction)
        try:
            self._desk.client.estimate_gas(transaction.to, transaction.data, sender=self._desk.key.address)
        except ContractReverted as reverted:
            if without_role(reverted):
                return False
            log.warning("transaction_would_revert", transaction=transaction.id, reason=reverted.error.name)
            self._cancel(transaction, CancelReason.WOULD_REVERT)
            return True
        return False

    def _give_up_contract(self, transaction: ChainTransaction) -> bool:
        """Cancel what calls a contract that has been gone for long. True when that is so."""
        if self._desk.now() - transaction.updated_at < GIVE_UP_CONTRACT_AFTER:
            return False
        self._cancel(transaction, CancelReason.CONTRACT_GONE)
        return True

    def _cancel(self, transaction: ChainTransaction, reason: CancelReason) -> None:
        with self._desk.db.write() as session:
            relay.note(session, transaction.id, cancel_reason=reason.value)
        transaction.cancel_reason = reason.value

    def _send(self, transaction: ChainTransaction, forms: Sequence[TransactionAttempt], chain: Round) -> bool:
        newest = forms[-1]
        if newest.purpose == Purpose.CALL:
            if transaction.state == TxState.SIGNED and self._is_doomed(transaction, forms, chain):
                return True
            if not is_there(self._desk, transaction.to):
                return self._give_up_contract(transaction)
        if newest.tried_at is not None and self._forms.sign_better(transaction, newest, chain):
            return True
        # What was signed before a crash may have been out as well, and be in a block by now; what is new cannot be.
        may_be_mined = transaction.state == TxState.SIGNED and transaction.id not in self._fresh
        self._fresh.discard(transaction.id)
        return self._sending.send(transaction, newest, chain) and may_be_mined

    # -- ends

    def _mark_mined(
        self, transaction: ChainTransaction, receipt: Receipt, form: TransactionAttempt, *, reverted: bool
    ) -> None:
        where: dict[str, int | str | None] = {
            "block_number": receipt.block_number,
            "block_hash": receipt.block_hash,
            "gas_used": receipt.gas_used,
            "gas_price": receipt.gas_price,
            "mined_hash": form.hash,
        }
        self._alarms.over_for(transaction.id)
        if not reverted:
            self._set(transaction, TxState.MINED, **where)
            log.info(
                "transaction_mined",
                transaction=transaction.id,
                nonce=transaction.nonce,
                hash=form.hash,
                block=receipt.block_number,
                gas=receipt.gas_used,
            )
            return
        log.warning("transaction_reverted", transaction=transaction.id, nonce=transaction.nonce)
        now = self._desk.now()
        with self._desk.db.write() as session:
            relay.set_state(session, transaction.id, state=TxState.REVERTED.value, now=now, **where)
            relay.release(session, transaction.id, most_tries=_MOST_TRIES, now=now)
        transaction.state = TxState.REVERTED.value

    def _mark_cancelled(self, transaction: ChainTransaction) -> None:
        """Its nonce is filled for good, by nothing of use."""
        log.warning("transaction_cancelled", transaction=transaction.id, reason=transaction.cancel_reason)
        self._let_go(transaction, TxState.CANCELLED)

    def _mark_displaced(self, transaction: ChainTransaction) -> None:
        """Its nonce is used for good, by somebody else."""
        self._let_go(transaction, TxState.DISPLACED)
        self._alarms.over_for(transaction.id)
        used_elsewhere(self._desk, self._alarms, nonce=transaction.nonce)

    def _let_go(self, transaction: ChainTransaction, state: TxState) -> None:
        """What it carried waits again, or fails when a person wanted it so."""
        now = self._desk.now()
        with self._desk.db.write() as session:
            relay.set_state(session, transaction.id, state=state.value, now=now)
            if transaction.cancel_reason == CancelReason.ASKED:
                relay.fail_carried(session, transaction.id, failure="Cancelled", now=now)
            else:
                relay.give_back(session, transaction.id, now=now)
        transaction.state = state.value

    def _leave_block(self, transaction: ChainTransaction, **values: object) -> None:
        gone = {"block_number": None, "block_hash": None, "gas_used": None, "gas_price": None, "mined_hash": None}
        self._set(transaction, TxState.BROADCAST, **gone, **values)

    def _set(self, transaction: ChainTransaction, state: TxState, **values: object) -> None:
        with self._desk.db.write() as session:
            relay.set_state(session, transaction.id, state=state.value, now=self._desk.now(), **values)
        transaction.state = state.value
        for name, value in values.items():
            setattr(transaction, name, value)


def _seen(transaction: ChainTransaction, receipt: Receipt, form: TransactionAttempt) -> Seen:
    purpose = Purpose(form.purpose)
    done = receipt.succeeded
    if purpose is Purpose.CALL:
        done = plan.did_its_work(transaction.data, succeeded=done, log_count=receipt.log_count)
    return Seen(receipt.block_number, receipt.block_hash, done, purpose)


def _used(transaction: ChainTransaction) -> UsedElsewhere | None:
    if transaction.used_block is None or transaction.used_since is None:
        return None
    return UsedElsewhere(transaction.used_block, transaction.used_since)
