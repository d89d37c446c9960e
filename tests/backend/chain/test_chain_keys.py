"""Keystores and signatures: a key never leaves its file in the clear, and what is signed is exactly what was asked for."""

import json
from pathlib import Path

import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from backend.chain.keystores import ensure_keystore, keystore_address
from backend.chain.sender import Key, Unsigned, load_key
from backend.core.errors import SetupError

PRIVATE = bytes.fromhex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")
ADDRESS = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"


@pytest.fixture(scope="module")
def keystore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keystore with the password `correct`; made once, because being slow is its point."""
    path = tmp_path_factory.mktemp("keys") / "office.json"
    assert ensure_keystore(path, "correct")
    return path


def test_load_key__another_password__locked(keystore: Path) -> None:
    with pytest.raises(SetupError) as caught:
        load_key(keystore, "wrong")
    assert (caught.value.code, caught.value.params) == ("keystore_locked", {"path": str(keystore)})


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"address": 7}', '{"address": "0x12"}', '{"crypto": {}, "version": 3}']
)
def test_keystores__a_file_that_is_none__say_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "office.json"
    path.write_text(content)
    with pytest.raises(SetupError, match="keystore_broken"):
        keystore_address(path)
    with pytest.raises(SetupError, match="keystore_locked"):
        load_key(path, "correct")


def test_keystores__no_file__missing(tmp_path: Path) -> None:
    for read in (keystore_address, lambda path: load_key(path, "correct")):
        with pytest.raises(SetupError, match="keystore_missing"):
            read(tmp_path / "office.json")


def test_ensure_keystore__again__keeps_the_key(keystore: Path) -> None:
    before = keystore.read_bytes()
    assert not ensure_keystore(keystore, "another")
    assert keystore.read_bytes() == before


def test_ensure_keystore__fresh__encrypted_v3_for_the_owner_only(keystore: Path) -> None:
    document = json.loads(keystore.read_text())
    key = load_key(keystore, "correct")
    assert document["version"] == 3
    assert document["crypto"]["kdf"] == "scrypt"
    assert keystore.stat().st_mode & 0o777 == 0o600
    assert keystore_address(keystore) == document["address"] == key.address


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.lower(), ADDRESS[2:].lower()])
def test_keystore_address__as_others_write_it__with_its_checksum(tmp_path: Path, address: str) -> None:
    path = tmp_path / "office.json"
    path.write_text(json.dumps({"address": address}))
    assert keystore_address(path) == ADDRESS


UNSIGNED = Unsigned(
    chain_id=31337, nonce=7, to="0x" + "11" * 20, data=b"\x01\x02", gas=21_000, max_fee=30, max_priority_fee=2
)


def test_sign__a_transaction__says_what_was_asked_for_and_is_ours() -> None:
    key = Key(Account.from_key(PRIVATE))
    signed = key.sign(UNSIGNED)
    assert key.address == Account.recover_transaction(signed.raw) == ADDRESS
    assert signed.raw[0] == 2
    assert signed.hash == "0x" + keccak(signed.raw).hex()


def test_sign__the_same_again__the_same_bytes_and_anything_else_others() -> None:
    key = Key(Account.from_key(PRIVATE))
    first = key.sign(UNSIGNED)
    assert key.sign(UNSIGNED) == first
    for change in ({"nonce": 8}, {"data": b""}, {"gas": 1}, {"max_fee": 31}, {"max_priority_fee": 3}, {"chain_id": 1}):
        assert key.sign(Unsigned(**{**UNSIGNED.__dict__, **change})).hash != first.hash


def test_key__printed__shows_no_key() -> None:
    key = Key(Account.from_key(PRIVATE))
    assert PRIVATE.hex() not in f"{key!r} {key} {vars(key)}"
