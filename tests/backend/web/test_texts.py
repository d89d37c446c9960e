"""The pages' words: the same messages in both languages, each used, each there, no markup that the policy forbids."""

import re
from collections import Counter
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from backend.core.i18n import LOCALES, Texts, messages
from backend.features.checkin.schemas import Reentry
from backend.features.devices.schemas import DeviceRole
from backend.features.events.schemas import TransferPolicy
from backend.features.looks import Palette, Style
from backend.features.pipeline.schemas import OTHER_ALARMS, RELAYER_ALARMS
from backend.features.progress import ChainState
from backend.features.tickets.service import RevokeReason
from backend.web.errors import HEADLINES
from backend.web.render import FOLDER

LOCALE_FOLDER = FOLDER.parent / "locales"
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
SOURCES = sorted(FOLDER.rglob("*.py"))

ALARMS = (*RELAYER_ALARMS, *OTHER_ALARMS)

# Keys put together at run time: the beginning, and every ending it can get.
FAMILIES = {
    "state-": [state.value for state in ChainState],
    "policy-": [policy.value.replace("_", "-") + tail for policy in TransferPolicy for tail in ("", "-what")],
    "style-": [style.value + tail for style in Style for tail in ("", "-what")],
    "palette-": [palette.value for palette in Palette],
    "found-": ["style-missing", "palette-missing"],
    "role-": [role.value for role in DeviceRole],
    "revoke-": [reason.name.lower().replace("_", "-") for reason in RevokeReason],
    "fault-": [f"{status}{tail}" for status in HEADLINES for tail in ("", "-what")],
    "ticket-": [f"way-{state.value}" for state in ChainState] + ["picture", "picture-alt"],
    "member-": [f"way-{state.value}" for state in ChainState] + ["picture", "picture-alt"],
    "home-": [
        f"{step}{tail}" for step in ("issue", "show", "admit", "organiser", "guest", "door") for tail in ("", "-title")
    ],
    "import-accept-": ["tickets", "tickets-good", "members", "members-good"],
    "import-accepted-": ["tickets", "members"],
    "import-on-": ["tickets", "members"],
    "pipeline-tx-": ["reserved", "signed", "broadcast", "mined"],
    "pipeline-alarm-": [kind.replace("_", "-") + tail for kind in ALARMS for tail in ("", "-what", "-do")],
    "sample-": ["name", "email", "tier", "quantity"],
    "door-": [f"{part}{tail}" for part in ("gates", "lists", "paper", "names") for tail in ("", "-hint")],
    "reentry-": [reentry.value.replace("_", "-") for reentry in Reentry],
}
_LITERAL = re.compile(r"""(?:\bt\(|texts\(|problems\.add\([^,]+,)\s*["']([a-z]+(?:-[a-z0-9]+)+)["']""")
_CONDITIONAL = re.compile(r"""["']([a-z]+(?:-[a-z0-9]+)+)["']\s+(?:if|else)|\belse\s+["']([a-z]+(?:-[a-z0-9]+)+)["']""")


def used_keys() -> set[str]:
    """Every message the pages ask for."""
    found = {prefix + ending for prefix, endings in FAMILIES.items() for ending in endings}
    for path in [*TEMPLATES, *SOURCES]:
        text = path.read_text(encoding="utf-8")
        found.update(_LITERAL.findall(text))
        found.update(key for pair in _CONDITIONAL.findall(text) for key in pair if key and key in messages("de"))
    return found


def defined(locale: str, name: str = "*") -> list[ast.Message]:
    """The messages in a locale's files, in order."""
    found = []
    for path in sorted((LOCALE_FOLDER / locale).glob(f"{name}.ftl")):
        resource = FluentParser().parse(path.read_text(encoding="utf-8"))
        broken = [entry for entry in resource.body if isinstance(entry, ast.Junk)]
        assert not broken, f"{path}: {broken[0].content!r}"
        found += [entry for entry in resource.body if isinstance(entry, ast.Message)]
    return found


def variables(message: ast.Message) -> set[str]:
    """The names of the arguments a message needs."""
    found: set[str] = set()

    def visit(node: object) -> None:
        if isinstance(node, ast.VariableReference):
            found.add(node.id.name)
        if isinstance(node, ast.BaseNode):
            for value in vars(node).values():
                visit(value)
        if isinstance(node, list):
            for value in node:
                visit(value)

    visit(message.value)
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_messages__asked_for_by_the_pages__exist(locale: str) -> None:
    assert used_keys() - set(messages(locale)) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_messages__of_the_pages__are_all_asked_for(locale: str) -> None:
    assert {message.id.name for message in defined(locale, "web")} - used_keys() == set()


def test_messages__german_and_english__have_the_same_names_and_arguments() -> None:
    german = {message.id.name: variables(message) for message in defined("de")}
    english = {message.id.name: variables(message) for message in defined("en")}
    assert german == english


@pytest.mark.parametrize("locale", LOCALES)
def test_messages__in_all_files_of_a_locale__are_defined_once(locale: str) -> None:
    counted = Counter(message.id.name for message in defined(locale))
    assert [name for name, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_messages__of_the_pages_with_any_number__can_be_said(locale: str) -> None:
    texts = Texts("de" if locale == "de" else "en")
    for message in defined(locale, "web"):
        for number in (0, 1, 2, 1234):
            said = texts(message.id.name, **dict.fromkeys(variables(message), number))
            assert said.strip()


def test_german__speaks_to_one_person__as_du() -> None:
    texts = [" ".join(path.read_text(encoding="utf-8").split()) for path in (LOCALE_FOLDER / "de").glob("*.ftl")]
    formal = re.compile(r"\b(Ihnen|Ihre[mnrs]?|[a-zäöü]+en Sie)\b")
    assert [formal.findall(text) for text in texts if formal.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template__inline_styles_scripts_and_handlers__has_none(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son\w+\s*=", text)
    assert "javascript:" not in text
    assert not re.search(r"\|\s*safe\b", text)
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template__every_form_that_posts__carries_the_token(path: Path) -> None:
    # Choosing a language and signing in come before there is a session; their origin is checked instead.
    free = ('action="/lang"', 'action="/login/')
    for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), flags=re.DOTALL):
        if 'method="post"' in form and not any(action in form for action in free):
            assert "csrf" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template__words_for_people__come_from_the_locales(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    # One macro is a piece of a tag.
    said = re.sub(r'aria-[a-z]+="[^"]*"', " ", re.sub(r"<[^>]*>", " ", text))
    # The name of the project as the front page breaks it, and the two languages by their own names.
    assert set(re.findall(r"[^\W\d_]{2,}", said)) <= {"Ein", "lass", "DE", "EN"}
