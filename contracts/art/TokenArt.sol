// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Emblem, IStyle, styleOf} from "./IStyle.sol";
import {ITokenArt, TokenView} from "./ITokenArt.sol";
import {Metadata} from "./Metadata.sol";
import {Palettes} from "./Palettes.sol";

/// @title TokenArt
/// @notice See {ITokenArt}. The token's symbol in the style and the colours of the collective's tickets.
contract TokenArt is ITokenArt {
    using Strings for uint256;

    uint256 private constant UNIT = 1e18;

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

    /// @inheritdoc ITokenArt
    function picture(TokenView calldata token) external view returns (string memory svg) {
        return _picture(token);
    }

    /// @inheritdoc ITokenArt
    function contractURI(TokenView calldata token) external view returns (string memory uri) {
        string memory head = string.concat('{"symbol":', Metadata.quoted(token.symbol), ',"decimals":18,');
        return
            Metadata.uri(
                head,
                token.collective,
                string.concat("Gemeinschaftstoken / Community token: ", token.collective, ". ", _amounts(token)),
                _picture(token),
                ""
            );
    }

    function _picture(TokenView calldata token) private view returns (string memory) {
        uint256 style = styleOf(token.look, token.access);
        Emblem memory sheet;
        sheet.seed = uint256(keccak256(abi.encode(token.access)));
        sheet.own = uint256(keccak256(abi.encode(token.access, "token")));
        // On the accent: beside the badge nobody mixes the two up.
        sheet.palette = Palettes.of_(token.look, sheet.seed, Palettes.Ground.Accent, style == 2);
        sheet.name = token.symbol;
        sheet.kind = "Gemeinschaftstoken / Community token";
        sheet.symbol = token.collective;
        sheet.note = _amounts(token);
        return _style(style).emblem(sheet);
    }

    /// @dev Whole units: "1200 / 5000".
    function _amounts(TokenView calldata token) private pure returns (string memory) {
        return string.concat((token.supply / UNIT).toString(), " / ", (token.cap / UNIT).toString());
    }

    function _style(uint256 number) private view returns (IStyle) {
        if (number == 1) return _dada;
        if (number == 2) return _pixel;
        return number == 3 ? _bauhaus : _concrete;
    }
}
