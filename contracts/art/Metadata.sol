// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title JSON metadata with the picture inside
library Metadata {
    using Strings for uint256;

    /// @dev A whole document as a data URI.
    /// @param attributes JSON of the `attributes` array's content; the member is left out when this is empty.
    function uri(
        string memory name,
        string memory description,
        string memory svg,
        string memory attributes
    ) internal pure returns (string memory) {
        return uri("{", name, description, svg, attributes);
    }

    /// @dev The same with members of its own before the others.
    /// @param first The opening brace and those members, each followed by a comma.
    function uri(
        string memory first,
        string memory name,
        string memory description,
        string memory svg,
        string memory attributes
    ) internal pure returns (string memory) {
        string memory head = string.concat(
            first,
            '"name":',
            quoted(name),
            ',"description":',
            quoted(description),
            ',"image":"data:image/svg+xml;base64,'
        );
        string memory tail = bytes(attributes).length == 0 ? '"}' : string.concat('","attributes":[', attributes, "]}");
        return
            string.concat(
                "data:application/json;base64,",
                Base64.encode(bytes.concat(bytes(head), bytes(Base64.encode(bytes(svg))), bytes(tail)))
            );
    }

    /// @dev One attribute whose value is text.
    function trait(string memory name, string memory value) internal pure returns (string memory) {
        return string.concat('{"trait_type":', quoted(name), ',"value":', quoted(value), "}");
    }

    /// @dev One attribute whose value is a number. `display` is "number" or "date" (Unix seconds).
    function trait(string memory name, string memory display, uint256 value) internal pure returns (string memory) {
        string memory kind = string.concat('{"display_type":', quoted(display), ',"trait_type":', quoted(name));
        return string.concat(kind, ',"value":', value.toString(), "}");
    }

    function quoted(string memory text) internal pure returns (string memory) {
        return string.concat('"', Strings.escapeJSON(text), '"');
    }
}
