// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Canvas, Draw} from "./Canvas.sol";
import {Emblem, IStyle, Poster} from "./IStyle.sol";
import {TicketState} from "./ITicketArt.sol";
import {Letters} from "./Letters.sol";
import {Palette} from "./Palettes.sol";
import {PixelFont} from "./PixelFont.sol";
import {Typesetting} from "./Typesetting.sol";

/// @title PixelStyle
/// @notice A game that was never released: the event is the world, the tier the number of lives, and each ticket a creature
/// that no other ticket has. It jumps for joy when the ticket was used.
contract PixelStyle is IStyle {
    using Draw for Canvas;
    using Typesetting for Canvas;

    string private constant TYPE =
        '" shape-rendering="crispEdges" font-weight="700" font-family="Menlo,Consolas,DejaVu Sans Mono,monospace">';
    /// The left half of a creature, outermost column first: 0 never, 1 perhaps, 2 always, 3 an eye.
    bytes private constant BODY =
        hex"000001000101" hex"000001010102" hex"000101020202" hex"010102030202" hex"010102030202"
        hex"010102020202" hex"000101020201" hex"000101010202" hex"000101010101" hex"010101010000";

    /// @dev A line of lettering: where, how large a square, how wide at most.
    struct Label {
        int256 x;
        int256 y;
        int256 square;
        int256 box;
        int256 colour;
        bool right;
    }

    /// @inheritdoc IStyle
    function poster(Poster calldata view_) external pure returns (string memory svg) {
        Poster memory v = view_;
        Palette memory p = v.palette;
        Canvas memory c = Draw.sheet(1000, 1500, v.eventName);
        c.draw('<path fill="^" d="M0 0H1000V1500H0Z"/><g fill="^', p.paper, p.ink);
        c.put(TYPE);
        _label(c, v.collective, Label(60, 70, 5, bytes(v.number).length == 0 ? int256(880) : int256(560), p.ink, false));
        _hud(c, v);
        _title(c, v.eventName, Label(60, 210, 32, 880, p.ink, false), p.accent, 430);
        _world(c, v);
        _foot(c, v);
        _state(c, v);
        c.put("</g>");
        return c.done();
    }

    /// @inheritdoc IStyle
    function emblem(Emblem calldata view_) external pure returns (string memory svg) {
        Emblem memory v = view_;
        Palette memory p = v.palette;
        Canvas memory c = Draw.sheet(1000, 1000, v.name);
        c.draw('<path fill="^" d="M0 0H1000V1000H0Z"/><g fill="^', p.paper, p.ink);
        c.put(TYPE);
        _label(c, v.kind, Label(60, 64, 4, 560, p.ink, false));
        _label(c, v.symbol, Label(940, 64, 4, 280, p.ink, true));
        _title(c, v.name, Label(60, 170, 24, 880, p.ink, false), p.accent, 270);
        _creature(c, p.accent, v.own, 290, 430, 35);
        c.bar(p.ink, 0, 780, 1000, 35);
        for (int256 i = 0; i < 10; ++i) c.bar(p.ink, i * 105, 835, 70, 14);
        _label(c, v.number, Label(60, 880, 10, 400, p.ink, false));
        _label(c, v.note, Label(940, 908, 5, 440, p.ink, true));
        c.put("</g>");
        return c.done();
    }

    /// @dev The score is the ticket's number, the record the last one; a heart for each tier up to this one.
    function _hud(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        c.bar(p.ink, 60, 136, 880, 5);
        if (bytes(v.number).length == 0) return;
        int256 lives = v.tier > 5 ? int256(5) : int256(v.tier);
        for (int256 i = 0; i < lives; ++i) {
            c.draw('<path fill="^" transform="translate(~ 66)scale(6)" d="', p.accent, 898 - i * 58);
            c.put('M1 0h2v1h1v-1h2v1h1v2h-1v1h-1v1h-1v1h-1v-1h-1v-1h-1v-1h-1v-2h1z"/>');
        }
    }

    function _world(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        uint256 world = v.eventSeed % 3;
        bool open = v.state == TicketState.Valid;
        if (open) _scene(c, v, world);
        if (v.state == TicketState.Used) _confetti(c, v);
        if (v.state == TicketState.Cancelled) _noise(c, v);
        // The further the serial, the further to the right.
        int256 x = 80 + int256((v.serial * 480) / (v.supply == 0 ? 1 : v.supply));
        if (bytes(v.number).length == 0) x = 320;
        int256 y = v.state == TicketState.Used ? int256(870) : int256(940);
        if (world != 0 && open) c.bar(p.paper, x - 30, 910, 396, 330);
        if (v.state == TicketState.Revoked) {
            // On its back.
            c.put('<g transform="matrix(1 0 0 -1 0 2180)">');
            _creature(c, p.accent, v.ticketSeed, x, y, 30);
            c.put("</g>");
        } else {
            _creature(c, p.accent, v.ticketSeed, x, y, 30);
        }
        c.bar(p.ink, 0, 1240, 1000, 20);
        for (int256 i = 0; i < 13; ++i) c.bar(p.ink, i * 80 - int256(v.eventSeed % 4) * 20, 1270, 60, 10);
    }

    function _scene(Canvas memory c, Poster memory v, uint256 world) private pure {
        if (world == 0) _invaders(c, v);
        else if (world == 1) _maze(c, v);
        else _platforms(c, v);
    }

    /// @dev Rows of the event's creatures. Which of them are gone is the ticket's own.
    function _invaders(Canvas memory c, Poster memory v) private pure {
        for (uint256 cell = 0; cell < 15; ++cell) {
            if (Draw.roll(v.ticketSeed, cell) % 5 == 0) continue;
            int256 x = 70 + int256(cell % 5) * 176 + int256((cell / 5) % 2) * 40;
            _creature(c, v.palette.ink, Draw.roll(v.eventSeed, cell / 5), x, 680 + int256(cell / 5) * 86, 6);
        }
    }

    /// @dev A labyrinth in which everything can be reached: each cell is open to the left or to the top.
    function _maze(Canvas memory c, Poster memory v) private pure {
        c.draw('<path fill="none" stroke="^" stroke-width="16" d="M68 1240V668H932V1240', v.palette.ink);
        for (uint256 cell = 0; cell < 66; ++cell) {
            int256 x = 140 + int256(cell % 11) * 72;
            int256 y = 740 + int256(cell / 11) * 80;
            bool across = Draw.roll(v.eventSeed, cell) % 2 == 0;
            c.draw(across ? "M~ ~h88" : "M~ ~v88", across ? x - 80 : x, across ? y : y - 80);
        }
        c.put('"/>');
    }

    /// @dev Four storeys, their ladders, and somebody on each.
    function _platforms(Canvas memory c, Poster memory v) private pure {
        int256 ink = v.palette.ink;
        for (uint256 i = 0; i < 3; ++i) {
            int256 y = 720 + int256(i) * 80;
            int256 x = Draw.between(v.eventSeed, i, 0, 18) * 20;
            int256 width = Draw.between(v.eventSeed, i + 8, 20, 30) * 20;
            c.bar(ink, x, y, width, 20);
            int256 ladder = x + Draw.between(v.eventSeed, i + 16, 2, 14) * 20;
            c.draw('<path stroke="^" stroke-width="8" d="M~ ~v80m50 0v-80', ink, ladder, y);
            c.put('m-50 20h50m-50 20h50m-50 20h50"/>');
            int256 stands = x + Draw.between(v.ticketSeed, i, 1, (width - 100) / 20) * 20;
            _creature(c, i == 1 ? v.palette.accent : ink, Draw.roll(v.eventSeed, i + 32), stands, y - 60, 6);
        }
    }

    /// @dev 12 x 10 squares, mirrored.
    function _creature(Canvas memory c, int256 colour, uint256 own, int256 x, int256 y, int256 square) private pure {
        c.draw('<path stroke="^" transform="translate(~ ~)scale(~)" d="', colour, x, y + square / 2, square);
        own = Draw.roll(own, 77);
        for (int256 cell = 0; cell < 60; ++cell) {
            uint256 kind = uint8(BODY[uint256(cell)]);
            bool chance = (own >> uint256(cell)) & 1 == 1;
            if (kind == 2 || (kind == 1 && chance)) c.draw("M~ ~h1m~ 0h1", cell % 6, cell / 6, 10 - 2 * (cell % 6));
        }
        c.put('"/>');
    }

    function _foot(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        _label(c, v.date, Label(60, 1320, 7, 430, p.ink, false));
        _label(c, v.time, Label(60, 1400, 5, 430, p.ink, false));
        if (bytes(v.number).length == 0) return;
        _label(c, v.tierName, Label(940, 1320, 7, 420, p.ink, true));
        _label(c, string.concat(v.number, "/", v.total), Label(940, 1400, 5, 420, p.ink, true));
    }

    /// @dev The name of the game, as large as it can be, with a shadow when it is short.
    function _title(Canvas memory c, string memory name, Label memory at, int256 shadow, uint256 height) private pure {
        if (!PixelFont.knows(name)) {
            c.fill(name, Typesetting.Box(at.x, at.y, uint256(at.box), height, 190, 104));
            return;
        }
        string[] memory lines;
        for (; ; at.square -= 2) {
            lines = _lines(name, uint256(at.box / at.square + 1) / 6);
            bool fits = lines.length * uint256(at.square) * 10 <= height + uint256(at.square) * 2;
            bool whole = _longest(name) <= uint256(at.box / at.square + 1) / 6 || at.square <= 10;
            if ((fits && whole) || at.square == 4) break;
        }
        // A short title stands nearer to its world.
        int256 top = at.y + (int256(height) - int256(lines.length) * at.square * 10) / 2;
        if (top < at.y) top = at.y;
        for (uint256 i = 0; i < lines.length; ++i) {
            at.y = top + int256(i) * at.square * 10;
            if (bytes(name).length < 40) {
                c.put('<g aria-hidden="true">');
                int256 ink = at.colour;
                (at.colour, at.x, at.y) = (shadow, at.x + at.square / 2, at.y + at.square / 2);
                _set(c, lines[i], at);
                (at.colour, at.x, at.y) = (ink, at.x - at.square / 2, at.y - at.square / 2);
                c.put("</g>");
            }
            _set(c, lines[i], at);
        }
    }

    /// @dev Breaks a text into lines of so many characters, at spaces where there are any.
    function _lines(string memory text, uint256 limit) private pure returns (string[] memory lines) {
        string[] memory letters = Letters.split(text);
        lines = new string[](letters.length);
        uint256 found = 0;
        uint256 length = 0;
        for (uint256 start = 0; start < letters.length; start += length) {
            uint256 end = start + limit < letters.length ? start + limit : letters.length;
            uint256 cut = end;
            if (end < letters.length) {
                while (cut > start && bytes(letters[cut])[0] != 0x20) --cut;
                if (cut == start) cut = end;
            }
            string memory line = "";
            for (uint256 i = start; i < cut; ++i) line = string.concat(line, letters[i]);
            lines[found++] = line;
            length = cut - start;
            if (cut < letters.length && bytes(letters[cut])[0] == 0x20) ++length;
        }
        assembly ("memory-safe") {
            mstore(lines, found)
        }
    }

    function _longest(string memory text) private pure returns (uint256 longest) {
        string[] memory words = Letters.words(text);
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 length = Letters.count(words[i]);
            if (length > longest) longest = length;
        }
    }

    /// @dev One line in squares, or in type where there are no squares for it or not enough room.
    function _label(Canvas memory c, string memory text, Label memory at) private pure {
        if (bytes(text).length == 0) return;
        int256 columns = int256(Letters.count(text)) * 6 - 1;
        while (at.square > 3 && columns * at.square > at.box) --at.square;
        if (columns * at.square <= at.box && PixelFont.knows(text)) {
            if (at.right) at.x -= columns * at.square;
            _set(c, text, at);
            return;
        }
        c.draw('<g fill="^">', at.colour);
        uint256 size = uint256(at.square) * 9;
        c.typed(text, at.x, at.y + at.square * 7, size, uint256(at.box), at.right ? ' text-anchor="end"' : "");
        c.put("</g>");
    }

    function _set(Canvas memory c, string memory text, Label memory at) private pure {
        c.draw(
            '<g stroke="^" stroke-width="1.5" transform="translate(~ ~)scale(~)">',
            at.colour, at.x + at.square / 2, at.y, at.square
        );
        PixelFont.draw(c, text);
        c.put("</g>");
    }

    function _confetti(Canvas memory c, Poster memory v) private pure {
        for (uint256 i = 0; i < 60; ++i) {
            int256 x = Draw.between(v.ticketSeed, 200 + i, 0, 49) * 20;
            int256 y = 860 + Draw.between(v.ticketSeed, 300 + i, 0, 17) * 20;
            c.bar(i % 3 == 0 ? v.palette.ink : v.palette.accent, x, y, 20, 20);
        }
    }

    /// @dev What a screen shows when the tape has ended.
    function _noise(Canvas memory c, Poster memory v) private pure {
        for (uint256 i = 0; i < 19; ++i) {
            int256 x = Draw.between(v.ticketSeed, 400 + i, 0, 30) * 20;
            c.bar(v.palette.ink, x, 860 + int256(i) * 20, Draw.between(v.ticketSeed, 500 + i, 4, 20) * 20, 4);
        }
    }

    function _state(Canvas memory c, Poster memory v) private pure {
        if (v.state == TicketState.Used) _notice(c, v.palette, "DABEI GEWESEN", "I WAS THERE");
        if (v.state == TicketState.Revoked) _notice(c, v.palette, unicode"UNGÜLTIG", "VOID - GAME OVER");
        if (v.state == TicketState.Cancelled) _notice(c, v.palette, "ABGESAGT", "CANCELLED");
    }

    function _notice(Canvas memory c, Palette memory p, string memory german, string memory english) private pure {
        c.bar(p.accent, 60, 680, 880, 160);
        c.bar(p.accent, 40, 700, 920, 120);
        _label(c, german, Label(100, 714, 10, 800, p.onAccent, false));
        _label(c, english, Label(100, 796, 4, 800, p.onAccent, false));
    }
}
