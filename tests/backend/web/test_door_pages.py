"""How an organiser changes what doors do: forms that say what is wrong where, and pages that show it in both languages."""

import re
from typing import TYPE_CHECKING

import pytest
from browsing import event_path, read, send, ticket_row, words
from fastapi.testclient import TestClient
from sqlalchemy import select
from test_organiser_pages import field_problem

from backend.db.models.door import Device, PairingCode
from backend.features.events import door
from backend.features.events.door import ListWish

if TYPE_CHECKING:
    from conftest import World


def gate_form(*rows: tuple[str, str, list[str]]) -> dict[str, object]:
    """The rows of the gates' form: whose row, name, tiers."""
    fields: dict[str, object] = {}
    for row, (row_id, name, tiers) in enumerate(rows, start=1):
        fields |= {f"gate_id_{row}": row_id, f"gate_name_{row}": name, f"gate_tiers_{row}": tiers}
    return fields


def ids_on(page: str, kind: str) -> list[str]:
    return re.findall(rf'name="{kind}_id_\d+" value="(\d+)"', page)


@pytest.mark.parametrize(
    ("name", "tiers", "field"),
    [
        ("HAUPTEINGANG", ["1"], "gate_name_3"),
        ("x" * 61, ["1"], "gate_name_3"),
        ("Nord", [], "gate_name_3"),
    ],
)
def test_gates__what_does_not_fit__is_said_at_the_row_and_input_is_kept(
    organiser_client: TestClient, world: "World", name: str, tiers: list[str], field: str
) -> None:
    path = event_path(world) + "/door"
    main, yard = ids_on(read(organiser_client, path), "gate")
    rows = ((main, "Haupteingang", ["1", "2"]), (yard, "Hof", ["2"]), ("", name, tiers))
    answer = send(organiser_client, path + "/gates", gate_form(*rows))
    assert answer.status_code == 422
    assert field_problem(answer.text, field)
    assert f'value="{name}"' in answer.text


def test_gates__a_tier_without_a_gate__is_said_above_the_rows(organiser_client: TestClient, world: "World") -> None:
    path = event_path(world) + "/door"
    main, yard = ids_on(read(organiser_client, path), "gate")
    answer = send(organiser_client, path + "/gates", gate_form((main, "Haupteingang", ["2"]), (yard, "Hof", ["2"])))
    assert answer.status_code == 422
    assert "Kategorie 1 kommt durch keine Tür" in words(answer.text)


def test_gates__changed_and_added__saved_and_said(organiser_client: TestClient, world: "World") -> None:
    path = event_path(world) + "/door"
    main, yard = ids_on(read(organiser_client, path), "gate")
    rows = ((main, "Vorne", ["1", "2"]), (yard, "", []), ("", "Nord", ["2"]))
    answer = send(organiser_client, path + "/gates", gate_form(*rows))
    assert answer.headers["location"] == f"{path}?saved=gates#gates"
    page = read(organiser_client, f"{path}?saved=gates")
    assert "Gespeichert" in words(page)
    assert re.findall(r'name="gate_name_\d+" value="([^"]*)"', page) == ["Vorne", "Nord", ""]
    assert "Let" not in words(page)
    assert "Lets in" in words(read(organiser_client, path, lang="en"))


@pytest.mark.parametrize("value", ["", "sometimes"])
def test_lists__a_rule_that_does_not_exist__is_refused(
    organiser_client: TestClient, world: "World", value: str
) -> None:
    fields = {"list_id_1": "", "list_name_1": "Getränke", "reentry_1": value}
    answer = send(organiser_client, event_path(world) + "/door/lists", fields)
    assert answer.status_code == 422
    assert "ob jemand wiederkommen darf" in words(answer.text)


def test_lists__a_name_twice__is_said_at_the_row(organiser_client: TestClient, world: "World") -> None:
    path = event_path(world) + "/door"
    (entrance,) = ids_on(read(organiser_client, path), "list")
    fields = {"list_id_1": entrance, "list_name_1": "Einlass", "reentry_1": "never"}
    fields |= {"list_id_2": "", "list_name_2": "einlass", "reentry_2": "any"}
    answer = send(organiser_client, path + "/lists", fields)
    assert answer.status_code == 422
    assert "zweimal" in field_problem(answer.text, "list_name_2")


def test_lists__drinks_added__pairing_asks_for_the_list(organiser_client: TestClient, world: "World") -> None:
    path = event_path(world)
    assert 'name="list" value="' in read(organiser_client, path)
    (entrance,) = ids_on(read(organiser_client, path + "/door"), "list")
    fields = {"list_id_1": entrance, "list_name_1": "Einlass", "reentry_1": "after_exit"}
    fields |= {"list_id_2": "", "list_name_2": "Getränke", "reentry_2": "any"}
    assert send(organiser_client, path + "/door/lists", fields).status_code == 303
    entrance, drinks = ids_on(read(organiser_client, path + "/door"), "list")
    page = read(organiser_client, path)
    assert '<select id="list" name="list">' in page
    (gate, *_) = re.findall(r'<select id="gate".*?<option value="(\d+)"', page, flags=re.DOTALL)
    answer = send(organiser_client, path + "/pair", {"gate": gate, "list": drinks, "role": "supervisor"})
    assert "Getränke" in words(answer.text)
    with world.parts.db.read() as session:
        (code,) = session.scalars(select(PairingCode))
        assert (code.list_id, code.role) == (int(drinks), "supervisor")


@pytest.mark.parametrize("list_id", ["", "x", "999"])
def test_pair__a_list_that_is_not_there__is_refused(organiser_client: TestClient, world: "World", list_id: str) -> None:
    with world.parts.db.read() as session:
        gate = world.event(session).gates[0].id
    fields = {"gate": gate, "list": list_id, "role": "steward"}
    answer = send(organiser_client, event_path(world) + "/pair", fields)
    assert answer.status_code in {404, 422}
    with world.parts.db.read() as session:
        assert session.scalars(select(PairingCode)).all() == []


def test_paper_and_names__ticked_and_not__kept(organiser_client: TestClient, world: "World") -> None:
    path = event_path(world) + "/door"
    send(organiser_client, path + "/paper", {"paper": ["2"]})
    send(organiser_client, path + "/names", {"names": "yes"})
    page = read(organiser_client, path)
    assert re.findall(r'name="paper" value="(\d)"( checked)?', page) == [("1", ""), ("2", " checked")]
    assert 'name="names" value="yes" checked' in page
    send(organiser_client, path + "/names", {})
    assert 'name="names" value="yes" checked' not in read(organiser_client, path)


def test_settings__of_somebody_else_s_event__not_shown(client: TestClient, world: "World") -> None:
    read(client, event_path(world) + "/door", status=401)


def test_note__too_long__is_said_at_the_field(organiser_client: TestClient, world: "World") -> None:
    (token_id,) = world.issue()
    path = f"{event_path(world)}/tickets/{ticket_row(world, token_id)}/door"
    answer = send(organiser_client, path + "/note", {"note": "x" * 201})
    assert answer.status_code == 422
    assert field_problem(answer.text, "note")
    assert "x" * 201 in answer.text


def test_note__kept__shown_and_found_in_the_list(organiser_client: TestClient, world: "World") -> None:
    token_id, _ = world.issue(quantity=2)
    path = f"{event_path(world)}/tickets/{ticket_row(world, token_id)}/door"
    send(organiser_client, path + "/note", {"note": "braucht einen Stuhl"})
    assert 'value="braucht einen Stuhl"' in read(organiser_client, path)
    found = words(read(organiser_client, event_path(world) + "/tickets?q=stuhl"))
    assert "braucht einen Stuhl" in found
    assert "1-0002" not in found


def test_block__and_unblock__the_page_offers_the_way_back(organiser_client: TestClient, world: "World") -> None:
    (token_id,) = world.issue()
    path = f"{event_path(world)}/tickets/{ticket_row(world, token_id)}/door"
    assert send(organiser_client, path + "/block").headers["location"] == path
    page = read(organiser_client, path)
    assert "Gesperrt seit" in words(page)
    assert f'action="{path}/unblock"' in page
    assert "gesperrt" in words(read(organiser_client, event_path(world) + "/tickets"))
    send(organiser_client, path + "/unblock")
    assert "Gesperrt seit" not in words(read(organiser_client, path))


def test_event_page__devices_on_another_list__say_so(organiser_client: TestClient, world: "World") -> None:
    with world.parts.db.write() as session:
        event = world.event(session)
        door.change_lists(session, world.parts, event, [ListWish("Merch")])
        session.flush()
        session.refresh(event, ["lists"])
        for name, on_list in (("Eins", event.lists[0]), ("Zwei", event.lists[1])):
            session.add(
                Device(
                    event_id=event.id,
                    gate_id=event.gates[0].id,
                    list_id=on_list.id,
                    name=name,
                    role="steward",
                    token_hash=name,
                    paired_at=world.parts.clock.now(),
                )
            )
    shown = words(read(organiser_client, event_path(world)))
    assert "Zwei Haupteingang, Merch, Einlass" in shown
    assert "Eins Haupteingang, Einlass" in shown
