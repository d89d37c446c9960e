// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Look} from "../art/Look.sol";
import {EventConfig} from "../tickets/IEventTickets.sol";

/// @notice A collective as it is born.
struct CollectiveConfig {
    /// The collective's reference off chain. Not a name and not personal data; a random value.
    bytes32 ref;
    /// 1 to 64 bytes of UTF-8 without control characters.
    string name;
    /// 1 to 11 bytes, as `name`.
    string symbol;
    /// Grants and revokes all roles. Must not be zero.
    address admin;
    /// Creates events and revokes. Zero leaves the role empty, as for the three that follow.
    address organiser;
    /// Mints and delivers.
    address boxOffice;
    /// Settles check-ins.
    address door;
    /// Mints the community token.
    address treasurer;
    /// Is paid what tickets bring and, after an event, royalties. Zero: the collective cannot be paid on chain.
    address treasury;
    /// The most community tokens that can ever exist, in their smallest unit; zero stands for 2^128 - 1.
    uint128 tokenCap;
    /// How its pictures look.
    Look look;
}

/// @notice What belongs to an AccessManager that a factory made.
struct Collective {
    bytes32 ref;
    address membership;
    Look look;
    address token;
    address treasury;
}

/// @title Collectives and events, each in one transaction
/// @notice Anyone may create a collective. The factory keeps no role anywhere, and nobody can change what it made.
///
/// A collective's addresses depend on its creator and its whole configuration. Somebody who copies the transaction gets
/// other addresses, and an event that names another creator.
///
/// Not protected: names are not unique. A collective is its `access` address, not its name.
interface ICollectiveFactory {
    // ------------------------------------------------------------------------------------------------------- events

    event CollectiveCreated(
        bytes32 indexed ref,
        address indexed creator,
        address access,
        address membership,
        address token
    );

    event EventCreated(address indexed access, bytes32 indexed ref, address tickets);

    // ------------------------------------------------------------------------------------------------------- errors

    /// @notice The ticket implementation belongs to another factory.
    error FactoryMismatch(address tickets);

    /// @notice The account cannot be a collective's admin: zero, or the factory itself.
    error CollectiveAdminInvalid(address admin);

    /// @notice The caller has created a collective with exactly this configuration before.
    error CollectiveExists(address access);

    /// @notice The address is not an AccessManager that this factory made.
    error CollectiveUnknown(address access);

    /// @notice The collective has an event with this reference.
    error EventExists(address access, bytes32 ref, address tickets);

    /// @notice The event must start before it ends, and end before the year 36812 (five bytes of seconds).
    error EventTimesInvalid(uint64 startsAt, uint64 endsAt);

    /// @notice There is no such style of pictures.
    error CollectiveStyleUnknown(uint8 style);

    /// @notice An event has 1 to 16 tiers.
    error EventTierCountInvalid(uint256 count);

    /// @notice A tier has a supply of at least 1, and the box office's share is at most the supply.
    error EventTierInvalid(uint256 tier, uint32 supply, uint32 boxOffice);

    /// @notice A tier without public share has a sale all the same.
    error EventSaleUnexpected(uint256 tier);

    /// @notice A price is a multiple of 10^9, and below 2^48 * 10^9.
    error EventPriceInvalid(uint256 tier, uint256 price);

    /// @notice A sale must open before it closes, and close when the event is over at the latest.
    error EventSaleWindowInvalid(uint256 tier, uint64 opensAt, uint64 closesAt);

    /// @notice Royalties are at most a tenth: 1000.
    error EventRoyaltyInvalid(uint16 royaltyBps);

    /// @notice There is no such style of pictures.
    error EventStyleUnknown(uint8 style);

    /// @notice An event has at most 16 payees.
    error EventPayeeCountInvalid(uint256 count);

    /// @notice A payee is not zero, not the event's own contract, not named twice, and has shares.
    error EventPayeeInvalid(address account, uint16 shares);

    /// @notice The tier has a price, but the event has no payees and the collective no treasury.
    error EventPayeeMissing(uint256 tier);

    // -------------------------------------------------------------------------------------------------------- calls

    /// @notice Creates a collective: its AccessManager with the roles granted, its memberships and its community token.
    function createCollective(
        CollectiveConfig calldata config
    ) external returns (address access, address membership, address token);

    /// @notice Creates the ticket contract of an event. The caller holds ORGANISER in `access`.
    /// @param access The AccessManager of a collective that this factory made.
    /// @param ref The event's reference off chain; one event for each `access` and `ref`.
    function createEvent(
        address access,
        bytes32 ref,
        EventConfig calldata config
    ) external returns (address tickets);

    // -------------------------------------------------------------------------------------------------------- views

    /// @notice The addresses that `createCollective` gives `creator` for this configuration, also after it was created.
    function predictCollective(
        address creator,
        CollectiveConfig calldata config
    ) external view returns (address access, address membership, address token);

    /// @notice The address that `createEvent` gives, whatever the configuration, before and after.
    function predictEvent(address access, bytes32 ref) external view returns (address tickets);

    /// @notice What belongs to an AccessManager; all zero when this factory did not make it.
    function collectiveOf(address access) external view returns (Collective memory);

    /// @notice The ticket contract of an event; zero when there is none.
    function ticketsOf(address access, bytes32 ref) external view returns (address tickets);

    /// @notice The code of the ticket contract that is being created in this very moment; empty at any other.
    /// @dev Its initcode asks for it, so that its address depends on `access` and `ref` alone.
    function cloneCode() external view returns (bytes memory code);

    /// @notice The contracts whose clones this factory makes.
    function implementations() external view returns (address tickets, address membership, address token);
}
