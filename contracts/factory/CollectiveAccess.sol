// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Roles} from "./Roles.sol";

/// @title The AccessManager of one collective, with its roles filled at birth
/// @notice OpenZeppelin's AccessManager and nothing else. The constructor grants the roles itself, so that whoever
/// deploys it (the factory) never holds one, not even for the length of a transaction.
contract CollectiveAccess is AccessManager {
    /// @param admin Holds ADMIN. Must not be zero.
    /// @param organiser Holds ORGANISER. Zero leaves the role empty, as for the three that follow.
    /// @param boxOffice Holds BOX_OFFICE.
    /// @param door Holds DOOR.
    /// @param treasurer Holds TREASURER.
    constructor(
        address admin,
        address organiser,
        address boxOffice,
        address door,
        address treasurer
    ) AccessManager(admin) {
        _fill(Roles.ORGANISER, "organiser", organiser);
        _fill(Roles.BOX_OFFICE, "box office", boxOffice);
        _fill(Roles.DOOR, "door", door);
        _fill(Roles.TREASURER, "treasurer", treasurer);
    }

    /// @dev Labels the role and grants it at once, without delays.
    function _fill(uint64 role, string memory label, address account) private {
        emit RoleLabel(role, label);
        if (account != address(0)) _grantRole(role, account, 0, 0);
    }
}
