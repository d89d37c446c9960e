"""`make bench-verdict`: how long a guest waits at the door, in a real browser. See docs/benchmarks.md."""

import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.bench.report import Row, publish
from tests.e2e.browser import start_browser
from tests.e2e.door import connected, enter
from tests.e2e.film import Shot, shoot
from tests.e2e.house import House, open_house

GUESTS = 30
# Longer than a verdict stays at least, so that nobody waits for the one before.
_SECONDS_EACH = 1.5
# Microseconds (design, section 6).
FRAME_TO_VERDICT = 300_000
DECISION = 10_000
_STOPWATCH = Path(__file__).parent / "stopwatch.js"


def main() -> int:
    """Measure without a network and with one, print, write `var/bench/verdict.json`; 1 when a reach was missed."""
    rows: list[Row] = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        for name in ("offline", "online"):
            place = Path(folder) / name
            place.mkdir()
            with open_house(place, quantity=GUESTS) as house:
                rows += rows_of(name, guests(playwright, house, place, offline=name == "offline"))
    return publish("verdict", rows)


def guests(playwright: Playwright, house: House, folder: Path, *, offline: bool) -> list[dict[str, float]]:
    """Film the guests, let the door see them, and return the times of each, in milliseconds."""
    shots = [Shot(None, 1), *(Shot(house.code(number), _SECONDS_EACH) for number in range(GUESTS))]
    browser = start_browser(playwright, shoot(shots, folder / "guests.mjpeg"))
    context = browser.new_context(locale="de-DE", permissions=["camera"])
    door = context.new_page()
    door.add_init_script(path=_STOPWATCH)
    enter(door, house.pairing_link())
    connected(door, "online")
    context.set_offline(offline)
    connected(door, "offline" if offline else "online")
    door.evaluate("einlassAllow()")
    door.locator("[data-testid=camera-problem] button").click()
    times = wait_for_all(door)
    browser.close()
    return times


def wait_for_all(door: Page) -> list[dict[str, float]]:
    """Wait until every guest was let in."""
    door.wait_for_function(f"einlassTimes().length >= {GUESTS}", timeout=180_000)
    times: list[dict[str, float]] = door.evaluate("einlassTimes()")
    return times


def rows_of(name: str, times: Sequence[dict[str, float]]) -> list[Row]:
    """What is compared with what the design asks for, in microseconds."""
    verdicts = [round(1000 * (each["shown"] - each["frame"])) for each in times]
    decisions = [round(1000 * (each["decided"] - each["read"])) for each in times]
    return [
        Row(f"frame to verdict, {name}, slowest (\u00b5s)", "design", max(verdicts), FRAME_TO_VERDICT, 1),
        Row(
            f"frame to verdict, {name}, median (\u00b5s)",
            "design",
            round(statistics.median(verdicts)),
            FRAME_TO_VERDICT,
        ),
        Row(f"decision, {name}, slowest (\u00b5s)", "design", max(decisions), DECISION, 1),
        Row(f"decision, {name}, median (\u00b5s)", "design", round(statistics.median(decisions)), DECISION),
    ]


if __name__ == "__main__":
    sys.exit(main())
