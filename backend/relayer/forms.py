"""Signed forms of a transaction, stored before they are sent: the first, one that pays more, one that gives the nonce away."""

from collections.abc import Sequence

from backend.chain.sender import Unsigned
from backend.core.logging import get_logger
from backend.db.models.pipeline import ChainTransaction, TransactionAttempt
from backend.db.repositories import relay
from backend.relayer import fees
from backend.relayer.alarms import AlarmKind, Alarms
from backend.relayer.desk import Desk, Round
from backend.relayer.states import Purpose, TxState

log = get_logger(__name__)

# What a transaction costs that does nothing.
_EMPTY_GAS = 21_000
UNDERPRICED = ("underpriced", "replacement_underpriced")


def offered(form: TransactionAttempt) -> fees.Fees:
    """What a form offers."""
    return fees.Fees(form.max_fee, form.max_priority_fee)


class Forms:
    """Signs for one key."""

    def __init__(self, desk: Desk, alarms: Alarms) -> None:
        self._desk = desk
        self._alarms = alarms

    def sign_next(self, transaction: ChainTransaction, forms: Sequence[TransactionAttempt], chain: Round) -> bool:
        """Sign the first form, or the one that cancels the others. False when that would cost more than the cap."""
        purpose = Purpose.CANCEL if transaction.cancel_reason else Purpose.CALL
        if not forms:
            self._sign(transaction, purpose, chain.usual)
            return True
        # Any form may be out, and a node takes another one only for more.
        better = fees.bump(offered(forms[-1]), chain.urgent, cap=self._desk.fee_cap)
        if better is None:
            self._at_the_cap(transaction, forms[-1], chain)
            return False
        self._sign(transaction, purpose, better)
        return True

    def sign_better(self, transaction: ChainTransaction, newest: TransactionAttempt, chain: Round) -> bool:
        """Sign a form that offers more, if the newest waits in vain. False when it does not, or offers all it may."""
        if not self._waits_in_vain(transaction, newest, chain):
            return False
        better = fees.bump(offered(newest), chain.urgent, cap=self._desk.fee_cap)
        if better is None:
            self._at_the_cap(transaction, newest, chain)
            return False
        log.info("transaction_offers_more", transaction=transaction.id, nonce=transaction.nonce, max_fee=better.max_fee)
        self._sign(transaction, Purpose(newest.purpose), better)
        return True

    def _waits_in_vain(self, transaction: ChainTransaction, newest: TransactionAttempt, chain: Round) -> bool:
        if newest.refusal is not None:
            return newest.refusal in UNDERPRICED
        if newest.sent_at is None or newest.sent_block is None:
            return False
        waiting = fees.Waiting(
            fees=offered(newest),
            since=newest.sent_at,
            since_block=newest.sent_block,
            is_next=transaction.nonce == chain.expected,
        )
        return fees.is_stuck(
            waiting,
            base_fee=chain.base_fee,
            head=chain.head.number,
            now=self._desk.now(),
            bump_after=self._desk.bump_after,
        )

    def _at_the_cap(self, transaction: ChainTransaction, newest: TransactionAttempt, chain: Round) -> None:
        self._alarms.say(
            AlarmKind.FEE_CAP_REACHED,
            str(transaction.id),
            address=self._desk.key.address,
            nonce=transaction.nonce,
            max_fee=str(newest.max_fee),
            cap=str(self._desk.fee_cap),
            base_fee=str(chain.base_fee),
        )

    def _sign(self, transaction: ChainTransaction, purpose: Purpose, fee: fees.Fees) -> None:
        desk = self._desk
        is_call = purpose is Purpose.CALL
        signed = desk.key.sign(
            Unsigned(
                chain_id=transaction.chain_id,
                nonce=transaction.nonce,
                to=transaction.to if is_call else desk.key.address,
                data=transaction.data if is_call else b"",
                gas=transaction.gas if is_call else _EMPTY_GAS,
                max_fee=fee.max_fee,
                max_priority_fee=fee.max_priority_fee,
            )
        )
        now = desk.now()
        # A form that is out stays out: only the first one makes the transaction signed.
        state = TxState.SIGNED.value if transaction.state == TxState.RESERVED else transaction.state
        with desk.db.write() as session:
            relay.add_attempt(
                session,
                TransactionAttempt(
                    transaction_id=transaction.id,
                    raw=signed.raw,
                    hash=signed.hash,
                    purpose=purpose.value,
                    max_fee=fee.max_fee,
                    max_priority_fee=fee.max_priority_fee,
                    created_at=now,
                ),
            )
            relay.set_state(session, transaction.id, state=state, now=now)
        transaction.state = state
        log.info("transaction_signed", transaction=transaction.id, nonce=transaction.nonce, hash=signed.hash)
