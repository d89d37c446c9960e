"""The relayer at the terminal: what hangs and why in plain words, and requests that only the relayer carries out."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend import worker
from backend.chain.sender import load_key
from backend.cli import relayer as commands
from backend.core.i18n import LOCALES, Locale, Texts, messages
from backend.core.loop import Stop
from backend.core.secret_files import ensure_secret
from backend.core.settings import read_secret
from backend.db.models.pipeline import ChainTransaction, Intent, RelayAlarm, TransactionAttempt
from backend.db.repositories import relay, relay_watch
from backend.features.installation.service import KEYSTORE_SECRET
from backend.outbox.intents import Kind
from backend.relayer.alarms import AlarmKind
from backend.relayer.asked import Outcome
from backend.relayer.states import CancelReason, TxState
from tests.backend.cli.conftest import Run
from tests.backend.conftest import FOUNDER, NOW, World

OFFICE = "0x" + "0" * 37 + "0F2"


@pytest.fixture(autouse=True)
def guest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run in the tests' process: its logs and its signals are not theirs to change."""
    monkeypatch.setattr(commands, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(commands, "configure_logging", lambda **_: None)
    monkeypatch.setattr(Stop, "on_signals", lambda _stop: None)


def transaction(world: World, *, state: TxState, carries: int, **values: Any) -> int:
    """A transaction with one form, that carries this many of the waiting mints."""
    with world.parts.db.write() as session:
        row = ChainTransaction(
            chain_id=31337, sender=OFFICE, nonce=7, to=FOUNDER, data=b"", gas=1, state=state.value,
            created_at=NOW, updated_at=NOW, **values,
        )  # fmt: skip
        relay.add_transaction(session, row)
        session.add(
            TransactionAttempt(
                transaction_id=row.id,
                raw=b"",
                hash="0x1",
                max_fee=3_200_000_000,
                max_priority_fee=1,
                created_at=NOW,
                refusal="insufficient_funds",
            )
        )
        waiting = session.query(Intent.id).filter_by(kind="mint_ticket").limit(carries)
        assert relay.claim(session, [found.id for found in waiting], transaction_id=row.id, now=NOW)
        return row.id


def test_status__something_hangs__says_what_since_when_why_and_what_it_cost(run: Run, installed_world: World) -> None:
    installed_world.issue(quantity=3)
    number = transaction(
        installed_world, state=TxState.SIGNED, carries=2, cancel_reason="asked", gas_used=2**40, gas_price=2**40
    )
    with installed_world.parts.db.write() as session:
        args = {"address": OFFICE, "balance": str(10**17), "missing": str(25 * 10**16)}
        relay_watch.raise_alarm(session, kind="low_balance", subject=OFFICE, args=args, now=NOW)
    lines = run("relayer", "status").stdout.splitlines()
    assert "signed                1" in lines
    assert (
        f"#{number}, nonce 7, signed since 2026-11-22 18:00 UTC: 2 × mint a ticket; one attempt, offers 3.20 gwei;"
        " refused: the account cannot pay; being cancelled: somebody asked for it"
    ) in lines
    assert f"Cost so far: {2**80 / 10**18:.6f} ETH ({2**80} wei)" in lines
    assert (
        f"Alarm: {OFFICE} has 0.100000 ETH and needs about 0.250000 more for what waits. Send some there."
        " (2026-11-22 18:00 UTC)"
    ) in lines


def test_status__failures_and_cleared_alarms__counted_and_left_out(run: Run, installed_world: World) -> None:
    installed_world.issue(quantity=2)
    with installed_world.parts.db.write() as session:
        for row in session.query(Intent.id).filter_by(kind="mint_ticket"):
            relay.fail(session, row.id, failure="AccessMissingRole", args={"role": "2", "account": OFFICE}, now=NOW)
        relay_watch.raise_alarm(session, kind="low_balance", subject=OFFICE, args={}, now=NOW)
        assert relay_watch.clear_alarm(session, kind="low_balance", subject=OFFICE, now=NOW)
    output = run("relayer", "status").stdout
    assert f"Failed: 2 × mint a ticket ({OFFICE} lacks a role for this: box office.)" in output
    assert "Alarm" not in output


def test_status__in_german__in_german(run: Run, installed_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINLASS_LANG", "de")
    installed_world.issue(quantity=2)
    transaction(installed_world, state=TxState.BROADCAST, carries=1)
    output = run("relayer", "status").stdout
    assert "gesendet seit 2026-11-22 18:00 UTC: 1 × Ticket prägen; ein Versuch, bietet 3.20 Gwei" in output
    assert output.splitlines()[-1] == "Von der Chain ist noch nichts gelesen."


def answering(world: World, outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """A relayer that answers as soon as it is asked; what it was asked."""
    asked: list[tuple[str, int | None]] = []

    def sleep(_seconds: float) -> None:
        with world.parts.db.write() as session:
            for request in relay_watch.open_requests(session):
                asked.append((request.kind, request.target))
                relay_watch.answer(session, request.id, outcome=outcome.value, now=NOW)

    monkeypatch.setattr(commands.time, "sleep", sleep)
    return asked


@dataclass(frozen=True)
class Case:
    arguments: tuple[str, ...]
    outcome: Outcome
    code: int
    asked: tuple[str, int | None]
    said: str


CASES = (
    Case(("retry", "all"), Outcome.DONE, 0, ("retry", None), "Done."),
    Case(("retry", "12"), Outcome.NOTHING_FAILED, 1, ("retry", 12), "Nothing like that failed"),
    Case(("cancel", "3"), Outcome.TOO_LATE, 1, ("cancel", 3), "Too late"),
    Case(("cancel", "3"), Outcome.UNKNOWN, 1, ("cancel", 3), "There is no such transaction."),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.outcome.value)
def test_requests__a_relayer_runs__its_outcome_and_exit_code(
    run: Run, installed_world: World, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    seen = answering(installed_world, case.outcome, monkeypatch)
    answer = run("relayer", *case.arguments)
    assert answer.stdout.startswith(case.said)
    assert (answer.exit_code, seen) == (case.code, [case.asked])


def test_requests__no_relayer_runs__written_down_for_the_next(run: Run, installed_world: World) -> None:
    answer = run("relayer", "cancel", "3")
    assert (answer.exit_code, answer.stdout) == (0, "Written down. It is done as soon as the relayer runs.\n")
    with installed_world.parts.db.read() as session:
        (request,) = relay_watch.open_requests(session)
    assert (request.kind, request.target, request.outcome) == ("cancel", 3, None)


@pytest.mark.parametrize("arguments", [("retry", "everything"), ("retry", "-1"), ("cancel", "0"), ("cancel", "x")])
def test_requests__no_number__refused_and_nothing_written(
    run: Run, installed_world: World, arguments: tuple[str, ...]
) -> None:
    assert run("relayer", *arguments).exit_code == 2
    with installed_world.parts.db.read() as session:
        assert relay_watch.open_requests(session) == []


@pytest.mark.parametrize(
    ("left", "code", "said"),
    [
        (0, 0, "Nothing is open any more."),
        (3, 1, "Still open: 3."),
        (None, 1, "Another process has the keys. End it first."),
    ],
)
def test_drain__how_it_ended__its_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, left: int | None, code: int, said: str
) -> None:
    monkeypatch.setattr(worker, "drain_relayer", lambda _settings, _stop: left)
    answer = run("relayer", "drain")
    assert (answer.exit_code, answer.stdout.strip()) == (code, said)


@pytest.mark.parametrize("locale", LOCALES)
def test_words__each_kind_alarm_reason_and_outcome__has_its_own(locale: Locale) -> None:
    t = Texts(locale)
    assert all(t("cli-kind", kind=kind.value) != kind.value for kind in Kind)
    assert {f"alarm-{kind.value.replace('_', '-')}" for kind in AlarmKind} == {
        key for key in messages(locale) if key.startswith("alarm-")
    }
    for key, name, words in (
        ("cli-open-cancel", "reason", [reason.value for reason in CancelReason]),
        ("cli-asked", "outcome", [*(outcome.value for outcome in Outcome), "waiting"]),
    ):
        assert len({t(key, **{name: word}) for word in words}) == len(words)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("kind", "args", "shown"),
    [
        (AlarmKind.LOW_BALANCE, {"address": OFFICE, "balance": "0", "missing": str(10**18)}, "1.000000"),
        (AlarmKind.KEY_USED_ELSEWHERE, {"address": OFFICE, "nonce": 4}, "4"),
        (AlarmKind.KEY_WITHOUT_ROLE, {"address": OFFICE, "contract": FOUNDER}, FOUNDER),
        (
            AlarmKind.FEE_CAP_REACHED,
            {"address": OFFICE, "nonce": 4, "max_fee": "9", "cap": str(10**11), "base_fee": "7"},
            "100.00",
        ),
        (AlarmKind.SEND_REFUSED, {"address": OFFICE, "nonce": 4, "answer": "intrinsic gas too low"}, "intrinsic"),
    ],
)
def test_spoken_alarm__each__with_its_numbers_and_the_address(
    locale: Locale, kind: AlarmKind, args: dict[str, Any], shown: str
) -> None:
    alarm = RelayAlarm(kind=kind.value, subject="x", args=args, since=NOW - timedelta(days=1))
    text = commands.spoken_alarm(Texts(locale), alarm)
    assert OFFICE in text
    assert shown in text


def test_add_key__new_file__an_encrypted_keystore_that_opens_and_is_never_overwritten(
    run: Run, installed_world: World, tmp_path: Path
) -> None:
    settings = installed_world.parts.settings
    ensure_secret(settings.secrets / KEYSTORE_SECRET)
    made = run("relayer", "add-key", str(tmp_path / "second.json"))
    assert made.exit_code == 0, made.output
    before = (tmp_path / "second.json").read_bytes()
    key = load_key(tmp_path / "second.json", read_secret(settings, KEYSTORE_SECRET).decode())
    assert key.address in made.stdout
    again = run("relayer", "add-key", str(tmp_path / "second.json"))
    assert (again.exit_code, "already" in again.stderr) == (1, True)
    assert (tmp_path / "second.json").read_bytes() == before


def test_keys__a_keystore_named_twice__one_line(
    run: Run, installed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Loaded:
        def __init__(self, path: Path, _password: str) -> None:
            self.address = path.name.removesuffix(".json")

    settings = installed_world.parts.settings
    monkeypatch.setattr(worker, "load_key", Loaded)
    monkeypatch.setattr(worker, "read_secret", lambda *_: b"x" * 32)
    monkeypatch.setenv("EINLASS_OFFICE_KEYSTORES", f" {settings.keys / 'second.json'}, {settings.keys / 'third.json'},")
    keys = worker._keys(type(settings)())
    assert {signer.value: [key.address for key in some] for signer, some in keys.items()} == {
        "office": ["office", "second", "third"],
        "organiser": ["organiser"],
    }
    monkeypatch.setenv("EINLASS_OFFICE_KEYSTORES", str(settings.keys / "organiser.json"))
    answer = run("relayer", "drain")
    assert (answer.exit_code, "a second time" in answer.stderr) == (1, True)
