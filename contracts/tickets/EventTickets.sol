// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/interfaces/IERC721Metadata.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ISignatureVerifier} from "../accounts/ISignatureVerifier.sol";
import {ITicketArt, TicketState, TicketView} from "../art/ITicketArt.sol";
import {Look} from "../art/Look.sol";
import {Collective} from "../factory/ICollectiveFactory.sol";
import {Roles} from "../factory/Roles.sol";
import {IERC5192} from "../standards/IERC5192.sol";
import {IERC7572} from "../standards/IERC7572.sol";
import {EventArgs, Head} from "./EventArgs.sol";
import {IEventTickets, Word} from "./IEventTickets.sol";
import {TicketClone} from "./TicketClone.sol";
import {TicketSales} from "./TicketSales.sol";

/// @title EventTickets
/// @notice See {IEventTickets}, which is the specification. Here is what the collective's roles do, and what is shown.
contract EventTickets is TicketSales, IERC4906, IERC721Receiver {
    bytes4 private constant ERC4906_ID = 0x49064906;
    uint256 private constant ROYALTY_WHOLE = 10_000;

    ITicketArt private immutable _art;

    /// @param factory_ The only factory whose clones of this implementation know their collective.
    /// @param art_ Draws the tickets.
    /// @param verifier_ Checks the signatures of vouchers.
    constructor(
        address factory_,
        ITicketArt art_,
        ISignatureVerifier verifier_
    ) ERC721("", "") TicketClone(factory_) TicketSales(verifier_) {
        _art = art_;
    }

    // ------------------------------------------------------------------------------------------------- box office

    /// @inheritdoc IEventTickets
    function mint(uint256[] calldata ids) external {
        Head head = _authorise(Roles.BOX_OFFICE);
        _requireNotCancelled();
        _mintBatch(head, ids, new address[](0));
    }

    /// @inheritdoc IEventTickets
    function mintTo(uint256[] calldata ids, address[] calldata holders) external {
        Head head = _authorise(Roles.BOX_OFFICE);
        _requireNotCancelled();
        if (ids.length != holders.length) revert TicketLengthMismatch(ids.length, holders.length);
        _mintBatch(head, ids, holders);
    }

    /// @inheritdoc IEventTickets
    function deliver(uint256[] calldata ids, address to) external {
        Head head = _authorise(Roles.BOX_OFFICE);
        if (to == address(this)) revert ERC721InvalidReceiver(to);
        bool locks = _locksNow(head);
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = ids[i];
            if (_requireOwned(id) != address(this)) revert TicketNotInCustody(id);
            _transfer(address(this), to, id);
            if (locks) emit Locked(id);
        }
    }

    // ------------------------------------------------------------------------------------------------------- door

    /// @inheritdoc IEventTickets
    function settle(Word[] calldata words) external {
        Head head = _authorise(Roles.DOOR);
        for (uint256 i = 0; i < words.length; ++i) {
            _settleWord(head, words[i].tier, words[i].index, words[i].bits);
        }
    }

    // -------------------------------------------------------------------------------------------------- organiser

    /// @inheritdoc IEventTickets
    function revoke(uint256[] calldata ids, uint8 reason) external {
        Head head = _authorise(Roles.ORGANISER);
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = ids[i];
            address owner = _requireOwned(id);
            if (isUsed(id)) revert TicketAlreadyUsed(id);
            if (isRevoked(id)) revert TicketRevoked(id);
            bool wasLocked = _isHeldBack(head, owner);
            _setRevoked(id);
            emit Revoked(id, reason);
            if (!wasLocked) emit Locked(id);
            emit MetadataUpdate(id);
        }
    }

    /// @inheritdoc IEventTickets
    function cancel() external {
        Head head = _authorise(Roles.ORGANISER);
        _requireNotCancelled();
        _requireNotOver(head);
        _cancel();
        emit Cancelled();
        // Every ticket of the event, from the first tier's first serial to the last that a tier can have.
        emit BatchMetadataUpdate(1 << 32, (head.headTierCount() << 32) | type(uint32).max);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IEventTickets
    function art() external view returns (address) {
        return address(_art);
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256, uint256 salePrice) external view returns (address receiver, uint256 royaltyAmount) {
        receiver = _collective(_head()).treasury;
        if (receiver != address(0)) royaltyAmount = Math.mulDiv(salePrice, EventArgs.royaltyBps(), ROYALTY_WHOLE);
    }

    /// @inheritdoc IERC5192
    function locked(uint256 tokenId) external view returns (bool) {
        address owner = _requireOwned(tokenId);
        return isRevoked(tokenId) || _isHeldBack(_head(), owner);
    }

    /// @notice The event's name.
    function name() public view override returns (string memory) {
        _head();
        return EventArgs.name(0);
    }

    /// @notice The collective's symbol.
    function symbol() public view override returns (string memory) {
        return _membership(_head()).symbol();
    }

    /// @notice Metadata and picture, made on chain: `data:application/json;base64,…`.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        TicketState state = isCancelled() ? TicketState.Cancelled : TicketState.Valid;
        if (isUsed(tokenId)) state = TicketState.Used;
        if (isRevoked(tokenId)) state = TicketState.Revoked;
        // A ticket that exists has a 32-bit tier and a 32-bit serial.
        return _art.tokenURI(_view(uint32(tokenId >> 32), uint32(tokenId), state));
    }

    /// @inheritdoc IERC7572
    function contractURI() external view returns (string memory) {
        return _art.contractURI(_view(1, 0, TicketState.Valid));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return
            interfaceId == ERC4906_ID ||
            interfaceId == type(IERC2981).interfaceId ||
            interfaceId == type(IERC5192).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    /// @notice Takes this contract's own tickets back into custody, and nothing else.
    function onERC721Received(address, address, uint256, bytes calldata) external view returns (bytes4) {
        if (msg.sender != address(this)) revert TicketsForeignToken(msg.sender);
        return IERC721Receiver.onERC721Received.selector;
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev Mints to `holders`, or all into custody when the list is empty.
    function _mintBatch(Head head, uint256[] calldata ids, address[] memory holders) private {
        bool locks = _locksNow(head);
        address holder = address(this);
        uint256 number = 0;
        uint256 share = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = ids[i];
            if (id >> 32 != number || i == 0) {
                number = id >> 32;
                (, share) = _bounds(head, number);
            }
            if (uint32(id) >= share) revert TicketSerialOutOfRange(id);
            if (_ownerOf(id) != address(0)) revert TicketAlreadyMinted(id);
            if (holders.length != 0) holder = holders[i];
            _mint(holder, id);
            if (locks && holder != address(this)) emit Locked(id);
        }
    }

    function _settleWord(Head head, uint32 number, uint32 index, uint256 bits) private {
        (uint256 supply, ) = _bounds(head, number);
        uint256 first = uint256(index) << 8;
        // How many of the word's bits stand for serials of the tier.
        uint256 room = supply > first ? supply - first : 0;
        if (room < 256 && bits >> room != 0) {
            revert TicketSerialOutOfRange((uint256(number) << 32) + first + Math.log2(bits));
        }

        uint256 from = (uint256(number) << 32) | first;
        uint256 added = _addUsed(from >> 8, bits);
        if (added == 0) return;
        emit Settled(number, index, added);
        emit BatchMetadataUpdate(from, from | 0xff);
    }

    function _membership(Head head) private view returns (IERC721Metadata) {
        return IERC721Metadata(_collective(head).membership);
    }

    function _view(uint32 number, uint32 serial, TicketState state) private view returns (TicketView memory) {
        Head head = _head();
        (uint256 supply, ) = _bounds(head, number);
        Collective memory collective = _collective(head);
        Look memory look = collective.look;
        if (head.headStyle() != 0) look.style = head.headStyle();
        return
            TicketView({
                access: head.headAccess(),
                tickets: address(this),
                look: look,
                collective: IERC721Metadata(collective.membership).name(),
                eventName: EventArgs.name(0),
                tierName: EventArgs.name(number),
                tier: number,
                serial: serial,
                supply: uint32(supply),
                startsAt: head.headStartsAt(),
                endsAt: head.headEndsAt(),
                state: state
            });
    }
}
