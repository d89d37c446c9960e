// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {CloneArgs} from "../factory/CloneArgs.sol";
import {EventConfig, Payee, Sale, TierConfig, TransferPolicy} from "./IEventTickets.sol";

/// @notice The first word of an event's immutable arguments, read in one go.
type Head is uint256;

using {headAccess, headStartsAt, headEndsAt, headPolicy, headStyle, headTierCount} for Head global;

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
    return TransferPolicy(uint8(Head.unwrap(head) >> 8) & 3);
}

function headStyle(Head head) pure returns (uint8) {
    return uint8(Head.unwrap(head) >> 10) & 7;
}

function headTierCount(Head head) pure returns (uint256) {
    return uint8(Head.unwrap(head));
}

/// @title The immutable arguments of an event's clone, packed
/// @dev Every byte costs 200 gas at creation, so what is not used is not there. Layout:
/// access (20) | startsAt (5) | endsAt (5) | flags (1) | number of tiers (1), which is one word;
/// then a record of 8 bytes a tier: supply (4) | boxOffice (4);
/// then the event's name behind its length (1);
/// then for each tier its name behind a byte with its length (7 bits) and whether a sale follows, and that sale;
/// then royalty (2), if it has a flag; then account (20) | shares (2) of each payee, to the end.
/// Flags, from the lowest bit: policy (2 bits) | style (3) | royalty.
/// A sale is a byte of flags, then what they announce: price in units of 10^9 (0 to 6 bytes) | opensAt (5) | closesAt (5) |
/// limit (2). Its flags, from the lowest bit: bytes of the price (3 bits) | inToken | membersOnly | opensAt | closesAt |
/// limit. A sale that is all zero is left out.
library EventArgs {
    uint256 internal constant PRICE_UNIT = 10 ** 9;
    uint256 internal constant PRICE_BITS = 48;

    uint256 private constant HEAD = 32;
    uint256 private constant RECORD = 8;
    uint256 private constant PAYEE = 22;

    uint256 private constant HAS_ROYALTY = 0x20;

    uint256 private constant LENGTH = 0x7f;
    uint256 private constant SALE_FOLLOWS = 0x80;

    uint256 private constant PRICE_BYTES = 0x07;
    uint256 private constant IN_TOKEN = 0x08;
    uint256 private constant MEMBERS_ONLY = 0x10;
    uint256 private constant HAS_OPENS_AT = 0x20;
    uint256 private constant HAS_CLOSES_AT = 0x40;
    uint256 private constant HAS_LIMIT = 0x80;

    // ---------------------------------------------------------------------------------------------------- writing

    /// @dev The factory has checked the config: lengths fit seven bits, times fit five bytes, the number of tiers fits one,
    /// prices fit six. Everything is written behind one pointer, word by word: each write runs over what comes after it.
    function encode(address access, EventConfig calldata config) internal pure returns (bytes memory args) {
        uint256 start;
        assembly ("memory-safe") {
            args := mload(0x40)
            start := add(args, 0x20)
            // More than 16 tiers, 16 payees and the longest names take.
            mstore(0x40, add(args, 0x800))
        }
        TierConfig[] calldata tiers = config.tiers;
        uint256 record = _write(start, _packHead(access, config), HEAD);
        unchecked {
            // At most 16 tiers, 16 payees and a few hundred bytes of names.
            uint256 at = _writeText(record + RECORD * tiers.length, config.name, 0);
            for (uint256 i = 0; i < tiers.length; ++i) {
                TierConfig calldata tier = tiers[i];
                record = _insertRecord(record, (uint256(tier.supply) << 32) | tier.boxOffice);
                (uint256 packed, uint256 size) = _packSale(tier.sale);
                at = _writeText(at, tier.name, packed == 0 ? 0 : SALE_FOLLOWS);
                if (packed != 0) at = _write(at, packed, size);
            }
            if (config.royaltyBps != 0) at = _write(at, config.royaltyBps, 2);
            Payee[] calldata payees_ = config.payees;
            for (uint256 i = 0; i < payees_.length; ++i) {
                at = _write(at, (uint256(uint160(payees_[i].account)) << 16) | payees_[i].shares, PAYEE);
            }
            assembly ("memory-safe") {
                mstore(args, sub(at, start))
                mstore(0x40, and(add(at, 0x1f), not(0x1f)))
            }
        }
    }

    function _packHead(address access, EventConfig calldata config) private pure returns (uint256 head_) {
        uint256 flags = uint256(config.policy) | (uint256(config.style) << 2);
        if (config.royaltyBps != 0) flags |= HAS_ROYALTY;
        head_ = (uint256(uint160(access)) << 96) | (uint256(config.startsAt) << 56);
        return head_ | (uint256(config.endsAt) << 16) | (flags << 8) | config.tiers.length;
    }

    /// @dev A sale in the lowest `size` bytes, at most 19; zero if it is all zero.
    function _packSale(Sale calldata sale_) private pure returns (uint256 packed, uint256 size) {
        unchecked {
            // Bounded by the factory's checks: the price has at most 48 bits.
            packed = sale_.price / PRICE_UNIT;
            while (packed >> (size * 8) != 0) ++size;
            uint256 flags = size;
            if (sale_.inToken) flags |= IN_TOKEN;
            if (sale_.membersOnly) flags |= MEMBERS_ONLY;
            packed |= flags << (size++ * 8);
            uint256 rules = uint256(sale_.opensAt) | sale_.closesAt | sale_.limit;
            if (rules != 0) (packed, size) = _packRules(sale_, packed, size);
        }
    }

    /// @dev Adds what most sales do not have.
    function _packRules(Sale calldata sale_, uint256 packed, uint256 size) private pure returns (uint256, uint256) {
        uint256 flags = 0;
        unchecked {
            // At most 12 bytes more.
            if (sale_.opensAt != 0) {
                packed = (packed << 40) | sale_.opensAt;
                (flags, size) = (flags | HAS_OPENS_AT, size + 5);
            }
            if (sale_.closesAt != 0) {
                packed = (packed << 40) | sale_.closesAt;
                (flags, size) = (flags | HAS_CLOSES_AT, size + 5);
            }
            if (sale_.limit != 0) {
                packed = (packed << 16) | sale_.limit;
                (flags, size) = (flags | HAS_LIMIT, size + 2);
            }
            // The byte of flags is the first.
            return (packed | (flags << ((size - 1) * 8)), size);
        }
    }

    /// @dev Writes a record of a tier without touching what stands behind it.
    function _insertRecord(uint256 at, uint256 value) private pure returns (uint256) {
        assembly ("memory-safe") {
            mstore(at, or(shl(192, value), shr(64, shl(64, mload(at)))))
            at := add(at, RECORD)
        }
        return at;
    }

    function _writeText(uint256 at, string calldata text, uint256 flag) private pure returns (uint256) {
        assembly ("memory-safe") {
            mstore8(at, or(text.length, flag))
            at := add(at, 1)
            calldatacopy(at, text.offset, text.length)
            at := add(at, text.length)
        }
        return at;
    }

    /// @dev Writes the lowest `size` bytes of a value, and zeros over the rest of the word.
    function _write(uint256 at, uint256 value, uint256 size) private pure returns (uint256) {
        assembly ("memory-safe") {
            mstore(at, shl(sub(256, shl(3, size)), value))
            at := add(at, size)
        }
        return at;
    }

    // ---------------------------------------------------------------------------------------------------- reading

    /// @dev Only meaningful inside a clone, as everything below.
    function head() internal view returns (Head) {
        return Head.wrap(uint256(CloneArgs.word(0)));
    }

    /// @dev Supply and box office's share of a tier, for 1 <= tier <= number of tiers.
    function bounds(uint256 tier) internal view returns (uint256 supply, uint256 boxOffice) {
        uint64 record = uint64(bytes8(CloneArgs.word(HEAD + (tier - 1) * RECORD)));
        return (record >> 32, uint32(record));
    }

    /// @dev How a tier is sold, as it was configured, for 1 <= tier <= number of tiers.
    function sale(uint256 tier) internal view returns (Sale memory result) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        uint256 at = _textAt(args, tier);
        uint256 lead = _read(args, at, 1);
        if (lead & SALE_FOLLOWS == 0) return result;
        at += 1 + (lead & LENGTH);
        uint256 flags = _read(args, at++, 1);
        uint256 size = flags & PRICE_BYTES;
        result.price = _read(args, at, size) * PRICE_UNIT;
        at += size;
        result.inToken = flags & IN_TOKEN != 0;
        result.membersOnly = flags & MEMBERS_ONLY != 0;
        // Casts: as many bytes were written.
        if (flags & HAS_OPENS_AT != 0) {
            result.opensAt = uint64(_read(args, at, 5));
            at += 5;
        }
        if (flags & HAS_CLOSES_AT != 0) {
            result.closesAt = uint64(_read(args, at, 5));
            at += 5;
        }
        if (flags & HAS_LIMIT != 0) result.limit = uint16(_read(args, at, 2));
    }

    /// @dev What ERC-2981 asks for, in hundredths of a percent.
    function royaltyBps() internal view returns (uint256) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        if (_flags(args) & HAS_ROYALTY == 0) return 0;
        return _read(args, _textAt(args, _tierCount(args) + 1), 2);
    }

    /// @dev The payees that were configured.
    function payees() internal view returns (Payee[] memory result) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        uint256 at = _textAt(args, _tierCount(args) + 1);
        if (_flags(args) & HAS_ROYALTY != 0) at += 2;
        result = new Payee[]((args.length - at) / PAYEE);
        for (uint256 i = 0; i < result.length; ++i) {
            uint256 record = _read(args, at, PAYEE);
            at += PAYEE;
            // Casts: 20 and 2 bytes were written.
            result[i] = Payee({account: address(uint160(record >> 16)), shares: uint16(record)});
        }
    }

    /// @dev The event's name (number 0) or a tier's (its number).
    function name(uint256 number) internal view returns (string memory) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        uint256 at = _textAt(args, number);
        return string(CloneArgs.slice(args, at + 1, at + 1 + (_read(args, at, 1) & LENGTH)));
    }

    function _flags(bytes memory args) private pure returns (uint256) {
        return _read(args, HEAD - 2, 1);
    }

    function _tierCount(bytes memory args) private pure returns (uint256) {
        return _read(args, HEAD - 1, 1);
    }

    /// @dev Where the event's name (number 0) or a tier's begins, with its length; behind the last for the number after it.
    function _textAt(bytes memory args, uint256 number) private pure returns (uint256 at) {
        at = HEAD + RECORD * _tierCount(args);
        for (; number != 0; --number) {
            uint256 lead = _read(args, at, 1);
            at += 1 + (lead & LENGTH);
            if (lead & SALE_FOLLOWS != 0) at = _afterSale(args, at);
        }
    }

    function _afterSale(bytes memory args, uint256 at) private pure returns (uint256) {
        uint256 flags = _read(args, at, 1);
        at += 1 + (flags & PRICE_BYTES);
        if (flags & HAS_OPENS_AT != 0) at += 5;
        if (flags & HAS_CLOSES_AT != 0) at += 5;
        if (flags & HAS_LIMIT != 0) at += 2;
        return at;
    }

    /// @dev The number in args[at:at + size], for size <= 32.
    function _read(bytes memory args, uint256 at, uint256 size) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, size)), mload(add(add(args, 0x20), at)))
        }
    }
}
