// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title BrokenERC2612
/// @notice For tests: permits by ERC-2612 with one flaw, to show that the behaviour suite notices it.
contract BrokenERC2612 is ERC20, EIP712, Nonces {
    enum Flaw {
        None,
        SaysAnotherDomain,
        GivesOneMore,
        IsSilent,
        EndsASecondEarly,
        IgnoresTheDeadline,
        KeepsTheNonce,
        TakesTheNextNonce,
        TakesAnySigner,
        TakesAnotherValue,
        TakesAnotherChain,
        TakesNobody
    }

    error Refused();

    Flaw private immutable _flaw;

    constructor(Flaw flaw) ERC20("Broken", "BROKEN") EIP712("Broken", "1") {
        _flaw = flaw;
    }

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        uint256 last = _flaw == Flaw.EndsASecondEarly ? deadline - 1 : deadline;
        if (block.timestamp > last && _flaw != Flaw.IgnoresTheDeadline) revert Refused();
        if (!_isSigned(owner, spender, value, deadline, v, r, s)) revert Refused();
        if (_flaw != Flaw.KeepsTheNonce) _useNonce(owner);
        // An account that is nobody cannot be an owner in OpenZeppelin's token.
        if (owner == address(0)) return;
        _approve(owner, spender, _flaw == Flaw.GivesOneMore ? value + 1 : value, _flaw != Flaw.IsSilent);
    }

    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _flaw == Flaw.SaysAnotherDomain ? keccak256("another") : _domainSeparatorV4();
    }

    function _isSigned(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) private view returns (bool) {
        if (owner == address(0) && _flaw != Flaw.TakesNobody) return false;
        uint256 nonce = nonces(owner);
        if (ecrecover(_digest(block.chainid, owner, spender, value, deadline, nonce), v, r, s) == owner) return true;

        bytes32 other;
        if (_flaw == Flaw.TakesTheNextNonce) {
            other = _digest(block.chainid, owner, spender, value, deadline, nonce + 1);
        }
        if (_flaw == Flaw.TakesAnotherValue) {
            other = _digest(block.chainid, owner, spender, value - 1, deadline, nonce);
        }
        if (_flaw == Flaw.TakesAnotherChain) other = _digest(1, owner, spender, value, deadline, nonce);
        return _flaw == Flaw.TakesAnySigner || (other != 0 && ecrecover(other, v, r, s) == owner);
    }

    function _digest(
        uint256 chain,
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint256 nonce
    ) private view returns (bytes32) {
        bytes32 kind = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 struct_ = keccak256(abi.encode(kind, owner, spender, value, nonce, deadline));
        return MessageHashUtils.toTypedDataHash(_separator(chain), struct_);
    }

    function _separator(uint256 chain) private view returns (bytes32) {
        bytes32 kind = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        return keccak256(abi.encode(kind, keccak256("Broken"), keccak256("1"), chain, address(this)));
    }
}
