"""What needs a person: raised, kept until it is over, and shown by commands and pages."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from backend.chain.errors import ContractReverted
from backend.core.logging import get_logger
from backend.db.repositories import relay, relay_watch
from backend.outbox.intents import Kind
from backend.relayer import fees, plan
from backend.relayer.desk import Desk, Round

log = get_logger(__name__)

# A stolen nonce is one moment, and over at once; a day is long enough for somebody to see it.
_REMEMBER_MOMENTS = timedelta(days=1)
_LOOK_AT_BALANCE_EVERY = timedelta(seconds=30)
# Enough for a new event and a handful of tickets: an account with less is worth a word before it is needed.
_LEAST_GAS = 3_000_000

# Our contracts' own word, and OpenZeppelin's where its AccessManager is asked directly.
_ROLE_ERRORS = ("AccessMissingRole", "AccessManagerUnauthorizedAccount", "AccessManagedUnauthorized")


class AlarmKind(StrEnum):
    """`subject` is an address for the first three and the number of a transaction for the others."""

    LOW_BALANCE = "low_balance"
    KEY_USED_ELSEWHERE = "key_used_elsewhere"
    KEY_WITHOUT_ROLE = "key_without_role"
    FEE_CAP_REACHED = "fee_cap_reached"
    SEND_REFUSED = "send_refused"


OF_TRANSACTIONS = (AlarmKind.FEE_CAP_REACHED, AlarmKind.SEND_REFUSED)


class Alarms:
    """The alarms of one key. What stands is kept in memory too, so that a quiet round costs no write."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._balance_due = desk.now()
        self._standing: dict[tuple[str, str], Mapping[str, str | int]] = {}
        with desk.db.read() as session:
            for found in relay_watch.alarms(session):
                self._standing[found.kind, found.subject] = found.args

    def say(self, kind: AlarmKind, subject: str, **args: str | int) -> None:
        """Raise an alarm, or give one that stands its newest numbers."""
        if self._standing.get((kind, subject)) == args:
            return
        with self._desk.db.write() as session:
            new = relay_watch.raise_alarm(session, kind=kind.value, subject=subject, args=args, now=self._desk.now())
        self._standing[kind, subject] = args
        if new:
            log.error("alarm", alarm=kind.value, subject=subject, **args)

    def over(self, kind: AlarmKind, subject: str) -> None:
        """End an alarm; nothing when it does not stand."""
        if self._standing.pop((kind, subject), None) is None:
            return
        with self._desk.db.write() as session:
            relay_watch.clear_alarm(session, kind=kind.value, subject=subject, now=self._desk.now())
        log.info("alarm_over", alarm=kind.value, subject=subject)

    def over_for(self, transaction_id: int) -> None:
        """End what stands about a transaction."""
        for kind in OF_TRANSACTIONS:
            self.over(kind, str(transaction_id))

    def look(self, chain: Round, *, at_once: bool = False) -> None:
        """Compare the account with what waits for it, now and then; forget what happened long ago."""
        now = self._desk.now()
        if now < self._balance_due and not at_once:
            return
        self._balance_due = now + _LOOK_AT_BALANCE_EVERY
        address = self._desk.key.address
        balance = self._desk.client.balance(address)
        gas = max(self._gas_ahead(), _LEAST_GAS)
        missing = fees.shortfall(balance=balance, gas=gas, max_fee=chain.usual.max_fee)
        if missing:
            # As text: wei are more than many readers of JSON can count to.
            self.say(
                AlarmKind.LOW_BALANCE,
                address,
                address=address,
                signer=self._desk.signer.value,
                balance=str(balance),
                missing=str(missing),
            )
        else:
            self.over(AlarmKind.LOW_BALANCE, address)
        self._forget_moments()

    def _gas_ahead(self) -> int:
        """Roughly the gas of everything that waits for this key."""
        desk = self._desk
        with desk.db.read() as session:
            states = ["reserved", "signed", "broadcast"]
            signed = relay.open_transactions(
                session, chain_id=desk.installed.chain_id, sender=desk.key.address, states=states
            )
            waiting = relay.waiting_groups(session, desk.signer.value)
            return sum(found.gas for found in signed) + sum(
                plan.gas_of(Kind(group.kind)) * group.count for group in waiting
            )

    def _forget_moments(self) -> None:
        kind = AlarmKind.KEY_USED_ELSEWHERE
        address = self._desk.key.address
        if (kind, address) not in self._standing:
            return
        now = self._desk.now()
        with self._desk.db.write() as session:
            relay_watch.clear_old_alarms(session, kind=kind.value, before=now - _REMEMBER_MOMENTS, now=now)
            still = {(found.kind, found.subject) for found in relay_watch.alarms(session)}
        if (kind.value, address) not in still:
            self._standing.pop((kind, address))


def without_role(reverted: ContractReverted) -> bool:
    """Whether a call would revert because of who calls and not of what is asked."""
    return reverted.error.name in _ROLE_ERRORS
