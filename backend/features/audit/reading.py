"""Reading the chain for an audit, apart from the indexer: another fold over the logs, and single questions to the contracts."""

from collections.abc import Iterator, Sequence

from backend.chain.abi_files import function
from backend.chain.client import ChainClient, RawLog
from backend.chain.errors import ChainRefused, ContractReverted
from backend.chain.events import CollectiveCreated, DecodedLog, EventCreated, decode_log
from backend.core.token_ids import LARGEST_ID, WORD_BITS, ZERO_ADDRESS, token_id
from backend.features.audit.rules import Account, Difference, Key, Token


class ChainBooks:
    """The chain up to a block, as its logs and its contracts say."""

    def __init__(self, client: ChainClient, *, first: int, last: int) -> None:
        self._client = client
        self._first = first
        self._last = last
        self._cancelled: dict[str, int] = {}

    def account(self, factory: str, founders: frozenset[str]) -> Account:
        """Everything that belongs to collectives of these founders, from the logs alone."""
        found = Account()
        memberships: list[str] = []
        coins: list[str] = []
        for entry in self._decoded("CollectiveFactory", factory):
            match entry.event:
                case CollectiveCreated() as made if made.creator in founders:
                    found.collectives[made.access] = made.ref
                    memberships.append(made.membership)
                    coins.append(made.token)
                case EventCreated() as made if made.access in found.collectives:
                    found.events[made.tickets] = made.access
        for kind, contracts in (("EventTickets", list(found.events)), ("MembershipToken", memberships)):
            for contract in contracts:
                found.tokens.update(self._tokens(kind, contract))
        found.cancelled = dict(self._cancelled)
        for coin in coins:
            found.balances.update({(coin, holder): amount for holder, amount in self._balances(coin).items()})
        return found

    def _tokens(self, kind: str, contract: str) -> dict[Key, Token]:
        owners: dict[int, tuple[str, int]] = {}
        used: dict[int, int] = {}
        revoked: dict[int, int] = {}
        for entry in self._decoded(kind, contract):
            block, args = entry.log.block_number, entry.args
            match entry.name:
                case "Transfer" if "tokenId" in args:
                    number = int(args["tokenId"])
                    born = block if args["from"] == ZERO_ADDRESS else owners[number][1]
                    owners[number] = (args["to"], born)
                case "Settled" if "bits" in args:
                    first = token_id(int(args["tier"]), int(args["index"]) * WORD_BITS)
                    for bit in range(WORD_BITS):
                        if int(args["bits"]) >> bit & 1:
                            used.setdefault(first + bit, block)
                case "Revoked" if "tokenId" in args:
                    revoked.setdefault(int(args["tokenId"]), block)
                case "Cancelled":
                    self._cancelled.setdefault(contract, block)
        return {
            (contract, number): Token(owner, born, used.get(number), revoked.get(number))
            for number, (owner, born) in owners.items()
            if owner != ZERO_ADDRESS and number <= LARGEST_ID
        }

    def _balances(self, coin: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in self._decoded("CommunityToken", coin):
            if entry.name == "Transfer" and "value" in entry.args:
                add_transfer(found, entry.args["from"], entry.args["to"], int(entry.args["value"]))
        return without_zeros(found)

    def _decoded(self, kind: str, contract: str) -> Iterator[DecodedLog]:
        for raw in self._logs(contract, self._first, self._last):
            yield decode_log(kind, raw)

    def _logs(self, contract: str, first: int, last: int) -> list[RawLog]:
        """The contract's logs; halves the range as often as the node wants."""
        try:
            return self._client.logs([contract], first, last)
        except ChainRefused:
            if first == last:
                raise
            middle = (first + last) // 2
            return self._logs(contract, first, middle) + self._logs(contract, middle + 1, last)

    # -- single questions

    def spot_checks(
        self, tickets: Sequence[Key], memberships: Sequence[Key], database: Account
    ) -> Iterator[Difference]:
        """What the contracts themselves answer, against the database: owners, check-ins, revocations, balances."""
        for key in (*tickets, *memberships):
            token = database.tokens.get(key)
            ours, theirs = token.owner if token else "", self._owner(key)
            if ours != theirs:
                yield Difference("owner-asked", key[0], str(key[1]), ours, theirs)
        for key in tickets:
            token = database.tokens.get(key)
            for name, ours_is in (
                ("isUsed", token is not None and token.used is not None),
                ("isRevoked", token is not None and token.revoked is not None),
            ):
                theirs_is = bool(self._ask("EventTickets", key[0], name, key[1]))
                if token is not None and ours_is != theirs_is:
                    kind = "used-asked" if name == "isUsed" else "revoked-asked"
                    yield Difference(kind, key[0], str(key[1]), str(ours_is), str(theirs_is))
        for (coin, holder), amount in sorted(database.balances.items()):
            asked = self._ask("CommunityToken", coin, "balanceOf", holder)
            if amount != asked:
                yield Difference("balance-asked", coin, holder, str(amount), str(asked))

    def _owner(self, key: Key) -> str:
        return str(self._ask("EventTickets", key[0], "ownerOf", key[1]) or "")

    def _ask(self, kind: str, contract: str, name: str, argument: object) -> object:
        """What a view answers as of the audit's block; None when it has no answer to this."""
        try:
            return self._client.view(contract, function(kind, name), argument, block=self._last)
        except ContractReverted:
            return None


def add_transfer(balances: dict[str, int], sender: str, receiver: str, amount: int) -> None:
    """Move an amount; the zero address mints and burns."""
    if sender != ZERO_ADDRESS:
        balances[sender] = balances.get(sender, 0) - amount
    if receiver != ZERO_ADDRESS:
        balances[receiver] = balances.get(receiver, 0) + amount


def without_zeros(balances: dict[str, int]) -> dict[str, int]:
    """Who holds something."""
    return {holder: amount for holder, amount in balances.items() if amount}
