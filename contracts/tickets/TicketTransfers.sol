// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721Utils} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Utils.sol";
import {EventArgs, Head} from "./EventArgs.sol";
import {IEventTickets, TransferPolicy} from "./IEventTickets.sol";
import {TicketLedger} from "./TicketLedger.sol";

/// @title How tickets change hands
/// @notice See {IEventTickets}, which is the specification.
abstract contract TicketTransfers is TicketLedger {
    /// @dev The price plus one, so that zero is "not listed". Looked at under `FaceValue` only. No price is 2^256 - 1: it
    /// was paid once.
    mapping(uint256 tokenId => uint256 pricePlusOne) private _listings;

    // ----------------------------------------------------------------------------------------------------- selling

    /// @inheritdoc IEventTickets
    function list(uint256 tokenId, uint256 price) external {
        Head head = _head();
        _requireNotCancelled();
        if (head.headPolicy() != TransferPolicy.FaceValue) revert TicketsNotFaceValue(head.headPolicy());
        _requireNotOver(head);
        _requireYours(tokenId);
        if (isUsed(tokenId)) revert TicketAlreadyUsed(tokenId);
        if (isRevoked(tokenId)) revert TicketRevoked(tokenId);
        (, uint256 paid) = _paid(head, tokenId);
        if (price > paid) revert TicketPriceTooHigh(tokenId, price, paid);
        _listings[tokenId] = price + 1;
        emit Listed(tokenId, msg.sender, price);
    }

    /// @inheritdoc IEventTickets
    function unlist(uint256 tokenId) external {
        _requireYours(tokenId);
        if (_listings[tokenId] == 0) revert TicketNotListed(tokenId);
        delete _listings[tokenId];
        emit Unlisted(tokenId);
    }

    /// @inheritdoc IEventTickets
    function purchase(uint256 tokenId, uint256 price) external payable {
        Head head = _head();
        _requireNotCancelled();
        _requireNotOver(head);
        uint256 listed = _offer(tokenId);
        if (listed == 0) revert TicketNotListed(tokenId);
        if (price != listed - 1) revert TicketPriceChanged(tokenId, price, listed - 1);
        address seller = ownerOf(tokenId);
        if (seller == msg.sender) revert TicketAlreadyYours(tokenId);
        _requireMember(head, tokenId >> 32, EventArgs.sale(tokenId >> 32), msg.sender);
        (address currency, ) = _paid(head, tokenId);
        _requirePayment(currency, price);

        delete _listings[tokenId];
        // Past the policy, which allows exactly this: the only move that does not go through {_update} below.
        super._update(msg.sender, tokenId, address(0));
        emit Resold(tokenId, seller, msg.sender, currency, price);
        if (currency == address(0)) _credit(currency, seller, price);
        else _collect(currency, seller, price);
        ERC721Utils.checkOnERC721Received(msg.sender, seller, msg.sender, tokenId, "");
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IEventTickets
    function listingOf(uint256 tokenId) external view returns (bool listed, uint256 price) {
        uint256 offer = _offer(tokenId);
        listed = offer != 0 && !isCancelled() && !_isOver(_head());
        if (listed) price = offer - 1;
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev Every way a ticket can move ends here, except `purchase`, so the policy stands here and nowhere else.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from == address(0)) return from;
        if (isRevoked(tokenId)) revert TicketRevoked(tokenId);
        if (from == address(this)) return from;

        Head head = _head();
        TransferPolicy rule = head.headPolicy();
        if (rule == TransferPolicy.FaceValue && _listings[tokenId] != 0) delete _listings[tokenId];
        if (rule == TransferPolicy.Free || _isOver(head)) return from;
        if (rule == TransferPolicy.Locked) revert TicketLocked(tokenId);
        if (to != address(this)) revert TicketFaceValueOnly(tokenId, to);
    }

    /// @dev Also how approvals are cleared, which is always allowed.
    function _approve(address to, uint256 tokenId, address auth, bool emitEvent) internal override {
        if (to != address(0)) _requireApprovable(to);
        super._approve(to, tokenId, auth, emitEvent);
    }

    function _setApprovalForAll(address owner, address operator, bool approved) internal override {
        if (approved) _requireApprovable(operator);
        super._setApprovalForAll(owner, operator, approved);
    }

    function _requireApprovable(address operator) private view {
        Head head = _head();
        if (head.headPolicy() != TransferPolicy.Free && !_isOver(head)) revert TicketApprovalForbidden(operator);
    }

    function _requireYours(uint256 tokenId) private view {
        address owner = _requireOwned(tokenId);
        if (owner != msg.sender) revert TicketNotYours(tokenId, owner);
    }

    /// @dev The price plus one of a ticket that is listed, and good; else zero.
    function _offer(uint256 tokenId) private view returns (uint256) {
        uint256 offer = _listings[tokenId];
        return offer == 0 || isUsed(tokenId) || isRevoked(tokenId) ? 0 : offer;
    }
}
