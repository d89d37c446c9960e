// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Canvas, Draw} from "./Canvas.sol";
import {Emblem, IStyle, Poster} from "./IStyle.sol";
import {TicketState} from "./ITicketArt.sol";
import {Letters} from "./Letters.sol";
import {Palette} from "./Palettes.sol";
import {Typesetting} from "./Typesetting.sol";

/// @title DadaStyle
/// @notice A collage: every ticket cuts the event's name out of other papers, letter by letter, around a sign that the
/// event chose. A used ticket has lost a corner, as tickets do.
contract DadaStyle is IStyle {
    using Draw for Canvas;
    using Typesetting for Canvas;

    string private constant SERIF = "Bodoni MT,Didot,C059,Georgia,serif";
    string private constant SANS = "Impact,Nimbus Sans Narrow,Arial Narrow,sans-serif";
    string private constant SLAB = "Rockwell,Courier New,monospace";
    string private constant GROTESK = "Helvetica,Arial,sans-serif";
    string private constant END = ' text-anchor="end"';

    /// @dev A piece of the name: where its line runs, how large, on which roll of the dice.
    struct Piece {
        Palette p;
        bool apart;
        string text;
        int256 x;
        int256 y;
        int256 width;
        int256 size;
        uint256 dice;
    }

    /// @inheritdoc IStyle
    function poster(Poster calldata view_) external pure returns (string memory svg) {
        Poster memory v = view_;
        Palette memory p = v.palette;
        Canvas memory c = Draw.sheet(1000, 1500, v.eventName);
        if (v.state == TicketState.Used) _tear(c, v.ticketSeed);
        c.draw('<path fill="^" d="M0 0H1000V1500H0Z"/><g fill="^" font-weight="700">', p.paper, p.ink);
        bool high = (v.eventSeed >> 9) % 2 == 0;
        _sign(c, p, v.eventSeed, high ? int256(960) : int256(400));
        _rules(c, p, v.eventSeed, v.ticketSeed);
        _name(c, p, v.eventName, v.ticketSeed, Typesetting.Box(70, high ? int256(190) : int256(600), 860, 500, 260, 112));
        _number(c, v, high ? int256(1010) : int256(440));
        _strips(c, v);
        _state(c, v, 1056);
        c.put(v.state == TicketState.Used ? "</g></g>" : "</g>");
        return c.done();
    }

    /// @inheritdoc IStyle
    function emblem(Emblem calldata view_) external pure returns (string memory svg) {
        Emblem memory v = view_;
        Palette memory p = v.palette;
        Canvas memory c = Draw.sheet(1000, 1000, v.name);
        c.draw('<path fill="^" d="M0 0H1000V1000H0Z"/><g fill="^" font-weight="700">', p.paper, p.ink);
        _sign(c, p, v.seed, 640);
        c.put('<g transform="rotate(-3 500 90)">');
        c.bar(p.ink, -20, 50, 1040, 70);
        c.draw('<g fill="^" font-family="', p.paper);
        c.put(SLAB);
        c.put('">');
        c.line(v.kind, 70, 98, 36, 560, "");
        c.line(v.symbol, 930, 98, 36, 260, END);
        c.put("</g></g>");
        _name(c, p, v.name, v.own, Typesetting.Box(70, 190, 860, 420, 230, 112));
        c.bar(p.paper, 0, 852, 1000, 148);
        c.bar(p.ink, 60, 846, 880, 6);
        c.bar(p.ink, 60, 860, 880, 18);
        c.put('<g font-family="');
        c.put(SERIF);
        c.put('">');
        c.line(v.number, 70, 970, 96, 380, "");
        c.line(v.note, 930, 960, 40, 440, END);
        c.put("</g></g>");
        return c.done();
    }

    /// @dev What hangs behind everything, enormous: a sign of punctuation, some of them with a hand.
    function _sign(Canvas memory c, Palette memory p, uint256 seed, int256 y) private pure {
        uint256 kind = seed % 5;
        int256 x = Draw.between(seed, 3, 560, 720);
        c.draw(
            '<g aria-hidden="true" fill="^" transform="translate(~ ~)rotate(~)scale(~)">',
            p.accent, x, y, Draw.between(seed, 4, -24, 24), 3
        );
        if (kind == 0) {
            c.put('<path d="M-38-130H38L22 34H-22Z"/>'); // !
            c.disc(p.accent, 0, 84, 34);
        }
        if (kind == 1) {
            c.put(// ?
                '<path d="M-20 40V-10Q-20-40 12-52Q40-64 40-92Q40-118 10-118Q-22-118-26-80H-84Q-80-170 10-170Q98-170 '
                '98-94Q98-42 54-20Q34-8 34 12V40Z"/>'
            );
            c.disc(p.accent, 7, 92, 34);
        }
        if (kind == 2) {
            c.put('<path d="M-30-150H30V-52L112-100L142-48L60 0L142 48L112 100L30 52V150'); // *
            c.put('H-30V52L-112 100L-142 48L-60 0L-142-48L-112-100L-30-52Z"/>');
        }
        if (kind == 3) c.put('<path d="M-150-42H20V-110L160 0L20 110V42H-150Z"/>'); // arrow
        if (kind == 4) _comma(c);
        c.put("</g>");
    }

    function _comma(Canvas memory c) private pure {
        for (int256 i = 0; i < 2; ++i) {
            c.draw(
                '<path transform="translate(~ 0)" '
                'd="M0-70A62 62 0 1 1 62-8Q56 70-10 100L-30 66Q16 40 18-10A62 62 0 0 1 0-70Z"/>',
                i * 150 - 130
            );
        }
    }

    /// @dev Printer's rules, thrown on the sheet; two are the ticket's own.
    function _rules(Canvas memory c, Palette memory p, uint256 seed, uint256 own) private pure {
        for (uint256 i = 0; i < 4; ++i) {
            uint256 from = i < 2 ? seed : own;
            int256 y = Draw.between(from, 20 + i, 200, 1240);
            c.draw('<g transform="rotate(~ 500 ~)">', Draw.between(from, 30 + i, -38, 38), y);
            int256 x = Draw.between(from, 40 + i, -200, 700);
            int256 width = Draw.between(from, 50 + i, 240, 640);
            c.bar(p.ink, x, y, width, i % 2 == 0 ? int256(16) : int256(5));
            c.bar(p.ink, x, y + 24, width, i % 2 == 0 ? int256(4) : int256(5));
            c.put("</g>");
        }
    }

    /// @dev The name, line by line in reading order; in alphabets letter by letter, in other scripts as they are.
    function _name(
        Canvas memory c,
        Palette memory p,
        string memory name,
        uint256 own,
        Typesetting.Box memory box
    ) private pure {
        (Typesetting.Line[] memory lines, uint256 size) = Typesetting.set(
            name,
            box.width,
            box.height,
            box.largest,
            box.leading
        );
        int256 leading = int256((size * box.leading) / 100);
        int256 slack = int256(box.height) - int256(lines.length) * leading;
        int256 y = box.top + int256((size * 84) / 100) + slack / 3;
        c.put('<g text-anchor="middle">');
        Piece memory piece = Piece(p, Letters.isAlphabetic(name), "", 0, y, 0, int256(size), 0);
        for (uint256 i = 0; i < lines.length; ++i) {
            // The room a line leaves is shared between its two ends, by chance.
            int256 room = int256(box.width) - int256((lines[i].width * size) / 1000);
            piece.x = box.x + (room > 0 ? Draw.between(own, 60 + i, 0, room) : int256(0));
            _pieces(c, piece, lines[i].text, Draw.roll(own, 1000 + i));
            piece.y += leading;
        }
        c.put("</g>");
    }

    function _pieces(Canvas memory c, Piece memory piece, string memory text, uint256 own) private pure {
        string[] memory parts = new string[](1);
        parts[0] = text;
        if (piece.apart) parts = Letters.split(text);
        for (uint256 j = 0; j < parts.length; ++j) {
            piece.text = parts[j];
            piece.width = (int256(Letters.measure(parts[j])) * piece.size) / 1000;
            piece.dice = Draw.roll(own, j);
            if (!_isSpace(parts[j])) _piece(c, piece);
            piece.x += piece.width;
        }
    }

    function _isSpace(string memory text) private pure returns (bool) {
        return bytes(text).length == 0 || keccak256(bytes(text)) == keccak256(" ");
    }

    /// @dev One cutting: a torn scrap under it or none, and one of four cases of type.
    function _piece(Canvas memory c, Piece memory piece) private pure {
        Palette memory p = piece.p;
        uint256 paper = (piece.dice >> 8) % 5;
        int256 tilt = piece.apart ? int256((piece.dice >> 16) % 19) - 9 : int256((piece.dice >> 16) % 5) - 2;
        c.draw(
            '<g transform="translate(~ ~)rotate(~)">',
            piece.apart ? _inside(piece.x + piece.width / 2, piece.size / 2) : piece.x + piece.width / 2,
            piece.y - (piece.size * 36) / 100,
            tilt
        );
        // On paper of its own, so that nothing behind it can make it hard to read.
        int256 ground = paper == 0 ? p.ink : paper == 1 ? p.accent : p.paper;
        _scrap(c, ground, piece.width / 2 + piece.size / 16, (piece.size * 52) / 100, piece.dice);
        // Some larger, some smaller than their place.
        int256 size = piece.apart ? (piece.size * int256(84 + ((piece.dice >> 48) % 36))) / 100 : piece.size;
        c.put('<g font-family="');
        c.put([GROTESK, SERIF, SANS, SLAB][(piece.dice >> 40) % 4]);
        if (paper < 2) c.draw('" fill="^', paper == 0 ? p.paper : p.onAccent);
        c.put('">');
        if (piece.apart) _letter(c, piece.text, size);
        else c.line(piece.text, 0, (size * 36) / 100, uint256(size), uint256(piece.width), "");
        c.put("</g></g>");
    }

    /// @dev A narrow letter at the edge of the sheet may be larger than its place, and leans.
    function _inside(int256 middle, int256 half) private pure returns (int256) {
        if (middle < half) return half;
        return middle > 1000 - half ? 1000 - half : middle;
    }

    /// @dev A single letter has room on both sides; what a line of type says about its length would be half of its bytes.
    function _letter(Canvas memory c, string memory text, int256 size) private pure {
        c.draw('<text y="~" font-size="~">', (size * 36) / 100, size);
        c.escaped(text);
        c.put("</text>");
    }

    /// @dev Paper torn by hand: four corners, none of them right.
    function _scrap(Canvas memory c, int256 colour, int256 half, int256 tall, uint256 dice) private pure {
        int256 a = int256((dice >> 64) % 9) + 1;
        int256 b = int256((dice >> 72) % 9) + 1;
        c.draw(
            '<path fill="^" d="M~ ~L~ ~',
            colour, -half - (half * a) / 60, -tall + (tall * b) / 60, half + (half * b) / 70, -tall - (tall * a) / 90
        );
        c.draw("L~ ~L~ ~", half - (half * a) / 90, tall / 3, half + (half * a) / 60, tall + (tall * b) / 80);
        c.draw('L~ ~L~ ~Z"/>', -half / 3, tall - (tall * a) / 100, -half + (half * b) / 90, tall + (tall * a) / 70);
    }

    /// @dev The number, as large as a headline, with a hand that points at it.
    function _number(Canvas memory c, Poster memory v, int256 y) private pure {
        if (bytes(v.number).length == 0) return;
        Palette memory p = v.palette;
        int256 tilt = Draw.between(v.ticketSeed, 5, -9, 9);
        c.draw('<g transform="rotate(~ 300 ~)">', tilt, y);
        int256 width = int256((Letters.measure(v.number) * 290) / 1000);
        if (width > 470) width = 470;
        c.draw('<g transform="translate(~ ~)">', 310 + width / 2, y - 5);
        _scrap(c, p.paper, width / 2 + 30, 150, v.ticketSeed);
        c.put('</g><g font-family="');
        c.put((v.ticketSeed >> 90) % 2 == 0 ? SERIF : SANS);
        c.put('">');
        c.line(v.number, 310, y + 100, 290, 470, "");
        c.draw('</g><g transform="translate(60 ~)scale(.75)">', y - 60);
        _hand(c, p);
        c.put("</g></g>");
    }

    /// @dev The printer's fist.
    function _hand(Canvas memory c, Palette memory p) private pure {
        c.draw('<g stroke="^" stroke-width="7" stroke-linejoin="round"><path d="M0 30H66V158H0Z"/><path d="M62 40', p.paper);
        c.put(
            'Q110 22 160 24H286A18 18 0 0 1 286 62H190L200 66A16 16 0 0 1 200 98A15 15 0 0 1 192 128A14 14 0 0 1 '
            '178 156H100Q76 156 62 148Z"/>'
        );
        c.put('<path fill="none" d="M128 64H200M140 98H204M140 128H194M84 66Q110 30 164 40"/></g>');
        c.disc(p.paper, 34, 56, 7);
        c.disc(p.paper, 34, 94, 7);
        c.disc(p.paper, 34, 132, 7);
    }

    /// @dev Who invites, when, and what for: strips pasted across the sheet.
    function _strips(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        bool whole = bytes(v.number).length != 0;
        c.draw('<g transform="rotate(~ 500 100)">', (v.eventSeed >> 20) % 2 == 0 ? int256(-2) : int256(2));
        c.bar(p.ink, -20, 60, 1040, 76);
        c.draw('<g fill="^" font-family="', p.paper);
        c.put(SLAB);
        c.put('">');
        c.line(v.collective, 70, 112, 42, whole ? 560 : 860, "");
        if (whole) c.line("Eintritt / Admission", 930, 110, 28, 280, END);
        c.draw('</g></g><g transform="rotate(~ 250 1350)">', Draw.between(v.ticketSeed, 6, -3, 3));
        c.draw(
            '<path fill="^" stroke="^" stroke-width="6" d="M50 1268L536 1276L528 1440L58 1432Z"/><g font-family="',
            p.paper, p.ink
        );
        c.put(SERIF);
        c.put('">');
        c.line(v.date, 82, 1352, 80, 420, "");
        c.line(v.time, 82, 1412, 46, 420, "");
        c.put("</g></g>");
        if (whole) _tierStrip(c, v);
    }

    function _tierStrip(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        c.draw('<g transform="rotate(~ 750 1350)">', Draw.between(v.ticketSeed, 7, -4, 4));
        c.draw('<path fill="^" d="M576 1262L948 1254L954 1430L584 1440Z"/><g fill="^" font-family="', p.accent, p.onAccent);
        c.put(GROTESK);
        c.put('">');
        c.line(v.tierName, 606, 1346, 74, 316, "");
        c.line(string.concat(v.number, " / ", v.total), 606, 1404, 40, 316, "");
        c.put("</g></g>");
    }

    /// @dev The corner with the word "Eintritt" stayed at the door. Open at the end: the sheet follows.
    function _tear(Canvas memory c, uint256 own) private pure {
        c.put('<mask id="dada"><path fill="#fff" d="M0 0H744');
        for (int256 i = 0; i < 11; ++i) {
            int256 off = Draw.between(own, uint256(80 + i), -11, 11);
            c.draw("L~ ~", 752 + i * 24 + off, 10 + i * 25 - off);
        }
        c.put('L1000 288V1500H0Z"/></mask><g mask="url(#dada)">');
    }

    function _state(Canvas memory c, Poster memory v, int256 y) private pure {
        Palette memory p = v.palette;
        if (v.state == TicketState.Valid) return;
        if (v.state == TicketState.Used) {
            c.draw('<g transform="rotate(-4 640 ~)">', y + 90);
            c.draw('<path fill="^" stroke="^" stroke-width="9" d="M310 ~H960V~H310Z"/>', p.paper, p.ink, y - 10, y + 180);
            _stamp(c, p.ink, y, "DABEI GEWESEN", "I WAS THERE");
            return;
        }
        bool revoked = v.state == TicketState.Revoked;
        if (revoked) c.draw('<path stroke="^" stroke-width="30" d="M40 200L960 1220M960 200L40 1220"/>', p.ink);
        c.draw('<g transform="rotate(-4 640 ~)">', y + 90);
        c.draw('<path fill="^" d="M270 ~L990 ~L975 ~L286 ~Z"/>', p.ink, y - 30, y - 16, y + 196, y + 186);
        _stamp(c, p.paper, y, revoked ? unicode"UNGÜLTIG" : "ABGESAGT", revoked ? "VOID" : "CANCELLED");
    }

    /// @dev Closes the group it is in.
    function _stamp(Canvas memory c, int256 colour, int256 y, string memory german, string memory english) private pure {
        c.draw('<g fill="^" font-family="', colour);
        c.put(SANS);
        c.put('">');
        c.line(german, 340, y + 98, 104, 590, ' letter-spacing="4"');
        c.line(english, 340, y + 158, 52, 590, "");
        c.put("</g></g>");
    }
}
