// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Votes} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IMembershipArt, MembershipView} from "../art/IMembershipArt.sol";
import {CollectiveArgs} from "../factory/CollectiveArgs.sol";
import {Roles} from "../factory/Roles.sol";
import {IERC5192} from "../standards/IERC5192.sol";
import {IMembershipToken} from "./IMembershipToken.sol";

/// @title MembershipToken
/// @notice See {IMembershipToken}, which is the specification.
contract MembershipToken is ERC721Votes, IMembershipToken {
    address private immutable _self = address(this);
    IMembershipArt private immutable _art;

    mapping(address account => uint256 tokenId) private _membershipOf;

    /// @dev One bit an id that was burned.
    mapping(uint256 word => uint256 bits) private _retired;

    /// @param art_ Draws the badges.
    constructor(IMembershipArt art_) ERC721("", "") EIP712("Einlass MembershipToken", "1") {
        _art = art_;
    }

    // ------------------------------------------------------------------------------------------------- box office

    /// @inheritdoc IMembershipToken
    function mint(uint256[] calldata ids) external {
        _authorise(Roles.BOX_OFFICE);
        for (uint256 i = 0; i < ids.length; ++i) {
            _mintChecked(address(this), ids[i]);
        }
    }

    /// @inheritdoc IMembershipToken
    function mintTo(uint256[] calldata ids, address[] calldata accounts) external {
        _authorise(Roles.BOX_OFFICE);
        if (ids.length != accounts.length) revert MembershipLengthMismatch(ids.length, accounts.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            _mintChecked(accounts[i], ids[i]);
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

    // ----------------------------------------------------------------------------------------------------- member

    /// @inheritdoc IMembershipToken
    function leave() external {
        uint256 id = _membershipOf[msg.sender];
        if (id == 0) revert MembershipNotHeld(msg.sender);
        _burn(id);
        emit Left(id, msg.sender);
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

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IMembershipToken
    function membershipOf(address account) external view returns (uint256 tokenId) {
        return _membershipOf[account];
    }

    /// @inheritdoc IMembershipToken
    function isMember(address account) external view returns (bool) {
        return _membershipOf[account] != 0;
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
        return
            _art.tokenURI(
                MembershipView({
                    access: access(),
                    look: CollectiveArgs.look(),
                    collective: name(),
                    symbol: symbol(),
                    number: tokenId,
                    delivered: owner != address(this)
                })
            );
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
        return interfaceId == type(IERC5192).interfaceId || super.supportsInterface(interfaceId);
    }

    // --------------------------------------------------------------------------------------------------- internals

    /// @dev Every way a membership can begin, move or end goes through here.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = _ownerOf(tokenId);
        if (from != address(0) && from != address(this) && to != address(0)) revert MembershipSoulbound(tokenId);

        if (to != address(0) && to != address(this)) {
            if (_membershipOf[to] != 0) revert MembershipAlreadyHeld(to);
            _membershipOf[to] = tokenId;
            // Before the votes arrive, so that they arrive there. Who has chosen a delegate keeps it.
            if (delegates(to) == address(0)) _delegate(to, to);
        }

        super._update(to, tokenId, auth);

        if (to == address(0)) {
            _retired[tokenId >> 8] |= 1 << (tokenId & 0xff);
            if (from != address(0) && from != address(this)) {
                delete _membershipOf[from];
                _delegate(from, address(0));
            }
        } else if (to != address(this)) {
            emit Locked(tokenId);
        }
    }

    /// @dev Custody counts as nowhere: it has no votes, and the total counts members only.
    function _transferVotingUnits(address from, address to, uint256 amount) internal override(Votes) {
        if (from == address(this)) from = address(0);
        if (to == address(this)) to = address(0);
        if (from != to) super._transferVotingUnits(from, to, amount);
    }

    function _mintChecked(address to, uint256 id) private {
        if (id == 0 || id > type(uint32).max) revert MembershipIdOutOfRange(id);
        if (_ownerOf(id) != address(0)) revert MembershipAlreadyMinted(id);
        if (isRetired(id)) revert MembershipRetired(id);
        _mint(to, id);
    }

    function _authorise(uint64 role) private view {
        Roles.check(access(), role, msg.sender);
    }
}
