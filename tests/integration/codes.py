"""Reading codes with zbar, which knows nothing of ours."""

import io
import re
from xml.etree import ElementTree as ET

from PIL import Image, ImageDraw
from pyzbar.pyzbar import ZBarSymbol, decode

_SVG = "{http://www.w3.org/2000/svg}"
_COMMANDS = re.compile(r"([Mhvz])([-\d ]*)")
_PIXELS_PER_MODULE = 4


def read_png(png: bytes) -> list[str]:
    """The texts of all QR codes in a PNG."""
    return _read(Image.open(io.BytesIO(png)))


def read_svg(svg: bytes) -> list[str]:
    """The texts of all QR codes in an SVG of rectangles and paths of straight lines, painted from its own numbers."""
    root = ET.fromstring(svg)  # noqa: S314 - our own server's answer
    _, _, width, height = (int(number) for number in root.attrib["viewBox"].split())
    image = Image.new("RGB", (width * _PIXELS_PER_MODULE, height * _PIXELS_PER_MODULE), "#f0f")
    canvas = ImageDraw.Draw(image)
    for shape in root:
        if shape.tag == f"{_SVG}rect":
            _fill(canvas, (0, 0, int(shape.attrib["width"]), int(shape.attrib["height"])), shape.attrib["fill"])
        elif shape.tag == f"{_SVG}path":
            for box in _boxes(shape.attrib["d"]):
                _fill(canvas, box, shape.attrib["fill"])
    return _read(image)


def _boxes(path: str) -> list[tuple[int, int, int, int]]:
    boxes: list[tuple[int, int, int, int]] = []
    corners: list[tuple[int, int]] = []
    for command, text in _COMMANDS.findall(path):
        numbers = [int(number) for number in text.split()]
        if command == "M":
            corners = [(numbers[0], numbers[1])]
        elif command == "z":
            (left, top), (right, bottom) = min(corners), max(corners)
            boxes.append((left, top, right - left, bottom - top))
        else:
            x, y = corners[-1]
            corners.append((x + numbers[0], y) if command == "h" else (x, y + numbers[0]))
    return boxes


def _fill(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: str) -> None:
    left, top, width, height = (number * _PIXELS_PER_MODULE for number in box)
    canvas.rectangle((left, top, left + width - 1, top + height - 1), fill=colour)


def _read(image: Image.Image) -> list[str]:
    return [found.data.decode() for found in decode(image, symbols=[ZBarSymbol.QRCODE])]
