// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {EventTickets} from "../../contracts/tickets/EventTickets.sol";
import {IEventTickets, TransferPolicy, Voucher, Word} from "../../contracts/tickets/IEventTickets.sol";
import {Stage} from "./Stage.sol";

/// @notice What people do around an event, in any order. A step that is refused changes nothing and is no failure.
contract Evening is Stage {
    EventTickets public tickets;
    /// @notice Zero for ETH, else the community token.
    address public currency;
    /// @notice What came in from outside, and what went out.
    uint256 public paidIn;
    uint256 public paidOut;
    /// @notice Set when something happened that must not.
    string public broken;

    address[4] private _people = [HOLDER, BUYER, BAND, TREASURY];
    bool private _inToken;

    constructor(TransferPolicy policy, bool inToken) {
        Stage.setUp();
        _inToken = inToken;
        tickets = _event(bytes32(uint256(1)), policy, inToken);
        currency = inToken ? address(token) : address(0);
        for (uint256 i = 0; i < _people.length; ++i) {
            if (!inToken) continue;
            vm.prank(TREASURER);
            token.mint(_people[i], 1000 ether);
            vm.prank(_people[i]);
            token.approve(address(tickets), type(uint256).max);
        }
    }

    function buy(uint8 who, uint8 quantity) external {
        uint256 number = 1 + (quantity % 3);
        address person = _person(who);
        _pay(person, PRICE * number, abi.encodeCall(IEventTickets.buy, (1, person, number)));
    }

    function claim(uint8 who, uint8 serial, uint64 price) external {
        Voucher memory voucher = Voucher({
            tokenId: _id(1, serial % 8),
            to: _person(who),
            price: price,
            nonce: serial % 8,
            deadline: ENDS
        });
        _pay(voucher.to, price, abi.encodeCall(IEventTickets.claim, (voucher, BOX_OFFICE, "")));
    }

    function mint(uint8 serial) external {
        uint256[] memory ids = new uint256[](1);
        ids[0] = _id(1, serial % 8);
        vm.prank(BOX_OFFICE);
        _try(0, abi.encodeCall(IEventTickets.mint, (ids)));
    }

    function deliver(uint8 which, uint8 who) external {
        uint256[] memory ids = new uint256[](1);
        ids[0] = _ticket(which);
        vm.prank(BOX_OFFICE);
        _try(0, abi.encodeCall(IEventTickets.deliver, (ids, _person(who))));
    }

    function transfer(uint8 which, uint8 who) external {
        address owner = _ownerOf(_ticket(which));
        if (owner == address(tickets)) return;
        address to = who % 5 == 4 ? address(tickets) : _person(who);
        vm.prank(owner);
        bool done = _try(0, abi.encodeCall(tickets.transferFrom, (owner, to, _ticket(which))));
        bool held = tickets.policy() != TransferPolicy.Free && block.timestamp < ENDS;
        if (done && held && to != address(tickets)) broken = "a ticket moved against the policy";
        if (done && tickets.isRevoked(_ticket(which))) broken = "a revoked ticket moved";
    }

    function list(uint8 which, uint64 price) external {
        uint256 id = _ticket(which);
        address owner = _ownerOf(id);
        if (owner == address(tickets)) return;
        vm.prank(owner);
        bool done = _try(0, abi.encodeCall(IEventTickets.list, (id, price % (PRICE + 2))));
        if (done && price % (PRICE + 2) > tickets.paidFor(id)) broken = "a ticket was offered above the price paid";
    }

    function purchase(uint8 which, uint8 who) external {
        uint256 id = _ticket(which);
        (, uint256 price) = tickets.listingOf(id);
        bool spent = tickets.isUsed(id) || tickets.isRevoked(id);
        bool done = _resell(_person(who), id, price);
        if (done && spent) broken = "a used or revoked ticket was sold";
    }

    function settle(uint8 which) external {
        uint32 serial = uint32(_ticket(which));
        Word[] memory words = new Word[](1);
        words[0] = Word({tier: 1, index: serial >> 8, bits: 1 << (serial & 0xff)});
        vm.prank(DOOR);
        _try(0, abi.encodeCall(IEventTickets.settle, (words)));
    }

    function revoke(uint8 which) external {
        uint256[] memory ids = new uint256[](1);
        ids[0] = _ticket(which);
        bool used = tickets.isUsed(ids[0]);
        vm.prank(ORGANISER);
        bool done = _try(0, abi.encodeCall(IEventTickets.revoke, (ids, 1)));
        if (done && used) broken = "a used ticket was revoked";
    }

    /// @notice Seldom, or hardly anything else would ever happen.
    function cancel(uint8 chance) external {
        if (chance > 8) return;
        vm.prank(ORGANISER);
        _try(0, abi.encodeCall(IEventTickets.cancel, ()));
    }

    function refund(uint8 which) external {
        uint256[] memory ids = new uint256[](1);
        ids[0] = _ticket(which);
        bool before = tickets.isRefunded(ids[0]);
        uint256 proceeds = tickets.proceedsOf(currency);
        bool done = _try(0, abi.encodeCall(IEventTickets.refund, (ids)));
        if (done && before && proceeds != tickets.proceedsOf(currency)) broken = "a ticket was refunded twice";
    }

    function release() external {
        bool early = block.timestamp < ENDS || tickets.isCancelled();
        if (_try(0, abi.encodeCall(IEventTickets.release, (currency))) && early) broken = "money was released early";
    }

    function withdraw(uint8 who) external {
        withdrawFor(who % 5 == 4 ? HALL : _person(who));
    }

    function wait(uint16 time) external {
        vm.warp(block.timestamp + (uint256(time) * 1 hours) / 2000);
    }

    /// @notice Sends somebody's credit to an account that pays for nothing.
    function withdrawFor(address account) public {
        uint256 credit = tickets.creditOf(currency, account);
        vm.prank(account);
        if (_try(0, abi.encodeCall(IEventTickets.withdraw, (currency, address(0xdead))))) paidOut += credit;
    }

    /// @notice Everybody takes theirs, as they can once it is over or cancelled.
    function settleUp() external {
        if (!tickets.isCancelled()) {
            if (block.timestamp < ENDS) vm.warp(ENDS);
            _try(0, abi.encodeCall(IEventTickets.release, (currency)));
        }
        uint256[] memory ids = new uint256[](1);
        for (uint32 i = 0; i < 8 + tickets.sold(1); ++i) {
            ids[0] = _id(1, i < 8 ? i : SHARE + i - 8);
            _try(0, abi.encodeCall(IEventTickets.refund, (ids)));
        }
        for (uint256 i = 0; i < _people.length; ++i) withdrawFor(_people[i]);
        withdrawFor(HALL);
    }

    /// @notice What the contract has.
    function balance() external view returns (uint256) {
        return _inToken ? token.balanceOf(address(tickets)) : address(tickets).balance;
    }

    /// @notice What it owes to the payees and to everybody.
    function owed() external view returns (uint256 sum) {
        sum = tickets.proceedsOf(currency) + tickets.creditOf(currency, HALL);
        for (uint256 i = 0; i < _people.length; ++i) sum += tickets.creditOf(currency, _people[i]);
    }

    function _pay(address person, uint256 amount, bytes memory data) private {
        if (!_inToken) vm.deal(person, amount);
        vm.prank(person);
        if (_try(_inToken ? 0 : amount, data)) paidIn += amount;
    }

    /// @dev In ETH the price stays here as the seller's credit; tokens go from buyer to seller past the contract.
    function _resell(address person, uint256 id, uint256 price) private returns (bool done) {
        if (!_inToken) vm.deal(person, price);
        vm.prank(person);
        done = _try(_inToken ? 0 : price, abi.encodeCall(IEventTickets.purchase, (id, price)));
        if (done && !_inToken) paidIn += price;
    }

    function _try(uint256 value, bytes memory data) private returns (bool done) {
        (done, ) = address(tickets).call{value: value}(data);
    }

    function _person(uint8 who) private view returns (address) {
        return _people[who % _people.length];
    }

    /// @dev One of eight of the box office's, or of the first eight of the public share. The contract itself, which holds
    /// what is in custody, calls nobody: those who act for an owner leave it out.
    function _ticket(uint8 which) private pure returns (uint256) {
        return which % 16 < 8 ? _id(1, which % 16) : _id(1, SHARE + (which % 16) - 8);
    }

    function _ownerOf(uint256 id) private view returns (address) {
        (bool exists, bytes memory owner) = address(tickets).staticcall(abi.encodeCall(tickets.ownerOf, (id)));
        return exists ? abi.decode(owner, (address)) : address(0xdead);
    }
}

/// @notice Some calls of a contract, as forge wants them.
struct Selectors {
    address account;
    bytes4[] selectors;
}

/// @notice After every step of any evening.
abstract contract EveningInvariants {
    Evening private _evening;

    function setUp() public {
        _evening = _make();
    }

    /// @notice Forge asks which contract to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_evening);
    }

    /// @notice Forge asks which calls to leave out: what makes a beginning and an end.
    function excludeSelectors() external view returns (Selectors[] memory left) {
        left = new Selectors[](1);
        left[0] = Selectors({account: address(_evening), selectors: new bytes4[](2)});
        left[0].selectors[0] = Stage.setUp.selector;
        left[0].selectors[1] = Evening.settleUp.selector;
    }

    function invariant_the_contract_has_exactly_what_it_owes() external view {
        assert(_evening.balance() == _evening.owed());
        assert(_evening.balance() == _evening.paidIn() - _evening.paidOut());
    }

    function invariant_nothing_happened_that_must_not() external view {
        assert(bytes(_evening.broken()).length == 0);
        assert(_evening.tickets().sold(1) <= 200);
    }

    /// @notice Once everybody took theirs, nothing is left.
    function afterInvariant() external {
        _evening.settleUp();
        assert(_evening.balance() == 0);
        assert(_evening.paidIn() == _evening.paidOut());
    }

    function _make() internal virtual returns (Evening);
}

contract FaceValueEvening is EveningInvariants {
    function _make() internal override returns (Evening) {
        return new Evening(TransferPolicy.FaceValue, false);
    }
}

contract TokenEvening is EveningInvariants {
    function _make() internal override returns (Evening) {
        return new Evening(TransferPolicy.FaceValue, true);
    }
}

contract LockedEvening is EveningInvariants {
    function _make() internal override returns (Evening) {
        return new Evening(TransferPolicy.Locked, false);
    }
}
