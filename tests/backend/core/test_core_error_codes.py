"""Every failure the code can name has a sentence in both languages that gets all it needs, and no sentence is left over."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

# Imported for the error classes they add to the tree.
from backend.cli import main as _cli  # noqa: F401
from backend.core.errors import EinlassError
from backend.core.i18n import LOCALES, Locale, Texts, error_key, messages
from backend.features.checkin.schemas import Reason
from backend.features.progress import ChainState
from backend.relayer.states import TxState
from backend.web import problems as _problems  # noqa: F401
from tests.backend.core.test_core_i18n import spoken

BACKEND = Path(__file__).parents[3] / "backend"


@dataclass(frozen=True)
class Raised:
    """A place that names a failure, and the arguments it gives its sentence."""

    where: str
    code: str
    params: frozenset[str]


def tree_of(kind: type[EinlassError]) -> Iterator[type[EinlassError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree_of(child)


def codes(call: ast.Call, module: ast.Module) -> list[str]:
    """What the first argument can be: a text, or a text that ends the `code=` a function of the same file is given."""
    match call.args[0]:
        case ast.Constant(value=str() as code):
            return [code]
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name(id="code")), ast.Constant(value=str() as ending)]):
            given = [
                keyword.value.value
                for node in ast.walk(module)
                if isinstance(node, ast.Call)
                for keyword in node.keywords
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
            ]
            return [f"{start}{ending}" for start in given]
        case other:
            pytest.fail(f"cannot tell which code this is: {ast.unparse(other)}")


@cache
def calls(names: frozenset[str], argument: int) -> tuple[Raised, ...]:
    """Every call of one of these names in the backend, with its code (the first argument after `argument` others)."""
    found = []
    for path in sorted(BACKEND.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if not isinstance(node, ast.Call) or len(node.args) <= argument:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name in names:
                node.args = node.args[argument:]
                params = frozenset(keyword.arg or "**" for keyword in node.keywords)
                where = f"{path.relative_to(BACKEND)}:{node.lineno}"
                found += [Raised(where, code, params) for code in codes(node, module)]
    return tuple(found)


def raised() -> tuple[Raised, ...]:
    return calls(frozenset(kind.__name__ for kind in tree_of(EinlassError)), 0)


def row_problems() -> tuple[Raised, ...]:
    return calls(frozenset({"_problem"}), 1)


def test_scan__finds_what_it_looks_for() -> None:
    found = {entry.code for entry in raised()}
    assert len(found) > 80
    assert {"tier_sold_out", "event_name_missing", "tier_name_too_long", "body_too_large", "rate_limited"} <= found
    assert {entry.code for entry in row_problems()} >= {"name_missing", "tier_sold_out", "too_many_cells"}


@pytest.mark.parametrize("locale", LOCALES)
def test_error_codes__each_that_is_raised__has_a_sentence_with_all_it_needs(locale: Locale) -> None:
    wanted = spoken(locale, "errors.ftl")
    for entry in raised():
        key = error_key(entry.code)
        assert key in wanted, f"{entry.where}: no sentence for {entry.code}"
        assert wanted[key] <= entry.params, f"{entry.where}: {entry.code} lacks {wanted[key] - entry.params}"


@pytest.mark.parametrize("locale", LOCALES)
def test_row_problems__each_that_is_found__has_a_sentence_with_all_it_needs(locale: Locale) -> None:
    wanted = spoken(locale, "people.ftl")
    for entry in row_problems():
        key = "problem-" + entry.code.replace("_", "-")
        assert key in wanted, f"{entry.where}: no sentence for {entry.code}"
        assert wanted[key] <= entry.params, f"{entry.where}: {entry.code} lacks {wanted[key] - entry.params}"


def test_sentences__each_that_is_written__belongs_to_a_failure() -> None:
    errors = {error_key(entry.code) for entry in raised()}
    statuses = {f"status-{kind.status}" for kind in tree_of(EinlassError)}
    assert set(spoken("de", "errors.ftl")) == errors | statuses
    assert set(spoken("de", "people.ftl")) == {"problem-" + entry.code.replace("_", "-") for entry in row_problems()}


@pytest.mark.parametrize("locale", LOCALES)
def test_states_and_reasons__each__has_a_word(locale: Locale) -> None:
    wanted = {f"reason-{reason.value.replace('_', '-')}" for reason in Reason}
    wanted |= {f"state-{state.value}" for state in ChainState} | {f"tx-{state.value}" for state in TxState}
    assert wanted <= set(messages(locale))
    assert set(spoken(locale, "door.ftl")) == {w for w in wanted if w.startswith("reason-")} | {"reason-admitted"}


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences__with_their_arguments__can_be_said(locale: Locale) -> None:
    texts = Texts(locale)
    for key, variables in spoken(locale, "errors.ftl").items():
        assert texts(key, **dict.fromkeys(variables, 3)).strip(), key
