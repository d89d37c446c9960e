"""Who was in reaches the chain afterwards, once, in words of 256; the token then says so itself."""

import uuid
from collections.abc import Callable

from sqlalchemy.orm import Session

from backend.chain.contracts import calls
from backend.chain.reader import ChainReader
from backend.db.repositories import events
from backend.db.session import Database
from backend.features.checkin.edge import redeem_durably
from backend.features.checkin.group import Place
from backend.features.checkin.schemas import Outcome, ScanFact, Source
from backend.features.checkin.service import place_of_gate
from backend.features.checkin.settlement import settle_due
from backend.features.tickets import service as tickets_service
from backend.outbox.intents import Signer
from tests.integration.loops import spawn, wait_until
from tests.integration.site import Night, difference, reindexed


def _check_in(night: Night, token_id: int) -> Outcome:
    parts = night.site.parts
    with parts.db.read() as session:
        code = tickets_service.code(session, parts, night.ticket(token_id))
    scan = ScanFact(id=uuid.uuid4(), code=code, scanned_at=parts.clock.now(), source=Source.CLI)

    def where(session: Session) -> tuple[int, Place]:
        return night.event_id, place_of_gate(session, events.by_id(session, night.event_id), "Haupteingang")

    return redeem_durably(parts, where, scan).outcome


def _settle(night: Night) -> int:
    site = night.site
    with site.db.write() as session:
        return settle_due(session, now=site.clock.now(), settle_after=0 * site.settings.settle_after)


def _used(night: Night) -> dict[int, int | None]:
    return {row.token_id: row.used_block for row in night.site.projections()["chain_token"]}


def _state(night: Night, token_id: int) -> object:
    metadata = ChainReader(night.site.node.client).metadata(night.contract, token_id)
    return {attribute["trait_type"]: attribute["value"] for attribute in metadata.attributes}["State"]


def test_settlement__five_of_eight_came__the_chain_knows_these_five(
    night: Night, empty_database: Callable[[], Database]
) -> None:
    site = night.site
    ids = night.issue(6) + night.issue(2, tier=2)
    site.work()
    came, stayed_away = [*ids[:4], ids[7]], [*ids[4:6], ids[6]]
    assert {_check_in(night, token_id) for token_id in came} == {Outcome.ADMITTED}
    loop = spawn(site, "settlement")
    # One word a tier.
    wait_until(lambda: site.pending() == 2, what="two words to settle")
    assert loop.stop() == 0
    site.work()
    assert {token_id: night.ask("isUsed", token_id) for token_id in ids} == {
        token_id: token_id in came for token_id in ids
    }
    (block,) = {number for number in _used(night).values() if number is not None}
    assert _used(night) == {token_id: block if token_id in came else None for token_id in ids}
    assert {_state(night, token_id) for token_id in came} == {"used"}
    assert {_state(night, token_id) for token_id in stayed_away} == {"valid"}
    assert difference(site, reindexed(site, empty_database())) == {}


def test_settlement__settled_already__wishes_and_changes_nothing(night: Night) -> None:
    site = night.site
    ids = night.issue(5)
    site.work()
    for token_id in ids:
        _check_in(night, token_id)
    assert _settle(night) == 5
    site.work()
    before, projections = site.transactions(), site.projections()
    assert _settle(night) == 0
    site.work()
    assert [row.id for row in site.transactions()] == [row.id for row in before]
    # Somebody sends the same word once more: the contract is silent about what it knows.
    receipt = site.send(Signer.OFFICE, night.contract, calls.settle([(1, 0, 0b11111)]))
    assert (receipt.succeeded, receipt.log_count) == (True, 0)
    site.work()
    assert site.projections()["chain_token"] == projections["chain_token"]


def test_settlement__check_ins_after_the_first_settlement__are_added_to_the_same_word(night: Night) -> None:
    site = night.site
    ids = night.issue(5)
    site.work()
    for came in (ids[:2], ids[2:5]):
        for token_id in came:
            _check_in(night, token_id)
        assert _settle(night) == len(came)
        site.work()
    assert night.ask("usedWord", 1, 0) == 0b11111
    first, second = sorted({number for number in _used(night).values() if number is not None})
    assert list(_used(night).values()) == [first, first, second, second, second]
