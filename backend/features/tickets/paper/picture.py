"""The picture the chain draws, as dots for a printer.

The chain's SVG names typefaces in stacks and leaves it to the viewer which of them it has. Here the viewer is resvg,
and it has the typefaces of `tools/make_fonts.py` only: each stack's first name has a stand-in among them.
"""

import io
import re

import resvg_py
from PIL import Image

from backend.features.tickets.paper.typefaces import FOLDER, has_form

# 87 mm across at 350 dots an inch: finer than the screen of most printers.
WIDTH = 1200
# Few flat colours and their edges; more would only make the file larger.
_COLOURS = 64
# The chain's pictures hold nothing that lies elsewhere. What does is not one of them, and could name a file of ours.
_ELSEWHERE = re.compile(r"<\s*(?:image|foreignObject|script|use)\b|href|@import|<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_STACK = re.compile(r'font-family="([^",]+)[^"]*"')
# resvg adds the spacing to the length that is asked for; everybody else counts it in.
_SPACED = re.compile(r'(textLength="[^"]*"[^>]*?) letter-spacing="[^"]*"')
_STAND_INS = {
    "Bodoni MT": "EinlassBodoni",
    "Courier New": "EinlassCourier",
    "Futura": "EinlassGeometric",
    "Helvetica": "EinlassStrong",
    "Impact": "EinlassStrong",
    "Menlo": "DejaVuSansMono-Bold",
    "Rockwell": "EinlassCourier",
}
_ANY = "EinlassStrong"


class PictureBroken(Exception):
    """This is no picture that the chain's contracts draw."""


def dots(svg: bytes) -> Image.Image:
    """Return the picture on white, WIDTH dots across. The same picture always gives the same dots.

    Raises PictureBroken for anything that is no SVG, or refers to something outside of itself.
    """
    try:
        text = svg.decode()
    except UnicodeDecodeError as error:
        raise PictureBroken("not UTF-8") from error
    if _ELSEWHERE.search(text):
        raise PictureBroken("refers to something outside of itself")
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=_set_in_ours(text),
            width=WIDTH,
            background="#ffffff",
            skip_system_fonts=True,
            font_dirs=[str(FOLDER)],
            sans_serif_family=_ANY,
            font_family=_ANY,
        )
    except ValueError as error:
        raise PictureBroken(str(error)) from error
    image = Image.open(io.BytesIO(drawn)).convert("RGB")
    return image.quantize(_COLOURS, dither=Image.Dither.NONE)


def _set_in_ours(text: str) -> str:
    """The same drawing, its lines set in our typefaces, without the signs that none of them has."""
    text = _STACK.sub(lambda found: f'font-family="{_STAND_INS.get(found[1], _ANY)}"', text)
    text = _SPACED.sub(r"\1", text)
    return "".join(char for char in text if char.isascii() or has_form(char))
