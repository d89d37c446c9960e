"""A certificate authority of one's own, so that a phone in the same network may use its camera (which needs https)."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from backend.core.secret_files import write_private

# Phones refuse certificates that are valid for longer than 398 days.
_SERVER_DAYS = 397
_AUTHORITY_DAYS = 3650


def ensure_certificate(folder: Path, address: str) -> tuple[Path, Path, Path]:
    """Certificate, its key, and the authority's certificate for `address` and localhost; made where missing or outdated."""
    authority_key, authority = _authority(folder)
    certificate, key = folder / f"{address}.crt", folder / f"{address}.key"
    if not (_is_fresh(certificate) and key.is_file() and _is_issued_by(certificate, authority)):
        certificate.unlink(missing_ok=True)
        key.unlink(missing_ok=True)
        server_key = ec.generate_private_key(ec.SECP256R1())
        write_private(key, _private_pem(server_key))
        certificate.write_bytes(_server_pem(server_key, address, authority_key, authority))
    return certificate, key, folder / "ca.crt"


def _is_fresh(path: Path) -> bool:
    if not path.is_file():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=7)


def _is_issued_by(path: Path, authority: x509.Certificate) -> bool:
    """Whether the authority phones are told to install is the one that signed this certificate."""
    try:
        x509.load_pem_x509_certificate(path.read_bytes()).verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _authority(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key_file, certificate_file = folder / "ca.key", folder / "ca.crt"
    if key_file.is_file() and _is_fresh(certificate_file):
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key, x509.load_pem_x509_certificate(certificate_file.read_bytes())
    key_file.unlink(missing_ok=True)
    made = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Einlass (this machine)")])
    certificate = (
        _builder(name, name, made.public_key(), _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(made.public_key()), critical=False)
        .sign(made, hashes.SHA256())
    )
    write_private(key_file, _private_pem(made))
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return made, certificate


def _server_pem(
    key: ec.EllipticCurvePrivateKey,
    address: str,
    authority_key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
) -> bytes:
    names = x509.SubjectAlternativeName(
        [
            x509.IPAddress(ipaddress.ip_address(address)),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            x509.DNSName("localhost"),
        ]
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    certificate = (
        _builder(subject, authority.subject, key.public_key(), _SERVER_DAYS)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
    )
