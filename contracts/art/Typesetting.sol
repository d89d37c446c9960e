// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Setting type without a font at hand
/// @dev Widths are those of Helvetica Bold, in thousandths of the font size; whatever font a viewer has instead is fitted
/// by `textLength`. Strings are well-formed UTF-8 (see {Text}).
library Typesetting {
    using Strings for uint256;

    /// @dev One line of a block.
    struct Line {
        string text;
        uint256 width;
    }

    /// @dev Where `wrap` is within its text.
    struct Cursor {
        uint256 start;
        uint256 width;
        uint256 space;
        uint256 widthAtSpace;
        uint256 last;
    }

    /// @dev Widths of U+0020 to U+007E, in units of 4.
    bytes private constant WIDTHS =
        hex"4653768b8bdeb43c53536192465346468b8b8b8b8b8b8b8b8b8b535392929299"
        hex"f4b4b4b4b4a799c2b4468bb499d0b4c2a7c2b4a799b4a7eca7a799534653928b"
        hex"538b998b998b53999946468b46de99999999618b53998bc28b8b7d61466192";
    uint256 private constant JOINER = 0x200d;

    /// @dev One line of type as an SVG element, at most `box` wide: smaller than `size` if it has to be.
    /// @param attributes More attributes, each with a space before it.
    function fit(
        string memory text,
        uint256 x,
        uint256 y,
        uint256 size,
        uint256 box,
        string memory attributes
    ) internal pure returns (string memory) {
        uint256 width = measure(text);
        string memory squeeze = "";
        if (width * size > box * 1000) {
            size = (box * 1000) / width;
            squeeze = string.concat(' textLength="', box.toString(), '" lengthAdjust="spacingAndGlyphs"');
        }
        return _element(text, x, y, size, string.concat(squeeze, attributes));
    }

    /// @dev Lines of type, each as wide as the box (wood type: the shorter the line, the larger), from the top `y` down.
    /// @return svg The elements.
    /// @return bottom Where the last line's baseline is; at most `y + height`.
    function poster(
        string memory text,
        uint256 x,
        uint256 y,
        uint256 box,
        uint256 height
    ) internal pure returns (string memory svg, uint256 bottom) {
        Line[] memory lines;
        uint256 total = type(uint256).max;
        // Lines get fuller, and so fewer and smaller, until they fit.
        for (uint256 target = 4800; total > height && target < 40_000; target = (target * 5) / 4) {
            lines = balance(text, target);
            total = 0;
            for (uint256 i = 0; i < lines.length; ++i) total += _leading(lines, i, box);
        }
        bottom = y;
        for (uint256 i = 0; i < lines.length; ++i) {
            bottom += _leading(lines, i, box);
            svg = string.concat(svg, fit(lines[i].text, x, bottom, _woodSize(lines[i].width, box), box, ""));
        }
    }

    /// @dev Breaks a text into lines: as few as `target` allows, and those as equally full as they can be.
    /// @param target How wide a line may be if no word is wider. A word of more than three targets is broken.
    function balance(string memory text, uint256 target) internal pure returns (Line[] memory lines) {
        (uint256 total, uint256 longest) = _extent(bytes(text));
        uint256 low = longest > 3 * target ? 3 * target : longest;
        uint256 high = low > target ? low : target;
        lines = wrap(text, high);
        uint256 fewest = total / lines.length;
        if (fewest > low) low = fewest;
        while (low + 100 < high) {
            uint256 middle = (low + high) / 2;
            Line[] memory narrower = wrap(text, middle);
            if (narrower.length > lines.length) low = middle;
            else (lines, high) = (narrower, middle);
        }
    }

    /// @dev Breaks a text at spaces into lines of at most `limit`; words that are wider are broken with a hyphen.
    function wrap(string memory text, uint256 limit) internal pure returns (Line[] memory lines) {
        bytes memory raw = bytes(text);
        lines = new Line[](raw.length + 1);
        uint256 count = 0;
        Cursor memory cursor;
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            uint256 width = advance(point);
            if (cursor.width + width > limit && at > cursor.start && point != 0x20) {
                if (cursor.space > cursor.start) {
                    lines[count++] = Line(_slice(raw, cursor.start, cursor.space), cursor.widthAtSpace);
                    cursor.start = cursor.space + 1;
                    cursor.width -= cursor.widthAtSpace + advance(0x20);
                } else if (width != 0 && cursor.last != JOINER) {
                    lines[count++] = _broken(raw, cursor, at, point);
                    cursor.start = at;
                    cursor.width = 0;
                }
            }
            if (point == 0x20) {
                cursor.space = at;
                cursor.widthAtSpace = cursor.width;
            }
            cursor.width += width;
            cursor.last = point;
            at += size;
        }
        lines[count++] = Line(_slice(raw, cursor.start, raw.length), cursor.width);
        assembly ("memory-safe") {
            mstore(lines, count)
        }
    }

    /// @dev The width of a text, in thousandths of the font size; never 0.
    function measure(string memory text) internal pure returns (uint256 width) {
        bytes memory raw = bytes(text);
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            width += advance(point);
            at += size;
        }
        if (width == 0) width = 1000;
    }

    /// @dev The width of one character.
    function advance(uint256 point) internal pure returns (uint256) {
        if (point < 0x20) return 0;
        if (point < 0x7f) return uint256(uint8(WIDTHS[point - 0x20])) * 4;
        bool joins = (point >= 0x300 && point < 0x370) || // combining marks
            (point >= 0x200b && point <= JOINER) ||
            (point >= 0xfe00 && point <= 0xfe0f) || // variation selectors
            (point >= 0x1f3fb && point <= 0x1f3ff); // skin tones
        if (joins) return 0;
        if (point < 0x590) return 640; // Latin with marks, Greek, Cyrillic
        return point < 0x1100 ? 560 : 1000;
    }

    /// @dev The character at a place, and how many bytes it has.
    function decode(bytes memory raw, uint256 at) internal pure returns (uint256 point, uint256 size) {
        uint256 lead = uint8(raw[at]);
        if (lead < 0x80) return (lead, 1);
        size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        point = lead & (0x7f >> size);
        for (uint256 i = 1; i < size; ++i) point = (point << 6) | (uint8(raw[at + i]) & 0x3f);
    }

    /// @dev Text for XML content and quoted attributes.
    function escapeXML(string memory text) internal pure returns (string memory) {
        bytes memory raw = bytes(text);
        bytes memory result = new bytes(raw.length * 6); // the longest replacement has six bytes
        uint256 length = 0;
        for (uint256 i = 0; i < raw.length; ++i) {
            bytes memory piece = _entity(raw[i]);
            if (piece.length == 0) {
                result[length++] = raw[i];
                continue;
            }
            for (uint256 j = 0; j < piece.length; ++j) result[length++] = piece[j];
        }
        assembly ("memory-safe") {
            mstore(result, length)
        }
        return string(result);
    }

    function _entity(bytes1 char) private pure returns (bytes memory) {
        if (char == "&") return "&amp;";
        if (char == "<") return "&lt;";
        if (char == ">") return "&gt;";
        if (char == '"') return "&quot;";
        if (char == "'") return "&apos;";
        return "";
    }

    function _element(
        string memory text,
        uint256 x,
        uint256 y,
        uint256 size,
        string memory attributes
    ) private pure returns (string memory) {
        string memory place = string.concat('<text x="', x.toString(), '" y="', y.toString(), '" font-size="');
        return string.concat(place, size.toString(), '"', attributes, ">", escapeXML(text), "</text>");
    }

    /// @dev How large a line of that width is set to fill the box.
    function _woodSize(uint256 width, uint256 box) private pure returns (uint256) {
        if (width == 0) width = 1000;
        uint256 size = (box * 1000 + width - 1) / width;
        return size > 300 ? 300 : size;
    }

    /// @dev From the baseline before a line to its own: what hangs below that one, and capitals with their accents.
    function _leading(Line[] memory lines, uint256 i, uint256 box) private pure returns (uint256) {
        uint256 size = _woodSize(lines[i].width, box);
        return i == 0 ? (size * 80) / 100 : (size * 78 + _woodSize(lines[i - 1].width, box) * 17) / 100;
    }

    /// @dev The line before a break within a word, with a hyphen between letters of scripts that use one.
    function _broken(
        bytes memory raw,
        Cursor memory cursor,
        uint256 at,
        uint256 point
    ) private pure returns (Line memory) {
        string memory text = _slice(raw, cursor.start, at);
        bool hyphen = point > 0x40 && point < 0x530 && cursor.last > 0x40 && cursor.last < 0x530;
        return hyphen ? Line(string.concat(text, "-"), cursor.width + advance(0x2d)) : Line(text, cursor.width);
    }

    /// @dev How wide a text and its longest word are.
    function _extent(bytes memory raw) private pure returns (uint256 total, uint256 longest) {
        uint256 word = 0;
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = decode(raw, at);
            uint256 width = advance(point);
            total += width;
            word = point == 0x20 ? 0 : _isIdeograph(point) ? width : word + width;
            if (word > longest) longest = word;
            at += size;
        }
    }

    /// @dev Scripts that break anywhere, roughly: Chinese, Japanese, Korean.
    function _isIdeograph(uint256 point) private pure returns (bool) {
        return point >= 0x2e80 && point < 0x1f000;
    }

    function _slice(bytes memory raw, uint256 start, uint256 end) private pure returns (string memory) {
        bytes memory result = new bytes(end - start);
        assembly ("memory-safe") {
            mcopy(add(result, 0x20), add(add(raw, 0x20), start), sub(end, start))
        }
        return string(result);
    }
}
