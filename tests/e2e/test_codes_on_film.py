"""The holder's own page before a door's camera: the code that changes lets in, a picture of it does not."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.door import PATIENCE, expect_verdict, keep_shell, open_door
from tests.e2e.film import Shot, shoot
from tests.e2e.house import House

# The door takes a code from 15 s before its time to 30 s after it: one of so many is good for more than a minute.
_CODES = 6


def take(page: Page, house: House) -> None:
    """Take the ticket to this phone, and wait until the page can do without the server."""
    page.clock.install()
    page.goto(house.holder_link)
    page.get_by_test_id("act").click(timeout=PATIENCE)
    expect(page.get_by_test_id("code")).to_be_visible(timeout=PATIENCE)
    keep_shell(page)


def photograph(page: Page, target: Path) -> Path:
    page.get_by_test_id("code").screenshot(path=target)
    return target


def photographs(page: Page, folder: Path) -> list[Path]:
    """Pictures of the code and those that follow it, ten seconds apart by the phone's clocks."""
    drawing = page.get_by_test_id("code").locator("path")
    taken = [photograph(page, folder / "code-0.png")]
    for number in range(1, _CODES):
        before = drawing.get_attribute("d")
        assert before
        page.clock.run_for(10_000)
        expect(drawing).not_to_have_attribute("d", before, timeout=PATIENCE)
        taken.append(photograph(page, folder / f"code-{number}.png"))
    return taken


def test_holders_page__filmed_while_its_code_changes__admitted_once(
    house: House, launch: Callable[..., Browser], tmp_path: Path
) -> None:
    phone = launch().new_context(device_scale_factor=2).new_page()
    take(phone, house)
    # In the cellar: nobody tells the phone anything from here on.
    phone.context.set_offline(True)
    shots = [Shot(code, 1) for code in photographs(phone, tmp_path)]

    door = open_door(launch(shoot(shots, tmp_path / "phone.y4m")), house.pairing_link())
    expect_verdict(door, "admitted", None)
    # Whoever stays there is known, whichever code the phone shows by now.
    expect_verdict(door, "refused", "already_redeemed")
    expect(door.get_by_test_id("counts-total")).to_have_text("1")


def test_holders_page__its_screenshot_a_minute_later__stale(
    house: House, launch: Callable[..., Browser], tmp_path: Path
) -> None:
    phone = launch().new_context(device_scale_factor=2).new_page()
    take(phone, house)
    film = shoot([Shot(photograph(phone, tmp_path / "code.png"), 1)], tmp_path / "screenshot.y4m")

    house.clock.ahead += timedelta(seconds=60)
    door = open_door(launch(film), house.pairing_link())
    expect_verdict(door, "refused", "stale")
    expect(door.get_by_test_id("counts-total")).to_have_text("0")
