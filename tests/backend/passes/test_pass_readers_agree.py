"""The readers of server and scanner give the same verdict on the same texts, whatever somebody did to them."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from backend.passes.claims import PassClaims
from backend.passes.errors import Stage
from backend.passes.issuer import key_ring
from backend.passes.ticket_pass import issue, prove
from tests.backend.passes.mutations import ISSUER, PHONE, hostile_texts
from tests.backend.passes.verdicts import verdict

JUDGE = Path(__file__).parents[3] / "scanner/tests/pass/judge.mjs"
KEYS = key_ring([ISSUER.public_key])
TEXTS = 5_000


def valid_texts() -> list[str]:
    usual = {"event_ref": bytes(range(8)), "expires_at": 1_830_211_200}
    largest = {"event_ref": b"\xff" * 8, "expires_at": 253_402_300_799}
    static = [
        issue(PassClaims(**usual, token_id=1 << 32, epoch=0), ISSUER),
        issue(PassClaims(**largest, token_id=2**63 - 1, epoch=2**32 - 1), ISSUER),
    ]
    bound = [
        issue(PassClaims(**values, token_id=7 << 32 | 300, epoch=1, holder_key=PHONE.public_key.point), ISSUER)
        for values in (usual, largest)
    ]
    return [*static, *bound, *(prove(text, at=1_800_000_000, signer=PHONE) for text in bound)]


def scanners_verdicts(texts: list[str]) -> list[dict[str, Any]]:
    """What the TypeScript reader says, in a process of its own."""
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert node is not None
    lines = [json.dumps([ISSUER.public_key.raw.hex()]), *map(json.dumps, texts)]
    told = "\n".join(lines) + "\n"
    done = subprocess.run([node, JUDGE], input=told, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_readers__thousands_of_changed_texts__agree_on_every_one() -> None:
    valid = valid_texts()
    texts = valid + list(hostile_texts(2026, TEXTS, valid))
    here = [verdict(text, KEYS) for text in texts]
    there = scanners_verdicts(texts)
    assert len(there) == len(here)
    assert [case for case in zip(texts, here, there, strict=True) if case[1] != case[2]] == []


def test_hostile_texts__taken_together__reach_every_error_at_every_stage_often() -> None:
    """Otherwise the test above would agree about little."""
    valid = valid_texts()
    seen = Counter(
        said.get("stage") or said.get("error") or "ok"
        for said in (verdict(text, KEYS) for text in hostile_texts(2026, TEXTS, valid))
    )
    ends = [*map(str, Stage), "not_a_pass", "unknown_issuer", "signature_invalid", "ok"]
    ends += ["proof_missing", "proof_unexpected", "proof_invalid"]
    assert {end: seen[end] for end in ends if seen[end] < 10} == {}
