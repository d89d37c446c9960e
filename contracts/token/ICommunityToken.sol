// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title The community token of one collective
/// @notice An ERC-20 token with permit (ERC-2612). The treasurer mints it, up to a cap that can only go down. Everybody
/// burns their own; nobody, treasurer included, can burn or move what belongs to somebody else.
///
/// The EIP-712 domain of permits is named "Einlass CommunityToken", version "1", for every clone (ERC-5267 `eip712Domain`
/// says so); the clone's own address tells the domains apart.
///
/// Not protected: until the cap was lowered, the treasurer can mint practically without bound.
interface ICommunityToken {
    // ------------------------------------------------------------------------------------------------------- events

    /// @notice The cap went down to `cap`.
    event CapLowered(uint256 cap);

    // ------------------------------------------------------------------------------------------------------- errors

    /// @notice The implementation was called itself. Only its clones are tokens.
    error TokenNotAClone();

    /// @notice The new cap is above the present one, or below what exists.
    error TokenCapInvalid(uint256 cap);

    // -------------------------------------------------------------------------------------------------------- calls

    /// @notice Mints to an account. Role: TREASURER. Reverts with `ERC20ExceededCap` beyond the cap.
    function mint(address to, uint256 amount) external;

    /// @notice Burns what the caller holds.
    function burn(uint256 amount) external;

    /// @notice Promises that there will never be more than `cap`. Role: TREASURER. Cannot be undone.
    function lowerCap(uint256 cap) external;

    // -------------------------------------------------------------------------------------------------------- views

    /// @notice The collective's AccessManager.
    function access() external view returns (address);
}
