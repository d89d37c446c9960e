// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @notice Three colours. Ink on paper always has a contrast of at least 7 to 1, accent on paper at least 3 to 1.
struct Palette {
    string paper;
    string ink;
    string accent;
}

/// @title Palettes, and fields of printer's ornaments
/// @dev Everything follows from seeds; the same seed gives the same picture for ever.
library Ornament {
    using Strings for uint256;

    /// @dev All shapes fill a cell of 240 x 240.
    uint256 private constant CELL = 240;

    /// @dev A field of ornaments to be drawn.
    struct Field {
        uint256 x;
        uint256 y;
        uint256 width;
        uint256 height;
        /// What all tickets of an event share, and what is this ticket's own.
        uint256 seed;
        uint256 own;
    }

    /// @dev A collective's colours.
    function palette(uint256 seed) internal pure returns (Palette memory) {
        uint256 pick = seed % 8;
        if (pick == 0) return Palette("#f2ede2", "#16130f", "#d9291c");
        if (pick == 1) return Palette("#ffd60a", "#16130f", "#c8102e");
        if (pick == 2) return Palette("#ece8dd", "#1a2b6b", "#e0431f");
        if (pick == 3) return Palette("#141414", "#f2ede2", "#ffcf00");
        if (pick == 4) return Palette("#f6c9c6", "#1d1a1a", "#00614a");
        if (pick == 5) return Palette("#dfe7d3", "#0d3429", "#d8401f");
        if (pick == 6) return Palette("#17338a", "#f6f0e4", "#ffb000");
        return Palette("#b9141a", "#fff6e6", "#ffc400");
    }

    /// @dev Draws the field: a grid of shapes, one of them four cells large, one of them an open door.
    function draw(Field memory field, Palette memory colours) internal pure returns (string memory svg) {
        uint256 columns = _columns(field);
        uint256 rows = (field.height * columns) / field.width;
        if (rows == 0) return "";
        uint256 hero = rows > 1 ? field.seed % ((columns - 1) * (rows - 1)) : type(uint256).max;
        uint256 door = _door(field.own % (columns * rows), columns, rows, hero);

        svg = _open(field, columns, rows);
        if (rows > 1) svg = string.concat(svg, _hero(field.seed, hero % (columns - 1), hero / (columns - 1), colours));
        for (uint256 cell = 0; cell < columns * rows; ++cell) {
            if (_inHero(cell, columns, hero)) continue;
            uint256 x = (cell % columns) * CELL;
            uint256 y = (cell / columns) * CELL;
            svg = string.concat(
                svg,
                cell == door ? _openDoor(x, y, colours) : _small(field, cell, x, y, colours)
            );
        }
        svg = string.concat(svg, "</svg>");
    }

    /// @dev Of 4, 5 and 6 columns the one that leaves the least of the height unused.
    function _columns(Field memory field) private pure returns (uint256 best) {
        uint256 least = type(uint256).max;
        for (uint256 columns = 4; columns <= 6; ++columns) {
            uint256 cell = field.width / columns;
            uint256 rest = field.height % cell;
            if (field.height >= cell && rest < least) (best, least) = (columns, rest);
        }
        if (best == 0) best = 6;
    }

    function _open(Field memory field, uint256 columns, uint256 rows) private pure returns (string memory) {
        uint256 height = (field.width * rows) / columns;
        string memory place = string.concat(
            '<svg x="',
            field.x.toString(),
            '" y="',
            (field.y + (field.height - height) / 2).toString(),
            '" width="',
            field.width.toString(),
            '" height="',
            height.toString()
        );
        string memory box = string.concat((columns * CELL).toString(), " ", (rows * CELL).toString());
        return string.concat(place, '" stroke-width="3" viewBox="0 0 ', box, '">');
    }

    /// @dev The large shape: disc, quarter, half or arch.
    function _hero(
        uint256 seed,
        uint256 column,
        uint256 row,
        Palette memory colours
    ) private pure returns (string memory) {
        uint256 shape = [uint256(5), 1, 2, 6][(seed >> 32) % 4];
        return _place(shape, (seed >> 40) % 4, column * CELL, row * CELL, 2, colours.accent);
    }

    /// @dev A lit doorway in a wall.
    function _openDoor(uint256 x, uint256 y, Palette memory colours) private pure returns (string memory) {
        return string.concat(_place(0, 0, x, y, 1, colours.ink), _place(7, 0, x, y, 1, colours.accent));
    }

    /// @dev One in three small shapes is the ticket's own, the others are the event's.
    function _small(
        Field memory field,
        uint256 cell,
        uint256 x,
        uint256 y,
        Palette memory colours
    ) private pure returns (string memory) {
        uint256 random = uint256(keccak256(abi.encode(field.seed, cell)));
        if (random % 3 == 0) random = uint256(keccak256(abi.encode(field.seed, cell, field.own)));
        // Of twelve: three empty, one in the accent's colour, eight in ink.
        uint256 colour = (random >> 16) % 12;
        if (colour < 3) return "";
        return _place((random >> 32) % 6, (random >> 48) % 4, x, y, 1, colour == 3 ? colours.accent : colours.ink);
    }

    function _place(
        uint256 shape,
        uint256 turn,
        uint256 x,
        uint256 y,
        uint256 scale,
        string memory colour
    ) private pure returns (string memory) {
        string memory where = string.concat(x.toString(), " ", y.toString());
        if (scale != 1) where = string.concat(where, ")scale(", scale.toString());
        if (turn != 0) where = string.concat(where, ")rotate(", (turn * 90).toString(), " 120 120");
        // The stroke hides the hairlines between shapes that touch.
        string memory paint = string.concat('<path fill="', colour, '" stroke="', colour, '" transform="translate(');
        return string.concat(paint, where, ')" d="', _path(shape), '"/>');
    }

    function _path(uint256 shape) private pure returns (string memory) {
        if (shape == 0) return "M0 0H240V240H0Z"; // square
        if (shape == 1) return "M0 0H240A240 240 0 0 1 0 240Z"; // quarter
        if (shape == 2) return "M0 0H240A120 120 0 0 1 0 0Z"; // half
        if (shape == 3) return "M0 0H240L0 240Z"; // triangle
        if (shape == 4) return "M0 0H48V240H0ZM96 0H144V240H96ZM192 0H240V240H192Z"; // bars
        if (shape == 5) return "M0 120A120 120 0 0 1 240 120A120 120 0 0 1 0 120Z"; // disc
        if (shape == 6) return "M0 240V120A120 120 0 0 1 240 120V240Z"; // arch
        return "M48 240V112A72 72 0 0 1 192 112V240Z"; // door
    }

    function _inHero(uint256 cell, uint256 columns, uint256 hero) private pure returns (bool) {
        if (hero == type(uint256).max) return false;
        uint256 column = cell % columns;
        uint256 row = cell / columns;
        uint256 left = hero % (columns - 1);
        uint256 top = hero / (columns - 1);
        return (column == left || column == left + 1) && (row == top || row == top + 1);
    }

    /// @dev The first cell from `cell` on that the large shape leaves free.
    function _door(uint256 cell, uint256 columns, uint256 rows, uint256 hero) private pure returns (uint256) {
        while (_inHero(cell, columns, hero)) cell = (cell + 1) % (columns * rows);
        return cell;
    }
}
