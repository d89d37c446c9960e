// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Dates on a poster
/// @dev UTC throughout: the chain knows no time zones, so wherever a time is shown, "UTC" stands beside it.
library Calendar {
    using Strings for uint256;

    /// @dev "12.06.2027"
    function date(uint64 timestamp) internal pure returns (string memory) {
        (uint256 year, uint256 month, uint256 day) = civil(timestamp / 1 days);
        return string.concat(_two(day), ".", _two(month), ".", year.toString());
    }

    /// @dev "20:00 UTC"
    function time(uint64 timestamp) internal pure returns (string memory) {
        return string.concat(_two((timestamp / 1 hours) % 24), ":", _two((timestamp / 1 minutes) % 60), " UTC");
    }

    /// @dev The Gregorian date of a number of days since 1970-01-01. The year begins in March here, so that the leap day
    /// is its last one; an era is 400 years, or 146,097 days.
    function civil(uint256 daysSinceEpoch) internal pure returns (uint256 year, uint256 month, uint256 day) {
        uint256 shifted = daysSinceEpoch + 719_468; // from 0000-03-01
        uint256 era = shifted / 146_097;
        uint256 dayOfEra = shifted % 146_097;
        uint256 yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 shiftedMonth = (5 * dayOfYear + 2) / 153;
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    }

    function _two(uint256 value) private pure returns (string memory) {
        return value < 10 ? string.concat("0", value.toString()) : value.toString();
    }
}
