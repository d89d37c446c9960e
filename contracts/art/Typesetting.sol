// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Canvas, Draw} from "./Canvas.sol";
import {Letters} from "./Letters.sol";

/// @title Setting type without a font at hand
/// @dev Widths are estimates (see {Letters}); whatever font a viewer has instead is fitted by `textLength`.
library Typesetting {
    using Draw for Canvas;

    /// @dev One line of a block.
    struct Line {
        string text;
        uint256 width;
    }

    /// @dev Where a block of lines goes. `leading` is from one baseline to the next, in hundredths of the size.
    struct Box {
        int256 x;
        int256 top;
        uint256 width;
        uint256 height;
        uint256 largest;
        uint256 leading;
    }

    /// @dev Where `wrap` is within its text.
    struct Cursor {
        uint256 start;
        uint256 width;
        uint256 space;
        uint256 widthAtSpace;
        uint256 last;
    }

    /// Words are broken only where they would have to be smaller than this.
    uint256 private constant UNBROKEN = 88;

    /// @dev One line of type, at most `box` wide: smaller than `size` if it has to be.
    /// @param attributes More attributes, each with a space before it.
    function line(
        Canvas memory c,
        string memory text,
        int256 x,
        int256 y,
        uint256 size,
        uint256 box,
        string memory attributes
    ) internal pure {
        _line(c, text, Letters.measure(text), [x, y, int256(size), int256(box)], attributes);
    }

    /// @dev The same in a typewriter's letters, which are all 0.6 wide.
    function typed(
        Canvas memory c,
        string memory text,
        int256 x,
        int256 y,
        uint256 size,
        uint256 box,
        string memory attributes
    ) internal pure {
        _line(c, text, Letters.count(text) * 600, [x, y, int256(size), int256(box)], attributes);
    }

    /// @dev A text as large as its box allows, from the top down.
    function fill(Canvas memory c, string memory text, Box memory box) internal pure {
        (Line[] memory lines, uint256 size) = set(text, box.width, box.height, box.largest, box.leading);
        int256 y = box.top + int256((size * 78) / 100);
        for (uint256 i = 0; i < lines.length; ++i) {
            line(c, lines[i].text, box.x, y, size, box.width, "");
            y += int256((size * box.leading) / 100);
        }
    }

    function _line(
        Canvas memory c,
        string memory text,
        uint256 width,
        int256[4] memory place,
        string memory attributes
    ) private pure {
        int256 length = (int256(width) * place[2]) / 1000;
        if (length > place[3]) {
            length = place[3];
            place[2] = (length * 1000) / int256(width);
        }
        if (length == 0) length = 1;
        if (place[2] == 0) place[2] = 1;
        c.draw(
            '<text x="~" y="~" font-size="~" textLength="~" lengthAdjust="spacingAndGlyphs"',
            place[0], place[1], place[2], length
        );
        c.put(attributes);
        c.put(">");
        c.escaped(text);
        c.put("</text>");
    }

    /// @dev The largest size, and the lines, in which a text fits a box: few lines, equally full, words unbroken while
    /// that leaves them large.
    /// @param leading From one baseline to the next, in hundredths of the size.
    function set(
        string memory text,
        uint256 box,
        uint256 height,
        uint256 largest,
        uint256 leading
    ) internal pure returns (Line[] memory lines, uint256 size) {
        (, uint256 longest) = _extent(bytes(text));
        // Room for marks that pile up.
        size = (largest * 4) / (4 + Letters.stack(text));
        for (; size > 1; size = (size * 15) / 16) {
            uint256 limit = (box * 1000) / size;
            if (longest > limit && size > UNBROKEN) continue;
            lines = wrap(text, limit);
            if (lines.length * size * leading > height * 100) continue;
            if (longest <= limit) lines = balance(text, limit);
            break;
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
            (uint256 point, uint256 size) = Letters.decode(raw, at);
            uint256 width = Letters.advance(point, cursor.last);
            if (cursor.width + width > limit && at > cursor.start && point != 0x20) {
                if (cursor.space > cursor.start) {
                    lines[count++] = Line(Letters.slice(raw, cursor.start, cursor.space), cursor.widthAtSpace);
                    cursor.start = cursor.space + 1;
                    cursor.width -= cursor.widthAtSpace + Letters.advance(0x20, 0);
                } else if (width != 0 && cursor.last != Letters.JOINER) {
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
        lines[count++] = Line(Letters.slice(raw, cursor.start, raw.length), cursor.width);
        assembly ("memory-safe") {
            mstore(lines, count)
        }
    }

    /// @dev The line before a break within a word, with a hyphen between letters of scripts that use one.
    function _broken(
        bytes memory raw,
        Cursor memory cursor,
        uint256 at,
        uint256 point
    ) private pure returns (Line memory) {
        string memory text = Letters.slice(raw, cursor.start, at);
        bool hyphen = point > 0x40 && point < 0x530 && cursor.last > 0x40 && cursor.last < 0x530;
        return hyphen ? Line(string.concat(text, "-"), cursor.width + Letters.advance(0x2d, 0)) : Line(text, cursor.width);
    }

    /// @dev How wide a text and its longest word are.
    function _extent(bytes memory raw) private pure returns (uint256 total, uint256 longest) {
        uint256 word = 0;
        uint256 last = 0;
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = Letters.decode(raw, at);
            uint256 width = Letters.advance(point, last);
            total += width;
            word = point == 0x20 ? 0 : _isIdeograph(point) ? width : word + width;
            if (word > longest) longest = word;
            last = point;
            at += size;
        }
    }

    /// @dev Scripts that break anywhere, roughly: Chinese, Japanese, Korean.
    function _isIdeograph(uint256 point) private pure returns (bool) {
        return point >= 0x2e80 && point < 0x1f000;
    }
}
