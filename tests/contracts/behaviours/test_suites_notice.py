"""The behaviour suites can fail: for each check there is a contract that breaks exactly that promise."""

import pytest

from behaviours import erc20, erc165, erc721, erc2612, erc2981, erc4906, erc5192, erc5805, erc7572, erc7858
from behaviours.conftest import flaws

# For each mock its suite, and for each of its flaws the check that must notice. A name that ends in `*` is a mock whose
# tokens are held back from the beginning.
ERC721 = {
    "AnswersForNobody": erc721.queries__about_nobody_and_nothing__revert,
    "AnswersForMissing": erc721.queries__about_nobody_and_nothing__revert,
    "HasNoName": erc721.metadata__of_a_token__is_there,
    "MintsSilently": erc721.mint__is_logged_and_counted,
    "MovesSilently": erc721.transfer__by_the_holder__moves_or_says_why_not,
    "LosesBalance": erc721.transfer__by_the_holder__moves_or_says_why_not,
    "LetsAnyoneMove": erc721.transfer__by_somebody_else__reverts,
    "SafePathLetsAnyoneMove": erc721.transfer__by_somebody_else__reverts,
    "IgnoresFrom": erc721.transfer__from_who_does_not_hold_it__reverts,
    "MovesToNobody": erc721.transfer__to_nobody__reverts,
    "MovesNothing": erc721.transfer__of_no_token__reverts,
    "ApprovalSurvives": erc721.approved__account__moves_that_token_once,
    "ApprovalIsSilent": erc721.approve__by_the_holder__is_logged_and_kept_or_refused,
    "LetsAnyoneApprove": erc721.approve__by_somebody_else__reverts,
    "OperatorCannotMove": erc721.operator__of_a_holder__acts_for_them_until_dismissed,
    "OperatorStays": erc721.operator__of_a_holder__acts_for_them_until_dismissed,
    "SafeForgetsToAsk": erc721.safe_transfer__to_a_contract_that_does_not_take_it__reverts,
    "SafeDropsData": erc721.safe_transfer__to_a_contract__asks_it_with_everything,
    "SafeIgnoresAnswer": erc721.safe_transfer__to_a_contract_that_does_not_take_it__reverts,
    "PlainPathAsks": erc721.transfer_from__to_a_contract__does_not_ask,
    "PolicyForgetsSafe*": erc721.transfer__by_the_holder__moves_or_says_why_not,
    "PolicyForgetsOperators*": erc721.operator__of_a_holder__acts_for_them_until_dismissed,
}
ERC165 = {
    "DeniesItself": erc165.itself__is_claimed,
    "ClaimsFfffffff": erc165.ffffffff__is_denied,
    "DeniesWhatHolds": erc165.standards__that_hold__are_claimed,
    "ClaimsTooMuch": erc165.standards__that_do_not_hold__are_denied,
    "TakesTooLong": erc165.answer__to_any_question__takes_less_than_30000_gas,
}
ERC4906 = {
    "DeniesIt": erc4906.interface__is_claimed,
    "IsSilent": erc4906.changes__of_metadata__are_announced,
    "NamesTheNextToken": erc4906.changes__of_metadata__are_announced,
    "RangeEndsTooSoon": erc4906.changes__of_metadata__are_announced,
    "IndexesTheId": erc4906.changes__of_metadata__are_announced,
}
ERC5192 = {
    "DeniesIt": erc5192.interface__is_claimed,
    "AnswersForMissing": erc5192.locked__of_no_token__reverts,
    "LockedMovesOnSafePath": erc5192.locked__token__moves_nowhere,
    "LockedMovesBackHome*": erc5192.locked__token__moves_nowhere,
    "UnlockedStays": erc5192.unlocked__token__moves_somewhere,
    "MintIsSilent*": erc5192.minting__of_a_locked_token__is_announced_and_of_another_not,
    "MintLies": erc5192.minting__of_a_locked_token__is_announced_and_of_another_not,
    "LockIsSilent": erc5192.locking__of_an_unlocked_token__is_announced,
}
ERC7572 = {
    "HasNoName": erc7572.contract_uri__is_a_json_document_with_the_name,
    "IsNoJson": erc7572.contract_uri__is_a_json_document_with_the_name,
    "IsNoUri": erc7572.contract_uri__is_a_json_document_with_the_name,
    "HasAPictureThatIsNoText": erc7572.contract_uri__says_only_texts_and_lists_of_addresses,
    "ChangesSilently": erc7572.change__of_the_contracts_metadata__is_announced,
}
ERC20 = {
    "HasNoSymbol": erc20.metadata__is_there,
    "MintsSilently": erc20.mint_and_burn__are_logged_and_counted,
    "BurnsSilently": erc20.mint_and_burn__are_logged_and_counted,
    "MintForgetsTheSupply": erc20.mint_and_burn__are_logged_and_counted,
    "AnswersFalse": erc20.transfer__moves_says_so_and_answers_true,
    "MovesSilently": erc20.transfer__moves_says_so_and_answers_true,
    "TakesAFee": erc20.transfer__moves_says_so_and_answers_true,
    "RefusesNothing": erc20.transfer__of_nothing__is_a_transfer,
    "DoublesToOneself": erc20.transfer__to_oneself__changes_nothing,
    "PaysWhatIsNotThere": erc20.transfer__beyond_the_balance__reverts,
    "ApprovalIsSilent": erc20.approve__is_logged_and_replaces_what_was,
    "ApprovalAddsUp": erc20.approve__is_logged_and_replaces_what_was,
    "AllowanceLasts": erc20.transfer_from__within_the_allowance__moves_and_uses_it_up,
    "LetsAnyoneTake": erc20.transfer_from__without_an_allowance__reverts,
    "ForgetsTheAllowanceOfAll": erc20.transfer_from__beyond_the_balance__reverts,
}
ERC2612 = {
    "SaysAnotherDomain": erc2612.domain__is_what_erc5267_says,
    "GivesOneMore": erc2612.permit__by_the_owner__is_an_approval,
    "IsSilent": erc2612.permit__by_the_owner__is_an_approval,
    "EndsASecondEarly": erc2612.permit__in_the_last_second__is_taken,
    "IgnoresTheDeadline": erc2612.permit__too_late__reverts,
    "KeepsTheNonce": erc2612.permit__twice__reverts,
    "TakesTheNextNonce": erc2612.permit__with_another_nonce__reverts,
    "TakesAnySigner": erc2612.permit__signed_by_somebody_else__reverts,
    "TakesAnotherValue": erc2612.permit__changed_after_signing__reverts,
    "TakesAnotherChain": erc2612.permit__for_another_chain_or_contract__reverts,
    "TakesNobody": erc2612.permit__of_nobody__reverts,
}
ERC5805 = {
    "SaysBlocks": erc5805.clock__is_the_timestamp_and_says_so,
    "ClockIsLate": erc5805.clock__is_the_timestamp_and_says_so,
    "AnswersForTheFuture": erc5805.past__that_is_not_over__reverts,
    "ForgetsThePast": erc5805.vote__that_ends__is_logged_and_stays_in_the_past,
    "ForgetsToBegin": erc5805.vote__that_begins__is_logged_and_counts,
    "BeginsSilently": erc5805.vote__that_begins__is_logged_and_counts,
    "ForgetsToEnd": erc5805.vote__that_ends__is_logged_and_stays_in_the_past,
    "TotalOnlyGrows": erc5805.vote__that_ends__is_logged_and_stays_in_the_past,
    "DelegatesSilently": erc5805.delegation__moves_the_vote_and_is_logged,
    "CopiesTheVote": erc5805.delegation__again__counts_once,
    "CannotBeUndone": erc5805.delegation__undone__brings_the_vote_back,
    "VotesOutOfNothing": erc5805.delegation__of_no_vote__gives_none,
    "StaysWithTheDelegate": erc5805.delegated__vote_that_ends__leaves_the_delegate,
    "SignaturesLast": erc5805.delegate_by_sig__by_a_member__delegates_once,
    "SignaturesNeverExpire": erc5805.delegate_by_sig__expired_or_with_another_nonce__reverts,
    "SignaturesOfAnyChain": erc5805.delegate_by_sig__for_another_chain__does_not_delegate,
}
ERC2981 = {
    "DeniesIt": erc2981.interface__is_claimed,
    "NamesTheWrongOne": erc2981.royalty__of_any_price__is_the_share_rounded_down,
    "TakesADifferentShare": erc2981.royalty__of_any_price__is_the_share_rounded_down,
    "IsAFixedSum": erc2981.royalty__of_any_price__is_the_share_rounded_down,
    "Overflows": erc2981.royalty__of_any_price__is_the_share_rounded_down,
    "RoundsUp": erc2981.royalty__of_any_price__is_the_share_rounded_down,
}
ERC7858 = {
    "DeniesIt": erc7858.interface__is_claimed,
    "SaysBlocks": erc7858.expiry_type__is_time,
    "AnswersForMissing": erc7858.queries__about_no_token__revert,
    "MintIsSilent": erc7858.token__with_an_end__expires_then_and_not_before,
    "StartsLate": erc7858.token__with_an_end__expires_then_and_not_before,
    "ExpiresEarly": erc7858.token__with_an_end__expires_then_and_not_before,
    "NeverExpires": erc7858.token__with_an_end__expires_then_and_not_before,
    "EndsTheUnlimited": erc7858.token__without_an_end__never_expires,
    "RenewalIsSilent": erc7858.renewal__of_a_token__is_logged_and_counts,
    "RenewalIsForgotten": erc7858.renewal__of_a_token__is_logged_and_counts,
}
NOTICED = {
    "BrokenERC721": (erc721, ERC721),
    "BrokenERC165": (erc165, ERC165),
    "BrokenERC2981": (erc2981, ERC2981),
    "BrokenERC4906": (erc4906, ERC4906),
    "BrokenERC5192": (erc5192, ERC5192),
    "BrokenERC7572": (erc7572, ERC7572),
    "BrokenERC7858": (erc7858, ERC7858),
    "BrokenERC20": (erc20, ERC20),
    "BrokenERC2612": (erc2612, ERC2612),
    "BrokenERC5805": (erc5805, ERC5805),
}
HELD_BACK = {"BrokenERC721", "BrokenERC5192"}


@pytest.fixture
def subject(broken_nft, broken_fungible, broken_voting):
    """Make the subject of a mock with a flaw."""

    def make(mock, flaw):
        if mock in {"BrokenERC20", "BrokenERC2612"}:
            return broken_fungible(mock, flaw)
        if mock == "BrokenERC5805":
            return broken_voting(mock, flaw)
        return broken_nft(mock, flaw.removesuffix("*"), restrained=flaw.endswith("*"))

    return make


@pytest.mark.parametrize(
    ("mock", "flaw"),
    [pytest.param(mock, flaw, id=f"{mock}.{flaw}") for mock, (_, noticed) in NOTICED.items() for flaw in noticed],
)
def test_suite__contract_with_a_flaw__the_check_for_it_fails(subject, mock, flaw):
    _, noticed = NOTICED[mock]
    with pytest.raises(AssertionError):
        noticed[flaw](subject(mock, flaw))


@pytest.mark.parametrize(
    ("mock", "flaw", "check"),
    [
        pytest.param(mock, flaw, check, id=f"{mock}.{flaw}.{check.__name__}")
        for mock, (suite, _) in NOTICED.items()
        for flaw in (["None", "None*"] if mock in HELD_BACK else ["None"])
        for check in suite.CHECKS
    ],
)
def test_suite__contract_without_a_flaw__holds(subject, mock, flaw, check):
    check(subject(mock, flaw))


@pytest.mark.parametrize("mock", NOTICED)
def test_flaws__of_a_mock__each_is_noticed_and_each_check_notices_one(mock):
    suite, noticed = NOTICED[mock]
    assert [name.removesuffix("*") for name in noticed] == flaws(mock)[1:]
    assert set(noticed.values()) == set(suite.CHECKS)
