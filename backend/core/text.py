"""Small text rules that several features share."""

import re
import unicodedata
from collections.abc import Container

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


def slugify(name: str, *, taken: Container[str] = (), fallback: str = "x") -> str:
    """An address for `name` in lower-case ASCII, at most 60 characters; with a number behind them when taken."""
    spelled = unicodedata.normalize("NFC", name).translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or fallback
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate


def clean_line(text: str) -> str:
    """One line of text as a person meant it: NFC, white space folded, nothing in it that contracts/art/Text.sol refuses."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    # Composed last: what is taken out may stand between a letter and its accent.
    kept = unicodedata.normalize("NFC", "".join(char for char in spaced if _is_kept(char)))
    return " ".join(kept.split())


def _is_kept(char: str) -> bool:
    """No control characters, no halves of surrogate pairs, no overrides, none of the code points that are no characters."""
    if unicodedata.category(char) in ("Cc", "Cs") or char in _OVERRIDES:
        return False
    return ord(char) & 0xFFFE != 0xFFFE


# Characters that reorder what follows them: in a name they only serve to deceive whoever reads the list.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def utf8_length(text: str) -> int:
    """The length the chain counts: bytes of UTF-8."""
    return len(text.encode())
