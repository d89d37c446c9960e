"""What contracts refuse is said in German and English: every error of every ABI, with arguments that it has."""

from collections.abc import Iterator, Mapping

import pytest

from backend.chain import abi_files
from backend.chain.errors import OTHER_ERRORS, RevertReason, decode_revert, refusal_key, sentence
from backend.core.i18n import LOCALES, Locale, Texts
from tests.backend.core.test_core_i18n import spoken

# Arguments that no message names, of errors that the ABIs do not have.
OTHER_ARGS = {
    "Error": {"message"},
    "Panic": {"code"},
    "Reverted": {"message"},
    "UnknownError": {"data"},
    "Cancelled": set[str](),
    "GasTooHigh": {"message"},
}


def errors() -> Iterator[tuple[str, set[str]]]:
    """Every custom error of every ABI with the names of its arguments; the same name may stand in several."""
    for contract in abi_files.CONTRACTS:
        for entry in abi_files.abi(contract):
            if entry["type"] == "error":
                yield str(entry["name"]), {str(part["name"]) for part in entry["inputs"]}


def missing(wanted: Mapping[str, set[str]]) -> set[str]:
    """Errors without a message, among these messages with their arguments."""
    return {name for name, _ in errors() if refusal_key(name) not in wanted}


def test_errors__of_the_abis__are_found() -> None:
    found = {name for name, _ in errors()}
    assert {"TicketAlreadyMinted", "MembershipRetired", "ERC721NonexistentToken", "CollectiveExists"} <= found
    assert missing({}) == found


@pytest.mark.parametrize("locale", LOCALES)
def test_messages__for_every_error__exist_and_none_is_left_over(locale: Locale) -> None:
    wanted = spoken(locale, "contracts.ftl")
    known = {refusal_key(name) for name in [*(name for name, _ in errors()), *OTHER_ERRORS]}
    assert missing(wanted) == set()
    assert set(wanted) - known == {"refusal"}
    assert known <= set(wanted)


@pytest.mark.parametrize("locale", LOCALES)
def test_messages__arguments_they_name__are_those_of_the_error(locale: Locale) -> None:
    wanted = spoken(locale, "contracts.ftl")
    for name, args in [*errors(), *OTHER_ARGS.items()]:
        assert wanted[refusal_key(name)] <= args, name


def test_keys__of_different_errors__differ() -> None:
    names = {name for name, _ in errors()}
    assert len({refusal_key(name) for name in names}) == len(names)


@pytest.mark.parametrize("locale", LOCALES)
def test_sentence__every_error_with_its_arguments__is_said_without_its_name(locale: Locale) -> None:
    texts = Texts(locale)
    for name, args in [*errors(), *OTHER_ARGS.items()]:
        said = sentence(RevertReason(name, dict.fromkeys(args, "3")), texts)
        assert said != texts("refusal", name=name)
        assert said.endswith((".", "3"))


@pytest.mark.parametrize(
    "reason",
    [RevertReason("OfTomorrow", {"a": "1"}), RevertReason("TicketAlreadyMinted", {}), RevertReason("no name: $", {})],
    ids=["an error nobody knows", "arguments that were lost", "a name of another form"],
)
def test_sentence__that_cannot_be_said__names_the_error(reason: RevertReason) -> None:
    assert sentence(reason, Texts("en")) == f"The contract refused: {reason.name}."


@pytest.mark.parametrize(
    ("reason", "german", "english"),
    [
        pytest.param(
            RevertReason("TicketAlreadyMinted", {"tokenId": str(2 << 32 | 41)}),
            "Ticket 2-0042 gibt es schon.",
            "Ticket 2-0042 exists already.",
            id="a ticket by the number people say",
        ),
        pytest.param(
            RevertReason("MembershipRetired", {"tokenId": "7"}),
            "Mitgliedschaft 7 ist zu Ende, und ihre Nummer kommt nie wieder.",
            "Membership 7 has ended, and its number never comes back.",
            id="a membership by its number",
        ),
        pytest.param(
            RevertReason("AccessMissingRole", {"role": "2", "account": "0xA1"}),
            "0xA1 fehlt dafür eine Rolle: Kasse.",
            "0xA1 lacks a role for this: box office.",
            id="a role by its name",
        ),
        pytest.param(
            RevertReason("TicketsOver", {"endsAt": "1795374000"}),
            "Die Veranstaltung ist seit 22.11.2026, 19:00:00 UTC vorbei.",
            "The event has been over since Nov 22, 2026, 7:00:00\N{NARROW NO-BREAK SPACE}PM UTC.",
            id="a time",
        ),
        pytest.param(
            RevertReason("TicketsOver", {"endsAt": str(2**64 - 1)}),
            f"Die Veranstaltung ist seit {2**64 - 1} vorbei.",
            f"The event has been over since {2**64 - 1}.",
            id="a time beyond all calendars",
        ),
    ],
)
def test_sentence__arguments__as_people_say_them(reason: RevertReason, german: str, english: str) -> None:
    assert (sentence(reason, Texts("de")), sentence(reason, Texts("en"))) == (german, english)


def test_sentence__of_revert_data_nobody_knows__gives_the_data_to_show_somebody() -> None:
    assert "0xdeadbeef" in sentence(decode_revert(bytes.fromhex("deadbeef")), Texts("de"))
