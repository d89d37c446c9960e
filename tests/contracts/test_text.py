"""Which names the factory lets in: all of UTF-8 except what no name has."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support import predict_with_names, text_error

LIMIT = 64


def refused_by_python(raw: bytes) -> bool:
    """Say the same as `Text.requireName`, in other words."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    points = [ord(character) for character in text]
    forbidden = [range(0x20), range(0x7F, 0xA0), range(0x2028, 0x202F), range(0x2066, 0x206A)]
    return any(point & 0xFFFE == 0xFFFE or any(point in span for span in forbidden) for point in points)


@pytest.fixture(scope="module")
def accepts(factory, admin):
    """Tell whether the factory takes a collective's name; what it says when not must be about this name."""

    def ask(raw: bytes) -> bool:
        went_through, answer = predict_with_names(factory, admin.address, raw, b"S")
        if not went_through:
            name, text, _ = text_error(answer)
            assert (name, text) == ("TextInvalid" if 0 < len(raw) <= LIMIT else "TextLengthInvalid", raw)
        return went_through

    return ask


BROKEN = {
    "cut in the middle of two bytes": "Grö".encode()[:3],
    "cut in the middle of three bytes": "夏".encode()[:2],
    "cut in the middle of four bytes": "🎉".encode()[:3],
    "followed by ASCII too soon": b"\xe5\xa4A",
    "continuation alone": b"\x80",
    "overlong slash": b"\xc0\xaf",
    "overlong slash in three bytes": b"\xe0\x80\xaf",
    "overlong slash in four bytes": b"\xf0\x80\x80\xaf",
    "surrogate": b"\xed\xa0\x80",
    "above U+10FFFF": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "Latin-1": "Größe".encode("latin-1"),
    "null": b"a\x00b",
    "line feed": b"a\nb",
    "tabulator": b"\t",
    "delete": b"\x7f",
    "C1 control": "\u0085".encode(),
    "line separator": "\u2028".encode(),
    "right-to-left override": "\u202e".encode(),
    "isolate": "\u2066".encode(),
    "no character": "\ufffe".encode(),
    "no character beyond the first plane": "\U0001ffff".encode(),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_require_name__broken_text__is_refused_wherever_it_stands(accepts, raw):
    for before in (0, 29, 31, 32, 40):
        assert not accepts(b"x" * before + raw)
        assert not accepts(b"x" * before + raw + b"y")


def test_require_name__broken_text__is_refused_with_the_place(factory, admin):
    for before in (0, 31, 33, 50):
        _, answer = predict_with_names(factory, admin.address, b"x" * before + b"\x00z", b"S")
        assert text_error(answer) == ("TextInvalid", b"x" * before + b"\x00z", before)


@pytest.mark.parametrize(
    "name",
    ["Ö", 'Kollektiv "Ostpol" & Söhne <e. V.>\\', "קולקטיב", "مجموعة", "夏祭り", "👩🏽‍🎤🏳️‍🌈", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞", "ﷺ", " ", "x" * 64],
)
def test_require_name__text_of_any_script__is_let_in(accepts, name):
    assert accepts(name.encode())


@pytest.mark.parametrize("raw", [b"", b"x" * 65, "ö".encode() * 33])
def test_require_name__too_short_or_long__is_refused(accepts, raw):
    assert not accepts(raw)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=70), st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))))
@example("\ud800".encode("utf-8", "surrogatepass"))
def test_require_name__any_bytes__says_what_python_says(accepts, raw):
    assert accepts(raw) == (0 < len(raw) <= LIMIT and not refused_by_python(raw))
