// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {TokenArgs} from "../factory/TokenArgs.sol";
import {Roles} from "../factory/Roles.sol";
import {ICommunityToken} from "./ICommunityToken.sol";

/// @title CommunityToken
/// @notice See {ICommunityToken}, which is the specification.
contract CommunityToken is ERC20Capped, ERC20Permit, ICommunityToken {
    address private immutable _self = address(this);

    /// @dev How far the cap was lowered below its first value; zero in a fresh clone, which runs no constructor.
    uint256 private _lowered;

    constructor()
        ERC20("", "")
        ERC20Capped(type(uint128).max) // so that no sum of balances, votes or prices can overflow
        ERC20Permit("Einlass CommunityToken")
    {}

    // ------------------------------------------------------------------------------------------------------ calls

    /// @inheritdoc ICommunityToken
    function mint(address to, uint256 amount) external {
        Roles.check(access(), Roles.TREASURER, msg.sender);
        _mint(to, amount);
    }

    /// @inheritdoc ICommunityToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc ICommunityToken
    function lowerCap(uint256 newCap) external {
        Roles.check(access(), Roles.TREASURER, msg.sender);
        if (newCap > cap() || newCap < totalSupply()) revert TokenCapInvalid(newCap);
        _lowered = TokenArgs.cap() - newCap;
        emit CapLowered(newCap);
    }

    // ------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc ICommunityToken
    function access() public view returns (address) {
        if (address(this) == _self) revert TokenNotAClone();
        return TokenArgs.access();
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
}
