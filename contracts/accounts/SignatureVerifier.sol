// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ISignatureVerifier} from "./ISignatureVerifier.sol";

/// @title SignatureVerifier
/// @notice See {ISignatureVerifier}, which is the specification.
contract SignatureVerifier is ISignatureVerifier {
    /// @dev The last word of an ERC-6492 signature.
    bytes32 private constant MAGIC = 0x6492649264926492649264926492649264926492649264926492649264926492;

    /// @inheritdoc ISignatureVerifier
    function verify(address signer, bytes32 digest, bytes calldata signature) external returns (bool) {
        uint256 length = signature.length;
        if (length < 32 || bytes32(signature[length - 32:]) != MAGIC) return _isValid(signer, digest, signature);
        try this.unwrap(signature[:length - 32]) returns (address factory, bytes memory call, bytes memory inner) {
            if (signer.code.length == 0) {
                // Whether it deployed anything is seen by what answers afterwards.
                // solhint-disable-next-line avoid-low-level-calls
                (bool done, ) = factory.call(call);
                if (!done) return false;
            }
            return _isValid(signer, digest, inner);
        } catch {
            return false;
        }
    }

    /// @notice The three parts of an ERC-6492 signature without its last word. Reverts when they are malformed.
    function unwrap(bytes calldata wrapped) external pure returns (address factory, bytes memory call, bytes memory inner) {
        return abi.decode(wrapped, (address, bytes, bytes));
    }

    /// @dev The key first: it stays good for an account that delegates to code (EIP-7702).
    function _isValid(address signer, bytes32 digest, bytes memory signature) private view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecover(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == signer) return true;
        return SignatureChecker.isValidERC1271SignatureNow(signer, digest, signature);
    }
}
