// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Calendar} from "./Calendar.sol";
import {Emblem, IStyle, styleName, styleOf} from "./IStyle.sol";
import {IMembershipArt, MembershipView} from "./IMembershipArt.sol";
import {Metadata} from "./Metadata.sol";
import {Palettes} from "./Palettes.sol";

/// @title MembershipArt
/// @notice See {IMembershipArt}. Badges in the style and the colours of the collective's tickets.
contract MembershipArt is IMembershipArt {
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

    /// @inheritdoc IMembershipArt
    function badge(MembershipView calldata membership) external view returns (string memory svg) {
        return _badge(membership, true);
    }

    /// @inheritdoc IMembershipArt
    function tokenURI(MembershipView calldata membership) external view returns (string memory uri) {
        string memory number = membership.number.toString();
        return
            Metadata.uri(
                string.concat(membership.collective, unicode" · ", number),
                string.concat(unicode"Mitglied · Member ", number, ": ", membership.collective, "."),
                _badge(membership, true),
                _attributes(membership)
            );
    }

    /// @inheritdoc IMembershipArt
    function contractURI(MembershipView calldata membership) external view returns (string memory uri) {
        return
            Metadata.uri(
                membership.collective,
                string.concat(unicode"Mitgliedschaften · Memberships: ", membership.collective, "."),
                _badge(membership, false),
                ""
            );
    }

    function _attributes(MembershipView calldata membership) private pure returns (string memory) {
        string memory state = membership.expired ? "expired" : membership.delivered ? "held" : "in custody";
        string memory all = string.concat(
            Metadata.trait("Collective", membership.collective),
            ",",
            Metadata.trait("Number", "number", membership.number),
            ",",
            Metadata.trait("State", state),
            ",",
            Metadata.trait("Style", styleName(styleOf(membership.look, membership.access)))
        );
        if (membership.expiresAt == 0) return all;
        return string.concat(all, ",", Metadata.trait("Expires", "date", membership.expiresAt));
    }

    /// @dev The badge; without a member it is the collective's own picture.
    function _badge(MembershipView calldata membership, bool whole) private view returns (string memory) {
        uint256 style = styleOf(membership.look, membership.access);
        Emblem memory sheet;
        sheet.seed = uint256(keccak256(abi.encode(membership.access)));
        sheet.own = sheet.seed;
        sheet.palette = whole && membership.expired
            ? Palettes.grey()
            : Palettes.of_(membership.look, sheet.seed, Palettes.Ground.Paper, style == 2);
        sheet.name = membership.collective;
        sheet.kind = "Mitglied / Member";
        sheet.symbol = membership.symbol;
        if (whole) {
            sheet.own = uint256(keccak256(abi.encode(membership.access, membership.number)));
            sheet.number = membership.number.toString();
            sheet.note = _note(membership);
        }
        return _style(style).emblem(sheet);
    }

    function _note(MembershipView calldata membership) private pure returns (string memory) {
        if (membership.expired) return "abgelaufen / expired";
        if (membership.expiresAt == 0) return "";
        return string.concat("bis / until ", Calendar.date(membership.expiresAt));
    }

    function _style(uint256 number) private view returns (IStyle) {
        if (number == 1) return _dada;
        if (number == 2) return _pixel;
        return number == 3 ? _bauhaus : _concrete;
    }
}
