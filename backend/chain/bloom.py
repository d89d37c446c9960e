"""The bloom filter in a block's header: which contracts certainly left no log in the block; pure."""

from functools import lru_cache

from eth_utils.crypto import keccak

_BITS = 2048


@lru_cache(maxsize=4096)
def _mask(address: str) -> int:
    digest = keccak(bytes.fromhex(address[2:]))
    first, second, third = (1 << int.from_bytes(digest[at : at + 2], "big") % _BITS for at in (0, 2, 4))
    return first | second | third


def may_contain(bloom: bytes | None, address: str) -> bool:
    """False only when the block holds no log of this address. A header without the filter may hold anything."""
    if bloom is None:
        return True
    mask = _mask(address.lower())
    return int.from_bytes(bloom, "big") & mask == mask
