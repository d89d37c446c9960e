// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {Actor} from "./Actor.sol";

/// @title Calls back whenever it is handed control: a ticket, ETH, or any call it does not know. For tests only.
contract ReenteringActor is Actor, IERC721Receiver {
    /// @notice It called back; whether that went through, and what came of it.
    event CalledBack(bytes4 indexed selector, bool done, bytes answer);

    address private _target;
    bytes[] private _calls;

    receive() external payable {
        _callBack();
    }

    fallback() external payable {
        _callBack();
    }

    /// @notice From now on it makes this call too each time; all calls go to the same target.
    function arm(address target, bytes calldata call_) external {
        _target = target;
        _calls.push(call_);
    }

    /// @inheritdoc IERC721Receiver
    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        _callBack();
        return IERC721Receiver.onERC721Received.selector;
    }

    function _callBack() private {
        for (uint256 i = 0; i < _calls.length; ++i) {
            // solhint-disable-next-line avoid-low-level-calls
            (bool done, bytes memory answer) = _target.call(_calls[i]);
            emit CalledBack(bytes4(_calls[i]), done, answer);
        }
    }
}
