"""The certificates for phones in the same network: verified as a browser does, kept while they last, renewed in time."""

import ipaddress
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from backend.launch import tls

ADDRESS = "192.168.7.9"


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(certificate: Path, authority: Path, *names: str) -> None:
    """Raises VerificationError unless a client that trusts the authority takes the certificate for every name."""
    for name in names:
        try:
            subject: x509.IPAddress | x509.DNSName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            subject = x509.DNSName(name)
        verifier = PolicyBuilder().store(Store([load(authority)])).build_server_verifier(subject)
        verifier.verify(load(certificate), [])


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the certificates' clock stand at a moment."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # noqa: ARG003 - the module asks for UTC only
            return moment

    monkeypatch.setattr(tls, "datetime", Then)


def test_ensure_certificate__another_name_or_authority__not_accepted(tmp_path: Path) -> None:
    certificate, _, authority = tls.ensure_certificate(tmp_path / "a", ADDRESS)
    _, _, stranger = tls.ensure_certificate(tmp_path / "b", ADDRESS)
    with pytest.raises(VerificationError):
        verify(certificate, authority, "192.168.7.10")
    with pytest.raises(VerificationError):
        verify(certificate, stranger, ADDRESS)


def test_ensure_certificate__new__accepted_for_the_address_and_this_machine(tmp_path: Path) -> None:
    certificate, key, authority = tls.ensure_certificate(tmp_path, ADDRESS)
    verify(certificate, authority, ADDRESS, "127.0.0.1", "localhost")
    ours = load_pem_private_key(key.read_bytes(), password=None)
    assert ours.public_key() == load(certificate).public_key()


def test_ensure_certificate__new__not_valid_longer_than_phones_take(tmp_path: Path) -> None:
    certificate, _, _ = tls.ensure_certificate(tmp_path, ADDRESS)
    made = load(certificate)
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=398)


def test_ensure_certificate__keys__readable_by_their_owner_only(tmp_path: Path) -> None:
    _, key, authority = tls.ensure_certificate(tmp_path, ADDRESS)
    for path in (key, authority.with_name("ca.key")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_ensure_certificate__again__the_same_files_untouched(tmp_path: Path) -> None:
    first = tls.ensure_certificate(tmp_path, ADDRESS)
    before = [path.read_bytes() for path in first]
    assert tls.ensure_certificate(tmp_path, ADDRESS) == first
    assert [path.read_bytes() for path in first] == before


def test_ensure_certificate__another_address__same_authority(tmp_path: Path) -> None:
    _, _, authority = tls.ensure_certificate(tmp_path, ADDRESS)
    before = authority.read_bytes()
    other, _, same = tls.ensure_certificate(tmp_path, "10.0.0.5")
    assert same.read_bytes() == before
    verify(other, authority, "10.0.0.5")


def test_ensure_certificate__key_lost__made_anew(tmp_path: Path) -> None:
    certificate, key, authority = tls.ensure_certificate(tmp_path, ADDRESS)
    key.unlink()
    tls.ensure_certificate(tmp_path, ADDRESS)
    verify(certificate, authority, ADDRESS)
    ours = load_pem_private_key(key.read_bytes(), password=None)
    assert ours.public_key() == load(certificate).public_key()


def test_ensure_certificate__a_week_before_its_end__renewed_by_the_same_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    at(monkeypatch, now - timedelta(days=397 - 8))
    certificate, _, authority = tls.ensure_certificate(tmp_path, ADDRESS)
    kept, trusted = certificate.read_bytes(), authority.read_bytes()

    at(monkeypatch, now)
    tls.ensure_certificate(tmp_path, ADDRESS)
    assert certificate.read_bytes() == kept

    at(monkeypatch, now + timedelta(days=2))
    tls.ensure_certificate(tmp_path, ADDRESS)
    assert certificate.read_bytes() != kept
    assert authority.read_bytes() == trusted
    assert load(certificate).not_valid_after_utc > now + timedelta(days=390)


@pytest.mark.parametrize("lost", ["ca.key", "ca.crt"])
def test_ensure_certificate__authority_lost__certificate_is_of_the_new_one(tmp_path: Path, lost: str) -> None:
    tls.ensure_certificate(tmp_path, ADDRESS)
    (tmp_path / lost).unlink()
    certificate, _, authority = tls.ensure_certificate(tmp_path, ADDRESS)
    verify(certificate, authority, ADDRESS, "localhost")
