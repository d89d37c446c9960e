"""Texts: the right language, never an empty string, and the same messages with the same arguments in both."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from backend.core.errors import Conflict
from backend.core.i18n import LOCALES, Locale, MissingText, Texts, messages, pick_locale

FOLDER = Path(__file__).parents[3] / "backend" / "locales"
FILES = sorted(path.name for path in (FOLDER / "de").glob("*.ftl"))


class Variables(Visitor):
    """Collects the arguments a message wants."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's form
        self.found.add(node.id.name)


def spoken(locale: Locale, file: str) -> Mapping[str, set[str]]:
    """The arguments of each message in a file; fails on lines that are no Fluent."""
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse((FOLDER / locale / file).read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), f"{locale}/{file}: {entry.content}"
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{locale}/{file}: {entry.id.name} twice"
            assert entry.value is not None, f"{locale}/{file}: {entry.id.name} says nothing"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


def test_texts__message_that_does_not_exist__missing_text() -> None:
    with pytest.raises(MissingText, match="de: error-nonsense"):
        Texts("de").error(Conflict("nonsense"))


def test_texts__argument_that_is_missing__missing_text() -> None:
    with pytest.raises(MissingText, match="most"):
        Texts("de")("error-name-too-long")


@pytest.mark.parametrize("file", FILES)
def test_locales__each_file__same_messages_with_the_same_arguments(file: str) -> None:
    assert spoken("de", file) == spoken("en", file)


def test_locales__files_and_messages__the_same_in_both_and_each_message_in_one_file() -> None:
    assert {path.name for path in (FOLDER / "en").glob("*.ftl")} == set(FILES)
    for locale in LOCALES:
        by_file = [set(spoken(locale, file)) for file in FILES]
        everything = set().union(*by_file)
        assert sum(map(len, by_file)) == len(everything)
        assert set(messages(locale)) == everything


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "de"),
        ("", "de"),
        ("fr", "de"),
        ("*", "de"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,en;q=0.3", "en"),
        ("de;q=0.3,en;q=0.7", "en"),
        ("de; q=0.3, en; q=0.7", "en"),
        ("en;q=0.5,de;q=0.5", "en"),
        ("EN-us", "en"),
        ("en;Q=0.7, de;Q=0.3", "en"),
        ("en;q=0", "de"),
        ("en;q=0,de;q=0", "de"),
        ("en;q=nonsense", "de"),
        ("en;q=nan", "de"),
        ("en;q=inf,de;q=0.1", "de"),
        ("eng", "de"),
        ("," * 500 + "en", "de"),
        ("\x00ü;q=;;=,en", "en"),
    ],
)
def test_pick_locale__accept_language__the_best_we_have(header: str | None, locale: str) -> None:
    assert pick_locale(header) == locale


def test_pick_locale__chosen__counts_more_than_the_browser() -> None:
    assert pick_locale("de", chosen="en") == "en"
    assert pick_locale("en", chosen="fr") == "en"


@pytest.mark.parametrize(
    ("locale", "words", "number"),
    [("de", "Samstag, 31. Oktober 2026, 23:30", "20.000"), ("en", "Saturday, 31 October 2026, 23:30", "20,000")],
)
def test_texts__a_moment_and_a_number__in_the_events_zone_and_the_readers_way(
    locale: Locale, words: str, number: str
) -> None:
    texts = Texts(locale)
    assert texts.moment(datetime(2026, 10, 31, 22, 30, tzinfo=UTC), zone="Europe/Berlin") == words
    assert texts.number(20_000) == number
    assert number in texts("error-file-too-many-rows", most=20_000)


def test_texts__a_name_in_a_sentence__without_invisible_marks() -> None:
    assert "»Käthe«" in Texts("de")("error-tier-name-twice", name="Käthe")
