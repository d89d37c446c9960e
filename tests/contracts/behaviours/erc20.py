"""ERC-20: sums hold, only the owner or who was allowed moves, and everything is in the log."""

from behaviours.subject import Fungible, refuses
from wire import NOBODY

TRANSFER = "Transfer(address indexed,address indexed,uint256)"
APPROVAL = "Approval(address indexed,address indexed,uint256)"
BALANCE = "balanceOf(address)(uint256)"
SUPPLY = "totalSupply()(uint256)"
ALLOWANCE = "allowance(address,address)(uint256)"
SEND = "transfer(address,uint256)(bool)"
APPROVE = "approve(address,uint256)(bool)"
TAKE = "transferFrom(address,address,uint256)(bool)"


def metadata__is_there(token: Fungible) -> None:
    assert token.contract.read("name()(string)")
    assert token.contract.read("symbol()(string)")
    assert 0 <= token.contract.read("decimals()(uint8)") <= 18


def mint_and_burn__are_logged_and_counted(token: Fungible) -> None:
    holder = token.people[0]
    before = token.contract.read(SUPPLY)
    assert token.contract.event(TRANSFER, NOBODY, holder, 10) in token.mint(holder, 10)
    assert (token.contract.read(BALANCE, holder), token.contract.read(SUPPLY)) == (10, before + 10)
    assert token.contract.event(TRANSFER, holder, NOBODY, 4) in token.burn(holder, 4)
    assert (token.contract.read(BALANCE, holder), token.contract.read(SUPPLY)) == (6, before + 6)


def transfer__moves_says_so_and_answers_true(token: Fungible) -> None:
    holder, to = token.people[:2]
    token.mint(holder, 10)
    supply = token.contract.read(SUPPLY)
    assert token.contract.read(SEND, to, 4, sender=holder) is True
    assert token.contract.send(holder, SEND, to, 4) == [token.contract.event(TRANSFER, holder, to, 4)]
    assert [token.contract.read(BALANCE, account) for account in (holder, to)] == [6, 4]
    assert token.contract.read(SUPPLY) == supply


def transfer__of_nothing__is_a_transfer(token: Fungible) -> None:
    holder, to = token.people[:2]
    assert token.contract.send(holder, SEND, to, 0) == [token.contract.event(TRANSFER, holder, to, 0)]


def transfer__to_oneself__changes_nothing(token: Fungible) -> None:
    holder = token.people[0]
    token.mint(holder, 10)
    token.contract.send(holder, SEND, holder, 4)
    assert token.contract.read(BALANCE, holder) == 10


def transfer__beyond_the_balance__reverts(token: Fungible) -> None:
    holder, to = token.people[:2]
    token.mint(holder, 10)
    refuses(token.contract, holder, SEND, to, 11)
    refuses(token.contract, holder, SEND, to, 2**256 - 1)


def approve__is_logged_and_replaces_what_was(token: Fungible) -> None:
    holder, spender = token.people[:2]
    for amount in (5, 3, 0):
        assert token.contract.read(APPROVE, spender, amount, sender=holder) is True
        logs = token.contract.send(holder, APPROVE, spender, amount)
        assert logs == [token.contract.event(APPROVAL, holder, spender, amount)]
        assert token.contract.read(ALLOWANCE, holder, spender) == amount
        assert token.contract.read(ALLOWANCE, spender, holder) == 0


def transfer_from__within_the_allowance__moves_and_uses_it_up(token: Fungible) -> None:
    holder, spender, to = token.people[:3]
    token.mint(holder, 10)
    token.contract.send(holder, APPROVE, spender, 5)
    assert token.contract.read(TAKE, holder, to, 4, sender=spender) is True
    logs = token.contract.send(spender, TAKE, holder, to, 4)
    assert token.contract.event(TRANSFER, holder, to, 4) in logs
    assert [token.contract.read(BALANCE, account) for account in (holder, spender, to)] == [6, 0, 4]
    assert token.contract.read(ALLOWANCE, holder, spender) == 1
    refuses(token.contract, spender, TAKE, holder, to, 2)


def transfer_from__without_an_allowance__reverts(token: Fungible) -> None:
    holder, thief = token.people[:2]
    token.mint(holder, 10)
    refuses(token.contract, thief, TAKE, holder, thief, 1)


def transfer_from__beyond_the_balance__reverts(token: Fungible) -> None:
    holder, spender = token.people[:2]
    token.mint(holder, 10)
    token.contract.send(holder, APPROVE, spender, 2**256 - 1)
    refuses(token.contract, spender, TAKE, holder, spender, 11)


CHECKS = [
    metadata__is_there,
    mint_and_burn__are_logged_and_counted,
    transfer__moves_says_so_and_answers_true,
    transfer__of_nothing__is_a_transfer,
    transfer__to_oneself__changes_nothing,
    transfer__beyond_the_balance__reverts,
    approve__is_logged_and_replaces_what_was,
    transfer_from__within_the_allowance__moves_and_uses_it_up,
    transfer_from__without_an_allowance__reverts,
    transfer_from__beyond_the_balance__reverts,
]
