"""A pass as a QR code: SVG for the page, PNG to keep.

Always black on white, whatever the page's theme: many readers do not see an inverted code. Always alphanumeric mode
at error correction level M: 45 modules for a static pass.
"""

import html
import io
from collections.abc import Iterator

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

# Four light modules on every side (ISO/IEC 18004); readers find the code by them.
QUIET_ZONE = 4

_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")


def qr_modules(text: str) -> list[list[bool]]:
    """Return the code of `text` as rows of modules, dark is True, without a quiet zone.

    Raises ValueError for a text outside the alphanumeric mode (Base45's alphabet) or too long for any code.
    """
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    # optimize=0: left alone, the library cuts the text into pieces and may write some of them in byte mode.
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM), optimize=0)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.modules]


def qr_svg(text: str, *, title: str) -> str:
    """Return the code as a standalone SVG element that fills whatever box it is given.

    `title` is what a screen reader says, in the reader's language; any text is safe. Raises ValueError as `qr_modules`
    does.
    """
    modules = qr_modules(text)
    size = len(modules) + 2 * QUIET_ZONE
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in dark_runs(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" shape-rendering="crispEdges">'
        f"<title>{_xml_text(title)}</title>"
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path fill="#000" d="{path}"/>'
        "</svg>"
    )


def qr_png(text: str, *, pixels_per_module: int = 16) -> bytes:
    """Return the code as a black and white PNG; 16 pixels a module make 848 for a static pass: 7 cm at 300 dpi.

    Raises ValueError as `qr_modules` does.
    """
    modules = qr_modules(text)
    size = len(modules) + 2 * QUIET_ZONE
    image = Image.new("1", (size, size), color=1)
    for x, y, length in dark_runs(modules):
        image.paste(0, (x, y, x + length, y + 1))
    side = size * pixels_per_module
    buffer = io.BytesIO()
    image.resize((side, side), Image.Resampling.NEAREST).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def dark_runs(modules: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Yield (x, y, length) of every horizontal run of dark modules, the quiet zone included in x and y."""
    for row_index, row in enumerate(modules):
        start = None
        for column, dark in enumerate([*row, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield start + QUIET_ZONE, row_index + QUIET_ZONE, column - start
                start = None


def _xml_text(text: str) -> str:
    # Characters that no XML may hold, not even escaped, would make the whole picture unreadable.
    readable = text.encode("utf-8", errors="replace").decode("utf-8").translate(_NOT_XML)
    return html.escape(readable)
