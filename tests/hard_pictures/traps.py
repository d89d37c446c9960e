"""What must not be read as a pass: rooms, pages, lookalikes, broken codes, others' codes, and codes past all reading."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tests.hard_pictures.cases import BOUND_MODULES, SEED, SIZES, STATIC_MODULES
from tests.hard_pictures.optics import Exposure, Pose, Spot, expose
from tests.hard_pictures.things import Look, code_of, code_thing, pass_text, wall

PER_KIND = 16
POSTERS = ("HTTPS://EXAMPLE.ORG/PLAKAT/7", "WIFI:T:WPA/S:GAST/P:1234", "EL2:NOT A PASS OF OURS", "+49 351 0")

Generator = np.random.Generator


@dataclass(frozen=True)
class Trap:
    """A frame, and the texts that may be read in it."""

    kind: str
    frame: np.ndarray
    allowed: frozenset[str] = frozenset()


def traps(per_kind: int = PER_KIND) -> Iterator[Trap]:
    """That many of each kind, the kinds taking turns."""
    for number in range(per_kind):
        for place, maker in enumerate((_room, _page, _grid, _lookalike, _broken, _poster, _smeared)):
            yield maker(np.random.default_rng([SEED, 1_000_000 + place, number]))


def _shown(
    dark: np.ndarray, rng: Generator, *, side: tuple[float, float] = (220, 400), exposure: Exposure | None = None
) -> np.ndarray:
    """One good frame of these modules, held well, so that what is wrong with them can be seen."""
    thing = code_thing(dark, Look(paper=bool(rng.random() < 0.5), dark_page=bool(rng.random() < 0.5)), rng)
    pose = Pose(float(rng.uniform(*side)) / len(dark), roll=float(rng.uniform(0, 360)), tilt=float(rng.uniform(0, 20)))
    return expose(thing, wall(_size(rng), rng), pose, exposure or Exposure(noise=3), rng)


def _size(rng: Generator) -> tuple[int, int]:
    return SIZES[int(rng.integers(len(SIZES)))]


def _modules(rng: Generator) -> int:
    return int(rng.choice([STATIC_MODULES, BOUND_MODULES]))


def _room(rng: Generator) -> Trap:
    """Nothing but a wall, between bright and pitch dark, with reflections and noise."""
    nothing = code_thing(np.zeros((1, 1), dtype=bool), Look(), rng)
    width, height = size = _size(rng)
    spots = tuple(Spot(*rng.uniform(0, width, 2), radius=float(rng.uniform(20, 90)), strength=0.7) for _ in range(3))
    exposure = Exposure(white=float(rng.uniform(12, 255)), black=4, noise=float(rng.uniform(2, 25)), spots=spots)
    return Trap("room", expose(nothing, wall(size, rng), Pose(1, x=9 * width, y=9 * height), exposure, rng))


def _page(rng: Generator) -> Trap:
    """A phone or a sheet whose card is blank: a heading, lines, no code."""
    return Trap("page", _shown(np.zeros((_modules(rng),) * 2, dtype=bool), rng))


def _grid(rng: Generator) -> Trap:
    """Noise in modules, as other matrix codes look to a reader of this one."""
    modules = _modules(rng)
    return Trap("grid", _shown(rng.random((modules, modules)) < 0.5, rng))


def _lookalike(rng: Generator) -> Trap:
    """Finder, timing and alignment patterns of a real code around noise."""
    bound = bool(rng.random() < 0.5)
    one, other = (code_of(pass_text(rng, bound=bound)) for _ in range(2))
    dark = np.where(one == other, one, rng.random(one.shape) < 0.5)
    # What two codes have in common by chance is about half of the data; the rest of it is noise now.
    return Trap("lookalike", _shown(dark, rng))


def _broken(rng: Generator) -> Trap:
    """A real code with two in five of its data modules turned, twice what level M can mend."""
    text = pass_text(rng, bound=bool(rng.random() < 0.5))
    dark = code_of(text)
    turned = rng.random(dark.shape) < 0.4
    turned[:9, :9] = turned[:9, -8:] = turned[-8:, :9] = False
    return Trap("broken", _shown(dark ^ turned, rng))


def _poster(rng: Generator) -> Trap:
    """Somebody else's code: read, but as what it is."""
    text = POSTERS[int(rng.integers(len(POSTERS)))]
    return Trap("poster", _shown(code_of(text), rng), frozenset({text}))


def _smeared(rng: Generator) -> Trap:
    """A real pass past all reading, or just at its edge: smeared and drowned in noise."""
    text = pass_text(rng, bound=bool(rng.random() < 0.5))
    angle, length = rng.uniform(0, 2 * np.pi), rng.uniform(2, 14)
    exposure = replace(
        Exposure(),
        motion=(float(length * np.cos(angle)), float(length * np.sin(angle))),
        defocus=float(rng.uniform(0.8, 2.2)),
        noise=float(rng.uniform(5, 40)),
    )
    return Trap("smeared", _shown(code_of(text), rng, exposure=exposure), frozenset({text}))
