"""The commands of scripts/, run as commands against an Anvil that listens already."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ape.contracts import ContractContainer
from eth_account import Account
from scripts._common import PLAN
from web3 import HTTPProvider, Web3
from web3.logs import DISCARD

from support import ADMIN, BOX_OFFICE

LOCAL = ("--network", "ethereum:local:foundry")
SEPOLIA = ("--network", "ethereum:sepolia:node")
NAMES = set(PLAN)
ALL = len(PLAN)


class Anvil:
    """A chain of one's own that refuses what EIP-7825 refuses."""

    def __init__(self, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = ["anvil", "--silent", "--port", str(port), "--enable-tx-gas-limit", *options]
        self.process = subprocess.Popen(command)
        self.url = f"http://127.0.0.1:{port}"
        self.web3 = Web3(HTTPProvider(self.url))
        deadline = time.monotonic() + 20
        while not self.web3.is_connected():
            assert time.monotonic() < deadline, "Anvil did not come up"
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def anvil():
    chain = Anvil()
    yield chain
    chain.stop()


class Commands:
    """A process that has Ape loaded already and runs our commands one after the other, each within a second."""

    def __init__(self, record: Path, environment: dict[str, str]) -> None:
        self.record = record
        self.environment = environment
        command = [sys.executable, str(Path(__file__).with_name("commands.py"))]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, *arguments: str, expect: int = 0, environment: dict[str, str] | None = None) -> str:
        """Run `ape run …`, by default against the local chain. Return everything it said."""
        chosen = self.environment if environment is None else environment
        request = {"arguments": arguments, "environment": chosen}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["code"] == expect, answer
        return answer["said"]

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def run(anvil, tmp_path_factory):
    """The commands, after a first deployment that was made as a person would make it."""
    record = tmp_path_factory.mktemp("deployment") / "local.json"
    where = {"APE_FOUNDRY_HOST": anvil.url, "EINLASS_DEPLOYMENT_FILE": str(record)}
    said = ape_run("deploy", *LOCAL, environment=where)
    assert f"{ALL} deployed, 0 kept; record: {record}" in said
    commands = Commands(record, where)
    yield commands
    commands.stop()


def ape_run(*arguments: str, environment: dict[str, str], expect: int = 0) -> str:
    done = subprocess.run(
        ["ape", "run", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == expect, said
    return said


@pytest.fixture
def created(run, anvil, project, accounts):
    """A collective that the deployed factory made, its AccessManager's address; the chain is put back afterwards."""
    before = anvil.web3.provider.make_request("evm_snapshot", [])["result"]
    record = json.loads(run.record.read_text())
    factory = anvil.web3.eth.contract(
        address=record["contracts"]["CollectiveFactory"]["address"], abi=abi_of(project.CollectiveFactory)
    )
    roles = [accounts[number].address for number in (1, 2, 3, 4, 5)]
    call = factory.functions.createCollective((b"\x09" * 32, "Kollektiv", "KO", *roles, roles[4], 0, (0, 0, 0, 0)))
    hash_ = call.transact({"from": accounts[6].address})
    receipt = anvil.web3.eth.wait_for_transaction_receipt(hash_)
    (log,) = factory.events.CollectiveCreated().process_receipt(receipt, errors=DISCARD)
    yield log["args"]["access"]
    anvil.web3.provider.make_request("evm_revert", [before])


def abi_of(container: ContractContainer) -> list[dict]:
    return [json.loads(entry.model_dump_json()) for entry in container.contract_type.abi]


def test_deploy__nothing_listens__fails_in_one_line_and_starts_no_chain(run, tmp_path):
    nowhere = {"APE_FOUNDRY_HOST": "http://127.0.0.1:9", "EINLASS_DEPLOYMENT_FILE": str(tmp_path / "none.json")}
    said = run("deploy", *LOCAL, expect=1, environment=nowhere)
    assert said.startswith("Error: no chain answers at http://127.0.0.1:9 ")
    assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "none.json").exists()


def test_deploy__public_network_without_a_node__fails_in_one_line(run):
    said = run("deploy", *SEPOLIA, expect=1, environment={})
    assert said == "Error: say which node to use: WEB3_PROVIDER_URI=https://…\n"


def test_deploy__node_of_another_chain__fails_in_one_line(run, anvil):
    said = run("deploy", *SEPOLIA, expect=1, environment={"WEB3_PROVIDER_URI": anvil.url})
    where = f"WEB3_PROVIDER_URI={anvil.url}"
    assert said == f"Error: ethereum:sepolia:node has the chain id 11155111, but {where} answers 31337\n"


def test_deploy__broken_record__says_so_and_deploys_nothing(run, anvil, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('{"chain_id": 31337}')
    block = anvil.web3.eth.block_number
    said = run("deploy", *LOCAL, "--record", str(broken), expect=1)
    assert f"Error: {broken} is not a deployment record" in said
    assert (anvil.web3.eth.block_number, broken.read_text()) == (block, '{"chain_id": 31337}')


def test_deploy__fresh_chain__the_record_says_what_is_where(run, anvil):
    record = json.loads(run.record.read_text())
    assert set(record) == {"chain_id", "genesis_hash", "block_number", "deployer", "solc", "commit", "contracts"}
    assert record["chain_id"] == 31337
    assert record["genesis_hash"] == "0x" + anvil.web3.eth.get_block(0)["hash"].hex()
    assert record["solc"].startswith("0.8.30")
    assert set(record["contracts"]) == NAMES
    for entry in record["contracts"].values():
        assert len(anvil.web3.eth.get_code(entry["address"])) > 1000
        assert entry["block"] <= record["block_number"]
        assert entry["bytecode_hash"].startswith("0x")
    assert not run.record.with_name(run.record.name + ".unfinished").exists()


def test_deploy__again__deploys_nothing_and_leaves_the_record_alone(run, anvil):
    text, block = run.record.read_text(), anvil.web3.eth.block_number
    said = run("deploy", *LOCAL)
    assert f"0 deployed, {ALL} kept" in said
    assert (run.record.read_text(), anvil.web3.eth.block_number) == (text, block)


def test_deploy__stopped_halfway__goes_on_where_it_was(run, anvil, tmp_path):
    """The first run got as far as EventTickets, whose factory never came: that one has to be made again."""
    record = json.loads(run.record.read_text())
    del record["contracts"]["CollectiveFactory"]
    halfway = tmp_path / "half.json"
    halfway.with_name("half.json.unfinished").write_text(json.dumps(record))
    nonce = anvil.web3.eth.get_transaction_count(record["deployer"])
    said = run("deploy", *LOCAL, "--record", str(halfway))
    assert f"2 deployed, {ALL - 2} kept" in said
    assert anvil.web3.eth.get_transaction_count(record["deployer"]) == nonce + 2
    after = json.loads(halfway.read_text())["contracts"]
    assert {name for name in NAMES if after[name] == record["contracts"].get(name)} == NAMES - {
        "CollectiveFactory",
        "EventTickets",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["half.json"]


def test_deploy__stopped_before_the_record_was_written__only_writes_it(run, tmp_path):
    whole = json.loads(run.record.read_text())
    old = tmp_path / "old.json"
    old.write_text(json.dumps(whole | {"contracts": {"TicketArt": whole["contracts"]["TicketArt"]}}))
    old.with_name("old.json.unfinished").write_text(run.record.read_text())
    assert f"0 deployed, {ALL} kept" in run("deploy", *LOCAL, "--record", str(old))
    assert json.loads(old.read_text())["contracts"] == whole["contracts"]


def test_deploy__code_at_an_address_is_not_ours__that_one_and_what_needs_it_are_made_again(run, tmp_path):
    record = json.loads(run.record.read_text())
    swapped = record["contracts"]["MembershipArt"]["address"] = record["contracts"]["TicketArt"]["address"]
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(record))
    said = run("deploy", *LOCAL, "--record", str(wrong), "--dry-run")
    would = {line.split()[1] for line in said.splitlines() if line.startswith("would")}
    assert would == {"MembershipArt", "MembershipToken", "EventTickets", "CollectiveFactory"}
    assert json.loads(wrong.read_text())["contracts"]["MembershipArt"]["address"] == swapped


def test_deploy__dry_run__names_gas_and_sends_nothing(run, anvil, tmp_path):
    block = anvil.web3.eth.block_number
    said = run("deploy", *LOCAL, "--record", str(tmp_path / "none.json"), "--dry-run")
    lines = [line.split() for line in said.splitlines() if line.startswith("would")]
    assert {line[1] for line in lines} == NAMES
    gas = {line[1]: int(line[3].replace(",", "")) for line in lines}
    # As long as the nonces are not used for anything else, the addresses are those of a real run.
    assert 2_000_000 < gas["EventTickets"] < 2**24
    assert 3_000_000 < gas["CollectiveFactory"] < 2**24
    assert f"{sum(gas.values()):,} gas" in said
    assert anvil.web3.eth.block_number == block
    assert list(tmp_path.iterdir()) == []


def test_deploy__public_chain__asks_for_an_account_and_uses_an_encrypted_one(run, tmp_path):
    chain = Anvil("--chain-id", "11155111", "--block-time", "0.5")
    try:
        account = Account.create()
        chain.web3.provider.make_request("anvil_setBalance", [account.address, hex(10**18)])
        # A data folder of its own, so that the account is nowhere else; the compiled dependencies are the usual ones.
        (tmp_path / "accounts").mkdir()
        (tmp_path / "packages").symlink_to(Path(os.environ["APE_DATA_FOLDER"]) / "packages")
        keystore = Account.encrypt(account.key, "geheim", iterations=1024)
        (tmp_path / "accounts" / "deployer.json").write_text(json.dumps(keystore))
        record = tmp_path / "sepolia.json"
        where = {"WEB3_PROVIDER_URI": chain.url, "APE_DATA_FOLDER": str(tmp_path)}
        common = ("deploy", *SEPOLIA, "--record", str(record))
        assert "a public chain needs --account" in run(*common, expect=1, environment=where)
        with_passphrase = where | {"APE_ACCOUNTS_deployer_PASSPHRASE": "geheim"}
        said = ape_run(*common, "--account", "deployer", environment=with_passphrase)
        assert f"{ALL} deployed, 0 kept" in said
        written = json.loads(record.read_text())
        assert (written["chain_id"], written["deployer"]) == (11155111, account.address)
        said = ape_run("verify", *SEPOLIA, "--record", str(record), environment=where)
        assert f"{ALL} contracts are what they should be" in said
    finally:
        chain.stop()


def test_verify__as_deployed__passes(run):
    assert f"{ALL} contracts are what they should be; the deployer holds nothing" in run("verify", *LOCAL)


def test_verify__deployer_was_given_a_role__fails_and_names_it(run, anvil, created, accounts, project):
    deployer = json.loads(run.record.read_text())["deployer"]
    access = anvil.web3.eth.contract(address=created, abi=abi_of(project.CollectiveAccess))
    access.functions.grantRole(BOX_OFFICE, deployer, 0).transact({"from": accounts[1].address})
    said = run("verify", *LOCAL, expect=1)
    assert f"the deployer {deployer} holds box-office in the collective {created}" in said


def test_verify__other_code_on_chain__fails_and_names_the_contract(run, anvil):
    address = json.loads(run.record.read_text())["contracts"]["TicketArt"]["address"]
    code = anvil.web3.eth.get_code(address)
    changed = bytes(code[:-100]) + bytes([code[-100] ^ 1]) + bytes(code[-99:])
    for one, expect in ((changed, 1), (bytes(code), 0)):
        anvil.web3.provider.make_request("anvil_setCode", [address, "0x" + one.hex()])
        said = run("verify", *LOCAL, expect=expect)
        assert (f"TicketArt at {address} has other code than these sources" in said) == (expect == 1)


def test_verify__immutable_points_elsewhere__fails_and_names_it(run, anvil):
    """The factory address inside EventTickets is masked in the comparison of code, and asked for instead."""
    contracts = json.loads(run.record.read_text())["contracts"]
    address, factory = contracts["EventTickets"]["address"], contracts["CollectiveFactory"]["address"]
    code = bytes(anvil.web3.eth.get_code(address))
    forged = code.replace(bytes.fromhex(factory[2:]), b"\xee" * 20)
    assert forged != code
    anvil.web3.provider.make_request("anvil_setCode", [address, "0x" + forged.hex()])
    said = run("verify", *LOCAL, expect=1)
    anvil.web3.provider.make_request("anvil_setCode", [address, "0x" + code.hex()])
    assert "EventTickets.factory is 0x" + "ee" * 20 in said.lower().replace("eventtickets", "EventTickets")


def test_fund__account_below_the_amount__is_topped_up_once(run, anvil):
    poor = "0x00000000000000000000000000000000C0FFee00"
    poor = Web3.to_checksum_address(poor.lower())
    run("fund", *LOCAL, "--amount", "3", poor)
    assert anvil.web3.eth.get_balance(poor) == 3 * 10**18
    run("fund", *LOCAL, "--amount", "2", poor)
    assert anvil.web3.eth.get_balance(poor) == 3 * 10**18


def test_roles__list_grant_revoke__say_what_the_manager_says(run, created, accounts):
    def listed():
        rows = json.loads(run("roles", "list", *LOCAL, "--access", created, "--json"))
        return {(row["name"], row["account"], row["delay"]) for row in rows}

    names = ["admin", "organiser", "box-office", "door", "treasurer"]
    at_birth = {(name, accounts[number].address, 0) for number, name in enumerate(names, start=1)}
    assert listed() == at_birth

    # The signer is test account 0, which is no admin here.
    newcomer = accounts[7].address
    said = run("roles", "grant", *LOCAL, "--access", created, "door", newcomer, expect=1)
    assert "the contract refuses: AccessManagerUnauthorizedAccount" in said
    assert listed() == at_birth
    stranger = accounts[8].address
    said = run("roles", "list", *LOCAL, "--access", stranger, expect=1)
    assert "is not the AccessManager of a collective" in said


def test_roles__grant_and_revoke_by_an_admin__take_effect(run, anvil, created, accounts, project):
    access = anvil.web3.eth.contract(address=created, abi=abi_of(project.CollectiveAccess))
    deployer, newcomer = accounts[0].address, accounts[7].address
    access.functions.grantRole(ADMIN, deployer, 0).transact({"from": accounts[1].address})
    run("roles", "grant", *LOCAL, "--access", created, "--delay", "60", "door", newcomer)
    assert f"door        {newcomer}  after 60 s" in run("roles", "list", *LOCAL, "--access", created)
    run("roles", "revoke", *LOCAL, "--access", created, "door", newcomer)
    assert newcomer not in run("roles", "list", *LOCAL, "--access", created)


def test_export_abi__check__fails_when_a_file_is_stale(run, project):
    folder = Path(project.path) / "backend" / "chain" / "abi"
    assert "up to date" in run("export_abi", "--check")
    extra = folder / "Leftover.json"
    extra.write_text("[]")
    try:
        assert "backend/chain/abi is stale (Leftover.json)" in run("export_abi", "--check", expect=1)
    finally:
        extra.unlink()


def test_contract_types__imported_file_changed__its_importers_are_compiled_again(tmp_path, project):
    """Ape alone compiles the changed file only."""
    head = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.30;\n"
    number = head + "library Number { function get() internal pure returns (uint256) { return 0x1111; } }\n"
    uses = (
        'import {Number} from "./Number.sol";\nimport {Base} from "@dep/Base.sol";\n'
        "contract Uses is Base { uint256 public number = Number.get(); }\n"
    )
    files = {
        "contracts/Number.sol": number,
        "contracts/Uses.sol": head + uses,
        "dep/contracts/Base.sol": head + "contract Base {}\n",
        "package-lock.json": "{}",
        "ape-config.yaml": "dependencies:\n  - name: dep\n    local: ./dep\n"
        "solidity:\n  version: 0.8.30\n  import_remapping:\n    - '@dep=dep/local'\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    script = "from scripts._common import contract_types; print(contract_types()['Uses'].deployment_bytecode.bytecode)"

    def compiled() -> str:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(project.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    assert "1111" in compiled()
    (tmp_path / "contracts" / "Number.sol").write_text(number.replace("0x1111", "0x2222"))
    assert "2222" in compiled()
    # Below the temporary folder Ape unpacks the dependencies into our sources, where they hide these the next time.
    assert sorted(path.name for path in (tmp_path / "contracts").iterdir()) == ["Number.sol", "Uses.sol"]
