// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Canvas, Draw} from "./Canvas.sol";
import {Letters} from "./Letters.sol";

/// @title Lettering made of squares
/// @dev Capitals of 5 x 7 squares, six to the next; accents stand in the two rows above. ASCII and the Latin-1 letters.
library PixelFont {
    using Draw for Canvas;

    /// U+0020 to U+005F, then the sharp s: five columns each, the top square is the lowest bit.
    bytes private constant COLUMNS =
        hex"000000000000005f00000007000700147f147f14242a7f2a12231308646236495620500000070000001c2241000041221c00"
        hex"2a1c7f1c2a08083e080800403000000808080808000040000060100804033e4141413e00427f400062514949462241494936"
        hex"1814127f1027454545393c4a49493001710905033649494936064949291e0000240000004034000008142241001414141414"
        hex"004122140802015909063e415d555e7e1111117e7f494949363e414141227f4141413e7f494949417f090909013e4149497a"
        hex"7f0808087f00417f41002040413f017f081422417f404040407f020c027f7f0408107f3e4141413e7f090909063e4151215e"
        hex"7f09192946464949493101017f01013f4040403f1f2040201f3f4038403f631408146307087008076151494543007f414100"
        hex"03040810600041417f00040201020440404040407e01494936";
    /// The letters under the accents of U+00C0 to U+00DD; a space where there is none.
    bytes private constant BASES = "AAAAAA CEEEEIIII NOOOOO  UUUUY";
    uint256 private constant SHARP_S = 64;
    uint256 private constant NONE = 255;

    /// @dev Whether all of a text can be set.
    function knows(string memory text) internal pure returns (bool) {
        bytes memory raw = bytes(text);
        for (uint256 at = 0; at < raw.length; ) {
            (uint256 point, uint256 size) = Letters.decode(raw, at);
            (uint256 glyph, ) = _glyph(point);
            if (glyph == NONE) return false;
            at += size;
        }
        return true;
    }

    /// @dev A line as a path with strokes one unit wide, at the origin; its name for readers beside it.
    function draw(Canvas memory c, string memory text) internal pure {
        bytes memory raw = bytes(text);
        c.put('<g role="img" aria-label="');
        c.escaped(text);
        c.put('"><path d="');
        int256 x = 0;
        for (uint256 at = 0; at < raw.length; x += 6) {
            (uint256 point, uint256 size) = Letters.decode(raw, at);
            (uint256 glyph, uint256 mark) = _glyph(point);
            for (uint256 column = 0; column < 5; ++column) {
                _column(c, uint8(COLUMNS[glyph * 5 + column]), x + int256(column));
            }
            if (mark == 1) c.draw("M~-2v1M~-2v1", x + 1, x + 3);
            if (mark == 2) c.draw("M~-2v1", x + 2);
            at += size;
        }
        c.put('"/></g>');
    }

    /// @dev The runs of squares in a column.
    function _column(Canvas memory c, uint256 bits, int256 x) private pure {
        for (int256 y = 0; bits != 0; ) {
            if (bits & 1 == 0) {
                bits >>= 1;
                ++y;
                continue;
            }
            int256 run = 0;
            for (; bits & 1 == 1; bits >>= 1) ++run;
            c.draw("M~ ~v~", x, y, run);
            y += run;
        }
    }

    /// @dev Dashes and quotation marks as a typewriter has them.
    function _punctuation(uint256 point) private pure returns (uint256) {
        if (point == 0x2013 || point == 0x2014) return 13;
        if (point == 0x2019) return 7;
        return point >= 0x201c ? 2 : NONE;
    }

    /// @dev Which glyph a character has, and which mark above it: 1 two dots, 2 one.
    function _glyph(uint256 point) private pure returns (uint256 glyph, uint256 mark) {
        if (point >= 0x61 && point <= 0x7a) return (point - 0x40, 0);
        if (point >= 0x20 && point <= 0x5f) return (point - 0x20, 0);
        if (point == 0xdf) return (SHARP_S, 0);
        if (point >= 0x2013 && point <= 0x201e) return (_punctuation(point), 0);
        if (point >= 0xe0 && point <= 0xfd) point -= 0x20;
        if (point < 0xc0 || point > 0xdd) return (NONE, 0);
        uint256 base = uint8(BASES[point - 0xc0]);
        if (base == 0x20) return (NONE, 0);
        bool dots = point == 0xc4 || point == 0xcb || point == 0xcf || point == 0xd6 || point == 0xdc;
        return (base - 0x20, dots ? 1 : 2);
    }
}
