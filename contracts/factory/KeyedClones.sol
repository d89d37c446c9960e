// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

/// @title Clones with immutable arguments whose address depends on a key alone
/// @dev The deployed code is that of OpenZeppelin's `Clones` with immutable arguments, and its readers work on it.
/// The difference is how it is created. OpenZeppelin puts the arguments into the initcode, so they are part of the
/// address, and "one clone for each key" would need a storage slot: 22,100 gas, a fifth of a new event. Here the initcode
/// is constant and asks its creator for the code to deploy; CREATE2 itself then refuses a second clone for a key.
/// The creator must answer `cloneCode()` with `pending()`.
library KeyedClones {
    /// @notice No clone could be created at this address.
    error CloneFailed(address clone);

    /// @dev Asks `cloneCode()` (selector 0x64026af9) of the creator and returns the bytes that it answers:
    /// mstore(0, selector); staticcall(gas(), caller(), 0x1c, 4, 0, 0); returndatacopy(0, 0x20, 0x20);
    /// let length := mload(0); returndatacopy(0, 0x40, length); return(0, length)
    bytes private constant INITCODE = hex"6364026af95f525f5f6004601c335afa50602060205f3e5f518060405f3e5ff3";

    /// @dev Where the code waits while its clone is created, in transient storage.
    bytes32 private constant SLOT = keccak256("einlass.KeyedClones.pending");

    /// @dev Creates the clone of a key. The caller has made sure that `predict(key)` has no code: a collision would burn
    /// all gas.
    function create(address implementation, bytes memory args, bytes32 key) internal returns (address clone) {
        _store(
            abi.encodePacked(
                hex"363d3d373d3d3d363d73",
                implementation,
                hex"5af43d82803e903d91602b57fd5bf3",
                args
            )
        );
        bytes memory initcode = INITCODE;
        assembly ("memory-safe") {
            clone := create2(0, add(initcode, 0x20), mload(initcode), key)
        }
        _store("");
        if (clone.code.length == 0) revert CloneFailed(clone);
    }

    /// @dev The address of a key's clone, whether it exists or not.
    function predict(bytes32 key) internal view returns (address) {
        return Create2.computeAddress(key, keccak256(INITCODE));
    }

    /// @dev The code of the clone that is being created right now; empty at any other time.
    function pending() internal view returns (bytes memory code) {
        bytes32 slot = SLOT;
        assembly ("memory-safe") {
            code := mload(0x40)
            let length := tload(slot)
            mstore(code, length)
            let end := add(add(code, 0x20), length)
            for {
                let at := add(code, 0x20)
            } lt(at, end) {
                at := add(at, 0x20)
            } {
                slot := add(slot, 1)
                mstore(at, tload(slot))
            }
            mstore(0x40, and(add(end, 0x1f), not(0x1f)))
        }
    }

    function _store(bytes memory code) private {
        bytes32 slot = SLOT;
        assembly ("memory-safe") {
            tstore(slot, mload(code))
            let end := add(add(code, 0x20), mload(code))
            for {
                let at := add(code, 0x20)
            } lt(at, end) {
                at := add(at, 0x20)
            } {
                slot := add(slot, 1)
                tstore(slot, mload(at))
            }
        }
    }
}
