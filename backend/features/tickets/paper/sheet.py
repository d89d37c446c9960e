"""A sheet one draws on: lines of type by their baseline, boxes, the picture, the code. Millimetres from the top left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

from fpdf import FPDF
from fpdf.enums import Align, PathPaintRule, TextDirection
from PIL import Image

from backend.features.tickets.paper.fitting import POINT, Box, Fitted, fit, is_right_to_left, on_one_line
from backend.features.tickets.paper.typefaces import Face, fallbacks_for, path
from backend.passes.qr import QUIET_ZONE, dark_runs, qr_modules

# Where fpdf2 puts the baseline into a cell: half of its height, and this much of the size, below its top.
_BASELINE = 0.3
# A PDF says when it was made. This one says the same every time, so that the same ticket is the same file.
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


class Sheet:
    """A PDF in the making. Sizes of type are in points, everything else in millimetres."""

    def __init__(self, *, title: str, language: str, letters: str) -> None:
        """Begin a document. `letters` are all the signs that will be set: they decide which typefaces are loaded."""
        pdf = FPDF(unit="mm")
        pdf.set_creation_date(_ALWAYS)
        pdf.set_title(title)
        pdf.set_lang(language)
        pdf.set_creator("Einlass")
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.c_margin = 0
        for face in Face:
            pdf.add_font(face, fname=path(face))
        fallbacks = fallbacks_for(letters)
        for family in fallbacks:
            pdf.add_font(family, fname=path(family))
        pdf.set_fallback_fonts(fallbacks, exact_match=False)
        pdf.set_text_shaping(True)
        self._pdf = pdf

    def page(self, width: float, height: float) -> None:
        """Begin a page of this size."""
        self._pdf.add_page(format=(width, height), orientation="portrait" if height >= width else "landscape")

    def line(
        self, text: str, x: float, y: float, *, face: Face, size: float, colour: int = 0, end: bool = False
    ) -> None:
        """Set a line that begins at `x`, or ends there; its baseline is `y`."""
        pdf = self._pdf
        width = self.width(text, face, size)
        pdf.set_text_color(*_rgb(colour))
        high = size * POINT
        pdf.set_xy(x - width if end else x, y - high / 2 - _BASELINE * high)
        direction = TextDirection.RTL if is_right_to_left(text) else TextDirection.LTR
        pdf.set_text_shaping(True, direction=direction)
        pdf.cell(width, high, text, align=Align.L)

    def width(self, text: str, face: Face, size: float) -> float:
        """How wide a line is."""
        self._pdf.set_font(face, size=size)
        return float(self._pdf.get_string_width(text))

    def fitted(self, text: str, face: Face, box: Box) -> Fitted:
        """`text` in lines that fit into the box."""
        # The same pieces are tried at one size after the other.
        return fit(text, box, cache(lambda piece: self._width_of_a_point(piece, face)))

    def one_line(self, text: str, face: Face, *, width: float, largest: float) -> Fitted:
        """`text` on one line, as large as it may be."""
        return on_one_line(text, width, largest, lambda piece: self._width_of_a_point(piece, face))

    def _width_of_a_point(self, text: str, face: Face) -> float:
        # Measured large: widths are rounded to a few digits.
        return self.width(text, face, 100) / 100

    def block(
        self, fitted: Fitted, x: float, y: float, *, face: Face, colour: int = 0, width: float | None = None
    ) -> float:
        """Set lines from the first baseline `y` on; returns the last baseline.

        With a `width`, lines in scripts that begin on the right begin at its right end.
        """
        for number, text in enumerate(fitted.lines):
            end = width is not None and is_right_to_left(text)
            at = y + number * fitted.leading
            self.line(text, x + (width or 0) if end else x, at, face=face, size=fitted.size, colour=colour, end=end)
        return y + max(len(fitted.lines) - 1, 0) * fitted.leading

    def box(self, x: float, y: float, width: float, height: float, *, colour: int) -> None:
        """Fill a box."""
        self._pdf.set_fill_color(*_rgb(colour))
        self._pdf.rect(x, y, width, height, style="F")

    def fold(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a dashed line to fold along."""
        pdf = self._pdf
        pdf.set_draw_color(120)
        pdf.set_line_width(0.15)
        pdf.set_dash_pattern(dash=1.2, gap=1.8)
        pdf.line(x1, y1, x2, y2)
        pdf.set_dash_pattern()

    def picture(self, image: Image.Image, x: float, y: float, *, width: float, alt: str) -> None:
        """Put the picture, two to three."""
        self._pdf.image(image, x=x, y=y, w=width, h=width * image.height / image.width, alt_text=alt)

    def code(self, text: str, x: float, y: float, *, side: float) -> None:
        """Draw the code of `text`, its dark part `side` across; the light around it is painted, too.

        Drawn, not a picture: sharp on any printer.
        """
        modules = qr_modules(text)
        unit = side / len(modules)
        self.box(x - QUIET_ZONE * unit, y - QUIET_ZONE * unit, *[side + 2 * QUIET_ZONE * unit] * 2, colour=0xFFFFFF)
        with self._pdf.new_path(paint_rule=PathPaintRule.FILL_NONZERO) as drawn:
            drawn.style.fill_color = "#000000"
            for column, row, length in dark_runs(modules):
                left, top = x + (column - QUIET_ZONE) * unit, y + (row - QUIET_ZONE) * unit
                drawn.rectangle(left, top, length * unit, unit)

    @contextmanager
    def turned(self, x: float, y: float) -> Iterator[None]:
        """Draw a quarter turned to the left around a point: what runs to the right there runs upwards."""
        with self._pdf.rotation(90, x, y):
            yield

    def done(self) -> bytes:
        """The file."""
        return bytes(self._pdf.output())


def _rgb(colour: int) -> tuple[int, int, int]:
    return colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF
