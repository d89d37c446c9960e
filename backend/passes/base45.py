"""Base45 (RFC 9285), with exactly one spelling for every byte string.

Two bytes become three characters, a last single byte two. The alphabet is the QR code's alphanumeric mode, where three
characters take 16.5 bits: three per cent more than the bytes themselves, and readable by any scanner as plain text.
"""

import struct

from backend.passes.errors import PassMalformed, Stage

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_BASE = len(ALPHABET)
_NONE = 255
# The value of every ASCII character.
_VALUES = bytes(ALPHABET.find(chr(code)) % 256 for code in range(256))


def encode(data: bytes) -> str:
    """Return the one Base45 spelling of `data`."""
    characters: list[str] = []
    for start in range(0, len(data) - 1, 2):
        rest, low = divmod(int.from_bytes(data[start : start + 2]), _BASE)
        high, middle = divmod(rest, _BASE)
        characters += (ALPHABET[low], ALPHABET[middle], ALPHABET[high])
    if len(data) % 2:
        high, low = divmod(data[-1], _BASE)
        characters += (ALPHABET[low], ALPHABET[high])
    return "".join(characters)


def decode(text: str) -> bytes:
    """Return the bytes whose one Base45 spelling `text` is.

    Raises PassMalformed (stage base45) for a length of 3n + 1, a character outside the alphabet (lower case
    included), three characters above 65535, and two above 255. With these refused, `encode(decode(text)) == text`
    for every text taken.
    """
    if len(text) % 3 == 1:
        raise PassMalformed(Stage.BASE45, f"{len(text)} characters is not a possible length")
    # Not ASCII becomes "?", which is outside the alphabet like every character with the value _NONE.
    values = text.encode("ascii", errors="replace").translate(_VALUES)
    if _NONE in values:
        raise PassMalformed(Stage.BASE45, f"{text[values.index(_NONE)]!r} is not in the alphabet")
    whole = len(values) - len(values) % 3
    groups = zip(values[0:whole:3], values[1:whole:3], values[2:whole:3], strict=True)
    numbers = [low + middle * _BASE + high * _BASE * _BASE for low, middle, high in groups]
    if numbers and max(numbers) > 0xFFFF:
        raise PassMalformed(Stage.BASE45, f"group {max(numbers)} is above 65535")
    data = struct.pack(f">{len(numbers)}H", *numbers)
    if whole < len(values):
        low, high = values[whole:]
        number = low + high * _BASE
        if number > 0xFF:
            raise PassMalformed(Stage.BASE45, f"last group {number} is above 255")
        data += bytes([number])
    return data
