// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title Whether somebody signed something, whatever kind of account they have
/// @notice Owns nothing, holds no role and keeps no state. An ERC-6492 signature brings a call along that deploys its
/// signer's account, and that call can be anything, to anybody. It is made from here, where being the caller is worth
/// nothing.
///
/// Not protected: whoever gives this contract a token, an allowance or a role gives it to everybody.
interface ISignatureVerifier {
    /// @notice Whether `signer` signed `digest`: with the account's own key (ECDSA), or as its code says (ERC-1271), which
    /// is deployed first if it is not there and the signature says how (ERC-6492). A wrong signature makes no revert.
    /// @dev Hands control to code that the signature chooses. The caller must not have changed anything yet that a call back
    /// could use, and must look at its own state afterwards.
    function verify(address signer, bytes32 digest, bytes calldata signature) external returns (bool);
}
