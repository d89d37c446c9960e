"""What the pages are set with: type as large as its longest word allows, one palette a collective, bars that add up."""

import pytest
from fastapi import Response

from backend.chain.errors import RevertReason
from backend.core.i18n import Texts
from backend.features.progress import ChainProgress
from backend.web.render import (
    bar_parts,
    failure_text,
    keep_secret,
    set_class,
    static_url,
    with_page,
)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("", "set-50"),
        ("Ja", "set-50"),
        ("Rübezahl", "set-75"),
        ("Mitgliederversammlung", "set-200"),
        ("Eine Nacht für alle und niemanden", "set-90 is-long"),
        ("x" * 40, "set-200 is-long"),
        ("illi", "set-50"),
        ("Halle 14", "set-50"),
    ],
)
def test_set_class__by_the_longest_word(name: str, size: str) -> None:
    assert set_class(name) == size


def test_set_class__of_scripts_the_typeface_lacks__leaves_them_room() -> None:
    assert set_class("Вечеринка") > set_class("Wetscherink")


def test_bar__every_state__stands_side_by_side_and_higher_the_further() -> None:
    parts = bar_parts(ChainProgress(queued=1, sent=2, mined=3, final=4, failed=5))
    assert [(part.state, part.x, part.width) for part in parts] == [
        ("final", 0, 4),
        ("mined", 4, 3),
        ("sent", 7, 2),
        ("queued", 9, 1),
        ("failed", 10, 5),
    ]
    heights = [part.height for part in parts[:4]]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 4
    assert all(part.y + part.height == 10 for part in parts[:4])


def test_bar__of_nothing__is_empty() -> None:
    assert bar_parts(ChainProgress()) == []


@pytest.mark.parametrize(
    ("url", "page", "expected"),
    [
        ("/a", 2, "/a?page=2"),
        ("/a?page=7", 2, "/a?page=2"),
        ("/a?q=%C3%BC+%26&page=1", 3, "/a?q=%C3%BC+%26&page=3"),
    ],
)
def test_with_page__sets_the_number_and_keeps_the_rest(url: str, page: int, expected: str) -> None:
    assert with_page(url, page) == expected


def test_failure__with_and_without_a_reason__says_what_is_known() -> None:
    assert failure_text(RevertReason("TicketsCancelled", {}), Texts("de")) == "Die Veranstaltung ist abgesagt."
    assert failure_text(None, Texts("en")) == "The reason is not known."


def test_static__address__changes_with_the_content() -> None:
    assert static_url("css/tokens.css").startswith("/static/css/tokens.css?v=")
    assert static_url("css/tokens.css") != static_url("css/site.css").replace("site", "tokens")
    assert static_url("icon.svg", stamped=False) == "/static/icon.svg"


def test_keep_secret__sets_all_three_headers() -> None:
    headers = keep_secret(Response()).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
