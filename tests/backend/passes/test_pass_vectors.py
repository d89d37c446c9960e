"""The committed vectors: what they say holds here, and they are what the script makes today."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from backend.passes import base45
from backend.passes.claims import PassClaims
from backend.passes.errors import Stage
from backend.passes.holder import HolderSigner
from backend.passes.issuer import IssuerPublicKey, IssuerSigner, key_ring
from backend.passes.ticket_pass import PREFIX, issue, normalise_scan, parse, prove
from tests.backend.passes.verdicts import verdict

VECTORS = Path(__file__).parents[2] / "vectors"
SPECIFICATION = Path(__file__).parents[3] / "docs/pass.md"
FILES = sorted((VECTORS / "pass").glob("*.json"))
CASES: list[tuple[str, dict[str, Any]]] = [
    (f"{file.stem}: {case['name']}", case) for file in FILES for case in json.loads(file.read_text(encoding="ascii"))
]
ALL = [pytest.param(case, id=name) for name, case in CASES]
VALID = [pytest.param(case, id=name) for name, case in CASES if "ok" in case["expect"]]
SEEDS = [
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
    bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
]
PHONES = [0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, 5]


def given_text(case: dict[str, Any]) -> str:
    if "scanned" in case:
        return normalise_scan(case["scanned"])
    return case["text"] if "text" in case else bytes.fromhex(case["text_hex"]).decode()


def judge(case: dict[str, Any]) -> dict[str, Any]:
    return verdict(given_text(case), key_ring(IssuerPublicKey(bytes.fromhex(raw)) for raw in case["keys"]))


@pytest.mark.parametrize("case", ALL)
def test_verify__every_vector__is_judged_as_it_says(case: dict[str, Any]) -> None:
    assert judge(case) == case["expect"]


@pytest.mark.parametrize("case", VALID)
def test_issue_and_prove__what_a_valid_vector_says__write_the_same_text(case: dict[str, Any]) -> None:
    expected = case["expect"]["ok"]
    signers = {signer.public_key.kid.hex(): signer for signer in map(IssuerSigner, SEEDS)}
    claims = PassClaims(
        event_ref=bytes.fromhex(expected["event_ref"]),
        token_id=int(expected["token_id"]),
        epoch=expected["epoch"],
        expires_at=expected["expires_at"],
        holder_key=bytes.fromhex(expected["holder_key"]) if expected["holder_key"] else None,
    )
    shown = issue(claims, signers[expected["kid"]])
    if claims.holder_key is not None:
        # RFC 6979 makes the device's signature the same here as in the vector.
        phones = {signer.public_key.point: signer for signer in map(HolderSigner, PHONES)}
        shown = prove(shown, at=expected["proof_at"], signer=phones[claims.holder_key])
    assert shown == given_text(case)


def test_vectors__names__are_unique_within_a_file() -> None:
    names = Counter(name for name, _ in CASES)
    assert [name for name, count in names.items() if count > 1] == []


def test_vectors__taken_together__cover_every_error_at_every_stage() -> None:
    seen = {(case["expect"].get("error"), case["expect"].get("stage")) for _, case in CASES}
    assert seen == {
        (None, None),
        ("not_a_pass", None),
        ("unknown_issuer", None),
        ("signature_invalid", None),
        ("proof_missing", None),
        ("proof_unexpected", None),
        ("proof_invalid", None),
        *(("malformed", str(stage)) for stage in Stage),
    }


def test_vectors__made_again__equal_the_committed_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, VECTORS / "make_pass_vectors.py", tmp_path], check=True, timeout=60)
    fresh = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert fresh == {file.name: file.read_bytes() for file in FILES}


@pytest.mark.parametrize(("section", "file"), [("9", "valid"), ("10", "bound")])
def test_specification__its_examples__are_the_first_vectors_byte_for_byte(section: str, file: str) -> None:
    _, _, chapter = SPECIFICATION.read_text(encoding="utf-8").partition(f"\n## {section}. Example")
    blocks = re.findall(r"^```\w*\n(.*?)^```$", chapter, re.MULTILINE | re.DOTALL)
    text, whole, signed = (block.rstrip("\n") for block in blocks[:3])
    assert text == json.loads((VECTORS / f"pass/{file}.json").read_text(encoding="ascii"))[0]["text"]
    assert hex_column(whole) == base45.decode(text.removeprefix(PREFIX))
    read = parse(text)
    assert hex_column(signed) == (read.proof.sign1 if read.proof else read.sign1).signed_bytes()


def hex_column(block: str) -> bytes:
    """The bytes at the beginning of each line, up to two spaces."""
    return bytes.fromhex(" ".join(line.split("  ")[0] for line in block.splitlines()))
