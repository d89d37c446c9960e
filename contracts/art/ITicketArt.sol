// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Look} from "./Look.sol";

/// @notice What a ticket looks like depends on this.
enum TicketState {
    Valid,
    Used,
    Revoked,
    Cancelled
}

/// @notice Everything the picture and the metadata of a ticket are made from.
struct TicketView {
    /// Seeds palette and composition: the collective's AccessManager and the event's ticket contract.
    address access;
    address tickets;
    Look look;
    string collective;
    string eventName;
    string tierName;
    uint32 tier;
    uint32 serial;
    /// How many serials the tier has.
    uint32 supply;
    /// Unix seconds, UTC.
    uint64 startsAt;
    uint64 endsAt;
    TicketState state;
}

/// @title Ticket pictures and metadata, made on chain
/// @notice What comes back follows from the argument alone, for ever. Text must be UTF-8 without control characters, as
/// the factory ensures.
interface ITicketArt {
    /// @notice The poster as an SVG document of 1000 x 1500 units.
    function poster(TicketView calldata ticket) external view returns (string memory svg);

    /// @notice ERC-721 metadata as a `data:application/json;base64,` URI, with the poster inside.
    function tokenURI(TicketView calldata ticket) external view returns (string memory uri);

    /// @notice ERC-7572 metadata of the event, as above. Tier, serial and state of `ticket` are not looked at.
    function contractURI(TicketView calldata ticket) external view returns (string memory uri);
}
