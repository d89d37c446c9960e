// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {Text} from "../art/Text.sol";
import {EventArgs} from "../tickets/EventArgs.sol";
import {EventConfig, IEventTickets, Payee, Sale, TierConfig} from "../tickets/IEventTickets.sol";
import {CollectiveAccess} from "./CollectiveAccess.sol";
import {CollectiveArgs} from "./CollectiveArgs.sol";
import {Collective, CollectiveConfig, ICollectiveFactory} from "./ICollectiveFactory.sol";
import {KeyedClones} from "./KeyedClones.sol";
import {Roles} from "./Roles.sol";
import {TokenArgs} from "./TokenArgs.sol";

/// @title CollectiveFactory
/// @notice See {ICollectiveFactory}, which is the specification.
contract CollectiveFactory is ICollectiveFactory {
    uint256 private constant MAX_TIERS = 16;
    uint256 private constant MAX_COLLECTIVE_NAME = 64;
    uint256 private constant MAX_SYMBOL = 11;
    uint256 private constant MAX_EVENT_NAME = 96;
    uint256 private constant MAX_TIER_NAME = 32;
    uint256 private constant STYLES = 4;
    uint256 private constant MAX_ROYALTY_BPS = 1000;
    uint256 private constant MAX_PAYEES = 16;

    address private immutable _ticketsImplementation;
    address private immutable _membershipImplementation;
    address private immutable _tokenImplementation;

    mapping(address access => Collective collective) private _collectives;

    /// @param tickets An `EventTickets` that was deployed with this factory's address.
    constructor(address tickets, address membership, address token) {
        if (IEventTickets(tickets).factory() != address(this)) revert FactoryMismatch(tickets);
        _ticketsImplementation = tickets;
        _membershipImplementation = membership;
        _tokenImplementation = token;
    }

    // ------------------------------------------------------------------------------------------------------ calls

    /// @inheritdoc ICollectiveFactory
    function createCollective(
        CollectiveConfig calldata config
    ) external returns (address access, address membership, address token) {
        _requireCollective(config);
        bytes32 salt = _collectiveSalt(msg.sender, config);
        bytes memory code = _accessCode(config);
        access = Create2.computeAddress(salt, keccak256(code));
        if (access.code.length != 0) revert CollectiveExists(access);

        Create2.deploy(0, salt, code);
        bytes memory args = CollectiveArgs.encode(access, config.look, config.name, config.symbol);
        membership = Clones.cloneDeterministicWithImmutableArgs(_membershipImplementation, args, salt);
        args = TokenArgs.encode(access, membership, config.tokenCap, config.look, config.name, config.symbol);
        token = Clones.cloneDeterministicWithImmutableArgs(_tokenImplementation, args, salt);
        _collectives[access] = Collective({
            ref: config.ref,
            membership: membership,
            look: config.look,
            token: token,
            treasury: config.treasury
        });
        emit CollectiveCreated(config.ref, msg.sender, access, membership, token);
    }

    /// @inheritdoc ICollectiveFactory
    function createEvent(
        address access,
        bytes32 ref,
        EventConfig calldata config
    ) external returns (address tickets) {
        // The treasury is looked at first: usually there is one, and whether there is will be asked again.
        Collective storage collective = _collectives[access];
        bool hasTreasury = collective.treasury != address(0);
        if (!hasTreasury && collective.membership == address(0)) revert CollectiveUnknown(access);
        Roles.check(access, Roles.ORGANISER, msg.sender);
        bytes32 key = _eventKey(access, ref);
        tickets = KeyedClones.predict(key);
        if (tickets.code.length != 0) revert EventExists(access, ref, tickets);
        _requireEvent(hasTreasury, tickets, config);

        KeyedClones.create(_ticketsImplementation, EventArgs.encode(access, config), key);
        emit EventCreated(access, ref, tickets);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc ICollectiveFactory
    function predictCollective(
        address creator,
        CollectiveConfig calldata config
    ) external view returns (address access, address membership, address token) {
        _requireCollective(config);
        bytes32 salt = _collectiveSalt(creator, config);
        access = Create2.computeAddress(salt, keccak256(_accessCode(config)));
        bytes memory args = CollectiveArgs.encode(access, config.look, config.name, config.symbol);
        membership = Clones.predictDeterministicAddressWithImmutableArgs(_membershipImplementation, args, salt);
        args = TokenArgs.encode(access, membership, config.tokenCap, config.look, config.name, config.symbol);
        token = Clones.predictDeterministicAddressWithImmutableArgs(_tokenImplementation, args, salt);
    }

    /// @inheritdoc ICollectiveFactory
    function predictEvent(address access, bytes32 ref) external view returns (address tickets) {
        return KeyedClones.predict(_eventKey(access, ref));
    }

    /// @inheritdoc ICollectiveFactory
    function collectiveOf(address access) external view returns (Collective memory) {
        return _collectives[access];
    }

    /// @inheritdoc ICollectiveFactory
    function ticketsOf(address access, bytes32 ref) external view returns (address tickets) {
        tickets = KeyedClones.predict(_eventKey(access, ref));
        if (tickets.code.length == 0) return address(0);
    }

    /// @inheritdoc ICollectiveFactory
    function cloneCode() external view returns (bytes memory code) {
        return KeyedClones.pending();
    }

    /// @inheritdoc ICollectiveFactory
    function implementations() external view returns (address tickets, address membership, address token) {
        return (_ticketsImplementation, _membershipImplementation, _tokenImplementation);
    }

    // --------------------------------------------------------------------------------------------------- internals

    function _requireCollective(CollectiveConfig calldata config) private view {
        if (config.admin == address(0) || config.admin == address(this)) revert CollectiveAdminInvalid(config.admin);
        Text.requireName(config.name, MAX_COLLECTIVE_NAME);
        Text.requireName(config.symbol, MAX_SYMBOL);
        if (config.look.style > STYLES) revert CollectiveStyleUnknown(config.look.style);
    }

    function _requireEvent(bool hasTreasury, address tickets, EventConfig calldata config) private pure {
        uint256 endsAt = config.endsAt;
        if (config.startsAt >= endsAt || endsAt > type(uint40).max) {
            revert EventTimesInvalid(config.startsAt, config.endsAt);
        }
        if (config.royaltyBps > MAX_ROYALTY_BPS) revert EventRoyaltyInvalid(config.royaltyBps);
        if (config.style > STYLES) revert EventStyleUnknown(config.style);
        Text.requireName(config.name, MAX_EVENT_NAME);
        uint256 priced = _requireTiers(config.tiers, endsAt);
        if (config.payees.length != 0) _requirePayees(config.payees, tickets);
        else if (priced != 0 && !hasTreasury) revert EventPayeeMissing(priced);
    }

    /// @return priced The number of a tier that has a price; 0 if none has.
    function _requireTiers(TierConfig[] calldata tiers, uint256 endsAt) private pure returns (uint256 priced) {
        uint256 count = tiers.length;
        if (count == 0 || count > MAX_TIERS) revert EventTierCountInvalid(count);
        unchecked {
            // At most 16.
            for (uint256 i = 0; i < count; ) {
                TierConfig calldata tier = tiers[i++];
                (uint32 supply, uint32 boxOffice) = (tier.supply, tier.boxOffice);
                if (supply == 0 || boxOffice > supply) revert EventTierInvalid(i, supply, boxOffice);
                Text.requireName(tier.name, MAX_TIER_NAME);
                if (_requireSale(i, tier.sale, boxOffice == supply, endsAt)) priced = i;
            }
        }
    }

    /// @return priced Whether the sale has a price.
    function _requireSale(
        uint256 number,
        Sale calldata sale,
        bool unexpected,
        uint256 endsAt
    ) private pure returns (bool priced) {
        uint256 price = sale.price;
        uint256 rules = uint256(sale.opensAt) | sale.closesAt | sale.limit;
        if (unexpected && (price | rules != 0 || sale.membersOnly)) revert EventSaleUnexpected(number);
        if (rules != 0) _requireWindow(number, sale, endsAt);
        priced = price != 0;
        if (price % EventArgs.PRICE_UNIT != 0 || (price / EventArgs.PRICE_UNIT) >> EventArgs.PRICE_BITS != 0) {
            revert EventPriceInvalid(number, price);
        }
    }

    function _requireWindow(uint256 number, Sale calldata sale, uint256 endsAt) private pure {
        uint256 closesAt = sale.closesAt == 0 ? endsAt : sale.closesAt;
        if (sale.opensAt >= closesAt || closesAt > endsAt) {
            revert EventSaleWindowInvalid(number, sale.opensAt, sale.closesAt);
        }
    }

    function _requirePayees(Payee[] calldata payees, address tickets) private pure {
        if (payees.length > MAX_PAYEES) revert EventPayeeCountInvalid(payees.length);
        for (uint256 i = 0; i < payees.length; ++i) {
            (address account, uint16 shares) = (payees[i].account, payees[i].shares);
            bool good = account != address(0) && account != tickets && shares != 0;
            for (uint256 j = 0; j < i; ++j) good = good && payees[j].account != account;
            if (!good) revert EventPayeeInvalid(account, shares);
        }
    }

    /// @dev The initcode, and with it the address, depends on every role.
    function _accessCode(CollectiveConfig calldata config) private pure returns (bytes memory) {
        return
            abi.encodePacked(
                type(CollectiveAccess).creationCode,
                abi.encode(config.admin, config.organiser, config.boxOffice, config.door, config.treasurer)
            );
    }

    /// @dev With the creator in it, nobody else can take the address, not even with the same configuration.
    function _collectiveSalt(address creator, CollectiveConfig calldata config) private pure returns (bytes32) {
        return keccak256(abi.encode(creator, config));
    }

    function _eventKey(address access, bytes32 ref) private pure returns (bytes32) {
        return keccak256(abi.encode(access, ref));
    }
}
