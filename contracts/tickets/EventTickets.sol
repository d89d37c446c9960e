// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/interfaces/IERC721Metadata.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ITicketArt, TicketState, TicketView} from "../art/ITicketArt.sol";
import {Collective, ICollectiveFactory} from "../factory/ICollectiveFactory.sol";
import {Roles} from "../factory/Roles.sol";
import {IERC5192} from "../standards/IERC5192.sol";
import {IERC7572} from "../standards/IERC7572.sol";
import {EventArgs, Head} from "./EventArgs.sol";
import {IEventTickets, TierConfig, TransferPolicy, Word} from "./IEventTickets.sol";

/// @title EventTickets
/// @notice See {IEventTickets}, which is the specification.
contract EventTickets is ERC721, IERC4906, IERC721Receiver, IEventTickets {
    bytes4 private constant ERC4906_ID = 0x49064906;

    address private immutable _self = address(this);
    address private immutable _factory;
    ITicketArt private immutable _art;

    /// @dev One bit a ticket; the key is `tokenId >> 8`, so a word never spans two tiers.
    mapping(uint256 word => uint256 bits) private _used;
    mapping(uint256 word => uint256 bits) private _revoked;

    /// @param factory_ The only factory whose clones of this implementation know their collective.
    /// @param art_ Draws the tickets.
    constructor(address factory_, ITicketArt art_) ERC721("", "") {
        _factory = factory_;
        _art = art_;
    }

    // ------------------------------------------------------------------------------------------------- box office

    /// @inheritdoc IEventTickets
    function mint(uint256[] calldata ids) external {
        Head head = _authorise(Roles.BOX_OFFICE);
        _mintBatch(head, ids, new address[](0));
    }

    /// @inheritdoc IEventTickets
    function mintTo(uint256[] calldata ids, address[] calldata holders) external {
        Head head = _authorise(Roles.BOX_OFFICE);
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
            _revoked[id >> 8] |= 1 << (id & 0xff);
            emit Revoked(id, reason);
            if (!wasLocked) emit Locked(id);
            emit MetadataUpdate(id);
        }
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IEventTickets
    function isUsed(uint256 tokenId) public view returns (bool) {
        return (_used[tokenId >> 8] >> (tokenId & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IEventTickets
    function isRevoked(uint256 tokenId) public view returns (bool) {
        return (_revoked[tokenId >> 8] >> (tokenId & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IEventTickets
    function usedWord(uint32 tier_, uint32 index) external view returns (uint256 bits) {
        // A tier has 2^24 words; without the bound, higher indices would read the next tier's.
        return index >> 24 == 0 ? _used[(uint256(tier_) << 24) | index] : 0;
    }

    /// @inheritdoc IEventTickets
    function access() external view returns (address) {
        return _head().headAccess();
    }

    /// @inheritdoc IEventTickets
    function factory() external view returns (address) {
        return _factory;
    }

    /// @inheritdoc IEventTickets
    function art() external view returns (address) {
        return address(_art);
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
        return TierConfig({name: EventArgs.name(number), supply: uint32(supply), boxOffice: uint32(boxOffice)});
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
        TicketState state = TicketState.Valid;
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
            interfaceId == type(IERC5192).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    /// @notice Takes this contract's own tickets back into custody, and nothing else.
    function onERC721Received(address, address, uint256, bytes calldata) external view returns (bytes4) {
        if (msg.sender != address(this)) revert TicketsForeignToken(msg.sender);
        return IERC721Receiver.onERC721Received.selector;
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev Every way a ticket can move ends here, so the policy stands here and nowhere else.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from == address(0)) return from;
        if (isRevoked(tokenId)) revert TicketRevoked(tokenId);
        if (from == address(this)) return from;

        Head head = _head();
        TransferPolicy rule = head.headPolicy();
        if (rule == TransferPolicy.Free || block.timestamp >= head.headEndsAt()) return from;
        if (rule == TransferPolicy.Locked) revert TicketLocked(tokenId);
        if (to != address(this)) revert TicketFaceValueOnly(tokenId, to);
    }

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
        uint256 before = _used[from >> 8];
        uint256 added = bits & ~before;
        if (added == 0) return;
        _used[from >> 8] = before | added;
        emit Settled(number, index, added);
        emit BatchMetadataUpdate(from, from | 0xff);
    }

    /// @dev Whether the policy keeps a ticket of this owner where it is, by every path there is.
    function _isHeldBack(Head head, address owner) private view returns (bool) {
        return owner != address(this) && _locksNow(head);
    }

    function _locksNow(Head head) private view returns (bool) {
        return head.headPolicy() == TransferPolicy.Locked && block.timestamp < head.headEndsAt();
    }

    function _authorise(uint64 role) private view returns (Head head) {
        head = _head();
        Roles.check(head.headAccess(), role, msg.sender);
    }

    function _head() private view returns (Head) {
        if (address(this) == _self) revert TicketsNotAClone();
        return EventArgs.head();
    }

    function _bounds(Head head, uint256 number) private view returns (uint256 supply, uint256 boxOffice) {
        if (number == 0 || number > head.headTierCount()) revert TicketTierUnknown(number);
        return EventArgs.bounds(number);
    }

    function _collective(Head head) private view returns (Collective memory) {
        return ICollectiveFactory(_factory).collectiveOf(head.headAccess());
    }

    function _membership(Head head) private view returns (IERC721Metadata) {
        return IERC721Metadata(_collective(head).membership);
    }

    function _view(uint32 number, uint32 serial, TicketState state) private view returns (TicketView memory) {
        Head head = _head();
        (uint256 supply, ) = _bounds(head, number);
        Collective memory collective = _collective(head);
        return
            TicketView({
                access: head.headAccess(),
                tickets: address(this),
                look: collective.look,
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
