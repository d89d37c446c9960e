// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title ERC-5192: Minimal Soulbound NFTs
/// @notice OpenZeppelin does not ship this interface. Its ERC-165 id is 0xb45a3c0e.
interface IERC5192 {
    /// @notice The token can no longer be moved by the ERC-721 transfer functions.
    event Locked(uint256 tokenId);

    /// @notice The token can be moved again by the ERC-721 transfer functions.
    event Unlocked(uint256 tokenId);

    /// @notice Whether every ERC-721 transfer of the token reverts right now. Reverts for a token that does not exist.
    function locked(uint256 tokenId) external view returns (bool);
}
