"""The audit finds whatever the database says wrongly, and nothing else; reading anew gives the same tables bit for bit."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import delete, update
from typer.testing import CliRunner

from backend.chain.abi_files import function
from backend.cli.main import app
from backend.db.locks import take
from backend.db.models.collectives import Collective
from backend.db.models.projections import ChainBlock, ChainCollective, ChainCursor, ChainEvent, ChainLog, ChainToken
from backend.db.repositories import collectives
from backend.features.audit import service as audit
from backend.indexer.loop import LOCK
from backend.outbox.intents import Kind, NewIntent
from backend.outbox.service import enqueue
from tests.backend.indexer.ledger import chain_tables
from tests.integration.site import Night, Site

_HOLDER, _OTHER = "0x" + "11" * 20, "0x" + "22" * 20
_TIER = 1 << 32


def _coin(night: Night) -> str:
    with night.site.db.read() as session:
        found = collectives.contracts(session, collectives.by_id(session, night.collective_id))
    assert found is not None
    return str(found.token)


@pytest.fixture
def full(night: Night) -> Night:
    """A night with everything an audit looks at: ten tickets, one revoked, two used, one of them in other hands; some tokens."""
    site = night.site
    night.issue(10)
    site.work()
    night.revoke(_TIER | 3)
    payload = {"tier": 1, "index": 0, "bits": hex(0b10100000)}
    with site.db.write() as session:
        wish = NewIntent(Kind.SETTLE, "settle", night.collective_id, event_id=night.event_id, payload=payload)
        enqueue(session, [wish], now=site.clock.now())
    site.work()
    _as(site, site.installed.office, night.contract, "EventTickets", "deliver", [_TIER | 7], _HOLDER)
    for who, amount in ((_HOLDER, 500), (_OTHER, 70)):
        _as(site, site.installed.admin, _coin(night), "CommunityToken", "mint", who, amount)
    _as(site, _OTHER, _coin(night), "CommunityToken", "burn", 30)
    site.work()
    return night


def _as(site: Site, sender: str, contract: str, kind: str, name: str, *arguments: object) -> None:
    site.node.request("anvil_setBalance", sender, hex(10**18))
    site.node.request("anvil_impersonateAccount", sender)
    site.node.send_as(sender, contract, function(kind, name).encode(*arguments))
    site.node.request("anvil_stopImpersonatingAccount", sender)


def _kinds(site: Site) -> dict[str, list[str]]:
    """The differences an audit finds: what they are about, by kind."""
    found: dict[str, list[str]] = {}
    for entry in audit.run(site.db, site.node.client, site.installed).differences:
        found.setdefault(entry.kind, []).append(entry.subject)
    return found


def test_audit__everything_in_order__no_difference_and_everything_counted(full: Night) -> None:
    report = audit.run(full.site.db, full.site.node.client, full.site.installed)
    assert report.differences == ()
    assert dict(report.counts) == {
        "collectives": 1,
        "events": 1,
        "tokens": 10,
        "used": 2,
        "revoked": 1,
        "balances": 2,
        "done": 12,
    }
    assert report.block == full.site.node.client.head().number


def _tokens(**values: object) -> Any:
    return update(ChainToken).where(ChainToken.token_id == (_TIER | 7)).values(**values)


FORGERIES: Sequence[tuple[str, Any, dict[str, list[str]]]] = (
    ("owner", _tokens(owner=_OTHER), {"owner": ["7"], "owner-asked": ["7"]}),
    ("minted", _tokens(minted_block=1), {"minted": ["7"]}),
    ("used", _tokens(used_block=None), {"used": ["7"], "used-asked": ["7"]}),
    ("used elsewhere", _tokens(used_block=1), {"used": ["7"]}),
    ("revoked", _tokens(revoked_block=1), {"revoked": ["7"], "revoked-asked": ["7"]}),
    ("missing", delete(ChainToken).where(ChainToken.token_id == (_TIER | 7)), {"token": ["7"], "owner-asked": ["7"]}),
    ("block", update(ChainBlock).values(hash="0x00"), {"block-differs": ["block"]}),
    ("collective", update(ChainCollective).values(ref="00" * 8), {"collective": [""]}),
    ("event", update(ChainEvent).values(access=_OTHER), {"event": [""]}),
    ("cancelled", update(ChainEvent).values(cancelled_block=3), {"cancelled": [""]}),
    (
        "balance",
        delete(ChainLog).where(ChainLog.event == "Transfer", ChainLog.token_id.is_(None)),
        {"balance": [_HOLDER, _OTHER]},
    ),
)


@pytest.mark.parametrize(("statement", "expected"), [entry[1:] for entry in FORGERIES], ids=[f[0] for f in FORGERIES])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_audit__database_says_something_else__exactly_that_is_found(
    full: Night, statement: Any, expected: dict[str, list[str]]
) -> None:
    with full.site.db.write() as session:
        session.execute(statement)
    found = _kinds(full.site)
    block = str(full.site.node.client.head().number)
    named = {kind: [_named(subject, block) for subject in subjects] for kind, subjects in found.items()}
    assert named == expected


def _named(subject: str, block: str) -> str:
    """Short names for the subjects: the serial of a ticket, the address in lower case."""
    if subject == block:
        return "block"
    return str(int(subject) & 0xFFFFFFFF) if subject.isdecimal() else subject.lower()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_audit__final_in_the_books_and_not_on_the_chain__is_found(full: Night) -> None:
    """What no projection can show: that we believe to have done what the chain does not know."""
    site = full.site
    # The last six blocks: revocation, settlement, delivery, two mints of tokens and a burn.
    site.node.reorg(6)
    site.index()
    assert {kind: [_named(s, "") for s in subjects] for kind, subjects in _kinds(site).items()} == {
        "undone-revoke-ticket": ["3"],
        "undone-settle": ["5", "7"],
    }


# -- commands


@pytest.fixture
def run(full: Night, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command of this installation."""
    for name, value in full.site.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EINLASS_LANG", "en")
    return lambda *arguments: CliRunner().invoke(app, list(arguments), catch_exceptions=False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_audit_command__differences__said_and_exit_code_1(full: Night, run: Callable[..., Result]) -> None:
    good = run("audit")
    assert (good.exit_code, good.stdout) == (0, "")
    assert "No differences." in good.stderr
    with full.site.db.write() as session:
        session.execute(_tokens(owner=_OTHER))
    bad = run("audit")
    assert bad.exit_code == 1
    assert f"Owner of {_TIER | 7} of {full.contract}: database {_OTHER}, chain " in bad.stdout
    assert len(bad.stdout.splitlines()) == 2
    assert "2 differences." in bad.stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_audit_command__nothing_read__says_so(full: Night, run: Callable[..., Result]) -> None:
    with full.site.db.write() as session:
        session.execute(delete(ChainCursor))
    answer = run("audit")
    assert answer.exit_code == 1
    assert "nothing to compare" in answer.stderr


def test_reindex_command__tables_were_spoiled__are_the_truth_again_bit_for_bit(
    full: Night, run: Callable[..., Result]
) -> None:
    before = chain_tables(full.site.db)
    assert all(before.values())
    with full.site.db.write() as session:
        session.execute(delete(ChainToken))
        session.execute(update(ChainLog).values(event="nix"))
        session.execute(update(ChainBlock).values(hash="0x00"))
    assert chain_tables(full.site.db) != before
    answer = run("indexer", "reindex")
    assert answer.exit_code == 0, answer.output
    assert chain_tables(full.site.db) == before
    with full.site.db.read() as session:
        assert session.get(Collective, full.collective_id) is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reindex_command__another_process_reads__is_refused_and_nothing_is_touched(
    full: Night, run: Callable[..., Result]
) -> None:
    before = chain_tables(full.site.db)
    with take(full.site.db, LOCK):
        answer = run("indexer", "reindex")
    assert answer.exit_code == 1
    assert "Another process reads the chain" in answer.stderr
    assert chain_tables(full.site.db) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_status_command__halted__says_why_and_exit_code_1(full: Night, run: Callable[..., Result]) -> None:
    head = full.site.node.client.head().number
    good = run("indexer", "status")
    assert good.exit_code == 0
    assert f"Read up to block {head} of {head}." in good.stdout
    assert "Everything is read." in good.stdout
    assert f"Final up to block {head}." in good.stdout
    assert "chain_token         10" in good.stdout
    with full.site.db.write() as session:
        session.execute(update(ChainCursor).values(halted="none of 256 known blocks"))
    bad = run("indexer", "status")
    assert bad.exit_code == 1
    assert "none of 256 known blocks" in bad.stderr
    assert run("indexer", "reindex").exit_code == 0
    assert run("indexer", "status").exit_code == 0
