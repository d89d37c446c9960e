// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {ContractWallet} from "./ContractWallet.sol";

/// @title Makes wallets at addresses that are known before (ERC-6492). For tests only.
contract ContractWalletFactory {
    /// @notice Makes the wallet of a key. Reverts when it is there.
    function create(address key) external returns (address wallet) {
        return Create2.deploy(0, bytes32(0), _code(key));
    }

    /// @notice Where the wallet of a key is, or will be.
    function predict(address key) external view returns (address wallet) {
        return Create2.computeAddress(bytes32(0), keccak256(_code(key)));
    }

    function _code(address key) private pure returns (bytes memory) {
        return abi.encodePacked(type(ContractWallet).creationCode, abi.encode(key));
    }
}
