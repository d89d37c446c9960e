"""What the tests share that is no fixture: ids, configurations, expected reverts, raw calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ape import chain
from ape.contracts import ContractInstance
from ape.exceptions import ContractLogicError, CustomError
from eth_abi import decode, encode
from eth_account import Account
from eth_utils import keccak, to_checksum_address
from ethpm_types.abi import ErrorABI

ADMIN, ORGANISER, BOX_OFFICE, DOOR, TREASURER = range(5)
FREE, FACE_VALUE, LOCKED = range(3)
DAY = 24 * 60 * 60
ZERO = "0x0000000000000000000000000000000000000000"
FULL_WORD = 2**256 - 1


NO_SALE = (0, False, 0, 0, 0, False)


def sale(
    price: int = 0,
    *,
    in_token: bool = False,
    opens_at: int = 0,
    closes_at: int = 0,
    limit: int = 0,
    members_only: bool = False,
) -> tuple[int, bool, int, int, int, bool]:
    """Return how a tier's public share is sold, as the contract spells it."""
    return (price, in_token, opens_at, closes_at, limit, members_only)


def tid(tier: int, serial: int) -> int:
    """Return the token id of a serial."""
    return tier << 32 | serial


def ref(number: int) -> bytes:
    """Return a reference of 32 bytes."""
    return number.to_bytes(32, "big")


def people(count: int) -> list[str]:
    """Return that many distinct addresses that nobody has used."""
    return [f"0x{(0xFEED << 140) + 7919 * number:040x}" for number in range(1, count + 1)]


VOUCHER_TYPE = [
    {"name": "tokenId", "type": "uint256"},
    {"name": "to", "type": "address"},
    {"name": "price", "type": "uint256"},
    {"name": "nonce", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]


def sign_voucher(tickets: ContractInstance, voucher: tuple[int, str, int, int, int], key: str, **domain: Any) -> bytes:
    """Sign a voucher as a wallet does: EIP-712, from the type and the domain, without asking the contract."""
    where = {
        "name": "Einlass EventTickets",
        "version": "1",
        "chainId": chain.provider.chain_id,
        "verifyingContract": tickets.address,
    }
    message = dict(zip([field["name"] for field in VOUCHER_TYPE], voucher, strict=True))
    signed = Account.sign_typed_data(key, {**where, **domain}, {"Voucher": VOUCHER_TYPE}, message)
    return bytes(signed.signature)


@contextmanager
def reverts(error: type[CustomError], **inputs: Any) -> Iterator[None]:
    """Expect this error with exactly these arguments. Stricter than `ape.reverts`, which overlooks misspelt names."""
    found = None
    try:
        yield
    except CustomError as raised:
        found = (raised.name, raised.inputs)
    except ContractLogicError as raised:
        # Ape does not decode what a constructor reverts with.
        found = _decode_error(error.abi, bytes.fromhex(raised.revert_message.removeprefix("0x")))
    assert found == (error.abi.name, inputs)


def selector(signature: str) -> bytes:
    """Return the first four bytes of a signature's hash."""
    return keccak(text=signature)[:4]


def raw_call(to: str, data: bytes, sender: str = ZERO) -> tuple[bool, bytes]:
    """Make a call with bytes of one's own making. Return whether it went through, and what came back."""
    call = {"from": sender, "to": to, "data": "0x" + data.hex()}
    answer = chain.provider.web3.provider.make_request("eth_call", [call, "latest"])
    if "error" in answer:
        return False, bytes.fromhex(str(answer["error"].get("data", "0x")).removeprefix("0x"))
    return True, bytes.fromhex(answer["result"].removeprefix("0x"))


def refusal(view: Any, *arguments: Any, sender: str = ZERO) -> tuple[str, dict[str, Any]] | None:
    """Call a view. Return name and arguments of the error it ends with (Ape does not decode those), None if it answers."""
    went_through, answer = raw_call(view.contract.address, bytes(view.encode_input(*arguments)), sender)
    if went_through:
        return None
    errors = {selector(error.selector): error for error in view.contract.contract_type.errors}
    return _decode_error(errors[answer[:4]], answer)


def _decode_error(error: ErrorABI, data: bytes) -> tuple[str, dict[str, Any]]:
    assert data[:4] == selector(error.selector), data.hex()
    values = decode([item.canonical_type for item in error.inputs], data[4:])
    names = [str(item.name) for item in error.inputs]
    kinds = [item.canonical_type for item in error.inputs]
    checksummed = [
        to_checksum_address(value) if kind == "address" else value for kind, value in zip(kinds, values, strict=True)
    ]
    return error.name, dict(zip(names, checksummed, strict=True))


COLLECTIVE_TYPES = (
    "(bytes32,{text},{text},address,address,address,address,address,address,uint128,(uint8,uint24,uint24,uint24))"
)


def predict_with_names(factory: ContractInstance, admin: str, name: bytes, symbol: bytes) -> tuple[bool, bytes]:
    """Ask the factory about a collective whose names are these bytes, whether they are UTF-8 or not."""
    config = (ref(1), name, symbol, admin, ZERO, ZERO, ZERO, ZERO, ZERO, 0, (0, 0, 0, 0))
    arguments = encode(["address", COLLECTIVE_TYPES.format(text="bytes")], [admin, config])
    signature = f"predictCollective(address,{COLLECTIVE_TYPES.format(text='string')})"
    return raw_call(factory.address, selector(signature) + arguments)


def text_error(answer: bytes) -> tuple[str, bytes, int]:
    """Return name, text and number of one of the two errors about texts."""
    names = {selector(f"{name}(bytes,uint256)"): name for name in ("TextInvalid", "TextLengthInvalid")}
    text, number = decode(["bytes", "uint256"], answer[4:])
    return names[answer[:4]], text, number
