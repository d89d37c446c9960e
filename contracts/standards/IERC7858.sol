// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title ERC-7858: Expirable NFTs and SBTs
/// @notice OpenZeppelin does not ship this interface. Its ERC-165 id is 0x3ebdfa31. Every function below that takes a token
/// reverts for one that does not exist.
interface IERC7858 {
    // The names are the standard's.
    // solhint-disable-next-line contract-name-capwords
    enum EXPIRY_TYPE {
        BLOCKS_BASED,
        TIME_BASED
    }

    /// @notice The token was minted, or its times changed. Zero and zero: without a limit.
    event TokenExpiryUpdated(uint256 indexed tokenId, uint256 indexed startTime, uint256 indexed endTime);

    /// @notice Whether times are block numbers or Unix seconds.
    function expiryType() external view returns (EXPIRY_TYPE);

    /// @notice Whether the token has expired by now.
    function isTokenExpired(uint256 tokenId) external view returns (bool);

    /// @notice The token is valid from then on; 0 for a token without a limit.
    function startTime(uint256 tokenId) external view returns (uint256);

    /// @notice The token is valid until then; 0 for a token without a limit.
    function endTime(uint256 tokenId) external view returns (uint256);
}
