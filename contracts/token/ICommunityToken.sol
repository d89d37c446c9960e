// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC7572} from "../standards/IERC7572.sol";

/// @title The community token of one collective
/// @notice An ERC-20 token with permit (ERC-2612). The treasurer mints it, up to a cap that is fixed when the collective is
/// made and can only go down. Everybody burns their own; nobody, treasurer included, can burn or move what belongs to
/// somebody else without that account's approval.
///
/// The treasurer can set a monthly allowance. Every member whose membership is valid claims it at most once a calendar month
/// (UTC): neither leaving and joining again with the same account, nor a membership recovered to another account, brings a
/// second one. What was not claimed in its month is not owed later.
///
/// The EIP-712 domain of permits is named "Einlass CommunityToken", version "1", for every clone (ERC-5267 `eip712Domain`
/// says so); the clone's own address tells the domains apart.
///
/// Not protected: up to the cap the treasurer mints what they like to whom they like. Who leaves and comes back with a new
/// account and a new membership can claim again: the box office decides who becomes a member.
interface ICommunityToken is IERC7572 {
    // ------------------------------------------------------------------------------------------------------- events

    /// @notice The cap went down to `cap`.
    event CapLowered(uint256 cap);

    /// @notice From now on a member may claim `amount` a month; 0 for nothing.
    event MonthlyAllowanceSet(uint256 amount);

    /// @notice A member claimed the allowance of `month`, spelt 202706 for June 2027.
    event AllowanceClaimed(address indexed account, uint256 indexed tokenId, uint256 indexed month, uint256 amount);

    // ------------------------------------------------------------------------------------------------------- errors

    /// @notice The implementation was called itself. Only its clones are tokens.
    error TokenNotAClone();

    /// @notice The new cap is above the present one, or below what exists.
    error TokenCapInvalid(uint256 cap);

    /// @notice The allowance is above the cap: nobody could ever claim it.
    error TokenAllowanceInvalid(uint256 amount, uint256 cap);

    /// @notice The collective gives no monthly allowance at present.
    error TokenAllowanceOff();

    /// @notice The account holds no valid membership of the collective.
    error TokenNotAMember(address account);

    /// @notice The account, or the membership it holds, has had the allowance of `month`.
    error TokenAllowanceAlreadyClaimed(address account, uint256 tokenId, uint256 month);

    // -------------------------------------------------------------------------------------------------------- calls

    /// @notice Mints to an account. Role: TREASURER. Reverts with `ERC20ExceededCap` beyond the cap.
    function mint(address to, uint256 amount) external;

    /// @notice Burns what the caller holds.
    function burn(uint256 amount) external;

    /// @notice Burns what another account has approved the caller to spend. Role: TREASURER.
    /// @dev The role alone takes nothing: without the account's approval it reverts with `ERC20InsufficientAllowance`.
    function burnFrom(address account, uint256 amount) external;

    /// @notice Promises that there will never be more than `cap`. Role: TREASURER. Cannot be undone.
    function lowerCap(uint256 cap) external;

    /// @notice Lets every member claim `amount` a calendar month, from now on; 0 for nothing. Role: TREASURER.
    /// @dev Who has claimed this month does not get the difference.
    function setMonthlyAllowance(uint256 amount) external;

    /// @notice Mints this month's allowance to the caller, a member. Reverts with `ERC20ExceededCap` beyond the cap.
    function claimAllowance() external;

    // -------------------------------------------------------------------------------------------------------- views

    /// @notice What `claimAllowance` would mint to the account at this moment; 0 when it would revert.
    function claimable(address account) external view returns (uint256 amount);

    /// @notice What a member may claim a month; 0 for nothing.
    function monthlyAllowance() external view returns (uint256 amount);

    /// @notice The collective's AccessManager.
    function access() external view returns (address);

    /// @notice The collective's memberships.
    function membership() external view returns (address);

    /// @notice The contract that draws the picture.
    function art() external view returns (address);
}
