"""A database belongs to one chain, one factory and one set of keys; whatever else it meets stops the start by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.core.clock import FixedClock
from backend.core.errors import SetupError
from backend.core.settings import Settings
from backend.db.models.installation import Installation
from backend.db.repositories import chain
from backend.db.session import Database
from backend.features.installation.service import bind
from tests.backend.conftest import NOW
from tests.backend.launch.nodes import (
    ADMIN,
    FACTORY,
    GENESIS,
    OFFICE,
    ORGANISER,
    Node,
    write_key,
    write_record,
)

OTHER = "0x" + "0" * 38 + "99"
OTHER_GENESIS = "0x" + "b2" * 32

Bind = Callable[[Node], Installation]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with its keys and a record of the node's contracts."""
    made = Settings(var=tmp_path / "var", deployment_file=None)
    for name, address in (("office", OFFICE), ("organiser", ORGANISER), ("admin", ADMIN)):
        write_key(made.keys, name, address)
    write_record(made.deployment_path(31337))
    return made


@pytest.fixture
def bind_to(db: Database, settings: Settings) -> Bind:
    def call(node: Node) -> Installation:
        with db.write() as session:
            return bind(session, settings, node, FixedClock(NOW))  # type: ignore[arg-type]

    return call


def refusal(bind_to: Bind, node: Node) -> tuple[str, dict[str, object]]:
    with pytest.raises(SetupError) as refused:
        bind_to(node)
    return refused.value.code, dict(refused.value.params)


def bound(db: Database) -> tuple[int, str, str, str, str, str, int] | None:
    with db.read() as session:
        row = chain.installation(session)
        return row and (
            row.chain_id,
            row.genesis_hash,
            row.factory,
            row.office,
            row.organiser,
            row.admin,
            row.from_block,
        )


def test_bind__no_record__deployment_missing(bind_to: Bind, db: Database, settings: Settings) -> None:
    path = settings.deployment_path(31337)
    path.unlink()
    assert refusal(bind_to, Node()) == ("deployment_missing", {"path": str(path), "chain": "31337"})
    assert bound(db) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"chain_id": 31337, "genesis_hash": "0x", "contracts": {"CollectiveFactory": {"address": "0x1"}}}',
    ],
)
def test_bind__unreadable_record__deployment_broken(bind_to: Bind, db: Database, settings: Settings, text: str) -> None:
    path = settings.deployment_path(31337)
    path.write_text(text)
    assert refusal(bind_to, Node()) == ("deployment_broken", {"path": str(path)})
    assert bound(db) is None


@pytest.mark.parametrize("change", [{"chain": 1337}, {"genesis": OTHER_GENESIS}])
def test_bind__record_of_another_chain__deployment_mismatch(
    bind_to: Bind, db: Database, settings: Settings, change: dict[str, object]
) -> None:
    path = settings.deployment_path(31337)
    write_record(path, **change)  # type: ignore[arg-type]
    assert refusal(bind_to, Node()) == ("deployment_mismatch", {"path": str(path), "found": "31337"})
    assert bound(db) is None


def test_bind__no_code_at_the_factory__factory_missing(bind_to: Bind, db: Database) -> None:
    assert refusal(bind_to, Node(deployed=OTHER)) == ("factory_missing", {"address": FACTORY})
    assert bound(db) is None


def test_bind__a_key_is_missing__keystore_missing_and_nothing_bound(
    bind_to: Bind, db: Database, settings: Settings
) -> None:
    (settings.keys / "admin.json").unlink()
    assert refusal(bind_to, Node())[0] == "keystore_missing"
    assert bound(db) is None


@pytest.mark.parametrize("node", [Node(chain=1337), Node(genesis=OTHER_GENESIS)])
def test_bind__bound_to_another_chain__chain_mismatch(bind_to: Bind, db: Database, node: Node) -> None:
    bind_to(Node())
    before = bound(db)
    assert refusal(bind_to, node) == ("chain_mismatch", {"known": "31337", "found": str(node.chain)})
    assert bound(db) == before


def test_bind__record_names_another_factory__factory_mismatch(bind_to: Bind, db: Database, settings: Settings) -> None:
    bind_to(Node())
    before = bound(db)
    write_record(settings.deployment_path(31337), factory=OTHER)
    assert refusal(bind_to, Node(deployed=OTHER)) == ("factory_mismatch", {"known": FACTORY, "found": OTHER})
    assert bound(db) == before


@pytest.mark.parametrize(("name", "known"), [("office", OFFICE), ("organiser", ORGANISER)])
def test_bind__another_key_than_the_one_with_the_role__key_mismatch(
    bind_to: Bind, db: Database, settings: Settings, name: str, known: str
) -> None:
    bind_to(Node())
    before = bound(db)
    write_key(settings.keys, name, OTHER)
    path = settings.keys / f"{name}.json"
    assert refusal(bind_to, Node()) == ("key_mismatch", {"path": str(path), "known": known})
    assert bound(db) == before


def test_bind__first_time__keeps_chain_contracts_and_keys(bind_to: Bind, db: Database) -> None:
    bind_to(Node())
    assert bound(db) == (31337, GENESIS, FACTORY, OFFICE, ORGANISER, ADMIN, 3)


def test_bind__again_with_the_same__changes_nothing(bind_to: Bind, db: Database) -> None:
    bind_to(Node())
    before = bound(db)
    bind_to(Node())
    assert bound(db) == before
