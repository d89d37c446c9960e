// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {TicketState} from "./ITicketArt.sol";
import {Look} from "./Look.sol";
import {Palette} from "./Palettes.sol";

/// @notice What a style makes a ticket's poster from.
struct Poster {
    Palette palette;
    string collective;
    string eventName;
    /// These three are empty on the event's own poster, which belongs to no ticket.
    string tierName;
    string number;
    string total;
    string date;
    string time;
    uint256 tier;
    uint256 serial;
    uint256 supply;
    TicketState state;
    /// What all tickets of the event share, and what is this ticket's own.
    uint256 eventSeed;
    uint256 ticketSeed;
}

/// @notice What a style makes a badge or a token's picture from.
struct Emblem {
    Palette palette;
    string name;
    /// What this is, in German and English.
    string kind;
    string symbol;
    /// A number or a date to go with it; empty where there is none.
    string number;
    string note;
    uint256 seed;
    uint256 own;
}

/// @title One of the four ways Einlass draws
/// @notice 1 Dada, 2 pixel, 3 Bauhaus, 4 concrete poetry. Pure functions of their argument; nothing they draw leaves the
/// sheet, whatever the names are.
interface IStyle {
    /// @notice A ticket, or an event's poster, as an SVG document of 1000 x 1500 units.
    function poster(Poster calldata view_) external pure returns (string memory svg);

    /// @notice A badge or a token's picture as an SVG document of 1000 x 1000 units.
    function emblem(Emblem calldata view_) external pure returns (string memory svg);
}

/// @dev Which style a look asks for, 1 to 4; without a wish, or with one that does not exist, the address chooses.
function styleOf(Look memory look, address seed) pure returns (uint256) {
    if (look.style >= 1 && look.style <= 4) return look.style;
    return 1 + (uint256(keccak256(abi.encode(seed, "style"))) % 4);
}

/// @dev As it is written in metadata.
function styleName(uint256 style) pure returns (string memory) {
    return ["dada", "pixel", "bauhaus", "concrete poetry"][style - 1];
}
