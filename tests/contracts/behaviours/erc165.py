"""ERC-165: a contract claims what holds and nothing else, and the question costs little."""

from behaviours.subject import Nft
from wire import Refused, Signature

SUPPORTS = "supportsInterface(bytes4)(bool)"
# What a transaction costs before any code runs, and the bytes of this one.
INTRINSIC = 21_000 + 36 * 16


def itself__is_claimed(nft: Nft) -> None:
    assert nft.contract.read(SUPPORTS, bytes.fromhex("01ffc9a7"))


def ffffffff__is_denied(nft: Nft) -> None:
    assert not nft.contract.read(SUPPORTS, b"\xff" * 4)


def standards__that_hold__are_claimed(nft: Nft) -> None:
    for name, number in nft.claims.items():
        assert nft.contract.read(SUPPORTS, number), f"{name} is not claimed"


def standards__that_do_not_hold__are_denied(nft: Nft) -> None:
    for name, number in {**nft.denies, "nothing": b"\x00" * 4, "anything": b"\xde\xad\xbe\xef"}.items():
        assert not nft.contract.read(SUPPORTS, number), f"{name} is claimed"


def answer__to_any_question__takes_less_than_30000_gas(nft: Nft) -> None:
    for number in [*nft.claims.values(), b"\xff" * 4]:
        data = Signature.of(SUPPORTS).data(number)
        try:
            nft.contract.wire.call(nft.contract.address, data, gas=hex(INTRINSIC + 30_000))
        except Refused as refused:
            raise AssertionError(f"0x{number.hex()} takes more than 30,000 gas") from refused


CHECKS = [
    itself__is_claimed,
    ffffffff__is_denied,
    standards__that_hold__are_claimed,
    standards__that_do_not_hold__are_denied,
    answer__to_any_question__takes_less_than_30000_gas,
]
