// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {Look} from "./Look.sol";

/// @notice The colours of one sheet, 0xRRGGBB, as {Draw} takes them. By the contrast ratio of WCAG 2: ink on paper and
/// `onAccent` on accent at least 4.5 to 1, accent on paper at least 3 to 1.
struct Palette {
    int256 paper;
    int256 ink;
    int256 accent;
    int256 onAccent;
}

/// @title Colours that stay readable
/// @dev Whatever a collective chooses is kept where it can be read, and replaced by black, white or a shade where it cannot.
library Palettes {
    /// What carries a sheet: its paper, its ink or its accent.
    enum Ground {
        Paper,
        Ink,
        Accent
    }

    int256 private constant BLACK = 0x111111;
    int256 private constant WHITE = 0xffffff;

    /// @dev The linear light of the 256 values of a channel, times 65,535.
    bytes private constant LINEAR =
        hex"000000140028003c005000630077008b009f00b300c700db00f10108012001390154016f018c01ab01ca01eb020e02320257027d02a502ce"
        hex"02f903250353038203b303e50418044d048404bc04f60532056f05ad05ed062f067306b806fe0747079107dd082a087a08ca091d097209c8"
        hex"0a200a790ad50b320b910bf20c550cba0d200d880df20e5e0ecc0f3c0fae10211097110e11881203128013001381140414891510159a1625"
        hex"16b2174117d3186618fb19931a2c1ac81b661c061ca71d4c1df21e9a1f441ff120a02150220422b92370242a24e525a32664272627eb28b1"
        hex"297b2a462b142be32cb62d8a2e612f3a301530f231d232b433993480356936553742383339253a1a3b123c0b3d073e063f07400a41104218"
        hex"43234430453f46514765487c49954ab14bcf4cf04e134f395061518c52b953e9551b5650578758c159fe5b3d5c7e5dc25f096052619e62ed"
        hex"643e659166e86840699c6afa6c5b6dbe6f24708d71f8736674d7764a77c079397ab47c327db37f3780bd824683d1855f86f088848a1b8bb4"
        hex"8d508eef9090923593dc9586973298e29a949c499e019fbba179a339a4fca6c2a88baa56ac25adf6afcab1a1b37bb557b737b919baffbce7"
        hex"bed2c0c0c2b1c4a5c69cc895ca92cc91ce94d099d2a1d4add6bbd8ccdae0dcf7df11e12ee34ee571e797e9c0ebecee1bf04df282f4baf6f5"
        hex"f933fb74fdb8ffff";

    /// @dev Withdrawn: no colour is left.
    function grey() internal pure returns (Palette memory) {
        return Palette(0xdedcd7, 0x56534e, 0x827f79, WHITE);
    }

    /// @dev The colours of a sheet on one of the look's colours. All zero lets the seed choose.
    /// @param dark Whether the darker of paper and ink takes the paper's place first.
    function of_(
        Look memory look,
        uint256 seed,
        Ground ground,
        bool dark
    ) internal pure returns (Palette memory colours) {
        bool chosen = look.paper != 0 || look.ink != 0 || look.accent != 0;
        (int256 paper, int256 ink, int256 accent) = chosen
            ? (int256(uint256(look.paper)), int256(uint256(look.ink)), int256(uint256(look.accent)))
            : byAddress(seed);
        ink = _readable(ink, paper);
        if (dark && luminance(paper) > luminance(ink)) (paper, ink) = (ink, paper);
        if (ground == Ground.Ink) (paper, ink) = (ink, paper);
        if (ground == Ground.Accent) {
            (paper, accent) = (accent, paper);
            if (!_contrasts(ink, paper, 451)) (ink, accent) = (accent, ink);
            ink = _readable(ink, paper);
        }
        accent = _visible(accent, paper);
        int256 onAccent = _contrasts(paper, accent, 451) ? paper : _readable(ink, accent);
        return Palette(paper, ink, accent, onAccent);
    }

    /// @dev The palettes of collectives that chose none.
    function byAddress(uint256 seed) internal pure returns (int256 paper, int256 ink, int256 accent) {
        uint256 pick = seed % 8;
        if (pick == 0) return (0xf2ede2, 0x16130f, 0xd9291c);
        if (pick == 1) return (0xffd60a, 0x16130f, 0xc8102e);
        if (pick == 2) return (0xece8dd, 0x1a2b6b, 0xe0431f);
        if (pick == 3) return (0x141414, 0xf2ede2, 0xffcf00);
        if (pick == 4) return (0xf6c9c6, 0x1d1a1a, 0x00614a);
        if (pick == 5) return (0xdfe7d3, 0x0d3429, 0xd8401f);
        if (pick == 6) return (0x17338a, 0xf6f0e4, 0xffb000);
        return (0xb9141a, 0xfff6e6, 0xffc400);
    }

    /// @dev Relative luminance, times 65,535.
    function luminance(int256 colour) internal pure returns (uint256) {
        uint256 rgb = uint256(colour);
        return (2126 * _linear(rgb >> 16) + 7152 * _linear(rgb >> 8) + 722 * _linear(rgb)) / 10_000;
    }

    /// @dev Whether two colours differ by that contrast ratio, in hundredths.
    function _contrasts(int256 one, int256 other, uint256 hundredths) private pure returns (bool) {
        uint256 low = luminance(one);
        uint256 high = luminance(other);
        if (low > high) (low, high) = (high, low);
        // 0.05 of 65,535, rounded against us.
        return (high + 3276) * 100 >= (low + 3277) * hundredths;
    }

    /// @dev The colour, or black or white where it could not be read on that ground.
    function _readable(int256 colour, int256 ground) private pure returns (int256) {
        if (_contrasts(colour, ground, 451)) return colour;
        return _contrasts(BLACK, ground, 451) ? BLACK : _contrasts(WHITE, ground, 451) ? WHITE : int256(0);
    }

    /// @dev The colour, or the next shade of it that is seen on that ground.
    function _visible(int256 colour, int256 ground) private pure returns (int256) {
        // A ground lighter than this has more room below it than above.
        int256 goal = luminance(ground) > 11_700 ? int256(0) : WHITE;
        for (int256 part = 0; part < 8; ++part) {
            int256 shade = _mix(colour, goal, part);
            if (_contrasts(shade, ground, 301)) return shade;
        }
        return goal;
    }

    /// @dev So many eighths of the way from one colour to the other.
    function _mix(int256 from, int256 to, int256 eighths) private pure returns (int256 mixed) {
        for (uint256 shift = 0; shift < 24; shift += 8) {
            int256 a = (from >> shift) & 0xff;
            int256 b = (to >> shift) & 0xff;
            mixed |= (a + ((b - a) * eighths) / 8) << shift;
        }
    }

    function _linear(uint256 channel) private pure returns (uint256) {
        uint256 at = (channel & 0xff) * 2;
        return (uint256(uint8(LINEAR[at])) << 8) | uint8(LINEAR[at + 1]);
    }
}
