"""The pictures: four styles, each ticket its own, every name on the sheet, every palette readable."""

import random
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from drawings import (
    BAUHAUS,
    CANCELLED,
    DADA,
    HOSTILE,
    ORDINARY,
    PIXEL,
    REVOKED,
    STYLES,
    SVG,
    USED,
    VALID,
    badge_view,
    contrast,
    outside,
    shows,
    size_of,
    svg_root,
    ticket_view,
    token_view,
)  # fmt: skip

NOTICES = {USED: ("dabei gewesen", "i was there"), REVOKED: ("ungültig", "void"), CANCELLED: ("abgesagt", "cancelled")}
WHITE = "#ffffff"
SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def look(style, colours=(0, 0, 0)):
    return (style, *colours)


def hex_of(colour):
    return f"#{colour:06x}"


def test_poster__unknown_style__is_the_one_the_address_chooses(ticket_art):
    by_address = ticket_art.poster(ticket_view(look=look(0)))
    assert ticket_art.poster(ticket_view(look=look(5))) == by_address
    assert ticket_art.poster(ticket_view(look=look(255))) == by_address
    assert by_address in {ticket_art.poster(ticket_view(look=look(style))) for style in STYLES}


def test_poster__addresses_without_a_wish__have_all_styles_and_all_palettes(ticket_art):
    def drawn(number, style):
        return ticket_art.poster(ticket_view(access=f"0x{number:040x}", look=look(style)))

    chosen = {next(style for style in STYLES if drawn(number, style) == drawn(number, 0)) for number in range(1, 16)}
    assert chosen == set(STYLES)
    papers = {paper_of(svg_root(drawn(number, BAUHAUS))) for number in range(1, 60)}
    # Tier 2 stands on the ink; two palettes have the same.
    assert len(papers) == 7


def shapes(root):
    """What a picture consists of besides what it says: paths, places, turns, sizes."""
    keys = ("d", "transform", "cx", "cy", "r", "font-family", "fill", "x", "y", "textLength", "font-size")
    return [tuple(element.attrib.get(key) for key in keys) for element in root.iter()]


@pytest.mark.parametrize("style", STYLES)
def test_poster__same_ticket__is_the_same_picture_and_others_are_not(ticket_art, style):
    changes = [{}, {"serial": 42}, {"tier": 1}, {"tickets": "0x" + "33" * 20}, {"state": USED}, {"state": REVOKED},
               {"state": CANCELLED}, {"eventName": "Winterfest"}]  # fmt: skip
    pictures = [ticket_art.poster(ticket_view(look=look(style), **change)) for change in changes]
    assert pictures[0] == ticket_art.poster(ticket_view(look=look(style)))
    assert len(set(pictures)) == len(changes)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("event", range(1, 9))
def test_poster__neighbouring_serials__differ_in_more_than_the_number(ticket_art, style, event):
    views = [ticket_view(look=look(style), serial=serial, tickets=f"0x{event:040x}") for serial in range(100, 108)]
    drawn = [tuple(shapes(svg_root(ticket_art.poster(view)))) for view in views]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("style", STYLES)
def test_poster__neighbouring_tiers__stand_on_different_colours(ticket_art, style):
    papers = [paper_of(svg_root(ticket_art.poster(ticket_view(look=look(style), tier=tier)))) for tier in range(1, 7)]
    assert len(set(papers[:3])) == 3
    assert papers[:3] == papers[3:]


@pytest.mark.parametrize("style", STYLES)
def test_poster__state__is_said_and_seen(ticket_art, style):
    for tickets in range(1, 9):
        base = ticket_view(look=look(style), tickets=f"0x{tickets:040x}")
        valid = svg_root(ticket_art.poster({**base, "state": VALID}))
        assert not any(shows(valid, word) for words in NOTICES.values() for word in words)
        for state, words in NOTICES.items():
            root = svg_root(ticket_art.poster({**base, "state": state}))
            assert all(said_anywhere(root, word) for word in words), (state, tickets)
            assert shows(root, "Sommerfest")
            assert shapes(root) != shapes(valid)


def said_anywhere(root, word):
    """Concrete poetry weaves it into the form, letter by letter, round and round."""
    every = "".join("".join(element.itertext()) for element in root.iter(f"{SVG}text")) or ""
    labels = "".join(element.attrib.get("aria-label", "") for element in root.iter())
    return re.sub(r"[ ·]", "", word) in re.sub(r"[ ·]", "", (every + labels).lower())


@pytest.mark.parametrize("style", [DADA, BAUHAUS])
def test_poster__used__lacks_a_piece(ticket_art, style):
    root = svg_root(ticket_art.poster(ticket_view(look=look(style), state=USED)))
    mask = root.find(f"{SVG}mask")
    assert mask is not None
    assert root.find(f"{SVG}g[@mask='url(#{mask.attrib['id']})']/{SVG}path") is not None
    assert svg_root(ticket_art.poster(ticket_view(look=look(style)))).find(f"{SVG}mask") is None


# -------------------------------------------------------------------------------------------------------- names and room


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ORDINARY)
def test_poster__ordinary_name__can_be_read_at_200_pixels(ticket_art, style, name):
    for tickets in range(1, 9):
        root = svg_root(ticket_art.poster(ticket_view(look=look(style), eventName=name, tickets=f"0x{tickets:040x}")))
        # Ten pixels where the sheet is 200 wide.
        assert size_of(root, name) >= 50, tickets


names = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=96)
limited = names.map(lambda text: text.encode()[:96].decode("utf-8", "ignore") or "x")


@settings(max_examples=80, **SLOW)
@given(limited, st.sampled_from(STYLES), st.sampled_from([VALID, USED, REVOKED, CANCELLED]), st.integers(1, 40))
@example("i" * 96, DADA, VALID, 1)
@example("W" * 96, PIXEL, USED, 2)
@example("W i W i " * 12, BAUHAUS, VALID, 3)
@example("\u0301" * 48, DADA, VALID, 4)
@example("\u200d" * 32, PIXEL, VALID, 5)
@example(" ", BAUHAUS, CANCELLED, 6)
@example("I00IInnt", DADA, VALID, 29)
def test_poster__any_name__is_valid_xml_that_stays_on_the_sheet(ticket_art, name, style, state, event):
    view = ticket_view(
        look=look(style), eventName=name, tierName=name[:8], collective=name[:16], state=state,
        tickets=f"0x{event:040x}", serial=event * 7919,
    )  # fmt: skip
    root = svg_root(ticket_art.poster(view))
    assert shows(root, name)
    assert outside(root) == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", HOSTILE)
def test_poster__hostile_name__stays_on_the_sheet_in_every_composition(ticket_art, style, name):
    for event in range(1, 13):
        view = ticket_view(look=look(style), eventName=name, tierName=name[:8], tickets=f"0x{event:040x}", serial=event)
        assert outside(svg_root(ticket_art.poster(view))) == [], event


@settings(max_examples=40, **SLOW)
@given(
    names.map(lambda text: text.encode()[:64].decode("utf-8", "ignore") or "x"),
    st.sampled_from(STYLES),
    st.integers(1, 2**32 - 1),
    st.booleans(),
)
@example("Kulturverein zur Förderung improvisierter Musik Leipzig e. V.", PIXEL, 2**32 - 1, True)
def test_badge__any_name__is_valid_xml_that_stays_on_the_sheet(membership_art, token_art, name, style, number, expired):
    view = badge_view(look=look(style), collective=name, number=number, expiresAt=number, expired=expired)
    token = token_view(look=look(style), collective=name, symbol=name[:16], supply=number**7, cap=2**128 - 1)
    for root, wanted in ((svg_root(membership_art.badge(view)), name), (svg_root(token_art.picture(token)), name[:16])):
        assert shows(root, wanted)
        assert outside(root) == []
    assert shows(svg_root(membership_art.badge(view)), str(number))


# --------------------------------------------------------------------------------------------------------------- palettes


def paper_of(root):
    return root.find(f".//{SVG}path[@d='M0 0H1000V1500H0Z']").attrib["fill"]


def ink_of(root):
    return next(element.attrib["fill"] for element in root.iter(f"{SVG}g") if "fill" in element.attrib)


def accent_of(root):
    """The colours of the strip with the tier's name, in Dada: accent, and what stands on it."""
    for group in root.iter(f"{SVG}g"):
        strip = group.find(f"{SVG}path[@d='M576 1262L948 1254L954 1430L584 1440Z']")
        if strip is not None:
            return strip.attrib["fill"], group.find(f"{SVG}g").attrib["fill"]
    raise AssertionError("no strip")


def heart_of(root):
    return next(path.attrib["fill"] for path in root.iter(f"{SVG}path") if path.attrib["d"].startswith("M1 0h2v1h1v-1"))


def palettes():
    """Random colours, each near the next, and what has no contrast at all."""
    dice = random.Random(20270612)  # noqa: S311 (for tests)
    for _ in range(90):
        paper = dice.randrange(2**24)
        near = min(0xFFFFFF, max(0, paper + dice.randrange(-0x202020, 0x202020)))
        yield (paper, near, dice.choice([paper, near, dice.randrange(2**24)]))
    yield from [(0, 0, 1), (1, 0, 0), (0xFFFFFF, 0xFFFFFF, 0xFFFFFF), (0x777777, 0x787878, 0x767676), (0x808080,) * 3]


def test_poster__any_palette__stays_readable(ticket_art):
    for number, colours in enumerate(palettes()):
        tier = number % 3 + 1
        root = svg_root(ticket_art.poster(ticket_view(look=look(DADA, colours), tier=tier)))
        paper, ink, (accent, on_accent) = paper_of(root), ink_of(root), accent_of(root)
        assert contrast(paper, ink) >= 4.5, colours
        assert contrast(paper, accent) >= 3, colours
        assert contrast(accent, on_accent) >= 4.5, colours
        if tier == 1:
            assert paper == hex_of(colours[0])


def test_poster__any_palette_in_the_dark__stays_readable(ticket_art):
    for number, colours in enumerate(palettes()):
        root = svg_root(ticket_art.poster(ticket_view(look=look(PIXEL, colours), tier=number % 3 + 1)))
        paper, ink, accent = paper_of(root), ink_of(root), heart_of(root)
        assert contrast(paper, ink) >= 4.5, colours
        assert contrast(paper, accent) >= 3, colours
        if number % 3 == 0:
            assert contrast(paper, WHITE) >= contrast(ink, WHITE), colours


def test_poster__palette_that_is_readable__is_left_alone(ticket_art):
    root = svg_root(ticket_art.poster(ticket_view(look=look(DADA, (0xF2EDE2, 0x16130F, 0xD9291C)), tier=1)))
    assert (paper_of(root), ink_of(root), accent_of(root)[0]) == ("#f2ede2", "#16130f", "#d9291c")


def test_poster__palettes_by_address__stay_readable(ticket_art):
    for number in range(1, 40):
        view = ticket_view(look=look(DADA), access=f"0x{number:040x}", tier=number % 3 + 1)
        root = svg_root(ticket_art.poster(view))
        accent, on_accent = accent_of(root)
        assert contrast(paper_of(root), ink_of(root)) >= 4.5
        assert contrast(paper_of(root), accent) >= 3
        assert contrast(accent, on_accent) >= 4.5


def test_poster__revoked__has_no_colours_left_but_can_be_read(ticket_art):
    root = svg_root(ticket_art.poster(ticket_view(look=look(DADA), state=REVOKED)))
    accent, on_accent = accent_of(root)
    assert contrast(paper_of(root), ink_of(root)) >= 4.5
    assert contrast(paper_of(root), accent) >= 2.5
    assert contrast(accent, on_accent) >= 3
