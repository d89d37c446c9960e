"""Show who holds which role in a collective, and grant or revoke one.

The roles are those of the collective's AccessManager (`contracts/factory/Roles.sol`).
"""

import json
from pathlib import Path
from typing import Any

import click
from ape import convert
from ape.contracts import ContractInstance
from ape.types import AddressType

from scripts._common import (
    ROLES,
    Chain,
    Failure,
    account_option,
    connected,
    container,
    network_option,
    record_option,
    require_record,
    unlock,
)

_NAMES = {number: name for name, number in ROLES.items()}

access_option = click.option("--access", required=True, help="The collective's AccessManager.")
role_argument = click.argument("role", type=click.Choice(list(ROLES)))


def manager(chain: Chain, address: str, record: Path | None) -> ContractInstance:
    """Return the AccessManager at an address. Raises `Failure` when our factory did not make it."""
    access = convert(address, AddressType)
    factory = container("CollectiveFactory").at(require_record(chain, record).address("CollectiveFactory"))
    membership = factory.collectiveOf(access).membership
    if int(membership, 16) == 0:
        raise Failure(f"{access} is not the AccessManager of a collective that the recorded factory made")
    return container("CollectiveAccess").at(access)


def holders(chain: Chain, access: ContractInstance, first_block: int) -> list[dict[str, Any]]:
    """Return who holds which role now, by role and account: role, name, account, delay (seconds), since (Unix seconds).

    Events say who to ask about, the contract says what holds.
    """
    last_block = chain.provider.get_block("latest").number
    granted = access.RoleGranted.range(first_block, last_block + 1)
    pairs = sorted({(int(event.roleId), str(event.account)) for event in granted})
    rows = []
    for role, account in pairs:
        since, delay, _, _ = access.getAccess(role, account)
        if since:
            name = _NAMES.get(role, str(role))
            rows.append({"role": role, "name": name, "account": account, "delay": int(delay), "since": int(since)})
    return rows


@click.group(short_help="Who holds which role in a collective")
def cli() -> None:
    pass


@cli.command("list")
@network_option
@record_option
@access_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_roles(network: str, record: Path | None, access: str, as_json: bool) -> None:
    """List who holds which role."""
    with connected(network) as chain:
        first_block = require_record(chain, record).contracts["CollectiveFactory"].block
        rows = holders(chain, manager(chain, access, record), first_block)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        delay = f"  after {row['delay']} s" if row["delay"] else ""
        click.echo(f"{row['name']:<11} {row['account']}{delay}")


@cli.command()
@network_option
@record_option
@account_option
@access_option
@click.option("--delay", type=click.IntRange(0, 2**32 - 1), default=0, help="Execution delay in seconds.")
@role_argument
@click.argument("address")
def grant(
    *, network: str, record: Path | None, alias: str | None, access: str, delay: int, role: str, address: str
) -> None:
    """Grant a role to an account. The signer is an admin."""
    with connected(network) as chain:
        account = convert(address, AddressType)
        collective = manager(chain, access, record)
        signer = chain.signer(alias)
        unlock(signer)
        collective.grantRole(ROLES[role], account, delay, sender=signer)
        click.echo(f"{account} holds {role}")


@cli.command()
@network_option
@record_option
@account_option
@access_option
@role_argument
@click.argument("address")
def revoke(*, network: str, record: Path | None, alias: str | None, access: str, role: str, address: str) -> None:
    """Take a role from an account. The signer is an admin."""
    with connected(network) as chain:
        account = convert(address, AddressType)
        collective = manager(chain, access, record)
        signer = chain.signer(alias)
        unlock(signer)
        collective.revokeRole(ROLES[role], account, sender=signer)
        click.echo(f"{account} no longer holds {role}")
