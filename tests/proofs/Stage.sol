// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {CollectiveConfig} from "../../contracts/factory/ICollectiveFactory.sol";
import {CollectiveFactory} from "../../contracts/factory/CollectiveFactory.sol";
import {CommunityToken} from "../../contracts/token/CommunityToken.sol";
import {EventTickets} from "../../contracts/tickets/EventTickets.sol";
import {ISignatureVerifier} from "../../contracts/accounts/ISignatureVerifier.sol";
import {ITicketArt} from "../../contracts/art/ITicketArt.sol";
import {IMembershipArt} from "../../contracts/art/IMembershipArt.sol";
import {ITokenArt} from "../../contracts/art/ITokenArt.sol";
import {Look} from "../../contracts/art/Look.sol";
import {MembershipToken} from "../../contracts/membership/MembershipToken.sol";
import {EventConfig, Payee, Sale, TierConfig, TransferPolicy, Voucher} from "../../contracts/tickets/IEventTickets.sol";
import {Svm, Vm} from "./Vm.sol";

/// @dev Shows which address a creation gets.
contract Probe {}

/// @notice Takes every signature for good. What holds with it holds whatever is signed, and however signatures are checked.
contract Credulous is ISignatureVerifier {
    /// @inheritdoc ISignatureVerifier
    function verify(address, bytes32, bytes calldata) external pure returns (bool) {
        return true;
    }
}

/// @notice Deploys the two that name each other, at addresses that are known beforehand.
contract Launcher {
    CollectiveFactory public immutable factory;

    constructor(address membership, address token) {
        Credulous verifier = new Credulous();
        address probe = address(new Probe());
        // A chain derives addresses from nonces, and this contract's first is 1. halmos counts them up.
        address next = probe == _created(2) ? _created(4) : address(uint160(probe) + 2);
        // The pictures are views; nothing that is proven here asks for one.
        EventTickets tickets = new EventTickets(next, ITicketArt(address(0)), verifier);
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
    address internal constant BAND = address(0xc1);
    address internal constant HALL = address(0xc2);

    uint32 internal constant SUPPLY = 1000;
    /// @dev Serials below are the box office's, the others are for public sale.
    uint32 internal constant SHARE = 800;
    uint256 internal constant PRICE = 0.02 ether;

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
        factory = new Launcher(address(members), address(new CommunityToken(ITokenArt(address(0))))).factory();
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

    /// @notice One tier at `PRICE`; what it brings goes to band, hall and treasury by 7, 5 and 4 of 16 parts.
    function _event(bytes32 ref, TransferPolicy policy, bool inToken) internal returns (EventTickets) {
        Payee[] memory payees = new Payee[](3);
        payees[0] = Payee({account: BAND, shares: 7});
        payees[1] = Payee({account: HALL, shares: 5});
        payees[2] = Payee({account: TREASURY, shares: 4});
        return _event(ref, policy, inToken, payees);
    }

    function _event(
        bytes32 ref,
        TransferPolicy policy,
        bool inToken,
        Payee[] memory payees
    ) internal returns (EventTickets) {
        TierConfig[] memory tiers = new TierConfig[](1);
        Sale memory sale = Sale({
            price: PRICE,
            inToken: inToken,
            opensAt: 0,
            closesAt: 0,
            limit: 0,
            membersOnly: false
        });
        tiers[0] = TierConfig({name: "Normal", supply: SUPPLY, boxOffice: SHARE, sale: sale});
        EventConfig memory config = EventConfig({
            name: "Sommerfest",
            startsAt: STARTS,
            endsAt: ENDS,
            policy: policy,
            tiers: tiers,
            royaltyBps: 0,
            style: 0,
            payees: payees
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

    /// @dev `BUYER` buys from the public share and pays in ETH.
    function _buy(EventTickets tickets, uint256 quantity) internal {
        vm.deal(BUYER, PRICE * quantity);
        vm.prank(BUYER);
        tickets.buy{value: PRICE * quantity}(1, BUYER, quantity);
    }

    /// @dev A ticket of the box office's share for `BUYER`, who pays `price` in ETH for it.
    function _claim(EventTickets tickets, uint32 serial, uint256 price) internal {
        vm.deal(BUYER, price);
        Voucher memory voucher = Voucher({
            tokenId: _id(1, serial),
            to: BUYER,
            price: price,
            nonce: serial,
            deadline: ENDS
        });
        vm.prank(BUYER);
        tickets.claim{value: price}(voucher, BOX_OFFICE, "");
    }

    function _cancel(EventTickets tickets) internal {
        vm.prank(ORGANISER);
        tickets.cancel();
    }

    function _refund(EventTickets tickets, uint256 id) internal {
        uint256[] memory ids = new uint256[](1);
        ids[0] = id;
        tickets.refund(ids);
    }
}
