"""Issuer keys at the terminal: listed, rotated, retired after a question."""

import pytest

from backend.features.collectives.issuer_keys import door_keys
from tests.backend.cli.conftest import Run
from tests.backend.conftest import World


def keys(world: World) -> list[str]:
    with world.parts.db.read() as session:
        return [key.kid for key in door_keys(session, world.collective(session).id)]


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "signs codes right now. Make a new one first"), ("de", "Mach zuerst einen neuen")]
)
def test_retire__the_key_that_signs__one_line(
    run: Run, installed_world: World, monkeypatch: pytest.MonkeyPatch, lang: str, sentence: str
) -> None:
    monkeypatch.setenv("EINLASS_LANG", lang)
    (only,) = keys(installed_world)
    answer = run("collective", "keys", "retire", installed_world.collective_slug, only, "--yes")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr
    assert keys(installed_world) == [only]


def test_retire__unknown_key_or_collective__one_line(run: Run, installed_world: World) -> None:
    slug = installed_world.collective_slug
    for arguments in (("retire", slug, "0" * 16, "--yes"), ("rotate", "nobody"), ("list", "nobody")):
        answer = run("collective", "keys", *arguments)
        assert answer.exit_code == 1
        assert len(answer.stderr.splitlines()) == 1


def test_retire__answered_with_no__keeps_the_key(run: Run, installed_world: World) -> None:
    slug, (old,) = installed_world.collective_slug, keys(installed_world)
    installed_world.issue(quantity=2)
    assert run("collective", "keys", "rotate", slug).exit_code == 0
    answer = run("collective", "keys", "retire", slug, old, stdin="n\n")
    assert answer.exit_code == 1
    assert "at most 2 open tickets" in answer.stdout
    assert old in keys(installed_world)


def test_keys__rotated_and_retired__are_listed_youngest_first(run: Run, installed_world: World) -> None:
    slug, (old,) = installed_world.collective_slug, keys(installed_world)
    made = run("collective", "keys", "rotate", slug)
    new = keys(installed_world)[0]
    assert made.stdout == f"Key {new} signs from now on. The older ones are still accepted.\n"
    assert [line.split()[:2] for line in run("collective", "keys", "list", slug).stdout.splitlines()] == [
        [new, "signs"],
        [old, "still"],
    ]
    assert run("collective", "keys", "retire", slug, old, stdin="y\n").exit_code == 0
    assert keys(installed_world) == [new]
    lines = run("collective", "keys", "list", slug).stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["signs", "retired"]
