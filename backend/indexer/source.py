"""Reading a range from a node so that nothing is missing: its headers, its logs, and whether both are of one chain."""

from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass

from backend.chain.bloom import may_contain
from backend.chain.client import ChainClient, Header, RawLog
from backend.chain.errors import ChainRefused, ChainUnreachable, NodeBehind, TooManyAddresses, TooManyRequests
from backend.chain.events import DecodedLog, decode_log
from backend.core.logging import get_logger
from backend.indexer import handlers, window

log = get_logger(__name__)


class Moved(Exception):
    """The chain moved while a range was read; read it again."""


class TooMuch(Exception):
    """The node does not answer for so much at once; `reach` is half of it."""

    def __init__(self, reach: window.Reach) -> None:
        super().__init__(f"{reach.blocks} blocks, {reach.addresses} addresses")
        self.reach = reach


@dataclass(frozen=True)
class Ours:
    """Whose logs count: contracts with the name of their ABI, and who may found collectives."""

    contracts: dict[str, str]
    founders: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """A range as one chain has it: its marked headers, the last one at least, and its logs in the chain's order."""

    blocks: window.Range
    headers: Sequence[Header]
    logs: Sequence[DecodedLog]


class Source:
    """A node, asked for no more at once than it answers."""

    def __init__(self, client: ChainClient) -> None:
        self._client = client
        self.reach = window.Reach(blocks=window.FIRST_RANGE)

    def read(self, blocks: window.Range, *, before: str | None, ours: Ours, marked: bool) -> Reading:
        """The range above the block with the hash `before` (None: nothing is known below it).

        Raises Moved, TooMuch, NodeBehind when the node hides what is there, or another ChainError.
        """
        headers = self._headers(window.Range(blocks.first if marked else blocks.last, blocks.last))
        if marked and before is not None and headers[0].parent_hash != before:
            raise Moved(f"block {blocks.first} goes on from another one")
        logs = self._decoded(blocks, headers if marked else (), ours)
        self._require_one_chain(blocks, headers, before, logs)
        self.reach = self.reach.wider(blocks=blocks.size, logs=len(logs))
        return Reading(blocks, headers, logs)

    def hash(self, number: int) -> str | None:
        """The hash of a block now; None when the node has no such block."""
        header = self._client.header(number)
        return header.hash if header else None

    def _headers(self, blocks: window.Range) -> list[Header]:
        found: list[Header] = []
        for number in range(blocks.first, blocks.last + 1):
            header = self._client.header(number)
            if header is None:
                raise NodeBehind(f"no block {number}")
            if found and header.parent_hash != found[-1].hash:
                raise Moved(f"block {number} goes on from another one")
            found.append(header)
        return found

    def _require_one_chain(
        self, blocks: window.Range, headers: Sequence[Header], before: str | None, logs: Sequence[DecodedLog]
    ) -> None:
        """Raise Moved unless the logs are of these headers' chain, and that is still the node's.

        A log names its block's hash, an empty block has none: that the range's ends are the same before and after says that
        no other chain's silence was heard.
        """
        if before is not None and self.hash(blocks.first - 1) != before:
            raise Moved(f"block {blocks.first - 1}")
        if self.hash(blocks.last) != headers[-1].hash:
            raise Moved(f"block {blocks.last}")
        known = {header.number: header.hash for header in headers}
        for entry in logs:
            if known.get(entry.log.block_number, entry.log.block_hash) != entry.log.block_hash:
                raise Moved(f"a log of another block {entry.log.block_number}")

    def _decoded(self, blocks: window.Range, headers: Sequence[Header], ours: Ours) -> list[DecodedLog]:
        """The range's logs of all our contracts, those that the range itself announces included."""
        known = dict(ours.contracts)
        found: list[DecodedLog] = []
        wanted: Sequence[str] = list(known)
        while wanted:
            fresh: dict[str, str] = {}
            # A collective and its event may stand in one range: what this pass has found counts for what follows.
            all_known = ChainMap(fresh, known)
            logs = self._logs(wanted, blocks)
            self._require_complete(wanted, headers, logs)
            for raw in logs:
                entry = decode_log(known[raw.address], raw)
                announced = handlers.discovered(entry, founders=ours.founders, known=all_known)
                if handlers.announces(entry) and not announced:
                    continue
                found.append(entry)
                fresh.update(announced)
            wanted = [address for address in fresh if address not in known]
            known.update({address: fresh[address] for address in wanted})
        return sorted(found, key=lambda entry: (entry.log.block_number, entry.log.log_index))

    def _logs(self, addresses: Sequence[str], blocks: window.Range) -> list[RawLog]:
        found: list[RawLog] = []
        for some in window.chunks(addresses, self.reach.addresses):
            try:
                found += self._client.logs(some, blocks.first, blocks.last)
            except TooManyRequests:
                # Too often, not too much.
                raise
            except (ChainRefused, ChainUnreachable) as error:
                narrower = self.reach.narrower(
                    blocks=blocks.size, addresses=len(some), fewer_addresses=isinstance(error, TooManyAddresses)
                )
                if narrower is None:
                    raise
                self.reach = narrower
                if isinstance(error, ChainUnreachable):
                    # Too slow to answer, or simply away: less next time, but after a pause.
                    raise
                log.info("logs_refused", detail=str(error)[:200], blocks=narrower.blocks, addresses=narrower.addresses)
                raise TooMuch(narrower) from error
        return sorted(found, key=lambda entry: (entry.block_number, entry.log_index))

    def _require_complete(self, addresses: Sequence[str], headers: Sequence[Header], logs: Sequence[RawLog]) -> None:
        """Raise NodeBehind when a block's own filter speaks of logs that the answer lacks (geth #24078).

        A node that has not seen a block says “no logs” instead of “no such block”; asked by the block's hash it cannot.
        """
        heard = {entry.block_number for entry in logs}
        for header in headers:
            if header.number in heard or not any(may_contain(header.logs_bloom, address) for address in addresses):
                continue
            for some in window.chunks(addresses, self.reach.addresses):
                if self._client.logs_in_block(some, header.hash):
                    raise NodeBehind(f"no logs of block {header.number}, and yet it has some")
