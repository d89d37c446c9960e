// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Collective, ICollectiveFactory} from "../factory/ICollectiveFactory.sol";
import {Roles} from "../factory/Roles.sol";
import {IMembershipToken} from "../membership/IMembershipToken.sol";
import {EventArgs, Head} from "./EventArgs.sol";
import {IEventTickets, Payee, Sale, TierConfig, TransferPolicy} from "./IEventTickets.sol";

/// @title What an event knows of itself
/// @notice See {IEventTickets}, which is the specification. Everything here is in the clone's code, except whether the event
/// was cancelled.
abstract contract TicketClone is IEventTickets {
    address private immutable _self = address(this);
    address private immutable _factory;

    bool private _cancelled;

    /// @param factory_ The only factory whose clones of this implementation know their collective.
    constructor(address factory_) {
        _factory = factory_;
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IEventTickets
    function access() external view returns (address) {
        return _head().headAccess();
    }

    /// @inheritdoc IEventTickets
    function factory() external view returns (address) {
        return _factory;
    }

    /// @inheritdoc IEventTickets
    function startsAt() external view returns (uint64) {
        return _head().headStartsAt();
    }

    /// @inheritdoc IEventTickets
    function endsAt() external view returns (uint64) {
        return _head().headEndsAt();
    }

    /// @inheritdoc IEventTickets
    function policy() external view returns (TransferPolicy) {
        return _head().headPolicy();
    }

    /// @inheritdoc IEventTickets
    function tierCount() external view returns (uint32) {
        return uint32(_head().headTierCount());
    }

    /// @inheritdoc IEventTickets
    function tier(uint32 number) external view returns (TierConfig memory) {
        (uint256 supply, uint256 boxOffice) = _bounds(_head(), number);
        // Both were stored in four bytes.
        return
            TierConfig({
                name: EventArgs.name(number),
                supply: uint32(supply),
                boxOffice: uint32(boxOffice),
                sale: EventArgs.sale(number)
            });
    }

    /// @inheritdoc IEventTickets
    function currencyOf(uint32 number) external view returns (address currency) {
        Head head = _head();
        _bounds(head, number);
        return _currency(head, EventArgs.sale(number));
    }

    /// @inheritdoc IEventTickets
    function payees() external view returns (Payee[] memory) {
        return _payees(_head());
    }

    /// @inheritdoc IEventTickets
    function isCancelled() public view returns (bool) {
        return _cancelled;
    }

    // --------------------------------------------------------------------------------------------------- internals

    function _cancel() internal {
        _cancelled = true;
    }

    function _requireNotCancelled() internal view {
        if (_cancelled) revert TicketsCancelled();
    }

    function _requireNotOver(Head head) internal view {
        if (_isOver(head)) revert TicketsOver(head.headEndsAt());
    }

    function _isOver(Head head) internal view returns (bool) {
        return block.timestamp >= head.headEndsAt();
    }

    function _authorise(uint64 role) internal view returns (Head head) {
        head = _head();
        Roles.check(head.headAccess(), role, msg.sender);
    }

    function _head() internal view returns (Head) {
        if (address(this) == _self) revert TicketsNotAClone();
        return EventArgs.head();
    }

    function _bounds(Head head, uint256 number) internal view returns (uint256 supply, uint256 boxOffice) {
        if (number == 0 || number > head.headTierCount()) revert TicketTierUnknown(number);
        return EventArgs.bounds(number);
    }

    function _collective(Head head) internal view returns (Collective memory) {
        return ICollectiveFactory(_factory).collectiveOf(head.headAccess());
    }

    /// @dev Zero for ETH.
    function _currency(Head head, Sale memory sale) internal view returns (address) {
        return sale.inToken ? _collective(head).token : address(0);
    }

    /// @dev Reverts unless the tier is for everybody, or the account is a member.
    function _requireMember(Head head, uint256 number, Sale memory sale, address account) internal view {
        if (!sale.membersOnly) return;
        bool isMember = IMembershipToken(_collective(head).membership).isMember(account);
        if (!isMember) revert TicketMembersOnly(number, account);
    }

    /// @dev The treasury alone if no payees were configured; nobody if there is none.
    function _payees(Head head) internal view returns (Payee[] memory result) {
        result = EventArgs.payees();
        if (result.length != 0) return result;
        address treasury = _collective(head).treasury;
        if (treasury == address(0)) return result;
        result = new Payee[](1);
        result[0] = Payee({account: treasury, shares: 1});
    }
}
