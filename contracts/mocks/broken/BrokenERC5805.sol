// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title BrokenERC5805
/// @notice For tests: votes by ERC-5805 with one flaw, to show that the behaviour suite notices it.
contract BrokenERC5805 is Votes {
    enum Flaw {
        None,
        SaysBlocks,
        ClockIsLate,
        AnswersForTheFuture,
        ForgetsThePast,
        ForgetsToBegin,
        BeginsSilently,
        ForgetsToEnd,
        TotalOnlyGrows,
        DelegatesSilently,
        CopiesTheVote,
        CannotBeUndone,
        VotesOutOfNothing,
        StaysWithTheDelegate,
        SignaturesLast,
        SignaturesNeverExpire,
        SignaturesOfAnyChain
    }

    Flaw private immutable _flaw;
    mapping(address account => uint256 units) private _units;
    mapping(address account => uint256 extra) private _extra;

    constructor(Flaw flaw) EIP712("Broken", "1") {
        _flaw = flaw;
    }

    function enfranchise(address account) external {
        if (_flaw == Flaw.BeginsSilently) _extra[account] = 1;
        if (_flaw != Flaw.ForgetsToBegin && _flaw != Flaw.BeginsSilently) {
            _units[account] = 1;
            _transferVotingUnits(address(0), account, 1);
        }
        _delegate(account, account);
    }

    function disenfranchise(address account) external {
        if (_flaw == Flaw.ForgetsToEnd) return;
        if (_flaw == Flaw.StaysWithTheDelegate && delegates(account) != account) _extra[delegates(account)] = 1;
        delete _units[account];
        _transferVotingUnits(account, address(0), 1);
        if (_flaw == Flaw.TotalOnlyGrows) _transferVotingUnits(address(0), address(this), 1);
    }

    function delegate(address delegatee) public override {
        if (_flaw == Flaw.CannotBeUndone && delegatee == msg.sender) return;
        if (_flaw == Flaw.CopiesTheVote) _extra[msg.sender] = 1;
        if (_flaw == Flaw.VotesOutOfNothing && _units[msg.sender] == 0) _extra[delegatee] = 1;
        if (_flaw == Flaw.DelegatesSilently) _extra[delegatee] = 1;
        else super.delegate(delegatee);
    }

    function delegateBySig(
        address delegatee,
        uint256 nonce,
        uint256 expiry,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) public override {
        bytes32 kind = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 struct_ = keccak256(abi.encode(kind, delegatee, nonce, expiry));
        if (block.timestamp > expiry && _flaw != Flaw.SignaturesNeverExpire) revert VotesExpiredSignature(expiry);
        address signer = ECDSA.recover(_hashTypedDataV4(struct_), v, r, s);
        if (_flaw == Flaw.SignaturesOfAnyChain) {
            bytes32 domain = keccak256(
                "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
            );
            domain = keccak256(abi.encode(domain, keccak256("Broken"), keccak256("1"), 1, address(this)));
            address other = ECDSA.recover(keccak256(abi.encodePacked(hex"1901", domain, struct_)), v, r, s);
            if (_units[other] != 0) signer = other;
        }
        if (_flaw != Flaw.SignaturesLast) _useCheckedNonce(signer, nonce);
        _delegate(signer, delegatee);
    }

    function getVotes(address account) public view override returns (uint256) {
        return super.getVotes(account) + _extra[account];
    }

    function getPastVotes(address account, uint256 timepoint) public view override returns (uint256) {
        bool open = _flaw == Flaw.AnswersForTheFuture && timepoint >= clock();
        return open || _flaw == Flaw.ForgetsThePast ? getVotes(account) : super.getPastVotes(account, timepoint);
    }

    function clock() public view override returns (uint48) {
        return Time.timestamp() - (_flaw == Flaw.ClockIsLate ? 1 : 0);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view override returns (string memory) {
        return _flaw == Flaw.SaysBlocks ? "mode=blocknumber&from=default" : "mode=timestamp";
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _units[account];
    }
}
