"""The works that are compared. Each peer gets a fresh contract for each, so that nobody profits from another's storage."""

from collections.abc import Iterator
from dataclasses import dataclass

from web3 import Web3
from web3.contract import Contract

from tests.bench.chain import gas_of, people, send
from tests.bench.gas.ours import FREE, PRICE, Ours, tid, tier
from tests.bench.gas.peers import ZERO, Bare, Unlock, compile_peers, grant
from tests.bench.report import Row

OZ, SOLADY, A, UNLOCK = "OpenZeppelin", "Solady", "ERC721A", "Unlock v15"
FULL_WORD = 2**256 - 1
SHORT = ("Sommerfest", "Normal", "Soli")
LONG = ("Lange Nacht der Schrift", "Regulär", "Ermäßigt")


@dataclass(frozen=True)
class Field:
    """Everybody who takes part, and the accounts they act with."""

    w3: Web3
    ours: Ours
    oz: Bare
    solady: Bare
    erc721a: Bare
    unlock: Unlock
    owner: str
    holder: str


def rows(w3: Web3) -> list[Row]:
    """Do every work and return the comparisons."""
    compiled = compile_peers()
    # Accounts 0 to 5 are the collective's.
    owner, holder = w3.eth.accounts[6], w3.eth.accounts[7]
    named = ("Sommerfest", "OSTPOL")
    field = Field(
        w3=w3,
        ours=Ours(w3),
        oz=Bare(w3, compiled["OpenZeppelinTickets"], owner, *named),
        solady=Bare(w3, compiled["SoladyTickets"], owner),
        erc721a=Bare(w3, compiled["Erc721aTickets"], owner, *named),
        unlock=Unlock(w3, compiled["UnlockProxy"], owner),
        owner=owner,
        holder=holder,
    )
    send(field.ours.creation, field.ours.deployer)
    works = (single_mint, hundred_holders, hundred_in_custody, new_event, full_word, transfer, money)
    return [row for work in works for row in work(field)]


def single_mint(field: Field) -> Iterator[Row]:
    """One ticket to a holder who has none, after the contract's first, whose counters are dearer."""
    what, (first, then) = "mint one to a new holder", people(2)
    mine = field.ours.new()
    send(mine.functions.mintTo([tid(1, 0)], [first]), field.ours.box_office)
    ours = gas_of(mine.functions.mintTo([tid(1, 1)], [then]), field.ours.box_office)
    for name, bare, reach in ((OZ, field.oz, 1.25), (SOLADY, field.solady, None)):
        peer = bare.new()
        send(peer.functions.mintTo([1], [first]), field.owner)
        yield Row(what, name, ours, gas_of(peer.functions.mintTo([2], [then]), field.owner), reach)
    peer = field.erc721a.new()
    send(peer.functions.mintTo([first]), field.owner)
    yield Row(what, A, ours, gas_of(peer.functions.mintTo([then]), field.owner))
    lock = field.unlock.new()
    send(grant(lock, [first]), field.owner)
    yield Row(what, UNLOCK, ours, gas_of(grant(lock, [then]), field.owner))


def hundred_holders(field: Field) -> Iterator[Row]:
    """One ticket to each of a hundred, in one transaction."""
    what, to, ids = "mint 100 to 100 new holders", people(100), list(range(100))
    tickets = [tid(1, serial) for serial in ids]
    ours = gas_of(field.ours.new().functions.mintTo(tickets, to), field.ours.box_office)
    yield Row(what, OZ, ours, gas_of(field.oz.new().functions.mintTo(ids, to), field.owner), 1.02)
    yield Row(what, SOLADY, ours, gas_of(field.solady.new().functions.mintTo(ids, to), field.owner))
    yield Row(what, A, ours, gas_of(field.erc721a.new().functions.mintTo(to), field.owner))
    yield Row(what, UNLOCK, ours, gas_of(grant(field.unlock.new(), to), field.owner), 0.41)


def hundred_in_custody(field: Field) -> Iterator[Row]:
    """A hundred tickets into the contract's own keeping; and both steps together when ten of them are handed out."""
    what, ids = "mint 100 into custody", list(range(100))
    tickets = [tid(1, serial) for serial in ids]
    mine, oz, solady, a = (made.new() for made in (field.ours, field.oz, field.solady, field.erc721a))
    ours = gas_of(mine.functions.mint(tickets), field.ours.box_office)
    yield Row(what, OZ, ours, gas_of(oz.functions.mint(ids), field.owner))
    yield Row(what, SOLADY, ours, gas_of(solady.functions.mint(ids), field.owner))
    yield Row(what, A, ours, gas_of(a.functions.mint(100), field.owner))
    lock = field.unlock.new()
    field.unlock.widen(lock, 2000)
    yield Row(what, UNLOCK, ours, gas_of(grant(lock, [field.owner] * 100), field.owner))

    # From the middle: ERC721A writes down later what it has not written when minting.
    what, some, to = "hand 10 of them to one new holder", ids[40:50], people(1)[0]
    ours = gas_of(mine.functions.deliver([tickets[at] for at in some], to), field.ours.box_office)
    for name, peer in ((OZ, oz), (SOLADY, solady), (A, a)):
        yield Row(what, name, ours, gas_of(peer.functions.deliver(some, to), field.owner))


def new_event(field: Field) -> Iterator[Row]:
    """A new event with name, dates, policy, two tiers and roles, against one lock (which is one tier)."""
    for which, (name, *names) in (("short", SHORT), ("long", LONG)):
        lock = gas_of(field.unlock.creation(name, 1300), field.owner)
        granted = [tier(names[0], 1000, 800), tier(names[1], 300, 300)]
        call, _ = field.ours.event(name=name, tiers=granted)
        yield Row(f"new event, two tiers, {which} names", UNLOCK, gas_of(call, field.ours.organiser), lock, 0.13)
        priced = [tier(names[0], 1000, 800, PRICE), tier(names[1], 300, 100, PRICE // 2)]
        call, _ = field.ours.event(name=name, tiers=priced)
        yield Row(f"the same, both on sale, {which} names", UNLOCK, gas_of(call, field.ours.organiser), lock, 0.13)
    call, _ = field.ours.event()
    ours = gas_of(call, field.ours.organiser)
    for peer, bare in ((OZ, field.oz), (SOLADY, field.solady), (A, field.erc721a)):
        yield Row("new event, against a new contract", peer, ours, _deployment(field.w3, bare))


def full_word(field: Field) -> Iterator[Row]:
    """256 check-ins in one transaction."""
    ours = gas_of(field.ours.new().functions.settle([(1, 0, FULL_WORD)]), field.ours.steward)
    yield Row("settle 256 check-ins", "250 a ticket", ours, 250 * 256, 1.0)
    naive = gas_of(field.oz.new().functions.settle(list(range(256))), field.owner)
    yield Row("settle 256 check-ins", "a bool a ticket", ours, naive)


def transfer(field: Field) -> Iterator[Row]:
    """A holder's only ticket to somebody who has none, by the holder."""
    what, to = "transfer to a new holder", people(1)[0]

    def moved(tickets: Contract, token: int) -> int:
        return gas_of(tickets.functions.transferFrom(field.holder, to, token), field.holder)

    mine = field.ours.new(policy=FREE)
    send(mine.functions.mintTo([tid(1, 0)], [field.holder]), field.ours.box_office)
    ours = moved(mine, tid(1, 0))
    for name, bare in ((OZ, field.oz), (SOLADY, field.solady)):
        peer = bare.new()
        send(peer.functions.mintTo([1], [field.holder]), field.owner)
        yield Row(what, name, ours, moved(peer, 1))
    peer = field.erc721a.new()
    send(peer.functions.mintTo([field.holder]), field.owner)
    yield Row(what, A, ours, moved(peer, 0))
    lock = field.unlock.new()
    send(grant(lock, [field.holder], field.holder), field.owner)
    yield Row(what, UNLOCK, ours, moved(lock, 1))


def money(field: Field) -> Iterator[Row]:
    """A ticket bought with ETH after another was, and given back when the event does not take place.

    Unlock sends the refund at once, to the holder and at today's price; ours credits what was paid and is withdrawn later.
    """
    ours, lock = field.ours.new(tiers=[tier("Normal", 1000, 800, PRICE)]), field.unlock.new(price=PRICE)
    (first,) = people(1)

    def bought(to: str) -> tuple[int, int]:
        mine = gas_of(ours.functions.buy(1, to, 1), field.holder, PRICE)
        purchase = lock.get_function_by_signature("purchase(uint256[],address[],address[],address[],bytes[])")
        return mine, gas_of(purchase([PRICE], [to], [to], [ZERO], [b""]), field.holder, PRICE)

    bought(first)
    yield Row("buy one with ETH", UNLOCK, *bought(field.holder))
    send(ours.functions.cancel(), field.ours.organiser)
    send(ours.functions.refund([tid(1, 800)]), field.holder)
    back = gas_of(ours.functions.refund([tid(1, 801)]), field.holder)
    back += gas_of(ours.functions.withdraw(ZERO, field.holder), field.holder)
    theirs = gas_of(lock.functions.expireAndRefundFor(2, PRICE), field.owner)
    yield Row("refund one, to the holder's account", UNLOCK, back, theirs)


def _deployment(w3: Web3, bare: Bare) -> int:
    bare.new()
    block = w3.eth.get_block("latest", full_transactions=True)
    return int(w3.eth.get_transaction_receipt(block["transactions"][0]["hash"])["gasUsed"])
