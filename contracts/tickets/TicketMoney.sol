// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Head} from "./EventArgs.sol";
import {IEventTickets, Payee} from "./IEventTickets.sol";
import {TicketClone} from "./TicketClone.sol";

/// @title The money of an event
/// @notice See {IEventTickets}, which is the specification. For each currency, this contract holds at least its proceeds and
/// all credits together. Proceeds become credits, credits leave by `withdraw`, and there is no other way.
abstract contract TicketMoney is TicketClone {
    using SafeERC20 for IERC20;

    /// @dev What tickets brought and is neither released nor refunded.
    mapping(address currency => uint256 amount) private _proceeds;
    mapping(address currency => mapping(address account => uint256 amount)) private _credits;

    // ------------------------------------------------------------------------------------------------------- money

    /// @inheritdoc IEventTickets
    function release(address currency) external {
        Head head = _head();
        _requireNotCancelled();
        if (!_isOver(head)) revert TicketsNotOver(head.headEndsAt());
        uint256 amount = _proceeds[currency];
        if (amount == 0) revert TicketsNothingToRelease(currency);
        _proceeds[currency] = 0;
        emit Released(currency, amount);
        _creditPayees(head, currency, amount);
    }

    /// @inheritdoc IEventTickets
    function withdraw(address currency, address to) external {
        uint256 amount = _credits[currency][msg.sender];
        if (amount == 0) revert CreditEmpty(currency, msg.sender);
        // Either would lose it for good.
        if (to == address(0) || to == address(this)) revert CreditNotTaken(to);
        _credits[currency][msg.sender] = 0;
        emit Withdrawn(currency, msg.sender, to, amount);
        if (currency != address(0)) {
            IERC20(currency).safeTransfer(to, amount);
            return;
        }
        // solhint-disable-next-line avoid-low-level-calls
        (bool taken, ) = to.call{value: amount}("");
        if (!taken) revert CreditNotTaken(to);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IEventTickets
    function proceedsOf(address currency) external view returns (uint256 amount) {
        return _proceeds[currency];
    }

    /// @inheritdoc IEventTickets
    function creditOf(address currency, address account) external view returns (uint256 amount) {
        return _credits[currency][account];
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev The ETH that came with the call is the price, or nothing if the price is in tokens.
    function _requirePayment(address currency, uint256 amount) internal view {
        uint256 expected = currency == address(0) ? amount : 0;
        if (msg.value != expected) revert TicketPaymentInvalid(expected, msg.value);
    }

    /// @dev Moves a price in tokens from the caller to `to`; a price in ETH is here already. An interaction: goes last.
    function _collect(address currency, address to, uint256 amount) internal {
        if (currency == address(0) || amount == 0) return;
        uint256 before = IERC20(currency).balanceOf(to);
        IERC20(currency).safeTransferFrom(msg.sender, to, amount);
        uint256 received = IERC20(currency).balanceOf(to) - before;
        if (received != amount) revert TicketTokenShort(amount, received);
    }

    function _addProceeds(address currency, uint256 amount) internal {
        if (amount != 0) _proceeds[currency] += amount;
    }

    /// @dev The caller makes credits of them.
    function _takeProceeds(address currency, uint256 amount) internal {
        _proceeds[currency] -= amount;
    }

    function _credit(address currency, address account, uint256 amount) internal {
        if (amount == 0) return;
        _credits[currency][account] += amount;
        emit Credited(currency, account, amount);
    }

    /// @dev Each gets what lies between the sums of shares before and after theirs, so that the parts add up to the whole.
    function _creditPayees(Head head, address currency, uint256 amount) internal {
        Payee[] memory list_ = _payees(head);
        uint256 sum = 0;
        for (uint256 i = 0; i < list_.length; ++i) sum += list_[i].shares;
        uint256 shares = 0;
        uint256 given = 0;
        for (uint256 i = 0; i < list_.length; ++i) {
            shares += list_[i].shares;
            // No currency has 2^236 of anything: sums of shares have at most 20 bits.
            uint256 upTo = (amount * shares) / sum;
            _credit(currency, list_[i].account, upTo - given);
            given = upTo;
        }
    }
}
