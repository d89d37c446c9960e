// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title BrokenERC165
/// @notice For tests: claims ERC-165 and ERC-721 with one flaw, to show that the behaviour suite notices it.
contract BrokenERC165 {
    enum Flaw {
        None,
        DeniesItself,
        ClaimsFfffffff,
        DeniesWhatHolds,
        ClaimsTooMuch,
        TakesTooLong
    }

    Flaw private immutable _flaw;

    constructor(Flaw flaw) {
        _flaw = flaw;
    }

    function supportsInterface(bytes4 id) external view returns (bool) {
        if (_flaw == Flaw.TakesTooLong) {
            uint256 before = gasleft();
            while (before - gasleft() < 30_000) continue;
        }
        if (id == 0x01ffc9a7) return _flaw != Flaw.DeniesItself;
        if (id == 0xffffffff) return _flaw == Flaw.ClaimsFfffffff;
        if (id == 0x80ac58cd) return _flaw != Flaw.DeniesWhatHolds;
        return _flaw == Flaw.ClaimsTooMuch;
    }
}
