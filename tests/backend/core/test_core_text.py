"""Names as people meant them, and the addresses made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.text import clean_line, slugify, utf8_length


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("Käthe\u202ellatsiB", "KäthellatsiB", id="right-to-left override"),
        pytest.param("\u2066a\u2067b\u2068c\u2069d\u202ae\u202bf\u202cg\u202dh", "abcdefgh", id="every override"),
        pytest.param("a\x00b\x07c\x1b[31m", "abc[31m", id="control characters"),
        pytest.param("a\ud800b", "ab", id="half a surrogate pair"),
        pytest.param("a\uffffb\ufffec\U0010ffffd", "abcd", id="code points that are no characters"),
        pytest.param("  Käthe \t\r\n Kollwitz\u00a0\u2003 ", "Käthe Kollwitz", id="white space of every kind"),
        pytest.param("\u2028\u2029\x85", "", id="only line separators"),
        pytest.param("Ka\u0308the", "Käthe", id="decomposed umlaut"),
        pytest.param("Ka\x00\u0308the", "Käthe", id="umlaut taken apart by a control character"),
        pytest.param("👩‍👩‍👧 Familie", "👩‍👩‍👧 Familie", id="joiners of a family stay"),
        pytest.param("שלום Käthe", "שלום Käthe", id="names written from right to left stay"),
    ],
)
def test_clean_line__what_deceives_or_breaks_lines__goes(text: str, clean: str) -> None:
    assert clean_line(text) == clean


@given(st.text())
def test_clean_line__anything__one_stable_line(text: str) -> None:
    clean = clean_line(text)
    assert clean_line(clean) == clean
    assert len(clean.splitlines()) <= 1
    assert clean == clean.strip()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rübezahl", "ruebezahl"),
        ("Ru\u0308bezahl", "ruebezahl"),
        ("Straßenfest ÄÖÜ", "strassenfest-aeoeue"),
        ("Nachtdruck — Lesung, Platten, Presse", "nachtdruck-lesung-platten-presse"),
        ("--Café Crème!--", "cafe-creme"),
        ("ﬁne № 5", "fine-no-5"),
        ("東京", "x"),
        ("", "x"),
        ("a" * 59 + " b", "a" * 59),
        ("a" * 200, "a" * 60),
    ],
)
def test_slugify__a_name__an_address(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_slugify__taken__numbered_with_the_first_free_number() -> None:
    assert slugify("Fest", taken={"fest", "fest-2"}) == "fest-3"
    assert slugify("Fest", taken={"fest-2"}) == "fest"
    assert slugify("東京", taken={"event"}, fallback="event") == "event-2"


@given(st.text(), st.integers(0, 120))
def test_slugify__anything__lower_ascii_and_short_enough_for_its_column(name: str, taken: int) -> None:
    slug = slugify(name)
    numbered = slugify(name, taken={slug, *(f"{slug}-{n}" for n in range(2, taken))})
    for made in (slug, numbered):
        assert made.isascii()
        assert made == made.lower().strip("-")
        assert made.replace("-", "").isalnum()
        assert len(made) <= 60 + len("-120")


def test_utf8_length__umlauts_count_twice() -> None:
    assert utf8_length("Rübezahl") == 9
