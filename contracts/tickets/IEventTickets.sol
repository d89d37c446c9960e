// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC5192} from "../standards/IERC5192.sol";
import {IERC7572} from "../standards/IERC7572.sol";

/// @notice How tickets may move before the event is over. Afterwards every ticket moves freely.
enum TransferPolicy {
    /// Tickets move like any ERC-721 token.
    Free,
    /// Tickets go back to the box office, or to a buyer through `list` and `purchase` at or below the price paid.
    FaceValue,
    /// Tickets stay where they were delivered.
    Locked
}

/// @notice How the public share of a tier, the serials from `boxOffice` on, is sold. All zero: free, until `endsAt`, to
/// everybody. A tier without public share has no sale; `inToken` may be set there, it is the currency of its vouchers.
struct Sale {
    /// For one ticket, in wei or in the smallest unit of the community token: a multiple of 10^9, below 2^48 * 10^9.
    uint256 price;
    /// Paid in the collective's community token instead of ETH.
    bool inToken;
    /// Unix seconds, UTC. 0: open from the beginning.
    uint64 opensAt;
    /// Unix seconds, UTC: the first second in which nothing is sold any more. 0: `endsAt`.
    uint64 closesAt;
    /// How many of the tier `buy` gives to one account. 0: no limit.
    uint16 limit;
    /// Only to holders of a valid membership of the collective.
    bool membersOnly;
}

/// @notice One kind of ticket. Tier numbers start at 1, in the order of `EventConfig.tiers`.
struct TierConfig {
    /// 1 to 32 bytes of UTF-8 without control characters.
    string name;
    /// How many serials the tier has: 0 to `supply - 1`.
    uint32 supply;
    /// The first `boxOffice` serials are given out by the box office. The others are for public sale.
    uint32 boxOffice;
    Sale sale;
}

/// @notice Who gets a part of what an event brings: `shares` of the sum of all payees' shares.
struct Payee {
    address account;
    uint16 shares;
}

/// @notice Everything about an event that its ticket contract knows. It can never be changed.
struct EventConfig {
    /// 1 to 96 bytes of UTF-8 without control characters.
    string name;
    /// Unix seconds, UTC.
    uint64 startsAt;
    /// Unix seconds, UTC. From this moment on every ticket moves freely.
    uint64 endsAt;
    TransferPolicy policy;
    /// 1 to 16 tiers.
    TierConfig[] tiers;
    /// What ERC-2981 asks of later sales for the collective's treasury, in hundredths of a percent: at most 1000.
    uint16 royaltyBps;
    /// The pictures' style, 1 to 4; 0: the collective's.
    uint8 style;
    /// 0 to 16 payees. None: the collective's treasury gets everything.
    Payee[] payees;
}

/// @notice 256 check-ins at once: bit `b` stands for the serial `index * 256 + b` of the tier.
struct Word {
    uint32 tier;
    uint32 index;
    uint256 bits;
}

/// @notice A ticket that the box office promises: `to` may have it for this price until `deadline`. The EIP-712 struct
/// `Voucher(uint256 tokenId,address to,uint256 price,uint256 nonce,uint256 deadline)`.
struct Voucher {
    /// A serial of the box office's share.
    uint256 tokenId;
    address to;
    /// In the currency of the tier, in wei or the token's smallest unit. 0: granted.
    uint256 price;
    /// Any number that no other voucher of this event has.
    uint256 nonce;
    /// Unix seconds, UTC: the last second in which the voucher is good.
    uint256 deadline;
}

/// @title The tickets of one event
/// @notice An ERC-721 contract, one minimal clone an event. `tokenId = tier << 32 | serial`: the box office allots serials
/// off chain, so a mint that is sent twice cannot mint twice, and a serial beyond the supply does not exist.
///
/// Tickets nobody has claimed belong to the contract itself; that is the box office's custody.
///
/// ERC-5192 `locked` says what is true at the moment of asking:
/// - a ticket in custody is not locked (the box office can deliver it), unless it was revoked;
/// - `Locked` policy: locked from delivery until the event is over. Nobody sends a transaction at that moment, so there
///   is no `Unlocked` event; read `endsAt`;
/// - `FaceValue` policy: not locked, because a transfer back to the box office is possible. Not locked is no promise that
///   a transfer to somebody else succeeds. `Locked` and `FaceValue` refuse approvals until the event is over;
/// - a revoked ticket is locked for ever.
///
/// Money. The currency of a tier is ETH (address 0) or the community token. What tickets bring stays in this contract until
/// `endsAt`, so that an event that is cancelled can pay everybody back what was paid for each ticket. Then `release` credits
/// it to the payees. Nobody is ever sent money: it is credited, and `withdraw` is the only way out.
///
/// Not protected: DOOR may settle serials that were never minted, or that were revoked meanwhile (a door without a network
/// records what happened); such a ticket reads as used. `ORGANISER` may revoke any ticket that was not checked in.
/// A ticket sent to this contract with `transferFrom` is back in custody, and only the box office can move it. A refund goes
/// to whoever holds the ticket when `refund` is called. Nothing that is sent here by other means than `buy`, `claim` and
/// `purchase` (tokens by mistake, ETH by force) can be taken out again.
interface IEventTickets is IERC2981, IERC5192, IERC7572 {
    // ------------------------------------------------------------------------------------------------------- events

    /// @notice Check-ins reached the chain. `bits` are the ones that were not set before.
    event Settled(uint32 indexed tier, uint32 indexed index, uint256 bits);

    /// @notice The ticket was revoked. The meaning of `reason` is the collective's; 0 stands for none given.
    event Revoked(uint256 indexed tokenId, uint8 reason);

    /// @notice The event will not happen. No ticket is minted or sold any more; `refund` pays back.
    event Cancelled();

    /// @notice Tickets were bought: `quantity` serials of the tier from `firstSerial` on.
    event Purchased(
        uint32 indexed tier,
        uint32 firstSerial,
        uint32 quantity,
        address indexed to,
        address payer,
        address currency,
        uint256 unitPrice
    );

    /// @notice A voucher became a ticket.
    event Claimed(
        uint256 indexed tokenId,
        address indexed to,
        address indexed signer,
        address payer,
        address currency,
        uint256 price,
        uint256 nonce
    );

    /// @notice Vouchers with these nonces are void.
    event NoncesVoided(uint256[] nonces);

    /// @notice The owner offers the ticket at this price. A listing also ends, without a word of its own, with any
    /// `Transfer`, with check-in, `Revoked` and `Cancelled`, and when the event is over.
    event Listed(uint256 indexed tokenId, address indexed seller, uint256 price);

    /// @notice The owner took the offer back.
    event Unlisted(uint256 indexed tokenId);

    /// @notice The ticket was sold on.
    event Resold(
        uint256 indexed tokenId,
        address indexed seller,
        address indexed buyer,
        address currency,
        uint256 price
    );

    /// @notice What was paid for the ticket is its owner's again; the payees' if `to` is this contract (custody).
    event Refunded(uint256 indexed tokenId, address indexed to, address currency, uint256 amount);

    /// @notice What the event brought is the payees' now.
    event Released(address indexed currency, uint256 amount);

    /// @notice `account` may withdraw that much more.
    event Credited(address indexed currency, address indexed account, uint256 amount);

    /// @notice `account` sent its whole credit to `to`.
    event Withdrawn(address indexed currency, address indexed account, address to, uint256 amount);

    // ------------------------------------------------------------------------------------------------------- errors

    /// @notice The implementation was called itself. Only its clones are ticket contracts.
    error TicketsNotAClone();

    /// @notice The contract keeps its own tickets only; `token` is another contract.
    error TicketsForeignToken(address token);

    /// @notice The event has no such tier.
    error TicketTierUnknown(uint256 tier);

    /// @notice The serial is not one the caller may use: beyond the box office's share, or beyond the supply.
    error TicketSerialOutOfRange(uint256 tokenId);

    /// @notice The ticket exists already.
    error TicketAlreadyMinted(uint256 tokenId);

    /// @notice The ticket is not in the box office's custody.
    error TicketNotInCustody(uint256 tokenId);

    /// @notice The ticket was checked in and can no longer be revoked.
    error TicketAlreadyUsed(uint256 tokenId);

    /// @notice The ticket was revoked: it does not move and cannot be revoked again.
    error TicketRevoked(uint256 tokenId);

    /// @notice The policy `Locked` holds the ticket until the event is over.
    error TicketLocked(uint256 tokenId);

    /// @notice The policy `FaceValue` lets the ticket go back to the box office or through `purchase`, not to `to`.
    error TicketFaceValueOnly(uint256 tokenId, address to);

    /// @notice The two lists must have the same length.
    error TicketLengthMismatch(uint256 ids, uint256 holders);

    /// @notice The policy allows no approval before the event is over.
    error TicketApprovalForbidden(address operator);

    /// @notice The event was cancelled.
    error TicketsCancelled();

    /// @notice The event was not cancelled.
    error TicketsNotCancelled();

    /// @notice The event is over.
    error TicketsOver(uint64 endsAt);

    /// @notice The event is not over yet.
    error TicketsNotOver(uint64 endsAt);

    /// @notice The public sale of the tier is not open at this moment.
    error TicketSaleClosed(uint256 tier, uint64 opensAt, uint64 closesAt);

    /// @notice At least 1, and at most the `left` tickets that the public share still has.
    error TicketQuantityInvalid(uint256 quantity, uint256 left);

    /// @notice The account would have bought more of the tier than `limit`.
    error TicketLimitExceeded(uint256 tier, address account, uint16 limit);

    /// @notice The tier is for members, and the account holds no valid membership.
    error TicketMembersOnly(uint256 tier, address account);

    /// @notice A free ticket of a tier with a limit, or for members, is taken by the account that gets it, not for `to`.
    error TicketNotForOthers(uint256 tier, address to);

    /// @notice Exactly `expected` wei have to come with the call; none when the price is in tokens.
    error TicketPaymentInvalid(uint256 expected, uint256 sent);

    /// @notice The token took something for itself on the way.
    error TicketTokenShort(uint256 expected, uint256 received);

    /// @notice A voucher has a price, but the event has no payees and the collective no treasury.
    error TicketPayeeMissing(uint256 tokenId);

    /// @notice `signer` did not sign this voucher.
    error VoucherSignatureInvalid(address signer);

    /// @notice The voucher was good until `deadline`.
    error VoucherExpired(uint256 deadline);

    /// @notice A voucher with this nonce was used or voided.
    error VoucherNonceUsed(uint256 nonce);

    /// @notice Tickets of this event are not sold by listing.
    error TicketsNotFaceValue(TransferPolicy policy);

    /// @notice The ticket is somebody else's.
    error TicketNotYours(uint256 tokenId, address owner);

    /// @notice The ticket is the caller's own.
    error TicketAlreadyYours(uint256 tokenId);

    /// @notice The ticket is not for sale.
    error TicketNotListed(uint256 tokenId);

    /// @notice `paid` is what was paid for the ticket, and the most that may be asked.
    error TicketPriceTooHigh(uint256 tokenId, uint256 price, uint256 paid);

    /// @notice The ticket is for sale at another price than the caller saw.
    error TicketPriceChanged(uint256 tokenId, uint256 price, uint256 listed);

    /// @notice The ticket was granted: nothing was paid for it.
    error TicketNothingToRefund(uint256 tokenId);

    /// @notice Nothing in this currency waits for the payees.
    error TicketsNothingToRelease(address currency);

    /// @notice The account has nothing to withdraw in this currency.
    error CreditEmpty(address currency, address account);

    /// @notice `to` did not take the ETH.
    error CreditNotTaken(address to);

    // --------------------------------------------------------------------------------------------------- box office

    /// @notice Mints tickets into the custody of this contract. Role: BOX_OFFICE. Not after cancellation.
    /// @param ids Serials within the box office's share. One that exists already reverts the whole call.
    function mint(uint256[] calldata ids) external;

    /// @notice Mints each ticket to its holder. Role: BOX_OFFICE. Not after cancellation.
    /// @dev Without the ERC-721 receiver callback, as in `mint` and `deliver`: one receiver that reverts (or burns all gas)
    /// would stop the batch for everybody else, and a passkey account has an address before it has code. A contract that
    /// cannot handle ERC-721 tokens can be given one here.
    /// @param ids As in `mint`.
    /// @param holders As many as `ids`. This contract's own address means custody.
    function mintTo(uint256[] calldata ids, address[] calldata holders) external;

    /// @notice Hands tickets out of custody to an account. Role: BOX_OFFICE.
    function deliver(uint256[] calldata ids, address to) external;

    /// @notice Makes vouchers worthless. Role: BOX_OFFICE. A nonce that is used already is passed over.
    function voidNonces(uint256[] calldata nonces) external;

    // ------------------------------------------------------------------------------------------------------- buying

    /// @notice Buys tickets of the tier's public share, the next serials in order, for `to`. Not after cancellation, within
    /// the sale's window, against exact payment by the caller: ETH with the call, or tokens by allowance.
    /// @dev Checked in this order: cancelled, tier, window, quantity, `to`, members only, limit, payment; then the tickets
    /// are minted, the tokens fetched, and last `to` is asked by `onERC721Received`, once a ticket.
    /// @param to Counts for limit and membership. Not this contract.
    function buy(uint32 tier, address to, uint256 quantity) external payable;

    /// @notice Mints the ticket that a voucher promises. Anybody may submit it, and pays. Not after cancellation.
    /// @dev The signature is checked first, by a contract of its own: an ERC-6492 signature brings an arbitrary call along.
    /// Then, in this order: cancelled, `signer` holds BOX_OFFICE without delay, deadline, nonce, the ticket, its receiver,
    /// payee, payment.
    /// @param signer An account or a contract (ERC-1271; ERC-6492 if it has no code yet).
    function claim(Voucher calldata voucher, address signer, bytes calldata signature) external payable;

    // ------------------------------------------------------------------------------------------------------ selling

    /// @notice Offers the caller's ticket, or changes the price. Under the policy `FaceValue`, until the event is over or
    /// cancelled. Not if it was used or revoked.
    /// @param price In the tier's currency, at most what was paid for the ticket: 0 for a granted one.
    function list(uint256 tokenId, uint256 price) external;

    /// @notice Takes the offer back.
    function unlist(uint256 tokenId) external;

    /// @notice Buys a ticket that is for sale. The seller is credited ETH, or gets the tokens at once.
    /// @dev Checked in this order: cancelled, over, listed (and neither used nor revoked), price, own ticket, members only,
    /// payment; then the ticket moves, the tokens move, and last the caller is asked by `onERC721Received`.
    /// @param price What the caller saw and pays exactly.
    function purchase(uint256 tokenId, uint256 price) external payable;

    // -------------------------------------------------------------------------------------------------------- money

    /// @notice Credits each ticket's owner what was paid for it, once. Anybody may call, after cancellation. For a ticket in
    /// custody the payees are credited. A ticket that was refunded before is passed over, so that nobody can stop a batch.
    /// @dev Used and revoked tickets are refunded too: the event did not keep its word.
    function refund(uint256[] calldata ids) external;

    /// @notice Credits the payees what the event brought, by their shares. Anybody may call, once the event is over.
    /// @param currency Zero for ETH, else the community token.
    function release(address currency) external;

    /// @notice Sends the caller's whole credit to `to`.
    function withdraw(address currency, address to) external;

    // --------------------------------------------------------------------------------------------------------- door

    /// @notice Records check-ins. Role: DOOR. Settling the same bits again changes nothing and says nothing.
    /// @param words Bits beyond a tier's supply revert the whole call.
    function settle(Word[] calldata words) external;

    // ---------------------------------------------------------------------------------------------------- organiser

    /// @notice Makes tickets worthless and immovable, for good. Role: ORGANISER. Never after check-in.
    /// @dev The token stays where it is, so its serial can never be minted again.
    function revoke(uint256[] calldata ids, uint8 reason) external;

    /// @notice Calls the event off, for good. Role: ORGANISER. Only before it is over.
    function cancel() external;

    // -------------------------------------------------------------------------------------------------------- views

    /// @notice Whether a check-in was settled for this id. Also answers for ids that were never minted.
    function isUsed(uint256 tokenId) external view returns (bool);

    /// @notice Whether the ticket was revoked.
    function isRevoked(uint256 tokenId) external view returns (bool);

    /// @notice 256 check-ins at once, as in `Word`.
    function usedWord(uint32 tier, uint32 index) external view returns (uint256 bits);

    /// @notice The collective's AccessManager.
    function access() external view returns (address);

    /// @notice The factory that made this contract and knows its collective.
    function factory() external view returns (address);

    /// @notice The contract that draws the tickets.
    function art() external view returns (address);

    /// @notice Unix seconds, UTC.
    function startsAt() external view returns (uint64);

    /// @notice Unix seconds, UTC. From this moment on every ticket moves freely.
    function endsAt() external view returns (uint64);

    /// @notice How tickets may move before `endsAt`.
    function policy() external view returns (TransferPolicy);

    /// @notice How many tiers the event has.
    function tierCount() external view returns (uint32);

    /// @notice One tier. Numbers start at 1.
    function tier(uint32 number) external view returns (TierConfig memory);

    /// @notice The currency of a tier: zero for ETH, else the community token.
    function currencyOf(uint32 tier) external view returns (address currency);

    /// @notice How many tickets of the public share were bought.
    function sold(uint32 tier) external view returns (uint32 quantity);

    /// @notice How many of them were bought for `account`. Counted only where the tier has a limit.
    function boughtBy(uint32 tier, address account) external view returns (uint16 quantity);

    /// @notice Whether the event was called off.
    function isCancelled() external view returns (bool);

    /// @notice What was paid for the ticket in its tier's currency: the tier's price, a voucher's, or nothing. It stays what
    /// it was after a refund or a resale.
    function paidFor(uint256 tokenId) external view returns (uint256 amount);

    /// @notice Whether what was paid was credited back.
    function isRefunded(uint256 tokenId) external view returns (bool);

    /// @notice Whether the ticket can be bought with `purchase` at this moment, and for how much.
    function listingOf(uint256 tokenId) external view returns (bool listed, uint256 price);

    /// @notice Whether a voucher with this nonce was used or voided.
    function isNonceUsed(uint256 nonce) external view returns (bool);

    /// @notice What BOX_OFFICE signs: the EIP-712 digest of the voucher, for this contract on this chain.
    function voucherDigest(Voucher calldata voucher) external view returns (bytes32 digest);

    /// @notice What tickets brought and is neither released nor refunded.
    function proceedsOf(address currency) external view returns (uint256 amount);

    /// @notice What `account` may withdraw.
    function creditOf(address currency, address account) external view returns (uint256 amount);

    /// @notice Who is credited by `release`; empty if nobody is and so nothing can have a price.
    function payees() external view returns (Payee[] memory);

    /// @notice The contract that checks signatures.
    function signatureVerifier() external view returns (address);
}
