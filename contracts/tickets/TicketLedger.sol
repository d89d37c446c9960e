// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {EventArgs, Head} from "./EventArgs.sol";
import {IEventTickets, Sale, TransferPolicy} from "./IEventTickets.sol";
import {TicketMoney} from "./TicketMoney.sol";

/// @title What is written down about each ticket
/// @notice See {IEventTickets}, which is the specification.
abstract contract TicketLedger is ERC721, TicketMoney {
    /// @dev One bit a ticket; the key is `tokenId >> 8`, so a word never spans two tiers.
    mapping(uint256 word => uint256 bits) private _used;
    mapping(uint256 word => uint256 bits) private _revoked;
    mapping(uint256 word => uint256 bits) private _refunded;
    /// @dev Only where a voucher had a price; for tickets of the public share the tier says what was paid.
    mapping(uint256 tokenId => uint256 price) private _voucherPrices;

    // ------------------------------------------------------------------------------------------------------- money

    /// @inheritdoc IEventTickets
    function refund(uint256[] calldata ids) external {
        Head head = _head();
        if (!isCancelled()) revert TicketsNotCancelled();
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = ids[i];
            address owner = _requireOwned(id);
            if (isRefunded(id)) continue;
            (address currency, uint256 amount) = _paid(head, id);
            if (amount == 0) revert TicketNothingToRefund(id);
            _refunded[id >> 8] |= 1 << (id & 0xff);
            _takeProceeds(currency, amount);
            emit Refunded(id, owner, currency, amount);
            if (owner == address(this)) _creditPayees(head, currency, amount);
            else _credit(currency, owner, amount);
        }
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IEventTickets
    function isUsed(uint256 tokenId) public view returns (bool) {
        return _isSet(_used, tokenId);
    }

    /// @inheritdoc IEventTickets
    function isRevoked(uint256 tokenId) public view returns (bool) {
        return _isSet(_revoked, tokenId);
    }

    /// @inheritdoc IEventTickets
    function isRefunded(uint256 tokenId) public view returns (bool) {
        return _isSet(_refunded, tokenId);
    }

    /// @inheritdoc IEventTickets
    function usedWord(uint32 tier_, uint32 index) external view returns (uint256 bits) {
        // A tier has 2^24 words; without the bound, higher indices would read the next tier's.
        return index >> 24 == 0 ? _used[(uint256(tier_) << 24) | index] : 0;
    }

    /// @inheritdoc IEventTickets
    function paidFor(uint256 tokenId) external view returns (uint256 amount) {
        _requireOwned(tokenId);
        (, amount) = _paid(_head(), tokenId);
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev Adds check-ins to the word at `key` and returns the ones that were not there.
    function _addUsed(uint256 key, uint256 bits) internal returns (uint256 added) {
        uint256 before = _used[key];
        added = bits & ~before;
        if (added != 0) _used[key] = before | added;
    }

    function _setRevoked(uint256 tokenId) internal {
        _revoked[tokenId >> 8] |= 1 << (tokenId & 0xff);
    }

    function _setVoucherPrice(uint256 tokenId, uint256 price) internal {
        if (price != 0) _voucherPrices[tokenId] = price;
    }

    /// @dev Of a ticket that exists.
    function _paid(Head head, uint256 tokenId) internal view returns (address currency, uint256 amount) {
        uint256 number = tokenId >> 32;
        (, uint256 share) = _bounds(head, number);
        Sale memory sale = EventArgs.sale(number);
        return (_currency(head, sale), uint32(tokenId) < share ? _voucherPrices[tokenId] : sale.price);
    }

    /// @dev Whether the policy keeps a ticket of this owner where it is, by every path there is.
    function _isHeldBack(Head head, address owner) internal view returns (bool) {
        return owner != address(this) && _locksNow(head);
    }

    function _locksNow(Head head) internal view returns (bool) {
        return head.headPolicy() == TransferPolicy.Locked && !_isOver(head);
    }

    function _isSet(mapping(uint256 word => uint256 bits) storage map, uint256 tokenId) private view returns (bool) {
        return (map[tokenId >> 8] >> (tokenId & 0xff)) & 1 == 1;
    }
}
