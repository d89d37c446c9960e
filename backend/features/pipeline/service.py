"""The way to the chain, to look at; and the one thing that may be asked: to try again. Nothing is sent from here."""

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.db.models.pipeline import RelayRequest
from backend.db.repositories import chain, collectives, events, pipeline, relay, relay_watch
from backend.db.repositories.relay import WaitingGroup
from backend.features.parts import Parts
from backend.features.pipeline.rules import Limits, Read, Signs, reading_problem, silent_since
from backend.features.pipeline.schemas import Alarm, Costs, Failed, Measured, Pipeline, Waiting
from backend.features.progress import refusal
from backend.outbox.intents import Kind, Signer

# A page shows this many; more of the same does not say more.
SHOWN = 50
# On a server of several collectives each wish for another try is a row; more than these are asked for with the next press.
_ASKED_AT_ONCE = 500
_RETRY = "retry"


def overview(session: Session, parts: Parts, account_id: int) -> Pipeline:
    """All that is on its way, for somebody who is signed in: of others' collectives only how much, never what."""
    gas = pipeline.gas(session)
    groups = _waiting(session)
    failed = pipeline.failed_of_account(session, account_id, limit=SHOWN)
    wishes = relay_watch.open_requests(session)
    asked = {wish.target for wish in wishes if wish.kind == _RETRY}
    return Pipeline(
        alarms=alarms(session, parts),
        waiting=_by_kind(groups),
        transactions=relay_watch.open_transactions(session),
        failed=[
            Failed(
                intent_id=one.id,
                kind=one.kind,
                token_id=one.token_id,
                collective=one.collective,
                event=one.event,
                reason=refusal(one.reason, one.args),
                since=one.since,
                asked=None in asked or one.id in asked,
            )
            for one in failed
        ],
        failed_count=pipeline.failed_count_of_account(session, account_id),
        costs=Costs(relay_watch.cost(session), gas.used, gas.offered_wei, gas.offered),
        read=read_position(session),
    )


def retry(session: Session, parts: Parts, account_id: int, intent_id: int) -> None:
    """Ask the relayer to try an intent again; nothing when it did not fail, or somebody asked already.

    Raises NotFound `page_unknown` when it belongs to none of the account's collectives.
    """
    collective_id = pipeline.collective_of(session, intent_id)
    if collective_id is None or not collectives.may_organise(
        session, account_id=account_id, collective_id=collective_id
    ):
        raise NotFound("page_unknown")
    if pipeline.is_failed(session, intent_id) and not {None, intent_id} & _asked(session):
        relay_watch.ask(session, kind=_RETRY, target=intent_id, now=parts.clock.now())


def retry_all(session: Session, parts: Parts, account_id: int) -> None:
    """Ask the relayer to try again what failed in the account's collectives, and nobody asked for yet."""
    now, asked = parts.clock.now(), _asked(session)
    mine = pipeline.failed_count_of_account(session, account_id)
    if not mine or None in asked:
        return
    if mine == sum(pipeline.failed_counts(session).values()):
        relay_watch.ask(session, kind=_RETRY, target=None, now=now)
        return
    for one in pipeline.failed_of_account(session, account_id, limit=_ASKED_AT_ONCE + len(asked)):
        if one.id not in asked:
            relay_watch.ask(session, kind=_RETRY, target=one.id, now=now)


def _asked(session: Session) -> set[int | None]:
    return {wish.target for wish in relay_watch.open_requests(session) if wish.kind == _RETRY}


# -- what needs a person


def alarms(session: Session, parts: Parts) -> list[Alarm]:
    """Everything that needs a person: the relayer's alarms, its silence, and what keeps the chain from being read."""
    now = parts.clock.now()
    standing = relay_watch.alarms(session)
    found = [Alarm(one.kind, one.since, {**one.args, "subject": one.subject}) for one in standing]
    silent = _silent_since(session, now, roles_missing=any(one.kind == "key_without_role" for one in standing))
    if silent is not None:
        found.append(Alarm("relayer_silent", silent, {}))
    read = read_position(session)
    problem = indexer_problem(session, parts, read)
    # Before anybody wished for anything there is nothing to read, and nothing to worry about.
    if problem is not None and (read is not None or silent is not None):
        args = {} if read is None else {"behind": read.behind, "detail": read.halted or "", "block": read.final_block}
        found.append(Alarm(problem, read.head_time if read and problem == "indexer_silent" else None, args))
    return found


def _silent_since(session: Session, now: datetime, *, roles_missing: bool) -> datetime | None:
    wishes: list[RelayRequest] = list(relay_watch.open_requests(session))
    untouched = pipeline.least_looked_after(session)
    ready = None
    # Where a role is missing or something is open already, waiting says nothing about who works.
    if untouched is None and not roles_missing:
        ready = min((group.since for group in _waiting(session) if _could_go(session, group)), default=None)
    signs = Signs(
        asked=min((wish.created_at for wish in wishes), default=None),
        untouched=untouched,
        ready=ready,
        moved=pipeline.last_moves(session),
    )
    return silent_since(signs, now)


def _could_go(session: Session, group: WaitingGroup) -> bool:
    """Whether the contract that a group needs is on the chain. Revocations may wait for their ticket: not counted."""
    kind = Kind(group.kind)
    if kind is Kind.CREATE_COLLECTIVE:
        return True
    if kind is Kind.REVOKE_TICKET:
        return False
    if kind in (Kind.CREATE_EVENT, Kind.MINT_MEMBERSHIP) or group.event_id is None:
        return collectives.contracts(session, collectives.by_id(session, group.collective_id)) is not None
    return events.contract(session, events.by_id(session, group.event_id)) is not None


# -- how far the chain was read


def read_position(session: Session) -> Read | None:
    """How far the chain was read; None before it ever was."""
    at = chain.cursor(session)
    if at is None:
        return None
    return Read(at.next_block - 1, at.final_block, at.head_block, at.updated_at, at.halted)


def indexer_problem(session: Session, parts: Parts, read: Read | None) -> str | None:
    """What is wrong with how far the chain was read, as a stable code; None when nothing is."""
    installed = chain.installation(session)
    if installed is None:
        return "not_installed"
    limits = Limits(blocks=parts.settings.most_behind, age=parts.settings.oldest_head)
    return reading_problem(read, chain_id=installed.chain_id, limits=limits, now=parts.clock.now())


# -- numbers


def measured(session: Session, parts: Parts) -> Measured:
    """The numbers of the loops, from the database: it is where all processes meet."""
    now = parts.clock.now()
    groups = _by_kind(_waiting(session))
    moments = [group.since for group in groups] + [one.since for one in relay_watch.open_transactions(session)]
    return Measured(
        waiting={group.kind: group.count for group in groups},
        failed=pipeline.failed_counts(session),
        transactions=relay.state_counts(session),
        oldest_pending_seconds=max(0.0, (now - min(moments)).total_seconds()) if moments else 0.0,
        read=read_position(session),
        alarms=Counter(alarm.kind for alarm in alarms(session, parts)),
        paid_wei=relay_watch.cost(session),
        gas_used=pipeline.gas(session).used,
    )


def _waiting(session: Session) -> list[WaitingGroup]:
    return [group for signer in Signer for group in relay.waiting_groups(session, signer.value)]


def _by_kind(groups: list[WaitingGroup]) -> list[Waiting]:
    counts: Counter[str] = Counter()
    since: dict[str, datetime] = {}
    for group in groups:
        counts[group.kind] += group.count
        since[group.kind] = min(since.get(group.kind, group.since), group.since)
    return sorted((Waiting(kind, counts[kind], since[kind]) for kind in counts), key=lambda found: found.since)
