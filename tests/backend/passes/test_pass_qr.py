"""The pass as a picture: read back by zbar, which knows nothing of ours."""

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from backend.passes.claims import PassClaims
from backend.passes.issuer import IssuerSigner
from backend.passes.qr import QUIET_ZONE, qr_modules, qr_png, qr_svg
from backend.passes.ticket_pass import issue

SIGNER = IssuerSigner(bytes(range(32)))
FILES = [Path(__file__).parents[2] / f"vectors/pass/{kind}.json" for kind in ("valid", "bound")]
VALID = [(file.stem, case) for file in FILES for case in json.loads(file.read_text(encoding="ascii"))]
TEXTS = {f"{kind}: {case['name']}": case["text"] for kind, case in VALID if "text" in case}
SVG = "{http://www.w3.org/2000/svg}"


def pass_text(*, tier: int = 1, serial: int = 0, epoch: int = 0) -> str:
    claims = PassClaims(event_ref=b"einlass!", token_id=tier << 32 | serial, epoch=epoch, expires_at=1_830_211_200)
    return issue(claims, SIGNER)


def read(image: Image.Image) -> list[str]:
    return [found.data.decode() for found in decode(image, symbols=[ZBarSymbol.QRCODE])]


def painted(svg: str, *, pixels: int) -> Image.Image:
    """Paint the SVG as a browser would, given that it has one background and one path of rectangles."""
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    assert [child.tag for child in root] == [f"{SVG}title", f"{SVG}rect", f"{SVG}path"]
    _, background, path = root
    left, top, width, height = map(int, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert (int(background.attrib["width"]), int(background.attrib["height"])) == (width, height)
    image = Image.new("RGB", (width, height), background.attrib["fill"])
    drawn = 0
    for x, y, length, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"]):
        assert length == back
        image.paste(path.attrib["fill"], (int(x), int(y), int(x) + int(length), int(y) + 1))
        drawn += len(f"M{x} {y}h{length}v1h-{back}z")
    assert drawn == len(path.attrib["d"])
    return image.resize((width * pixels, height * pixels), Image.Resampling.NEAREST)


@pytest.mark.parametrize("text", ["el1:abc", "EL1:\n", "Ä", "EL1:_", "https://example.org"])
@pytest.mark.parametrize("draw", [qr_modules, qr_png, lambda text: qr_svg(text, title="")])
def test_qr__text_outside_the_alphanumeric_mode__raises_value_error(draw: object, text: str) -> None:
    with pytest.raises(ValueError, match="mode"):
        draw(text)  # type: ignore[operator]


def test_qr__longer_than_the_largest_code_holds__raises_value_error() -> None:
    assert len(qr_modules("A" * 3_391)) == 177
    for length in (3_392, 5_000, 20_000):
        with pytest.raises(ValueError, match="version"):
            qr_modules("A" * length)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_qr_png__every_valid_vector__is_read_back_by_zbar(text: str) -> None:
    assert read(Image.open(io.BytesIO(qr_png(text)))) == [text]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_qr_svg__every_valid_vector__is_read_back_by_zbar(text: str) -> None:
    assert read(painted(qr_svg(text, title="Ticket"), pixels=4)) == [text]


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        (pass_text(), 45),
        (pass_text(tier=23, serial=65_535, epoch=65_535), 45),
        (pass_text(tier=23, serial=2**32 - 1, epoch=65_535), 45),
        (pass_text(tier=2**31 - 1, serial=2**32 - 1, epoch=2**32 - 1), 49),
    ],
)
def test_qr__small_and_large_passes__have_the_modules_that_the_specification_says(text: str, modules: int) -> None:
    """In byte mode the smallest of them would need 57."""
    assert len(qr_modules(text)) == modules


def test_qr_svg__has_no_size_of_its_own_and_stays_sharp() -> None:
    attributes = ET.fromstring(qr_svg(pass_text(), title="x")).attrib  # noqa: S314 - our own text
    assert attributes == {"viewBox": "0 0 53 53", "role": "img", "shape-rendering": "crispEdges"}


@pytest.mark.parametrize("pixels", [1, 4, 16])
def test_qr__picture__is_black_on_white_with_four_light_modules_around(pixels: int) -> None:
    text = pass_text()
    modules = qr_modules(text)
    size = (len(modules) + 2 * QUIET_ZONE) * pixels
    png = Image.open(io.BytesIO(qr_png(text, pixels_per_module=pixels)))
    svg = painted(qr_svg(text, title=""), pixels=pixels)
    assert png.size == svg.size == (size, size)
    assert png.mode == "1"
    for row in range(-QUIET_ZONE, len(modules) + QUIET_ZONE):
        for column in range(-QUIET_ZONE, len(modules) + QUIET_ZONE):
            inside = 0 <= row < len(modules) and 0 <= column < len(modules)
            dark = inside and modules[row][column]
            at = ((column + QUIET_ZONE) * pixels + pixels // 2, (row + QUIET_ZONE) * pixels + pixels // 2)
            assert png.getpixel(at) == (0 if dark else 255)
            assert svg.getpixel(at) == ((0, 0, 0) if dark else (255, 255, 255))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Dein Ticket für „Tiefenrausch“", "Dein Ticket für „Tiefenrausch“"),
        ("</title><script>alert(1)</script>", "</title><script>alert(1)</script>"),
        ("R & B <3 \"quoted\" 'too' ]]>", "R & B <3 \"quoted\" 'too' ]]>"),
        ("🎟️ مرحبا", "🎟️ مرحبا"),
        (
            "NUL\0 escape\x1b half\ud83c end\uffff",
            "NUL\N{REPLACEMENT CHARACTER} escape\N{REPLACEMENT CHARACTER} half? end\N{REPLACEMENT CHARACTER}",
        ),
    ],
)
def test_qr_svg__any_title__is_well_formed_and_read_out_as_written(title: str, shown: str) -> None:
    root = ET.fromstring(qr_svg("EL1:", title=title))  # noqa: S314 - our own text
    assert root.findtext(f"{SVG}title") == shown
    assert len(root) == 3
