// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";

/// @title CallingReceiver
/// @notice For tests: makes one call of anybody's choice in the very moment in which it is handed a token, says in the log
/// how that went, and takes the token. It takes no ETH.
contract CallingReceiver is IERC721Receiver {
    event Called(bool success, bytes result);

    address private _target;
    bytes private _data;

    /// @notice What to call when the next token comes; once.
    function prepare(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// @inheritdoc IERC721Receiver
    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        address target = _target;
        if (target != address(0)) {
            delete _target;
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, bytes memory result) = target.call(_data);
            emit Called(success, result);
        }
        return IERC721Receiver.onERC721Received.selector;
    }
}
