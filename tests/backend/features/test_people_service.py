"""An upload is a draft: nothing comes of it before somebody accepts it, and then exactly once."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select

from backend.core.errors import Conflict, EinlassError, Invalid, NotFound, TooLarge
from backend.db.models.pipeline import Intent
from backend.db.models.tickets import Membership, PeopleImport, Person, Ticket
from backend.features.people import service
from backend.features.people.schemas import ImportState, ImportView
from tests.backend.conftest import NOW, World
from tests.backend.together import together

GOOD = "name;email;tier;quantity\nKäthe;k@b.de;1;2\nMax;m@b.de;2;1\n"
BAD = GOOD + "Otto;nix;1;1\n"


def upload(world: World, text: str = GOOD, *, members: bool = False, name: str = "leute.csv") -> int:
    with world.parts.db.write() as session:
        return service.upload(
            session,
            world.parts,
            world.collective(session),
            None if members else world.event(session),
            account_id=world.account_id,
            file_name=name,
            content=text.encode(),
        )


def accept(world: World, import_id: int, *, good_rows_only: bool = False) -> int:
    with world.parts.db.write() as session:
        item = service.of(session, world.collective(session), import_id)
        return service.accept(session, world.parts, item, good_rows_only=good_rows_only)


def seen(world: World, import_id: int) -> ImportView:
    with world.parts.db.read() as session:
        return service.view(session, service.of(session, world.collective(session), import_id))


def kept(world: World) -> dict[str, int]:
    """How many people, tickets, memberships and wishes for mints there are."""
    with world.parts.db.read() as session:
        counts = {
            model.__name__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Person, Ticket, Membership)
        }
        mints = select(func.count()).select_from(Intent).where(Intent.kind.startswith("mint_"))
        return {**counts, "mints": session.scalar(mints) or 0}


NOTHING = {"Person": 0, "Ticket": 0, "Membership": 0, "mints": 0}


def test_upload__larger_than_allowed__too_large_and_no_draft(world: World) -> None:
    most = world.parts.settings.import_max_bytes
    with pytest.raises(TooLarge) as caught:
        upload(world, "x" * (most + 1))
    assert (caught.value.code, caught.value.params) == ("file_too_large", {"most": most // 1024})
    with world.parts.db.read() as session:
        assert session.scalars(select(PeopleImport)).all() == []


def test_upload__a_file_nobody_can_read__invalid_and_no_draft(world: World) -> None:
    with pytest.raises(Invalid, match="column_missing"):
        upload(world, "Käthe;k@b.de\n")
    with world.parts.db.read() as session:
        assert session.scalars(select(PeopleImport)).all() == []


def test_of__another_collectives_import__unknown(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    import_id = upload(theirs)
    with pytest.raises(NotFound, match="import_unknown"):
        seen(ours, import_id)
    for nobodys in (import_id + 1, 0, -1, 2**63, 10**30):
        with pytest.raises(NotFound, match="import_unknown"):
            seen(theirs, nobodys)


def test_upload__before_anybody_accepts__nothing_is_issued(world: World) -> None:
    import_id = upload(world)
    assert kept(world) == NOTHING
    view = seen(world, import_id)
    assert (view.state, view.good_count, view.problem_count, view.item_count) == (ImportState.DRAFT, 2, 0, 3)


def test_accept__with_bad_rows__needs_the_explicit_choice(world: World) -> None:
    import_id = upload(world, BAD)
    with pytest.raises(Conflict) as caught:
        accept(world, import_id)
    assert (caught.value.code, caught.value.params) == ("import_has_problems", {"count": 1})
    assert kept(world) == NOTHING
    view = seen(world, import_id)
    assert view.state is ImportState.DRAFT
    assert [(problem.line, problem.code, problem.params) for problem in view.problems] == [
        (4, "email_invalid", {"email": "nix"})
    ]
    assert accept(world, import_id, good_rows_only=True) == 3
    assert kept(world) == {"Person": 2, "Ticket": 3, "Membership": 0, "mints": 3}


def test_accept__only_bad_rows__invalid(world: World) -> None:
    import_id = upload(world, "name;email;tier\n;nix;1\n")
    with pytest.raises(Invalid, match="import_without_good_rows"):
        accept(world, import_id, good_rows_only=True)
    assert seen(world, import_id).state is ImportState.DRAFT


def test_accept__second_time__issues_nothing(world: World) -> None:
    import_id = upload(world)
    accept(world, import_id)
    before = kept(world)
    with pytest.raises(Conflict, match="import_decided"):
        accept(world, import_id)
    assert kept(world) == before


def test_accept__after_discard__issues_nothing(world: World) -> None:
    import_id = upload(world)
    with world.parts.db.write() as session:
        service.discard(session, world.parts, service.of(session, world.collective(session), import_id))
    with pytest.raises(Conflict, match="import_decided"):
        accept(world, import_id)
    assert kept(world) == NOTHING


def test_discard__after_accept__refused_and_the_tickets_stay(world: World) -> None:
    import_id = upload(world)
    accept(world, import_id)
    with world.parts.db.write() as session, pytest.raises(Conflict, match="import_decided"):
        service.discard(session, world.parts, service.of(session, world.collective(session), import_id))
    assert kept(world)["Ticket"] == 3


def test_accept__six_clicks_at_once__issued_once(world: World) -> None:
    import_id = upload(world)
    outcomes = together([lambda: accept(world, import_id)] * 6)
    assert sorted(outcome for outcome in outcomes if isinstance(outcome, int)) == [3]
    assert {outcome.code for outcome in outcomes if isinstance(outcome, EinlassError)} == {"import_decided"}
    assert len(outcomes) == 6
    assert kept(world) == {"Person": 2, "Ticket": 3, "Membership": 0, "mints": 3}


def test_accept__sold_out_meanwhile__nothing_issued_not_even_to_the_other_tier(world: World) -> None:
    import_id = upload(world)
    world.issue(tier=2, quantity=100)
    before = kept(world)
    with pytest.raises(Conflict) as caught:
        accept(world, import_id)
    assert (caught.value.code, caught.value.params) == ("tier_sold_out", {"tier": "Solidarisch"})
    assert kept(world) == before
    assert seen(world, import_id).state is ImportState.DRAFT
    with world.parts.db.read() as session:
        assert [tier.next_serial for tier in world.event(session).tiers] == [0, 100]


def test_upload__what_is_left_now__counts(world: World) -> None:
    world.issue(tier=2, quantity=99)
    view = seen(world, upload(world, "name;email;tier;quantity\nKäthe;k@b.de;2;2\nMax;m@b.de;2;1\n"))
    assert [(problem.line, problem.code, problem.params["left"]) for problem in view.problems] == [
        (2, "tier_sold_out", 1)
    ]
    assert [row.line for row in view.rows] == [3]


def test_accept__people_we_know__keep_their_name_and_are_not_doubled(world: World) -> None:
    accept(world, upload(world))
    accept(world, upload(world, "name;email;tier\nKatharina;K@B.de;1\nKatharina;k@b.de;1\nNeu;n@b.de;1\n"))
    with world.parts.db.read() as session:
        people = session.execute(select(Person.email, Person.name).order_by(Person.email)).all()
        mine = session.scalars(
            select(Ticket).join(Person, Person.id == Ticket.person_id).where(Person.email == "k@b.de")
        )
        assert len(mine.all()) == 4
    assert [tuple(row) for row in people] == [("k@b.de", "Käthe"), ("m@b.de", "Max"), ("n@b.de", "Neu")]


def test_accept__then__the_names_stand_in_person_only_and_tickets_name_their_import(world: World) -> None:
    import_id = upload(world, BAD, name=" leu\u202ete.csv ")
    accept(world, import_id, good_rows_only=True)
    with world.parts.db.read() as session:
        item = session.get_one(PeopleImport, import_id)
        tickets = session.scalars(select(Ticket)).all()
    assert (item.rows, item.problems, item.state, item.decided_at) == ([], [], "accepted", NOW)
    assert (item.good_count, item.problem_count, item.file_name, item.created_by) == (
        2,
        1,
        "leute.csv",
        world.account_id,
    )
    assert {ticket.import_id for ticket in tickets} == {import_id}


def test_accept__members__one_membership_each_and_those_we_have_are_refused_next_time(world: World) -> None:
    text = "name;email\nKäthe;k@b.de\nMax;m@b.de\n"
    assert accept(world, upload(world, text, members=True)) == 2
    view = seen(world, upload(world, text + "Neu;n@b.de\n", members=True))
    assert [(problem.line, problem.code) for problem in view.problems] == [(2, "member_already"), (3, "member_already")]
    assert (view.event_slug, view.item_count) == (None, 1)
    assert kept(world) == {"Person": 2, "Ticket": 0, "Membership": 2, "mints": 2}


def test_accept__the_same_people_from_two_files_at_once__each_a_member_once(world: World) -> None:
    people = [f"P{n};p{n}@b.de" for n in range(2_000)]
    # In opposite orders: two transactions that wait for each other's people must not stand still.
    imports = [upload(world, "\n".join(["name;email", *order]), members=True) for order in (people, people[::-1])]
    outcomes = together([partial(accept, world, import_id) for import_id in imports])
    assert sorted(map(str, outcomes)) == ["0", "2000"]
    counts = kept(world)
    assert (counts["Person"], counts["Membership"]) == (2_000, 2_000)
