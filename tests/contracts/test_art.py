"""Metadata of tickets and memberships: valid JSON and XML for every name, and what is true of each."""

from datetime import UTC, datetime

import pytest

from drawings import (
    HOSTILE,
    PIXEL,
    STYLES,
    SVG,
    badge_view,
    document,
    letters,
    said,
    shows,
    svg_root,
    ticket_view,
    token_view,
    traits,
)
from support import ZERO, refusal, tid

SHEET = [0, 0, 1000, 1500]
TAGS = {f"{SVG}{tag}" for tag in ("svg", "title", "g", "path", "circle", "text")}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", HOSTILE)
def test_token_uri__hostile_names_on_chain__come_back_letter_by_letter(make_event, box_office, holder, name, style):
    tier = name.encode()[:32].decode("utf-8", "ignore")
    tickets = make_event(name=name, style=style, tiers=[(tier, 5, 5)])
    tickets.mintTo([tid(1, 3)], [holder], sender=box_office)
    data, root = document(tickets.tokenURI(tid(1, 3)))
    assert tickets.name() == name
    assert data["name"] == f"{name} · {tier} · 4"
    assert traits(data)["Event"] == name
    assert traits(data)["Tier"] == tier
    assert shows(root, name)
    assert shows(root, tier)
    assert root.find(f"{SVG}title").text == name
    assert {element.tag for element in root.iter()} <= TAGS


def test_token_uri__no_such_ticket__reverts(tickets):
    assert refusal(tickets.tokenURI, tid(1, 0)) == ("ERC721NonexistentToken", {"tokenId": tid(1, 0)})


def test_token_uri__ticket__says_what_is_true_of_it(make_event, box_office, holder, chain):
    now = chain.pending_timestamp
    tickets = make_event(startsAt=now + 100, endsAt=now + 200, style=PIXEL)
    tickets.mintTo([tid(2, 299)], [holder], sender=box_office)
    data, root = document(tickets.tokenURI(tid(2, 299)))
    assert traits(data) == {
        "Collective": "Kollektiv Ostpol", "Event": "Sommerfest", "Tier": "Soli", "State": "valid", "Style": "pixel",
        "Serial": 299, "Starts": now + 100, "Ends": now + 200,
    }  # fmt: skip
    assert data["description"] == "Eintritt · Admission 300/300 (Soli): Sommerfest, Kollektiv Ostpol."
    assert [float(value) for value in root.attrib["viewBox"].split()] == SHEET
    starts = datetime.fromtimestamp(now + 100, UTC)
    for text in ("Kollektiv Ostpol", "Sommerfest", "Soli", "300/300", f"{starts:%d.%m.%Y}", f"{starts:%H:%M} UTC"):
        assert letters(text) in said(root)


def test_token_uri__state__can_be_read_and_seen(make_event, box_office, steward, organiser):
    tickets = make_event()
    ids = [tid(1, 0), tid(1, 1)]
    tickets.mint(ids, sender=box_office)
    before = [document(tickets.tokenURI(token)) for token in ids]
    tickets.settle([(1, 0, 1)], sender=steward)
    tickets.revoke([tid(1, 1)], 1, sender=organiser)
    used, revoked = [document(tickets.tokenURI(token))[0] for token in ids]

    assert [traits(data)["State"] for data, _ in before] == ["valid", "valid"]
    assert (traits(used)["State"], traits(revoked)["State"]) == ("used", "revoked")
    assert before[0][0]["image"] != used["image"]
    assert before[1][0]["image"] != revoked["image"]


def test_token_uri__used_and_then_revoked_at_an_offline_door__reads_revoked(make_event, box_office, steward, organiser):
    tickets = make_event()
    tickets.mint([tid(1, 0)], sender=box_office)
    tickets.revoke([tid(1, 0)], 1, sender=organiser)
    tickets.settle([(1, 0, 1)], sender=steward)
    assert traits(document(tickets.tokenURI(tid(1, 0)))[0])["State"] == "revoked"


def test_contract_uri__event__is_the_poster_without_a_ticket(tickets):
    data, root = document(tickets.contractURI())
    assert data["name"] == "Sommerfest"
    assert data["description"].startswith("Sommerfest, Kollektiv Ostpol, ")
    assert "attributes" not in data
    assert shows(root, "Sommerfest")
    assert not shows(root, "Normal")


@pytest.mark.parametrize(
    "moment",
    ["1970-01-01T00:00", "1999-12-31T23:59", "2000-02-29T12:00", "2027-06-12T20:05", "2028-02-29T00:00",
     "2100-02-28T23:59", "2100-03-01T00:00", "2400-02-29T09:30"],
)  # fmt: skip
def test_poster__date__is_the_calendars(ticket_art, moment):
    when = datetime.fromisoformat(f"{moment}+00:00")
    shown = said(svg_root(ticket_art.poster(ticket_view(startsAt=int(when.timestamp())))))
    assert letters(f"{when:%d.%m.%Y}") in shown
    assert letters(f"{when:%H:%M} UTC") in shown


@pytest.mark.parametrize("name", HOSTILE[:9])
def test_membership_uri__hostile_names_on_chain__come_back_letter_by_letter(
    project, factory, collective_config, box_office, stranger, name
):
    made = factory.createCollective(collective_config(name=name), sender=stranger).return_value
    membership = project.MembershipToken.at(made.membership)
    membership.mint([12], 0, sender=box_office)
    data, root = document(membership.tokenURI(12))
    assert data["name"] == f"{name} · 12"
    style = traits(data).pop("Style")
    assert style in {"dada", "pixel", "bauhaus", "concrete poetry"}
    assert traits(data) == {"Collective": name, "Number": 12, "State": "in custody", "Style": style}
    assert shows(root, name)


def test_membership_uri__delivered__says_so(membership, box_office, holder):
    assert refusal(membership.tokenURI, 12) == ("ERC721NonexistentToken", {"tokenId": 12})
    membership.mintTo([12], [holder], 0, sender=box_office)
    assert traits(document(membership.tokenURI(12))[0])["State"] == "held"


def test_membership_uri__expired__says_so_and_until_when(membership_art):
    view = badge_view(expiresAt=1_812_830_400, expired=True)
    data, root = document(membership_art.tokenURI(view))
    assert (traits(data)["State"], traits(data)["Expires"]) == ("expired", 1_812_830_400)
    assert shows(root, "abgelaufen / expired")
    running = document(membership_art.tokenURI({**view, "expired": False}))[1]
    assert shows(running, "bis / until 12.06.2027")


@pytest.mark.parametrize("style", STYLES)
def test_membership_contract_uri__collective__is_the_badge_without_a_member(membership_art, style):
    view = badge_view(look=(style, 0, 0, 0), expiresAt=1_812_830_400, expired=True)
    data, root = document(membership_art.contractURI(view))
    assert data["name"] == "Kollektiv Ostpol"
    assert "attributes" not in data
    assert shows(root, "Kollektiv Ostpol")
    assert not shows(root, "12")
    assert not shows(root, "expired")


@pytest.mark.parametrize("name", HOSTILE[:9])
def test_token_contract_uri__hostile_names__come_back_letter_by_letter(token_art, name):
    symbol = name.encode()[:16].decode("utf-8", "ignore")
    data, root = document(token_art.contractURI(token_view(collective=name, symbol=symbol)))
    assert (data["name"], data["symbol"], data["decimals"]) == (name, symbol, 18)
    assert data["description"].endswith("1200 / 5000")
    assert shows(root, symbol)
    assert shows(root, name)


WORST = ["W" * 96, "&" * 96, "'\"" * 48, "W " * 48, "ß" * 48, "夏" * 32, "👩🏽‍🎤" * 6]


@pytest.mark.parametrize("style", STYLES)
def test_token_uri__worst_names_in_every_state__cost_a_node_little(ticket_art, style):
    web3, largest = ticket_art.provider.web3, 0
    for number, name in enumerate(WORST):
        for tickets in range(4):
            view = ticket_view(
                look=(style, 0, 0, 0), eventName=name, tierName=name[:8], state=number % 4, serial=2**32 - 2,
                collective=name.encode()[:64].decode("utf-8", "ignore"), tickets=f"0x{tickets + 1:040x}",
            )  # fmt: skip
            call = {"to": ticket_art.address, "data": ticket_art.tokenURI.encode_input(view)}
            # Nodes stop at 50 million.
            largest = max(largest, len(web3.eth.call({**call, "gas": 30_000_000})))
    assert 4_000 < largest < 64_000


@pytest.mark.parametrize(
    ("standard", "identifier", "claims"),
    [
        ("ERC-165", "0x01ffc9a7", "tickets membership"),
        ("ERC-721", "0x80ac58cd", "tickets membership"),
        ("ERC-721 metadata", "0x5b5e139f", "tickets membership"),
        ("ERC-4906", "0x49064906", "tickets"),
        ("ERC-5192", "0xb45a3c0e", "tickets membership"),
        ("ERC-2981", "0x2a55205a", "tickets"),
        ("ERC-721 enumerable", "0x780e9d63", ""),
        ("no standard", "0xffffffff", ""),
    ],
)
def test_supports_interface__standard__claims_only_what_holds(tickets, membership, standard, identifier, claims):
    for name, contract in (("tickets", tickets), ("membership", membership)):
        assert contract.supportsInterface(identifier) == (name in claims.split()), standard


def test_art__implementations__say_who_draws(tickets, membership, ticket_art, membership_art, token_art, styles):
    assert (tickets.art(), membership.art()) == (ticket_art.address, membership_art.address)
    assert ZERO not in (tickets.art(), membership.art())
    for art in (ticket_art, membership_art, token_art):
        assert list(art.styles()) == [style.address for style in styles]
