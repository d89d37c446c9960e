// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title The characters of a text, and how wide they are
/// @dev Widths are those of Helvetica Bold, in thousandths of the font size. Strings are well-formed UTF-8 (see {Text}).
library Letters {
    /// @dev Widths of U+0020 to U+007E, in units of 4.
    bytes private constant WIDTHS =
        hex"4653768b8bdeb43c53536192465346468b8b8b8b8b8b8b8b8b8b535392929299"
        hex"f4b4b4b4b4a799c2b4468bb499d0b4c2a7c2b4a799b4a7eca7a799534653928b"
        hex"538b998b998b53999946468b46de99999999618b53998bc28b8b7d61466192";
    uint256 internal constant JOINER = 0x200d;

    /// @dev The width of a text, in thousandths of the font size; never 0.
    function measure(string memory text) internal pure returns (uint256 width) {
        bytes memory raw = bytes(text);
        uint256 last = 0;
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            width += advance(point, last);
            last = point;
            at += size;
        }
        if (width == 0) width = 1000;
    }

    /// @dev How many characters take room; at least 1.
    function count(string memory text) internal pure returns (uint256 number) {
        bytes memory raw = bytes(text);
        uint256 last = 0;
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            uint256 width = advance(point, last);
            if (width != 0) number += width > 900 && point > 0x7f ? 2 : 1;
            last = point;
            at += size;
        }
        if (number == 0) number = 1;
    }

    /// @dev The width of one character after another.
    function advance(uint256 point, uint256 last) internal pure returns (uint256) {
        if (point < 0x20) return 0;
        if (point < 0x7f) return uint256(uint8(WIDTHS[point - 0x20])) * 4;
        if (last == JOINER || isMark(point)) return 0;
        if (point < 0x590) return 640; // Latin with marks, Greek, Cyrillic
        if (point >= 0x1f1e6 && point <= 0x1f1ff) return 500; // two of these are a flag
        return point < 0x1100 ? 560 : 1000;
    }

    /// @dev Characters that change the one before them.
    function isMark(uint256 point) internal pure returns (bool) {
        return
            (point >= 0x300 && point < 0x370) || // combining marks
            (point >= 0x483 && point < 0x48a) ||
            (point >= 0x200b && point <= JOINER) ||
            (point >= 0xfe00 && point <= 0xfe0f) || // variation selectors
            (point >= 0x1f3fb && point <= 0x1f3ff); // skin tones
    }

    /// @dev How many combining marks stand on the letter that has most of them.
    function stack(string memory text) internal pure returns (uint256 most) {
        bytes memory raw = bytes(text);
        uint256 marks = 0;
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            marks = point >= 0x300 && point < 0x370 ? marks + 1 : 0;
            if (marks > most) most = marks;
            at += size;
        }
    }

    /// @dev Whether the text may be taken apart into letters: Latin, Greek and Cyrillic without combining marks. In other
    /// scripts letters join, reorder or stack.
    function isAlphabetic(string memory text) internal pure returns (bool) {
        bytes memory raw = bytes(text);
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            if (point >= 0x530 || isMark(point)) return false;
            at += size;
        }
        return true;
    }

    /// @dev The characters one by one. Only for alphabetic text.
    function split(string memory text) internal pure returns (string[] memory letters) {
        bytes memory raw = bytes(text);
        letters = new string[](raw.length);
        uint256 found = 0;
        for (uint256 at = 0; at < raw.length; ) {
            (, uint256 size) = decode(raw, at);
            letters[found++] = slice(raw, at, at + size);
            at += size;
        }
        assembly ("memory-safe") {
            mstore(letters, found)
        }
    }

    /// @dev The words, without the spaces between them; one empty word if there is none.
    function words(string memory text) internal pure returns (string[] memory list) {
        bytes memory raw = bytes(text);
        list = new string[](raw.length / 2 + 1);
        uint256 found = 0;
        uint256 start = 0;
        for (uint256 at = 0; at <= raw.length; ++at) {
            if (at != raw.length && raw[at] != 0x20) continue;
            if (at > start) list[found++] = slice(raw, start, at);
            start = at + 1;
        }
        if (found == 0) ++found;
        assembly ("memory-safe") {
            mstore(list, found)
        }
    }

    /// @dev In small letters: ASCII, Latin-1 and the Cyrillic alphabet; all else as it is.
    function lower(string memory text) internal pure returns (string memory) {
        bytes memory raw = bytes(text);
        bytes memory result = new bytes(raw.length);
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            for (uint256 i = 0; i < size; ++i) result[at + i] = raw[at + i];
            if (point >= 0x41 && point <= 0x5a) result[at] = bytes1(uint8(point + 0x20));
            bool latin = point >= 0xc0 && point <= 0xde && point != 0xd7;
            // U+0420 to U+042F become U+0440 to U+044F, in another row of the code than the first half.
            if (latin || (point >= 0x410 && point <= 0x41f)) result[at + 1] = bytes1(uint8(raw[at + 1]) + 0x20);
            if (point >= 0x420 && point <= 0x42f) {
                result[at] = 0xd1;
                result[at + 1] = bytes1(uint8(raw[at + 1]) - 0x20);
            }
            at += size;
        }
        return string(result);
    }

    /// @dev The character at a place, and how many bytes it has.
    function decode(bytes memory raw, uint256 at) internal pure returns (uint256 point, uint256 size) {
        uint256 lead = uint8(raw[at]);
        if (lead < 0x80) return (lead, 1);
        size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        point = lead & (0x7f >> size);
        for (uint256 i = 1; i < size; ++i) point = (point << 6) | (uint8(raw[at + i]) & 0x3f);
    }

    function slice(bytes memory raw, uint256 start, uint256 end) internal pure returns (string memory) {
        bytes memory result = new bytes(end - start);
        assembly ("memory-safe") {
            mcopy(add(result, 0x20), add(add(raw, 0x20), start), sub(end, start))
        }
        return string(result);
    }
}
