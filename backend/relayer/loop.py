"""The relayer's loop: one lane a key, one process a lane."""

from sqlalchemy.exc import OperationalError

from backend.chain.client import ChainClient
from backend.chain.errors import ChainError
from backend.chain.sender import Key
from backend.core.clock import Clock
from backend.core.loop import Stop, repeat
from backend.db.locks import JobLock, LockHeld, take
from backend.db.models.installation import Installation
from backend.db.session import Database
from backend.outbox.intents import Signer
from backend.relayer.lane import Lane


class LockLost(Exception):
    """The database dropped the connection that carried a lane's lock; somebody else may have the lane now."""


_PASSING = (ChainError, OperationalError, LockHeld, LockLost)


def run(
    *,
    db: Database,
    client: ChainClient,
    clock: Clock,
    keys: dict[Signer, Key],
    installed: Installation,
    fee_cap: int,
    idle: float,
    stop: Stop,
) -> None:
    """Run the lanes of these keys until stopped. A lane that another process runs is waited for."""
    lanes = {
        signer: Lane(db=db, client=client, clock=clock, key=key, signer=signer, installed=installed, fee_cap=fee_cap)
        for signer, key in keys.items()
    }
    locks: dict[Signer, JobLock] = {}

    def step() -> bool:
        # Each round anew: a local node that was restarted without its state answers at the same address with the same id.
        client.require_chain(installed.chain_id, installed.genesis_hash)
        moved, trouble = False, None
        for signer, lane in lanes.items():
            try:
                _keep_lock(db, locks, signer, keys[signer].address)
                moved |= lane.step()
            except _PASSING as error:
                # One key's trouble shall not hold up the other's work; the loop hears of it afterwards.
                trouble = trouble or error
        if trouble is not None:
            raise trouble
        return moved

    try:
        repeat(step, stop=stop, idle=idle, passing=_PASSING, name="relayer")
    finally:
        for lock in locks.values():
            lock.release()


def _keep_lock(db: Database, locks: dict[Signer, JobLock], signer: Signer, address: str) -> None:
    if signer in locks and not locks[signer].still_held():
        locks.pop(signer).release()
        raise LockLost(address)
    if signer not in locks:
        locks[signer] = take(db, f"lane {address}")
