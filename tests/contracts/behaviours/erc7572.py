"""ERC-7572: metadata of the contract itself, on chain, as JSON with a name; a change is in the log."""

import base64
import json
from typing import Any

from behaviours.subject import Nft

CONTRACT_URI = "contractURI()(string)"
PREFIX = "data:application/json;base64,"


def _document(nft: Nft) -> Any:
    uri = nft.contract.read(CONTRACT_URI)
    assert uri.startswith(PREFIX), f"contractURI is no JSON document on chain: {uri[:60]}"
    try:
        return json.loads(base64.b64decode(uri.removeprefix(PREFIX), validate=True))
    except ValueError as error:
        raise AssertionError(f"contractURI does not decode: {error}") from error


def contract_uri__is_a_json_document_with_the_name(nft: Nft) -> None:
    document = _document(nft)
    assert isinstance(document, dict)
    assert document.get("name") == nft.contract.read("name()(string)")


def contract_uri__says_only_texts_and_lists_of_addresses(nft: Nft) -> None:
    document = _document(nft)
    for key in ("symbol", "description", "image", "banner_image", "featured_image", "external_link"):
        assert isinstance(document.get(key, ""), str), key
    for address in document.get("collaborators", []):
        assert isinstance(address, str), "collaborators"
        assert len(bytes.fromhex(address.removeprefix("0x"))) == 20, "collaborators"


def change__of_the_contracts_metadata__is_announced(nft: Nft) -> None:
    for name, change in nft.contract_changes.items():
        before = nft.contract.read(CONTRACT_URI)
        logs = change()
        changed = nft.contract.read(CONTRACT_URI) != before
        announced = nft.contract.event("ContractURIUpdated()") in logs
        assert announced or not changed, f"{name} changes contractURI silently"


CHECKS = [
    contract_uri__is_a_json_document_with_the_name,
    contract_uri__says_only_texts_and_lists_of_addresses,
    change__of_the_contracts_metadata__is_announced,
]
