// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "solady/src/tokens/ERC721.sol";

/// @notice The least there can be around Solady's ERC-721.
contract SoladyTickets is ERC721 {
    function name() public pure override returns (string memory) {
        return "Sommerfest";
    }

    function symbol() public pure override returns (string memory) {
        return "OSTPOL";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }

    function mintTo(uint256[] calldata ids, address[] calldata holders) external {
        for (uint256 i = 0; i < ids.length; ++i) _mint(holders[i], ids[i]);
    }

    function mint(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) _mint(address(this), ids[i]);
    }

    function deliver(uint256[] calldata ids, address to) external {
        for (uint256 i = 0; i < ids.length; ++i) _transfer(address(this), to, ids[i]);
    }
}
