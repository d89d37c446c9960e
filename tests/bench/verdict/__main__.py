"""`make bench-verdict`: how long a guest waits at the door, in a real browser. See docs/benchmarks.md."""

import logging
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import structlog
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.bench.report import Row, publish
from tests.e2e.browser import start_browser
from tests.e2e.door import connected, enter
from tests.e2e.film import Shot, shoot
from tests.e2e.ground import eventually
from tests.e2e.house import House, open_house

GUESTS = 20
# Longer than a verdict stays at least, so that nobody waits for the one before.
_SECONDS_EACH = 1.5
# Microseconds (design, section 6).
FRAME_TO_VERDICT = 300_000
DECISION = 10_000
_STOPWATCH = Path(__file__).parent / "stopwatch.js"


def main() -> int:
    """Measure without a network and with one, print, write `var/bench/verdict.json`; 1 when a reach was missed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
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
    browser = start_browser(playwright, shoot(shots, folder / "guests.y4m"))
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

    def is_over() -> bool:
        # The page's content security policy keeps Playwright from waiting inside; here its events are handled meanwhile.
        door.wait_for_timeout(200)
        return len(door.evaluate("einlassTimes()")) >= GUESTS

    eventually(is_over, seconds=180)
    times: list[dict[str, float]] = door.evaluate("einlassTimes()")
    return times


def rows_of(name: str, times: Sequence[dict[str, float]]) -> list[Row]:
    """What is compared with what the design asks for, in microseconds."""
    return [
        *_figures(f"frame to verdict, {name}", FRAME_TO_VERDICT, [each["shown"] - each["frame"] for each in times]),
        *_figures(f"decision, {name}", DECISION, [each["decided"] - each["read"] for each in times]),
    ]


def _figures(what: str, reach: int, milliseconds: Sequence[float]) -> list[Row]:
    first, *others = (round(1000 * each) for each in milliseconds)
    return [
        Row(f"{what}, first guest (\u00b5s)", "design", first, reach, 1),
        Row(f"{what}, slowest of the others (\u00b5s)", "design", max(others), reach, 1),
        Row(f"{what}, median of the others (\u00b5s)", "design", round(statistics.median(others)), reach, 1),
    ]


if __name__ == "__main__":
    sys.exit(main())
