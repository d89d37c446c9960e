"""How addresses are spelled."""

from eth_utils.address import to_checksum_address


def checksummed(address: str) -> str:
    """The address in hex with its checksum (EIP-55), with or without "0x" before. Raises ValueError for no address."""
    return to_checksum_address(address if address.startswith("0x") else "0x" + address)
