// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721Utils} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Utils.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ISignatureVerifier} from "../accounts/ISignatureVerifier.sol";
import {Roles} from "../factory/Roles.sol";
import {EventArgs, Head} from "./EventArgs.sol";
import {IEventTickets, Sale, Voucher} from "./IEventTickets.sol";
import {TicketTransfers} from "./TicketTransfers.sol";

/// @title How tickets are sold: the public sale, and vouchers
/// @notice See {IEventTickets}, which is the specification.
abstract contract TicketSales is TicketTransfers, EIP712 {
    bytes32 private constant VOUCHER_TYPEHASH =
        keccak256("Voucher(uint256 tokenId,address to,uint256 price,uint256 nonce,uint256 deadline)");

    ISignatureVerifier private immutable _verifier;

    mapping(uint256 tier => uint256 quantity) private _sold;
    /// @dev 16 bits a tier, the first tier lowest. Written only where the tier has a limit, which has 16 bits too.
    mapping(address account => uint256 quantities) private _bought;
    mapping(uint256 word => uint256 bits) private _nonces;

    constructor(ISignatureVerifier verifier_) EIP712("Einlass EventTickets", "1") {
        _verifier = verifier_;
    }

    // ------------------------------------------------------------------------------------------------------ buying

    /// @inheritdoc IEventTickets
    function buy(uint32 number, address to, uint256 quantity) external payable {
        Head head = _head();
        _requireNotCancelled();
        (uint256 supply, uint256 first) = _bounds(head, number);
        Sale memory sale = EventArgs.sale(number);
        _requireOpen(head, number, sale);
        first += _sold[number];
        if (quantity == 0 || quantity > supply - first) revert TicketQuantityInvalid(quantity, supply - first);
        _requireReceiver(to);
        _requireMember(head, number, sale, to);
        // What costs nothing could else be taken in everybody's name, until nothing is left or their limit is reached.
        if (sale.price == 0 && (sale.membersOnly || sale.limit != 0) && to != msg.sender) {
            revert TicketNotForOthers(number, to);
        }
        if (sale.limit != 0) _countBought(number, to, quantity, sale.limit);
        address currency = _currency(head, sale);
        // At most 78 bits of price and 32 of quantity.
        _requirePayment(currency, sale.price * quantity);

        _sold[number] += quantity;
        _addProceeds(currency, sale.price * quantity);
        // Both are below the supply, which has 32 bits.
        emit Purchased(number, uint32(first), uint32(quantity), to, msg.sender, currency, sale.price);
        first |= uint256(number) << 32;
        for (uint256 id = first; id < first + quantity; ++id) {
            // A door can settle a serial that nobody has bought yet.
            if (isUsed(id)) revert TicketAlreadyUsed(id);
            _mintHeld(head, to, id);
        }
        _collect(currency, address(this), sale.price * quantity);
        for (uint256 id = first; id < first + quantity; ++id) _ask(to, id);
    }

    /// @inheritdoc IEventTickets
    function claim(Voucher calldata voucher, address signer, bytes calldata signature) external payable {
        Head head = _head();
        // This hands control to code of the signature's choice. Nothing has changed yet, and nothing was looked at.
        if (!_verifier.verify(signer, voucherDigest(voucher), signature)) revert VoucherSignatureInvalid(signer);
        _requireNotCancelled();
        // The manager itself passes this check, but it cannot have signed: it has no key and answers no ERC-1271.
        Roles.check(head.headAccess(), Roles.BOX_OFFICE, signer);
        if (block.timestamp > voucher.deadline) revert VoucherExpired(voucher.deadline);
        if (!_useNonce(voucher.nonce)) revert VoucherNonceUsed(voucher.nonce);
        _requireFree(head, voucher.tokenId);
        _requireReceiver(voucher.to);
        if (voucher.price != 0 && _payees(head).length == 0) revert TicketPayeeMissing(voucher.tokenId);
        address currency = _currency(head, EventArgs.sale(voucher.tokenId >> 32));
        _requirePayment(currency, voucher.price);
        // Granted ones may have been used before anybody claims them: that is a keepsake. What was used is not sold.
        if (voucher.price != 0 && isUsed(voucher.tokenId)) revert TicketAlreadyUsed(voucher.tokenId);

        _addProceeds(currency, voucher.price);
        _setVoucherPrice(voucher.tokenId, voucher.price);
        emit Claimed(voucher.tokenId, voucher.to, signer, msg.sender, currency, voucher.price, voucher.nonce);
        _mintHeld(head, voucher.to, voucher.tokenId);
        _collect(currency, address(this), voucher.price);
        _ask(voucher.to, voucher.tokenId);
    }

    /// @inheritdoc IEventTickets
    function voidNonces(uint256[] calldata nonces) external {
        _authorise(Roles.BOX_OFFICE);
        for (uint256 i = 0; i < nonces.length; ++i) _useNonce(nonces[i]);
        emit NoncesVoided(nonces);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IEventTickets
    function sold(uint32 number) external view returns (uint32 quantity) {
        // At most the supply.
        return uint32(_sold[number]);
    }

    /// @inheritdoc IEventTickets
    function boughtBy(uint32 number, address account) external view returns (uint16 quantity) {
        _bounds(_head(), number);
        return uint16(_bought[account] >> _slot(number));
    }

    /// @inheritdoc IEventTickets
    function isNonceUsed(uint256 nonce) public view returns (bool) {
        return (_nonces[nonce >> 8] >> (nonce & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IEventTickets
    function voucherDigest(Voucher calldata voucher) public view returns (bytes32 digest) {
        return _hashTypedDataV4(keccak256(abi.encode(VOUCHER_TYPEHASH, voucher)));
    }

    /// @inheritdoc IEventTickets
    function signatureVerifier() external view returns (address) {
        return address(_verifier);
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev Reverts unless the box office may mint the ticket.
    function _requireFree(Head head, uint256 tokenId) internal view {
        (, uint256 share) = _bounds(head, tokenId >> 32);
        if (uint32(tokenId) >= share) revert TicketSerialOutOfRange(tokenId);
        if (_ownerOf(tokenId) != address(0)) revert TicketAlreadyMinted(tokenId);
    }

    function _requireOpen(Head head, uint256 number, Sale memory sale) private view {
        uint64 closesAt = sale.closesAt == 0 ? head.headEndsAt() : sale.closesAt;
        if (block.timestamp < sale.opensAt || block.timestamp >= closesAt) {
            revert TicketSaleClosed(number, sale.opensAt, closesAt);
        }
    }

    function _requireReceiver(address to) private view {
        if (to == address(0) || to == address(this)) revert ERC721InvalidReceiver(to);
    }

    function _countBought(uint256 number, address to, uint256 quantity, uint16 limit) private {
        uint256 quantities = _bought[to];
        // The sum has at most 33 bits; once it is at most the limit it fits the tier's 16.
        if (uint16(quantities >> _slot(number)) + quantity > limit) revert TicketLimitExceeded(number, to, limit);
        _bought[to] = quantities + (quantity << _slot(number));
    }

    /// @dev A tier's number is 1 to 16.
    function _slot(uint256 number) private pure returns (uint256) {
        return (number - 1) * 16;
    }

    function _useNonce(uint256 nonce) private returns (bool fresh) {
        fresh = !isNonceUsed(nonce);
        if (fresh) _nonces[nonce >> 8] |= 1 << (nonce & 0xff);
    }

    function _mintHeld(Head head, address to, uint256 tokenId) private {
        _mint(to, tokenId);
        if (_locksNow(head)) emit Locked(tokenId);
    }

    /// @dev Hands control to the receiver: goes last.
    function _ask(address to, uint256 tokenId) private {
        ERC721Utils.checkOnERC721Received(msg.sender, address(0), to, tokenId, "");
    }
}
