"""How a collective looks: the style of its pictures on the chain, and the palette of its pages and pictures. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How tickets and badges are drawn; chosen once, kept on the chain."""

    DADA = "dada"
    PIXEL = "pixel"
    BAUHAUS = "bauhaus"
    CONCRETE = "concrete"


class Palette(StrEnum):
    """The colours of a collective's pages, tickets and badges."""

    SIGNAL = "signal"
    SUN = "sun"
    SKY = "sky"
    ROSE = "rose"
    LILAC = "lilac"
    SEA = "sea"


@dataclass(frozen=True)
class Colours:
    """A picture's three colours, 0xRRGGBB: ink is read on paper, accent is the third printing."""

    paper: int
    ink: int
    accent: int


# Paper and ink are the fill and the type of the pages' posters (tokens.css); a test compares them and computes the contrast.
COLOURS: Mapping[Palette, Colours] = {
    Palette.SIGNAL: Colours(0xFF4A1C, 0x16130F, 0xFFFDF7),
    Palette.SUN: Colours(0xFFC800, 0x16130F, 0xB8320A),
    Palette.SKY: Colours(0x5CB8FF, 0x16130F, 0xA80D36),
    Palette.ROSE: Colours(0xFF8AC2, 0x16130F, 0x5F2FB8),
    Palette.LILAC: Colours(0xB79CFF, 0x16130F, 0x8A0F3C),
    Palette.SEA: Colours(0x2FD0C0, 0x16130F, 0xA8200A),
}
