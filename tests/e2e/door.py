"""What a steward does at a door in a browser, and what they see."""

from playwright.sync_api import Browser, Page, expect

# A busy machine: what has to happen at all, not how fast.
PATIENCE = 40_000


def open_door(browser: Browser, link: str) -> Page:
    """Pair a fresh door with a one-time link; it has a camera."""
    context = browser.new_context(permissions=["camera"], locale="de-DE")
    context.set_default_timeout(PATIENCE)
    door = context.new_page()
    enter(door, link)
    return door


def enter(page: Page, link: str) -> None:
    """Pair a page with a one-time link."""
    page.goto(link)
    page.get_by_test_id("pair-button").click()
    expect(page.get_by_test_id("door-screen")).to_be_visible(timeout=PATIENCE)


def connected(door: Page, state: str) -> None:
    """Wait until the door says that it is `online` or `offline`. A silence of 15 s is no connection."""
    expect(door.locator(f"[data-testid=connection][data-state={state}]")).to_be_visible(timeout=PATIENCE)


def keep_shell(page: Page) -> None:
    """Wait until the page can do without the server."""
    page.evaluate("async () => { await navigator.serviceWorker.ready }")


def expect_verdict(door: Page, outcome: str, reason: str | None) -> None:
    """Wait for a verdict, with its reason if one is named."""
    wanted = f"[data-testid=verdict][data-outcome={outcome}]" + (f"[data-reason={reason}]" if reason else "")
    expect(door.locator(wanted)).to_be_visible(timeout=PATIENCE)


def type_code(door: Page, code: str) -> None:
    """Put the last verdict away and type a code."""
    door.keyboard.press("Escape")
    expect(door.get_by_test_id("verdict")).to_have_count(0)
    door.get_by_test_id("type-code").click()
    door.get_by_test_id("code-input").fill(code)
    door.get_by_test_id("code-submit").click()
