// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {CollectiveConfig} from "../../contracts/factory/ICollectiveFactory.sol";
import {CollectiveFactory} from "../../contracts/factory/CollectiveFactory.sol";
import {CommunityToken} from "../../contracts/token/CommunityToken.sol";
import {EventTickets} from "../../contracts/tickets/EventTickets.sol";
import {ITicketArt} from "../../contracts/art/ITicketArt.sol";
import {IMembershipArt} from "../../contracts/art/IMembershipArt.sol";
import {Look} from "../../contracts/art/Look.sol";
import {MembershipToken} from "../../contracts/membership/MembershipToken.sol";
import {EventConfig, TierConfig, TransferPolicy} from "../../contracts/tickets/IEventTickets.sol";
import {Svm, Vm} from "./Vm.sol";

/// @dev Shows which address a creation gets.
contract Probe {}

/// @notice Deploys the two that name each other, at addresses that are known beforehand.
contract Launcher {
    CollectiveFactory public immutable factory;

    constructor(address membership, address token) {
        address probe = address(new Probe());
        // A chain derives addresses from nonces, and this contract's first is 1. halmos counts them up.
        address next = probe == _created(1) ? _created(3) : address(uint160(probe) + 2);
        // The pictures are views; nothing that is proven here asks for one.
        EventTickets tickets = new EventTickets(next, ITicketArt(address(0)));
        factory = new CollectiveFactory(address(tickets), membership, token);
    }

    function _created(uint8 nonce) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), nonce)))));
    }
}

/// @notice A collective with one person a role, and events made by the real factory: what is proven is proven of clones.
abstract contract Stage {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    Svm internal constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));

    address internal constant ADMIN = address(0xa1);
    address internal constant ORGANISER = address(0xa2);
    address internal constant BOX_OFFICE = address(0xa3);
    address internal constant DOOR = address(0xa4);
    address internal constant TREASURER = address(0xa5);
    address internal constant TREASURY = address(0xa6);
    address internal constant HOLDER = address(0xb1);
    address internal constant BUYER = address(0xb2);

    uint64 internal constant NOW = 1_800_000_000;
    uint64 internal constant STARTS = NOW + 1 days;
    uint64 internal constant ENDS = NOW + 2 days;

    CollectiveFactory internal factory;
    address internal access;
    MembershipToken internal membership;
    CommunityToken internal token;

    function setUp() public virtual {
        vm.warp(NOW);
        MembershipToken members = new MembershipToken(IMembershipArt(address(0)));
        factory = new Launcher(address(members), address(new CommunityToken())).factory();
        CollectiveConfig memory config = CollectiveConfig({
            ref: bytes32(0),
            name: "Kollektiv Ostpol",
            symbol: "OSTPOL",
            admin: ADMIN,
            organiser: ORGANISER,
            boxOffice: BOX_OFFICE,
            door: DOOR,
            treasurer: TREASURER,
            treasury: TREASURY,
            tokenCap: 0,
            look: Look(0, 0, 0, 0)
        });
        address membership_;
        address token_;
        (access, membership_, token_) = factory.createCollective(config);
        membership = MembershipToken(membership_);
        token = CommunityToken(token_);
    }

    function _event(bytes32 ref, TransferPolicy policy) internal returns (EventTickets) {
        TierConfig[] memory tiers = new TierConfig[](1);
        tiers[0] = TierConfig({name: "Normal", supply: 1000, boxOffice: 800});
        EventConfig memory config = EventConfig({
            name: "Sommerfest",
            startsAt: STARTS,
            endsAt: ENDS,
            policy: policy,
            tiers: tiers
        });
        vm.prank(ORGANISER);
        return EventTickets(factory.createEvent(access, ref, config));
    }

    function _id(uint32 tier, uint32 serial) internal pure returns (uint256) {
        return (uint256(tier) << 32) | serial;
    }

    function _grant(EventTickets tickets, uint256 id, address holder) internal {
        uint256[] memory ids = new uint256[](1);
        address[] memory holders = new address[](1);
        (ids[0], holders[0]) = (id, holder);
        vm.prank(BOX_OFFICE);
        tickets.mintTo(ids, holders);
    }
}
