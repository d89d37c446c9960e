"""What the scripts share: which chain, which account, what was deployed where.

Which chain
    A local chain is an Anvil that listens already; `APE_FOUNDRY_HOST` says where (ape-foundry reads it too) and is
    http://127.0.0.1:8545 unless set:

        APE_FOUNDRY_HOST=http://127.0.0.1:PORT ape run deploy --network ethereum:local:foundry

    A script never starts a chain: what Ape starts ends with the command, and a deployment on it would be lost.
    For a public chain `WEB3_PROVIDER_URI` names the node. Ape would take any public node when it is missing or answers
    for another chain; the scripts refuse both.

Where the record is
    deployments/<chain id>.json for public chains, the file that `EINLASS_DEPLOYMENT_FILE` names (unless set:
    var/deployments/31337.json) for a local one.
"""

import json
import os
import re
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
from ape import accounts, networks, project
from ape.api import AccountAPI, ProviderAPI
from ape.contracts import ContractContainer
from ape.exceptions import ApeException, CustomError
from ape.utils.os import in_tempdir
from ape_accounts.accounts import KeyfileAccount
from eth_utils.crypto import keccak
from ethpm_types import ContractType

LOCAL_HOST = "http://127.0.0.1:8545"
LOCAL_RECORD = "var/deployments/31337.json"

network_option = click.option(
    "--network",
    default="ethereum:local:foundry",
    show_default=True,
    help="Ape's name of the network: ethereum:local:foundry, ethereum:sepolia:node, …",
)
account_option = click.option(
    "--account", "alias", help="Ape's name of the account that signs. Local chains: test account 0 unless given."
)
record_option = click.option(
    "--record", type=click.Path(dir_okay=False, path_type=Path), help="The deployment record, if not the usual file."
)


if in_tempdir(Path(project.path)):
    # A project below the temporary folder is compiled in place: Ape unpacks OpenZeppelin between our sources and then does
    # not see these any more. So the temporary folder is another one from here on.
    tempfile.tempdir = str(Path(project.path) / "var" / "tmp")
    Path(tempfile.tempdir).mkdir(parents=True, exist_ok=True)


class Failure(click.ClickException):
    """Something the person at the keyboard can act on: one line, exit code 1."""


# ---------------------------------------------------------------------------------------------------------------- chain


@dataclass(frozen=True)
class Chain:
    """The chain a script is connected to."""

    provider: ProviderAPI
    chain_id: int
    genesis_hash: str
    local: bool

    def code(self, address: str) -> bytes:
        """Return the code at an address; empty where there is none."""
        return bytes(self.provider.get_code(address))

    def signer(self, alias: str | None) -> AccountAPI:
        """Return the account that signs: by its alias, or test account 0 on a local chain."""
        if alias:
            try:
                return accounts.load(alias)
            except KeyError as error:
                raise Failure(f"Ape has no account {alias!r}: `ape accounts list` shows those it has") from error
        if self.local:
            return accounts.test_accounts[0]
        raise Failure("a public chain needs --account ALIAS (`ape accounts generate ALIAS` makes an encrypted one)")


def unlock(signer: AccountAPI) -> None:
    """Ask for an encrypted account's passphrase once, instead of for every transaction.

    Without a keyboard it comes from `APE_ACCOUNTS_<alias>_PASSPHRASE`.
    """
    if isinstance(signer, KeyfileAccount):
        signer.set_autosign(True)


@contextmanager
def connected(choice: str) -> Iterator[Chain]:
    """Connect to the network of that name. Raises `Failure` when it is not the one that was asked for."""
    local = ":local" in choice
    url = os.environ.setdefault("APE_FOUNDRY_HOST", LOCAL_HOST) if local else os.environ.get("WEB3_PROVIDER_URI")
    if not url:
        raise Failure("say which node to use: WEB3_PROVIDER_URI=https://…")
    name = "APE_FOUNDRY_HOST" if local else "WEB3_PROVIDER_URI"
    answering = _ask_chain_id(url, name)
    # Asked before Ape is: it would go on to public nodes.
    expected = answering if local else _expected_chain_id(choice)
    if answering != expected:
        raise Failure(f"{choice} has the chain id {expected}, but {name}={url} answers {answering}")
    try:
        with networks.parse_network_choice(choice) as provider:
            genesis = provider.web3.eth.get_block(0)["hash"]
            yield Chain(provider=provider, chain_id=answering, genesis_hash="0x" + bytes(genesis).hex(), local=local)
    except CustomError as error:
        raise Failure(f"the contract refuses: {error.name} {error.inputs}") from error
    except ApeException as error:
        raise Failure(str(error)) from error


def _expected_chain_id(choice: str) -> int:
    ecosystem, _, rest = choice.partition(":")
    try:
        return int(networks.get_ecosystem(ecosystem).get_network(rest.partition(":")[0]).chain_id)
    except ApeException as error:
        raise Failure(str(error)) from error


def _ask_chain_id(url: str, name: str) -> int:
    if not url.startswith(("http://", "https://")):
        raise Failure(f"{name}={url} is not an http address")
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 (checked above)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 (checked above)
            return int(json.load(response)["result"], 16)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"no chain answers at {url} ({error}); start it, or set {name}") from error


# ------------------------------------------------------------------------------------------------------------- contracts

# The four ways to draw, in the order of their numbers.
STYLES = ("DadaStyle", "PixelStyle", "BauhausStyle", "ConcreteStyle")
# In this order; each with the contracts whose addresses its constructor takes.
PLAN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(STYLES, ()),
    "TicketArt": STYLES,
    "MembershipArt": STYLES,
    "TokenArt": STYLES,
    "SignatureVerifier": (),
    "MembershipToken": ("MembershipArt",),
    "CommunityToken": ("TokenArt",),
    "EventTickets": ("CollectiveFactory", "TicketArt", "SignatureVerifier"),
    "CollectiveFactory": ("EventTickets", "MembershipToken", "CommunityToken"),
}

# The numbers of contracts/factory/Roles.sol.
ROLES = {"admin": 0, "organiser": 1, "box-office": 2, "door": 3, "treasurer": 4}

# The metadata hash at the end of a contract changes with every comment. What a contract does is the rest.
_METADATA_HASH = re.compile(rb"(?<=\xa2\x64ipfs\x58\x22\x12\x20).{32}(?=\x64solc)", re.DOTALL)
_IMMUTABLE = b"\x7f" + bytes(32)


@cache
def contract_types() -> dict[str, ContractType]:
    """Return every contract by name, compiled from the sources as they are.

    Ape compiles a file again when the file itself changed, and overlooks that something it imports did. So everything is
    compiled again when anything changed.
    """
    root = Path(project.path)
    stamp, digest = root / ".build" / "sources.sha256", _digest_of_sources(root)
    fresh = stamp.is_file() and stamp.read_text("utf-8") == digest
    try:
        types = {name: one.contract_type for name, one in project.load_contracts(use_cache=fresh).items()}
    except ApeException as error:
        raise Failure(str(error)) from error
    if not fresh:
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest, "utf-8")
    return types


def _digest_of_sources(root: Path) -> str:
    digest = sha256()
    contracts = sorted(path for path in (root / "contracts").rglob("*.sol") if ".cache" not in path.parts)
    for path in [root / "ape-config.yaml", root / "package-lock.json", *contracts]:
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def container(name: str) -> ContractContainer:
    """Return a contract of ours, ready to be deployed or used at an address."""
    return ContractContainer(contract_types()[name])


def creation_hash(contract: ContractType) -> str:
    """Return the keccak-256 of a contract's creation code, blind to comments and constructor arguments."""
    return "0x" + keccak(_without_metadata(_bytes(contract.deployment_bytecode))).hex()


def same_code(contract: ContractType, deployed: bytes) -> bool:
    """Tell whether deployed code is this contract's, whatever its immutables and comments are.

    The compiler leaves `PUSH32 0` where an immutable goes; it writes `PUSH0` for any other zero.
    """
    compiled = _bytes(contract.runtime_bytecode)
    if len(compiled) != len(deployed):
        return False
    masked = bytearray(deployed)
    at = compiled.find(_IMMUTABLE)
    while at >= 0:
        if masked[at] != _IMMUTABLE[0]:
            return False
        masked[at : at + len(_IMMUTABLE)] = _IMMUTABLE
        at = compiled.find(_IMMUTABLE, at + len(_IMMUTABLE))
    return _without_metadata(bytes(masked)) == _without_metadata(compiled)


def _without_metadata(code: bytes) -> bytes:
    return _METADATA_HASH.sub(bytes(32), code)


def _bytes(code: Any) -> bytes:
    if code is None or code.bytecode is None:
        return b""
    return bytes.fromhex(str(code.bytecode).removeprefix("0x"))


# ---------------------------------------------------------------------------------------------------------------- record


@dataclass(frozen=True)
class Deployed:
    """One contract of a record. `arguments` are those of its constructor."""

    address: str
    bytecode_hash: str
    block: int
    arguments: list[str]


@dataclass(frozen=True)
class Record:
    """What is deployed on one chain, as its JSON file says it. The backend reads the same file."""

    chain_id: int
    genesis_hash: str
    block_number: int
    deployer: str
    solc: str
    commit: str | None
    contracts: dict[str, Deployed] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """Return where a contract is. Raises `Failure` when the record does not have it."""
        if name not in self.contracts:
            raise Failure(f"the deployment record has no {name}: `ape run deploy` first")
        return self.contracts[name].address


def record_path(chain: Chain, given: Path | None = None) -> Path:
    """Return the file of the chain's record, whether it exists or not."""
    if given:
        return given
    if chain.local:
        return Path(project.path) / os.environ.get("EINLASS_DEPLOYMENT_FILE", LOCAL_RECORD)
    return Path(project.path) / "deployments" / f"{chain.chain_id}.json"


def read_record(path: Path) -> Record | None:
    """Return the record in a file, or None when there is no file. Raises `Failure` when it is no record."""
    if not path.is_file():
        return None
    try:
        raw = json.loads(path.read_text("utf-8"))
        contracts = {name: Deployed(**entry) for name, entry in raw.pop("contracts").items()}
        return Record(**raw, contracts=contracts)
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"{path} is not a deployment record ({error}): move it away and deploy again") from error


def require_record(chain: Chain, given: Path | None) -> Record:
    """Return the record of this very chain. Raises `Failure` when there is none."""
    path = record_path(chain, given)
    record = read_record(path)
    if record is None:
        raise Failure(f"nothing was deployed on chain {chain.chain_id}: {path} does not exist")
    if (record.chain_id, record.genesis_hash) != (chain.chain_id, chain.genesis_hash):
        raise Failure(f"{path} belongs to another chain (id {record.chain_id}, genesis {record.genesis_hash})")
    return record


def write_record(path: Path, record: Record) -> None:
    """Replace the file as a whole: a reader sees the old record or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(record), file, indent=2, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def current_commit() -> str | None:
    """Return the commit of the working tree, or None outside of a repository."""
    command = ["git", "-C", str(project.path), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def solc_version() -> str:
    """Return the full version of the compiler that made the contracts."""
    versions = [compiler.version for compiler in project.manifest.compilers or [] if compiler.name == "solidity"]
    if not versions:
        raise Failure("Ape does not say which compiler made the contracts: `ape compile --force`")
    return str(versions[-1])
