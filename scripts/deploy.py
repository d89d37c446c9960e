"""Deploy the implementations, the art and the factory, as far as they are not there yet.

Running it again does nothing: what the record names, what is on chain and what the sources compile to is compared
first. Nothing that was deployed keeps a role or an owner, so a new version is a new set of addresses beside the old one.
"""

from dataclasses import dataclass
from pathlib import Path

import click
from ape.api import AccountAPI

from scripts._common import (
    PLAN,
    Chain,
    Deployed,
    Failure,
    Record,
    account_option,
    connected,
    container,
    contract_types,
    creation_hash,
    current_commit,
    network_option,
    read_record,
    record_option,
    record_path,
    same_code,
    solc_version,
    unlock,
    write_record,
)


@dataclass(frozen=True)
class Step:
    """One contract that has to be deployed, and where it will be."""

    name: str
    arguments: list[str]
    address: str


def still_good(chain: Chain, record: Record | None) -> dict[str, Deployed]:
    """Return what the record names and what is on chain just as it would be deployed now."""
    if record is None or (record.chain_id, record.genesis_hash) != (chain.chain_id, chain.genesis_hash):
        return {}
    types = contract_types()
    good: dict[str, Deployed] = {}
    for name, needs in PLAN.items():
        entry = record.contracts.get(name)
        if entry is None or entry.bytecode_hash != creation_hash(types[name]):
            continue
        # The two that name each other are compared with the record, all others with what was found good so far.
        known = {**record.contracts, **good} if name == "EventTickets" else good
        if entry.arguments != [known[need].address if need in known else "" for need in needs]:
            continue
        if same_code(types[name], chain.code(entry.address)):
            good[name] = entry
    if "CollectiveFactory" not in good:
        # A ticket implementation knows one factory only.
        good.pop("EventTickets", None)
    return good


def plan_steps(signer: AccountAPI, good: dict[str, Deployed]) -> list[Step]:
    """Return what is missing, with the address each will have: it follows from the signer's next nonces."""
    missing = [name for name in PLAN if name not in good]
    addresses = {name: entry.address for name, entry in good.items()}
    for offset, name in enumerate(missing):
        addresses[name] = signer.get_deployment_address(signer.nonce + offset)
    return [
        Step(name=name, arguments=[addresses[need] for need in PLAN[name]], address=addresses[name]) for name in missing
    ]


def estimate(chain: Chain, signer: AccountAPI, step: Step) -> int:
    """Return the gas a step will take, before the steps it depends on were made."""
    code = container(step.name)(*step.arguments).data
    overrides = {}
    if step.name == "CollectiveFactory":
        # Its constructor asks the ticket implementation, which may not exist yet, whether it is meant: a contract that
        # answers every call with the address the factory would have if it were deployed right now stands in.
        factory = signer.get_deployment_address(signer.nonce)
        stand_in = "0x73" + factory.removeprefix("0x").lower() + "5f5260205ff3"
        overrides = {step.arguments[0]: {"code": stand_in}}
    call = {"from": signer.address, "data": "0x" + bytes(code).hex()}
    answer = chain.provider.make_request("eth_estimateGas", [call, "latest", overrides])
    return int(str(answer), 16)


def deploy(chain: Chain, signer: AccountAPI, step: Step) -> Deployed:
    """Deploy one contract. Raises `Failure` when it landed elsewhere than planned."""
    contract = container(step.name)
    # Being mined is enough: addresses follow from nonces, whatever is reordered, and `ape run verify` looks again later.
    instance = signer.deploy(contract, *step.arguments, required_confirmations=0)
    if instance.address != step.address:
        raise Failure(
            f"{step.name} is at {instance.address}, planned was {step.address}: is the account in use elsewhere?"
        )
    return Deployed(
        address=instance.address,
        bytecode_hash=creation_hash(contract.contract_type),
        block=chain.provider.get_receipt(instance.txn_hash).block_number,
        arguments=step.arguments,
    )


def fresh_record(chain: Chain, signer: AccountAPI, contracts: dict[str, Deployed]) -> Record:
    """Return a record of these contracts on this chain, as of now."""
    return Record(
        chain_id=chain.chain_id,
        genesis_hash=chain.genesis_hash,
        block_number=chain.provider.get_block("latest").number,
        deployer=signer.address,
        solc=solc_version(),
        commit=current_commit(),
        contracts=contracts,
    )


def unfinished_path(path: Path) -> Path:
    """Return where the contracts of a run that did not reach its end are remembered."""
    return path.with_name(path.name + ".unfinished")


@click.command(short_help="Deploy what is missing or changed")
@network_option
@account_option
@record_option
@click.option("--dry-run", is_flag=True, help="Say what would happen and what gas it would take; send nothing.")
def cli(network: str, alias: str | None, record: Path | None, dry_run: bool) -> None:
    with connected(network) as chain:
        path = record_path(chain, record)
        before = read_record(path)
        require_same_chain(chain, before, path)
        unfinished = read_record(unfinished_path(path))
        good = max(still_good(chain, unfinished), still_good(chain, before), key=len)
        signer = chain.signer(alias)
        steps = plan_steps(signer, good)
        for name, entry in good.items():
            click.echo(f"kept      {name:<18} {entry.address}")
        if dry_run:
            show_dry_run(chain, signer, steps)
            return
        if steps:
            unlock(signer)
        for step in steps:
            good[step.name] = deploy(chain, signer, step)
            write_record(unfinished_path(path), fresh_record(chain, signer, good))
            click.echo(f"deployed  {step.name:<18} {step.address}")
        if before is None or before.contracts != good:
            write_record(path, fresh_record(chain, signer, good))
        unfinished_path(path).unlink(missing_ok=True)
        click.echo(f"{len(steps)} deployed, {len(PLAN) - len(steps)} kept; record: {path}")


def require_same_chain(chain: Chain, record: Record | None, path: Path) -> None:
    """Raise `Failure` when a public chain's record belongs to another chain. A local chain may have been started over."""
    if record is None or (record.chain_id, record.genesis_hash) == (chain.chain_id, chain.genesis_hash):
        return
    if not chain.local:
        raise Failure(f"{path} belongs to another chain (id {record.chain_id}, genesis {record.genesis_hash})")
    click.echo(f"the record {path} belongs to a chain that was started over; deploying anew")


def show_dry_run(chain: Chain, signer: AccountAPI, steps: list[Step]) -> None:
    """Print each step with its gas and what all of them would cost right now."""
    total = 0
    for step in steps:
        gas = estimate(chain, signer, step)
        total += gas
        click.echo(f"would     {step.name:<18} {step.address}  {gas:>11,} gas")
    price = int(chain.provider.gas_price)
    cost = total * price / 10**18
    click.echo(f"dry run: {len(steps)} to deploy by {signer.address}, {total:,} gas, {cost:.6f} ETH at {price:,} wei")
