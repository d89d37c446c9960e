// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @notice The least there can be around OpenZeppelin's ERC-721: no roles, no tiers, no supply, no policy, no clone.
contract OpenZeppelinTickets is ERC721 {
    mapping(uint256 tokenId => bool used) private _used;

    constructor(string memory name_, string memory symbol_) ERC721(name_, symbol_) {}

    function mintTo(uint256[] calldata ids, address[] calldata holders) external {
        for (uint256 i = 0; i < ids.length; ++i) _mint(holders[i], ids[i]);
    }

    function mint(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) _mint(address(this), ids[i]);
    }

    function deliver(uint256[] calldata ids, address to) external {
        for (uint256 i = 0; i < ids.length; ++i) _transfer(address(this), to, ids[i]);
    }

    /// @notice Check-ins as most people would write them.
    function settle(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) _used[ids[i]] = true;
    }
}
