// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title BrokenERC7858
/// @notice For tests: tokens that expire by ERC-7858, with one flaw.
contract BrokenERC7858 is ERC721 {
    enum Flaw {
        None,
        DeniesIt,
        SaysBlocks,
        AnswersForMissing,
        MintIsSilent,
        StartsLate,
        ExpiresEarly,
        NeverExpires,
        EndsTheUnlimited,
        RenewalIsSilent,
        RenewalIsForgotten
    }

    event TokenExpiryUpdated(uint256 indexed tokenId, uint256 indexed startTime, uint256 indexed endTime);

    Flaw private immutable _flaw;
    mapping(uint256 tokenId => uint256 time) private _starts;
    mapping(uint256 tokenId => uint256 time) private _ends;

    constructor(Flaw flaw) ERC721("Broken", "BROKEN") {
        _flaw = flaw;
    }

    function mintUntil(address to, uint256 tokenId, uint256 end) external {
        _mint(to, tokenId);
        _ends[tokenId] = end;
        if (end != 0) _starts[tokenId] = block.timestamp + (_flaw == Flaw.StartsLate ? 60 : 0);
        if (_flaw != Flaw.MintIsSilent) emit TokenExpiryUpdated(tokenId, _starts[tokenId], end);
    }

    function renew(uint256 tokenId, uint256 end) external {
        if (_flaw != Flaw.RenewalIsForgotten) _ends[tokenId] = end;
        if (_flaw != Flaw.RenewalIsSilent) emit TokenExpiryUpdated(tokenId, _starts[tokenId], end);
    }

    function isTokenExpired(uint256 tokenId) external view returns (bool) {
        _check(tokenId);
        if (_ends[tokenId] == 0) return _flaw == Flaw.EndsTheUnlimited;
        uint256 now_ = block.timestamp + (_flaw == Flaw.ExpiresEarly ? 1 : 0);
        return now_ >= _ends[tokenId] && _flaw != Flaw.NeverExpires;
    }

    function startTime(uint256 tokenId) external view returns (uint256) {
        _check(tokenId);
        return _starts[tokenId];
    }

    function endTime(uint256 tokenId) external view returns (uint256) {
        _check(tokenId);
        return _ends[tokenId];
    }

    function expiryType() external view returns (uint8) {
        return _flaw == Flaw.SaysBlocks ? 0 : 1;
    }

    function supportsInterface(bytes4 id) public view override returns (bool) {
        return (id == 0x3ebdfa31 && _flaw != Flaw.DeniesIt) || super.supportsInterface(id);
    }

    function _check(uint256 tokenId) private view {
        if (_flaw != Flaw.AnswersForMissing) _requireOwned(tokenId);
    }
}
