// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title BrokenERC4906
/// @notice For tests: metadata that changes and says so by ERC-4906, with one flaw.
contract BrokenERC4906 is ERC721 {
    enum Flaw {
        None,
        DeniesIt,
        IsSilent,
        NamesTheNextToken,
        RangeEndsTooSoon,
        IndexesTheId
    }

    event MetadataUpdate(uint256 _tokenId);
    event BatchMetadataUpdate(uint256 _fromTokenId, uint256 _toTokenId);

    Flaw private immutable _flaw;
    mapping(uint256 tokenId => bool changed) private _changed;

    constructor(Flaw flaw) ERC721("Broken", "BROKEN") {
        _flaw = flaw;
    }

    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }

    function change(uint256 tokenId) external {
        _changed[tokenId] = true;
        if (_flaw == Flaw.IsSilent) return;
        if (_flaw == Flaw.IndexesTheId) {
            bytes32 topic = keccak256("MetadataUpdate(uint256)");
            assembly ("memory-safe") {
                log2(0, 0, topic, tokenId)
            }
        } else {
            emit MetadataUpdate(_flaw == Flaw.NamesTheNextToken ? tokenId + 1 : tokenId);
        }
    }

    function changeMany(uint256 from, uint256 to) external {
        for (uint256 id = from; id <= to; ++id) _changed[id] = true;
        emit BatchMetadataUpdate(from, _flaw == Flaw.RangeEndsTooSoon ? to - 1 : to);
    }

    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        return _changed[tokenId] ? "data:,changed" : "data:,";
    }

    function supportsInterface(bytes4 id) public view override returns (bool) {
        return (id == 0x49064906 && _flaw != Flaw.DeniesIt) || super.supportsInterface(id);
    }
}
