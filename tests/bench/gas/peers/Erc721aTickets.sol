// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721A} from "erc721a/contracts/ERC721A.sol";

/// @notice The least there can be around ERC721A. It counts ids itself, so there is no way to name one, and a mint that is
/// sent twice mints twice.
contract Erc721aTickets is ERC721A {
    constructor(string memory name_, string memory symbol_) ERC721A(name_, symbol_) {}

    function mintTo(address[] calldata holders) external {
        for (uint256 i = 0; i < holders.length; ++i) _mint(holders[i], 1);
    }

    function mint(uint256 quantity) external {
        _mint(address(this), quantity);
    }

    function deliver(uint256[] calldata ids, address to) external {
        for (uint256 i = 0; i < ids.length; ++i) this.transferFrom(address(this), to, ids[i]);
    }
}
