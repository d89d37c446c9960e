// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC5192} from "../../standards/IERC5192.sol";

/// @title BrokenERC5192
/// @notice For tests: tokens that can be locked, by ERC-5192, with one flaw.
contract BrokenERC5192 is ERC721, IERC5192 {
    enum Flaw {
        None,
        DeniesIt,
        AnswersForMissing,
        LockedMovesOnSafePath,
        LockedMovesBackHome,
        UnlockedStays,
        MintIsSilent,
        MintLies,
        LockIsSilent
    }

    error Stuck(uint256 tokenId);

    Flaw private immutable _flaw;
    bool private immutable _bornLocked;
    mapping(uint256 tokenId => bool isLocked) private _locked;

    /// @param bornLocked Whether tokens are locked when they are minted.
    constructor(Flaw flaw, bool bornLocked) ERC721("Broken", "BROKEN") {
        _flaw = flaw;
        _bornLocked = bornLocked;
    }

    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
        _locked[tokenId] = _bornLocked;
        if ((_bornLocked && _flaw != Flaw.MintIsSilent) || _flaw == Flaw.MintLies) emit Locked(tokenId);
    }

    function lock(uint256 tokenId) external {
        if (_flaw != Flaw.LockIsSilent && !_locked[tokenId]) emit Locked(tokenId);
        _locked[tokenId] = true;
    }

    function transferFrom(address from, address to, uint256 tokenId) public override {
        if (_locked[tokenId] && !(_flaw == Flaw.LockedMovesBackHome && to == address(this))) revert Stuck(tokenId);
        if (!_locked[tokenId] && _flaw == Flaw.UnlockedStays) revert Stuck(tokenId);
        super.transferFrom(from, to, tokenId);
    }

    function safeTransferFrom(address from, address to, uint256 tokenId, bytes memory data) public override {
        if (_flaw == Flaw.LockedMovesOnSafePath) super.transferFrom(from, to, tokenId);
        else super.safeTransferFrom(from, to, tokenId, data);
    }

    function locked(uint256 tokenId) external view returns (bool) {
        if (_flaw != Flaw.AnswersForMissing) _requireOwned(tokenId);
        return _locked[tokenId];
    }

    function supportsInterface(bytes4 id) public view override returns (bool) {
        return (id == type(IERC5192).interfaceId && _flaw != Flaw.DeniesIt) || super.supportsInterface(id);
    }
}
