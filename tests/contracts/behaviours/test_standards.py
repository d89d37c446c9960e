"""Each standard's behaviour suite, on every contract of ours that claims the standard."""

import pytest

from behaviours import erc20, erc165, erc721, erc2612, erc2981, erc4906, erc5192, erc5805, erc7572, erc7858
from behaviours.conftest import POLICIES


def checks(*suites):
    """Parametrise over all checks of these suites."""
    return pytest.mark.parametrize(
        "check",
        [
            pytest.param(one, id=f"{suite.__name__.rpartition('.')[2]}.{one.__name__}")
            for suite in suites
            for one in suite.CHECKS
        ],
    )


@pytest.mark.parametrize("policy", POLICIES)
@checks(erc165, erc721, erc2981, erc4906, erc5192, erc7572)
def test_tickets__of_each_policy__keep_the_standard(ticket_subject, policy, check):
    check(ticket_subject(policy))


@checks(erc165, erc721, erc5192, erc7572, erc7858)
def test_memberships__soulbound__keep_the_standard(membership_subject, check):
    check(membership_subject)


@checks(erc5805)
def test_votes__of_members__keep_the_standard(voting_subject, check):
    check(voting_subject)


@checks(erc20, erc2612, erc7572)
def test_community_token__fresh__keeps_the_standard(token_subject, check):
    check(token_subject)
