"""The design tokens keep their promises: contrast in both themes and every palette, one dark theme, no unknown names."""

import re
from dataclasses import asdict

import pytest
from stylesheets import CSS, blocks, contrast, text_of, tokens

from backend.features.looks import COLOURS, Palette

TEXT = 4.5
# Read from two metres, in the dark, by somebody who is not looking at it for long (WCAG 2.2, level AAA).
VERDICT = 7.0
# Lines of controls and of the focus ring (WCAG 2.2, 1.4.11).
LINE = 3.0

PAIRS = [
    ("--color-ink", "--color-paper", TEXT),
    ("--color-ink", "--color-surface", TEXT),
    ("--color-ink-soft", "--color-paper", TEXT),
    ("--color-ink-soft", "--color-surface", TEXT),
    ("--color-accent-text", "--color-paper", TEXT),
    ("--color-accent-text", "--color-surface", TEXT),
    ("--color-on-accent", "--color-accent", TEXT),
    ("--color-no-text", "--color-paper", TEXT),
    ("--color-no-text", "--color-surface", TEXT),
    ("--color-yes-text", "--color-paper", TEXT),
    ("--color-yes-text", "--color-surface", TEXT),
    ("--color-on-yes", "--color-yes", VERDICT),
    ("--color-on-no", "--color-no", VERDICT),
    ("--color-on-wait", "--color-wait", VERDICT),
    ("--color-on-out", "--color-out", VERDICT),
    ("--color-focus", "--color-paper", LINE),
    ("--color-focus", "--color-surface", LINE),
]


@pytest.mark.parametrize("palette", Palette)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=[f"{pair[0]} on {pair[1]}" for pair in PAIRS])
def test_contrast__every_pair_in_every_theme_and_palette__is_enough(
    front: str, back: str, least: float, dark: bool, palette: str
) -> None:
    known = tokens(dark=dark, palette=palette)
    assert contrast(known[front], known[back]) >= least


def test_contrast__black_on_white_and_grey_on_white__as_wcag_computes_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["--color-yes", "--color-no", "--color-wait", "--color-on-yes", "--color-on-no"])
def test_verdicts__light_and_dark__are_the_same(name: str) -> None:
    assert tokens(dark=True, palette=None)[name] == tokens(dark=False, palette=None)[name]


def test_verdicts__for_eyes_that_see_no_hue__differ_in_lightness() -> None:
    known = tokens(dark=False, palette=None)
    assert contrast(known["--color-yes"], known["--color-no"]) >= LINE
    assert contrast(known["--color-wait"], known["--color-no"]) >= LINE
    assert contrast(known["--color-out"], known["--color-no"]) >= LINE


def test_dark__by_preference_and_by_attribute__are_one_theme() -> None:
    by_selector: dict[str, dict[str, str]] = {}
    for selector, values in blocks(text_of(CSS / "tokens.css")):
        by_selector.setdefault(selector, {}).update(values)
    preferred = {
        name: value
        for selector, values in by_selector.items()
        if selector.startswith("prefers-color-scheme: dark")
        for name, value in values.items()
    }
    chosen = {
        name: value
        for selector, values in by_selector.items()
        if selector.startswith(':root[data-theme="dark"]')
        for name, value in values.items()
    }
    assert preferred
    assert preferred == chosen


def test_motion__for_who_asked_for_none__is_none() -> None:
    reduced = dict(blocks(text_of(CSS / "tokens.css")))["prefers-reduced-motion: reduce :root"]
    assert reduced == {"--motion-fast": "0ms", "--motion-slow": "0ms"}


def test_palettes__known_to_the_pages__are_in_the_tokens() -> None:
    found = set(re.findall(r'\[data-palette="(\w+)"\]', text_of(CSS / "tokens.css")))
    assert found == set(Palette)


@pytest.mark.parametrize("palette", Palette)
def test_pictures__in_every_palette__have_the_pages_colours_and_enough_contrast(palette: Palette) -> None:
    known = tokens(dark=False, palette=palette.value)
    paper, ink, accent = (f"#{colour:06x}" for colour in asdict(COLOURS[palette]).values())
    assert (known["--color-accent"], known["--color-on-accent"], known["--color-spot"]) == (paper, ink, accent)
    assert contrast(ink, paper) >= TEXT
    assert contrast(accent, paper) >= LINE


def test_palettes__no_two__are_alike() -> None:
    assert len({colours.paper for colours in COLOURS.values()}) == len(COLOURS) == len(Palette)


@pytest.mark.parametrize("name", ["site.css", "posters.css", "forms.css", "lists.css", "ticket.css"])
def test_stylesheets__every_token_they_use__exists(name: str) -> None:
    css = text_of(CSS / name)
    # --set is how many letters wide a name is; the classes that give it are in posters.css.
    known = set(tokens(dark=False, palette=None)) | {"--set"}
    used = set(re.findall(r"var\((--[\w-]+)", css))
    assert used
    assert used <= known


# The sheet of the code is white and black whatever the theme: cameras do not read inverted codes.
ALLOWED_COLOURS = {"#16130f", "#5c554a", "#ffffff", "#a80014", "#0b3bff", "#000000"}


@pytest.mark.parametrize("name", ["site.css", "posters.css", "forms.css", "lists.css", "ticket.css"])
def test_stylesheets__colours__come_from_the_tokens(name: str) -> None:
    colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text_of(CSS / name)))
    assert colours <= (ALLOWED_COLOURS if name == "ticket.css" else set())


def test_code_sheet__its_own_colours__are_enough_on_white() -> None:
    sheet = next(values for selector, values in blocks(text_of(CSS / "ticket.css")) if selector == ".ticket__code")
    for name in ("--color-ink", "--color-ink-soft", "--color-no-text"):
        assert contrast(sheet[name], sheet["--color-paper"]) >= TEXT
