"""Reading a CSV of people: every row is judged with the line it stands on, and a file that cannot be read says why."""

import pytest

from backend.core.errors import Invalid
from backend.features.people.rules import Limits, Room, decode, parse_members, parse_tickets
from backend.features.people.schemas import ParsedFile, PersonRow, RowProblem

LIMITS = Limits(rows=50, quantity=20)
ROOMS = (Room(1, "Abendkasse", 10), Room(2, "Ermäßigt", 4))


def tickets(text: str, rooms: tuple[Room, ...] = ROOMS) -> ParsedFile:
    return parse_tickets(decode(text.encode()), rooms=rooms, limits=LIMITS)


def members(text: str, known: frozenset[str] = frozenset()) -> ParsedFile:
    return parse_members(decode(text.encode()), members=known, limits=LIMITS)


def problem_of(row: str, heading: str = "name;email;tier;quantity") -> tuple[str, dict[str, str | int]]:
    """What is wrong with the only row of a file."""
    parsed = tickets(f"{heading}\n{row}\n")
    (problem,) = parsed.problems
    assert (parsed.rows, problem.line) == ((), 2)
    return problem.code, problem.params


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("name;email\nKäthe;k@example.org\n".encode("latin-1"), "file_not_utf8", id="Latin-1"),
        pytest.param("name;email\n".encode("utf-16"), "file_not_utf8", id="UTF-16"),
        pytest.param(b"name;email\nK\x00;k@example.org\n", "file_not_utf8", id="a NUL"),
        pytest.param(b"PK\x03\x04\xff\xfe", "file_not_utf8", id="a spreadsheet's own format"),
        pytest.param(b"\xed\xa0\x80", "file_not_utf8", id="an encoded surrogate"),
        pytest.param(b"", "file_empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf", "file_empty", id="only a BOM"),
        pytest.param(b" \r\n\t\n", "file_empty", id="only white space"),
    ],
)
def test_decode__what_is_no_text_of_people__invalid(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode(content)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        pytest.param("name;mobile\nK;1", "column_missing", {"column": "email"}, id="no e-mail"),
        pytest.param("Käthe;k@example.org", "column_missing", {"column": "name"}, id="no heading at all"),
        pytest.param("\nname;email\nK;k@example.org", "column_missing", {"column": "name"}, id="empty first line"),
        pytest.param("name|email\nK|k@example.org", "column_missing", {"column": "name"}, id="unknown separator"),
        pytest.param("name;email;E-Mail\nK;a;b", "column_twice", {"column": "email"}, id="two e-mails"),
        pytest.param("name;email;Anzahl;qty\nK;a;1;1", "column_twice", {"column": "quantity"}, id="two numbers"),
        pytest.param("name;email", "file_without_rows", {}, id="only a heading"),
        pytest.param("name;email\n;\n ; \n\n", "file_without_rows", {}, id="only empty rows"),
        pytest.param('name;email\n"K;k@example.org\nO;o@example.org', "file_not_csv", {"line": 3}, id="open quote"),
        pytest.param('name;email\nA;a@b.de\n"K"x;k@b.de', "file_not_csv", {"line": 3}, id="text behind a quote"),
        pytest.param("name;email\nK;" + "k" * 140_000, "file_not_csv", {"line": 2}, id="a cell of 140 kB"),
        pytest.param("name;email\n" + "K;k@b.de\n" * 51, "file_too_many_rows", {"most": 50}, id="51 rows"),
    ],
)
def test_parse__a_file_as_a_whole__invalid(text: str, code: str, params: dict[str, object]) -> None:
    for parse in (tickets, members):
        with pytest.raises(Invalid) as caught:
            parse(text)
        assert (caught.value.code, caught.value.params) == (code, params)


@pytest.mark.parametrize(
    ("row", "code", "params"),
    [
        (";k@example.org;1;1", "name_missing", {}),
        (" \u202e\t;k@example.org;1;1", "name_missing", {}),
        ("K" * 201 + ";k@example.org;1;1", "name_too_long", {"most": 200}),
        ("Käthe;;1;1", "email_missing", {}),
        ("Käthe;käthe;1;1", "email_invalid", {"email": "käthe"}),
        ("Käthe;a@b;1;1", "email_invalid", {"email": "a@b"}),
        ("Käthe;a@@b.de;1;1", "email_invalid", {"email": "a@@b.de"}),
        ("Käthe;a b@c.de;1;1", "email_invalid", {"email": "a b@c.de"}),
        ("Käthe;a@b.de,c@d.de;1;1", "email_invalid", {"email": "a@b.de,c@d.de"}),
        ("Käthe;<a@b.de>;1;1", "email_invalid", {"email": "<a@b.de>"}),
        ("Käthe;a@b.;1;1", "email_invalid", {"email": "a@b."}),
        ("Käthe;gro\u202eed.b@a\x07.de;1;1", "email_invalid", {"email": "gro�ed.b@a�.de"}),
        ("Käthe;k@b\u200b.de;1;1", "email_invalid", {"email": "k@b�.de"}),
        ("Käthe;" + "k" * 250 + "@b.de;1;1", "email_invalid", {"email": "k" * 60}),
        ("Käthe;k@b.de;;1", "tier_missing", {}),
        ("Käthe;k@b.de;VIP;1", "tier_unknown", {"tier": "VIP", "known": "Abendkasse, Ermäßigt"}),
        ("Käthe;k@b.de;3;1", "tier_unknown", {"tier": "3", "known": "Abendkasse, Ermäßigt"}),
        ("Käthe;k@b.de;" + "V" * 50 + ";1", "tier_unknown", {"tier": "V" * 40, "known": "Abendkasse, Ermäßigt"}),
        ("Käthe;k@b.de;2;5", "tier_sold_out", {"tier": "Ermäßigt", "left": 4}),
        ("Käthe;k@b.de;1;0", "quantity_invalid", {"quantity": "0", "most": 20}),
        ("Käthe;k@b.de;1;21", "quantity_invalid", {"quantity": "21", "most": 20}),
        ("Käthe;k@b.de;1;-1", "quantity_invalid", {"quantity": "-1", "most": 20}),
        ("Käthe;k@b.de;1;1.5", "quantity_invalid", {"quantity": "1.5", "most": 20}),
        ("Käthe;k@b.de;1;zwei", "quantity_invalid", {"quantity": "zwei", "most": 20}),
        ("Käthe;k@b.de;1;²", "quantity_invalid", {"quantity": "²", "most": 20}),
        ("Käthe;k@b.de;1;" + "9" * 40, "quantity_invalid", {"quantity": "9" * 20, "most": 20}),
        ("Käthe;k@b.de;1;1;x", "too_many_cells", {"cells": 5, "columns": 4}),
    ],
)
def test_parse_tickets__a_bad_row__its_line_and_its_reason(row: str, code: str, params: dict[str, object]) -> None:
    assert problem_of(row) == (code, params)


def test_parse_tickets__everything_wrong_with_a_row__everything_said() -> None:
    parsed = tickets("name;email;tier;quantity\n;nix;VIP;0\n")
    assert [problem.code for problem in parsed.problems] == [
        "name_missing",
        "email_invalid",
        "tier_unknown",
        "quantity_invalid",
    ]


def test_parse_tickets__the_tier_fills_up_within_the_file__later_rows_are_refused_smaller_ones_still_fit() -> None:
    parsed = tickets("name,email,tier,quantity\nA,a@b.de,2,3\nB,b@b.de,2,2\nC,c@b.de,2,1\nD,d@b.de,2,1\n")
    assert [(row.line, row.quantity) for row in parsed.rows] == [(2, 3), (4, 1)]
    assert parsed.problems == (
        RowProblem(3, "tier_sold_out", {"tier": "Ermäßigt", "left": 1}),
        RowProblem(5, "tier_sold_out", {"tier": "Ermäßigt", "left": 0}),
    )


def test_parse_tickets__a_row_that_is_bad_anyway__takes_no_room() -> None:
    parsed = tickets("name,email,tier,quantity\n,a@b.de,2,4\nB,b@b.de,2,4\n")
    assert [row.line for row in parsed.rows] == [3]


def test_parse_tickets__quoted_newlines_and_empty_lines__lines_as_an_editor_counts_them() -> None:
    text = 'name;email;tier;quantity\r\n"Käthe\r\nKollwitz";k@b.de;1;1\r\n\r\n;;;\r\n"O\nX";nix;1;1\nP;p@b.de;1;x\n'
    parsed = tickets(text)
    assert [(row.line, row.name) for row in parsed.rows] == [(2, "Käthe Kollwitz")]
    assert [(problem.line, problem.code) for problem in parsed.problems] == [
        (6, "email_invalid"),
        (8, "quantity_invalid"),
    ]


def test_parse_members__twice_in_the_file_or_a_member_already__refused() -> None:
    parsed = members(
        "name;email\nKäthe;k@b.de\nMax;M@B.DE\nKäthe;K@b.de\nMax;m@b.de\nOtto;otto@b.de\n", frozenset({"otto@b.de"})
    )
    assert [(row.line, row.email, row.tier, row.quantity) for row in parsed.rows] == [
        (2, "k@b.de", 0, 1),
        (3, "m@b.de", 0, 1),
    ]
    assert parsed.problems == (
        RowProblem(4, "email_twice", {"email": "k@b.de", "first": 2}),
        RowProblem(5, "email_twice", {"email": "m@b.de", "first": 3}),
        RowProblem(6, "member_already", {"email": "otto@b.de"}),
    )


def test_parse_members__first_of_two_rows_bad__the_second_counts() -> None:
    parsed = members("name;email\n;k@b.de\nKäthe;k@b.de\n")
    assert [row.line for row in parsed.rows] == [3]
    assert [problem.code for problem in parsed.problems] == ["name_missing"]


def test_parse_tickets__one_address_with_two_names__the_second_is_refused() -> None:
    parsed = tickets("name;email;tier\nMina;m@b.de;1\nJörg;M@b.de;1\nMina;m@b.de;2\n")
    assert [row.line for row in parsed.rows] == [2, 4]
    assert parsed.problems == (RowProblem(3, "email_other_name", {"email": "m@b.de", "name": "Mina", "first": 2}),)


def test_parse_tickets__the_same_person_twice__two_rows() -> None:
    parsed = tickets("name,email,tier\nKäthe,k@b.de,1\nKäthe,k@b.de,2\nKäthe,K@B.DE,1\n")
    assert [(row.email, row.tier) for row in parsed.rows] == [("k@b.de", 1), ("k@b.de", 2), ("k@b.de", 1)]
    assert parsed.problems == ()


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_parse_tickets__every_way_spreadsheets_write_it__the_same_rows(separator: str, bom: str, end: str) -> None:
    lines = [["Name", "E-Mail", "Kategorie", "Anzahl"], ["Käthe Müßig", "käthe@größe.de", "Ermäßigt", "2"]]
    parsed = tickets(bom + end.join(separator.join(cells) for cells in lines) + end)
    assert parsed == ParsedFile((PersonRow(2, "Käthe Müßig", "käthe@größe.de", 2, 2),), ())


@pytest.mark.parametrize("name", ["name", "NAME", " Vorname und Name ", "Full name", '"Name"'])
@pytest.mark.parametrize(
    "email", ["email", "E-Mail", "mail", "E-Mail-Adresse", "Mailadresse", "email address", "E-MAIL"]
)
def test_parse_members__headings_as_people_write_them__known(name: str, email: str) -> None:
    assert [row.name for row in members(f"{name};{email}\nKäthe;k@b.de\n").rows] == ["Käthe"]


@pytest.mark.parametrize("tier", ["tier", "Kategorie", "Ticketart", "Ticket", "category"])
@pytest.mark.parametrize("quantity", ["quantity", "Anzahl", "Menge", "qty"])
def test_parse_tickets__headings_as_people_write_them__known_in_any_order(tier: str, quantity: str) -> None:
    parsed = tickets(f"{quantity};Bemerkung;{tier};email;name\n3;egal;2;k@b.de;Käthe\n")
    assert parsed.rows == (PersonRow(2, "Käthe", "k@b.de", 2, 3),)


@pytest.mark.parametrize("word", ["1", "Abendkasse", "ABENDKASSE", " abendkasse "])
def test_parse_tickets__a_tier_by_number_or_name__found(word: str) -> None:
    assert [row.tier for row in tickets(f"name;email;tier\nK;k@b.de;{word}\n").rows] == [1]


def test_parse_tickets__a_tier_whose_name_is_another_ones_number__the_name_counts() -> None:
    rooms = (Room(1, "2", 5), Room(2, "1", 5), Room(3, "Rest", 5))
    parsed = tickets("name;email;tier\nK;k@b.de;2\nM;m@b.de;1\nO;o@b.de;3\n", rooms)
    assert [row.tier for row in parsed.rows] == [1, 2, 3]


def test_parse_tickets__only_one_tier_and_no_column__that_one_and_one_ticket() -> None:
    rooms = (Room(7, "Abend", 5),)
    assert tickets("name;email\nK;k@b.de\n", rooms).rows == (PersonRow(2, "K", "k@b.de", 7, 1),)
    assert tickets("name;email;tier;quantity\nK;k@b.de;;\n", rooms).rows == (PersonRow(2, "K", "k@b.de", 7, 1),)


def test_parse_tickets__an_address_with_a_sharp_s__stays_that_address() -> None:
    assert tickets("name;email;tier\nK;Groß@Straße.de;1\n").rows[0].email == "groß@straße.de"


def test_parse_tickets__short_rows_and_empty_cells_behind__fine() -> None:
    parsed = tickets("name;email;tier;quantity\nK;k@b.de;1\nM;m@b.de;1;2;;\n")
    assert [row.quantity for row in parsed.rows] == [1, 2]
    assert parsed.problems == ()


def test_parse_tickets__a_note_longer_than_a_line_at_the_door__its_line_and_its_reason() -> None:
    parsed = tickets(f"name;email;tier;notiz\nMina;mina@example.org;1;{'x' * 201}\n")
    assert [(problem.line, problem.code) for problem in parsed.problems] == [(2, "note_too_long")]


def test_parse_tickets__with_a_column_of_notes__kept_tidy_or_none() -> None:
    parsed = tickets("name;email;tier;Notiz\nMina;mina@example.org;1; braucht  Stuhl \nJo;jo@example.org;1;\n")
    assert [row.note for row in parsed.rows] == ["braucht Stuhl", None]
