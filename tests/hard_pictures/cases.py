"""The hard pictures: families of trouble, each with its ranges, and sequences of frames as from a steward's hand.

One case is one guest: a code, a way of holding it, and up to ten frames that differ as they do in a hand. Everything
follows from the seed and the case's number.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tests.hard_pictures.optics import Exposure, Pose, Spot, expose
from tests.hard_pictures.things import Look, Thing, code_of, code_thing, pass_text, wall

SEED = 5
FRAMES = 10
PER_FAMILY = 20
STATIC_MODULES = 45
BOUND_MODULES = 61
# What the door's camera is asked for, and what an old laptop's or a cheap phone's gives instead.
SIZES = ((1280, 720), (1280, 720), (640, 480))
# The door looks about sixteen times a second.
FRAME_SECONDS = 0.0625

Generator = np.random.Generator


@dataclass(frozen=True)
class Setting:
    """What stays the same during a case, and how far what moves may move."""

    look: Look
    pose: Pose
    exposure: Exposure
    shake: float = 3
    """How far the hand wanders, in pixels."""
    swing: float = 0
    """Most motion during one exposure, in pixels; the hand turns round about three times a second."""
    hunt: float = 0
    """How much the focus goes in and out on top of the exposure's own, sigma in pixels."""


def _usual(rng: Generator, modules: int, *, side: tuple[float, float] = (225, 340)) -> Setting:
    """A code that is held well enough, with a little of everything: the ground on which a family adds its trouble."""
    # Only a static pass can be printed.
    look = Look(paper=modules == STATIC_MODULES and bool(rng.random() < 0.6), dark_page=bool(rng.random() < 0.4))
    pose = Pose(
        pixels_per_module=float(rng.uniform(*side)) / modules,
        x=float(rng.uniform(-60, 60)),
        y=float(rng.uniform(-40, 40)),
        # Guests hold it their way up, the steward's way up, or sideways.
        roll=float(rng.choice([0, 0, 90, 180, 270])) + float(rng.normal(0, 7)),
        tilt=float(rng.uniform(0, 14)),
        tilt_axis=float(rng.uniform(0, 360)),
    )
    exposure = Exposure(
        white=float(rng.uniform(190, 250)),
        black=float(rng.uniform(5, 25)),
        falloff=float(rng.uniform(0, 0.25)),
        falloff_angle=float(rng.uniform(0, 360)),
        defocus=float(rng.uniform(0.5, 0.9)),
        noise=float(rng.uniform(1.5, 4)),
    )
    return Setting(look, pose, exposure, swing=float(rng.uniform(0, 2)))


def _phone(setting: Setting) -> Setting:
    return replace(setting, look=replace(setting.look, paper=False))


def dim(rng: Generator, modules: int) -> Setting:
    """A cellar: little light, so much noise and a longer shutter."""
    setting = _usual(rng, modules)
    black = float(rng.uniform(3, 12))
    light = replace(
        setting.exposure,
        white=black + float(rng.uniform(28, 60)),
        black=black,
        falloff=float(rng.uniform(0.1, 0.5)),
        noise=float(rng.uniform(5, 9)),
    )
    return replace(setting, exposure=light, swing=float(rng.uniform(1, 3)))


def tilted(rng: Generator, modules: int) -> Setting:
    """Held at an angle of 35 to 55 degrees."""
    setting = _usual(rng, modules, side=(260, 360))
    return replace(setting, pose=replace(setting.pose, tilt=float(rng.uniform(35, 55))))


def shaken(rng: Generator, modules: int) -> Setting:
    """Waved about: up to two and a half modules and more of smear at the swing's fastest, less where it turns."""
    setting = _usual(rng, modules)
    return replace(setting, swing=float(rng.uniform(1.5, 3)) * setting.pose.pixels_per_module, shake=12)


def unfocused(rng: Generator, modules: int) -> Setting:
    """The lens searches: blurred by half a module to one and a quarter at worst."""
    setting = _usual(rng, modules)
    scale = setting.pose.pixels_per_module
    best = float(rng.uniform(0.3, 0.42)) * scale
    return replace(setting, exposure=replace(setting.exposure, defocus=best), hunt=float(rng.uniform(0.1, 0.8)) * scale)


def reflecting(rng: Generator, modules: int) -> Setting:
    """A lamp that burns out up to a twelfth of the code, and a window across it."""
    setting = _phone(_usual(rng, modules))
    side = setting.pose.pixels_per_module * modules
    radius = float(rng.uniform(0.1, 0.17)) * side

    def near() -> float:
        return float(rng.uniform(-0.42, 0.42)) * side

    lamp = Spot(near(), near(), radius, strength=float(rng.uniform(0.6, 1)))
    window = Spot(
        near(), near(), side * float(rng.uniform(0.3, 0.6)), strength=float(rng.uniform(0.15, 0.4)), square=True
    )
    return replace(setting, exposure=replace(setting.exposure, spots=(lamp, window)))


def moire(rng: Generator, modules: int) -> Setting:
    """The screen's pixels beat with the sensor's."""
    setting = _phone(_usual(rng, modules))
    grid = float(rng.uniform(0.35, 0.7))
    pitch = setting.pose.pixels_per_module * float(rng.uniform(0.9, 1.1))
    return replace(setting, exposure=replace(setting.exposure, pixel_grid=grid, grid_pitch=pitch))


def small(rng: Generator, modules: int) -> Setting:
    """Held far away: half as large as usual."""
    return _usual(rng, modules, side=(112, 170))


def pale(rng: Generator, modules: int) -> Setting:
    """A screen turned down to a fifth in a lit room, often in dark mode, its bars rolling through the picture."""
    setting = _phone(_usual(rng, modules))
    black = float(rng.uniform(50, 110))
    light = replace(
        setting.exposure, black=black, white=black + float(rng.uniform(28, 60)), bands=float(rng.uniform(0, 0.3))
    )
    look = Look(dark_page=True, inverted=bool(rng.random() < 0.3), quiet_zone=float(rng.choice([2, 3, 4])))
    return replace(setting, exposure=light, look=look)


def grainy(rng: Generator, modules: int) -> Setting:
    """A cheap sensor and hard compression."""
    setting = _usual(rng, modules)
    return replace(
        setting,
        exposure=replace(setting.exposure, noise=float(rng.uniform(14, 26)), jpeg=int(rng.integers(12, 35))),
    )


def thumbed(rng: Generator, modules: int) -> Setting:
    """A thumb over the quiet zone and up to three modules of the code."""
    setting = _usual(rng, modules)
    return replace(setting, look=replace(setting.look, thumb=float(rng.uniform(-1, 3))))


def curled(rng: Generator, modules: int) -> Setting:
    """Paper that was rolled up in a pocket: the code covers 25 to 60 degrees of a cylinder, or lies in its hollow."""
    setting = _usual(rng, modules, side=(250, 360))
    curl = float(rng.uniform(25, 60)) * float(rng.choice([-1, 1]))
    pose = replace(setting.pose, curl=curl, tilt=float(rng.uniform(0, 25)))
    return replace(setting, look=Look(paper=True), pose=pose)


def everything(rng: Generator, modules: int) -> Setting:
    """All of it at once, each a little."""
    setting = _phone(_usual(rng, modules, side=(200, 300)))
    side = setting.pose.pixels_per_module * modules
    scale = setting.pose.pixels_per_module
    spot = Spot(*(float(rng.uniform(-0.4, 0.4)) * side for _ in range(2)), radius=0.1 * side, strength=0.5)
    black = float(rng.uniform(10, 40))
    exposure = replace(
        setting.exposure,
        black=black,
        white=black + float(rng.uniform(60, 110)),
        spots=(spot,),
        pixel_grid=float(rng.uniform(0.1, 0.3)),
        noise=float(rng.uniform(4, 8)),
        jpeg=int(rng.integers(35, 70)),
        bands=float(rng.uniform(0, 0.2)),
        defocus=float(rng.uniform(0.15, 0.3)) * scale,
    )
    return replace(
        setting,
        exposure=exposure,
        pose=replace(setting.pose, tilt=float(rng.uniform(10, 30))),
        look=replace(setting.look, thumb=float(rng.uniform(-1.5, 1)), quiet_zone=3),
        swing=float(rng.uniform(0.5, 1.5)) * scale,
        hunt=float(rng.uniform(0, 0.3)) * scale,
    )


FAMILIES: tuple[Callable[[Generator, int], Setting], ...] = (
    dim,
    tilted,
    shaken,
    unfocused,
    reflecting,
    moire,
    small,
    pale,
    grainy,
    thumbed,
    curled,
    everything,
)


@dataclass(frozen=True)
class Case:
    """One guest: which family, which number, and from these the frames."""

    number: int

    @property
    def family(self) -> str:
        return FAMILIES[self.number % len(FAMILIES)].__name__

    @property
    def bound(self) -> bool:
        """Whether it is a bound pass, else a static one. What curls is paper, and on paper there are only static ones."""
        return self.number // len(FAMILIES) % 2 == 1 and self.family != curled.__name__

    @property
    def modules(self) -> int:
        return BOUND_MODULES if self.bound else STATIC_MODULES

    @property
    def size(self) -> tuple[int, int]:
        return SIZES[self.number // len(FAMILIES) % len(SIZES)]

    def __str__(self) -> str:
        return f"{self.number} {self.family} {self.modules} modules {self.size[0]}x{self.size[1]}"

    def _rng(self, *more: int) -> Generator:
        return np.random.default_rng([SEED, self.number, *more])

    @cached_property
    def text(self) -> str:
        return pass_text(self._rng(0), bound=self.bound)

    @cached_property
    def setting(self) -> Setting:
        return FAMILIES[self.number % len(FAMILIES)](self._rng(1), self.modules)

    def frames(self) -> Iterator[np.ndarray]:
        """The frames in order, as grey levels, made as they are asked for."""
        thing = code_thing(code_of(self.text), self.setting.look, self._rng(2))
        behind = wall(self.size, self._rng(3))
        phases = self._rng(4).uniform(0, 2 * math.pi, 8)
        for index in range(FRAMES):
            yield _frame(self.setting, thing, behind, phases, index=index, rng=self._rng(5, index))


def _frame(
    setting: Setting, thing: Thing, behind: np.ndarray, phases: np.ndarray, *, index: int, rng: Generator
) -> np.ndarray:
    """One moment of a hand that wanders slowly and trembles fast, before a lens that searches."""
    time = index * FRAME_SECONDS
    slow, fast = 2 * math.pi * 0.7 * time, 2 * math.pi * 3 * time
    wander = [setting.shake * math.sin(slow + phases[i]) for i in range(2)]
    pose = replace(
        setting.pose,
        x=setting.pose.x + wander[0],
        y=setting.pose.y + wander[1],
        roll=setting.pose.roll + 1.5 * math.sin(slow + phases[2]),
        tilt=setting.pose.tilt + 2 * math.sin(slow + phases[3]),
        pixels_per_module=setting.pose.pixels_per_module * (1 + 0.02 * math.sin(slow + phases[4])),
    )
    speed = setting.swing * math.sin(fast + phases[5])
    height, width = behind.shape
    # A reflection stays with the room while the phone moves, and jumps when it turns.
    spots = tuple(
        replace(spot, x=spot.x + width / 2 + pose.x - 4 * wander[1], y=spot.y + height / 2 + pose.y + 4 * wander[0])
        for spot in setting.exposure.spots
    )
    exposure = replace(
        setting.exposure,
        spots=spots,
        motion=(speed * math.cos(phases[6]), speed * math.sin(phases[6])),
        defocus=setting.exposure.defocus + setting.hunt * abs(math.sin(slow + phases[7])),
        bands_phase=float(rng.uniform(0, 2 * math.pi)),
    )
    return expose(thing, behind, pose, exposure, rng)


def cases(per_family: int = PER_FAMILY) -> list[Case]:
    """That many of each family, the families taking turns."""
    return [Case(number) for number in range(per_family * len(FAMILIES))]
