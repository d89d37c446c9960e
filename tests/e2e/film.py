"""Films for Chromium's fake camera (`--use-file-for-fake-video-capture`): what is held before it, shot by shot."""

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.passes.qr import qr_png

SIZE = "640x480"
_RATE = 10
_WALL = "0x6b6257"


@dataclass(frozen=True)
class Shot:
    """For some seconds a picture (PNG), a code (its text), or None: the empty wall."""

    shown: Path | str | None
    seconds: float
    side: int = 400
    """How large the picture stands in the frame, in pixels."""


def shoot(shots: Sequence[Shot], target: Path) -> Path:
    """Write the shots, one after the other, as `target` (.y4m or .mjpeg) and return it; Chromium plays it in a loop.

    Raises CalledProcessError when ffmpeg refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = ["ffmpeg", "-loglevel", "error", "-y"]
        filters: list[str] = []
        inputs = 0
        for number, shot in enumerate(shots):
            command += _timed(["-f", "lavfi", "-i", f"color={_WALL}:size={SIZE}:rate={_RATE}"], shot)
            ground, inputs = f"[{inputs}:v]", inputs + 1
            if shot.shown is None:
                filters.append(f"{ground}format=yuv420p[shot{number}]")
                continue
            picture = _picture(shot.shown, Path(folder) / f"{number}.png")
            command += _timed(["-loop", "1", "-framerate", str(_RATE), "-i", str(picture)], shot)
            held, inputs = f"[{inputs}:v]", inputs + 1
            filters.append(f"{held}scale={shot.side}:{shot.side}:flags=neighbor[held{number}]")
            filters.append(f"{ground}[held{number}]overlay=(W-w)/2:(H-h)/2,format=yuv420p[shot{number}]")
        parts = "".join(f"[shot{number}]" for number in range(len(shots)))
        filters.append(f"{parts}concat=n={len(shots)}[film]")
        command += ["-filter_complex", ";".join(filters), "-map", "[film]", "-q:v", "2", str(target)]
        subprocess.run(command, check=True, timeout=120)
    return target


def _timed(source: list[str], shot: Shot) -> list[str]:
    return ["-t", str(shot.seconds), *source]


def _picture(shown: Path | str, target: Path) -> Path:
    if isinstance(shown, Path):
        return shown
    target.write_bytes(qr_png(shown))
    return target
