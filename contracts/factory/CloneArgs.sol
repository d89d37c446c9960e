// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title Reading a clone's immutable arguments
/// @dev Only meaningful inside a clone.
library CloneArgs {
    /// @dev A clone's own code comes before its arguments (OpenZeppelin Clones).
    uint256 private constant CODE = 0x2d;

    /// @dev The 32 bytes at `at`, zeros behind the end.
    function word(uint256 at) internal view returns (bytes32 value) {
        assembly ("memory-safe") {
            extcodecopy(address(), 0x00, add(CODE, at), 0x20)
            value := mload(0x00)
        }
    }

    /// @dev The text at `at` behind its length (1 byte), and where it ends.
    function text(uint256 at) internal view returns (string memory value, uint256 end) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        end = at + 1 + uint8(args[at]);
        value = string(slice(args, at + 1, end));
    }

    /// @dev The text from `at` to the end of the arguments.
    function rest(uint256 at) internal view returns (string memory) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        return string(slice(args, at, args.length));
    }

    function slice(bytes memory args, uint256 start, uint256 end) internal pure returns (bytes memory result) {
        result = new bytes(end - start);
        assembly ("memory-safe") {
            mcopy(add(result, 0x20), add(add(args, 0x20), start), sub(end, start))
        }
    }
}
