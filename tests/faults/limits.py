"""eth_getLogs as public providers limit it: by the number of blocks and of addresses, each in its own words."""

from dataclasses import dataclass
from typing import Any

from tests.faults.proxy import Answer, Forward

# What providers said when they were asked for too much, by name.
BLOCKS = {
    "alchemy": "You can make eth_getLogs requests with up to a {most} block range.",
    "infura": "query returned more than 10000 results. Try with this block range [0x1, 0x2].",
    "quicknode": "eth_getLogs is limited to a {most} range",
    "ankr": "block range is too wide",
    "cloudflare": "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: {most}",
    "chainstack": "Block range limit exceeded. See more details at the documentation",
    "publicnode": "exceed maximum block range: {most}",
    "coinbase": "please limit the query to at most {most} blocks",
    "unheard of": "computer says no",
}
ADDRESSES = {
    "geth": "exceed max addresses",
    "publicnode": "Please specify less number of addresses.",
}


@dataclass
class Limits:
    """At most so many blocks and addresses a question."""

    blocks: int = 10**9
    addresses: int = 10**9
    provider: str = "alchemy"
    refusals: int = 0

    def __call__(self, method: str, params: list[Any], forward: Forward) -> Answer:
        if method == "eth_getLogs":
            asked = params[0]
            if len(asked.get("address", ())) > self.addresses:
                return self._refuse(-32602, ADDRESSES.get(self.provider, ADDRESSES["geth"]))
            if "blockHash" not in asked and int(asked["toBlock"], 16) - int(asked["fromBlock"], 16) >= self.blocks:
                return self._refuse(-32600, BLOCKS[self.provider].format(most=self.blocks))
        return forward(method, params)

    def _refuse(self, code: int, message: str) -> Answer:
        self.refusals += 1
        return {"error": {"code": code, "message": message}}
