// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title Glance
/// @notice For tests: many views in one call, so that all of a contract's state can be looked at after every step.
contract Glance {
    /// @return seen 65 bytes a call: whether it went through, and the first two words of the answer (zeros where none is).
    function look(address[] calldata targets, bytes[] calldata calls) external view returns (bytes memory seen) {
        seen = new bytes(65 * calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, bytes memory result) = targets[i].staticcall(calls[i]);
            seen[65 * i] = bytes1(uint8(success ? 1 : 0));
            for (uint256 at = 0; success && at < 64 && at < result.length; ++at) {
                seen[65 * i + 1 + at] = result[at];
            }
        }
    }

    /// @notice What an account has in ETH.
    function balance(address account) external view returns (uint256 amount) {
        return account.balance;
    }
}
