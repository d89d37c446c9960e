// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @notice How a collective's pictures look. Colours are 0xRRGGBB.
/// @dev Ten bytes, so that it shares a storage slot with an address.
struct Look {
    /// 1 to 4, see {ITicketArt}; 0 lets the collective's address choose.
    uint8 style;
    /// All three zero lets the collective's address choose the palette. Whatever is given here, what is drawn stays
    /// readable: an ink too close to its paper is replaced by black or white.
    uint24 paper;
    uint24 ink;
    uint24 accent;
}

/// @dev As clone arguments carry it: style (1 byte) | paper (3) | ink (3) | accent (3).
function packLook(Look memory look) pure returns (bytes10) {
    return bytes10(abi.encodePacked(look.style, look.paper, look.ink, look.accent));
}

function unpackLook(bytes10 packed) pure returns (Look memory) {
    uint80 all = uint80(packed);
    return Look({style: uint8(all >> 72), paper: uint24(all >> 48), ink: uint24(all >> 24), accent: uint24(all)});
}
