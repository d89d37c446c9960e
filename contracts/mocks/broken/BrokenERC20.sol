// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

/// @title BrokenERC20
/// @notice For tests: an ERC-20 token with one flaw, to show that the behaviour suite notices it.
contract BrokenERC20 {
    enum Flaw {
        None,
        HasNoSymbol,
        MintsSilently,
        BurnsSilently,
        MintForgetsTheSupply,
        AnswersFalse,
        MovesSilently,
        TakesAFee,
        RefusesNothing,
        DoublesToOneself,
        PaysWhatIsNotThere,
        ApprovalIsSilent,
        ApprovalAddsUp,
        AllowanceLasts,
        LetsAnyoneTake,
        ForgetsTheAllowanceOfAll
    }

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error Refused();

    Flaw private immutable _flaw;
    uint256 public totalSupply;
    mapping(address account => uint256 value) public balanceOf;
    mapping(address owner => mapping(address spender => uint256 value)) public allowance;

    constructor(Flaw flaw) {
        _flaw = flaw;
    }

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
        if (_flaw != Flaw.MintForgetsTheSupply) totalSupply += value;
        if (_flaw != Flaw.MintsSilently) emit Transfer(address(0), to, value);
    }

    function burn(uint256 value) external {
        balanceOf[msg.sender] -= value;
        totalSupply -= value;
        if (_flaw != Flaw.BurnsSilently) emit Transfer(msg.sender, address(0), value);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _move(msg.sender, to, value);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        uint256 before = _flaw == Flaw.ApprovalAddsUp ? allowance[msg.sender][spender] : 0;
        allowance[msg.sender][spender] = before + value;
        if (_flaw != Flaw.ApprovalIsSilent) emit Approval(msg.sender, spender, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < value && _flaw != Flaw.LetsAnyoneTake) revert Refused();
        if (_flaw != Flaw.AllowanceLasts && allowed >= value) allowance[from][msg.sender] = allowed - value;
        if (_flaw == Flaw.ForgetsTheAllowanceOfAll && allowed == type(uint256).max) {
            balanceOf[to] += value;
            return true;
        }
        return _move(from, to, value);
    }

    function symbol() external view returns (string memory) {
        return _flaw == Flaw.HasNoSymbol ? "" : "BROKEN";
    }

    function name() external pure returns (string memory) {
        return "Broken";
    }

    function decimals() external pure returns (uint8) {
        return 18;
    }

    function _move(address from, address to, uint256 value) private returns (bool) {
        if (_flaw == Flaw.RefusesNothing && value == 0) revert Refused();
        uint256 held = balanceOf[from];
        if (held < value) {
            if (_flaw == Flaw.PaysWhatIsNotThere) value = held;
            else revert Refused();
        }
        if (_flaw == Flaw.DoublesToOneself && from == to) {
            balanceOf[to] = held + value;
        } else {
            balanceOf[from] = held - value;
            balanceOf[to] += _flaw == Flaw.TakesAFee && value != 0 ? value - 1 : value;
        }
        if (_flaw != Flaw.MovesSilently) emit Transfer(from, to, value);
        return _flaw != Flaw.AnswersFalse;
    }
}
