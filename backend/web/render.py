"""Pages from templates: autoescaped, strict about missing values, in the reader's language."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backend.chain.errors import RevertReason, sentence
from backend.core.i18n import Texts
from backend.features.auth.service import SignedIn
from backend.features.progress import ChainProgress, ChainState

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
# Shorter words are set as large as five letters, longer ones are broken: beyond that the type is no poster any more.
_SET_LEAST, _SET_MOST = 5, 20
# More letters than this take several lines; a phone then sets them smaller, so that the code stays in sight.
_LONG = 22
# Progress fills from below: what is further along stands higher, so that the stage shows without colour.
_STAGES: Mapping[ChainState, tuple[float, float]] = {
    ChainState.FINAL: (0, 10),
    ChainState.MINED: (3, 7),
    ChainState.SENT: (6.5, 3.5),
    ChainState.QUEUED: (10, 0),
    ChainState.FAILED: (0, 5),
}


@dataclass(frozen=True)
class BarPart:
    """A stretch of the progress bar, in units of one item across and ten high; `width` is how many items it stands for."""

    state: str
    x: int
    y: float
    width: int
    height: float


@dataclass(frozen=True)
class Reader:
    """Who reads which page, and how: its path, texts in their language, the account if signed in."""

    here: str
    texts: Texts
    signed_in: SignedIn | None


def set_class(name: str) -> str:
    """The class that sets `name` as large as its longest word fits across: tenths of a mean letter, in steps of five."""
    words = name.replace("-", "- ").replace("/", "/ ").split() or [""]
    longest = max(sum(_advance(letter) for letter in word) for word in words)
    size = f"set-{min(max(math.ceil(longest * 2), _SET_LEAST * 2), _SET_MOST * 2) * 5}"
    return f"{size} is-long" if len(name) > _LONG else size


def _advance(letter: str) -> float:
    # Measured on the condensed bold, in mean letters; scripts the typeface lacks come from wider ones.
    if letter in "ijlI.,:;!'|1-":
        return 0.5
    if letter in "frtJEFL":
        return 0.72
    if letter in "mwMW@":
        return 1.55
    if ord(letter) >= 0x250:
        return 1.5
    return 1.05 if letter.isupper() else 0.98


def bar_parts(counted: ChainProgress) -> list[BarPart]:
    """The progress bar from left to right, empty stages left out."""
    parts: list[BarPart] = []
    x = 0
    for state, (y, height) in _STAGES.items():
        count = int(getattr(counted, state.value))
        if count:
            parts.append(BarPart(state=state.value, x=x, y=y, width=count, height=height))
        x += count
    return parts


def failure_text(failure: RevertReason | None, texts: Texts) -> str:
    """Why something failed on the chain."""
    return sentence(failure, texts) if failure else texts("failure-unknown")


def ether(wei: int | str, texts: Texts) -> str:
    """An amount in ETH with four digits that count; what is less than a millionth is said to be that."""
    amount = Decimal(int(wei)).scaleb(-18)
    least = Decimal("0.000001")
    if 0 < amount < least:
        return f"< {format_decimal(least, '#,##0.######', locale=texts.locale)}"
    rounded = Context(prec=4, rounding=ROUND_HALF_UP).plus(amount)
    if rounded.adjusted() >= 3:
        rounded = amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return format_decimal(rounded, "#,##0.#########", locale=texts.locale)


def gwei(wei: int | str, texts: Texts) -> str:
    """An amount per gas in gwei, to the hundredth."""
    rounded = Decimal(int(wei)).scaleb(-9).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return format_decimal(rounded, "#,##0.##", locale=texts.locale)


def ago(moment: datetime, texts: Texts, now: datetime) -> str:
    """How long ago, in whole minutes, hours or days."""
    passed = now - moment
    if passed.total_seconds() < 60:
        return texts("pipeline-just-now")
    return format_timedelta(-passed, granularity="minute", threshold=1.5, add_direction=True, locale=texts.locale)


def with_page(url: str, page: int) -> str:
    """`url` with its page number set."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "page"]
    return f"{parts.path}?{urlencode([*query, ('page', str(page))])}"


@cache
def static_url(path: str, *, stamped: bool = True) -> str:
    """Where a static file is served; stamped with its content, so that it can be kept for ever."""
    if not stamped:
        return f"/static/{path}"
    return f"/static/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_url
    environment.filters.update(
        set_class=set_class,
        bar_parts=bar_parts,
        failure_text=failure_text,
        ether=ether,
        gwei=gwei,
        ago=ago,
        begun=lambda text: text[:1].upper() + text[1:],
        with_page=with_page,
        # A word joiner after the dash keeps a ticket's number on one line.
        unbroken=lambda value: str(value).replace("-", "-\u2060"),
        dashed=lambda value: str(value).replace("_", "-").lower(),
    )
    return environment


_ENVIRONMENT = _environment()


def page(
    reader: Reader,
    template: str,
    /,
    *,
    status: int = 200,
    palette: str | None = None,
    live: bool = False,
    **values: object,
) -> HTMLResponse:
    """The page `template`, in this palette, with htmx when `live`.

    Never cached by others or stored: it may name people.
    """
    text = _ENVIRONMENT.get_template(template).render(
        t=reader.texts,
        signed_in=reader.signed_in,
        here=reader.here,
        palette=palette,
        live=live,
        status=status,
        **values,
    )
    # With "no-referrer" older browsers would send our own forms with the origin "null", which we refuse.
    headers = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin"}
    return HTMLResponse(text, status_code=status, headers=headers)


def trusted_svg(svg: str) -> Markup:
    """An SVG made by us, put into a page as it is."""
    return Markup(svg)  # noqa: S704


def keep_secret(response: Response) -> Response:
    """Headers for pages whose address is the key to them: nothing stores, indexes or passes it on."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
