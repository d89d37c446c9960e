"""Who is signed in. Login links are one-time and hashed; a session is a random cookie, hashed too."""

import hmac
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.core.errors import Gone, NotFound, Unauthenticated
from backend.core.ids import hash_token, new_token
from backend.db.repositories import accounts
from backend.features.parts import Parts

DEFAULT_ORGANISER = "Organiser"


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request, and the token that proves a form came from its own pages."""

    account_id: int
    name: str
    csrf: str


def make_login_link(session: Session, parts: Parts, *, name: str = DEFAULT_ORGANISER) -> str:
    """A one-time login URL for the account `name`, which is made if there is none."""
    now = parts.clock.now()
    account = accounts.account_by_name(session, name) or accounts.add_account(session, name=name, now=now)
    token = new_token()
    accounts.add_login_link(
        session,
        account_id=account.id,
        token_hash=hash_token(token),
        expires_at=now + parts.settings.login_link_lifetime,
    )
    return f"{parts.settings.base_url}/login/{token}"


def check_login_link(session: Session, parts: Parts, token: str) -> None:
    """Raise NotFound `login_link_unknown`, Gone `login_link_used` or Gone `login_link_expired` unless the link works."""
    link = accounts.login_link(session, hash_token(token))
    if link is None:
        raise NotFound("login_link_unknown")
    if link.used_at is not None:
        raise Gone("login_link_used")
    if link.expires_at <= parts.clock.now():
        raise Gone("login_link_expired")


def use_login_link(session: Session, parts: Parts, token: str) -> str:
    """Use the link up; returns the session token for the cookie. Raises as check_login_link."""
    check_login_link(session, parts, token)
    link = accounts.login_link(session, hash_token(token))
    now = parts.clock.now()
    if link is None or not accounts.use_login_link(session, link.id, now=now):
        raise Gone("login_link_used")
    session_token = new_token()
    accounts.add_session(
        session,
        account_id=link.account_id,
        token_hash=hash_token(session_token),
        now=now,
        expires_at=now + parts.settings.session_lifetime,
    )
    return session_token


def who(session: Session, parts: Parts, session_token: str | None) -> SignedIn | None:
    """Who the session cookie belongs to, or None."""
    if not session_token:
        return None
    account = accounts.account_of_session(session, hash_token(session_token), now=parts.clock.now())
    if account is None:
        return None
    return SignedIn(account_id=account.id, name=account.name, csrf=csrf_token(session_token))


def require(session: Session, parts: Parts, session_token: str | None) -> SignedIn:
    """Who the session cookie belongs to. Raises Unauthenticated `login_required`."""
    signed_in = who(session, parts, session_token)
    if signed_in is None:
        raise Unauthenticated("login_required")
    return signed_in


def sign_out(session: Session, session_token: str) -> None:
    """End the session; the cookie is worthless afterwards."""
    accounts.end_session(session, hash_token(session_token))


def csrf_token(session_token: str) -> str:
    """The token forms of this session carry. It does not reveal the session token."""
    return hmac.digest(session_token.encode(), b"einlass csrf", "sha256").hex()


def check_csrf(session_token: str, sent: str) -> bool:
    """Whether a form came from a page of this session."""
    return hmac.compare_digest(csrf_token(session_token).encode(), sent.encode())
