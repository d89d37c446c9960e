// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

/// @title The roles of a collective, and the one question every contract asks
/// @notice A collective has one AccessManager. Contracts ask it for a fixed role id; they do not use its map of targets
/// and selectors, because configuring every new clone would cost more than the clone.
///
/// An account that holds a role without an execution delay calls a contract directly. An account whose role carries an
/// execution delay must not: its direct call reverts with `AccessDelayed`. It schedules the call at the manager and lets
/// the manager make it (`schedule`, wait, `execute`). The manager then is the caller and has already decided: by its own
/// map for that target and selector, which is ADMIN unless an admin set another role with `setTargetFunctionRole`.
/// Whatever the manager executes is therefore accepted.
///
/// Not protected: `setTargetClosed` stops calls made through the manager, not direct calls. To stop an account, revoke
/// its role.
library Roles {
    /// @dev The AccessManager's own admin role: grants and revokes all others.
    uint64 internal constant ADMIN = 0;
    /// @dev Creates and cancels events, revokes tickets and memberships, recovers memberships.
    uint64 internal constant ORGANISER = 1;
    /// @dev Mints and delivers tickets and memberships, signs vouchers and voids them, renews memberships.
    uint64 internal constant BOX_OFFICE = 2;
    /// @dev Settles check-ins.
    uint64 internal constant DOOR = 3;
    /// @dev Mints the community token, lowers its cap, sets the monthly allowance, burns what was approved to it.
    uint64 internal constant TREASURER = 4;

    /// @notice The account does not hold the role that this function asks for.
    error AccessMissingRole(uint64 role, address account);

    /// @notice The account holds the role with an execution delay and must go through the manager's `execute`.
    error AccessDelayed(uint64 role, address account, uint32 delay);

    /// @dev Reverts unless `account` may act in `role` right now.
    function check(address access, uint64 role, address account) internal view {
        if (account == access) return;
        (bool isMember, uint32 delay) = IAccessManager(access).hasRole(role, account);
        if (!isMember) revert AccessMissingRole(role, account);
        if (delay != 0) revert AccessDelayed(role, account, delay);
    }
}
