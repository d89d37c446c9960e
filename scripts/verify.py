"""Check that what is deployed is what these sources say, and that the deployer holds nothing. Exit code 1 if not."""

from collections.abc import Iterator
from pathlib import Path

import click

from scripts._common import (
    PLAN,
    ROLES,
    STYLES,
    Chain,
    Failure,
    Record,
    connected,
    container,
    contract_types,
    network_option,
    record_option,
    require_record,
    same_code,
)


def check_code(chain: Chain, record: Record) -> Iterator[str]:
    """Yield a line for each contract whose code is not what the sources compile to (immutables aside)."""
    types = contract_types()
    for name in PLAN:
        entry = record.contracts.get(name)
        if entry is None:
            yield f"{name} is not in the record"
        elif not same_code(types[name], chain.code(entry.address)):
            yield f"{name} at {entry.address} has other code than these sources"


def check_wiring(chain: Chain, record: Record) -> Iterator[str]:
    """Yield a line for each immutable that is not what it should be, as the contracts themselves say it."""
    at = {name: container(name).at(record.address(name)) for name in PLAN}
    address = {name: record.address(name) for name in PLAN}
    expected: dict[str, tuple[object, object]] = {
        "CollectiveFactory.implementations": (
            tuple(at["CollectiveFactory"].implementations()),
            tuple(address[name] for name in ("EventTickets", "MembershipToken", "CommunityToken")),
        ),
        "EventTickets.factory": (at["EventTickets"].factory(), address["CollectiveFactory"]),
        "EventTickets.art": (at["EventTickets"].art(), address["TicketArt"]),
        "EventTickets.signatureVerifier": (at["EventTickets"].signatureVerifier(), address["SignatureVerifier"]),
        "MembershipToken.art": (at["MembershipToken"].art(), address["MembershipArt"]),
    }
    for name in ("TicketArt", "MembershipArt", "TokenArt"):
        expected[f"{name}.styles"] = (list(at[name].styles()), [address[style] for style in STYLES])
    for name in ("EventTickets", "MembershipToken", "CommunityToken"):
        domain = at[name].eip712Domain()
        says = (domain.name, domain.version, domain.chainId, domain.verifyingContract)
        expected[f"{name}.eip712Domain"] = (says, (f"Einlass {name}", "1", chain.chain_id, address[name]))
    for what, (found, wanted) in expected.items():
        if found != wanted:
            yield f"{what} is {found}, should be {wanted}"


def check_deployer(chain: Chain, record: Record) -> Iterator[str]:
    """Yield a line for each role the deployer holds in any collective of the factory."""
    entry = record.contracts["CollectiveFactory"]
    factory = container("CollectiveFactory").at(entry.address)
    last_block = chain.provider.get_block("latest").number
    for event in factory.CollectiveCreated.range(entry.block, last_block + 1):
        access = container("CollectiveAccess").at(event.access)
        for name, number in ROLES.items():
            if access.hasRole(number, record.deployer).isMember:
                yield f"the deployer {record.deployer} holds {name} in the collective {event.access}"


@click.command(short_help="Check the deployed code, its wiring and the deployer's roles")
@network_option
@record_option
def cli(network: str, record: Path | None) -> None:
    with connected(network) as chain:
        deployment = require_record(chain, record)
        findings = list(check_code(chain, deployment))
        if not findings:
            findings = [*check_wiring(chain, deployment), *check_deployer(chain, deployment)]
    for finding in findings:
        click.echo(finding, err=True)
    if findings:
        raise Failure(f"{len(findings)} finding(s)")
    click.echo(
        f"chain {deployment.chain_id}: {len(PLAN)} contracts are what they should be; the deployer holds nothing"
    )
