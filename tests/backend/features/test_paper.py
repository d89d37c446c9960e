"""The ticket on paper: a valid file, its words selectable, its code read by zbar, the same every time; for any name."""

import io
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader
from pyzbar.pyzbar import ZBarSymbol, decode

from backend.core.errors import Conflict, Gone
from backend.core.i18n import Texts
from backend.db.repositories import tickets as tickets_repository
from backend.features.progress import ChainState
from backend.features.tickets import service
from backend.features.tickets.paper.layout import draw
from backend.features.tickets.paper.picture import WIDTH, PictureBroken, dots
from backend.features.tickets.paper.typefaces import printable
from backend.features.tickets.schemas import PaperSize, PaperTicket, TicketPage
from backend.features.tickets.service import RevokeReason
from backend.passes.claims import PassClaims
from backend.passes.issuer import IssuerSigner
from backend.passes.ticket_pass import issue
from tests.backend.conftest import Pictures, World

PICTURES = Path(__file__).parents[2] / "vectors/pictures"
STYLES = ("dada", "pixel", "bauhaus", "concrete")
STARTS = datetime(2027, 6, 12, 18, 0, tzinfo=UTC)
MILLIMETRES = 72 / 25.4
# The longest pass there is: the finest code that paper has to carry.
LONGEST = PassClaims(
    event_ref=b"einlass!", token_id=(2**31 - 1) << 32 | 2**32 - 1, epoch=2**32 - 1, expires_at=253_402_300_799
)
SHORTEST = PassClaims(event_ref=b"einlass!", token_id=1 << 32 | 41, epoch=0, expires_at=1_830_211_200)

HOSTILE = [
    '") (alert) Tj ET Q endstream endobj',
    "</text><script>alert(1)</script> & <!-- ]]>",
    "\\ \\n \\u0022 %PDF-1.4 %%EOF",
    "**bold** __under__ --strike-- ~~x~~",
    "Größe, Straße, Ärger & Übermut – „Ja“ …",
    "ערב של מוזיקה ישנה",
    "مهرجان الصيف في لايبزيغ 2027",
    "夏祭りの夜と詩の朗読会",
    "Лето в Лейпциге",
    "👩🏽\N{ZERO WIDTH JOINER}🎤 Rave 🏳️\N{ZERO WIDTH JOINER}🌈",
    "Z" + "\u0351\u036b\u0343" * 12 + "algo",
    "𒀀𓀀\U0010fffd",
    "W" * 96,
    "x i " * 24,
    "🎟",
]


def paper(
    *, style: str | None = "dada", claims: PassClaims = SHORTEST, gates: tuple[str, ...] = ("Hof",), **changes: object
) -> PaperTicket:
    """What is printed of a ticket; keywords change the ticket."""
    code = issue(claims, IssuerSigner(bytes(range(32))))
    ticket = TicketPage(
        number="1-0042",
        event_name="Nachtdruck",
        venue="Druckerei",
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=9),
        zone="Europe/Berlin",
        collective_name="Kollektiv Ostpol",
        palette="signal",
        tier_name="Abendkasse",
        state=ChainState.FINAL,
        failure=None,
        revoked_at=None,
        event_cancelled=False,
        admitted_at=None,
        admitted_gate=None,
        used_on_chain=False,
        contract="0x" + "0aB3" * 10,
        token_id=claims.token_id,
        owner=None,
        held_by_box_office=True,
        code=code,
        paper=True,
    )
    picture = (PICTURES / f"{style}.svg").read_bytes() if style else None
    return PaperTicket(ticket=replace(ticket, **changes), code=code, gates=gates, picture=picture)  # type: ignore[arg-type]


def rendered(pdf: bytes, *, dpi: int = 150) -> Iterator[Image.Image]:
    """Each page as a printer with this many dots an inch would have it."""
    for page in pdfium.PdfDocument(pdf):
        yield page.render(scale=dpi / 72).to_pil().convert("RGB")


def read(image: Image.Image) -> list[str]:
    return [found.data.decode() for found in decode(image, symbols=[ZBarSymbol.QRCODE])]


def text(pdf: bytes) -> str:
    """Everything one can select, on one line."""
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def strict(pdf: bytes) -> PdfReader:
    """Read by a reader that takes every fault for an error."""
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    for page in reader.pages:
        page.extract_text()
    return reader


@pytest.mark.parametrize("reason", ["revoked", "tier"])
def test_paper__for_a_ticket_that_may_not_be_printed__is_refused(
    world: World, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token_id = world.issue()[0]
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = tickets_repository.by_token(session, event.id, token_id)
        assert ticket
        if reason == "revoked":
            service.revoke(session, world.parts, event, ticket, reason=RevokeReason.FRAUD)
            with pytest.raises(Gone, match="ticket_revoked"):
                service.paper(session, world.parts, ticket)
        else:
            monkeypatch.setattr(service, "on_paper", lambda tier: tier.number != 1)
            with pytest.raises(Conflict, match="paper_not_allowed") as refused:
                service.paper(session, world.parts, ticket)
            assert refused.value.params == {"tier": "Abendkasse"}


def test_paper__of_a_ticket__says_its_code_its_doors_and_its_picture_once_the_chain_has_it(
    world: World, pictures: Pictures
) -> None:
    token_id = world.issue(tier=2)[0]

    def printed() -> PaperTicket:
        with world.parts.db.read() as session:
            ticket = tickets_repository.by_token(session, world.event(session).id, token_id)
            assert ticket
            return service.paper(session, world.parts, ticket)

    assert printed().picture is None
    assert printed().code == world.code(token_id)
    assert printed().gates == ("Haupteingang", "Hof")
    world.on_chain([token_id])
    assert b"<svg" in (printed().picture or b"")
    pictures.broken = True
    assert printed().picture is None


@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize("style", [*STYLES, "dada-used", None])
def test_paper__every_style_in_both_sizes__is_valid_small_and_read_by_zbar_at_150_dpi(
    style: str | None, size: PaperSize
) -> None:
    shown = paper(style=style, claims=LONGEST)
    pdf = draw(shown, size, Texts("de"))
    strict(pdf)
    assert len(pdf) < 1_000_000
    codes = [read(page) for page in rendered(pdf)]
    assert codes[0] == [shown.code]
    assert all(not further for further in codes[1:])


def test_paper__a_weak_printer_and_a_worn_sheet__still_give_the_code() -> None:
    shown = paper(claims=LONGEST)
    (sheet,) = rendered(draw(shown, PaperSize.A4, Texts("de")), dpi=100)
    faded = sheet.convert("L").point(lambda dot: 70 + dot * 5 // 9)
    assert read(faded) == [shown.code]


@pytest.mark.parametrize(("size", "pages"), [(PaperSize.A4, [(210, 297)]), (PaperSize.PHONE, [(90, 170), (90, 170)])])
def test_paper__pages__have_the_size_they_are_meant_for(size: PaperSize, pages: list[tuple[int, int]]) -> None:
    reader = strict(draw(paper(), size, Texts("de")))
    found = [(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages]
    assert [tuple(round(side / MILLIMETRES) for side in page) for page in found] == pages


@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", ["Samstag, 12. Juni 2027", "20:00 bis 05:00 Uhr", "Tür: Hof", "Danach"]),
        ("en", ["Saturday, 12 June 2027", "20:00 to 05:00", "Entrance: Hof", "Afterwards"]),
    ],
)
def test_paper__words__can_be_selected_in_the_readers_language(lang: str, said: list[str], size: PaperSize) -> None:
    pdf = draw(paper(event_name="Größe & Übermut"), size, Texts(lang))  # type: ignore[arg-type]
    found = text(pdf)
    for words in [*said, "Größe & Übermut", "Kollektiv Ostpol", "Druckerei", "Abendkasse", "1-0042", "0x0aB30aB3"]:
        assert words in found, words
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == lang


def test_paper__a4__says_how_to_fold_and_what_to_know_at_the_door() -> None:
    found = text(draw(paper(), PaperSize.A4, Texts("de")))
    for words in ("1. Hier quer", "2. Hier längs", "Der Code gilt einmal", "zurückgezogen oder weitergegeben"):
        assert words in found


def test_paper__a_time_zone_that_is_not_the_readers__is_named() -> None:
    assert "14:00 to 23:00 (America/New_York)" in text(draw(paper(zone="America/New_York"), PaperSize.A4, Texts("en")))


@pytest.mark.parametrize("size", PaperSize)
def test_paper__the_same_ticket_later__is_the_same_file(size: PaperSize, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = paper(event_name="夏 Größe 🎤 مهرجان")
    first = draw(shown, size, Texts("de"))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert draw(shown, size, Texts("de")) == first
    assert draw(replace(shown, code=shown.code[:-1] + "X"), size, Texts("de")) != first


def test_paper__many_at_once__are_each_what_they_are_alone() -> None:
    tickets = [paper(style=style, event_name=name) for style, name in zip(STYLES, HOSTILE[4:8], strict=True)]
    alone = [draw(ticket, PaperSize.A4, Texts("de")) for ticket in tickets]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda ticket: draw(ticket, PaperSize.A4, Texts("de")), tickets)) == alone


def test_paper__the_worst_ticket__takes_few_seconds_of_the_processor() -> None:
    """Half a second is usual; somebody waits for it, and whoever has a link can ask as often as they like."""
    worst = paper(event_name="W" * 96, venue="x i " * 50, tier_name="W" * 64, gates=("W" * 60,) * 6, claims=LONGEST)
    began = time.thread_time()
    draw(worst, PaperSize.A4, Texts("de"))
    assert time.thread_time() - began < 5


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_paper__hostile_names_everywhere__leave_the_file_valid_and_the_code_readable(name: str) -> None:
    shown = paper(event_name=name, venue=name * 2, tier_name=name, collective_name=name, gates=(name,) * 6)
    pdf = draw(shown, PaperSize.A4, Texts("de"))
    strict(pdf)
    assert len(pdf) < 1_000_000
    (sheet,) = rendered(pdf)
    assert read(sheet) == [shown.code]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.isascii()][:4])
def test_paper__a_name_that_looks_like_markup__stands_there_letter_by_letter(name: str) -> None:
    found = text(draw(paper(event_name=name), PaperSize.A4, Texts("de")))
    assert "".join(name.split()) in "".join(found.split())


@pytest.mark.parametrize("size", PaperSize)
def test_paper__the_longest_name__leaves_the_margins_as_a_short_one_does(size: PaperSize) -> None:
    short, long = (
        next(rendered(draw(paper(event_name=name, venue=name, style=None), size, Texts("de"))))
        for name in ("W", "W" * 96)
    )
    edge = round(4 / 25.4 * 150)
    wide, high = short.size
    for margin in ((0, 0, wide, edge), (0, 0, edge, high), (wide - edge, 0, wide, high), (0, high - edge, wide, high)):
        assert short.crop(margin).tobytes() == long.crop(margin).tobytes()


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Straße – „Öl“ & Łódź", "Straße – „Öl“ & Łódź"),
        ("👩🏽\N{ZERO WIDTH JOINER}🎤 Rave", "👩🎤 Rave"),
        ("𒀀 Ur 𓀀", "Ur"),
        ("Z\u0300\u0301\u0302\u0303", "Z\u0300\u0301"),
        ("\U0010fffd", ""),
        ("夏祭り", "夏祭り"),
    ],
)
def test_printable__signs_without_a_typeface__leave_a_gap_and_no_box(name: str, left: str) -> None:
    assert printable(name) == left


def test_paper__a_name_without_any_sign_we_can_print__shows_the_number_instead() -> None:
    assert text(draw(paper(event_name="𒀀"), PaperSize.A4, Texts("de"))).count("1-0042") == 3


# ----------------------------------------------------------------------------------------------------------- the picture


@pytest.mark.parametrize(
    "svg",
    [
        b"",
        b"\xff\xfe",
        b"no drawing",
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/hostname"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><use xlink:href="#a"/></svg>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]><svg>&a;</svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><style>@import "http://example.org/x.css";</style></svg>',
    ],
)
def test_dots__anything_but_a_picture_of_ours__is_refused_and_the_ticket_drawn_without_it(svg: bytes) -> None:
    with pytest.raises(PictureBroken):
        dots(svg)
    shown = replace(paper(), picture=svg)
    assert "Das Bild zeichnet die Chain" in text(draw(shown, PaperSize.A4, Texts("de")))


@pytest.mark.parametrize("style", STYLES)
def test_dots__every_style__fills_the_sheet_in_the_colours_of_the_collective(style: str) -> None:
    image = dots((PICTURES / f"{style}.svg").read_bytes())
    assert image.size == (WIDTH, WIDTH * 3 // 2)
    counts = sorted(image.convert("RGB").getcolors(maxcolors=256) or [], reverse=True)
    assert {colour for _, colour in counts[:3]} == {(0xFF, 0x4A, 0x1C), (0x16, 0x13, 0x0F), (0xFF, 0xFD, 0xF7)}


@pytest.mark.parametrize("stack", ["Futura,sans-serif", "Nobody Has This,serif", "Menlo"])
def test_dots__a_line_in_any_typeface__is_as_long_as_it_says(stack: str) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1500">'
        f'<text x="100" y="700" font-family="{stack}" font-size="80" textLength="800" lengthAdjust="spacingAndGlyphs" '
        'letter-spacing="9">HALLO HALLO</text></svg>'
    )
    box = dots(svg.encode()).convert("L").point(lambda dot: 255 * (dot < 128)).getbbox()
    assert box
    assert (box[0] / WIDTH, box[2] / WIDTH) == (pytest.approx(0.1, abs=0.02), pytest.approx(0.9, abs=0.02))
