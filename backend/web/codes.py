"""A link as a QR code. Passes have a stricter code of their own (`backend.passes.qr`); links need lower case."""

import html

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

_QUIET = 4


def link_svg(url: str, *, title: str) -> str:
    """The code of `url` as an SVG element that fills the box it is given, black on white with its quiet zone."""
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(url)
    code.make(fit=True)
    size = len(code.modules) + 2 * _QUIET
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(code.modules)
        for x, dark in enumerate(row)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" shape-rendering="crispEdges">'
        f"<title>{html.escape(title)}</title>"
        f'<rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )
