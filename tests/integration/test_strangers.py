"""Anybody may use the factory: what strangers make there is neither taken for ours nor read."""

from collections.abc import Callable

from backend.chain.contracts import calls
from backend.db.repositories import collectives, events
from backend.db.session import Database
from tests.integration.site import Site, begin, difference, found, reindexed


def _as_stranger(site: Site, data: bytes) -> str:
    """Send a call to the factory from somebody else's account; the sender."""
    stranger: str = site.node.request("eth_accounts")[5]
    site.node.send_as(stranger, site.installed.factory, data)
    return stranger


def _config(ref: str, holder: str) -> dict[str, str]:
    roles = dict.fromkeys(("admin", "organiser", "box_office", "door", "treasurer"), holder)
    return {"ref": ref, "name": "Rübezahl", "symbol": "RUEB", **roles}


def test_indexer__stranger_was_first_with_our_reference__our_collective_is_ours(site: Site) -> None:
    with site.db.write() as session:
        collective = found(session, site)
    stranger = _as_stranger(site, calls.create_collective(_config(collective.ref, site.installed.admin)))
    site.work()
    with site.db.read() as session:
        contracts = collectives.contracts(session, collective)
    assert contracts is not None
    assert contracts.creator == site.installed.organiser != stranger
    assert site.pending() == 0


def test_indexer__stranger_uses_our_references__nothing_of_theirs_is_read(
    site: Site, empty_database: Callable[[], Database]
) -> None:
    night = begin(site)
    with site.db.read() as session:
        event, collective = events.by_id(session, night.event_id), collectives.by_id(session, night.collective_id)
        contract = night.contract
    stranger: str = site.node.request("eth_accounts")[5]
    _as_stranger(site, calls.create_collective(_config(collective.ref, stranger)))
    site.index()
    access = site.node.created_in_the_newest_block(site.installed.factory)
    tiers = [{"name": "Umsonst", "supply": 9, "box_office": 9}]
    wish = {"ref": event.ref, "name": event.name, "starts_at": 1, "ends_at": 2, "policy": "free", "tiers": tiers}
    _as_stranger(site, calls.create_event(access, wish))
    site.index()
    found_rows = site.projections()
    assert [row.creator for row in found_rows["chain_collective"]] == [site.installed.organiser]
    assert [row.tickets for row in found_rows["chain_event"]] == [contract]
    ours = {getattr(row, part) for row in found_rows["chain_collective"] for part in ("access", "membership", "token")}
    assert {row.address for row in found_rows["chain_log"]} <= ours | {site.installed.factory}
    assert difference(site, reindexed(site, empty_database())) == {}
