// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Look} from "./Look.sol";

/// @notice Everything the picture and the metadata of a membership are made from.
struct MembershipView {
    /// Seeds the palette: the collective's AccessManager.
    address access;
    Look look;
    string collective;
    string symbol;
    uint256 number;
    /// False while the membership is in the box office's custody.
    bool delivered;
    /// When it expires, in Unix seconds; 0 for never.
    uint64 expiresAt;
    bool expired;
}

/// @title Membership badges and metadata, made on chain
/// @notice What comes back follows from the argument alone, for ever. Text must be UTF-8 without control characters, as
/// the factory ensures.
interface IMembershipArt {
    /// @notice The badge as an SVG document of 1000 x 1000 units.
    function badge(MembershipView calldata membership) external view returns (string memory svg);

    /// @notice ERC-721 metadata as a `data:application/json;base64,` URI, with the badge inside.
    function tokenURI(MembershipView calldata membership) external view returns (string memory uri);

    /// @notice ERC-7572 metadata of the collective's memberships, as above. Only what belongs to the collective is looked
    /// at: `access`, `look`, `collective` and `symbol`.
    function contractURI(MembershipView calldata membership) external view returns (string memory uri);
}
