// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title ERC-7572: Contract-level metadata
/// @notice OpenZeppelin does not ship this interface. The standard gives it no ERC-165 id.
interface IERC7572 {
    /// @notice The metadata of the contract changed.
    event ContractURIUpdated();

    /// @notice The metadata of the contract as a URI of a JSON document.
    function contractURI() external view returns (string memory);
}
