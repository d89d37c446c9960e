// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC5192} from "../standards/IERC5192.sol";

/// @title The memberships of one collective
/// @notice A soulbound ERC-721 token, one a person, one vote each (timestamp clock, self-delegated on receipt).
///
/// The box office chooses the ids (1 to 2^32 - 1) off chain, so a mint that is sent twice cannot mint twice. Memberships of
/// people without an account belong to the contract itself: the box office's custody, which carries no vote and does not
/// count in the total of votes. A membership is delivered once. From then on it ends only by `leave` or `revoke`, and its
/// id is never used again.
///
/// ERC-5192 `locked`: true for every membership that a member holds, false in custody (it can still be delivered).
///
/// Not protected: BOX_OFFICE decides who becomes a member, and the contract cannot know whether two accounts are one person.
interface IMembershipToken is IERC5192 {
    // ------------------------------------------------------------------------------------------------------- events

    /// @notice The member gave the membership back.
    event Left(uint256 indexed tokenId, address indexed account);

    /// @notice The membership was revoked. The meaning of `reason` is the collective's; 0 stands for none given.
    event Revoked(uint256 indexed tokenId, uint8 reason);

    // ------------------------------------------------------------------------------------------------------- errors

    /// @notice The implementation was called itself. Only its clones are membership contracts.
    error MembershipNotAClone();

    /// @notice An id is 1 to 2^32 - 1.
    error MembershipIdOutOfRange(uint256 tokenId);

    /// @notice The membership exists already.
    error MembershipAlreadyMinted(uint256 tokenId);

    /// @notice The membership ended by `leave` or `revoke`; its id is never used again.
    error MembershipRetired(uint256 tokenId);

    /// @notice The account holds a membership of this collective.
    error MembershipAlreadyHeld(address account);

    /// @notice The account holds no membership of this collective.
    error MembershipNotHeld(address account);

    /// @notice The membership is not in the box office's custody.
    error MembershipNotInCustody(uint256 tokenId);

    /// @notice A membership stays with its member.
    error MembershipSoulbound(uint256 tokenId);

    /// @notice The two lists must have the same length.
    error MembershipLengthMismatch(uint256 ids, uint256 accounts);

    // --------------------------------------------------------------------------------------------------- box office

    /// @notice Mints memberships into the custody of this contract. Role: BOX_OFFICE.
    function mint(uint256[] calldata ids) external;

    /// @notice Mints each membership to its member. Role: BOX_OFFICE.
    /// @dev Without the ERC-721 receiver callback: see `IEventTickets.mintTo`.
    /// @param accounts As many as `ids`. This contract's own address means custody.
    function mintTo(uint256[] calldata ids, address[] calldata accounts) external;

    /// @notice Hands memberships out of custody to their members. Role: BOX_OFFICE.
    /// @param accounts As many as `ids`.
    function deliver(uint256[] calldata ids, address[] calldata accounts) external;

    // ------------------------------------------------------------------------------------------------------- member

    /// @notice Gives the caller's membership back. Votes and delegation end with it.
    function leave() external;

    // ---------------------------------------------------------------------------------------------------- organiser

    /// @notice Ends memberships, held or in custody. Role: ORGANISER.
    function revoke(uint256[] calldata ids, uint8 reason) external;

    // -------------------------------------------------------------------------------------------------------- views

    /// @notice The membership of an account; 0 when it has none.
    function membershipOf(address account) external view returns (uint256 tokenId);

    /// @notice Whether the account holds a membership that is valid at this moment.
    function isMember(address account) external view returns (bool);

    /// @notice Whether the id was used by a membership that ended.
    function isRetired(uint256 tokenId) external view returns (bool);

    /// @notice The collective's AccessManager.
    function access() external view returns (address);

    /// @notice The contract that draws the badges.
    function art() external view returns (address);
}
