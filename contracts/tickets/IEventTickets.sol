// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.30;

import {IERC5192} from "../standards/IERC5192.sol";
import {IERC7572} from "../standards/IERC7572.sol";

/// @notice How tickets may move before the event is over. Afterwards every ticket moves freely.
enum TransferPolicy {
    /// Tickets move like any ERC-721 token.
    Free,
    /// Tickets go back to the box office only. (A listing at or below the price paid will be the other way.)
    FaceValue,
    /// Tickets stay where they were delivered.
    Locked
}

/// @notice One kind of ticket. Tier numbers start at 1, in the order of `EventConfig.tiers`.
struct TierConfig {
    /// 1 to 32 bytes of UTF-8 without control characters.
    string name;
    /// How many serials the tier has: 0 to `supply - 1`.
    uint32 supply;
    /// The first `boxOffice` serials are given out by the box office. The others are for public sale.
    uint32 boxOffice;
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
}

/// @notice 256 check-ins at once: bit `b` stands for the serial `index * 256 + b` of the tier.
struct Word {
    uint32 tier;
    uint32 index;
    uint256 bits;
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
///   a transfer to somebody else succeeds;
/// - a revoked ticket is locked for ever.
///
/// Not protected: DOOR may settle serials that were never minted, or that were revoked meanwhile (a door without a network
/// records what happened); such a ticket reads as used. `ORGANISER` may revoke any ticket that was not checked in.
/// A ticket sent to this contract with `transferFrom` is back in custody, and only the box office can move it.
interface IEventTickets is IERC5192, IERC7572 {
    // ------------------------------------------------------------------------------------------------------- events

    /// @notice Check-ins reached the chain. `bits` are the ones that were not set before.
    event Settled(uint32 indexed tier, uint32 indexed index, uint256 bits);

    /// @notice The ticket was revoked. The meaning of `reason` is the collective's; 0 stands for none given.
    event Revoked(uint256 indexed tokenId, uint8 reason);

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

    /// @notice The policy `FaceValue` lets the ticket go back to the box office only, not to `to`.
    error TicketFaceValueOnly(uint256 tokenId, address to);

    /// @notice The two lists must have the same length.
    error TicketLengthMismatch(uint256 ids, uint256 holders);

    // --------------------------------------------------------------------------------------------------- box office

    /// @notice Mints tickets into the custody of this contract. Role: BOX_OFFICE.
    /// @param ids Serials within the box office's share. One that exists already reverts the whole call.
    function mint(uint256[] calldata ids) external;

    /// @notice Mints each ticket to its holder. Role: BOX_OFFICE.
    /// @dev Without the ERC-721 receiver callback, as in `mint` and `deliver`: one receiver that reverts (or burns all gas)
    /// would stop the batch for everybody else, and a passkey account has an address before it has code. A contract that
    /// cannot handle ERC-721 tokens can be given one here.
    /// @param ids As in `mint`.
    /// @param holders As many as `ids`. This contract's own address means custody.
    function mintTo(uint256[] calldata ids, address[] calldata holders) external;

    /// @notice Hands tickets out of custody to an account. Role: BOX_OFFICE.
    function deliver(uint256[] calldata ids, address to) external;

    // --------------------------------------------------------------------------------------------------------- door

    /// @notice Records check-ins. Role: DOOR. Settling the same bits again changes nothing and says nothing.
    /// @param words Bits beyond a tier's supply revert the whole call.
    function settle(Word[] calldata words) external;

    // ---------------------------------------------------------------------------------------------------- organiser

    /// @notice Makes tickets worthless and immovable, for good. Role: ORGANISER. Never after check-in.
    /// @dev The token stays where it is, so its serial can never be minted again.
    function revoke(uint256[] calldata ids, uint8 reason) external;

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
}
