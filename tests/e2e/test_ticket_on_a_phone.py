"""A ticket on phones, in a real browser: taken from its link, shown with codes that last seconds, lost to another phone."""

import io
import re
import time
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pyzbar.pyzbar import ZBarSymbol, decode

from tests.e2e.ground import eventually
from tests.e2e.house import House

# A busy machine: what has to happen at all, not how fast.
_PATIENCE = 30_000


def phone(browser: Browser, **options: object) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="de-DE", device_scale_factor=2, **options
    )  # type: ignore[arg-type]
    context.set_default_timeout(_PATIENCE)
    return context


def read_code(page: Page) -> str:
    """The code on the screen, as zbar reads it from a screenshot."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    found = decode(picture, symbols=[ZBarSymbol.QRCODE])
    assert len(found) == 1, found
    return str(found[0].data.decode())


def take(page: Page) -> None:
    """Press the page's one button, and wait for the code."""
    page.get_by_test_id("act").click()
    expect(page.get_by_test_id("code")).to_be_visible(timeout=_PATIENCE)


def test_phone__link_opened__bound_and_a_new_code_every_ten_seconds(
    house: House, launch: Callable[..., Browser]
) -> None:
    context = phone(launch())
    page = context.new_page()
    page.goto(house.link)
    page.get_by_role("link", name="Auf diesem Telefon zeigen").click()
    expect(page.get_by_test_id("offer")).to_be_visible()
    # The secret is kept on the phone and nowhere in the address.
    expect(page).to_have_url(f"{house.base_url}/holder/")
    take(page)

    first = read_code(page)
    seen = house.verified(first)
    assert seen.claims.token_id == house.token_id
    assert seen.proof_at is not None
    assert abs(time.time() - seen.proof_at) < 60
    assert seen.proof_at % 10 == 0
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"Neuer Code in \d+ s"))
    eventually(lambda: read_code(page) != first)
    second = house.verified(read_code(page))
    assert second.proof_at is not None
    assert second.proof_at > seen.proof_at

    # The ticket's page has no code any more that somebody could print.
    page.goto(house.link)
    expect(page.locator("body")).to_contain_text("Auf einem Telefon")
    assert context.request.get(f"{house.link}/code.png").status == 409


def test_phone__no_network_after_the_first_load__goes_on_showing(house: House, launch: Callable[..., Browser]) -> None:
    context = phone(launch())
    page = context.new_page()
    page.goto(house.holder_link)
    take(page)
    # The shell is kept in the background; the picture, too.
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    expect(page.get_by_test_id("code")).to_be_visible()
    context.set_offline(True)
    page.reload()
    expect(page.get_by_test_id("code")).to_be_visible()
    expect(page.locator(".offline")).to_be_visible()
    first = house.verified(read_code(page))
    assert first.proof_at is not None
    assert abs(time.time() - first.proof_at) < 60


def test_phone__another_phone_takes_the_ticket__the_first_says_so(house: House, launch: Callable[..., Browser]) -> None:
    browser = launch()
    first, second = phone(browser).new_page(), phone(browser).new_page()
    link = house.holder_link
    first.goto(link)
    take(first)
    old = house.verified(read_code(first))

    second.goto(link)
    expect(second.get_by_test_id("ticket")).to_have_attribute("data-phase", "elsewhere")
    take(second)
    new = house.verified(read_code(second))
    assert new.claims.epoch == old.claims.epoch + 1
    first.reload()
    expect(first.get_by_test_id("ticket")).to_have_attribute("data-phase", "replaced")
    expect(first.get_by_test_id("code")).to_have_count(0)


def test_phone__removed__free_for_another(house: House, launch: Callable[..., Browser]) -> None:
    page = phone(launch()).new_page()
    page.goto(house.holder_link)
    take(page)
    page.get_by_test_id("remove").click()
    page.get_by_test_id("remove-confirm").click()
    expect(page.get_by_test_id("list")).to_contain_text("Noch kein Ticket")
    page.goto(house.link)
    expect(page.locator(".ticket__code svg")).to_be_visible()


def test_phone__open_in_two_tabs__the_second_says_so(house: House, launch: Callable[..., Browser]) -> None:
    context = phone(launch())
    first, second = context.new_page(), context.new_page()
    link = house.holder_link
    first.goto(link)
    take(first)
    second.goto(link)
    expect(second.get_by_test_id("other-tab")).to_be_visible()
    second.get_by_test_id("take-tab").click()
    expect(second.get_by_test_id("code")).to_be_visible()
    expect(first.get_by_test_id("other-tab")).to_be_visible()
