// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";

/// @title RecordingReceiver
/// @notice For tests: says in the log what an ERC-721 contract told it, and takes the token or gives a wrong answer.
contract RecordingReceiver is IERC721Receiver {
    event Received(address operator, address from, uint256 tokenId, bytes data);

    bool private immutable _takes;

    constructor(bool takes) {
        _takes = takes;
    }

    /// @inheritdoc IERC721Receiver
    function onERC721Received(
        address operator,
        address from,
        uint256 tokenId,
        bytes calldata data
    ) external returns (bytes4) {
        emit Received(operator, from, tokenId, data);
        return _takes ? IERC721Receiver.onERC721Received.selector : bytes4(0xdeadbeef);
    }
}
