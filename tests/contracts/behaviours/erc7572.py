"""ERC-7572: metadata of the contract itself, on chain, as JSON with a name; a change is in the log."""

import base64
import json
from typing import Any

from behaviours.subject import Fungible, Nft

CONTRACT_URI = "contractURI()(string)"
PREFIX = "data:application/json;base64,"


def _document(subject: Nft | Fungible) -> Any:
    uri = subject.contract.read(CONTRACT_URI)
    assert uri.startswith(PREFIX), f"contractURI is no JSON document on chain: {uri[:60]}"
    try:
        return json.loads(base64.b64decode(uri.removeprefix(PREFIX), validate=True))
    except ValueError as error:
        raise AssertionError(f"contractURI does not decode: {error}") from error


def contract_uri__is_a_json_document_with_the_name(subject: Nft | Fungible) -> None:
    document = _document(subject)
    assert isinstance(document, dict)
    assert document.get("name") == subject.contract.read("name()(string)")


def contract_uri__says_only_texts_and_lists_of_addresses(subject: Nft | Fungible) -> None:
    document = _document(subject)
    for key in ("symbol", "description", "image", "banner_image", "featured_image", "external_link"):
        assert isinstance(document.get(key, ""), str), key
    for address in document.get("collaborators", []):
        assert isinstance(address, str), "collaborators"
        assert len(bytes.fromhex(address.removeprefix("0x"))) == 20, "collaborators"


def change__of_the_contracts_metadata__is_announced(subject: Nft | Fungible) -> None:
    for name, change in subject.contract_changes.items():
        before = subject.contract.read(CONTRACT_URI)
        logs = change()
        changed = subject.contract.read(CONTRACT_URI) != before
        announced = subject.contract.event("ContractURIUpdated()") in logs
        assert announced or not changed, f"{name} changes contractURI silently"


CHECKS = [
    contract_uri__is_a_json_document_with_the_name,
    contract_uri__says_only_texts_and_lists_of_addresses,
    change__of_the_contracts_metadata__is_announced,
]
