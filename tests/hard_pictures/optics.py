"""How a camera sees a flat or curled thing: where each pixel looks, what light adds, what lens and sensor take away."""

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from tests.hard_pictures.things import TEXELS, Thing

Grid = np.ndarray
# Focal length over the width of the picture: a phone's main camera sees about 65 degrees across.
_FOCAL = 0.78
# Drawn once; each frame takes it from another place. Nobody sees the repetition, and a frame costs a third less.
_NOISE = np.random.default_rng(20261122).standard_normal((1200, 1800), dtype=np.float32)


@dataclass(frozen=True)
class Pose:
    """Where the thing is. Angles in degrees; `x`, `y` in pixels from the middle of the picture."""

    pixels_per_module: float
    x: float = 0
    y: float = 0
    roll: float = 0
    tilt: float = 0
    """Away from the camera's plane, about an axis in direction `tilt_axis`."""
    tilt_axis: float = 0
    curl: float = 0
    """Degrees of a cylinder's surface that the code covers; below 0 it is hollow."""


@dataclass(frozen=True)
class Spot:
    """A reflection, in pixels. `strength` 1 is white whatever lies below; `square` is a window, else a lamp."""

    x: float
    y: float
    radius: float
    strength: float
    square: bool = False


@dataclass(frozen=True)
class Exposure:
    """One frame's light, lens and sensor."""

    white: float = 225
    black: float = 12
    falloff: float = 0
    """How much darker one side of the picture is than the other, 0 to 1."""
    falloff_angle: float = 0
    spots: tuple[Spot, ...] = ()
    pixel_grid: float = 0
    """Contrast of the screen's own pixels, 0 to 1: seen as moire where they beat with the sensor's."""
    grid_pitch: float = 7
    """Screen pixels per module."""
    bands: float = 0
    """Depth of the dark bars of a dimmed screen, 0 to 1."""
    bands_phase: float = 0
    defocus: float = 0.6
    """Sigma in pixels."""
    motion: tuple[float, float] = (0, 0)
    """How far the thing moves while the shutter is open, in pixels."""
    noise: float = 2
    """Sigma at middle grey, in levels."""
    jpeg: int | None = None
    """Quality, or None for a frame straight from the sensor."""


def look(thing: Thing, pose: Pose, size: tuple[int, int]) -> tuple[Grid, Grid]:
    """Return where each pixel of a picture of that size sees the thing, in modules from its centre; NaN: past it."""
    width, height = size
    focal = _FOCAL * width
    distance = focal / pose.pixels_per_module
    rotation = _rotation(pose)
    xs = (np.arange(width, dtype=np.float32) - width / 2 - pose.x) / focal
    ys = (np.arange(height, dtype=np.float32) - height / 2 - pose.y) / focal
    # Rays in the thing's own frame: from `eye`, towards (x, y, 1) turned.
    inverse = rotation.T.astype(np.float32)
    ray = [inverse[i, 0] * xs[None, :] + inverse[i, 1] * ys[:, None] + inverse[i, 2] for i in range(3)]
    eye = inverse @ np.array([0, 0, -distance], dtype=np.float32)
    if abs(pose.curl) < 1:
        reach = -eye[2] / ray[2]
        return eye[0] + reach * ray[0], eye[1] + reach * ray[1]
    return _on_cylinder(ray, eye, radius=thing.modules / math.radians(pose.curl))


def _rotation(pose: Pose) -> Grid:
    roll, tilt, axis = (math.radians(angle) for angle in (pose.roll, pose.tilt, pose.tilt_axis))
    x, y = math.cos(axis), math.sin(axis)
    cos, sin = math.cos(tilt), math.sin(tilt)
    tilted = np.array(
        [
            [cos + x * x * (1 - cos), x * y * (1 - cos), y * sin],
            [x * y * (1 - cos), cos + y * y * (1 - cos), -x * sin],
            [-y * sin, x * sin, cos],
        ]
    )
    rolled = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    return tilted @ rolled


def _on_cylinder(ray: list[Grid], eye: Grid, *, radius: float) -> tuple[Grid, Grid]:
    """Where the rays meet a cylinder through the origin, upright, its middle `radius` behind it (in front if below 0)."""
    a = ray[0] ** 2 + ray[2] ** 2
    b = eye[0] * ray[0] + (eye[2] - radius) * ray[2]
    c = eye[0] ** 2 + (eye[2] - radius) ** 2 - radius**2
    with np.errstate(invalid="ignore"):
        root = np.sqrt(b * b - a * c)
    # The near wall of one that bulges, the far wall of a hollow one.
    reach = (-b - root) / a if radius > 0 else (-b + root) / a
    x, z = eye[0] + reach * ray[0], eye[2] + reach * ray[2]
    return radius * np.arctan2(x / radius, (radius - z) / radius), eye[1] + reach * ray[1]


def expose(thing: Thing, wall: Grid, pose: Pose, exposure: Exposure, rng: np.random.Generator) -> Grid:
    """Return the frame as grey levels, the size of `wall`."""
    height, width = wall.shape
    u, v = look(thing, pose, (width, height))
    frame, seen = _sample(thing.image, wall, u, v)
    frame = _blur(frame, exposure)
    if exposure.pixel_grid:
        frame[seen] *= _grid(u[seen], v[seen], exposure)
    frame = exposure.black + (exposure.white - exposure.black) / 255 * frame * _light(width, height, exposure)
    for spot in exposure.spots:
        frame = _reflect(frame, spot)
    x, y = int(rng.integers(_NOISE.shape[1] - width)), int(rng.integers(_NOISE.shape[0] - height))
    # Light comes in grains: bright pixels vary more, dark ones keep the amplifier's share.
    grain = exposure.noise * (0.45 + 0.55 * np.sqrt(np.clip(frame, 0, 255) / 128))
    frame += grain * _NOISE[y : y + height, x : x + width]
    levels = np.clip(frame, 0, 255).astype(np.uint8)
    return levels if exposure.jpeg is None else _compress(levels, exposure.jpeg)


def _sample(texture: Grid, wall: Grid, u: Grid, v: Grid) -> tuple[Grid, Grid]:
    """The texture where it is seen, bilinear, the wall elsewhere; and where that is."""
    height, width = texture.shape
    x, y = u * TEXELS + (width / 2 - 0.5), v * TEXELS + (height / 2 - 0.5)
    with np.errstate(invalid="ignore"):
        seen = (x >= 0) & (y >= 0) & (x < width - 1) & (y < height - 1)
    sx, sy = x[seen], y[seen]
    left, top = sx.astype(np.int32), sy.astype(np.int32)
    fx, fy = sx - left, sy - top
    flat, at = texture.ravel(), top * width + left
    upper = flat[at] * (1 - fx) + flat[at + 1] * fx
    lower = flat[at + width] * (1 - fx) + flat[at + width + 1] * fx
    frame = wall.copy()
    frame[seen] = upper * (1 - fy) + lower * fy
    return frame, seen


def _blur(frame: Grid, exposure: Exposure) -> Grid:
    """Focus, then motion: the mean of the frame at a few places on its way."""
    blurred = Image.fromarray(frame.astype(np.uint8)).filter(ImageFilter.GaussianBlur(exposure.defocus))
    still = np.asarray(blurred, dtype=np.float32)
    dx, dy = exposure.motion
    steps = math.ceil(math.hypot(dx, dy))
    if steps <= 1:
        return still.copy()
    pad = steps // 2 + 1
    padded = np.pad(still, pad, mode="edge")
    height, width = still.shape
    total = np.zeros_like(still)
    for step in range(steps):
        part = step / (steps - 1) - 0.5
        x, y = pad + round(dx * part), pad + round(dy * part)
        total += padded[y : y + height, x : x + width]
    return total / steps


def _grid(u: Grid, v: Grid, exposure: Exposure) -> Grid:
    """The screen's pixels as the sensor samples them; what is finer than a pixel comes out as moire."""
    turn = 2 * math.pi * exposure.grid_pitch
    waves = np.cos(turn * u) + np.cos(turn * v)
    return (1 - exposure.pixel_grid * (0.5 + 0.25 * waves)).astype(np.float32)


def _light(width: int, height: int, exposure: Exposure) -> Grid:
    """A lamp at one side, and the bars of a screen that is dimmed by switching it on and off."""
    angle = math.radians(exposure.falloff_angle)
    xs, ys = np.linspace(-0.5, 0.5, width), np.linspace(-0.5, 0.5, height)
    across = math.cos(angle) * xs[None, :] + math.sin(angle) * ys[:, None]
    light = 1 - exposure.falloff * np.clip(0.5 + across, 0, 1)
    bars = 1 - exposure.bands * (0.5 + 0.5 * np.sin(2 * math.pi * 4 * ys + exposure.bands_phase))
    return (light * bars[:, None]).astype(np.float32)


def _reflect(frame: Grid, spot: Spot) -> Grid:
    """Light on glass adds up, and ends at white."""
    height, width = frame.shape
    xs = (np.arange(width, dtype=np.float32) - spot.x)[None, :] / spot.radius
    ys = (np.arange(height, dtype=np.float32) - spot.y)[:, None] / spot.radius
    away = np.maximum(abs(xs) / 1.4, abs(ys)) if spot.square else np.sqrt(xs * xs + ys * ys * 1.7)
    # Full inside, gone within a fifth (a window) or three fifths (a lamp) of the radius.
    shape = np.clip((1 - away) / (0.2 if spot.square else 0.6), 0, 1)
    return frame + 255 * spot.strength * shape


def _compress(levels: Grid, quality: int) -> Grid:
    packed = io.BytesIO()
    Image.fromarray(levels).save(packed, "JPEG", quality=quality)
    return np.asarray(Image.open(packed))
