// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";

/// @title BrokenERC721
/// @notice For tests: an ERC-721 token with one flaw, to show that the behaviour suite notices it. Written out, because
/// OpenZeppelin's cannot be broken in most of these ways.
contract BrokenERC721 {
    enum Flaw {
        None,
        AnswersForNobody,
        AnswersForMissing,
        HasNoName,
        MintsSilently,
        MovesSilently,
        LosesBalance,
        LetsAnyoneMove,
        SafePathLetsAnyoneMove,
        IgnoresFrom,
        MovesToNobody,
        MovesNothing,
        ApprovalSurvives,
        ApprovalIsSilent,
        LetsAnyoneApprove,
        OperatorCannotMove,
        OperatorStays,
        SafeForgetsToAsk,
        SafeDropsData,
        SafeIgnoresAnswer,
        PlainPathAsks,
        PolicyForgetsSafe,
        PolicyForgetsOperators
    }

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    error Refused();
    error Soulbound(uint256 tokenId);

    Flaw private immutable _flaw;
    bool private immutable _soulbound;

    mapping(uint256 tokenId => address owner) private _owners;
    mapping(address owner => uint256 count) private _balances;
    mapping(uint256 tokenId => address approved) private _approved;
    mapping(address owner => mapping(address operator => bool allowed)) private _operators;

    /// @param soulbound Whether tokens never move. That is lawful; two of the flaws need it.
    constructor(Flaw flaw, bool soulbound) {
        _flaw = flaw;
        _soulbound = soulbound;
    }

    function mint(address to, uint256 tokenId) external {
        _owners[tokenId] = to;
        ++_balances[to];
        if (_flaw != Flaw.MintsSilently) emit Transfer(address(0), to, tokenId);
    }

    function approve(address to, uint256 tokenId) external {
        address owner = ownerOf(tokenId);
        bool may = msg.sender == owner || _operators[owner][msg.sender] || _flaw == Flaw.LetsAnyoneApprove;
        if (!may) revert Refused();
        _approved[tokenId] = to;
        if (_flaw != Flaw.ApprovalIsSilent) emit Approval(owner, to, tokenId);
    }

    function setApprovalForAll(address operator, bool allowed) external {
        _operators[msg.sender][operator] = allowed || _flaw == Flaw.OperatorStays;
        emit ApprovalForAll(msg.sender, operator, allowed);
    }

    function transferFrom(address from, address to, uint256 tokenId) external {
        bool held = _soulbound;
        if (_flaw == Flaw.PolicyForgetsOperators && msg.sender != from) held = false;
        _move(from, to, tokenId, held, _flaw == Flaw.LetsAnyoneMove);
        if (_flaw == Flaw.PlainPathAsks) _ask(from, to, tokenId, "");
    }

    function safeTransferFrom(address from, address to, uint256 tokenId) external {
        _safe(from, to, tokenId, "");
    }

    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external {
        _safe(from, to, tokenId, data);
    }

    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0) && _flaw != Flaw.AnswersForNobody) revert Refused();
        return _balances[owner];
    }

    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return _approved[tokenId];
    }

    function isApprovedForAll(address owner, address operator) external view returns (bool) {
        return _operators[owner][operator];
    }

    function name() external view returns (string memory) {
        return _flaw == Flaw.HasNoName ? "" : "Broken";
    }

    function tokenURI(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        return "data:,";
    }

    function symbol() external pure returns (string memory) {
        return "BROKEN";
    }

    function ownerOf(uint256 tokenId) public view returns (address owner) {
        owner = _owners[tokenId];
        if (owner == address(0) && _flaw != Flaw.AnswersForMissing) revert Refused();
    }

    function _safe(address from, address to, uint256 tokenId, bytes memory data) private {
        _move(from, to, tokenId, _soulbound && _flaw != Flaw.PolicyForgetsSafe, _flaw == Flaw.SafePathLetsAnyoneMove);
        if (_flaw != Flaw.SafeForgetsToAsk) _ask(from, to, tokenId, _flaw == Flaw.SafeDropsData ? bytes("") : data);
    }

    function _move(address from, address to, uint256 tokenId, bool held, bool anyone) private {
        address owner = _owners[tokenId];
        if (owner == address(0) && _flaw == Flaw.MovesNothing) return;
        if (!_fits(owner, from, to) || !(anyone || _may(owner, tokenId))) revert Refused();
        if (held) revert Soulbound(tokenId);

        if (_flaw != Flaw.ApprovalSurvives) delete _approved[tokenId];
        --_balances[owner];
        if (_flaw != Flaw.LosesBalance) ++_balances[to];
        _owners[tokenId] = to;
        if (_flaw != Flaw.MovesSilently) emit Transfer(owner, to, tokenId);
    }

    function _fits(address owner, address from, address to) private view returns (bool) {
        if (owner == address(0) || (to == address(0) && _flaw != Flaw.MovesToNobody)) return false;
        return owner == from || _flaw == Flaw.IgnoresFrom;
    }

    function _may(address owner, uint256 tokenId) private view returns (bool) {
        bool operator = _operators[owner][msg.sender] && _flaw != Flaw.OperatorCannotMove;
        return operator || msg.sender == owner || msg.sender == _approved[tokenId];
    }

    function _ask(address from, address to, uint256 tokenId, bytes memory data) private {
        if (to.code.length == 0) return;
        bytes4 answer = IERC721Receiver(to).onERC721Received(msg.sender, from, tokenId, data);
        bool taken = answer == IERC721Receiver.onERC721Received.selector || _flaw == Flaw.SafeIgnoresAnswer;
        if (!taken) revert Refused();
    }
}
