// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Canvas, Draw} from "./Canvas.sol";
import {Emblem, IStyle, Poster} from "./IStyle.sol";
import {TicketState} from "./ITicketArt.sol";
import {Letters} from "./Letters.sol";
import {Palette} from "./Palettes.sol";
import {Typesetting} from "./Typesetting.sol";

/// @title BauhausStyle
/// @notice Disc, bar and small letters, out of balance on purpose. The event chooses one of four compositions; the ticket
/// turns the disc, and its number stands in it as a large figure.
contract BauhausStyle is IStyle {
    using Draw for Canvas;
    using Typesetting for Canvas;

    string private constant TYPE =
        '" font-weight="700" font-family="Futura,Century Gothic,URW Gothic,Avenir Next,Helvetica Neue,sans-serif">';
    string private constant END = ' text-anchor="end"';
    string private constant MIDDLE = ' text-anchor="middle"';

    /// @inheritdoc IStyle
    function poster(Poster calldata view_) external pure returns (string memory svg) {
        Poster memory v = view_;
        Palette memory p = v.palette;
        Canvas memory c = Draw.sheet(1000, 1500, v.eventName);
        uint256 composition = v.eventSeed % 4;
        if (v.state == TicketState.Used) _punch(c, composition);
        c.draw('<path fill="^" d="M0 0H1000V1500H0Z"/><g fill="^', p.paper, p.ink);
        c.put(TYPE);
        c.line(Letters.lower(v.collective), 70, 108, 38, bytes(v.number).length == 0 ? 860 : 560, "");
        if (bytes(v.number).length != 0) c.line("eintritt / admission", 930, 108, 26, 270, END);
        if (composition == 0) _diagonal(c, v);
        else if (composition == 1) _upright(c, v);
        else if (composition == 2) _bars(c, v);
        else _arcs(c, v);
        _state(c, v, composition);
        c.put(v.state == TicketState.Used ? "</g></g>" : "</g>");
        return c.done();
    }

    /// @inheritdoc IStyle
    function emblem(Emblem calldata view_) external pure returns (string memory svg) {
        Emblem memory v = view_;
        Palette memory p = v.palette;
        Canvas memory c = Draw.sheet(1000, 1000, v.name);
        c.draw('<path fill="^" d="M0 0H1000V1000H0Z"/><g fill="^', p.paper, p.ink);
        c.put(TYPE);
        c.line(Letters.lower(v.kind), 70, 104, 34, 560, "");
        c.line(Letters.lower(v.symbol), 930, 104, 34, 270, END);
        int256 side = int256(v.seed % 2);
        _hero(c, p, 690 - side * 380, 370, 200, v.own);
        c.bar(p.ink, 70 + side * 480, 200, 380, 90);
        c.bar(p.ink, 70 + side * 480, 330, 380, 40);
        c.bar(p.accent, 70 + side * 480, 410, 380, 16);
        if (bytes(v.number).length != 0) c.line(v.number, 70 + side * 480, 560, 150, 380, "");
        c.fill(Letters.lower(v.name), Typesetting.Box(70, 620, 860, 250, 200, 98));
        c.bar(p.ink, 70, 900, 860, 10);
        c.line(Letters.lower(v.note), 930, 954, 34, 860, END);
        c.put("</g>");
        return c.done();
    }

    /// @dev Everything follows one rising line.
    function _diagonal(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        _hero(c, p, 330, 420, 235, v.ticketSeed);
        c.put('<g transform="rotate(-30 480 820)">');
        c.bar(p.ink, 190, 1010, 1300, 76);
        c.bar(p.accent, 260, 1106, 1300, 22);
        c.bar(p.ink, 330, 1148, 1300, 8);
        c.fill(Letters.lower(v.eventName), Typesetting.Box(85, 660, 790, 320, 210, 98));
        c.put("</g>");
        c.line(v.number, 70, 1430, 270, 400, "");
        _facts(c, v, 590, 1164, 340);
    }

    /// @dev The name climbs the left edge.
    function _upright(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        _hero(c, p, 725, 420, 200, v.ticketSeed);
        c.bar(p.ink, 510, 700, 490, 110);
        c.bar(p.accent, 510, 836, 490, 34);
        c.bar(p.ink, 510, 890, 490, 10);
        c.bar(p.ink, 0, 1350, 450, 90);
        c.put('<g transform="translate(70 1300)rotate(-90)">');
        c.fill(Letters.lower(v.eventName), Typesetting.Box(0, 0, 1100, 390, 250, 98));
        c.put("</g>");
        _facts(c, v, 510, 960, 420);
        c.line(v.number, 510, 1440, 180, 420, "");
    }

    /// @dev Bars from the left, half a disc from the right.
    function _bars(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        _hero(c, p, 745, 470, 255, v.ticketSeed);
        int256 thick = 110;
        for (uint256 i = 0; i < 5; ++i) {
            int256 top = [int256(190), 325, 425, 495, 540][i];
            c.bar(i == 2 ? p.accent : p.ink, 0, top, Draw.between(v.eventSeed, i, 240, 455), thick);
            thick = (thick * 6) / 10;
        }
        c.line(v.number, 70, 760, 210, 400, "");
        c.fill(Letters.lower(v.eventName), Typesetting.Box(70, 820, 860, 360, 240, 98));
        _foot(c, v);
    }

    /// @dev Quarters of circles around a corner, and a hand that the ticket moves.
    function _arcs(Canvas memory c, Poster memory v) private pure {
        Palette memory p = v.palette;
        for (int256 i = 0; i < 5; ++i) {
            int256 colour = i % 2 == 1 ? p.paper : i == 2 ? p.accent : p.ink;
            int256 radius = 640 - i * 120 - Draw.between(v.eventSeed, uint256(i), 0, 60);
            c.draw('<path fill="^" d="M1000 160V~A~ ~ 0 0 1 ~ 160Z"/>', colour, 160 + radius, radius, radius, 1000 - radius);
        }
        c.draw('<g transform="rotate(~ 1000 160)">', Draw.between(v.ticketSeed, 1, 2, 22) * -4);
        c.bar(p.paper, 300, 160, 700, 46);
        c.bar(p.ink, 300, 168, 700, 30);
        c.put("</g>");
        c.disc(p.accent, 230, 640, 130);
        c.disc(p.paper, 230 + Draw.between(v.ticketSeed, 2, -50, 50), 640 + Draw.between(v.ticketSeed, 3, -50, 50), 70);
        c.line(v.number, 70, 390, 200, 270, "");
        c.fill(Letters.lower(v.eventName), Typesetting.Box(70, 840, 860, 340, 240, 98));
        _foot(c, v);
    }

    /// @dev The disc: what is set into it, and how it is turned, is the ticket's own.
    function _hero(Canvas memory c, Palette memory p, int256 x, int256 y, int256 r, uint256 own) private pure {
        int256 turn = Draw.between(own, 1, 0, 23) * 15;
        c.disc(p.accent, x, y, r);
        c.draw('<g transform="rotate(~ ~ ~)">', turn, x, y);
        uint256 kind = Draw.roll(own, 2) % 5;
        if (kind == 0) c.draw('<path fill="^" d="M~ ~a~ ~ 0 0 1 ~ 0Z"/>', p.ink, x - r, y, r, r, 2 * r);
        if (kind == 1) c.draw(
            '<path fill="^" transform="translate(~ ~)scale(~)" d="M0 0V-1A1 1 0 0 1 1 0Z"/>', p.ink, x, y, r
        );
        if (kind == 2) {
            c.disc(p.ink, x, y - (r * 45) / 100, (r * 55) / 100);
            c.disc(p.paper, x, y + (r * 55) / 100, (r * 22) / 100);
        }
        if (kind == 3) {
            c.disc(p.paper, x, y, (r * 62) / 100);
            c.bar(p.ink, x - r / 9, y - (r * 4) / 3, (2 * r) / 9, (r * 5) / 3);
        }
        if (kind == 4) {
            for (int256 i = 0; i < 4; ++i) {
                c.bar(p.ink, x - (r * 8) / 10, y - (r * 55) / 100 + (i * r) / 3, (r * 16) / 10, r / 9);
            }
        }
        c.put("</g>");
        int256 step = (turn + 135) % 360;
        _satellite(c, p, x + (Draw.cos(step) * (r + 52)) / 10_000, y + (Draw.sin(step) * (r + 52)) / 10_000, own);
    }

    function _satellite(Canvas memory c, Palette memory p, int256 x, int256 y, uint256 own) private pure {
        if (x < 40 || x > 960) return;
        if (own % 2 == 0) c.disc(p.ink, x, y, 26);
        else c.bar(p.ink, x - 24, y - 24, 48, 48);
    }

    /// @dev When and what, one below the other.
    function _facts(Canvas memory c, Poster memory v, int256 x, int256 y, uint256 box) private pure {
        c.bar(v.palette.ink, x, y, int256(box), 14);
        c.line(v.date, x, y + 78, 64, box, "");
        c.line(Letters.lower(v.time), x, y + 126, 36, box, "");
        if (bytes(v.number).length == 0) return;
        c.bar(v.palette.accent, x, y + 152, int256(box), 8);
        c.line(Letters.lower(v.tierName), x, y + 226, 64, box, "");
        c.line(string.concat(v.number, " / ", v.total), x, y + 274, 36, box, "");
    }

    /// @dev The same side by side.
    function _foot(Canvas memory c, Poster memory v) private pure {
        c.bar(v.palette.ink, 70, 1264, 860, 14);
        c.line(v.date, 70, 1352, 70, 430, "");
        c.line(Letters.lower(v.time), 70, 1412, 40, 430, "");
        if (bytes(v.number).length == 0) return;
        c.bar(v.palette.accent, 520, 1264, 410, 44);
        c.line(Letters.lower(v.tierName), 520, 1372, 70, 410, "");
        c.line(string.concat(v.number, " / ", v.total), 520, 1424, 36, 410, "");
    }

    /// @dev A hole in the middle of the disc, through which the wall shows. Open at the end: the sheet follows.
    function _punch(Canvas memory c, uint256 composition) private pure {
        c.put('<mask id="bauhaus"><path fill="#fff" d="M0 0H1000V1500H0Z"/>');
        c.disc(
            0,
            [int256(330), 725, 745, 230][composition],
            [int256(420), 420, 470, 640][composition],
            [int256(96), 84, 104, 60][composition]
        );
        c.put('</mask><g mask="url(#bauhaus)">');
    }

    function _state(Canvas memory c, Poster memory v, uint256 composition) private pure {
        Palette memory p = v.palette;
        if (v.state == TicketState.Used) {
            c.draw(
                '<path fill="^" d="M940 0H1000V1500H940Z"/><g fill="^" transform="translate(955 0)rotate(90)">',
                p.accent, p.onAccent
            );
            c.line("dabei gewesen", 170, 0, 52, 760, "");
            c.line("i was there", 1430, 0, 52, 500, END);
            c.put("</g>");
        }
        // Where the name climbs the left edge, a notice leaves it alone.
        int256 left = composition == 1 ? int256(480) : int256(0);
        if (v.state == TicketState.Cancelled) _notice(c, p, left, "abgesagt", "cancelled");
        if (v.state == TicketState.Revoked) {
            c.draw('<path stroke="^" stroke-width="26" d="M0 0L1000 1500M1000 0L0 1500"/>', p.ink);
            _notice(c, p, left, unicode"ungültig", "void");
        }
    }

    function _notice(
        Canvas memory c,
        Palette memory p,
        int256 left,
        string memory german,
        string memory english
    ) private pure {
        c.bar(p.paper, left, 306, 1000 - left, 228);
        c.bar(p.ink, left, 320, 1000 - left, 200);
        c.draw('<g fill="^">', p.paper);
        c.line(german, left + 70, 430, 130, uint256(860 - left), "");
        c.line(english, left + 70, 492, 54, uint256(860 - left), "");
        c.put("</g>");
    }
}
