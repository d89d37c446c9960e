"""Texts made from valid passes by changes at every layer, the same ones for the same seed.

A change below a signature is signed again, by the issuer, the device or both: otherwise almost everything would end at
"signature invalid" or earlier, and what is behind it would never be asked.
"""

import random
from collections.abc import Iterator

from backend.passes import base45, cbor, cose
from backend.passes.holder import HolderSigner, N
from backend.passes.issuer import IssuerSigner
from backend.passes.ticket_pass import PREFIX, parse

ISSUER = IssuerSigner(bytes(range(32)))
PHONE = HolderSigner(5)

_PROOF_HEADER: dict[cose.Label, cbor.CborValue] = {}
_EDGES = [0, 1, 2, 23, 24, 255, 256, 65_535, 65_536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 - 1, 2**53, 2**64 - 1]
_STRANGE = ["\0", "\n", " ", "e", "ß", "İ", "６", "\ufeff", "\ud800", "😀", "EL1:", "%", "::", "GGW"]
# Heads of every kind: longer than needed, indefinite, tags, floats, null, text, reserved.
_HEADS = [
    *(bytes([head]) for head in (0x1C, 0x60, 0x5F, 0x9F, 0xBF, 0xC0, 0xC1, 0xE0, 0xF4, 0xF5, 0xF6, 0xF7, 0xFF)),
    *map(bytes.fromhex, ("1800", "190001", "d812", "d9d9f7", "f814", "f90000")),
]


def hostile_texts(seed: int, count: int, valid: list[str]) -> Iterator[str]:
    """Yield `count` texts made from `valid` ones, which are passes of any kind."""
    chance = random.Random(seed)  # noqa: S311 - for tests, and to be the same each time
    ways = [
        _changed_text,
        _changed_bytes,
        _changed_claims,
        _changed_proof,
        _changed_signature,
        _random_claims,
        _random_item,
    ]
    for number in range(count):
        yield ways[number % len(ways)](chance, chance.choice(valid))


def _changed_text(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.randint(0, 6))
        put_in = chance.choice([*_STRANGE, "", "".join(chance.choices(base45.ALPHABET, k=chance.randint(1, 4)))])
        text = chance.choice([text[:start] + put_in + text[end:], text[:start], text[:end] + text[start:], text * 2])
    return text


def _changed_bytes(chance: random.Random, text: str) -> str:
    return _spelled(_damaged(chance, _bytes_of(text)))


def _changed_claims(chance: random.Random, text: str) -> str:
    payload = _damaged(chance, parse(text).sign1.payload)
    return _signed(chance, payload)


def _changed_proof(chance: random.Random, text: str) -> str:
    payload = cbor.encode([parse(text).sign1.parts(), chance.choice(_EDGES[1:])])
    if chance.random() < 0.8:
        payload = _damaged(chance, payload)
    return _spelled(cose.sign1(payload, header=_PROOF_HEADER, signer=PHONE))


def _changed_signature(chance: random.Random, text: str) -> str:
    data = bytearray(_bytes_of(text))
    half = len(data) - 32
    order = chance.choice([N, 2**252 + 27742317777372353535851937790883648493])
    byteorder = chance.choice(["big", "little"])
    s = int.from_bytes(data[half:], byteorder)
    s = chance.choice([order - s, s + order, s - order, 0, order, order // 2, s ^ 1 << chance.randrange(256)])
    data[half:] = (s % 2**256).to_bytes(32, byteorder)
    return _spelled(bytes(data))


def _random_claims(chance: random.Random, text: str) -> str:
    """Claims of the right shape with values at the edges of their ranges, or beside them."""
    payload = cbor.decode(parse(text).sign1.payload)
    assert isinstance(payload, dict)
    ticket = payload[-65537]
    assert isinstance(ticket, list)
    for _ in range(chance.randint(1, 2)):
        ticket[chance.randrange(4)] = _value(chance, 1)
    if chance.random() < 0.3:
        payload[chance.choice([4, 8, 1, -65537])] = _value(chance, 2)
    if chance.random() < 0.4:
        x = chance.choice([chance.randrange(2**256), 5, 2**256 - 1]).to_bytes(32)
        payload[8] = {1: {1: 2, -1: 1, -2: x, -3: chance.random() < 0.5}}
    return _signed(chance, cbor.encode(payload))


def _random_item(chance: random.Random, _text: str) -> str:
    return _spelled(cose.SIGN1_TAG + cbor.encode([_value(chance, 1) for _ in range(chance.randint(0, 5))]))


def _value(chance: random.Random, depth: int) -> cbor.CborValue:
    kind = chance.randrange(5 if depth < 3 else 3)
    if kind == 0:
        return chance.choice([1, -1]) * chance.choice(_EDGES)
    if kind == 1:
        return chance.random() < 0.5
    if kind == 2:
        return chance.randbytes(chance.choice([0, 7, 8, 9, 32, 64]))
    if kind == 3:
        return [_value(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    return {chance.randint(-4, 8): _value(chance, depth + 1) for _ in range(chance.randint(0, 4))}


def _signed(chance: random.Random, payload: bytes) -> str:
    """An issuer pass of `payload`, alone or, every other time, inside a proof."""
    message = cose.sign1(payload, header={cose.Label.KID: ISSUER.public_key.kid}, signer=ISSUER)
    if chance.random() < 0.5:
        return _spelled(message)
    shown = cbor.encode([cose.parse_sign1(message).parts(), 1_800_000_000])
    return _spelled(cose.sign1(shown, header=_PROOF_HEADER, signer=PHONE))


def _damaged(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 2)):
        start = chance.randint(0, len(changed))
        end = min(len(changed), start + chance.choice([0, 0, 1, 1, 1, 2, 8]))
        put_in = chance.choice([chance.choice(_HEADS), chance.randbytes(1), chance.randbytes(end - start), b""])
        changed[start:end] = put_in
    return bytes(changed)


def _bytes_of(text: str) -> bytes:
    return base45.decode(text.removeprefix(PREFIX))


def _spelled(data: bytes) -> str:
    return PREFIX + base45.encode(data)
