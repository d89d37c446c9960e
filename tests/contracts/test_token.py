"""The community token: who makes it, who burns it, and the promise of a cap."""

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from support import DAY, ZERO, reverts

CAP = 2**128 - 1


def test_mint__beyond_the_cap__reverts_with_supply_and_cap(token, treasurer, holder):
    token.mint(holder, CAP, sender=treasurer)
    with reverts(token.ERC20ExceededCap, increasedSupply=CAP + 1, cap=CAP):
        token.mint(holder, 1, sender=treasurer)


def test_mint__to_nobody__reverts(token, treasurer):
    with reverts(token.ERC20InvalidReceiver, receiver=ZERO):
        token.mint(ZERO, 1, sender=treasurer)


def test_mint__by_the_treasurer__arrives(token, treasurer, holder):
    receipt = token.mint(holder, 5 * 10**18, sender=treasurer)
    assert receipt.events == [token.Transfer(ZERO, holder, 5 * 10**18)]
    assert token.balanceOf(holder) == token.totalSupply() == 5 * 10**18


def test_burn__more_than_held__reverts(token, treasurer, holder):
    token.mint(holder, 5, sender=treasurer)
    with reverts(token.ERC20InsufficientBalance, sender=holder.address, balance=5, needed=6):
        token.burn(6, sender=holder)


def test_burn__by_the_treasurer__takes_nothing_from_others(token, treasurer, holder):
    token.mint(holder, 5, sender=treasurer)
    with reverts(token.ERC20InsufficientBalance, sender=treasurer.address, balance=0, needed=5):
        token.burn(5, sender=treasurer)
    with reverts(token.ERC20InsufficientAllowance, spender=treasurer.address, allowance=0, needed=5):
        token.transferFrom(holder, treasurer, 5, sender=treasurer)


def test_burn__own__is_gone_and_can_be_minted_again(token, treasurer, holder):
    token.mint(holder, CAP, sender=treasurer)
    receipt = token.burn(7, sender=holder)
    assert receipt.events == [token.Transfer(holder, ZERO, 7)]
    token.mint(holder, 7, sender=treasurer)
    assert token.totalSupply() == CAP


def test_lower_cap__above_the_present_or_below_the_supply__reverts_with_it(token, treasurer, holder):
    token.mint(holder, 10, sender=treasurer)
    token.lowerCap(100, sender=treasurer)
    for cap in (101, CAP, 9, 0):
        with reverts(token.TokenCapInvalid, cap=cap):
            token.lowerCap(cap, sender=treasurer)
    assert token.cap() == 100


def test_lower_cap__down_to_the_supply__nothing_more_can_be_minted(token, treasurer, holder):
    assert token.cap() == CAP
    token.mint(holder, 10, sender=treasurer)
    receipt = token.lowerCap(10, sender=treasurer)
    assert receipt.events == [token.CapLowered(10), token.ContractURIUpdated()]
    assert token.cap() == 10
    with reverts(token.ERC20ExceededCap, increasedSupply=11, cap=10):
        token.mint(holder, 1, sender=treasurer)


def test_lower_cap__of_an_empty_token_to_zero__is_the_end_of_it(token, treasurer, holder):
    token.lowerCap(0, sender=treasurer)
    with reverts(token.ERC20ExceededCap, increasedSupply=1, cap=0):
        token.mint(holder, 1, sender=treasurer)


def permit_of(signer, token, spender, value, deadline, chain):
    """Sign a permit for the domain that the token itself names (ERC-5267)."""
    domain = token.eip712Domain()
    message = encode_typed_data(
        domain_data={
            "name": domain.name, "version": domain.version,
            "chainId": domain.chainId, "verifyingContract": domain.verifyingContract,
        },
        message_types={"Permit": [
            {"name": "owner", "type": "address"}, {"name": "spender", "type": "address"},
            {"name": "value", "type": "uint256"}, {"name": "nonce", "type": "uint256"},
            {"name": "deadline", "type": "uint256"},
        ]},
        message_data={
            "owner": signer.address, "spender": spender.address, "value": value,
            "nonce": token.nonces(signer.address), "deadline": deadline,
        },
    )  # fmt: skip
    assert domain.chainId == chain.chain_id
    return signer.sign_message(message)


def test_permit__signed_for_another_collectives_token__reverts(
    project, factory, collective_config, token, stranger, chain
):
    made = factory.createCollective(collective_config(ref=b"\x02" * 32), sender=stranger).return_value
    other = project.CommunityToken.at(made.token)
    owner, deadline = Account.create(), chain.pending_timestamp + DAY
    signed = permit_of(owner, other, stranger, 5, deadline, chain)
    assert other.eip712Domain().verifyingContract != token.eip712Domain().verifyingContract
    call = (owner.address, stranger, 5, deadline, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big"))
    other.permit(*call, sender=stranger)
    assert other.allowance(owner.address, stranger) == 5
    with pytest.raises(token.ERC2612InvalidSigner) as refused:
        token.permit(*call, sender=stranger)
    assert refused.value.inputs["owner"] == owner.address


def test_permit__twice__reverts_because_the_nonce_is_used(token, stranger, chain):
    owner, deadline = Account.create(), chain.pending_timestamp + DAY
    signed = permit_of(owner, token, stranger, 5, deadline, chain)
    call = (owner.address, stranger, 5, deadline, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big"))
    receipt = token.permit(*call, sender=stranger)
    assert receipt.events == [token.Approval(owner.address, stranger, 5)]
    assert token.nonces(owner.address) == 1
    with pytest.raises(token.ERC2612InvalidSigner) as refused:
        token.permit(*call, sender=stranger)
    assert refused.value.inputs["owner"] == owner.address


def test_permit__too_late__reverts_with_the_deadline(token, stranger, chain):
    owner, deadline = Account.create(), chain.blocks.head.timestamp - 1
    signed = permit_of(owner, token, stranger, 5, deadline, chain)
    call = (owner.address, stranger, 5, deadline, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big"))
    with reverts(token.ERC2612ExpiredSignature, deadline=deadline):
        token.permit(*call, sender=stranger)


def test_name__clone__is_the_collectives(token, access):
    assert (token.name(), token.symbol(), token.decimals()) == ("Kollektiv Ostpol", "OSTPOL", 18)
    assert token.access() == access.address
