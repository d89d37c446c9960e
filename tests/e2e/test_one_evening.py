"""One evening, as the people it is made for live it: two hundred names, a door, a second try, and what the chain remembers."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from backend.chain.client import ChainClient
from backend.chain.reader import ChainReader
from tests.e2e.conftest import Stack
from tests.e2e.door import expect_verdict, open_door, type_code
from tests.e2e.film import Shot, shoot
from tests.e2e.ground import eventually


def sign_in(page: Page, stack: Stack) -> None:
    link = stack.cli("login-link").stdout.strip()
    page.goto(link)
    page.locator("form[action^='/login/'] button").click()
    expect(page.locator("form[action='/logout']")).to_be_visible()


def found_and_announce(page: Page, stack: Stack) -> None:
    """Found a collective and announce an event with two tiers and two doors, by hand in the browser."""
    page.goto(f"{stack.base_url}/collectives/new")
    page.fill("[name=name]", "VoKüKu")
    page.fill("[name=symbol]", "VKK")
    page.locator("form.form button.button").first.click()
    page.goto(f"{stack.base_url}/c/vokueku/events/new")
    begins = datetime.now() + timedelta(hours=1)  # noqa: DTZ005 - what a person types: local time of the event's zone
    page.fill("[name=name]", "Lange Nacht")
    page.fill("[name=venue]", "Güterhalle, Dresden")
    page.fill("[name=starts_at]", begins.strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=ends_at]", (begins + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"))
    for number, (name, supply) in enumerate((("Abendkasse", "250"), ("Soli", "50")), start=1):
        page.fill(f"[name=tier_name_{number}]", name)
        page.fill(f"[name=tier_supply_{number}]", supply)
    for number, (name, tiers) in enumerate((("Haupteingang", "12"), ("Hof", "12")), start=1):
        page.fill(f"[name=gate_name_{number}]", name)
        for tier in tiers:
            page.check(f"[name=gate_tiers_{number}][value='{tier}']")
    page.locator("form.form--page button.button").first.click()
    expect(page).to_have_url(f"{stack.base_url}/c/vokueku/e/lange-nacht")


def people(count: int, *, broken: bool = False) -> bytes:
    """A CSV as a spreadsheet in Leipzig writes it: semicolons, umlauts, a byte order mark."""
    lines = ["Name;E-Mail;Kategorie;Anzahl"]
    lines += [f"Jörg Größe {n};gast{n}@example.org;{'Soli' if n % 5 == 0 else 'Abendkasse'};1" for n in range(count)]
    if broken:
        lines.insert(3, "Ohne Adresse;;Abendkasse;1")
    return "\r\n".join(lines).encode("utf-8-sig")


def upload(page: Page, content: bytes) -> None:
    page.set_input_files("#upload input[type=file]", {"name": "gäste.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("#upload button").click()


def tickets_of(page: Page, stack: Stack) -> list[dict[str, str]]:
    """The organiser's export."""
    answer = page.request.get(f"{stack.base_url}/c/vokueku/e/lange-nacht/tickets.csv")
    return list(csv.DictReader(io.StringIO(answer.text().lstrip("\ufeff")), delimiter=";"))


def pair(browser: Browser, organiser: Page, stack: Stack, gate: str, event: str = "vokueku/lange-nacht") -> Page:
    """Pair a fresh door with a one-time link from the event page."""
    organiser.goto("{}/c/{}/e/{}".format(stack.base_url, *event.split("/")))
    organiser.select_option("form[action$='/pair'] [name=gate]", label=gate)
    organiser.locator("form[action$='/pair'] button").click()
    link = organiser.locator("a[href*='/door/#pair=']").first.get_attribute("href")
    assert link
    return open_door(browser, link)


def code_of(stack: Stack, number: str, event: str = "vokueku/lange-nacht") -> str:
    shown = stack.cli("tickets", "show", event, number).stdout
    return next(line for line in shown.splitlines() if line.startswith("Code")).removeprefix("Code").strip()


def test_evening__two_hundred_guests__one_admission_each_and_the_chain_remembers(
    stack: Stack, launch: Callable[..., Browser], tmp_path: Path
) -> None:
    organiser = launch().new_context(locale="en-GB").new_page()
    sign_in(organiser, stack)
    found_and_announce(organiser, stack)

    # A file with a bad row issues nothing; the corrected one issues two hundred.
    upload(organiser, people(200, broken=True))
    expect(organiser.locator("body")).to_contain_text("The e-mail address is missing.")
    organiser.locator("form[action$='/discard'] button").click()
    assert tickets_of(organiser, stack) == []
    organiser.goto(f"{stack.base_url}/c/vokueku/e/lange-nacht")
    upload(organiser, people(200))
    organiser.locator("form[action$='/accept'] button").click()
    eventually(lambda: [row["state"] for row in tickets_of(organiser, stack)] == ["final"] * 200)
    rows = tickets_of(organiser, stack)

    # One of them opens the link and holds the code into a camera.
    guest = launch().new_context(locale="de-DE").new_page()
    guest.goto(rows[0]["link"])
    expect(guest.locator("body")).to_contain_text("Lange Nacht")
    picture = tmp_path / "code.png"
    picture.write_bytes(guest.request.get(f"{rows[0]['link']}/code.png").body())
    film = shoot([Shot(None, 1), Shot(picture, 3)], tmp_path / "guest.y4m")
    door = pair(launch(film), organiser, stack, "Haupteingang")
    expect_verdict(door, "admitted", None)
    # Still in front of the camera a moment later: the same code again.
    expect_verdict(door, "refused", "already_redeemed")
    expect(door.get_by_test_id("verdict")).to_contain_text("Haupteingang")
    expect(door.get_by_test_id("counts-total")).to_have_text("1")

    # A forged code, filmed: the last character but one changed.
    forged = code_of(stack, rows[1]["number"])
    forged = forged[:-2] + ("A" if forged[-2] != "A" else "B") + forged[-1]
    film = shoot([Shot(None, 1), Shot(forged, 3)], tmp_path / "forged.y4m")
    second = pair(launch(film), organiser, stack, "Hof")
    expect_verdict(second, "refused", "invalid")

    # The other reasons, typed at a third door.
    third = pair(launch(), organiser, stack, "Hof")
    type_code(third, code_of(stack, "1-0001", event="ruebezahl/nachtdruck-lesung-platten-presse"))
    expect_verdict(third, "refused", "wrong_event")
    type_code(third, "https://example.org/poster")
    expect_verdict(third, "refused", "not_a_ticket")
    revoked = code_of(stack, rows[2]["number"])
    assert stack.cli("tickets", "revoke", "vokueku/lange-nacht", rows[2]["number"]).returncode == 0
    type_code(third, revoked)
    expect_verdict(third, "refused", "revoked")
    type_code(third, code_of(stack, rows[3]["number"]))
    expect_verdict(third, "admitted", None)

    # The chain hears of it in a batch, and says so in the ticket's own metadata.
    shown = stack.cli("tickets", "show", "vokueku/lange-nacht", rows[0]["number"]).stdout
    contract = next(line for line in shown.splitlines() if line.startswith("Contract")).split()[-1]
    token_id = int(next(line for line in shown.splitlines() if line.startswith("Token")).split()[-1])
    reader = ChainReader(ChainClient(stack.rpc_url))

    def state() -> object:
        return next(a["value"] for a in reader.metadata(contract, token_id).attributes if a["trait_type"] == "State")

    eventually(lambda: str(state()).lower() == "used")
    unused = token_id + 6
    assert (
        next(a["value"] for a in reader.metadata(contract, unused).attributes if a["trait_type"] == "State") != state()
    )
