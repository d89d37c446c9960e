"""Whatever is uploaded: nothing but Invalid is raised, and every line is accounted for."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.errors import Invalid
from backend.features.people.rules import Limits, Room, decode, parse_members, parse_tickets

LIMITS = Limits(rows=1_000, quantity=20)
ROOMS = (Room(1, "Abendkasse", 30), Room(2, "Ermäßigt", 4))
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "Käthe", "k@example.org", "K@EXAMPLE.ORG", "1", "2", "Ermäßigt", "VIP", "20", "x\ny", "\u202e"]
    ),
    st.text(max_size=12),
)
FRAGMENTS = st.sampled_from(
    ["name", "email", "tier", ";", ",", "\t", '"', "\n", "\r", "\r\n", "Käthe", "a@b.de", "1", "\x00", " "]
)


@given(st.one_of(st.binary(max_size=300), st.lists(FRAGMENTS, max_size=60).map(lambda parts: "".join(parts).encode())))
def test_parse__any_bytes__rows_or_invalid(content: bytes) -> None:
    try:
        text = decode(content)
        parse_tickets(text, rooms=ROOMS, limits=LIMITS)
        parse_members(text, members=frozenset({"a@b.de"}), limits=LIMITS)
    except Invalid:
        pass


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=30), st.sampled_from(";,\t"))
def test_parse__any_cells_below_a_good_heading__every_line_that_is_not_empty_is_good_or_bad(
    rows: list[list[str]], separator: str
) -> None:
    cells = [[cell.replace("\x00", "").encode("utf-8", "ignore").decode() for cell in row] for row in rows]
    output = io.StringIO()
    writer = csv.writer(output, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "email", "tier", "quantity"])
    wanted, line = [], 2
    for row in cells:
        before = output.tell()
        writer.writerow(row)
        written = output.getvalue()[before:]
        if any(cell.strip() for cell in row):
            wanted.append(line)
        # Lines as csv counts them: \n, \r\n and a lone \r each end one.
        line += written.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    text = decode(output.getvalue().encode())
    if not wanted:
        with pytest.raises(Invalid, match="file_without_rows"):
            parse_tickets(text, rooms=ROOMS, limits=LIMITS)
        return
    parsed = parse_tickets(text, rooms=ROOMS, limits=LIMITS)
    good, bad = {row.line for row in parsed.rows}, {problem.line for problem in parsed.problems}
    assert good.isdisjoint(bad)
    assert sorted(good | bad) == wanted
    for room in ROOMS:
        assert sum(row.quantity for row in parsed.rows if row.tier == room.number) <= room.left
