"""Signing in: a link works once and not for ever, a cookie only as long as it should, a form only from our own page."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.core.clock import FixedClock
from backend.core.errors import EinlassError, Gone, NotFound, Unauthenticated
from backend.db.models.collectives import Account, LoginLink, LoginSession
from backend.features.auth import service as auth
from backend.features.parts import Parts
from tests.backend.together import together


def link(parts: Parts, name: str = "Organiser") -> str:
    """The token of a fresh login link."""
    with parts.db.write() as session:
        return auth.make_login_link(session, parts, name=name).rpartition("/")[2]


def use(parts: Parts, token: str) -> str:
    with parts.db.write() as session:
        return auth.use_login_link(session, parts, token)


def counted(parts: Parts, model: type[Account | LoginLink | LoginSession]) -> int:
    with parts.db.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def who(parts: Parts, token: str | None) -> auth.SignedIn | None:
    with parts.db.read() as session:
        return auth.who(session, parts, token)


def test_use_login_link__never_made__unknown(parts: Parts) -> None:
    with pytest.raises(NotFound, match="login_link_unknown"):
        use(parts, "nonsense")


def test_use_login_link__second_time__used(parts: Parts) -> None:
    token = link(parts)
    use(parts, token)
    with pytest.raises(Gone, match="login_link_used"):
        use(parts, token)
    assert counted(parts, LoginSession) == 1


def test_use_login_link__to_the_second_of_its_lifetime__expired(parts: Parts, clock: FixedClock) -> None:
    token = link(parts)
    clock.at += parts.settings.login_link_lifetime
    with pytest.raises(Gone, match="login_link_expired"):
        use(parts, token)
    clock.at -= timedelta(microseconds=1)
    assert who(parts, use(parts, token))


def test_use_login_link__eight_browsers_at_once__one_session(parts: Parts) -> None:
    token = link(parts)
    outcomes = together([lambda: use(parts, token)] * 8)
    assert [type(outcome) for outcome in outcomes].count(str) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, EinlassError)} == {"login_link_used"}
    assert counted(parts, LoginSession) == 1


def test_check_login_link__used_and_expired__says_used(parts: Parts, clock: FixedClock) -> None:
    token = link(parts)
    use(parts, token)
    clock.at += timedelta(days=1)
    with parts.db.read() as session, pytest.raises(Gone, match="login_link_used"):
        auth.check_login_link(session, parts, token)


def test_check_login_link__by_itself__uses_nothing_up(parts: Parts) -> None:
    token = link(parts)
    with parts.db.read() as session:
        auth.check_login_link(session, parts, token)
    assert who(parts, use(parts, token))


@pytest.mark.parametrize("token", [None, "", "nonsense"])
def test_require__no_session__login_required(parts: Parts, token: str | None) -> None:
    with parts.db.read() as session, pytest.raises(Unauthenticated, match="login_required"):
        auth.require(session, parts, token)


def test_who__session_of_last_week__nobody(parts: Parts, clock: FixedClock) -> None:
    token = use(parts, link(parts))
    clock.at += parts.settings.session_lifetime
    assert who(parts, token) is None


def test_who__signed_out__nobody_and_the_other_browser_stays(parts: Parts) -> None:
    first, second = use(parts, link(parts)), use(parts, link(parts))
    with parts.db.write() as session:
        auth.sign_out(session, first)
    assert who(parts, first) is None
    assert who(parts, second)


def test_check_csrf__of_another_session__refused(parts: Parts) -> None:
    first, second = use(parts, link(parts)), use(parts, link(parts))
    assert auth.check_csrf(first, auth.csrf_token(first))
    assert not auth.check_csrf(first, auth.csrf_token(second))
    assert not auth.check_csrf(first, "")
    assert not auth.check_csrf(first, "ä")
    assert first not in auth.csrf_token(first)


def test_make_login_link__again_for_the_same_name__the_same_account(parts: Parts) -> None:
    first, second = who(parts, use(parts, link(parts))), who(parts, use(parts, link(parts)))
    other = who(parts, use(parts, link(parts, "Somebody else")))
    assert first
    assert second
    assert other
    assert first.account_id == second.account_id != other.account_id
    assert first.name == "Organiser"
    assert counted(parts, Account) == 2


def test_tokens__in_the_database__only_as_hashes(parts: Parts) -> None:
    token = link(parts)
    cookie = use(parts, token)
    with parts.db.read() as session:
        stored = [*session.scalars(select(LoginLink.token_hash)), *session.scalars(select(LoginSession.token_hash))]
    assert len(stored) == 2
    assert token not in stored
    assert cookie not in stored
    assert all(len(value) == 64 for value in stored)
