// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IMembershipArt, MembershipView} from "./IMembershipArt.sol";
import {Metadata} from "./Metadata.sol";
import {Ornament, Palette} from "./Ornament.sol";
import {Typesetting} from "./Typesetting.sol";

/// @title MembershipArt
/// @notice See {IMembershipArt}. The collective's name in its colours, a row of ornaments with the member's own door, and
/// the number.
contract MembershipArt is IMembershipArt {
    using Strings for uint256;

    /// @inheritdoc IMembershipArt
    function badge(MembershipView calldata membership) external pure returns (string memory svg) {
        return _badge(membership);
    }

    /// @inheritdoc IMembershipArt
    function tokenURI(MembershipView calldata membership) external pure returns (string memory uri) {
        string memory number = membership.number.toString();
        return
            Metadata.uri(
                string.concat(membership.collective, unicode" · ", number),
                string.concat(unicode"Mitglied · Member ", number, ": ", membership.collective, "."),
                _badge(membership),
                string.concat(
                    Metadata.trait("Collective", membership.collective),
                    ",",
                    Metadata.trait("Number", "number", membership.number),
                    ",",
                    Metadata.trait("State", membership.delivered ? "held" : "in custody")
                )
            );
    }

    /// @inheritdoc IMembershipArt
    function contractURI(MembershipView calldata membership) external pure returns (string memory uri) {
        MembershipView memory sheet = membership;
        sheet.number = 0;
        return
            Metadata.uri(
                membership.collective,
                string.concat("Mitgliedschaften / Memberships: ", membership.collective, "."),
                _badge(sheet),
                ""
            );
    }

    function _badge(MembershipView memory membership) private pure returns (string memory) {
        uint256 seed = uint256(keccak256(abi.encode(membership.access)));
        Palette memory colours = Ornament.palette(seed);
        (string memory name, uint256 bottom) = Typesetting.poster(membership.collective, 60, 165, 880, 360);
        string memory ornaments = Ornament.draw(
            Ornament.Field({
                x: 60,
                y: bottom + 60,
                width: 880,
                height: 790 - bottom - 60,
                seed: seed,
                own: uint256(keccak256(abi.encode(membership.number)))
            }),
            colours
        );
        string memory head = string.concat(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" '
            'font-family="Helvetica Neue,Helvetica,Arial,sans-serif" font-weight="700">'
            '<rect width="1000" height="1000" fill="',
            colours.paper,
            '"/><g fill="',
            colours.ink,
            '"><path d="M60 60H940V72H60Z"/>'
        );
        return
            string.concat(
                head,
                Typesetting.fit("Mitglied / Member", 60, 116, 34, 560, ""),
                Typesetting.fit(membership.symbol, 940, 116, 34, 280, ' text-anchor="end"'),
                name,
                ornaments,
                '<path d="M60 830H940V842H60Z"/>',
                Typesetting.fit(string.concat(unicode"Nº ", membership.number.toString()), 60, 932, 96, 880, ""),
                "</g></svg>"
            );
    }
}
