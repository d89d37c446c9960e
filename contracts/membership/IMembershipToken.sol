// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC5192} from "../standards/IERC5192.sol";
import {IERC7572} from "../standards/IERC7572.sol";
import {IERC7858} from "../standards/IERC7858.sol";

/// @title The memberships of one collective
/// @notice A soulbound ERC-721 token, one a person, one vote each (timestamp clock, self-delegated on receipt).
///
/// The box office chooses the ids (1 to 2^32 - 1) off chain, so a mint that is sent twice cannot mint twice. Memberships of
/// people without an account belong to the contract itself: the box office's custody, which carries no vote and does not
/// count in the total of votes. A membership is delivered once. From then on it ends only by `leave` or `revoke`, and its
/// id is never used again. It moves once more only if the organiser recovers it for a member who has lost their account.
///
/// A membership can expire (ERC-7858, by time). It is valid before `endTime` and expired from that second on; `isMember`
/// says so without anybody's doing. An expired one stays with its member, who holds no other, and can be renewed.
///
/// The vote goes where the member delegates it, the member themself unless they choose; delegating to nobody abstains. It
/// ends with `leave` and `revoke`, and when somebody calls `expire` after the membership expired; renewal gives it back.
///
/// ERC-5192 `locked`: true for every membership that a member holds, false in custody (it can still be delivered).
///
/// Not protected: BOX_OFFICE decides who becomes a member, and the contract cannot know whether two accounts are one person.
/// ORGANISER can move any membership to any account that has none, by `recover`. An expired membership keeps its vote until
/// somebody calls `expire`: call it before a vote is opened.
interface IMembershipToken is IERC5192, IERC7572, IERC7858 {
    // ------------------------------------------------------------------------------------------------------- events

    /// @notice The member gave the membership back.
    event Left(uint256 indexed tokenId, address indexed account);

    /// @notice The membership was revoked. The meaning of `reason` is the collective's; 0 stands for none given.
    event Revoked(uint256 indexed tokenId, uint8 reason);

    /// @notice The membership moved from an account that its member has lost. `reason` as above.
    event Recovered(uint256 indexed tokenId, address indexed from, address indexed to, uint8 reason);

    /// @notice The membership has expired and carries no vote until it is renewed (`TokenExpiryUpdated`).
    event Expired(uint256 indexed tokenId);

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

    /// @notice The membership is in the box office's custody: nobody has lost it. It can be delivered.
    error MembershipInCustody(uint256 tokenId);

    /// @notice A membership stays with its member.
    error MembershipSoulbound(uint256 tokenId);

    /// @notice The two lists must have the same length.
    error MembershipLengthMismatch(uint256 ids, uint256 accounts);

    /// @notice A membership must expire in the future, or never (0).
    error MembershipExpiryInvalid(uint64 expiresAt);

    /// @notice A renewal must end later than `endTime`, and a membership that never expires (0) cannot be renewed.
    error MembershipNotExtended(uint256 tokenId, uint64 endTime, uint64 expiresAt);

    /// @notice The membership has not expired.
    error MembershipNotExpired(uint256 tokenId);

    // --------------------------------------------------------------------------------------------------- box office

    /// @notice Mints memberships into the custody of this contract. Role: BOX_OFFICE.
    /// @param expiresAt Unix seconds in the future, or 0 for never. `startTime` is now, or 0 for one that never expires.
    function mint(uint256[] calldata ids, uint64 expiresAt) external;

    /// @notice Mints each membership to its member. Role: BOX_OFFICE.
    /// @dev Without the ERC-721 receiver callback: see `IEventTickets.mintTo`.
    /// @param accounts As many as `ids`. This contract's own address means custody.
    /// @param expiresAt As for `mint`.
    function mintTo(uint256[] calldata ids, address[] calldata accounts, uint64 expiresAt) external;

    /// @notice Hands memberships out of custody to their members. Role: BOX_OFFICE.
    /// @dev One that expired in custody is handed out as it is, without a vote: the others in the batch do not wait for it.
    /// @param accounts As many as `ids`.
    function deliver(uint256[] calldata ids, address[] calldata accounts) external;

    /// @notice Lets memberships, held or in custody, expire later or never. Role: BOX_OFFICE. Also after they expired: then
    /// `startTime` is now, and a vote that `expire` ended is back.
    /// @param expiresAt Later than now and than the present end, or 0 for never.
    function renew(uint256[] calldata ids, uint64 expiresAt) external;

    // ------------------------------------------------------------------------------------------------------- member

    /// @notice Gives the caller's membership back, expired or not. Votes and delegation end with it.
    function leave() external;

    // ------------------------------------------------------------------------------------------------------- anyone

    /// @notice Ends the votes of memberships that have expired. Anyone may call it; it can say nothing but what is true.
    /// @dev One that was ended before is passed over, so that two callers cannot stop each other. One that has not expired
    /// reverts with its id.
    function expire(uint256[] calldata ids) external;

    // ---------------------------------------------------------------------------------------------------- organiser

    /// @notice Ends memberships, held or in custody, expired or not. Role: ORGANISER.
    function revoke(uint256[] calldata ids, uint8 reason) external;

    /// @notice Moves a member's membership to their new account. Role: ORGANISER. The vote moves with it, unless the
    /// membership has expired; the old account's delegation ends.
    /// @param to An account without a membership.
    function recover(uint256 id, address to, uint8 reason) external;

    // -------------------------------------------------------------------------------------------------------- views

    /// @notice The membership of an account, expired or not; 0 when it has none.
    function membershipOf(address account) external view returns (uint256 tokenId);

    /// @notice Whether the account holds a membership that is valid at this moment.
    function isMember(address account) external view returns (bool);

    /// @notice Whether the membership counts in the total of votes: a member holds it and its vote was not ended. Reverts
    /// for one that does not exist.
    function hasVote(uint256 tokenId) external view returns (bool);

    /// @notice Whether the id was used by a membership that ended.
    function isRetired(uint256 tokenId) external view returns (bool);

    /// @notice The collective's AccessManager.
    function access() external view returns (address);

    /// @notice The contract that draws the badges.
    function art() external view returns (address);
}
