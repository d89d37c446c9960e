"""When the server goes away, or a page goes away in the middle of telling it: the evening goes on and nothing is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import func, select

from backend.db.models.door import Scan
from tests.e2e.door import PATIENCE, connected, expect_verdict, keep_shell, open_door, type_code
from tests.e2e.ground import eventually
from tests.e2e.house import House

_BATCH = "**/api/v1/checkins/batch"


def scans_kept(house: House) -> int:
    """How many scans the server has."""
    with house.world.parts.db.read() as session:
        return session.scalar(select(func.count()).select_from(Scan)) or 0


def scan_without_network(door: Page, house: House, count: int) -> None:
    """Let in so many guests at a door that has lost its network."""
    door.context.set_offline(True)
    connected(door, "offline")
    for number in range(count):
        type_code(door, house.code(number))
        expect_verdict(door, "admitted", None)
    expect(door.get_by_test_id("unsent-count")).to_have_text(str(count))


def test_pages__server_stopped_and_loaded_again__door_decides_and_phone_shows(
    house: House, launch: Callable[..., Browser]
) -> None:
    browser = launch()
    phone = browser.new_context().new_page()
    phone.goto(house.holder_link)
    phone.get_by_test_id("act").click(timeout=PATIENCE)
    expect(phone.get_by_test_id("code")).to_be_visible(timeout=PATIENCE)
    door = open_door(browser, house.pairing_link())
    connected(door, "online")
    for page in (phone, door):
        keep_shell(page)
    house.stop()

    phone.reload()
    expect(phone.get_by_test_id("code")).to_be_visible(timeout=PATIENCE)
    door.reload()
    connected(door, "offline")
    type_code(door, house.code(1))
    expect_verdict(door, "admitted", None)
    type_code(door, house.code(1))
    expect_verdict(door, "refused", "already_redeemed")
    type_code(door, "EL1:NONSENSE")
    expect_verdict(door, "refused", "invalid")
    expect(door.get_by_test_id("unsent-count")).to_have_text("3")


@pytest.mark.parametrize("heard", [False, True], ids=["before-the-server-heard", "after-the-server-heard"])
def test_door__loaded_again_while_it_uploads__every_scan_arrives_once(
    house: House, launch: Callable[..., Browser], heard: bool
) -> None:
    door = open_door(launch(), house.pairing_link())
    connected(door, "online")
    keep_shell(door)
    scan_without_network(door, house, 3)

    held: list[Route] = []

    def hold(route: Route) -> None:
        if heard:
            assert route.fetch().status == 200
        held.append(route)

    door.route(_BATCH, hold)
    door.context.set_offline(False)

    def is_held() -> bool:
        # Lets the page's events be handled meanwhile.
        door.wait_for_timeout(50)
        return bool(held)

    eventually(is_held)
    assert scans_kept(house) == (3 if heard else 0)
    expect(door.get_by_test_id("unsent-count")).to_have_text("3")
    door.unroute(_BATCH)
    door.reload()

    expect(door.get_by_test_id("door-screen")).to_be_visible(timeout=PATIENCE)
    expect(door.get_by_test_id("unsent-count")).to_have_text("0", timeout=PATIENCE)
    expect(door.get_by_test_id("counts-total")).to_have_text("3", timeout=PATIENCE)
    assert scans_kept(house) == 3
    expect(door.locator("[data-testid=alarm]")).to_have_count(0)
    type_code(door, house.code(0))
    expect_verdict(door, "refused", "already_redeemed")
