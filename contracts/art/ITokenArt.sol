// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Look} from "./Look.sol";

/// @notice Everything the picture and the metadata of a community token are made from.
struct TokenView {
    /// Seeds the palette: the collective's AccessManager.
    address access;
    Look look;
    string collective;
    string symbol;
    /// How many exist and how many ever can, in smallest units (18 decimals).
    uint256 supply;
    uint256 cap;
}

/// @title The picture and the metadata of a community token, made on chain
/// @notice What comes back follows from the argument alone, for ever. Text must be UTF-8 without control characters, as
/// the factory ensures.
interface ITokenArt {
    /// @notice The picture as an SVG document of 1000 x 1000 units.
    function picture(TokenView calldata token) external view returns (string memory svg);

    /// @notice ERC-7572 metadata as a `data:application/json;base64,` URI, with the picture inside.
    function contractURI(TokenView calldata token) external view returns (string memory uri);
}
