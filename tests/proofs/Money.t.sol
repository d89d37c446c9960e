// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {EventTickets} from "../../contracts/tickets/EventTickets.sol";
import {IEventTickets, TransferPolicy} from "../../contracts/tickets/IEventTickets.sol";
import {Stage} from "./Stage.sol";

/// @notice Amounts: what was paid once is paid out once, to the last wei.
contract MoneyProof is Stage {
    EventTickets private _tickets;

    function setUp() public override {
        super.setUp();
        _tickets = _event(bytes32(uint256(1)), TransferPolicy.Free, false);
    }

    /// @notice Whatever came in, the payees' parts add up to it. (Sixteenths, which a solver can divide by; other shares are
    /// fuzzed, see {MoneyFuzz}.)
    function check_release__any_amount__parts_add_up(uint96 amount) external {
        vm.assume(amount != 0);
        _claim(_tickets, 7, amount);
        vm.warp(ENDS);
        _tickets.release(address(0));
        uint256 band = _tickets.creditOf(address(0), BAND);
        uint256 hall = _tickets.creditOf(address(0), HALL);
        uint256 treasury = _tickets.creditOf(address(0), TREASURY);
        assert(band + hall + treasury == amount);
        assert(_tickets.proceedsOf(address(0)) == 0);
        assert(band == (uint256(amount) * 7) / 16);
    }

    /// @notice A ticket is refunded what was paid for it, once, whatever that was and however often it is asked for.
    function check_refund__any_amount__once(uint96 amount) external {
        vm.assume(amount != 0);
        _claim(_tickets, 7, amount);
        _cancel(_tickets);
        _refund(_tickets, _id(1, 7));
        _refund(_tickets, _id(1, 7));
        assert(_tickets.creditOf(address(0), BUYER) == amount);
        assert(_tickets.proceedsOf(address(0)) == 0);
    }
}

/// @notice Calls: no call by anyone, whatever it is, takes money that is not the caller's.
contract CallProof is Stage {
    EventTickets private _tickets;

    /// @dev Three tickets bought (one of them sold on, so that the seller has credit), and one granted.
    function setUp() public override {
        super.setUp();
        _tickets = _event(bytes32(uint256(1)), TransferPolicy.FaceValue, false);
        _buy(_tickets, 2);
        _grant(_tickets, _id(1, 7), HOLDER);
        vm.prank(BUYER);
        _tickets.list(_id(1, SHARE), PRICE);
        vm.deal(HOLDER, PRICE);
        vm.prank(HOLDER);
        _tickets.purchase{value: PRICE}(_id(1, SHARE), PRICE);
    }

    /// @dev Nobody is paid out while the event is ahead, so there is no need to go round as often as there are payees; two
    /// tickets at once are as many as are looked at.
    /// @custom:halmos --loop 2
    function check_running__any_call_by_anyone__nothing_is_taken(address caller, address other, uint96 value) external {
        _anyCall(caller, other, value);
    }

    function check_over__any_call_by_anyone__nothing_is_taken(address caller, address other, uint96 value) external {
        vm.warp(ENDS);
        _anyCall(caller, other, value);
    }

    function check_cancelled__any_call_by_anyone__nothing_is_taken(address caller, address other, uint96 value) external {
        _cancel(_tickets);
        _anyCall(caller, other, value);
    }

    /// @dev The contract owns exactly what it owes, before and after; credits fall by `withdraw` of their owner alone.
    function _anyCall(address caller, address other, uint96 value) private {
        vm.assume(caller != address(0) && caller != address(_tickets) && caller != other);
        assert(address(_tickets).balance == _owed(caller));
        vm.deal(caller, value);
        uint256 theirs = _tickets.creditOf(address(0), other);
        uint256 own = _tickets.creditOf(address(0), caller);
        bytes memory data = svm.createCalldata("EventTickets");
        vm.prank(caller);
        (bool done, ) = address(_tickets).call{value: value}(data);
        vm.assume(done);
        assert(_tickets.creditOf(address(0), other) >= theirs);
        assert(_tickets.creditOf(address(0), caller) >= own || bytes4(data) == IEventTickets.withdraw.selector);
        assert(address(_tickets).balance == _owed(caller));
    }

    /// @dev What the contract owes to everybody who can have credit here.
    function _owed(address caller) private view returns (uint256) {
        bool known = caller == BAND || caller == HALL || caller == TREASURY || caller == HOLDER || caller == BUYER;
        return
            _tickets.proceedsOf(address(0)) +
            _tickets.creditOf(address(0), BAND) +
            _tickets.creditOf(address(0), HALL) +
            _tickets.creditOf(address(0), TREASURY) +
            _tickets.creditOf(address(0), HOLDER) +
            _tickets.creditOf(address(0), BUYER) +
            (known ? 0 : _tickets.creditOf(address(0), caller));
    }
}
