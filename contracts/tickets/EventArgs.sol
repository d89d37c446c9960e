// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {CloneArgs} from "../factory/CloneArgs.sol";
import {EventConfig, TierConfig, TransferPolicy} from "./IEventTickets.sol";

/// @notice The first word of an event's immutable arguments, read in one go.
type Head is uint256;

using {headAccess, headStartsAt, headEndsAt, headPolicy, headTierCount} for Head global;

function headAccess(Head head) pure returns (address) {
    return address(uint160(Head.unwrap(head) >> 96));
}

function headStartsAt(Head head) pure returns (uint64) {
    return uint40(Head.unwrap(head) >> 56);
}

function headEndsAt(Head head) pure returns (uint64) {
    return uint40(Head.unwrap(head) >> 16);
}

function headPolicy(Head head) pure returns (TransferPolicy) {
    return TransferPolicy(uint8(Head.unwrap(head) >> 8));
}

function headTierCount(Head head) pure returns (uint256) {
    return uint8(Head.unwrap(head));
}

/// @title The immutable arguments of an event's clone, packed
/// @dev Every byte costs 200 gas at creation. Layout:
/// access (20) | startsAt (5) | endsAt (5) | policy (1) | number of tiers (1), which is one word;
/// then a record of 8 bytes a tier: supply (4) | boxOffice (4);
/// then the event's name and the tiers' names, each behind its length (1).
library EventArgs {
    uint256 private constant HEAD = 32;
    uint256 private constant RECORD = 8;

    /// @dev The factory has checked the config: lengths fit one byte, times fit five, the number of tiers fits one.
    function encode(address access, EventConfig calldata config) internal pure returns (bytes memory) {
        bytes memory records;
        bytes memory names = abi.encodePacked(uint8(bytes(config.name).length), config.name);
        for (uint256 i = 0; i < config.tiers.length; ++i) {
            TierConfig calldata tier = config.tiers[i];
            records = abi.encodePacked(records, tier.supply, tier.boxOffice);
            names = abi.encodePacked(names, uint8(bytes(tier.name).length), tier.name);
        }
        return
            abi.encodePacked(
                access,
                uint40(config.startsAt),
                uint40(config.endsAt),
                config.policy,
                uint8(config.tiers.length),
                records,
                names
            );
    }

    /// @dev Only meaningful inside a clone, as everything below.
    function head() internal view returns (Head) {
        return Head.wrap(uint256(CloneArgs.word(0)));
    }

    /// @dev Supply and box office's share of a tier, for 1 <= tier <= number of tiers.
    function bounds(uint256 tier) internal view returns (uint256 supply, uint256 boxOffice) {
        uint64 record = uint64(bytes8(CloneArgs.word(HEAD + (tier - 1) * RECORD)));
        return (record >> 32, uint32(record));
    }

    /// @dev The event's name (number 0) or a tier's (its number).
    function name(uint256 number) internal view returns (string memory) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        uint256 at = HEAD + RECORD * uint8(args[HEAD - 1]);
        for (; number != 0; --number) at += 1 + uint256(uint8(args[at]));
        return string(CloneArgs.slice(args, at + 1, at + 1 + uint8(args[at])));
    }
}
