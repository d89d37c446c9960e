"""Reading pictures: what they say, in which order, how large and where. Both metadata and SVG by strict parsers."""

import json
import math
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
VALID, USED, REVOKED, CANCELLED = range(4)
DADA, PIXEL, BAUHAUS, CONCRETE = STYLES = (1, 2, 3, 4)
Matrix = tuple[float, float, float, float, float, float]

HOSTILE = [
    "\"); alert('x') //",
    "</text><script>alert(1)</script>",
    "&amp; &lt; & < > ' \"",
    "]]> <![CDATA[ <!-- -->",
    '\\u0022 \\" \\\\ \\n',
    "Größe, Straße, Ärger und Übermut",
    "ערב של מוזיקה ישנה",
    "👩🏽‍🎤 Rave 🏳️‍🌈",
    "夏祭りの夜と詩の朗読会",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabend",
    "x" * 96,
    " ",
    "a  b   c ",
]
ORDINARY = [
    "Sommerfest",
    "Nacht der langen Messer & Gabeln",
    "Ö",
    "Kein Kino. Ein Abend mit Filmen, die es nie gab",
    "ערב של מוזיקה ישנה",
    "夏祭りの夜と詩の朗読会",
    "Лето в Лейпциге",
    "Kulturverein zur Förderung improvisierter Musik: das große Fest",
]


def ticket_view(**changes: Any) -> dict[str, Any]:
    """Return what a ticket is drawn from; every field can be replaced by name."""
    base = {
        "access": "0x" + "11" * 20,
        "tickets": "0x" + "22" * 20,
        "look": (0, 0, 0, 0),
        "collective": "Kollektiv Ostpol",
        "eventName": "Sommerfest",
        "tierName": "Soli",
        "tier": 2,
        "serial": 41,
        "supply": 300,
        "startsAt": 1_812_830_400,
        "endsAt": 1_812_866_400,
        "state": VALID,
    }
    return {**base, **changes}


def badge_view(**changes: Any) -> dict[str, Any]:
    """Return what a badge is drawn from."""
    base = {
        "access": "0x" + "11" * 20,
        "look": (0, 0, 0, 0),
        "collective": "Kollektiv Ostpol",
        "symbol": "OSTPOL",
        "number": 12,
        "delivered": True,
        "expiresAt": 0,
        "expired": False,
    }
    return {**base, **changes}


def token_view(**changes: Any) -> dict[str, Any]:
    """Return what a community token's picture is drawn from."""
    base = {
        "access": "0x" + "11" * 20,
        "look": (0, 0, 0, 0),
        "collective": "Kollektiv Ostpol",
        "symbol": "OSTPOL",
        "supply": 1200 * 10**18,
        "cap": 5000 * 10**18,
    }
    return {**base, **changes}


def document(uri: str) -> tuple[dict[str, Any], ElementTree.Element]:
    """Return the JSON of a data URI and the root of the SVG inside."""
    head, body = uri.split(",", 1)
    assert head == "data:application/json;base64"
    data = json.loads(b64decode(body, validate=True).decode("utf-8"))
    image_head, image = data["image"].split(",", 1)
    assert image_head == "data:image/svg+xml;base64"
    return data, svg_root(b64decode(image, validate=True).decode("utf-8"))


def svg_root(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text)  # noqa: S314 (made by our own contract)
    assert root.tag == f"{SVG}svg"
    return root


def traits(data: dict[str, Any]) -> dict[str, Any]:
    return {item["trait_type"]: item["value"] for item in data["attributes"]}


def letters(text: str) -> str:
    """What is left of a text when it is set in lines: no spaces, no hyphens, no capitals."""
    return re.sub(r"[ -]", "", text).lower()


Piece = tuple[str, float, list[tuple[float, float]]]


def pieces(root: ElementTree.Element) -> list[Piece]:
    """Return each line of type or of squares in reading order: its text, the size of its letters, its four corners."""
    return list(_pieces(root, (1, 0, 0, 1, 0, 0), "start", hidden=False))


def ornaments(root: ElementTree.Element) -> list[Piece]:
    """Return the same of what is hidden from readers, because it only repeats."""
    return [piece for piece in _pieces(root, (1, 0, 0, 1, 0, 0), "start", hidden=None) if piece not in pieces(root)]


def _pieces(element: ElementTree.Element, outer: Matrix, anchor: str, *, hidden: bool | None) -> Iterator[Piece]:
    if element.attrib.get("aria-hidden") and hidden is False:
        return
    matrix = _times(outer, _matrix(element.attrib.get("transform", "")))
    anchor = element.attrib.get("text-anchor", anchor)
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
    if element.tag == f"{SVG}text":
        said = "".join(element.itertext())
        size = float(element.attrib["font-size"])
        # A letter alone says nothing about its width; the widest are as wide as they are high.
        alone = 1 if any(character in "MWmw@%" or ord(character) > 0x7F for character in said) else 0.65
        width = float(element.attrib.get("textLength", alone * size * max(1, len(said))))
        left = float(element.attrib.get("x", 0)) - {"start": 0, "middle": width / 2, "end": width}[anchor]
        base = float(element.attrib.get("y", 0))
        yield said, size * scale, _corners(matrix, left, base - 0.75 * size, width, 0.95 * size)
    elif "aria-label" in element.attrib:
        said = element.attrib["aria-label"]
        # Capitals seven squares high are what a size of ten has.
        yield said, 10 * scale, _corners(matrix, 0, -2, 6 * len(said) - 1, 9)
    for child in element:
        yield from _pieces(child, matrix, anchor, hidden=hidden)


def _corners(matrix: Matrix, x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    a, b, c, d, e, f = matrix
    box = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    return [(a * px + c * py + e, b * px + d * py + f) for px, py in box]


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1], m[1] * n[0] + m[3] * n[1], m[0] * n[2] + m[2] * n[3], m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4], m[1] * n[4] + m[3] * n[5] + m[5],
    )  # fmt: skip


def _matrix(text: str) -> Matrix:
    whole: Matrix = (1, 0, 0, 1, 0, 0)
    for name, inside in re.findall(r"(\w+)\(([^)]*)\)", text):
        given = [float(number) for number in inside.split()]
        if name == "translate":
            step: Matrix = (1, 0, 0, 1, given[0], given[1])
        elif name == "scale":
            step = (given[0], 0, 0, given[0], 0, 0)
        elif name == "matrix":
            step = (given[0], given[1], given[2], given[3], given[4], given[5])
        else:
            assert name == "rotate", name
            cos, sin = math.cos(math.radians(given[0])), math.sin(math.radians(given[0]))
            x, y = given[1:] or (0.0, 0.0)
            step = (cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)
        whole = _times(whole, step)
    return whole


def said(root: ElementTree.Element) -> str:
    return letters("".join(text for text, _, _ in pieces(root)))


def shows(root: ElementTree.Element, text: str) -> bool:
    return letters(text) in said(root)


def size_of(root: ElementTree.Element, text: str) -> float:
    """Return how large a text is set: the smallest of its letters or lines where they are largest."""
    wanted, found = letters(text), pieces(root)
    best = 0.0
    for start in range(len(found)):
        joined, smallest = "", math.inf
        for part, size, _ in found[start:]:
            joined, smallest = joined + letters(part), min(smallest, size)
            if joined == wanted:
                best = max(best, smallest)
            if not wanted.startswith(joined):
                break
    return best


def outside(root: ElementTree.Element) -> list[str]:
    """Return the type that leaves the sheet, as far as the drawing's own numbers say."""
    _, _, width, height = (float(number) for number in root.attrib["viewBox"].split())
    lost = []
    for text, _, corners in [*pieces(root), *ornaments(root)]:
        if not all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in corners):
            lost.append(text)
    return lost


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
