"""Top up accounts on a local chain from test account 0. An account that has enough is left alone."""

import click
from ape import convert
from ape.types import AddressType

from scripts._common import Failure, connected, network_option


@click.command(short_help="Give accounts on a local chain some ETH")
@network_option
@click.option("--amount", type=int, default=10, show_default=True, help="What each account has at least, in whole ETH.")
@click.argument("addresses", nargs=-1, required=True)
def cli(network: str, amount: int, addresses: tuple[str, ...]) -> None:
    if amount <= 0:
        raise Failure(f"--amount {amount}: must be above zero")
    with connected(network) as chain:
        if not chain.local:
            raise Failure(f"only on local chains; chain {chain.chain_id} is a public one")
        bank = chain.signer(None)
        for text in addresses:
            address = convert(text, AddressType)
            missing = amount * 10**18 - chain.provider.get_balance(address)
            if missing > 0:
                bank.transfer(address, missing)
                click.echo(f"{address}  + {missing / 10**18:.6f} ETH")
            else:
                click.echo(f"{address}  has {amount} ETH or more")
