// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Calendar} from "./Calendar.sol";
import {ITicketArt, TicketState, TicketView} from "./ITicketArt.sol";
import {Metadata} from "./Metadata.sol";
import {Ornament, Palette} from "./Ornament.sol";
import {Typesetting} from "./Typesetting.sol";

/// @title TicketArt
/// @notice See {ITicketArt}. A poster in wood type: the event's name as large as the sheet allows, a field of printer's
/// ornaments in which one door is open for this ticket, and three colours that belong to the collective. A used ticket is
/// punched, a revoked one is crossed out and loses its colours.
contract TicketArt is ITicketArt {
    using Strings for uint256;

    uint256 private constant MARGIN = 60;
    uint256 private constant WIDTH = 880;

    /// @inheritdoc ITicketArt
    function poster(TicketView calldata ticket) external pure returns (string memory svg) {
        return _poster(ticket, true);
    }

    /// @inheritdoc ITicketArt
    function tokenURI(TicketView calldata ticket) external pure returns (string memory uri) {
        string memory number = (uint256(ticket.serial) + 1).toString();
        string memory what = string.concat(number, "/", uint256(ticket.supply).toString(), " (", ticket.tierName, ")");
        string memory by = string.concat(ticket.eventName, ", ", ticket.collective, ".");
        return
            Metadata.uri(
                string.concat(ticket.eventName, unicode" · ", ticket.tierName, unicode" · ", number),
                string.concat(unicode"Eintritt · Admission ", what, ": ", by),
                _poster(ticket, true),
                _attributes(ticket)
            );
    }

    /// @inheritdoc ITicketArt
    function contractURI(TicketView calldata ticket) external pure returns (string memory uri) {
        string memory when = string.concat(Calendar.date(ticket.startsAt), ", ", Calendar.time(ticket.startsAt));
        return
            Metadata.uri(
                ticket.eventName,
                string.concat(ticket.eventName, ", ", ticket.collective, ", ", when),
                _poster(ticket, false),
                ""
            );
    }

    function _attributes(TicketView calldata ticket) private pure returns (string memory) {
        string memory texts = string.concat(
            Metadata.trait("Collective", ticket.collective),
            ",",
            Metadata.trait("Event", ticket.eventName),
            ",",
            Metadata.trait("Tier", ticket.tierName),
            ",",
            Metadata.trait("State", ["valid", "used", "revoked", "cancelled"][uint256(ticket.state)])
        );
        string memory numbers = string.concat(
            Metadata.trait("Serial", "number", ticket.serial),
            ",",
            Metadata.trait("Starts", "date", ticket.startsAt),
            ",",
            Metadata.trait("Ends", "date", ticket.endsAt)
        );
        return string.concat(texts, ",", numbers);
    }

    /// @dev The sheet. Without a ticket it is the event's poster: no number, no tier, no state.
    function _poster(TicketView calldata ticket, bool whole) private pure returns (string memory) {
        Palette memory colours = Ornament.palette(uint256(keccak256(abi.encode(ticket.access))));
        TicketState state = whole ? ticket.state : TicketState.Valid;
        if (state == TicketState.Revoked || state == TicketState.Cancelled) {
            colours = Palette("#e4e2de", "#8b8881", "#b3b0a9");
        }
        string memory sheet = string.concat(
            '<rect width="1000" height="1500" fill="',
            colours.paper,
            '"/><g fill="',
            colours.ink,
            '">',
            _strip(ticket, whole),
            _middle(ticket, colours, whole),
            _foot(ticket, whole),
            "</g>"
        );
        if (state == TicketState.Used) sheet = _punched(sheet, ticket, colours);
        if (state == TicketState.Revoked) sheet = string.concat(sheet, _crossedOut());
        return
            string.concat(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1500" '
                'font-family="Helvetica Neue,Helvetica,Arial,sans-serif" font-weight="700">',
                sheet,
                "</svg>"
            );
    }

    /// @dev The head: who invites, and what this is.
    function _strip(TicketView calldata ticket, bool whole) private pure returns (string memory) {
        return
            string.concat(
                '<path d="M60 60H940V72H60Z"/>',
                Typesetting.fit(ticket.collective, MARGIN, 116, 34, 620, ""),
                whole ? Typesetting.fit("Eintritt / Admission", 940, 116, 24, 240, ' text-anchor="end"') : ""
            );
    }

    /// @dev The event's name, and the ornaments in what it leaves of the sheet.
    function _middle(
        TicketView calldata ticket,
        Palette memory colours,
        bool whole
    ) private pure returns (string memory) {
        (string memory name, uint256 bottom) = Typesetting.poster(ticket.eventName, MARGIN, 165, WIDTH, 600);
        uint256 top = bottom + 80;
        Ornament.Field memory field = Ornament.Field({
            x: MARGIN,
            y: top,
            width: WIDTH,
            height: 1260 - top,
            seed: uint256(keccak256(abi.encode(ticket.tickets))),
            own: whole ? uint256(keccak256(abi.encode(ticket.tier, ticket.serial))) : 0
        });
        return string.concat(name, Ornament.draw(field, colours));
    }

    /// @dev The foot: date and time on the left, tier and number on the right.
    function _foot(TicketView calldata ticket, bool whole) private pure returns (string memory) {
        string memory left = string.concat(
            '<path d="M60 1300H940V1312H60Z"/>',
            Typesetting.fit(Calendar.date(ticket.startsAt), MARGIN, 1378, 64, 440, ""),
            Typesetting.fit(Calendar.time(ticket.startsAt), MARGIN, 1434, 40, 440, "")
        );
        if (!whole) return left;
        // A 32-bit serial plus one does not overflow 256 bits.
        string memory number = string.concat(
            (uint256(ticket.serial) + 1).toString(),
            "/",
            uint256(ticket.supply).toString()
        );
        return
            string.concat(
                left,
                Typesetting.fit(ticket.tierName, 940, 1378, 64, 420, ' text-anchor="end"'),
                Typesetting.fit(number, 940, 1434, 40, 420, ' text-anchor="end"')
            );
    }

    /// @dev A real hole, through which the background shows, and a stamp.
    function _punched(
        string memory sheet,
        TicketView calldata ticket,
        Palette memory colours
    ) private pure returns (string memory) {
        // Each ticket is punched a little differently, as by hand.
        uint256 hand = uint256(keccak256(abi.encode(ticket.tickets, ticket.tier, ticket.serial, "punch")));
        string memory x = (640 + (hand % 180)).toString();
        string memory y = (700 + ((hand >> 16) % 180)).toString();
        string memory mask = string.concat(
            '<mask id="p"><rect width="1000" height="1500" fill="#fff"/><circle cx="',
            x,
            '" cy="',
            y,
            '" r="130"/></mask><g mask="url(#p)">'
        );
        string memory stamp = string.concat(
            '<g transform="rotate(-9 465 1150)"><path fill="',
            colours.paper,
            '" stroke="',
            colours.accent,
            '" stroke-width="10" d="M130 1080H800V1230H130Z"/><g fill="',
            colours.accent,
            '">',
            Typesetting.fit("DABEI GEWESEN", 165, 1150, 100, 600, ""),
            Typesetting.fit("I WAS THERE", 165, 1206, 44, 600, ""),
            "</g></g>"
        );
        return string.concat(mask, sheet, stamp, "</g>");
    }

    /// @dev Two bars from corner to corner and the word.
    function _crossedOut() private pure returns (string memory) {
        return
            string.concat(
                '<path stroke="#16130f" stroke-width="44" d="M0 0L1000 1500M1000 0L0 1500"/>'
                '<path fill="#16130f" d="M100 650H900V850H100Z"/><g fill="#fff" text-anchor="middle">',
                Typesetting.fit(unicode"UNGÜLTIG", 500, 755, 104, 720, ""),
                Typesetting.fit("VOID", 500, 822, 60, 720, ""),
                "</g>"
            );
    }
}
