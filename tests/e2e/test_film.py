"""Films for the fake camera show what they were asked to, in order and for as long."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pyzbar.pyzbar import decode

from backend.passes.qr import qr_png
from tests.e2e.film import Shot, shoot


def stills(film: Path, folder: Path) -> list[list[str]]:
    """The texts in each frame."""
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", str(film), str(folder / "%03d.png")], check=True, timeout=60)
    return [[code.data.decode() for code in decode(Image.open(still))] for still in sorted(folder.glob("*.png"))]


@pytest.mark.parametrize("ending", ["y4m", "mjpeg"])
def test_shoot__wall_then_text_then_picture__shows_each_in_order(tmp_path: Path, ending: str) -> None:
    picture = tmp_path / "picture"
    picture.write_bytes(qr_png("SECOND"))
    film = shoot([Shot(None, 0.5), Shot("FIRST", 1), Shot(picture, 0.5, side=300)], tmp_path / f"film.{ending}")
    folder = tmp_path / "stills"
    folder.mkdir()
    assert stills(film, folder) == [[]] * 5 + [["FIRST"]] * 10 + [["SECOND"]] * 5
