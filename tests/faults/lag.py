"""A node that is behind: it answers as it would have some blocks ago, and to logs of newer blocks with silence (geth #24078)."""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.faults.proxy import Answer, Forward

# Where the block stands among the parameters, for methods that name one.
_BLOCK_AT = {
    "eth_getTransactionCount": 1,
    "eth_getBalance": 1,
    "eth_getCode": 1,
    "eth_call": 1,
    "eth_estimateGas": 1,
    "eth_feeHistory": 1,
    "eth_getBlockByNumber": 0,
}


@dataclass
class Lag:
    """Each request meets, with probability `rate`, a node `blocks` behind: as behind a load balancer."""

    blocks: int = 0
    rate: float = 1.0
    rng: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - chance for a test
    hidden: int = 0

    def __call__(self, method: str, params: list[Any], forward: Forward) -> Answer:
        if self.blocks == 0 or self.rng.random() >= self.rate:
            return forward(method, params)
        head = max(0, int(forward("eth_blockNumber", [])["result"], 16) - self.blocks)
        if method == "eth_blockNumber":
            return {"result": hex(head)}
        if method == "eth_getLogs":
            return self._logs(params[0], head, forward)
        if method in ("eth_getTransactionReceipt", "eth_getTransactionByHash"):
            return self._hide_newer(forward(method, params), head)
        if method == "eth_getBlockByHash":
            found = forward(method, params)
            newer = found.get("result") and int(found["result"]["number"], 16) > head
            return {"result": None} if newer else found
        return forward(method, self._seen_from(method, params, head, forward))

    def _seen_from(self, method: str, params: list[Any], head: int, forward: Forward) -> list[Any]:
        if (at := _BLOCK_AT.get(method)) is None:
            return params
        given = [*params, *(["latest"] if len(params) <= at else [])]
        if given[at] in ("finalized", "safe"):
            now = int(forward("eth_getBlockByNumber", [given[at], False])["result"]["number"], 16)
            given[at] = hex(max(0, now - self.blocks))
        elif given[at] in ("latest", "pending"):
            given[at] = hex(head)
        elif method == "eth_getBlockByNumber" and int(given[at], 16) > head:
            # A number that no chain of ours reaches: the node answers null as for any block it does not have.
            given[at] = hex(2**40)
        return given

    def _logs(self, asked: dict[str, Any], head: int, forward: Forward) -> Answer:
        if "blockHash" in asked:
            found = forward("eth_getBlockByHash", [asked["blockHash"], False]).get("result")
            if found is None or int(found["number"], 16) > head:
                return {"error": {"code": -32000, "message": "unknown block"}}
            return forward("eth_getLogs", [asked])
        if int(asked["toBlock"], 16) > head:
            self.hidden += 1
        if int(asked["fromBlock"], 16) > head:
            return {"result": []}
        return forward("eth_getLogs", [{**asked, "toBlock": hex(min(head, int(asked["toBlock"], 16)))}])

    def _hide_newer(self, found: Answer, head: int) -> Answer:
        result = found.get("result")
        if result and result.get("blockNumber") and int(result["blockNumber"], 16) > head:
            return {"result": None}
        return found
