"""The contact sheet of the hard pictures: three cases of each family, the middle of their fifth frames."""

from pathlib import Path

from PIL import Image, ImageDraw

from tests.hard_pictures.cases import FAMILIES, Case

TARGET = Path(__file__).parent.parent.parent / "docs" / "images" / "hard-pictures.png"
_SIDE = 200
_COLUMNS = 3 * 2


def write_sheet(target: Path = TARGET) -> None:
    """Draw it anew."""
    rows = -(-len(FAMILIES) * 3 // _COLUMNS)
    sheet = Image.new("L", (_COLUMNS * _SIDE, rows * (_SIDE + 14)), 255)
    draw = ImageDraw.Draw(sheet)
    for place in range(len(FAMILIES) * 3):
        # Family by family, three in a row.
        case = Case(place // 3 + place % 3 * len(FAMILIES))
        x, y = place % _COLUMNS * _SIDE, place // _COLUMNS * (_SIDE + 14)
        draw.text((x + 2, y + 1), f"{case.family}, {case.modules} modules", fill=0)
        sheet.paste(_middle(case), (x, y + 14))
    sheet.quantize(32).save(target, optimize=True)


def _middle(case: Case) -> Image.Image:
    frame = Image.fromarray(next(frame for index, frame in enumerate(case.frames()) if index == 4))
    left, top = (frame.width - 400) // 2, (frame.height - 400) // 2
    return frame.crop((left, top, left + 400, top + 400)).resize((_SIDE - 2, _SIDE - 2), Image.Resampling.LANCZOS)
