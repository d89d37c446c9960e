"""Handing stored bytes to a node, and writing down what it made of them."""

from backend.chain.errors import (
    AlreadyKnown,
    ChainError,
    ChainRefused,
    ContractReverted,
    InsufficientFunds,
    NonceTooLow,
    ReplacementUnderpriced,
    Underpriced,
)
from backend.core.logging import get_logger
from backend.db.models.pipeline import ChainTransaction, TransactionAttempt
from backend.db.repositories import relay
from backend.relayer.alarms import AlarmKind, Alarms
from backend.relayer.desk import Desk, Round
from backend.relayer.states import TxState

log = get_logger(__name__)

# The first that fits wins. Offering more, or funding the account, gets on by itself; the last kind needs a look.
_REFUSALS: tuple[tuple[type[ChainError], str], ...] = (
    (InsufficientFunds, "insufficient_funds"),
    (ReplacementUnderpriced, "replacement_underpriced"),
    (Underpriced, "underpriced"),
    (ChainError, "refused"),
)


def refusal_of(error: ChainError) -> str:
    """One word for a node's no."""
    return next(word for kind, word in _REFUSALS if isinstance(error, kind))


class Sending:
    """Sends for one key."""

    def __init__(self, desk: Desk, alarms: Alarms) -> None:
        self._desk = desk
        self._alarms = alarms

    def send(self, transaction: ChainTransaction, form: TransactionAttempt, chain: Round) -> bool:
        """Send a form. True when a node has it now; a transaction that was refused stays what it was."""
        try:
            self._desk.client.send_raw(form.raw)
            answer = "accepted"
        except (AlreadyKnown, NonceTooLow) as known:
            # Sent before a crash, or mined already: the receipt tells, under the hash we computed.
            answer = str(known)
        except (ChainRefused, ContractReverted) as refused:
            self._refused(transaction, form, refused, chain)
            return False
        now = self._desk.now()
        with self._desk.db.write() as session:
            relay.mark_accepted(session, form.id, answer=answer, block=chain.head.number, now=now)
            relay.set_state(session, transaction.id, state=TxState.BROADCAST.value, now=now)
        transaction.state = TxState.BROADCAST.value
        self._alarms.over(AlarmKind.SEND_REFUSED, str(transaction.id))
        log.info("transaction_sent", transaction=transaction.id, nonce=transaction.nonce, hash=form.hash, answer=answer)
        return True

    def _refused(
        self, transaction: ChainTransaction, form: TransactionAttempt, error: ChainError, chain: Round
    ) -> None:
        refusal = refusal_of(error)
        log.warning(
            "transaction_refused",
            transaction=transaction.id,
            nonce=transaction.nonce,
            refusal=refusal,
            answer=str(error)[:200],
        )
        with self._desk.db.write() as session:
            relay.mark_refused(session, form.id, answer=str(error), refusal=refusal, now=self._desk.now())
        if refusal == "insufficient_funds":
            self._alarms.look(chain, at_once=True)
        elif refusal == "refused":
            self._alarms.say(
                AlarmKind.SEND_REFUSED,
                str(transaction.id),
                address=self._desk.key.address,
                nonce=transaction.nonce,
                answer=str(error)[:200],
            )
