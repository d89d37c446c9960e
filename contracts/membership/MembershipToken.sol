// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IMembershipArt, MembershipView} from "../art/IMembershipArt.sol";
import {CollectiveArgs} from "../factory/CollectiveArgs.sol";
import {Roles} from "../factory/Roles.sol";
import {IERC5192} from "../standards/IERC5192.sol";
import {IERC7572} from "../standards/IERC7572.sol";
import {IERC7858} from "../standards/IERC7858.sol";
import {IMembershipToken} from "./IMembershipToken.sol";

/// @title MembershipToken
/// @notice See {IMembershipToken}, which is the specification.
/// @dev Not OpenZeppelin's ERC721Votes: there every token is a vote, here one in custody or expired is none.
contract MembershipToken is ERC721, Votes, IMembershipToken {
    /// @dev One slot, so that neither an expiry nor the question whether somebody is a member costs a second one.
    struct Membership {
        /// Zero in custody, where the key is the id.
        uint32 id;
        /// Both zero: never expires.
        uint64 startsAt;
        uint64 expiresAt;
        /// Expired, and somebody said so: carries no vote.
        bool ended;
    }

    address private immutable _self = address(this);
    IMembershipArt private immutable _art;

    mapping(address account => Membership membership) private _held;

    /// @dev In custody; empty for those that never expire.
    mapping(uint256 tokenId => Membership membership) private _waiting;

    /// @dev One bit an id that was burned.
    mapping(uint256 word => uint256 bits) private _retired;

    /// @param art_ Draws the badges.
    constructor(IMembershipArt art_) ERC721("", "") EIP712("Einlass MembershipToken", "1") {
        _art = art_;
    }

    // ------------------------------------------------------------------------------------------------- box office

    /// @inheritdoc IMembershipToken
    function mint(uint256[] calldata ids, uint64 expiresAt) external {
        _authorise(Roles.BOX_OFFICE);
        _requireFuture(expiresAt);
        for (uint256 i = 0; i < ids.length; ++i) {
            _mintChecked(address(this), ids[i], expiresAt);
        }
    }

    /// @inheritdoc IMembershipToken
    function mintTo(uint256[] calldata ids, address[] calldata accounts, uint64 expiresAt) external {
        _authorise(Roles.BOX_OFFICE);
        _requireFuture(expiresAt);
        if (ids.length != accounts.length) revert MembershipLengthMismatch(ids.length, accounts.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            _mintChecked(accounts[i], ids[i], expiresAt);
        }
    }

    /// @inheritdoc IMembershipToken
    function deliver(uint256[] calldata ids, address[] calldata accounts) external {
        _authorise(Roles.BOX_OFFICE);
        if (ids.length != accounts.length) revert MembershipLengthMismatch(ids.length, accounts.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            if (accounts[i] == address(this)) revert ERC721InvalidReceiver(accounts[i]);
            if (_requireOwned(ids[i]) != address(this)) revert MembershipNotInCustody(ids[i]);
            _transfer(address(this), accounts[i], ids[i]);
        }
    }

    /// @inheritdoc IMembershipToken
    function renew(uint256[] calldata ids, uint64 expiresAt) external {
        _authorise(Roles.BOX_OFFICE);
        _requireFuture(expiresAt);
        for (uint256 i = 0; i < ids.length; ++i) {
            _renew(ids[i], expiresAt);
        }
    }

    // ----------------------------------------------------------------------------------------------------- member

    /// @inheritdoc IMembershipToken
    function leave() external {
        uint256 id = _held[msg.sender].id;
        if (id == 0) revert MembershipNotHeld(msg.sender);
        _burn(id);
        emit Left(id, msg.sender);
    }

    // ----------------------------------------------------------------------------------------------------- anyone

    /// @inheritdoc IMembershipToken
    function expire(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            address owner = _requireOwned(ids[i]);
            Membership storage membership = _recordOf(ids[i], owner);
            if (!_isPast(membership.expiresAt)) revert MembershipNotExpired(ids[i]);
            if (membership.ended) continue;
            membership.ended = true;
            emit Expired(ids[i]);
            if (_isPerson(owner)) _transferVotingUnits(owner, address(0), 1);
        }
    }

    // -------------------------------------------------------------------------------------------------- organiser

    /// @inheritdoc IMembershipToken
    function revoke(uint256[] calldata ids, uint8 reason) external {
        _authorise(Roles.ORGANISER);
        for (uint256 i = 0; i < ids.length; ++i) {
            _burn(ids[i]);
            emit Revoked(ids[i], reason);
        }
    }

    /// @inheritdoc IMembershipToken
    function recover(uint256 id, address to, uint8 reason) external {
        _authorise(Roles.ORGANISER);
        address from = _requireOwned(id);
        if (from == address(this)) revert MembershipInCustody(id);
        if (!_isPerson(to)) revert ERC721InvalidReceiver(to);
        _place(from, to, id, address(0));
        emit Recovered(id, from, to, reason);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IMembershipToken
    function membershipOf(address account) external view returns (uint256 tokenId) {
        return _held[account].id;
    }

    /// @inheritdoc IMembershipToken
    function isMember(address account) external view returns (bool) {
        Membership storage membership = _held[account];
        return membership.id != 0 && !_isPast(membership.expiresAt);
    }

    /// @inheritdoc IMembershipToken
    function hasVote(uint256 tokenId) external view returns (bool) {
        address owner = _requireOwned(tokenId);
        return _isPerson(owner) && !_held[owner].ended;
    }

    /// @inheritdoc IMembershipToken
    function isRetired(uint256 tokenId) public view returns (bool) {
        return (_retired[tokenId >> 8] >> (tokenId & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IMembershipToken
    function access() public view returns (address) {
        if (address(this) == _self) revert MembershipNotAClone();
        return CollectiveArgs.access();
    }

    /// @inheritdoc IMembershipToken
    function art() external view returns (address) {
        return address(_art);
    }

    /// @inheritdoc IERC5192
    function locked(uint256 tokenId) external view returns (bool) {
        return _requireOwned(tokenId) != address(this);
    }

    /// @inheritdoc IERC7858
    function expiryType() external pure returns (EXPIRY_TYPE) {
        return EXPIRY_TYPE.TIME_BASED;
    }

    /// @inheritdoc IERC7858
    function isTokenExpired(uint256 tokenId) external view returns (bool) {
        return _isPast(_recordOf(tokenId, _requireOwned(tokenId)).expiresAt);
    }

    /// @inheritdoc IERC7858
    function startTime(uint256 tokenId) external view returns (uint256) {
        return _recordOf(tokenId, _requireOwned(tokenId)).startsAt;
    }

    /// @inheritdoc IERC7858
    function endTime(uint256 tokenId) external view returns (uint256) {
        return _recordOf(tokenId, _requireOwned(tokenId)).expiresAt;
    }

    /// @notice The collective's name.
    function name() public view override returns (string memory) {
        if (address(this) == _self) revert MembershipNotAClone();
        return CollectiveArgs.name();
    }

    /// @notice The collective's symbol.
    function symbol() public view override returns (string memory) {
        if (address(this) == _self) revert MembershipNotAClone();
        return CollectiveArgs.symbol();
    }

    /// @notice Metadata and picture, made on chain: `data:application/json;base64,…`.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        address owner = _requireOwned(tokenId);
        uint64 expiresAt = _recordOf(tokenId, owner).expiresAt;
        return _art.tokenURI(_view(tokenId, owner != address(this), expiresAt));
    }

    /// @inheritdoc IERC7572
    function contractURI() external view returns (string memory) {
        return _art.contractURI(_view(0, false, 0));
    }

    /// @notice ERC-6372: votes are counted by timestamp.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @notice ERC-6372: votes are counted by timestamp.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @notice ERC-165.
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IERC5192).interfaceId ||
            interfaceId == type(IERC7858).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev Every ERC-721 way a membership can begin, move or end goes through here; `recover` alone does not.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = _ownerOf(tokenId);
        if (to != address(0) && _isPerson(from)) revert MembershipSoulbound(tokenId);
        _place(from, to, tokenId, auth);
    }

    /// @dev Moves the token, its record, its vote and what follows from them.
    function _place(address from, address to, uint256 tokenId, address auth) private {
        Membership memory membership;
        if (from != address(0)) membership = _recordOf(tokenId, from);
        address voter = _isPerson(from) && !membership.ended ? from : address(0);

        if (_isPerson(to)) _welcome(to);
        super._update(to, tokenId, auth);

        if (to == address(0)) _retired[tokenId >> 8] |= 1 << (tokenId & 0xff);
        if (_isPerson(from)) delete _held[from];
        else if (membership.expiresAt != 0) delete _waiting[tokenId];

        address newVoter = _isPerson(to) ? _settleIn(to, tokenId, membership) : address(0);
        // Custody and an ended membership count as nowhere, and the total counts what is somewhere.
        if (voter != newVoter) _transferVotingUnits(voter, newVoter, 1);

        // After its vote is gone, so that the delegate does not lose it twice.
        if (_isPerson(from)) _delegate(from, address(0));
        else if (_isPerson(to)) emit Locked(tokenId);
    }

    /// @dev Before the membership arrives, so that its vote finds a delegate. Who has chosen one keeps it.
    function _welcome(address to) private {
        if (_held[to].id != 0) revert MembershipAlreadyHeld(to);
        if (delegates(to) == address(0)) _delegate(to, to);
    }

    /// @dev Writes the record of a membership that has arrived. An expired one arrives without its vote.
    /// @return voter The account that has the vote now.
    function _settleIn(address to, uint256 tokenId, Membership memory membership) private returns (address voter) {
        if (!membership.ended && _isPast(membership.expiresAt)) {
            membership.ended = true;
            emit Expired(tokenId);
        }
        // Ids are at most 2^32 - 1: see _mintChecked.
        membership.id = uint32(tokenId);
        _held[to] = membership;
        return membership.ended ? address(0) : to;
    }

    function _renew(uint256 id, uint64 expiresAt) private {
        address owner = _requireOwned(id);
        Membership storage membership = _recordOf(id, owner);
        uint64 present = membership.expiresAt;
        if (present == 0 || (expiresAt != 0 && expiresAt <= present)) revert MembershipNotExtended(id, present, expiresAt);

        // It was not valid in between, and its times must not say that it was.
        _setTerm(id, membership, _isPast(present) ? uint64(block.timestamp) : membership.startsAt, expiresAt);
        if (membership.ended) {
            membership.ended = false;
            if (_isPerson(owner)) _transferVotingUnits(address(0), owner, 1);
        }
    }

    /// @dev Without an end there is no start either: zero and zero is how ERC-7858 spells "no limit".
    function _setTerm(uint256 id, Membership storage membership, uint64 startsAt, uint64 expiresAt) private {
        if (expiresAt == 0) startsAt = 0;
        membership.startsAt = startsAt;
        membership.expiresAt = expiresAt;
        emit TokenExpiryUpdated(id, startsAt, expiresAt);
    }

    function _mintChecked(address to, uint256 id, uint64 expiresAt) private {
        if (id == 0 || id > type(uint32).max) revert MembershipIdOutOfRange(id);
        if (_ownerOf(id) != address(0)) revert MembershipAlreadyMinted(id);
        if (isRetired(id)) revert MembershipRetired(id);
        _mint(to, id);
        if (expiresAt == 0) emit TokenExpiryUpdated(id, 0, 0);
        else _setTerm(id, _recordOf(id, to), uint64(block.timestamp), expiresAt);
    }

    /// @dev What {Votes} moves when somebody delegates: one vote a member, none for an ended membership.
    function _getVotingUnits(address account) internal view override returns (uint256) {
        Membership storage membership = _held[account];
        return membership.id != 0 && !membership.ended ? 1 : 0;
    }

    function _recordOf(uint256 id, address owner) private view returns (Membership storage) {
        return owner == address(this) ? _waiting[id] : _held[owner];
    }

    /// @dev Neither nobody nor custody.
    function _isPerson(address account) private view returns (bool) {
        return account != address(0) && account != address(this);
    }

    function _isPast(uint64 expiresAt) private view returns (bool) {
        return expiresAt != 0 && expiresAt <= block.timestamp;
    }

    function _requireFuture(uint64 expiresAt) private view {
        if (_isPast(expiresAt)) revert MembershipExpiryInvalid(expiresAt);
    }

    function _view(uint256 number, bool delivered, uint64 expiresAt) private view returns (MembershipView memory) {
        return
            MembershipView({
                access: access(),
                look: CollectiveArgs.look(),
                collective: name(),
                symbol: symbol(),
                number: number,
                delivered: delivered,
                expiresAt: expiresAt,
                expired: _isPast(expiresAt)
            });
    }

    function _authorise(uint64 role) private view {
        Roles.check(access(), role, msg.sender);
    }
}
