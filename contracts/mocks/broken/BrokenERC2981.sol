// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title BrokenERC2981
/// @notice For tests: a royalty of 10 % by ERC-2981, with one flaw.
contract BrokenERC2981 is ERC721 {
    enum Flaw {
        None,
        DeniesIt,
        NamesTheWrongOne,
        TakesADifferentShare,
        IsAFixedSum,
        Overflows,
        RoundsUp
    }

    Flaw private immutable _flaw;
    address private immutable _receiver;

    constructor(Flaw flaw, address receiver) ERC721("Broken", "BROKEN") {
        _flaw = flaw;
        _receiver = receiver;
    }

    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }

    function royaltyInfo(uint256, uint256 salePrice) external view returns (address receiver, uint256 amount) {
        receiver = _flaw == Flaw.NamesTheWrongOne ? address(0) : _receiver;
        if (_flaw == Flaw.IsAFixedSum) return (receiver, 100_000);
        if (_flaw == Flaw.Overflows) return (receiver, (salePrice * 1000) / 10_000);
        Math.Rounding rounding = _flaw == Flaw.RoundsUp ? Math.Rounding.Ceil : Math.Rounding.Floor;
        amount = Math.mulDiv(salePrice, _flaw == Flaw.TakesADifferentShare ? 999 : 1000, 10_000, rounding);
    }

    function supportsInterface(bytes4 id) public view override returns (bool) {
        return (id == type(IERC2981).interfaceId && _flaw != Flaw.DeniesIt) || super.supportsInterface(id);
    }
}
