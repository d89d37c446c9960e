"""Reading the stylesheets as the tests need them: tokens by theme and palette, resolved to colours."""

import re
from pathlib import Path

from backend.web.render import STATIC

CSS = STATIC / "css"
_BLOCK = re.compile(r"(?P<selectors>[^{};]+)\{(?P<body>[^{}]*)\}")
_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")


def text_of(path: Path) -> str:
    """A stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def blocks(css: str) -> list[tuple[str, dict[str, str]]]:
    """Selector and custom properties of every rule; rules inside a media query have its name before the selector."""
    found = []
    for query, body in _media(css):
        for match in _BLOCK.finditer(body):
            selectors = " ".join(match["selectors"].split())
            found.append(((f"{query} " if query else "") + selectors, dict(_DECLARATION.findall(match["body"]))))
    return found


def _media(css: str) -> list[tuple[str, str]]:
    """The stylesheet cut at its media queries, whose bodies come with the query's text."""
    parts, plain, at = [], [], 0
    for match in re.finditer(r"@media\s*\(([^)]*)\)\s*\{", css):
        plain.append(css[at : match.start()])
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        parts.append((match[1], css[match.end() : end - 1]))
        at = end
    plain.append(css[at:])
    return [("", "".join(plain)), *parts]


def tokens(*, dark: bool, palette: str | None) -> dict[str, str]:
    """The custom properties of a page in this theme and palette, in the order of the cascade."""
    found: dict[str, str] = {}
    for selector, values in blocks(text_of(CSS / "tokens.css")):
        is_plain = selector == ":root"
        is_palette = palette is not None and selector == f'[data-palette="{palette}"]'
        is_dark = dark and selector.startswith("prefers-color-scheme: dark")
        if is_plain or is_palette or is_dark:
            found.update({name: value.strip() for name, value in values.items()})
    return {name: _resolved(value, found) for name, value in found.items()}


def _resolved(value: str, known: dict[str, str]) -> str:
    while match := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = known[match[1]].strip()
    return value


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours (WCAG 2.2)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
