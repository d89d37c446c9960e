"""A collective, its events, its members and their organiser at the terminal."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from tests.backend.cli.conftest import Run
from tests.backend.conftest import World

TIMES = ("--starts", "2026-12-31T20:00", "--ends", "2027-01-01T06:00")


def one_line(text: str) -> bool:
    return len(text.splitlines()) == 1


@pytest.mark.parametrize("tier", ["Abendkasse", ":5", "Abendkasse:", "Abendkasse:-1", "Abendkasse:viele"])
def test_announce__tier_without_name_or_supply__usage_error(run: Run, installed_world: World, tier: str) -> None:
    answer = run("announce", installed_world.collective_slug, "Silvester", *TIMES, "--tier", tier)
    assert answer.exit_code == 2
    assert "NAME:SUPPLY" in answer.stderr


def test_announce__ends_before_it_starts__one_line(run: Run, installed_world: World) -> None:
    backwards = ("--starts", "2027-01-01T06:00", "--ends", "2026-12-31T20:00")
    answer = run("announce", installed_world.collective_slug, "Silvester", *backwards, "--tier", "Alle:5")
    assert answer.exit_code == 1
    assert "The end lies before the start" in answer.stderr
    assert one_line(answer.stderr)


@pytest.mark.parametrize("zone", ["Europe/Leipzig", "Europe", "", "x" * 300])
def test_announce__unknown_zone__one_line(run: Run, installed_world: World, zone: str) -> None:
    answer = run("announce", installed_world.collective_slug, "Silvester", *TIMES, "--tier", "Alle:5", "--zone", zone)
    assert answer.exit_code == 1
    assert f"the time zone “{zone[:40]}”" in answer.stderr
    assert one_line(answer.stderr)


def test_announce__event__other_commands_find_it_by_the_printed_path(
    run: Run, installed_world: World, tmp_path: Path
) -> None:
    tiers = ("--tier", "Früh: Vogel:5", "--tier", "Spät:7")
    answer = run("announce", installed_world.collective_slug, "Silvester", *TIMES, *tiers)
    assert answer.exit_code == 0, answer.output
    path = answer.stdout.strip()
    assert path == f"{installed_world.collective_slug}/silvester"
    people = tmp_path / "leute.csv"
    people.write_text("name;email;tier;quantity\nMax;m@b.de;Früh: Vogel;5\nUte;u@b.de;Spät;8\n")
    issued = run("tickets", "issue", path, str(people), "--good-rows-only")
    assert issued.exit_code == 0, issued.output
    assert issued.stdout.splitlines() == [
        "Line 3: Only 7 of “Spät” are left.",
        "5 issued; they are minted as soon as the relayer runs.",
    ]


def test_found__bad_symbol__one_line_in_german(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINLASS_LANG", "de")
    answer = run("found", "Käfer", "1X")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Fehler: ")
    assert one_line(answer.stderr)


def test_found__collective__prints_the_slug_others_use(run: Run) -> None:
    answer = run("found", "Käfer & Söhne", "KAEF")
    assert answer.exit_code == 0, answer.output
    slug = answer.stdout.strip()
    assert run("members", "list", slug).exit_code == 0
    assert run("members", "list", slug + "x").exit_code == 1


def test_login_link__used_once__signs_in(run: Run, installed_world: World) -> None:
    answer = run("login-link")
    assert answer.exit_code == 0, answer.output
    path = answer.stdout.strip().removeprefix("http://testserver")
    same = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(installed_world.parts), raise_server_exceptions=False) as http:
        assert http.post(path, headers=same, follow_redirects=False).status_code == 303
        assert http.post(path, headers=same, follow_redirects=False).status_code == 410


def test_members__same_person_again__listed_and_nobody_given_twice(
    run: Run, installed_world: World, tmp_path: Path
) -> None:
    slug = installed_world.collective_slug
    people = tmp_path / "leute.csv"
    people.write_text("name;email\nKäthe;k@b.de\nMax;m@b.de\n")
    first = run("members", "issue", slug, str(people))
    assert (first.exit_code, first.stdout.splitlines()[-1][:8]) == (0, "2 issued")
    people.write_text("name;email\nKäthe;k@b.de\nUte;u@b.de\n")
    again = run("members", "issue", slug, str(people))
    assert again.exit_code == 1
    assert again.stdout == "Line 2: k@b.de is a member already.\n"
    assert sorted(line.split()[-1] for line in run("members", "list", slug).stdout.splitlines()) == ["Käthe", "Max"]


def test_relayer_status__nothing_sent_yet__says_what_waits(run: Run, installed_world: World) -> None:
    installed_world.issue(quantity=3)
    answer = run("relayer", "status")
    assert answer.exit_code == 0, answer.output
    lines = [re.sub(r"since \S+ \S+ UTC", "since then", line) for line in answer.stdout.splitlines()]
    assert lines == [
        "Waiting since then: 3 × mint a ticket",
        "Waiting since then: 1 × found a collective",
        "Waiting since then: 1 × create an event",
        "Cost so far: 0.000000 ETH (0 wei)",
        "Nothing of the chain has been read yet.",
    ]


def test_relayer_status__chain_was_read__how_far(run: Run, installed_world: World) -> None:
    installed_world.on_chain(block=7)
    assert run("relayer", "status").stdout.splitlines()[-1] == "Read up to block 7 of 7."
