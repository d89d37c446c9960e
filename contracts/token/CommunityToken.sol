// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Calendar} from "../art/Calendar.sol";
import {ITokenArt, TokenView} from "../art/ITokenArt.sol";
import {Roles} from "../factory/Roles.sol";
import {TokenArgs} from "../factory/TokenArgs.sol";
import {IMembershipToken} from "../membership/IMembershipToken.sol";
import {IERC7572} from "../standards/IERC7572.sol";
import {ICommunityToken} from "./ICommunityToken.sol";

/// @title CommunityToken
/// @notice See {ICommunityToken}, which is the specification.
contract CommunityToken is ERC20Capped, ERC20Permit, ICommunityToken {
    address private immutable _self = address(this);
    ITokenArt private immutable _art;

    /// @dev How far the cap was lowered below its first value; zero in a fresh clone, which runs no constructor. Neither
    /// this nor the allowance is ever above the first cap, which is below 2^128.
    uint128 private _lowered;
    uint128 private _monthlyAllowance;

    /// @dev The month of the last claim.
    mapping(uint256 tokenId => uint256 month) private _claimedWith;
    mapping(address account => uint256 month) private _claimedBy;

    /// @param art_ Draws the picture.
    constructor(
        ITokenArt art_
    )
        ERC20("", "")
        ERC20Capped(type(uint128).max) // so that no sum of balances, votes or prices can overflow
        ERC20Permit("Einlass CommunityToken")
    {
        _art = art_;
    }

    // -------------------------------------------------------------------------------------------------- treasurer

    /// @inheritdoc ICommunityToken
    function mint(address to, uint256 amount) external {
        Roles.check(access(), Roles.TREASURER, msg.sender);
        _mint(to, amount);
    }

    /// @inheritdoc ICommunityToken
    function burnFrom(address account, uint256 amount) external {
        Roles.check(access(), Roles.TREASURER, msg.sender);
        _spendAllowance(account, msg.sender, amount);
        _burn(account, amount);
    }

    /// @inheritdoc ICommunityToken
    function lowerCap(uint256 newCap) external {
        Roles.check(access(), Roles.TREASURER, msg.sender);
        if (newCap > cap() || newCap < totalSupply()) revert TokenCapInvalid(newCap);
        _lowered = uint128(TokenArgs.cap() - newCap);
        emit CapLowered(newCap);
        emit ContractURIUpdated();
    }

    /// @inheritdoc ICommunityToken
    function setMonthlyAllowance(uint256 amount) external {
        Roles.check(access(), Roles.TREASURER, msg.sender);
        if (amount > cap()) revert TokenAllowanceInvalid(amount, cap());
        _monthlyAllowance = uint128(amount);
        emit MonthlyAllowanceSet(amount);
    }

    // ----------------------------------------------------------------------------------------------------- anyone

    /// @inheritdoc ICommunityToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc ICommunityToken
    function claimAllowance() external {
        uint256 amount = _monthlyAllowance;
        if (amount == 0) revert TokenAllowanceOff();
        uint256 tokenId = _validMembershipOf(msg.sender);
        if (tokenId == 0) revert TokenNotAMember(msg.sender);
        uint256 month = _month();
        if (_hasClaimed(msg.sender, tokenId, month)) revert TokenAllowanceAlreadyClaimed(msg.sender, tokenId, month);

        _claimedBy[msg.sender] = month;
        _claimedWith[tokenId] = month;
        emit AllowanceClaimed(msg.sender, tokenId, month, amount);
        _mint(msg.sender, amount);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc ICommunityToken
    function claimable(address account) external view returns (uint256 amount) {
        uint256 tokenId = _validMembershipOf(account);
        if (tokenId == 0 || _hasClaimed(account, tokenId, _month())) return 0;
        amount = _monthlyAllowance;
        return totalSupply() + amount > cap() ? 0 : amount;
    }

    /// @inheritdoc ICommunityToken
    function monthlyAllowance() external view returns (uint256 amount) {
        return _monthlyAllowance;
    }

    /// @inheritdoc ICommunityToken
    function access() public view returns (address) {
        if (address(this) == _self) revert TokenNotAClone();
        return TokenArgs.access();
    }

    /// @inheritdoc ICommunityToken
    function membership() public view returns (address) {
        if (address(this) == _self) revert TokenNotAClone();
        return TokenArgs.membership();
    }

    /// @inheritdoc ICommunityToken
    function art() external view returns (address) {
        return address(_art);
    }

    /// @inheritdoc IERC7572
    function contractURI() external view returns (string memory) {
        return
            _art.contractURI(
                TokenView({
                    access: access(),
                    look: TokenArgs.look(),
                    collective: name(),
                    symbol: symbol(),
                    supply: totalSupply(),
                    cap: cap()
                })
            );
    }

    /// @notice The most that can ever exist.
    function cap() public view override returns (uint256) {
        return TokenArgs.cap() - _lowered;
    }

    /// @notice The collective's name.
    function name() public view override returns (string memory) {
        if (address(this) == _self) revert TokenNotAClone();
        return TokenArgs.name();
    }

    /// @notice The collective's symbol.
    function symbol() public view override returns (string memory) {
        if (address(this) == _self) revert TokenNotAClone();
        return TokenArgs.symbol();
    }

    // --------------------------------------------------------------------------------------------------- internals

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Capped) {
        super._update(from, to, value);
    }

    /// @dev Zero when the account has none, or an expired one.
    function _validMembershipOf(address account) private view returns (uint256 tokenId) {
        IMembershipToken memberships = IMembershipToken(membership());
        return memberships.isMember(account) ? memberships.membershipOf(account) : 0;
    }

    /// @dev By the account and by the membership: each of them alone could be exchanged within the month.
    function _hasClaimed(address account, uint256 tokenId, uint256 month) private view returns (bool) {
        return _claimedBy[account] == month || _claimedWith[tokenId] == month;
    }

    /// @dev 202706 for June 2027, UTC.
    function _month() private view returns (uint256) {
        (uint256 year, uint256 month, ) = Calendar.civil(block.timestamp / 1 days);
        return year * 100 + month;
    }
}
