// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {EventTickets} from "../../contracts/tickets/EventTickets.sol";
import {TransferPolicy} from "../../contracts/tickets/IEventTickets.sol";
import {Stage} from "./Stage.sol";

/// @notice For any caller, at any time before the event is over: a ticket stays where the policy keeps it.
contract PolicyProof is Stage {
    EventTickets private _lockedTickets;
    EventTickets private _faceValueTickets;
    uint256 private _ticket;

    function setUp() public override {
        super.setUp();
        _ticket = _id(1, 7);
        _lockedTickets = _event(bytes32(uint256(1)), TransferPolicy.Locked, false);
        _grant(_lockedTickets, _ticket, HOLDER);
        _faceValueTickets = _event(bytes32(uint256(2)), TransferPolicy.FaceValue, false);
        _grant(_faceValueTickets, _ticket, HOLDER);
    }

    /// @notice No call at all moves a locked ticket.
    function check_locked__any_call_by_anyone__stays(address caller, uint256 time) external {
        _anyCall(_lockedTickets, caller, time);
        assert(_lockedTickets.ownerOf(_ticket) == HOLDER);
    }

    /// @notice Without a listing no call moves a ticket under FaceValue, except back into custody.
    function check_face_value__any_call_by_anyone__stays_or_returns(address caller, uint256 time) external {
        _anyCall(_faceValueTickets, caller, time);
        address owner = _faceValueTickets.ownerOf(_ticket);
        assert(owner == HOLDER || owner == address(_faceValueTickets));
    }

    function _anyCall(EventTickets tickets, address caller, uint256 time) private {
        vm.assume(caller != address(0) && caller != address(tickets));
        vm.assume(time >= NOW && time < ENDS);
        vm.warp(time);
        vm.prank(caller);
        (bool done, ) = address(tickets).call(svm.createCalldata("EventTickets"));
        vm.assume(done);
    }
}
