// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {EventTickets} from "../../contracts/tickets/EventTickets.sol";
import {Payee, TransferPolicy} from "../../contracts/tickets/IEventTickets.sol";
import {Stage} from "./Stage.sol";

/// @notice What a solver cannot divide by: any shares, any number of payees.
contract MoneyFuzz is Stage {
    function testFuzz_release__any_amount_and_shares__parts_add_up(
        uint96 amount,
        uint16[8] memory shares,
        uint8 count
    ) external {
        vm.assume(amount != 0);
        Payee[] memory payees = new Payee[](1 + (count % 8));
        uint256 whole = 0;
        for (uint256 i = 0; i < payees.length; ++i) {
            payees[i] = Payee({account: address(uint160(0xc001 + i)), shares: shares[i] | 1});
            whole += payees[i].shares;
        }
        EventTickets tickets = _event(bytes32(uint256(1)), TransferPolicy.Free, false, payees);
        _claim(tickets, 7, amount);
        vm.warp(ENDS);
        tickets.release(address(0));

        uint256 sum = 0;
        for (uint256 i = 0; i < payees.length; ++i) {
            uint256 part = tickets.creditOf(address(0), payees[i].account);
            sum += part;
            uint256 due = (uint256(amount) * payees[i].shares) / whole;
            assert(part == due || part == due + 1);
        }
        assert(sum == amount);
    }

    function testFuzz_transfer__held_back__reverts_on_every_path(
        uint8 path,
        address caller,
        address to,
        uint32 wait,
        bool faceValue
    ) external {
        TransferPolicy policy = faceValue ? TransferPolicy.FaceValue : TransferPolicy.Locked;
        EventTickets tickets = _event(bytes32(uint256(2)), policy, false);
        _grant(tickets, _id(1, 7), HOLDER);
        vm.assume(to != address(tickets));
        vm.warp(NOW + (wait % (ENDS - NOW)));
        // Half of the calls by the one who could most easily: the holder.
        vm.prank(caller > address(type(uint160).max / 2) ? HOLDER : caller);
        (bool done, ) = address(tickets).call(_move(path % 3, to));
        assert(!done);
        assert(tickets.ownerOf(_id(1, 7)) == HOLDER);
    }

    function _move(uint8 path, address to) private pure returns (bytes memory) {
        if (path == 0) return abi.encodeWithSignature("transferFrom(address,address,uint256)", HOLDER, to, _id(1, 7));
        if (path == 1) {
            return abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", HOLDER, to, _id(1, 7));
        }
        return abi.encodeWithSignature("safeTransferFrom(address,address,uint256,bytes)", HOLDER, to, _id(1, 7), "");
    }
}
