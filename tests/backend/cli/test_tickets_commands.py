"""Tickets at the terminal: what is wrong is said line by line and changes nothing; exit codes are for scripts."""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.db.models.pipeline import Intent
from backend.db.models.tickets import Ticket
from backend.features.tickets.export import EXPORT_COLUMNS
from tests.backend.cli.conftest import Run
from tests.backend.conftest import World

GOOD = "name;email;tier;quantity\nKäthe;k@b.de;1;2\nMax;m@b.de;2;1\n"
BAD = GOOD + "Otto;nix;1;1\nUte;u@b.de;Balkon;1\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return tmp_path / "leute.csv"


def kept(world: World) -> tuple[int, int]:
    """How many tickets, and wishes for their mints, there are."""
    with world.parts.db.read() as session:
        tickets = session.scalar(select(func.count()).select_from(Ticket)) or 0
        mints = select(func.count()).select_from(Intent).where(Intent.kind == "mint_ticket")
        return tickets, session.scalar(mints) or 0


def rows(run: Run, *options: str) -> list[dict[str, str]]:
    answer = run("tickets", "list", "{event}", "--json", *options)
    assert answer.exit_code == 0, answer.output
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_issue__bad_rows__lists_their_lines_and_issues_nothing(run: Run, installed_world: World, people: Path) -> None:
    people.write_text(BAD)
    answer = run("tickets", "issue", "{event}", str(people))
    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == [
        "Line 4: “nix” is no e-mail address.",
        "Line 5: There is no tier “Balkon”. There are: Abendkasse, Solidarisch.",
    ]
    assert answer.stderr.startswith("Error: 2 rows are bad, so nothing was issued.")
    assert len(answer.stderr.splitlines()) == 1
    assert kept(installed_world) == (0, 0)


def test_issue__unknown_event__one_line_and_nothing_issued(run: Run, installed_world: World, people: Path) -> None:
    people.write_text(GOOD)
    slug = installed_world.collective_slug
    for path, sentence in (
        (f"{slug}/nix", "no such event"),
        ("nix/nix", "no such collective"),
        (slug, "no such event"),
    ):
        answer = run("tickets", "issue", path, str(people))
        assert answer.exit_code == 1
        assert sentence in answer.stderr
        assert len(answer.stderr.splitlines()) == 1
    assert kept(installed_world) == (0, 0)


def test_issue__bad_rows_and_good_rows_only__issues_the_good_ones(
    run: Run, installed_world: World, people: Path
) -> None:
    people.write_text(BAD)
    answer = run("tickets", "issue", "{event}", str(people), "--good-rows-only")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[-1].startswith("3 issued")
    assert [(row["number"], row["name"]) for row in rows(run)] == [
        ("1-0001", "Käthe"),
        ("1-0002", "Käthe"),
        ("2-0001", "Max"),
    ]
    assert kept(installed_world) == (3, 3)


def test_list__query__only_those_people_and_no_other_output(run: Run, people: Path) -> None:
    people.write_text(GOOD)
    assert run("tickets", "issue", "{event}", str(people)).exit_code == 0
    found = rows(run, "--query", "MAX")
    assert [tuple(row) for row in found] == [EXPORT_COLUMNS]
    assert (found[0]["number"], found[0]["email"], found[0]["state"]) == ("2-0001", "m@b.de", "queued")
    assert rows(run, "--query", "%") == []
    plain = run("tickets", "list", "{event}")
    assert [line.split() for line in plain.stdout.splitlines()] == [
        ["1-0001", "queued", "Abendkasse", "Käthe"],
        ["1-0002", "queued", "Abendkasse", "Käthe"],
        ["2-0001", "queued", "Solidarisch", "Max"],
    ]


def test_show__unknown_number__one_line(run: Run, installed_world: World) -> None:
    installed_world.issue()
    for number in ("1-0002", "9-0001", "nix", "1"):
        answer = run("tickets", "show", "{event}", number)
        assert (answer.exit_code, answer.stdout) == (1, "")
        assert answer.stderr.startswith("Error: There is no such ticket here.")


def test_show__ticket__its_link_and_the_code_the_door_reads(run: Run, installed_world: World) -> None:
    (token_id,) = installed_world.issue(tier=2)
    answer = run("tickets", "show", "{event}", "2-0001")
    shown = dict(line.split(maxsplit=1) for line in answer.stdout.splitlines())
    assert (shown["Number"], shown["Tier"], shown["State"]) == ("2-0001", "Solidarisch", "queued")
    assert shown["Code"] == installed_world.code(token_id)
    assert shown["Link"].startswith("http://testserver/t/")
    assert "Revoked" not in shown


def test_revoke__unknown_reason__nothing_revoked(run: Run, installed_world: World) -> None:
    installed_world.issue()
    answer = run("tickets", "revoke", "{event}", "1-0001", "--reason", "mood")
    assert answer.exit_code == 2
    assert "house_rules" in answer.stderr
    assert rows(run)[0]["revoked_at"] == ""


def test_revoke__twice__second_is_refused(run: Run, installed_world: World) -> None:
    installed_world.issue(quantity=2)
    first = run("tickets", "revoke", "{event}", "1-0001", "--reason", "fraud")
    assert (first.exit_code, first.stdout) == (
        0,
        "Ticket 1-0001 is revoked. The door refuses it from now on.\n",
    )
    again = run("tickets", "revoke", "{event}", "1-0001")
    assert again.exit_code == 1
    assert again.stderr == "Error: This ticket has been revoked already.\n"
    assert [bool(row["revoked_at"]) for row in rows(run)] == [True, False]


def test_check_in__refused__exit_code_3_and_the_reason(run: Run, installed_world: World) -> None:
    (token_id,) = installed_world.issue()
    installed_world.on_chain([token_id])
    code = installed_world.code(token_id)
    refusals = [("Haupteingang", "nix", "not_a_ticket"), ("Hof", code, "tier")]
    for gate, text, reason in refusals:
        answer = run("tickets", "check-in", "{event}", text, "--gate", gate)
        assert answer.exit_code == 3
        said = json.loads(answer.stdout)
        assert (said["outcome"], said["reason"]) == ("refused", reason)
        assert len(answer.stderr.splitlines()) == 1
    assert rows(run)[0]["admitted_at"] == ""


def test_check_in__unknown_gate__names_those_there_are(run: Run, installed_world: World) -> None:
    (token_id,) = installed_world.issue()
    answer = run("tickets", "check-in", "{event}", installed_world.code(token_id), "--gate", "Keller")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "Haupteingang" in answer.stderr
    assert "Hof" in answer.stderr


def test_check_in__twice__admitted_and_then_already_redeemed(run: Run, installed_world: World) -> None:
    (token_id,) = installed_world.issue()
    installed_world.on_chain([token_id])
    code = installed_world.code(token_id)
    first = run("tickets", "check-in", "{event}", "-", "--gate", "Haupteingang", stdin=f"{code}\n")
    assert (first.exit_code, first.stderr) == (0, "Admitted\n")
    assert json.loads(first.stdout)["outcome"] == "admitted"
    again = run("tickets", "check-in", "{event}", code, "--gate", "Haupteingang")
    assert again.exit_code == 3
    said = json.loads(again.stdout)
    assert said["reason"] == "already_redeemed"
    assert "Haupteingang" in again.stdout
    assert rows(run)[0]["admitted_at"] != ""


def test_export__names_that_are_formulas__harmless_in_a_spreadsheet(run: Run, people: Path, tmp_path: Path) -> None:
    names = ["=HYPERLINK(1)", "+49", "-1", "@SUM(A1)", 'a;b, "c"']
    with people.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "email", "tier", "quantity"))
        writer.writerows((name, f"p{i}@b.de", "1", "1") for i, name in enumerate(names))
    assert run("tickets", "issue", "{event}", str(people)).exit_code == 0
    target = tmp_path / "out.csv"
    assert run("tickets", "export", "{event}", str(target)).exit_code == 0
    written = target.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert tuple(table[0]) == EXPORT_COLUMNS
    assert [row["name"] for row in table] == ["'=HYPERLINK(1)", "'+49", "'-1", "'@SUM(A1)", 'a;b, "c"']
    printed = run("tickets", "export", "{event}").stdout
    assert list(csv.reader(io.StringIO(printed))) == list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))


def test_block_note_and_unblock__one_ticket__said_shown_and_taken_back(run: Run, installed_world: World) -> None:
    installed_world.issue()
    assert run("tickets", "unblock", "{event}", "1-0001").exit_code == 1
    assert run("tickets", "block", "{event}", "1-0001").exit_code == 0
    assert run("tickets", "note", "{event}", "1-0001", "needs a chair").exit_code == 0
    shown = run("tickets", "show", "{event}", "1-0001").output
    assert "needs a chair" in shown
    assert "Blocked" in shown
    assert run("tickets", "note", "{event}", "1-0001", "").exit_code == 0
    assert run("tickets", "unblock", "{event}", "1-0001").exit_code == 0
    assert "Blocked" not in run("tickets", "show", "{event}", "1-0001").output
