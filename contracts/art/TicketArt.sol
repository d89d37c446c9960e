// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Calendar} from "./Calendar.sol";
import {IStyle, Poster, styleName, styleOf} from "./IStyle.sol";
import {ITicketArt, TicketState, TicketView} from "./ITicketArt.sol";
import {Metadata} from "./Metadata.sol";
import {Palette, Palettes} from "./Palettes.sol";

/// @title TicketArt
/// @notice See {ITicketArt}. Says what is on a ticket and in which colours, and leaves the drawing to one of four styles.
contract TicketArt is ITicketArt {
    using Strings for uint256;

    IStyle private immutable _dada;
    IStyle private immutable _pixel;
    IStyle private immutable _bauhaus;
    IStyle private immutable _concrete;

    constructor(IStyle dada, IStyle pixel, IStyle bauhaus, IStyle concrete) {
        (_dada, _pixel, _bauhaus, _concrete) = (dada, pixel, bauhaus, concrete);
    }

    /// @notice Who draws, in the order of their numbers.
    function styles() external view returns (IStyle[4] memory) {
        return [_dada, _pixel, _bauhaus, _concrete];
    }

    /// @inheritdoc ITicketArt
    function poster(TicketView calldata ticket) external view returns (string memory svg) {
        return _poster(ticket, true);
    }

    /// @inheritdoc ITicketArt
    function tokenURI(TicketView calldata ticket) external view returns (string memory uri) {
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
    function contractURI(TicketView calldata ticket) external view returns (string memory uri) {
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
            Metadata.trait("State", ["valid", "used", "revoked", "cancelled"][uint256(ticket.state)]),
            ",",
            Metadata.trait("Style", styleName(styleOf(ticket.look, ticket.access)))
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
    function _poster(TicketView calldata ticket, bool whole) private view returns (string memory) {
        uint256 style = styleOf(ticket.look, ticket.access);
        Poster memory sheet;
        sheet.palette = _palette(ticket, style, whole);
        sheet.collective = ticket.collective;
        sheet.eventName = ticket.eventName;
        sheet.date = Calendar.date(ticket.startsAt);
        sheet.time = Calendar.time(ticket.startsAt);
        sheet.tier = 1;
        sheet.supply = 1;
        sheet.eventSeed = uint256(keccak256(abi.encode(ticket.access, ticket.tickets)));
        sheet.ticketSeed = sheet.eventSeed;
        if (whole) {
            sheet.tierName = ticket.tierName;
            // A 32-bit serial plus one does not overflow 256 bits.
            sheet.number = (uint256(ticket.serial) + 1).toString();
            sheet.total = uint256(ticket.supply).toString();
            sheet.tier = ticket.tier;
            sheet.serial = ticket.serial;
            sheet.supply = ticket.supply;
            sheet.state = ticket.state;
            sheet.ticketSeed = uint256(keccak256(abi.encode(ticket.tickets, ticket.tier, ticket.serial)));
        }
        return _style(style).poster(sheet);
    }

    /// @dev Neighbouring tiers stand on different colours: paper, ink, accent, and again.
    function _palette(TicketView calldata ticket, uint256 style, bool whole) private pure returns (Palette memory) {
        if (whole && ticket.state == TicketState.Revoked) return Palettes.grey();
        uint256 ground = whole && ticket.tier != 0 ? (ticket.tier - 1) % 3 : 0;
        uint256 seed = uint256(keccak256(abi.encode(ticket.access)));
        return Palettes.of_(ticket.look, seed, Palettes.Ground(ground), style == 2);
    }

    function _style(uint256 number) private view returns (IStyle) {
        if (number == 1) return _dada;
        if (number == 2) return _pixel;
        return number == 3 ? _bauhaus : _concrete;
    }
}
