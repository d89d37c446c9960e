// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ITokenArt, TokenView} from "./ITokenArt.sol";
import {Metadata} from "./Metadata.sol";
import {Ornament, Palette} from "./Ornament.sol";
import {Typesetting} from "./Typesetting.sol";

/// @title TokenArt
/// @notice See {ITokenArt}. The symbol in the collective's colours.
contract TokenArt is ITokenArt {
    /// @inheritdoc ITokenArt
    function picture(TokenView calldata token) external pure returns (string memory svg) {
        return _picture(token);
    }

    /// @inheritdoc ITokenArt
    function contractURI(TokenView calldata token) external pure returns (string memory uri) {
        return Metadata.uri(token.collective, string.concat(token.symbol, ": ", token.collective, "."), _picture(token), "");
    }

    function _picture(TokenView calldata token) private pure returns (string memory) {
        Palette memory colours = Ornament.palette(uint256(keccak256(abi.encode(token.access))));
        return
            string.concat(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" '
                'font-family="Helvetica Neue,Helvetica,Arial,sans-serif" font-weight="700">'
                '<rect width="1000" height="1000" fill="',
                colours.paper,
                '"/><g fill="',
                colours.ink,
                '">',
                Typesetting.fit(token.symbol, 60, 560, 240, 880, ""),
                Typesetting.fit(token.collective, 60, 920, 60, 880, ""),
                "</g></svg>"
            );
    }
}
