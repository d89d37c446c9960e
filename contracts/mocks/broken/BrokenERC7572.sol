// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";

/// @title BrokenERC7572
/// @notice For tests: metadata of a contract by ERC-7572, with one flaw.
contract BrokenERC7572 {
    enum Flaw {
        None,
        HasNoName,
        IsNoJson,
        IsNoUri,
        HasAPictureThatIsNoText,
        ChangesSilently
    }

    event ContractURIUpdated();

    Flaw private immutable _flaw;
    bool private _changed;

    constructor(Flaw flaw) {
        _flaw = flaw;
    }

    function change() external {
        _changed = true;
        if (_flaw != Flaw.ChangesSilently) emit ContractURIUpdated();
    }

    function contractURI() external view returns (string memory) {
        if (_flaw == Flaw.IsNoUri) return '{"name":"Broken"}';
        string memory json = _changed ? '{"name":"Broken","symbol":"NEW"}' : '{"name":"Broken"}';
        if (_flaw == Flaw.HasNoName) json = '{"title":"Broken"}';
        if (_flaw == Flaw.IsNoJson) json = '{"name":"Bro"ken"}';
        if (_flaw == Flaw.HasAPictureThatIsNoText) json = '{"name":"Broken","image":{"svg":1}}';
        return string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
    }

    function name() external pure returns (string memory) {
        return "Broken";
    }
}
