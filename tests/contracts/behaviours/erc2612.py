"""ERC-2612: a signature is an approval: once, in time, by the owner, for this contract on this chain, and nothing else."""

from typing import Any

from eth_abi import encode
from eth_account.signers.local import LocalAccount
from eth_utils import keccak

from behaviours.subject import Fungible, refuses
from wire import NOBODY

PERMIT = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
ALLOWANCE = "allowance(address,address)(uint256)"
NONCES = "nonces(address)(uint256)"
APPROVAL = "Approval(address indexed,address indexed,uint256)"
DOMAIN = "eip712Domain()(bytes1,string,string,uint256,address,bytes32,uint256[])"
HOUR = 3600


def domain_separator(contract: Any, **changes: Any) -> bytes:
    """Compute the EIP-712 separator from what ERC-5267 says of the domain."""
    fields, name, version, chain, verifier, _, _ = contract.read(DOMAIN)
    assert fields == b"\x0f", "the domain has name, version, chain and contract"
    said = {"name": name, "version": version, "chain": chain, "verifier": verifier, **changes}
    kind = keccak(text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    texts = [keccak(text=said["name"]), keccak(text=said["version"])]
    return keccak(encode(["bytes32"] * 3 + ["uint256", "address"], [kind, *texts, said["chain"], said["verifier"]]))


def sign(account: LocalAccount, separator: bytes, struct: bytes) -> tuple[int, bytes, bytes]:
    """Sign an EIP-712 struct; return v, r, s."""
    signed = account.unsafe_sign_hash(keccak(b"\x19\x01" + separator + struct))
    return signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


def _permit(token: Fungible, spender: str, value: int, **other: Any) -> tuple[Any, ...]:
    """Return the arguments of a permit that the first signer signed; `other` replaces what was signed."""
    owner = token.signers[0]
    deadline = other.get("deadline", token.contract.wire.now() + HOUR)
    kind = keccak(text="Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
    nonce = other.get("nonce", token.contract.read(NONCES, owner.address))
    types = ["bytes32", "address", "address", "uint256", "uint256", "uint256"]
    struct = keccak(encode(types, [kind, owner.address, spender, value, nonce, deadline]))
    separator = domain_separator(token.contract, **other.get("domain", {}))
    return owner.address, spender, value, deadline, *sign(other.get("signer", owner), separator, struct)


def domain__is_what_erc5267_says(token: Fungible) -> None:
    contract = token.contract
    assert contract.read("DOMAIN_SEPARATOR()(bytes32)") == domain_separator(contract)
    _, _, _, chain, verifier, _, _ = contract.read(DOMAIN)
    assert (chain, verifier.lower()) == (int(contract.wire.ask("eth_chainId"), 16), contract.address.lower())


def permit__by_the_owner__is_an_approval(token: Fungible) -> None:
    owner, spender = token.signers[0], token.people[0]
    nonce = token.contract.read(NONCES, owner.address)
    logs = token.contract.send(token.people[1], PERMIT, *_permit(token, spender, 7))
    assert logs == [token.contract.event(APPROVAL, owner.address, spender, 7)]
    assert token.contract.read(ALLOWANCE, owner.address, spender) == 7
    assert token.contract.read(NONCES, owner.address) == nonce + 1
    token.mint(owner.address, 10)
    token.contract.send(spender, "transferFrom(address,address,uint256)", owner.address, spender, 7)
    assert token.contract.read("balanceOf(address)(uint256)", spender) == 7


def permit__in_the_last_second__is_taken(token: Fungible) -> None:
    # Simulated at the time of the latest block, so that no second passes.
    permit = _permit(token, token.people[0], 7, deadline=token.contract.wire.now())
    assert token.contract.reason(token.people[1], PERMIT, *permit) is None


def permit__too_late__reverts(token: Fungible) -> None:
    permit = _permit(token, token.people[0], 7, deadline=token.contract.wire.now() - 1)
    refuses(token.contract, token.people[1], PERMIT, *permit)


def permit__twice__reverts(token: Fungible) -> None:
    permit = _permit(token, token.people[0], 7)
    token.contract.send(token.people[1], PERMIT, *permit)
    refuses(token.contract, token.people[1], PERMIT, *permit)


def permit__with_another_nonce__reverts(token: Fungible) -> None:
    nonce = token.contract.read(NONCES, token.signers[0].address)
    refuses(token.contract, token.people[1], PERMIT, *_permit(token, token.people[0], 7, nonce=nonce + 1))


def permit__signed_by_somebody_else__reverts(token: Fungible) -> None:
    refuses(token.contract, token.people[1], PERMIT, *_permit(token, token.people[0], 7, signer=token.signers[1]))


def permit__changed_after_signing__reverts(token: Fungible) -> None:
    owner, spender, value, deadline, *signature = _permit(token, token.people[0], 7)
    for changed in ((owner, spender, value + 1, deadline), (owner, token.people[1], value, deadline),
                    (owner, spender, value, deadline + 1), (token.signers[1].address, spender, value, deadline)):  # fmt: skip
        refuses(token.contract, token.people[1], PERMIT, *changed, *signature)


def permit__for_another_chain_or_contract__reverts(token: Fungible) -> None:
    for domain in ({"chain": 1}, {"verifier": token.people[0]}, {"version": "0"}, {"name": "Other"}):
        refuses(token.contract, token.people[1], PERMIT, *_permit(token, token.people[0], 7, domain=domain))


def permit__of_nobody__reverts(token: Fungible) -> None:
    """A signature that recovers to nobody must not be nobody's approval."""
    deadline = token.contract.wire.now() + HOUR
    refuses(token.contract, token.people[1], PERMIT, NOBODY, token.people[1], 7, deadline, 27, b"\1" * 32, b"\0" * 32)
    refuses(token.contract, token.people[1], PERMIT, NOBODY, token.people[1], 7, deadline, 0, b"\0" * 32, b"\0" * 32)


CHECKS = [
    domain__is_what_erc5267_says,
    permit__by_the_owner__is_an_approval,
    permit__in_the_last_second__is_taken,
    permit__too_late__reverts,
    permit__twice__reverts,
    permit__with_another_nonce__reverts,
    permit__signed_by_somebody_else__reverts,
    permit__changed_after_signing__reverts,
    permit__for_another_chain_or_contract__reverts,
    permit__of_nobody__reverts,
]
