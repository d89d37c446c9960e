"""Which chain this is: nothing is sent to another one, and a node that is away is waited for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backend.db.models.pipeline import ChainTransaction
from backend.db.session import Database
from backend.outbox.intents import Signer
from tests.integration.loops import Loop, entries, spawn, spawn_command, wait_until
from tests.integration.node import Node
from tests.integration.site import Night, Site, difference, reindexed

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _sent_by_us(site: Site, node: Node) -> int:
    return sum(node.client.transaction_count(site.keys[signer].address) for signer in Signer)


def _waits_for(loop: Loop) -> str | None:
    """The kind of trouble a loop said last."""
    lines = loop.lines("waiting")
    return str(lines[-1]["error"]) if lines else None


@SQLITE
@pytest.mark.parametrize("loop", ["relayer", "indexer"])
def test_loop__node_of_another_chain__says_so_and_does_nothing(
    night: Night, start_node: Callable[..., Node], tmp_path: Path, loop: str
) -> None:
    night.issue(3)
    other = start_node(fresh=True)
    lost = replace(night.site, settings=night.site.settings.model_copy(update={"rpc_url": other.url}))
    before, transactions = night.site.projections(), night.site.rows(ChainTransaction)
    log = tmp_path / "loop.log"
    process = spawn_command(lost, loop, "run", log=log)
    try:
        wait_until(lambda: len(entries(log, "waiting")) >= 3, what="three refusals")
        assert process.poll() is None
    finally:
        process.terminate()
    assert process.wait(20) == 0
    assert {line["error"] for line in entries(log, "waiting")} == {"WrongChain"}
    assert night.site.installed.genesis_hash in entries(log, "waiting")[0]["detail"]
    assert _sent_by_us(night.site, other) == 0
    assert (night.site.projections(), night.site.rows(ChainTransaction)) == (before, transactions)
    assert night.site.pending() == 3


@SQLITE
def test_loops__node_comes_back_as_another_chain__wait_for_the_right_one(
    night: Night, empty_database: Callable[[], Database]
) -> None:
    site, node = night.site, night.site.node
    loops = [spawn(site, name) for name in ("relayer", "indexer")]
    first = night.issue(3)
    wait_until(lambda: len(site.projections()["chain_token"]) == len(first), what="three tickets read")
    before = site.projections()
    node.save()
    node.kill()
    node.start(forgetful=True)
    night.issue(3)
    wait_until(lambda: all(_waits_for(loop) == "WrongChain" for loop in loops), what="refusals")
    assert _sent_by_us(site, node) == 0
    assert site.projections() == before
    node.kill()
    node.start()
    wait_until(lambda: len(site.projections()["chain_token"]) == 6 and site.pending() == 0, what="six tickets")
    assert [loop.stop() for loop in loops] == [0, 0]
    assert node.mints(night.contract) == Counter(night.issued)
    assert difference(site, reindexed(site, empty_database())) == {}


def test_loops__node_is_down__wait_and_go_on_when_it_is_back(night: Night) -> None:
    site, node = night.site, night.site.node
    loops = [spawn(site, name) for name in ("relayer", "indexer")]
    night.issue(3)
    wait_until(lambda: len(site.projections()["chain_token"]) == 3, what="three tickets read")
    node.save()
    node.kill()
    night.issue(4)
    wait_until(lambda: all(_waits_for(loop) == "ChainUnreachable" for loop in loops), what="waiting")
    node.start()
    wait_until(lambda: len(site.projections()["chain_token"]) == 7 and site.pending() == 0, what="seven tickets")
    assert [loop.stop() for loop in loops] == [0, 0]
    assert node.mints(night.contract) == Counter(night.issued)
