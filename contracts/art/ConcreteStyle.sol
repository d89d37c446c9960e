// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Canvas, Draw} from "./Canvas.sol";
import {Emblem, IStyle, Poster} from "./IStyle.sol";
import {TicketState} from "./ITicketArt.sol";
import {Letters} from "./Letters.sol";
import {Palette} from "./Palettes.sol";
import {Typesetting} from "./Typesetting.sol";

/// @title ConcreteStyle
/// @notice Concrete poetry from a typewriter: the event's name is the material, there is nothing but type. The event
/// chooses the form (field, spiral, rose, wave), the ticket's number is woven into it; after the event the form says that
/// somebody was there.
contract ConcreteStyle is IStyle {
    using Draw for Canvas;
    using Typesetting for Canvas;

    string private constant TYPE =
        '" font-weight="700" font-family="Courier New,Courier,Nimbus Mono PS,Liberation Mono,monospace">';
    string private constant END = ' text-anchor="end"';
    string private constant MIDDLE = ' text-anchor="middle"';

    /// @dev What a form is made of: the name, and what is woven into it.
    struct Material {
        Palette p;
        string name;
        string[] words;
        string[] woven;
        uint256 form;
        uint256 seed;
        uint256 own;
        /// The middle and the reach of the form.
        int256 y;
        int256 reach;
    }

    /// @inheritdoc IStyle
    function poster(Poster calldata view_) external pure returns (string memory svg) {
        Poster memory v = view_;
        Palette memory p = v.palette;
        Canvas memory c = Draw.sheet(1000, 1500, v.eventName);
        c.draw('<path fill="^" d="M0 0H1000V1500H0Z"/><g fill="^', p.paper, p.ink);
        c.put(TYPE);
        c.typed(v.collective, 60, 96, 34, bytes(v.number).length == 0 ? 880 : 580, "");
        if (v.state == TicketState.Used) c.typed("Dabei gewesen / I was there", 940, 96, 22, 300, END);
        else if (bytes(v.number).length != 0) c.typed("Eintritt / Admission", 940, 96, 22, 270, END);
        bool below = (v.eventSeed >> 8) % 2 == 0;
        int256 middle = below ? int256(510) : int256(860);
        c.fill(v.eventName, Typesetting.Box(60, below ? int256(930) : int256(150), 880, 300, 260, 92));
        _form(c, _material(v, middle));
        c.typed(v.date, 60, 1352, 66, 480, "");
        c.typed(v.time, 60, 1420, 42, 480, "");
        c.typed(v.tierName, 940, 1352, 66, 380, END);
        if (bytes(v.number).length != 0) c.typed(string.concat(v.number, "/", v.total), 940, 1420, 42, 380, END);
        if (v.state == TicketState.Revoked) _struck(c, p, middle, "x", unicode"UNGÜLTIG", "VOID");
        if (v.state == TicketState.Cancelled) _struck(c, p, middle, "/", "ABGESAGT", "CANCELLED");
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
        c.typed(v.kind, 60, 92, 32, 560, "");
        c.typed(v.symbol, 940, 92, 32, 280, END);
        string[] memory woven = new string[](1);
        woven[0] = bytes(v.number).length != 0 ? v.number : v.symbol;
        _form(c, Material(p, v.name, Letters.words(v.name), woven, v.seed % 4, v.seed, v.own, 410, 280));
        c.fill(v.name, Typesetting.Box(60, 722, 880, 170, 170, 92));
        c.typed(v.note, 940, 950, 32, 560, END);
        c.typed(v.number, 60, 950, 48, 280, "");
        c.put("</g>");
        return c.done();
    }

    function _material(Poster memory v, int256 middle) private pure returns (Material memory m) {
        (m.p, m.name, m.words, m.woven) = (v.palette, v.eventName, Letters.words(v.eventName), _woven(v));
        (m.form, m.seed, m.own, m.y, m.reach) = (v.eventSeed % 4, v.eventSeed, v.ticketSeed, middle, 370);
    }

    /// @dev What is woven in: the number; on the event's poster the date; after the event what everybody says who came.
    function _woven(Poster memory v) private pure returns (string[] memory list) {
        if (v.state == TicketState.Used) {
            list = new string[](2);
            (list[0], list[1]) = ("DABEI GEWESEN", "I WAS THERE");
            return list;
        }
        list = new string[](1);
        list[0] = bytes(v.number).length == 0 ? v.date : v.number;
    }

    function _form(Canvas memory c, Material memory m) private pure {
        c.put('<g aria-hidden="true">');
        // Field and spiral take the name apart, which not every script can bear.
        bool apart = Letters.isAlphabetic(m.name) && bytes(m.words[0]).length != 0;
        if (m.form == 0 && apart) _field(c, m);
        else if (m.form == 1 && apart) _spiral(c, m);
        else if (m.form % 2 == 0) _rose(c, m);
        else _wave(c, m);
        c.put("</g>");
    }

    /// @dev Rows of the name, each a letter further; a figure within them is made of what is woven in.
    function _field(Canvas memory c, Material memory m) private pure {
        string[] memory name = Letters.split(_chain(m.words));
        string[] memory woven = Letters.split(_chain(m.woven));
        int256 rows = (m.reach * 2) / 37;
        uint256 step = 1 + (m.seed >> 16) % 3;
        for (int256 row = 0; row < rows; ++row) {
            (int256 from, int256 to) = _figure(m, row, rows);
            int256 y = m.y - m.reach + 30 + row * 37;
            uint256 at = uint256(row) * step;
            c.put('<g font-weight="400">');
            _run(c, name, at, 0, from, m.p.ink, y);
            _run(c, name, at + uint256(to), to, 40, m.p.ink, y);
            c.put("</g>");
            _run(c, woven, uint256(row), from, to, m.p.accent, y);
        }
    }

    /// @dev Which of the 40 letters of a row belong to the figure: a disc, a triangle, a door or a slope.
    function _figure(Material memory m, int256 row, int256 rows) private pure returns (int256 from, int256 to) {
        int256 middle = 20 + Draw.between(m.own, 5, -7, 7);
        int256 half = Draw.between(m.own, 6, 9, 14);
        uint256 kind = (m.own >> 32) % 4;
        // What everybody says who came needs room for all of it.
        if (m.woven.length == 2) (middle, half, kind) = (20, 19, 0);
        if (kind == 0) half = (Draw.sin((180 * (2 * row + 1)) / (2 * rows)) * half) / 10_000;
        if (kind == 1) half = (half * (row + 1)) / rows;
        if (kind == 2) half = row < rows / 4 ? (Draw.sin((90 * (row + 1) * 4) / rows) * half) / 12_500 : (half * 4) / 5;
        if (kind == 3) (middle, half) = ((24 * row) / rows + middle - 12, half / 2);
        // It leans to one side or the other, unless it says what needs the whole row.
        if (m.woven.length == 1) middle += (Draw.between(m.own, 7, -6, 6) * (2 * row - rows)) / (2 * rows);
        (from, to) = (middle - half, middle + half);
        if (from < 0) from = 0;
        if (to > 40) to = 40;
    }

    /// @dev A run of letters on the field's grid.
    function _run(
        Canvas memory c,
        string[] memory letters,
        uint256 offset,
        int256 from,
        int256 to,
        int256 colour,
        int256 y
    ) private pure {
        if (to <= from) return;
        c.draw('<text fill="^" x="~" y="~" font-size="37" textLength="~">', colour, 60 + from * 22, y, (to - from) * 22);
        for (; from < to; ++from) c.escaped(letters[offset++ % letters.length]);
        c.put("</text>");
    }

    /// @dev Letter after letter from the middle outwards, larger and larger.
    function _spiral(Canvas memory c, Material memory m) private pure {
        string[] memory letters = Letters.split(string.concat(_chain(m.words), _chain(m.woven)));
        uint256 plain = Letters.split(_chain(m.words)).length;
        int256 angle = Draw.between(m.own, 1, 0, 359) * 100;
        int256 radius = 4200;
        for (uint256 i = 0; radius / 100 < m.reach - 60; ++i) {
            int256 size = 24 + radius / 560;
            c.draw(
                '<text fill="^" transform="translate(~ ~)rotate(~)" font-size="~">',
                i % letters.length < plain ? m.p.ink : m.p.accent,
                500 + (Draw.cos(angle / 100) * radius) / 1_000_000,
                m.y + (Draw.sin(angle / 100) * radius) / 1_000_000,
                angle / 100 + 90,
                size
            );
            c.escaped(letters[i % letters.length]);
            c.put("</text>");
            int256 turn = (360_000 * size) / radius;
            angle += turn;
            radius += (size * turn * 105) / 36_000;
        }
    }

    /// @dev The words as rays; the number in the middle, and one ray, whose place is the ticket's own, answers.
    function _rose(Canvas memory c, Material memory m) private pure {
        int256 rays = 20 + int256(m.seed >> 24) % 3 * 4;
        int256 own = Draw.between(m.own, 2, 0, rays - 1);
        int256 turn = Draw.between(m.own, 6, 0, 359);
        uint256 box = uint256(m.reach * 72) / 100;
        for (int256 i = 0; i < rays; ++i) {
            bool answers = m.woven.length == 2 ? i % 2 == 0 : i == own || i == own + 1;
            string memory word = answers ? m.woven[uint256(i / 2) % m.woven.length] : _phrase(m.words, uint256(i), 8);
            c.draw(
                '<g fill="^" transform="translate(500 ~)rotate(~)">',
                answers ? m.p.accent : m.p.ink,
                m.y,
                (i * 360) / rays + turn
            );
            c.typed(word, m.reach - int256(box), 14, 60, box, "");
            c.put("</g>");
        }
        c.draw('<g fill="^">', m.p.accent);
        if (m.woven.length == 1) c.typed(m.woven[0], 500, m.y + 26, 84, uint256(m.reach * 42) / 100, MIDDLE);
        c.put("</g>");
    }

    /// @dev The words line by line, swinging and swelling.
    function _wave(Canvas memory c, Material memory m) private pure {
        int256 angle = Draw.between(m.own, 3, 0, 359);
        int256 y = m.y - m.reach;
        for (uint256 i = 0; ; ++i) {
            angle += 14 + int256((m.seed >> 24) % 4) * 5;
            int256 size = 34 + (20 * Draw.cos(angle)) / 10_000;
            y += size;
            if (y > m.y + m.reach) break;
            bool answers = m.woven.length == 2 ? i % 2 == 1 : i == 3 + (Draw.roll(m.own, 4) % 9);
            c.draw('<g fill="^">', answers ? m.p.accent : m.p.ink);
            _swing(c, _waveWord(m, i, answers), 500 + Draw.sin(angle) / 58, y, uint256(size * 3) / 2);
            c.put("</g>");
        }
    }

    function _waveWord(Material memory m, uint256 i, bool answers) private pure returns (string memory) {
        if (!answers) return _phrase(m.words, i, 12);
        if (m.woven.length == 2) return m.woven[(i / 2) % 2];
        return string.concat(m.woven[0], " ", m.woven[0], " ", m.woven[0]);
    }

    function _swing(Canvas memory c, string memory text, int256 x, int256 y, uint256 size) private pure {
        c.typed(text, x, y, size, 520, MIDDLE);
    }

    /// @dev Words from the one at `i` on, at least so many letters in all.
    function _phrase(string[] memory words, uint256 i, uint256 least) private pure returns (string memory phrase) {
        phrase = words[i % words.length];
        for (uint256 more = 0; more < least && Letters.count(phrase) < least; ++more) {
            phrase = string.concat(phrase, " ", words[++i % words.length]);
        }
    }

    /// @dev Words with a dot after each, so that nothing in a row is empty.
    function _chain(string[] memory words) private pure returns (string memory all) {
        for (uint256 i = 0; i < words.length; ++i) {
            string[] memory parts = Letters.words(words[i]);
            for (uint256 j = 0; j < parts.length; ++j) all = string.concat(all, parts[j], unicode"·");
        }
    }

    /// @dev Typed over, as one deletes on paper, and what is true now.
    function _struck(
        Canvas memory c,
        Palette memory p,
        int256 y,
        string memory mark,
        string memory german,
        string memory english
    ) private pure {
        for (int256 row = 0; row < 7; ++row) {
            c.draw('<text aria-hidden="true" x="60" y="~" font-size="122" textLength="880">', y - 260 + row * 110);
            for (uint256 i = 0; i < 12; ++i) c.put(mark);
            c.put("</text>");
        }
        c.bar(p.paper, 0, y - 130, 1000, 250);
        c.typed(german, 60, y + 10, 170, 880, "");
        c.typed(english, 60, y + 84, 76, 880, "");
    }
}
