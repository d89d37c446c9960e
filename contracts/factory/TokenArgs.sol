// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Look, packLook, unpackLook} from "../art/Look.sol";
import {CloneArgs} from "./CloneArgs.sol";

/// @title The immutable arguments of a collective's community token
/// @dev Layout: access (20 bytes) | membership (20) | cap (16) | look (10) | length of name (1) | name | symbol (the rest).
library TokenArgs {
    uint256 private constant TEXTS = 66;

    /// @dev Name and symbol are checked by the factory: the name is at most 255 bytes, so its length fits one byte.
    /// @param cap_ Zero stands for 2^128 - 1.
    function encode(
        address access_,
        address membership_,
        uint128 cap_,
        Look memory look_,
        string memory name_,
        string memory symbol_
    ) internal pure returns (bytes memory) {
        if (cap_ == 0) cap_ = type(uint128).max;
        bytes memory head = abi.encodePacked(access_, membership_, cap_, packLook(look_));
        return abi.encodePacked(head, uint8(bytes(name_).length), name_, symbol_);
    }

    /// @dev The collective's AccessManager. Only meaningful inside a clone, as everything below.
    function access() internal view returns (address) {
        return address(bytes20(CloneArgs.word(0)));
    }

    /// @dev The collective's memberships.
    function membership() internal view returns (address) {
        return address(bytes20(CloneArgs.word(20)));
    }

    /// @dev The most tokens that can ever exist.
    function cap() internal view returns (uint256) {
        return uint128(bytes16(CloneArgs.word(40)));
    }

    /// @dev How its picture looks.
    function look() internal view returns (Look memory) {
        return unpackLook(bytes10(CloneArgs.word(56)));
    }

    function name() internal view returns (string memory value) {
        (value, ) = CloneArgs.text(TEXTS);
    }

    function symbol() internal view returns (string memory) {
        (, uint256 end) = CloneArgs.text(TEXTS);
        return CloneArgs.rest(end);
    }
}
