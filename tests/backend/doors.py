"""A door as the tests play it: takes a state, applies changes, and knows what it was told (docs/adr/0014)."""

from typing import Any

from backend.core.serial_sets import read
from backend.features.door.mirror import Mirror
from tests.backend.conftest import NOW, World

SETS = ("known", "pending", "revoked", "blocked", "admitted", "inside")


class Told:
    """What one door knows of an event's tickets: sets of serials by tier, and epochs that are not 0."""

    def __init__(self) -> None:
        self.sets: dict[tuple[str, int], int] = {}
        self.epochs: dict[tuple[int, int], int] = {}

    @classmethod
    def of_state(cls, state: dict[str, Any]) -> "Told":
        """What a state says."""
        told = cls()
        for tier in state["tiers"]:
            number = tier["number"]
            for what in SETS:
                told._put(what, number, on=read(tier[what]), off=0)
            for epochs in tier["epochs"]:
                bits = read(epochs)
                for serial in range(bits.bit_length()):
                    if bits >> serial & 1:
                        told.epochs[number, serial] = told.epochs.get((number, serial), 0) + 1
            for serial, epoch in tier["epochs_above"]:
                told.epochs[number, serial] = epoch
        return told

    def apply(self, change: dict[str, Any]) -> None:
        """Learn one change."""
        match change["kind"]:
            case "set":
                self._put(change["what"], change["tier"], on=read(change["on"]), off=read(change["off"]))
            case "epoch":
                self.epochs[change["tier"], change["serial"]] = change["epoch"]
            case "entry":
                bit = 1 << change["serial"]
                for what, holds in (("admitted", change["entries"] > 0), ("inside", change["inside"] > 0)):
                    self._put(what, change["tier"], on=bit if holds else 0, off=0 if holds else bit)
            case "rules":
                pass
            case other:
                raise AssertionError(other)

    def _put(self, what: str, tier: int, *, on: int, off: int) -> None:
        bits = self.sets.pop((what, tier), 0) & ~off | on
        if bits:
            self.sets[what, tier] = bits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Told) and (self.sets, self.epochs) == (other.sets, other.epochs)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{self.sets} {self.epochs}"


def mirror_chain(world: World, mirror: Mirror | None = None) -> int:
    """What the settlement process does for doors, until there is nothing to tell; how much there was."""
    mirror, count = mirror or Mirror(), 0
    while True:
        with world.parts.db.read() as session:
            if not mirror.is_due(session):
                return count
        with world.parts.db.write() as session:
            count += mirror.tell(session, now=NOW)
