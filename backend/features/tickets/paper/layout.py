"""How a ticket stands on its sheet: A4 to print and fold to A6, and two small pages for a phone.

A4, folded across and then along, is a booklet: the picture in front, the code at the back, inside what one wants to
read before one goes. Nothing is printed nearer to an edge than 9 mm, which every printer can reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from backend.core.i18n import Texts
from backend.features.looks import COLOURS, Palette
from backend.features.tickets.paper.fitting import POINT, Box, Fitted
from backend.features.tickets.paper.picture import PictureBroken, dots
from backend.features.tickets.paper.sheet import Sheet
from backend.features.tickets.paper.typefaces import Face, printable
from backend.features.tickets.schemas import PaperSize, PaperTicket

INK = 0x16130F
SOFT = 0x5C554A
WHITE = 0xFFFFFF
# The chain draws posters of 1000 by 1500.
_TALL = 1.5
_TEXT_LEADING = 1.32


@dataclass(frozen=True)
class _Words:
    """Everything that is said, in the reader's language and in letters that our typefaces have."""

    collective: str
    kind: str
    name: str
    number: str
    day: str
    hours: str
    venue: str
    tier: str
    gates: str
    alt: str
    fold_across: str
    fold_along: str
    picture_later: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def letters(self) -> str:
        """Every sign that may be set."""
        said = [self.collective, self.name, self.venue, self.tier, self.gates]
        return "".join([*said, *(part for head, parts in self.columns for part in (head, *parts))])


@dataclass(frozen=True)
class _Art:
    """The picture, if there is one, and the collective's colour."""

    image: Image.Image | None
    accent: int


def draw(paper: PaperTicket, size: PaperSize, t: Texts) -> bytes:
    """Return the PDF. The same ticket, size and language always give the same bytes."""
    words = _words(paper, t)
    sheet = Sheet(title=f"{words.name} {words.number}", language=t.locale, letters=words.letters)
    art = _Art(_image(paper), COLOURS[Palette(paper.ticket.palette)].paper)
    if size is PaperSize.A4:
        _a4(sheet, words, paper.code, art)
    else:
        _phone(sheet, words, paper.code, art)
    return sheet.done()


def _image(paper: PaperTicket) -> Image.Image | None:
    if paper.picture is None:
        return None
    try:
        return dots(paper.picture)
    except PictureBroken:
        # The ticket is good without its picture.
        return None


def _words(paper: PaperTicket, t: Texts) -> _Words:
    ticket = paper.ticket
    gates = t("paper-gates", gates=", ".join(paper.gates), n=len(paper.gates)) if paper.gates else ""
    door = (t("paper-door-code"), t("paper-door-once"), t("paper-door-phone"), t("paper-door-old"))
    chain: tuple[str, ...] = (t("paper-chain-token", token=str(ticket.token_id)),)
    if ticket.contract:
        chain = (t("paper-chain-contract", contract=ticket.contract), *chain)
    zone = "" if ticket.zone == "Europe/Berlin" else f" ({ticket.zone})"
    return _Words(
        collective=printable(ticket.collective_name),
        kind=t("ticket-kind"),
        name=printable(ticket.event_name) or ticket.number,
        number=ticket.number,
        day=t.moment(ticket.starts_at, zone=ticket.zone, form=t("paper-day")),
        hours=t(
            "paper-hours",
            start=t.moment(ticket.starts_at, zone=ticket.zone, form="HH:mm"),
            end=t.moment(ticket.ends_at, zone=ticket.zone, form="HH:mm"),
        )
        + zone,
        venue=printable(ticket.venue),
        tier=printable(ticket.tier_name),
        gates=printable(gates),
        alt=t("paper-picture-alt", number=ticket.number),
        fold_across=t("paper-fold-across"),
        fold_along=t("paper-fold-along"),
        picture_later=t("paper-picture-later"),
        columns=(
            (t("paper-door"), door),
            (t("paper-keep"), (t("paper-keep-what"), *chain)),
        ),
    )


def _ascent(fitted: Fitted) -> float:
    """How far the first line rises: capitals end below what carries an accent, and below other scripts."""
    return fitted.size * POINT * (0.76 if fitted.lines[0].isascii() else 0.92)


# ------------------------------------------------------------------------------------------------------------- A4 sheet

_WIDE, _HIGH = 210.0, 297.0
_MIDDLE, _HALF = 105.0, 148.5
_EDGE, _QUARTER = 9.0, 87.0


def _a4(sheet: Sheet, words: _Words, code: str, art: _Art) -> None:
    sheet.page(_WIDE, _HIGH)
    _cover(sheet, words, art, (_EDGE, _EDGE), _QUARTER)
    _back(sheet, words, code, _WIDE - _EDGE - _QUARTER)
    _inside(sheet, words, art.accent)
    sheet.fold(3, _HALF, _WIDE - 3, _HALF)
    # Not through the name below: the upper half and the foot say where it goes.
    sheet.fold(_MIDDLE, 3, _MIDDLE, _HALF)
    sheet.fold(_MIDDLE, _HIGH - _EDGE, _MIDDLE, _HIGH - 3)
    sheet.line(words.fold_across, _EDGE, _HALF - 1.6, face=Face.TEXT, size=6, colour=SOFT)
    with sheet.turned(_MIDDLE + 2.6, _HALF / 2):
        sheet.line(words.fold_along, _MIDDLE + 2.6, _HALF / 2, face=Face.TEXT, size=6, colour=SOFT)


def _cover(sheet: Sheet, words: _Words, art: _Art, at: tuple[float, float], width: float) -> None:
    """The picture; until the chain has drawn it, the number as a poster in the collective's colour."""
    x, y = at
    if art.image is not None:
        sheet.picture(art.image, x, y, width=width, alt=words.alt)
        return
    height = width * _TALL
    sheet.box(x, y, width, height, colour=art.accent)
    number = sheet.one_line(words.number, Face.DISPLAY, width=width - 14, largest=140)
    sheet.block(number, x + 7, y + height / 2, face=Face.DISPLAY, colour=INK)
    later = sheet.fitted(words.picture_later, Face.TEXT, Box(width=width - 14, height=30, largest=9, whole=7))
    sheet.block(later, x + 7, y + height - 14, face=Face.TEXT, colour=INK)


def _back(sheet: Sheet, words: _Words, code: str, x: float) -> None:
    """What the door looks at: name, time, place, tier, code, number."""
    right, side = x + _QUARTER, 62.0
    foot = _EDGE + _QUARTER * _TALL
    top = _EDGE + 3
    _over(sheet, words, x, top, _QUARTER)
    room = foot - side - top - 4
    name = sheet.fitted(words.name, Face.DISPLAY, Box(width=_QUARTER, height=25, largest=44, whole=24, leading=0.92))
    y = top + 4 + _ascent(name)
    y = sheet.block(name, x, y, face=Face.DISPLAY, colour=INK, width=_QUARTER) + 2.6
    _facts(sheet, words, x, y, Box(width=_QUARTER, height=room - (y - top), largest=10, whole=7, leading=1.22))
    # Its dark part stands in line with the type; the light around it reaches into the margins.
    sheet.code(code, x, foot - side, side=side)
    with sheet.turned(right, foot):
        # Not longer than the code is high, so that number and code are one block.
        number = sheet.one_line(words.number, Face.DISPLAY, width=side, largest=68)
        sheet.block(number, right, foot, face=Face.DISPLAY, colour=INK)


def _over(sheet: Sheet, words: _Words, x: float, y: float, width: float) -> None:
    """The line over everything: who invites, and what this is."""
    kind = sheet.width(words.kind, Face.STRONG, 8)
    who = sheet.fitted(words.collective, Face.STRONG, Box(width=width - kind - 4, height=3.6, largest=8, whole=6))
    sheet.block(who, x, y, face=Face.STRONG, colour=INK)
    sheet.line(words.kind, x + width, y, face=Face.STRONG, size=8, colour=INK, end=True)
    sheet.box(x, y + 1.6, width, 0.9, colour=INK)


def _facts(sheet: Sheet, words: _Words, x: float, y: float, box: Box) -> None:
    """When, where, which tier, through which door, from `y` down; each takes its share of the box at most."""
    facts = [(words.day, Face.STRONG), (words.hours, Face.STRONG), (words.venue, Face.TEXT)]
    facts += [(words.tier, Face.STRONG), (words.gates, Face.TEXT)]
    shown = [(text, face) for text, face in facts if text]
    each = replace(box, height=box.height / len(shown))
    for text, face in shown:
        fitted = sheet.fitted(text, face, each)
        y = sheet.block(fitted, x, y + fitted.leading, face=face, colour=INK, width=box.width)


def _inside(sheet: Sheet, words: _Words, accent: int) -> None:
    """The lower half: the name as a poster across, and below what helps at the door and afterwards."""
    width = _WIDE - 2 * _EDGE
    top = _HALF + 8
    sheet.box(_EDGE, top, width, 6, colour=accent)
    name = sheet.fitted(words.name, Face.DISPLAY, Box(width=width, height=62, largest=150, whole=60, leading=0.88))
    y = top + 11 + _ascent(name)
    sheet.block(name, _EDGE, y, face=Face.DISPLAY, colour=INK, width=width)
    for number, column in enumerate(words.columns):
        x = _EDGE if number == 0 else _WIDE - _EDGE - _QUARTER
        _column(sheet, column, x, _HALF + 90, Box(width=_QUARTER, height=40, largest=8.5, whole=6))


def _column(sheet: Sheet, column: tuple[str, Sequence[str]], x: float, y: float, box: Box) -> float:
    """A heading over a rule, and paragraphs. Returns the last baseline."""
    head, paragraphs = column
    sheet.box(x, y, box.width, 0.9, colour=INK)
    y += 5.6
    sheet.line(head, x, y, face=Face.STRONG, size=box.largest + 2, colour=INK)
    y += 5.4
    for text in paragraphs:
        fitted = sheet.fitted(text, Face.TEXT, replace(box, leading=_TEXT_LEADING))
        y = sheet.block(fitted, x, y, face=Face.TEXT, colour=INK) + fitted.leading + 1.3
    return y


# ------------------------------------------------------------------------------------------------------------ the phone

# A page that fills a phone's screen from side to side, at 9 to 17.
_PHONE_WIDE, _PHONE_HIGH, _PHONE_EDGE = 90.0, 170.0, 6.0


def _phone(sheet: Sheet, words: _Words, code: str, art: _Art) -> None:
    width = _PHONE_WIDE - 2 * _PHONE_EDGE
    sheet.page(_PHONE_WIDE, _PHONE_HIGH)
    sheet.box(0, 0, _PHONE_WIDE, _PHONE_HIGH, colour=art.accent)
    _over(sheet, words, _PHONE_EDGE, 9, width)
    name = sheet.fitted(words.name, Face.DISPLAY, Box(width=width, height=31, largest=54, whole=26, leading=0.9))
    y = sheet.block(name, _PHONE_EDGE, 14 + _ascent(name), face=Face.DISPLAY, colour=INK, width=width) + 3
    _facts(sheet, words, _PHONE_EDGE, y, Box(width=width, height=74 - y, largest=10.5, whole=7, leading=1.22))
    sheet.box(_PHONE_EDGE, 77, width, width, colour=WHITE)
    sheet.code(code, _PHONE_EDGE + 6, 83, side=width - 12)
    sheet.line(words.number, _PHONE_EDGE, 165.4, face=Face.DISPLAY, size=30, colour=INK)

    sheet.page(_PHONE_WIDE, _PHONE_HIGH)
    _cover(sheet, words, art, (0, 0), _PHONE_WIDE)
    _column(
        sheet,
        words.columns[1],
        _PHONE_EDGE,
        _PHONE_WIDE * _TALL + 3,
        Box(width=width, height=26, largest=6.5, whole=5),
    )
