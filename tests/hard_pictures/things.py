"""What is held before the camera: a code on a phone or on paper, drawn flat, as reflectance from 0 (black) to 255."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from backend.passes import base45
from backend.passes.qr import qr_modules
from backend.passes.ticket_pass import PREFIX

# Bytes of a pass behind the prefix (docs/pass.md): the issuer pass alone, and with a fresh proof around it.
STATIC_BYTES = 110
BOUND_BYTES = 237
# Texels per module: finer than any frame samples them, so that the warp never shows the texture's own grid.
TEXELS = 8


def pass_text(rng: np.random.Generator, *, bound: bool) -> str:
    """Return a text as long as a pass, of its alphabet: 45 modules when static, 61 when bound.

    The bytes are noise. A decoder must read texts, not judge them, and signatures look the same.
    """
    return PREFIX + base45.encode(rng.bytes(BOUND_BYTES if bound else STATIC_BYTES))


@dataclass(frozen=True)
class Look:
    """How the code is shown. Lengths in modules."""

    paper: bool = False
    dark_page: bool = False
    """A phone in dark mode: the code's white card stands on black."""
    inverted: bool = False
    """Light modules on dark, as browsers do that darken every page."""
    quiet_zone: float = 4
    thumb: float | None = None
    """How far a thumb reaches over the code's edge; below 0 it ends in the quiet zone. None: no thumb."""


@dataclass(frozen=True)
class Thing:
    """A flat texture. Its origin, the code's centre, is the middle of the image."""

    image: np.ndarray
    modules: int


def code_of(text: str) -> np.ndarray:
    """The modules of the code of `text`; dark is True."""
    return np.array(qr_modules(text), dtype=bool)


def code_thing(dark: np.ndarray, look: Look, rng: np.random.Generator) -> Thing:
    """Draw a square of modules on a phone's page or a sheet of paper, with what else is printed there."""
    modules = len(dark)
    card = modules + 2 * look.quiet_zone
    thing = _sheet(card, look, rng) if look.paper else _phone(card, look, rng)
    ink, ground = (12, 245) if not look.inverted else (235, 20)
    levels = np.where(dark, ink, ground).astype(np.uint8)
    code = Image.fromarray(levels).resize((modules * TEXELS, modules * TEXELS), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(thing)
    draw.rectangle(_around(thing, card, card), fill=ground)
    left, top, _, _ = _around(thing, modules, modules)
    thing.paste(code, (left, top))
    if look.thumb is not None:
        _thumb(thing, modules, look.thumb, rng)
    return Thing(np.asarray(thing), modules)


def _around(
    image: Image.Image, width: float, height: float, *, x: float = 0, y: float = 0
) -> tuple[int, int, int, int]:
    """The box of that size (modules) whose centre lies at (x, y) from the image's middle."""
    left = image.width // 2 + round((x - width / 2) * TEXELS)
    top = image.height // 2 + round((y - height / 2) * TEXELS)
    return left, top, left + round(width * TEXELS) - 1, top + round(height * TEXELS) - 1


def _canvas(width: float, height: float, level: int) -> Image.Image:
    return Image.new("L", (round(width * TEXELS), round(height * TEXELS)), level)


def _words(image: Image.Image, *, y: float, width: float, lines: int, ink: int, rng: np.random.Generator) -> None:
    """Lines of blocks that look like words from afar."""
    draw = ImageDraw.Draw(image)
    for line in range(lines):
        x = -width / 2
        while x < width / 2 - 3:
            length = float(rng.uniform(1.5, 6))
            draw.rectangle(
                _around(image, min(length, width / 2 - x), 1.1, x=x + length / 2, y=y + 2.4 * line), fill=ink
            )
            x += length + 1


def _phone(card: float, look: Look, rng: np.random.Generator) -> Image.Image:
    """A black phone with a page that holds the card, a heading above and a few lines below."""
    width = card * float(rng.uniform(1.08, 1.3))
    height = width * 1.9
    image = _canvas(width + 4, height + 6, 16)
    page, ink = (22, 190) if look.dark_page else (245, 30)
    ImageDraw.Draw(image).rounded_rectangle(_around(image, width, height), radius=4 * TEXELS, fill=page)
    _words(image, y=-card / 2 - 9, width=card * 0.8, lines=2, ink=ink, rng=rng)
    _words(image, y=card / 2 + 5, width=card * 0.7, lines=4, ink=ink, rng=rng)
    return image


def _sheet(card: float, look: Look, rng: np.random.Generator) -> Image.Image:
    """A ticket on white paper: a picture above the code, lines beside and below it."""
    width, height = card * 1.5, card * 2
    image = _canvas(width, height, 20 if look.inverted else 238)
    ImageDraw.Draw(image).rectangle(_around(image, card * 1.2, card * 0.3, y=-card * 0.75), fill=110)
    _words(image, y=card / 2 + 4, width=card * 1.2, lines=5, ink=40, rng=rng)
    return image


def _thumb(image: Image.Image, modules: int, reach: float, rng: np.random.Generator) -> None:
    """A thumb from the right or from below, at half height or towards the corner that has no finder pattern.

    People hold a phone by its sides; over a finder pattern nobody, and no decoder, could tell it for a code.
    """
    wide, long = modules * 0.24, modules * 0.42
    along = float(rng.uniform(-0.05, 0.45)) * modules
    out = modules / 2 + long / 2 - reach
    x, y, width, height = (out, along, long, wide) if rng.random() < 0.5 else (along, out, wide, long)
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse(_around(image, width, height, x=x, y=y), fill=255)
    image.paste(int(rng.integers(90, 170)), mask=mask.filter(ImageFilter.GaussianBlur(TEXELS / 3)))


def wall(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A blurred room behind it all: soft shapes and a few lamps out of focus."""
    coarse = Image.fromarray(rng.integers(15, 120, (6, 9)).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(coarse)
    for _ in range(int(rng.integers(0, 5))):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        radius = rng.uniform(6, 26)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(rng.integers(120, 230)))
    return np.asarray(coarse.filter(ImageFilter.GaussianBlur(4)), dtype=np.float32)
