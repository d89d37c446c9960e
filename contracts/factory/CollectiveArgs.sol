// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Look, packLook, unpackLook} from "../art/Look.sol";
import {CloneArgs} from "./CloneArgs.sol";

/// @title The immutable arguments of a collective's memberships
/// @dev Layout: access (20 bytes) | look (10) | length of name (1) | name | symbol (the rest).
library CollectiveArgs {
    uint256 private constant TEXTS = 30;

    /// @dev Name and symbol are checked by the factory: the name is at most 255 bytes, so its length fits one byte.
    function encode(
        address access_,
        Look memory look_,
        string memory name_,
        string memory symbol_
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(access_, packLook(look_), uint8(bytes(name_).length), name_, symbol_);
    }

    /// @dev The collective's AccessManager. Only meaningful inside a clone, as everything below.
    function access() internal view returns (address) {
        return address(bytes20(CloneArgs.word(0)));
    }

    /// @dev How its pictures look.
    function look() internal view returns (Look memory) {
        return unpackLook(bytes10(CloneArgs.word(20)));
    }

    function name() internal view returns (string memory value) {
        (value, ) = CloneArgs.text(TEXTS);
    }

    function symbol() internal view returns (string memory) {
        (, uint256 end) = CloneArgs.text(TEXTS);
        return CloneArgs.rest(end);
    }
}
