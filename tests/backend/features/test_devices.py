"""Pairing: a code makes one device and not for ever, a token works until it is taken away, and then not once more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.core.clock import FixedClock
from backend.core.errors import Conflict, EinlassError, Gone, Invalid, NotFound, Unauthenticated
from backend.db.models.door import Device, PairingCode
from backend.features.devices import service
from backend.features.devices.schemas import DeviceIdentity, DeviceRole, DeviceTier, Pairing
from tests.backend.conftest import NOW, World
from tests.backend.together import together


def start(world: World, gate: int = 0, role: DeviceRole = DeviceRole.STEWARD) -> Pairing:
    with world.parts.db.write() as session:
        event = world.event(session)
        return service.start_pairing(session, world.parts, event, gate_id=event.gates[gate].id, role=role)


def pair(world: World, code: str, name: str = "Telefon") -> tuple[str, DeviceIdentity]:
    with world.parts.db.write() as session:
        return service.pair(session, world.parts, code=code, name=name)


def identify(world: World, token: str | None) -> DeviceIdentity:
    with world.parts.db.read() as session:
        return service.identify(session, token)


def devices(world: World) -> list[Device]:
    with world.parts.db.read() as session:
        return list(session.scalars(select(Device)))


def test_start_pairing__a_gate_of_another_event__unknown(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    with ours.parts.db.write() as session:
        foreign = theirs.event(session).gates[0].id
        for gate_id in (foreign, 0, 10**30):
            with pytest.raises(NotFound, match="gate_unknown"):
                service.start_pairing(
                    session, ours.parts, ours.event(session), gate_id=gate_id, role=DeviceRole.STEWARD
                )


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "device_name_missing"), (" \u202e\x00", "device_name_missing"), ("n" * 61, "device_name_too_long")],
)
def test_pair__a_name_that_does_not_fit__invalid_and_the_code_stays_good(world: World, name: str, code: str) -> None:
    pairing = start(world)
    with pytest.raises(Invalid, match=code):
        pair(world, pairing.code, name)
    assert pair(world, pairing.code, "n" * 60)[1].name == "n" * 60


def test_pair__never_made__unknown(world: World) -> None:
    with pytest.raises(NotFound, match="pairing_code_unknown"):
        pair(world, "nonsense")


def test_pair__second_time__used(world: World) -> None:
    pairing = start(world)
    pair(world, pairing.code)
    with pytest.raises(Conflict, match="pairing_code_used"):
        pair(world, pairing.code)
    assert len(devices(world)) == 1


def test_pair__to_the_second_of_its_lifetime__expired(world: World, clock: FixedClock) -> None:
    pairing = start(world)
    assert pairing.expires_at == NOW + world.parts.settings.pairing_lifetime
    clock.at = pairing.expires_at
    with pytest.raises(Gone, match="pairing_code_expired"):
        pair(world, pairing.code)
    clock.at -= timedelta(microseconds=1)
    pair(world, pairing.code)


def test_pair__eight_phones_at_once__one_device(world: World) -> None:
    pairing = start(world)
    outcomes = together([lambda: pair(world, pairing.code)] * 8)
    assert {error.code for error in outcomes if isinstance(error, EinlassError)} == {"pairing_code_used"}
    assert [isinstance(outcome, tuple) for outcome in outcomes].count(True) == 1
    assert len(devices(world)) == 1


@pytest.mark.parametrize("token", [None, "", "nonsense"])
def test_identify__a_token_nobody_has__unknown(world: World, token: str | None) -> None:
    with pytest.raises(Unauthenticated, match="device_unknown"):
        identify(world, token)


def test_identify__the_pairing_code_as_token__unknown(world: World) -> None:
    pairing = start(world)
    pair(world, pairing.code)
    with pytest.raises(Unauthenticated, match="device_unknown"):
        identify(world, pairing.code)


def test_identify__revoked__refused_at_once_with_the_moment(world: World) -> None:
    token, device = pair(world, start(world).code)
    with world.parts.db.write() as session:
        service.revoke(session, world.parts, world.event(session), device.id)
    with pytest.raises(Unauthenticated) as caught:
        identify(world, token)
    assert (caught.value.code, caught.value.params) == ("device_revoked", {"at": "2026-11-22T18:00:00.000Z"})


def test_revoke__again_or_from_another_event__refused(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    token, device = pair(ours, start(ours).code)
    with ours.parts.db.write() as session:
        for nobodys in (device.id + 1, 0, 2**63):
            with pytest.raises(NotFound, match="device_not_here"):
                service.revoke(session, ours.parts, ours.event(session), nobodys)
        with pytest.raises(NotFound, match="device_not_here"):
            service.revoke(session, ours.parts, theirs.event(session), device.id)
    assert identify(ours, token).id == device.id
    with ours.parts.db.write() as session:
        service.revoke(session, ours.parts, ours.event(session), device.id)
    with ours.parts.db.write() as session, pytest.raises(Conflict, match="device_revoked_already"):
        service.revoke(session, ours.parts, ours.event(session), device.id)


def test_unpair__twice__refused_afterwards_and_no_error(world: World, clock: FixedClock) -> None:
    token, device = pair(world, start(world).code)
    for _ in range(2):
        with world.parts.db.write() as session:
            service.unpair(session, world.parts, device.id)
        clock.at += timedelta(hours=1)
    with pytest.raises(Unauthenticated, match="device_revoked"):
        identify(world, token)
    assert devices(world)[0].revoked_at == NOW


def test_pair__a_good_code__one_gate_one_list_one_role(world: World) -> None:
    pairing = start(world, gate=1, role=DeviceRole.SUPERVISOR)
    token, device = pair(world, pairing.code, " Tür\thinten ")
    assert identify(world, token) == device
    assert (device.name, device.role, device.gate_name, device.list_name) == (
        "Tür hinten",
        DeviceRole.SUPERVISOR,
        "Hof",
        "Einlass",
    )
    assert device.gate_tiers == (DeviceTier(2, "Solidarisch"),)
    assert (device.collective_name, device.event_name, device.zone) == ("Rübezahl", "Nachtdruck", "Europe/Berlin")
    assert pairing.url == f"http://testserver/door/#pair={pairing.code}"
    assert (pairing.gate_name, pairing.role) == ("Hof", DeviceRole.SUPERVISOR)


def test_pair__codes_and_tokens__in_the_database_only_as_hashes(world: World) -> None:
    pairing = start(world)
    token, _ = pair(world, pairing.code)
    with world.parts.db.read() as session:
        stored = [*session.scalars(select(PairingCode.code_hash)), *session.scalars(select(Device.token_hash))]
    assert len(stored) == 2
    assert not {pairing.code, token} & set(stored)


def test_listing__the_events_devices__the_youngest_first(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    pair(theirs, start(theirs).code, "fremd")
    for name, gate in (("eins", 0), ("zwei", 1)):
        pair(ours, start(ours, gate).code, name)
    with ours.parts.db.read() as session:
        rows = service.listing(session, ours.event(session))
    assert [(row.name, row.gate_name, row.role, row.revoked_at) for row in rows] == [
        ("zwei", "Hof", DeviceRole.STEWARD, None),
        ("eins", "Haupteingang", DeviceRole.STEWARD, None),
    ]
