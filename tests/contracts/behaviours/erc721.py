"""ERC-721: who holds what, who may move it, and what the log says; on all three transfer paths."""

from behaviours.subject import MOVES, Nft, path_arguments, refuses, same
from wire import NOBODY, Log, Refused

TRANSFER = "Transfer(address indexed,address indexed,uint256 indexed)"
APPROVAL = "Approval(address indexed,address indexed,uint256 indexed)"
APPROVAL_FOR_ALL = "ApprovalForAll(address indexed,address indexed,bool)"
RECEIVED = "Received(address,address,uint256,bytes)"
APPROVE = "approve(address,uint256)"
OWNER = "ownerOf(uint256)(address)"
BALANCE = "balanceOf(address)(uint256)"
APPROVED = "getApproved(uint256)(address)"


def _owner(nft: Nft, token: int) -> str:
    return str(nft.contract.read(OWNER, token))


def _transfers(nft: Nft, logs: list[Log]) -> list[Log]:
    topic = nft.contract.event(TRANSFER, NOBODY, NOBODY, 0).topics[0]
    return [log for log in logs if log.topics[0] == topic and same(log.address, nft.contract.address)]


def queries__about_nobody_and_nothing__revert(nft: Nft) -> None:
    refuses(nft.contract, NOBODY, BALANCE, NOBODY)
    for query in (OWNER, APPROVED, "tokenURI(uint256)(string)"):
        refuses(nft.contract, NOBODY, query, nft.missing)


def mint__is_logged_and_counted(nft: Nft) -> None:
    holder = nft.people[0]
    before = nft.contract.read(BALANCE, holder)
    token, logs = nft.mint(holder)
    assert _transfers(nft, logs) == [nft.contract.event(TRANSFER, NOBODY, holder, token)]
    assert same(_owner(nft, token), holder)
    assert nft.contract.read(BALANCE, holder) == before + 1
    assert nft.contract.read(APPROVED, token) == NOBODY


def metadata__of_a_token__is_there(nft: Nft) -> None:
    token, _ = nft.mint(nft.people[0])
    assert nft.contract.read("name()(string)")
    assert nft.contract.read("symbol()(string)")
    assert nft.contract.read("tokenURI(uint256)(string)", token)


def transfer__by_the_holder__moves_or_says_why_not(nft: Nft) -> None:
    for path, holder in zip(MOVES, nft.people, strict=False):
        to = nft.people[-1]
        token, _ = nft.mint(holder)
        signature, arguments = path_arguments(path, holder, to, token)
        balances = [nft.contract.read(BALANCE, account) for account in (holder, to)]
        if nft.holds_back:
            refuses(nft.contract, holder, signature, *arguments, because=nft.holds_back(token, to))
            assert same(_owner(nft, token), holder)
            continue
        logs = nft.contract.send(holder, signature, *arguments)
        assert _transfers(nft, logs) == [nft.contract.event(TRANSFER, holder, to, token)], path
        assert same(_owner(nft, token), to), path
        after = [nft.contract.read(BALANCE, account) for account in (holder, to)]
        assert after == [balances[0] - 1, balances[1] + 1], path


def transfer__by_somebody_else__reverts(nft: Nft) -> None:
    holder, thief = nft.people[:2]
    token, _ = nft.mint(holder)
    for path in MOVES:
        signature, arguments = path_arguments(path, holder, thief, token)
        refuses(nft.contract, thief, signature, *arguments)


def transfer__from_who_does_not_hold_it__reverts(nft: Nft) -> None:
    holder, other, third = nft.people[:3]
    token, _ = nft.mint(holder)
    for path in MOVES:
        signature, arguments = path_arguments(path, other, third, token)
        refuses(nft.contract, holder, signature, *arguments)


def transfer__to_nobody__reverts(nft: Nft) -> None:
    holder = nft.people[0]
    token, _ = nft.mint(holder)
    for path in MOVES:
        signature, arguments = path_arguments(path, holder, NOBODY, token)
        refuses(nft.contract, holder, signature, *arguments)


def transfer__of_no_token__reverts(nft: Nft) -> None:
    holder, to = nft.people[:2]
    for path in MOVES:
        signature, arguments = path_arguments(path, holder, to, nft.missing)
        refuses(nft.contract, holder, signature, *arguments)


def approve__by_the_holder__is_logged_and_kept_or_refused(nft: Nft) -> None:
    holder, friend = nft.people[:2]
    token, _ = nft.mint(holder)
    if nft.refuses_approval:
        refuses(nft.contract, holder, APPROVE, friend, token, because=nft.refuses_approval(friend))
    else:
        logs = nft.contract.send(holder, APPROVE, friend, token)
        assert logs == [nft.contract.event(APPROVAL, holder, friend, token)]
        assert same(nft.contract.read(APPROVED, token), friend)
    # Taking an approval back is always possible.
    logs = nft.contract.send(holder, APPROVE, NOBODY, token)
    assert logs == [nft.contract.event(APPROVAL, holder, NOBODY, token)]
    assert nft.contract.read(APPROVED, token) == NOBODY


def approve__by_somebody_else__reverts(nft: Nft) -> None:
    holder, thief = nft.people[:2]
    token, _ = nft.mint(holder)
    refuses(nft.contract, thief, APPROVE, thief, token)
    refuses(nft.contract, holder, APPROVE, thief, nft.missing)


def approved__account__moves_that_token_once(nft: Nft) -> None:
    for path, holder in zip(MOVES, nft.people, strict=False):
        friend, to = nft.people[-2:]
        token, _ = nft.mint(holder)
        if nft.refuses_approval:
            continue
        nft.contract.send(holder, APPROVE, friend, token)
        signature, arguments = path_arguments(path, holder, to, token)
        if nft.holds_back:
            refuses(nft.contract, friend, signature, *arguments, because=nft.holds_back(token, to))
            continue
        nft.contract.send(friend, signature, *arguments)
        assert same(_owner(nft, token), to), path
        assert nft.contract.read(APPROVED, token) == NOBODY, f"{path}: the approval outlived the transfer"
        signature, arguments = path_arguments(path, to, friend, token)
        refuses(nft.contract, friend, signature, *arguments)


def operator__of_a_holder__acts_for_them_until_dismissed(nft: Nft) -> None:
    holder, operator, to = nft.people[:3]
    token, _ = nft.mint(holder)
    asked = "isApprovedForAll(address,address)(bool)", holder, operator
    allow = "setApprovalForAll(address,bool)"
    path = path_arguments("transferFrom", holder, to, token)
    if nft.refuses_approval:
        refuses(nft.contract, holder, allow, operator, True, because=nft.refuses_approval(operator))
    else:
        logs = nft.contract.send(holder, allow, operator, True)
        assert logs == [nft.contract.event(APPROVAL_FOR_ALL, holder, operator, True)]
        assert nft.contract.read(*asked)
        nft.contract.send(operator, APPROVE, to, token)
        assert same(nft.contract.read(APPROVED, token), to)
        for one in MOVES:
            signature, arguments = path_arguments(one, holder, to, token)
            because = nft.holds_back(token, to) if nft.holds_back else None
            assert nft.contract.reason(operator, signature, *arguments) == because, one
        nft.contract.send(holder, APPROVE, NOBODY, token)
    logs = nft.contract.send(holder, allow, operator, False)
    assert logs == [nft.contract.event(APPROVAL_FOR_ALL, holder, operator, False)]
    assert not nft.contract.read(*asked)
    refuses(nft.contract, operator, path[0], *path[1])
    refuses(nft.contract, operator, APPROVE, operator, token)


def safe_transfer__to_a_contract__asks_it_with_everything(nft: Nft) -> None:
    for path, holder, data in zip(list(MOVES)[1:], nft.people, (b"", b"einlass"), strict=False):
        token, _ = nft.mint(holder)
        signature, arguments = path_arguments(path, holder, nft.taker.address, token)
        if nft.holds_back:
            refuses(nft.contract, holder, signature, *arguments, because=nft.holds_back(token, nft.taker.address))
            continue
        logs = nft.contract.send(holder, signature, *arguments)
        assert nft.taker.event(RECEIVED, holder, holder, token, data) in logs, path
        assert same(_owner(nft, token), nft.taker.address), path


def safe_transfer__to_a_contract_that_does_not_take_it__reverts(nft: Nft) -> None:
    holder = nft.people[0]
    token, _ = nft.mint(holder)
    for path in list(MOVES)[1:]:
        for contract in (nft.liar, nft.deaf):
            signature, arguments = path_arguments(path, holder, contract.address, token)
            refuses(nft.contract, holder, signature, *arguments)


def transfer_from__to_a_contract__does_not_ask(nft: Nft) -> None:
    holder = nft.people[0]
    token, _ = nft.mint(holder)
    signature, arguments = path_arguments("transferFrom", holder, nft.deaf.address, token)
    if nft.holds_back:
        refuses(nft.contract, holder, signature, *arguments, because=nft.holds_back(token, nft.deaf.address))
        return
    try:
        nft.contract.send(holder, signature, *arguments)
    except Refused as refused:
        raise AssertionError("transferFrom asked the receiver") from refused
    assert same(_owner(nft, token), nft.deaf.address)


CHECKS = [
    queries__about_nobody_and_nothing__revert,
    mint__is_logged_and_counted,
    metadata__of_a_token__is_there,
    transfer__by_the_holder__moves_or_says_why_not,
    transfer__by_somebody_else__reverts,
    transfer__from_who_does_not_hold_it__reverts,
    transfer__to_nobody__reverts,
    transfer__of_no_token__reverts,
    approve__by_the_holder__is_logged_and_kept_or_refused,
    approve__by_somebody_else__reverts,
    approved__account__moves_that_token_once,
    operator__of_a_holder__acts_for_them_until_dismissed,
    safe_transfer__to_a_contract__asks_it_with_everything,
    safe_transfer__to_a_contract_that_does_not_take_it__reverts,
    transfer_from__to_a_contract__does_not_ask,
]
