// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title The immutable arguments of a collective's own clones (membership and community token)
/// @dev Layout: access (20 bytes) | length of name (1) | name | symbol (the rest).
library CollectiveArgs {
    /// @dev A clone's own code comes before its arguments (OpenZeppelin Clones).
    uint256 private constant CODE = 0x2d;

    /// @dev Name and symbol are checked by the factory: the name is at most 255 bytes, so its length fits one byte.
    function encode(address access, string memory name, string memory symbol) internal pure returns (bytes memory) {
        return abi.encodePacked(access, uint8(bytes(name).length), name, symbol);
    }

    /// @dev The collective's AccessManager. Only meaningful inside a clone.
    function access() internal view returns (address value) {
        assembly ("memory-safe") {
            extcodecopy(address(), 0x00, CODE, 0x20)
            value := shr(96, mload(0x00))
        }
    }

    function name() internal view returns (string memory) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        return _slice(args, 21, 21 + uint8(args[20]));
    }

    function symbol() internal view returns (string memory) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        return _slice(args, 21 + uint256(uint8(args[20])), args.length);
    }

    function _slice(bytes memory args, uint256 start, uint256 end) private pure returns (string memory) {
        bytes memory result = new bytes(end - start);
        assembly ("memory-safe") {
            mcopy(add(result, 0x20), add(add(args, 0x20), start), sub(end, start))
        }
        return string(result);
    }
}
