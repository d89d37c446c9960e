// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Actor} from "./Actor.sol";

/// @title Takes neither ETH nor tickets that ask first. For tests only.
contract RefusingActor is Actor {
    /// @notice Why not.
    error NotWanted();

    receive() external payable {
        revert NotWanted();
    }

    /// @notice Refuses whatever ticket it is asked about.
    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        revert NotWanted();
    }
}
