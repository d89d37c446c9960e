// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @notice The cheat codes of forge that these tests use; halmos knows them too.
interface Vm {
    function assume(bool condition) external pure;

    function warp(uint256 timestamp) external;

    function deal(address account, uint256 balance) external;

    /// @notice The next call comes from `sender`.
    function prank(address sender) external;
}

/// @notice What only halmos knows.
interface Svm {
    /// @notice A call of any function of the contract that is no view, with any arguments.
    function createCalldata(string calldata contractName) external pure returns (bytes memory data);
}
