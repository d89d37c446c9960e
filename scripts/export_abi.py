"""Write the ABI of every contract the backend talks to, or say with --check that a written one is stale.

One file a contract under backend/chain/abi/, sorted, so that a diff shows what changed and nothing else. No network.
"""

import json
from pathlib import Path

import click
from ape import project

from scripts._common import Failure, contract_types

# What the backend calls it -> the contract that has the ABI.
EXPORTS = {
    "AccessManager": "CollectiveAccess",
    "CollectiveFactory": "CollectiveFactory",
    "CommunityToken": "CommunityToken",
    "EventTickets": "EventTickets",
    "MembershipToken": "MembershipToken",
}


def render(contract: str) -> str:
    """Return the ABI of a contract as the text of its file."""
    entries = [json.loads(entry.model_dump_json()) for entry in contract_types()[contract].abi]
    entries.sort(key=lambda entry: (entry["type"], entry.get("name") or "", json.dumps(entry, sort_keys=True)))
    return json.dumps(entries, indent=2, sort_keys=True) + "\n"


@click.command(short_help="Write the ABI files that the backend reads")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is missing, stale or left over.")
def cli(check: bool) -> None:
    folder = Path(project.path) / "backend" / "chain" / "abi"
    wanted = {folder / f"{name}.json": render(contract) for name, contract in EXPORTS.items()}
    left_over = [path for path in sorted(folder.glob("*.json")) if path not in wanted]
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    if check:
        names = ", ".join(path.name for path in [*stale, *left_over])
        if names:
            raise Failure(f"backend/chain/abi is stale ({names}): run `ape run export_abi`")
        click.echo(f"backend/chain/abi is up to date ({len(wanted)} contracts)")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for path in left_over:
        path.unlink()
    for path in stale:
        path.write_text(wanted[path], "utf-8")
    click.echo(f"{len(wanted)} contracts in backend/chain/abi, {len(stale)} written, {len(left_over)} removed")
