// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @notice An SVG document in the making: one buffer that only grows at its end.
struct Canvas {
    bytes out;
}

/// @title Drawing on a canvas
/// @dev A picture is some two hundred shapes. Joining strings would copy everything for each of them; this writes each
/// byte once. Templates carry numbers: `~` stands for the next number, `^` for the next number as a colour (#rrggbb).
library Draw {
    /// @notice The picture became larger than `size` bytes, the most there is room for.
    error CanvasFull(uint256 size);

    /// A metadata document holds the picture encoded twice in base64: 16/9 of this is below 64 kB.
    uint256 internal constant CAPACITY = 35_000;
    bytes16 private constant DIGITS = "0123456789abcdef";

    /// @dev An empty document of that size in units; {done} closes it.
    function sheet(uint256 width, uint256 height, string memory title) internal pure returns (Canvas memory c) {
        c.out = new bytes(CAPACITY);
        bytes memory out = c.out;
        assembly ("memory-safe") {
            mstore(out, 0)
        }
        put(c, '<svg xmlns="http://www.w3.org/2000/svg" role="img"');
        draw(c, ' viewBox="0 0 ~ ~"><title>', int256(width), int256(height));
        escaped(c, title);
        put(c, "</title>");
    }

    function done(Canvas memory c) internal pure returns (string memory) {
        put(c, "</svg>");
        return string(c.out);
    }

    /// @dev Writes text as it is.
    function put(Canvas memory c, string memory text) internal pure {
        bytes memory out = c.out;
        uint256 length = bytes(text).length;
        if (out.length + length > CAPACITY) revert CanvasFull(CAPACITY);
        assembly ("memory-safe") {
            mcopy(add(add(out, 0x20), mload(out)), add(text, 0x20), length)
            mstore(out, add(mload(out), length))
        }
    }

    /// @dev Writes a whole number.
    function put(Canvas memory c, int256 number) internal pure {
        if (number < 0) {
            _byte(c, 0x2d);
            number = -number;
        }
        uint256 scale = 1;
        while (uint256(number) / scale > 9) scale *= 10;
        for (; scale != 0; scale /= 10) _byte(c, 48 + ((uint256(number) / scale) % 10));
    }

    /// @dev Writes text for XML content and quoted attributes.
    function escaped(Canvas memory c, string memory text) internal pure {
        bytes memory raw = bytes(text);
        for (uint256 i = 0; i < raw.length; ++i) {
            bytes1 char = raw[i];
            if (char == "&") put(c, "&amp;");
            else if (char == "<") put(c, "&lt;");
            else if (char == ">") put(c, "&gt;");
            else if (char == '"') put(c, "&quot;");
            else if (char == "'") put(c, "&apos;");
            else _byte(c, uint8(char));
        }
    }

    function draw(Canvas memory c, string memory template, int256 a) internal pure {
        _draw(c, template, [a, 0, 0, 0, 0, 0]);
    }

    function draw(Canvas memory c, string memory template, int256 a, int256 b) internal pure {
        _draw(c, template, [a, b, 0, 0, 0, 0]);
    }

    function draw(Canvas memory c, string memory template, int256 a, int256 b, int256 d) internal pure {
        _draw(c, template, [a, b, d, 0, 0, 0]);
    }

    function draw(Canvas memory c, string memory template, int256 a, int256 b, int256 d, int256 e) internal pure {
        _draw(c, template, [a, b, d, e, 0, 0]);
    }

    function draw(
        Canvas memory c,
        string memory template,
        int256 a,
        int256 b,
        int256 d,
        int256 e,
        int256 f
    ) internal pure {
        _draw(c, template, [a, b, d, e, f, 0]);
    }

    function draw(
        Canvas memory c,
        string memory template,
        int256 a,
        int256 b,
        int256 d,
        int256 e,
        int256 f,
        int256 g
    ) internal pure {
        _draw(c, template, [a, b, d, e, f, g]);
    }

    /// @dev A rectangle.
    function bar(Canvas memory c, int256 colour, int256 x, int256 y, int256 width, int256 height) internal pure {
        draw(c, '<path fill="^" d="M~ ~h~v~H~z"/>', colour, x, y, width, height, x);
    }

    function disc(Canvas memory c, int256 colour, int256 x, int256 y, int256 radius) internal pure {
        draw(c, '<circle fill="^" cx="~" cy="~" r="~"/>', colour, x, y, radius);
    }

    /// @dev The sine of whole degrees, times 10,000; Bhaskara's approximation, at most 17 off.
    function sin(int256 degrees) internal pure returns (int256) {
        degrees %= 360;
        if (degrees < 0) degrees += 360;
        if (degrees > 180) return -sin(degrees - 180);
        int256 hump = degrees * (180 - degrees);
        return (40_000 * hump) / (40_500 - hump);
    }

    function cos(int256 degrees) internal pure returns (int256) {
        return sin(degrees + 90);
    }

    /// @dev A number that follows from a seed and a key, and looks like nothing else.
    function roll(uint256 seed, uint256 key) internal pure returns (uint256 random) {
        assembly ("memory-safe") {
            mstore(0, seed)
            mstore(0x20, key)
            random := keccak256(0, 0x40)
        }
    }

    /// @dev The same between two bounds, both included.
    function between(uint256 seed, uint256 key, int256 low, int256 high) internal pure returns (int256) {
        return low + int256(roll(seed, key) % uint256(high - low + 1));
    }

    function _draw(Canvas memory c, string memory template, int256[6] memory values) private pure {
        bytes memory raw = bytes(template);
        uint256 next = 0;
        for (uint256 i = 0; i < raw.length; ++i) {
            bytes1 char = raw[i];
            if (char == "~") put(c, values[next++]);
            else if (char == "^") _colour(c, uint256(values[next++]));
            else _byte(c, uint8(char));
        }
    }

    function _colour(Canvas memory c, uint256 colour) private pure {
        _byte(c, 0x23);
        for (uint256 shift = 24; shift != 0; shift -= 4) _byte(c, uint8(DIGITS[(colour >> (shift - 4)) & 15]));
    }

    function _byte(Canvas memory c, uint256 char) private pure {
        bytes memory out = c.out;
        if (out.length == CAPACITY) revert CanvasFull(CAPACITY);
        assembly ("memory-safe") {
            mstore8(add(add(out, 0x20), mload(out)), char)
            mstore(out, add(mload(out), 1))
        }
    }
}
