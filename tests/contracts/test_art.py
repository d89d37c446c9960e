"""Metadata and pictures: valid JSON and XML for every name, and a state that can be seen."""

import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support import ZERO, refusal, tid

SVG = "{http://www.w3.org/2000/svg}"
VALID, USED, REVOKED = range(3)
SHEET = [0, 0, 1000, 1500]
HOSTILE = [
    "\"); alert('x') //",
    "</text><script>alert(1)</script>",
    "&amp; &lt; & < > ' \"",
    "]]> <![CDATA[ <!-- -->",
    '\\u0022 \\" \\\\ \\n',
    "Größe, Straße, Ärger und Übermut",
    "ערב של מוזיקה ישנה",
    "👩🏽‍🎤 Rave 🏳️‍🌈",
    "夏祭りの夜と詩の朗読会",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabend",
    "x" * 96,
    " ",
    "a  b   c ",
]


def document(uri):
    """Return the JSON of a data URI and the root of the SVG inside, both read by strict parsers."""
    head, body = uri.split(",", 1)
    assert head == "data:application/json;base64"
    data = json.loads(b64decode(body, validate=True).decode("utf-8"))
    image_head, image = data["image"].split(",", 1)
    assert image_head == "data:image/svg+xml;base64"
    return data, svg_root(b64decode(image, validate=True).decode("utf-8"))


def svg_root(text):
    root = ElementTree.fromstring(text)  # noqa: S314 (made by our own contract)
    assert root.tag == f"{SVG}svg"
    return root


def texts(root):
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def letters(text):
    """What is left of a text when it is set in lines: no spaces, no hyphens."""
    return re.sub(r"[ -]", "", text)


def shows(root, text):
    return letters(text) in letters("".join(texts(root)))


def traits(data):
    return {item["trait_type"]: item["value"] for item in data["attributes"]}


def view_of(**changes):
    base = {
        "access": "0x" + "11" * 20,
        "tickets": "0x" + "22" * 20,
        "look": (0, 0, 0, 0),
        "collective": "Kollektiv Ostpol",
        "eventName": "Sommerfest",
        "tierName": "Soli",
        "tier": 2,
        "serial": 41,
        "supply": 300,
        "startsAt": 1_812_830_400,
        "endsAt": 1_812_866_400,
        "state": VALID,
    }
    return {**base, **changes}


@pytest.mark.parametrize("name", HOSTILE)
def test_token_uri__hostile_names_on_chain__come_back_letter_by_letter(make_event, box_office, holder, name):
    tier = name.encode()[:32].decode("utf-8", "ignore")
    tickets = make_event(name=name, tiers=[(tier, 5, 5)])
    tickets.mintTo([tid(1, 3)], [holder], sender=box_office)
    data, root = document(tickets.tokenURI(tid(1, 3)))
    assert tickets.name() == name
    assert data["name"] == f"{name} · {tier} · 4"
    assert traits(data)["Event"] == name
    assert traits(data)["Tier"] == tier
    assert shows(root, name)
    assert shows(root, tier)
    assert {element.tag for element in root.iter()} <= {f"{SVG}{tag}" for tag in ("svg", "g", "rect", "path", "text")}


def test_token_uri__no_such_ticket__reverts(tickets):
    assert refusal(tickets.tokenURI, tid(1, 0)) == ("ERC721NonexistentToken", {"tokenId": tid(1, 0)})


def test_token_uri__ticket__says_what_is_true_of_it(make_event, box_office, holder, chain):
    now = chain.pending_timestamp
    tickets = make_event(startsAt=now + 100, endsAt=now + 200)
    tickets.mintTo([tid(2, 299)], [holder], sender=box_office)
    data, root = document(tickets.tokenURI(tid(2, 299)))
    assert traits(data) == {
        "Collective": "Kollektiv Ostpol", "Event": "Sommerfest", "Tier": "Soli", "State": "valid",
        "Serial": 299, "Starts": now + 100, "Ends": now + 200,
    }  # fmt: skip
    assert data["description"] == "Eintritt · Admission 300/300 (Soli): Sommerfest, Kollektiv Ostpol."
    assert [float(value) for value in root.attrib["viewBox"].split()] == SHEET
    starts = datetime.fromtimestamp(now + 100, UTC)
    for text in ("Kollektiv Ostpol", "Sommerfest", "Soli", "300/300", f"{starts:%d.%m.%Y}", f"{starts:%H:%M} UTC"):
        assert text in texts(root)


def test_token_uri__state__can_be_read_and_seen(make_event, box_office, steward, organiser):
    tickets = make_event()
    ids = [tid(1, 0), tid(1, 1)]
    tickets.mint(ids, sender=box_office)
    before = [document(tickets.tokenURI(token)) for token in ids]
    tickets.settle([(1, 0, 1)], sender=steward)
    tickets.revoke([tid(1, 1)], 1, sender=organiser)
    (used, used_root), (revoked, revoked_root) = [document(tickets.tokenURI(token)) for token in ids]

    assert [traits(data)["State"] for data, _ in before] == ["valid", "valid"]
    assert (traits(used)["State"], traits(revoked)["State"]) == ("used", "revoked")
    assert {"DABEI GEWESEN", "I WAS THERE"} <= set(texts(used_root))
    assert used_root.find(f".//{SVG}mask/{SVG}circle") is not None
    assert {"UNGÜLTIG", "VOID"} <= set(texts(revoked_root))
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


def test_poster__same_ticket__is_the_same_picture_and_others_are_not(ticket_art):
    assert ticket_art.poster(view_of()) == ticket_art.poster(view_of())
    others = [{"serial": 42}, {"tier": 1}, {"tickets": "0x" + "33" * 20}, {"state": USED}, {"state": REVOKED}]
    pictures = {ticket_art.poster(view_of(**change)) for change in [{}, *others]}
    assert len(pictures) == 6


def test_poster__collectives__have_their_own_colours(ticket_art):
    papers = {
        svg_root(ticket_art.poster(view_of(access=f"0x{number:040x}"))).find(f"{SVG}rect").attrib["fill"]
        for number in range(1, 60)
    }
    assert len(papers) == 8


def contrast(one, other):
    """Return the contrast ratio of WCAG 2."""

    def luminance(colour):
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_poster__every_palette__keeps_its_contrast(ticket_art):
    seen = set()
    for number in range(1, 60):
        root = svg_root(ticket_art.poster(view_of(access=f"0x{number:040x}")))
        paper, ink = root.find(f"{SVG}rect").attrib["fill"], root.find(f"{SVG}g").attrib["fill"]
        fills = {path.attrib["fill"] for path in root.iter(f"{SVG}path") if "fill" in path.attrib}
        (accent,) = fills - {ink}
        seen.add((paper, ink, accent))
        assert contrast(paper, ink) >= 5.9, (paper, ink)
        assert contrast(paper, accent) >= 3, (paper, accent)
    assert len(seen) == 8


@pytest.mark.parametrize(
    "moment",
    ["1970-01-01T00:00", "1999-12-31T23:59", "2000-02-29T12:00", "2027-06-12T20:05", "2028-02-29T00:00",
     "2100-02-28T23:59", "2100-03-01T00:00", "2400-02-29T09:30"],
)  # fmt: skip
def test_poster__date__is_the_calendars(ticket_art, moment):
    when = datetime.fromisoformat(f"{moment}+00:00")
    shown = texts(svg_root(ticket_art.poster(view_of(startsAt=int(when.timestamp())))))
    assert f"{when:%d.%m.%Y}" in shown
    assert f"{when:%H:%M} UTC" in shown


def inside(root, height):
    """Assert that no line of type leaves the sheet, as far as its own numbers say."""
    for element in root.iter(f"{SVG}text"):
        size, y = int(element.attrib["font-size"]), int(element.attrib["y"])
        assert size >= 8
        assert 72 <= y <= height
        assert y - 0.8 * size >= 60
        assert int(element.attrib.get("textLength", 0)) <= 880


names = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=96)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names.map(lambda text: text.encode()[:96].decode("utf-8", "ignore") or "x"), st.sampled_from([VALID, USED, REVOKED])
)
@example("i" * 96, VALID)
@example("W" * 96, USED)
@example("W i W i " * 12, VALID)
@example("\u0301" * 48, VALID)
@example("\u200d" * 32, VALID)
def test_poster__any_name__is_valid_xml_that_stays_on_the_sheet(ticket_art, name, state):
    root = svg_root(ticket_art.poster(view_of(eventName=name, tierName=name[:8], collective=name[:16], state=state)))
    assert shows(root, name)
    inside(root, 1500)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names.map(lambda text: text.encode()[:64].decode("utf-8", "ignore") or "x"), st.integers(1, 2**32 - 1))
@example("Kulturverein zur Förderung improvisierter Musik Leipzig e. V.", 2**32 - 1)
def test_badge__any_name__is_valid_xml_that_stays_on_the_sheet(membership_art, name, number):
    view = {
        "access": "0x" + "11" * 20,
        "look": (0, 0, 0, 0),
        "collective": name,
        "symbol": "S",
        "number": number,
        "delivered": True,
    }
    root = svg_root(membership_art.badge(view))
    assert shows(root, name)
    assert f"Nº {number}" in texts(root)
    inside(root, 1000)


@pytest.mark.parametrize("name", HOSTILE[:9])
def test_membership_uri__hostile_names_on_chain__come_back_letter_by_letter(
    project, factory, collective_config, box_office, stranger, name
):
    made = factory.createCollective(collective_config(name=name), sender=stranger).return_value
    membership = project.MembershipToken.at(made.membership)
    membership.mint([12], 0, sender=box_office)
    data, root = document(membership.tokenURI(12))
    assert data["name"] == f"{name} · 12"
    assert traits(data) == {"Collective": name, "Number": 12, "State": "in custody"}
    assert shows(root, name)


def test_membership_uri__delivered__says_so(membership, box_office, holder):
    assert refusal(membership.tokenURI, 12) == ("ERC721NonexistentToken", {"tokenId": 12})
    membership.mintTo([12], [holder], 0, sender=box_office)
    assert traits(document(membership.tokenURI(12))[0])["State"] == "held"


@pytest.mark.parametrize(
    ("standard", "identifier", "claims"),
    [
        ("ERC-165", "0x01ffc9a7", "tickets membership"),
        ("ERC-721", "0x80ac58cd", "tickets membership"),
        ("ERC-721 metadata", "0x5b5e139f", "tickets membership"),
        ("ERC-4906", "0x49064906", "tickets"),
        ("ERC-5192", "0xb45a3c0e", "tickets membership"),
        ("ERC-2981", "0x2a55205a", ""),
        ("ERC-721 enumerable", "0x780e9d63", ""),
        ("no standard", "0xffffffff", ""),
    ],
)
def test_supports_interface__standard__claims_only_what_holds(tickets, membership, standard, identifier, claims):
    for name, contract in (("tickets", tickets), ("membership", membership)):
        assert contract.supportsInterface(identifier) == (name in claims.split()), standard


def test_art__implementations__say_who_draws(tickets, membership, ticket_art, membership_art):
    assert (tickets.art(), membership.art()) == (ticket_art.address, membership_art.address)
    assert ZERO not in (tickets.art(), membership.art())
