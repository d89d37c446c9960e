"""Texts in the reader's language: Fluent messages from `backend/locales/<locale>/*.ftl`.

Both locales hold the same messages; a test proves it. A missing message is an error, never an empty string.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource

from backend.core.errors import EinlassError

Locale = Literal["de", "en"]
LOCALES: tuple[Locale, ...] = get_args(Locale)
DEFAULT_LOCALE: Locale = "de"
_FOLDER = Path(__file__).parent.parent / "locales"


class MissingText(KeyError):
    """A message does not exist in a locale, or lacks one of its arguments: a bug, found by the tests."""


@cache
def _bundle(locale: Locale) -> FluentBundle:
    # Isolation marks would stand visibly in e-mails and CSV files; our arguments are names, not mixed-direction prose.
    bundle = FluentBundle([locale], use_isolating=False)
    for file in sorted((_FOLDER / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


class Texts:
    """The texts of one locale."""

    def __init__(self, locale: Locale) -> None:
        self.locale: Locale = locale
        self._bundle = _bundle(locale)

    def __call__(self, key: str, **params: object) -> str:
        """The message `key` formatted with `params`. Raises MissingText when either is not there."""
        if not self._bundle.has_message(key):
            raise MissingText(f"{self.locale}: {key}")
        message = self._bundle.get_message(key)
        if message.value is None:
            raise MissingText(f"{self.locale}: {key} has no value")
        text, problems = self._bundle.format_pattern(message.value, dict(params))
        if problems:
            raise MissingText(f"{self.locale}: {key}: {problems}")
        return str(text)

    def error(self, error: EinlassError) -> str:
        """The sentence for an error: what happened, and what to do."""
        return self(error_key(error.code), **error.params)

    def moment(self, value: datetime, *, zone: str, form: str = "EEEE, d. MMMM y, HH:mm") -> str:
        """A time in the event's zone, in words."""
        if self.locale == "en" and form == "EEEE, d. MMMM y, HH:mm":
            form = "EEEE, d MMMM y, HH:mm"
        return format_datetime(value, form, tzinfo=ZoneInfo(zone), locale=self.locale)

    def number(self, value: int) -> str:
        """A whole number with the locale's thousands separator."""
        return format_decimal(value, locale=self.locale)


def error_key(code: str) -> str:
    """The Fluent message that belongs to an error code."""
    return "error-" + code.replace("_", "-")


def messages(locale: Locale) -> Mapping[str, object]:
    """Every message of a locale, for the tests that compare them."""
    return dict(_bundle(locale)._messages)


# A language, its regions ignored, and a weight from 0 to 1 (RFC 9110, sections 12.4.2 and 12.5.4).
_LANGUAGE_RANGE = re.compile(r"\s*([a-z]+)(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE)


def pick_locale(accept_language: str | None, *, chosen: str | None = None) -> Locale:
    """The locale for a reader: what was chosen, else the best of the Accept-Language header (RFC 9110), else German."""
    for known in LOCALES:
        if chosen == known:
            return known
    weighed: list[tuple[float, int, Locale]] = []
    for place, part in enumerate((accept_language or "")[:200].split(",")):
        wish = _LANGUAGE_RANGE.fullmatch(part)
        quality = float(wish[2] or 1) if wish else 0
        for known in LOCALES:
            if wish and wish[1].lower() == known and quality > 0:
                weighed.append((-quality, place, known))
    return min(weighed)[2] if weighed else DEFAULT_LOCALE
