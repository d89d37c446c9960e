// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title Text that goes on chain: what is let in, and how it comes out
/// @dev Strings are UTF-8. Errors carry the text as bytes, because text that is refused may not decode as a string.
library Text {
    /// @notice The text is empty or longer than `max` bytes.
    error TextLengthInvalid(bytes text, uint256 max);

    /// @notice The text is no UTF-8, or has a character that does not belong in a name, at byte `at`.
    error TextInvalid(bytes text, uint256 at);

    uint256 private constant ONES = 0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant HIGHS = 0x8080808080808080808080808080808080808080808080808080808080808080;

    /// @dev Reverts unless the text is 1 to `max` bytes of well-formed UTF-8 (no overlong forms, no surrogates, nothing cut
    /// off) without characters that XML 1.0 forbids, that break lines or that turn the reading direction of what follows.
    /// Right-to-left letters, combining marks and joiners (emoji) are welcome.
    function requireName(string calldata text, uint256 max) internal pure {
        bytes calldata raw = bytes(text);
        uint256 length = raw.length;
        if (length == 0 || length > max) revert TextLengthInvalid(raw, max);
        unchecked {
            // Texts are a few hundred bytes at most.
            for (uint256 at = 0; at < length; ) {
                uint256 end = at + 32 < length ? at + 32 : length;
                at = _isPlain(raw, at, end) ? end : _walk(raw, at, end);
            }
        }
    }

    /// @dev Looks at each character from `at` on; returns where the first one that does not begin before `end` begins.
    function _walk(bytes calldata raw, uint256 at, uint256 end) private pure returns (uint256) {
        unchecked {
            // Texts are a few hundred bytes at most, and a lead byte below a space is meant to wrap.
            while (at < end) {
                uint256 lead;
                assembly ("memory-safe") {
                    lead := byte(0, calldataload(add(raw.offset, at)))
                }
                // Printable ASCII at once: it is most of every name.
                if (lead - 0x20 < 0x5f) ++at;
                else at = _next(raw, at);
            }
        }
        return at;
    }

    /// @dev Whether all of raw[at:end] (at most 32 bytes) is printable ASCII, found without looking at each byte.
    function _isPlain(bytes calldata raw, uint256 at, uint256 end) private pure returns (bool) {
        uint256 word;
        assembly ("memory-safe") {
            word := calldataload(add(raw.offset, at))
            // What comes after `end` is something else's; it is made spaces. 0 < end - at <= 32.
            let padding := shr(shl(3, sub(end, at)), not(0))
            word := or(and(word, not(padding)), and(padding, shl(5, ONES)))
        }
        unchecked {
            // The usual bit tricks for "some byte is below n"; wrapping is meant.
            uint256 below = (word - ONES * 0x20) & ~word & HIGHS;
            uint256 del = word ^ (ONES * 0x7f);
            return ((word & HIGHS) | below | ((del - ONES) & ~del & HIGHS)) == 0;
        }
    }

    /// @dev Where the character after the one at `at` begins.
    function _next(bytes calldata raw, uint256 at) private pure returns (uint256) {
        // The character's bytes from the top; bytes after the text's end belong to something else and are not trusted.
        uint256 quad;
        assembly ("memory-safe") {
            quad := shr(224, calldataload(add(raw.offset, at)))
        }
        uint256 lead = quad >> 24;
        unchecked {
            // Texts are a few hundred bytes at most.
            if (lead < 0x80) {
                if (lead < 0x20 || lead == 0x7f) revert TextInvalid(raw, at);
                return at + 1;
            }
            (uint256 point, uint256 size) = _decode(lead, quad);
            if (at + size > raw.length || _isRefused(point, size)) revert TextInvalid(raw, at);
            return at + size;
        }
    }

    /// @dev Code point and number of bytes of a character outside ASCII; code point 0 if the bytes are none.
    function _decode(uint256 lead, uint256 quad) private pure returns (uint256 point, uint256 size) {
        if (lead < 0xc2 || lead > 0xf4) return (0, 2);
        if (lead < 0xe0) {
            if (quad & 0xc00000 != 0x800000) return (0, 2);
            return (((quad >> 18) & 0x7c0) | ((quad >> 16) & 0x3f), 2);
        }
        if (lead < 0xf0) {
            if (quad & 0xc0c000 != 0x808000) return (0, 3);
            return (((quad >> 12) & 0xf000) | ((quad >> 10) & 0xfc0) | ((quad >> 8) & 0x3f), 3);
        }
        if (quad & 0xc0c0c0 != 0x808080) return (0, 4);
        return (((quad >> 6) & 0x1c0000) | ((quad >> 4) & 0x3f000) | ((quad >> 2) & 0xfc0) | (quad & 0x3f), 4);
    }

    /// @dev Code points outside ASCII that no name may have; `size` is the number of bytes it was written with.
    function _isRefused(uint256 point, uint256 size) private pure returns (bool) {
        if (size == 2) return point < 0xa0; // C1 controls; overlong forms begin with C0 or C1, which begin no character
        if (size == 4) return point < 0x10000 || point > 0x10ffff || point & 0xfffe == 0xfffe; // overlong, no characters
        return
            point < 0x800 || // overlong
            (point >= 0xd800 && point <= 0xdfff) || // surrogates
            (point >= 0x2028 && point <= 0x202e) || // line and paragraph separators, embeddings and overrides
            (point >= 0x2066 && point <= 0x2069) || // isolates
            point >= 0xfffe; // not characters
    }
}
