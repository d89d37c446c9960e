"""Make the typefaces that paper tickets are set in: `python tools/make_fonts.py FOLDER`.

The npm packages hold them for browsers: cut into pieces by script, compressed, with their axes free. A PDF and a picture
drawn without a browser want whole TrueType files of one weight. Every file gets a family name of its own, so that what
is drawn depends on this folder alone and on nothing that a machine happens to have installed.
"""

import sys
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from fontTools import merge
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

MODULES = Path(__file__).resolve().parent.parent / "node_modules"
# The tables of vertical setting and of variants; they cannot be merged from a hundred pieces, and no line here needs them.
_NOT_MERGED = ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"]
# Family name, full name, PostScript name, and the typographic family that would win over the first.
_NAMES = {1: "{}", 4: "{}", 6: "{}", 16: None, 17: None, 21: None, 22: None, 25: None}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    brico = [
        MODULES / f"@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-{part}-standard-normal.woff2"
        for part in ("latin", "latin-ext", "vietnamese")
    ]
    _make(folder / "EinlassText.ttf", brico, {"wght": 420, "wdth": 100, "opsz": 12})
    _make(folder / "EinlassStrong.ttf", brico, {"wght": 650, "wdth": 100, "opsz": 12})
    _make(folder / "EinlassDisplay.ttf", brico, {"wght": 800, "wdth": 75, "opsz": 96})
    for name, package in (("Geometric", "jost"), ("Bodoni", "libre-bodoni"), ("Courier", "courier-prime")):
        files = MODULES / f"@fontsource/{package}/files"
        pieces = [files / f"{package}-{part}-700-normal.woff2" for part in ("latin", "latin-ext")]
        _make(folder / f"Einlass{name}.ttf", pieces, {})
    for name in ("DejaVuSans-Bold", "DejaVuSansMono-Bold", "DejaVuSerif-Bold"):
        _make(folder / f"{name}.ttf", [MODULES / f"dejavu-fonts-ttf/ttf/{name}.ttf"], {})
    _make(folder / "EinlassEmoji.ttf", _pieces("noto-emoji"), {"wght": 500})
    _make(folder / "EinlassHan.ttf", _pieces("noto-sans-jp"), {"wght": 700}, drop=_NOT_MERGED)


def _pieces(package: str) -> list[Path]:
    return sorted((MODULES / f"@fontsource-variable/{package}/files").glob("*-wght-normal.woff2"))


def _make(target: Path, pieces: Iterable[Path], axes: Mapping[str, float], *, drop: Iterable[str] = ()) -> None:
    whole = [_plain(piece, axes) for piece in pieces]
    font = merge.Merger(merge.Options(drop_tables=list(drop))).merge(whole) if len(whole) > 1 else TTFont(whole[0])
    for number, name in _NAMES.items():
        font["name"].removeNames(nameID=number)
        if name:
            font["name"].setName(name.format(target.stem), number, 3, 1, 0x409)
    # The same pieces give the same file.
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created
    font.save(target)


def _plain(piece: Path, axes: Mapping[str, float]) -> BytesIO:
    font = TTFont(piece, recalcTimestamp=False)
    if axes:
        font = instancer.instantiateVariableFont(font, dict(axes))
    font.flavor = None
    buffer = BytesIO()
    font.save(buffer)
    buffer.seek(0)
    return buffer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
