"""ERC-5805 and ERC-6372: who has how many votes, now and at any moment before, and how they are passed on."""

from eth_abi import encode
from eth_utils import keccak

from behaviours.erc2612 import domain_separator, sign
from behaviours.subject import Voting, refuses, same
from wire import NOBODY

VOTES = "getVotes(address)(uint256)"
PAST_VOTES = "getPastVotes(address,uint256)(uint256)"
PAST_SUPPLY = "getPastTotalSupply(uint256)(uint256)"
DELEGATES = "delegates(address)(address)"
DELEGATE = "delegate(address)"
DELEGATE_BY_SIG = "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)"
NONCES = "nonces(address)(uint256)"
CHANGED = "DelegateChanged(address indexed,address indexed,address indexed)"
VOTES_CHANGED = "DelegateVotesChanged(address indexed,uint256,uint256)"
STEP = 10


def _pass_time(voting: Voting) -> int:
    """Let some seconds pass and return the last moment before them."""
    now = voting.contract.wire.now()
    voting.contract.wire.advance(to=now + STEP)
    return now


def _votes(voting: Voting, *accounts: str) -> list[int]:
    return [voting.contract.read(VOTES, account) for account in accounts]


def clock__is_the_timestamp_and_says_so(voting: Voting) -> None:
    assert voting.contract.read("CLOCK_MODE()(string)") == "mode=timestamp"
    for _ in range(2):
        assert voting.contract.read("clock()(uint48)") == voting.contract.wire.now()
        _pass_time(voting)


def past__that_is_not_over__reverts(voting: Voting) -> None:
    now = voting.contract.wire.now()
    for moment in (now, now + 1000):
        refuses(voting.contract, NOBODY, PAST_VOTES, voting.people[0], moment)
        refuses(voting.contract, NOBODY, PAST_SUPPLY, moment)


def vote__that_begins__is_logged_and_counts(voting: Voting) -> None:
    member = voting.people[0]
    before = _pass_time(voting)
    supply = voting.contract.read(PAST_SUPPLY, before)
    logs = voting.enfranchise(member)
    assert voting.contract.event(VOTES_CHANGED, member, 0, 1) in logs
    assert _votes(voting, member) == [1]
    assert same(voting.contract.read(DELEGATES, member), member)
    begun = _pass_time(voting)
    assert [voting.contract.read(PAST_VOTES, member, moment) for moment in (before, begun)] == [0, 1]
    assert [voting.contract.read(PAST_SUPPLY, moment) for moment in (before, begun)] == [supply, supply + 1]


def vote__that_ends__is_logged_and_stays_in_the_past(voting: Voting) -> None:
    member = voting.people[0]
    voting.enfranchise(member)
    begun = _pass_time(voting)
    supply = voting.contract.read(PAST_SUPPLY, begun)
    logs = voting.disenfranchise(member)
    assert voting.contract.event(VOTES_CHANGED, member, 1, 0) in logs
    assert _votes(voting, member) == [0]
    over = _pass_time(voting)
    assert [voting.contract.read(PAST_VOTES, member, moment) for moment in (begun, over)] == [1, 0]
    assert [voting.contract.read(PAST_SUPPLY, moment) for moment in (begun, over)] == [supply, supply - 1]


def delegation__moves_the_vote_and_is_logged(voting: Voting) -> None:
    member, friend = voting.people[:2]
    voting.enfranchise(member)
    voting.enfranchise(friend)
    begun = _pass_time(voting)
    logs = voting.contract.send(member, DELEGATE, friend)
    assert logs == [
        voting.contract.event(CHANGED, member, member, friend),
        voting.contract.event(VOTES_CHANGED, member, 1, 0),
        voting.contract.event(VOTES_CHANGED, friend, 1, 2),
    ]
    assert same(voting.contract.read(DELEGATES, member), friend)
    assert _votes(voting, member, friend) == [0, 2]
    given = _pass_time(voting)
    assert [voting.contract.read(PAST_VOTES, friend, moment) for moment in (begun, given)] == [1, 2]
    assert voting.contract.read(PAST_SUPPLY, begun) == voting.contract.read(PAST_SUPPLY, given)


def delegation__undone__brings_the_vote_back(voting: Voting) -> None:
    member, friend = voting.people[:2]
    voting.enfranchise(member)
    voting.contract.send(member, DELEGATE, friend)
    voting.contract.send(member, DELEGATE, member)
    assert _votes(voting, member, friend) == [1, 0]


def delegation__again__counts_once(voting: Voting) -> None:
    member, friend = voting.people[:2]
    voting.enfranchise(member)
    for _ in range(2):
        voting.contract.send(member, DELEGATE, friend)
    assert _votes(voting, member, friend) == [0, 1]


def delegation__of_no_vote__gives_none(voting: Voting) -> None:
    nobody, friend = voting.people[:2]
    voting.contract.send(nobody, DELEGATE, friend)
    assert _votes(voting, nobody, friend) == [0, 0]


def delegated__vote_that_ends__leaves_the_delegate(voting: Voting) -> None:
    member, friend = voting.people[:2]
    voting.enfranchise(member)
    voting.contract.send(member, DELEGATE, friend)
    voting.disenfranchise(member)
    assert _votes(voting, member, friend) == [0, 0]


def _signed(voting: Voting, delegatee: str, **other: int) -> tuple[object, ...]:
    signer = voting.signers[0]
    nonce = other.get("nonce", voting.contract.read(NONCES, signer.address))
    expiry = other.get("expiry", voting.contract.wire.now() + 3600)
    kind = keccak(text="Delegation(address delegatee,uint256 nonce,uint256 expiry)")
    struct = keccak(encode(["bytes32", "address", "uint256", "uint256"], [kind, delegatee, nonce, expiry]))
    changes = {"chain": other["chain"]} if "chain" in other else {}
    return delegatee, nonce, expiry, *sign(signer, domain_separator(voting.contract, **changes), struct)


def delegate_by_sig__by_a_member__delegates_once(voting: Voting) -> None:
    member, friend, anybody = voting.signers[0].address, voting.people[0], voting.people[1]
    voting.enfranchise(member)
    signed = _signed(voting, friend)
    voting.contract.send(anybody, DELEGATE_BY_SIG, *signed)
    assert same(voting.contract.read(DELEGATES, member), friend)
    assert _votes(voting, member, friend) == [0, 1]
    refuses(voting.contract, anybody, DELEGATE_BY_SIG, *signed)


def delegate_by_sig__expired_or_with_another_nonce__reverts(voting: Voting) -> None:
    friend, anybody = voting.people[:2]
    voting.enfranchise(voting.signers[0].address)
    refuses(voting.contract, anybody, DELEGATE_BY_SIG, *_signed(voting, friend, expiry=voting.contract.wire.now() - 1))
    refuses(voting.contract, anybody, DELEGATE_BY_SIG, *_signed(voting, friend, nonce=7))


def delegate_by_sig__for_another_chain__does_not_delegate(voting: Voting) -> None:
    """The signature then is somebody else's, who has no vote: whatever happens, the member's stays."""
    member, friend, anybody = voting.signers[0].address, voting.people[0], voting.people[1]
    voting.enfranchise(member)
    call = DELEGATE_BY_SIG, *_signed(voting, friend, chain=1)
    if voting.contract.reason(anybody, *call) is None:
        voting.contract.send(anybody, *call)
    assert same(voting.contract.read(DELEGATES, member), member)
    assert _votes(voting, member, friend) == [1, 0]


CHECKS = [
    clock__is_the_timestamp_and_says_so,
    past__that_is_not_over__reverts,
    vote__that_begins__is_logged_and_counts,
    vote__that_ends__is_logged_and_stays_in_the_past,
    delegation__moves_the_vote_and_is_logged,
    delegation__undone__brings_the_vote_back,
    delegation__again__counts_once,
    delegation__of_no_vote__gives_none,
    delegated__vote_that_ends__leaves_the_delegate,
    delegate_by_sig__by_a_member__delegates_once,
    delegate_by_sig__expired_or_with_another_nonce__reverts,
    delegate_by_sig__for_another_chain__does_not_delegate,
]
