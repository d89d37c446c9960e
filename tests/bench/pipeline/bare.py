"""What we are compared with: scripts of a dozen lines on web3, without a database, a second thought or a way back."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from hexbytes import HexBytes
from web3 import Web3

from backend.chain.sender import Key, Unsigned
from backend.core.settings import ROOT

_GWEI = 10**9


@dataclass(frozen=True)
class Batch:
    """A call as our relayer sent it."""

    to: str
    data: bytes
    gas: int


def send(url: str, key: Key, batches: Sequence[Batch]) -> float:
    """Send all calls, then wait for all receipts; the seconds that took. The gas is given, so nothing is estimated."""
    w3 = Web3(Web3.HTTPProvider(url, request_kwargs={"timeout": 60}))
    begun = time.perf_counter()
    chain_id, nonce = w3.eth.chain_id, w3.eth.get_transaction_count(Web3.to_checksum_address(key.address))
    sent = []
    for number, batch in enumerate(batches, start=nonce):
        offer = {"max_fee": 100 * _GWEI, "max_priority_fee": _GWEI}
        call = Unsigned(chain_id=chain_id, nonce=number, to=batch.to, data=batch.data, gas=batch.gas, **offer)
        sent.append(w3.eth.send_raw_transaction(HexBytes(key.sign(call).raw)))
    receipts = [w3.eth.wait_for_transaction_receipt(one, timeout=120, poll_latency=0.01) for one in sent]
    seconds = time.perf_counter() - begun
    if any(receipt["status"] != 1 for receipt in receipts):
        raise RuntimeError("a batch was reverted")
    return seconds


def read(url: str, contracts: dict[str, str], ranges: Sequence[tuple[int, int]]) -> tuple[float, int]:
    """Fetch and decode these contracts' logs (address: name of the ABI), range by range; the seconds, and how many."""
    w3 = Web3(Web3.HTTPProvider(url, request_kwargs={"timeout": 60}))
    begun = time.perf_counter()
    known = {}
    for name in set(contracts.values()):
        abi = json.loads((ROOT / "backend" / "chain" / "abi" / f"{name}.json").read_text("utf-8"))
        contract = w3.eth.contract(abi=abi)
        for event in contract.events:
            known[name, bytes(Web3.keccak(text=event.signature))] = event()
    count = 0
    for first, last in ranges:
        for log in w3.eth.get_logs({"address": list(contracts), "fromBlock": first, "toBlock": last}):
            known[contracts[log["address"]], bytes(log["topics"][0])].process_log(log)
            count += 1
    return time.perf_counter() - begun, count
