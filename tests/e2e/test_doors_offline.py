"""Doors without a network, in a real browser: they decide by themselves, and are honest about it afterwards."""

from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Stack
from tests.e2e.door import PATIENCE, connected, expect_verdict, keep_shell, type_code
from tests.e2e.test_one_evening import code_of, pair, sign_in

_EVENT = "ruebezahl/nachtdruck-lesung-platten-presse"


def test_doors__offline_with_one_ticket__admit_reload_and_then_show_the_clash(
    stack: Stack, launch: Callable[..., Browser]
) -> None:
    organiser = launch().new_context(locale="en-GB").new_page()
    sign_in(organiser, stack)
    browser = launch()
    doors = [pair(browser, organiser, stack, "Haupteingang", event=_EVENT) for _ in range(2)]
    code = code_of(stack, "1-0002", event=_EVENT)
    for door in doors:
        connected(door, "online")
        keep_shell(door)
        door.context.set_offline(True)
        connected(door, "offline")
        expect(door.get_by_test_id("age")).to_contain_text("Stand: vor")
    for door in doors:
        type_code(door, code)
        expect_verdict(door, "admitted", None)
        expect(door.get_by_test_id("unsent-count")).to_have_text("1")

    # The page is loaded again, still without a network: shell, state and scan are there.
    doors[0].reload()
    expect(doors[0].get_by_test_id("door-screen")).to_be_visible()
    expect(doors[0].get_by_test_id("unsent-count")).to_have_text("1")
    type_code(doors[0], code)
    expect_verdict(doors[0], "refused", "already_redeemed")

    for door in doors:
        door.context.set_offline(False)
    for door in doors:
        alarm = door.locator("[data-testid=alarm][data-kind=clash]")
        expect(alarm).to_be_visible(timeout=PATIENCE)
        expect(door.get_by_test_id("unsent-count")).to_have_text("0")
        connected(door, "online")
