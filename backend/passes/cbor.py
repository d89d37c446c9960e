"""The part of CBOR a pass needs, in its one deterministic spelling (RFC 8949, section 4.2.1).

Decoding is cbor2's work, made strict from two sides. Before: no tags (cbor2 would build dates, patterns, e-mails
and shared references from them), no indefinite lengths, no duplicate keys, little depth. After: every value must be
of a type listed here, and encoding it again must give the same bytes, which refuses longer spellings, unsorted keys
and trailing bytes.

Encoding is ours because cbor2's `canonical=True` sorts map keys by length first (RFC 7049), not by their bytes.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Never, TypeGuard

import cbor2

from backend.passes.errors import PassMalformed, Stage

CborValue = int | bool | bytes | list["CborValue"] | dict[int, "CborValue"]
"""Integers from -2^64 to 2^64 - 1, booleans, byte strings, arrays, and maps whose keys are such integers.

To Python `True == 1` and a bool is an int; here they are two things. Who reads an integer asks `is_integer`.
"""

# Arrays and maps inside each other: three in the claims of a bound pass (RFC 8747) and in a proof.
MAX_DEPTH = 4

_UINT, _NINT, _BSTR, _ARRAY, _MAP = 0, 1, 2, 4, 5
_FALSE, _TRUE = b"\xf4", b"\xf5"


@cbor2.shareable_decoder
def _refuse_tag(_immutable: bool) -> Never:
    # Called before the tagged value is read, so nothing is built from it.
    raise ValueError("no tags inside a pass")


class _EveryTagRefused(Mapping[int, Any]):
    """The semantic decoders handed to cbor2: whatever the tag's number, the same refusal."""

    def __getitem__(self, _tag: int) -> Any:
        return _refuse_tag

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 0


_NO_TAGS = _EveryTagRefused()


def is_integer(value: object) -> TypeGuard[int]:
    """Say whether a decoded value is a CBOR integer, which a boolean is not."""
    return type(value) is int


def encode(value: CborValue) -> bytes:
    """Return the deterministic spelling of `value`.

    Raises ValueError when `value` holds anything but what CborValue names (a float is not an integer),
    nests deeper than MAX_DEPTH or holds an integer of more than 64 bits.
    """
    return _encode(value, depth=0)


def decode(data: bytes) -> CborValue:
    """Return the one value that `data` spells deterministically, and nothing after it.

    Raises PassMalformed (stage cbor) for everything else. The length of `data` is the caller's to limit.
    """
    try:
        value: CborValue = cbor2.loads(
            data,
            semantic_decoders=_NO_TAGS,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        spelled = encode(value)
    except (cbor2.CBORError, ValueError) as error:
        raise PassMalformed(Stage.CBOR, str(error)) from None
    if spelled != data:
        raise PassMalformed(Stage.CBOR, "not the deterministic spelling, or bytes after the end")
    return value


def _encode(value: CborValue, *, depth: int) -> bytes:
    # Exact types: bool is an int to Python and something else to CBOR.
    if type(value) is int:
        return _head(_UINT, value) if value >= 0 else _head(_NINT, -1 - value)
    if type(value) is bytes:
        return _head(_BSTR, len(value)) + value
    if type(value) is bool:
        return _TRUE if value else _FALSE
    if depth == MAX_DEPTH:
        raise ValueError(f"a {type(value).__name__} {MAX_DEPTH} deep")
    if type(value) is list:
        return _head(_ARRAY, len(value)) + b"".join(_encode(item, depth=depth + 1) for item in value)
    if type(value) is dict:
        return _head(_MAP, len(value)) + b"".join(sorted(_entries(value, depth=depth + 1)))
    raise ValueError(f"a {type(value).__name__} does not belong in a pass")


def _entries(entries: dict[int, CborValue], *, depth: int) -> Iterator[bytes]:
    for key, value in entries.items():
        if type(key) is not int:
            raise ValueError(f"a {type(key).__name__} is no key in a pass")
        # Sorting key and value together sorts by key: no encoded key is the beginning of another.
        yield _encode(key, depth=depth) + _encode(value, depth=depth)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | info]) + argument.to_bytes(size)
    raise ValueError(f"{argument} needs more than 64 bits")
