"""Bringing in a list with what was said of its rows, and taking the last one out again."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.consent import KEEP, SHOW_NEIGHBOURS
from geo.errors import AccessError, CardError, NotFoundError
from geo.importing.choices import FILL_IN, KEEP_BOTH, LEAVE_OUT, Choice
from geo.initiatives import make_initiative
from geo.roles import MUNICIPALITY, of_areas
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.lists import TODAY, read_list
from tests.stores import NOW, card, yes_to

FIRST = "id,naam,soort,postcode,kan,website\nx-1,Koor De Merel,vereniging,1811BC,,\nx-2,Bram,talent,1811BC,naaien,\n"
SECOND = (
    "naam,soort,postcode,kan,website,wanneer\n"
    "Koor de Merel,vereniging,1811BC,zingen,www.merel.nl,dinsdag\nYara,talent,1811BC,koken,,\n"
)
KOOR = "x-1"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "krachtenkaart.db"


@pytest.fixture
def store(path):
    with closing(Store(path)) as store:
        yield store


def bring_in(store, text, *, choices=None):
    return store.bring_in(read_list(text), role=CONNECTOR, choices=choices, when=NOW)


def undo(store):
    return store.undo_import(store.last_import(role=CONNECTOR).import_id, role=CONNECTOR, when=NOW)


def shown(store):
    assets = store.read_assets(today=TODAY)
    return pd.DataFrame(assets.drop(columns="geometry")).assign(point=assets.geometry.to_wkb())


def contents(path) -> dict[str, list]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("assets", "settled_rows", "initiatives")
        }


def test_a_row_that_is_left_out_is_a_duplicate_from_then_on(store):
    bring_in(store, FIRST)
    brought = bring_in(store, SECOND, choices={2: Choice(LEAVE_OUT, KOOR)})
    assert (brought.added, brought.left_out, brought.filled_in) == (1, 1, 0)
    assert (brought.report.kept + brought.report.remarked, brought.report.duplicates) == (1, 1)
    again = bring_in(store, SECOND)
    assert (again.added, again.report.duplicates) == (0, 2)
    assert len(store.read_assets()) == 3


def test_filling_in_adds_what_was_empty_and_leaves_what_is_there(store):
    bring_in(store, FIRST)
    before = shown(store).set_index("asset_id").loc[KOOR]
    brought = bring_in(store, SECOND, choices={2: Choice(FILL_IN, KOOR)})
    after = shown(store).set_index("asset_id").loc[KOOR]
    assert (brought.added, brought.filled_in) == (1, 1)
    assert (after["website"], after["meets"]) == ("www.merel.nl", "dinsdag")
    assert after["gifts"].endswith(":can")
    assert after["name"] == before["name"] == "Koor De Merel"
    history = store.read_history(KOOR, role=CONNECTOR)
    assert [line["action"] for line in history] == ["import", "filled_in"]
    assert history[1]["before"]["website"] == ""


def test_a_card_that_belongs_to_somebody_is_never_filled_in_and_nothing_is_stored(store, path):
    bring_in(store, FIRST)
    mine = card("Yara", gifts="koken_groep:can")
    store.add_card(mine, yes_to(KEEP, SHOW_NEIGHBOURS), role=CONNECTOR, key="k", when=NOW)
    before, version = contents(path), store.version
    with pytest.raises(CardError, match=r"import\.not_fillable"):
        bring_in(store, SECOND, choices={3: Choice(FILL_IN, mine.asset_id)})
    with pytest.raises(NotFoundError, match=r"card\.gone"):
        bring_in(store, SECOND, choices={3: Choice(LEAVE_OUT, "weg")})
    assert contents(path) == before and store.version == version
    assert store.fillable([mine.asset_id, KOOR, "weg"], role=CONNECTOR) == {KOOR}


def test_a_list_fills_in_only_what_is_of_its_own_kind(store):
    bring_in(store, FIRST)
    with pytest.raises(CardError, match=r"import\.not_fillable"):
        bring_in(store, SECOND, choices={2: Choice(FILL_IN, "x-2")})


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, MUNICIPALITY, ""])
def test_only_the_connector_brings_in_or_takes_out(store, role):
    bring_in(store, FIRST)
    for act in (
        lambda: store.bring_in(read_list(SECOND), role=role),
        lambda: store.foresee(read_list(SECOND), role=role),
        lambda: store.fillable([KOOR], role=role),
        lambda: store.last_import(role=role),
        lambda: store.undo_import(1, role=role),
    ):
        with pytest.raises(AccessError):
            act()
    assert len(store.read_assets()) == 2


def test_a_connector_of_an_area_brings_in_and_takes_out_what_lies_there(path):
    here = read_list(FIRST).assets.geometry.x[0]
    away = "naam,soort,postcode\nCas,talent,1815\nDina,talent,1811BC\n"
    of_here = of_areas(["WK036101"])
    with closing(Store(path, wijk_of=lambda x, _: "WK036101" if x == here else "WK036102")) as store:
        seen = store.foresee(read_list(away), role=of_here)
        assert [(issue.row, issue.reason) for issue in seen.report.refusals] == [(2, "elsewhere")]
        brought = store.bring_in(read_list(away), role=of_here)
        assert (brought.added, brought.report) == (1, seen.report)
        assert store.read_assets()["name"].tolist() == ["Dina"]
        store.undo_import(store.last_import(role=of_here).import_id, role=of_here)
        store.add_import(read_list(away))
        assert store.last_import(role=of_here) is None
        with pytest.raises(NotFoundError):
            store.undo_import(2, role=of_here)
        cas = store.read_assets().set_index("name")["asset_id"]["Cas"]
        with pytest.raises(AccessError):
            store.bring_in(read_list(FIRST), role=of_here, choices={3: Choice(LEAVE_OUT, cas)})
        assert store.fillable([cas], role=of_here) == frozenset()


def test_each_card_of_a_list_begins_its_history_with_it(store):
    bring_in(store, FIRST)
    (line,) = store.read_history(KOOR, role=CONNECTOR)
    assert (line["action"], line["actor"], line["day"]) == ("import", CONNECTOR, "2026-11-22")


def test_a_write_that_stops_halfway_leaves_nothing(store, path):
    bring_in(store, FIRST)
    before, version = contents(path), store.version

    class Stopped(BaseException):
        """As the page is stopped by somebody who turns to another."""

    def stop(share):
        raise Stopped

    with pytest.raises(Stopped):
        store.bring_in(read_list(SECOND), role=CONNECTOR, progress=stop)
    assert contents(path) == before and store.version == version
    assert bring_in(store, SECOND).added == 2


def test_taking_out_a_list_tells_what_it_did_and_works_once(store):
    bring_in(store, FIRST)
    bring_in(store, SECOND, choices={2: Choice(FILL_IN, KOOR)})
    last = store.last_import(role=CONNECTOR)
    assert (last.filename, last.day, last.added, last.filled_in) == ("lijst.csv", "2026-11-22", 1, 1)
    done = undo(store)
    assert (done.taken_out, done.restored, done.stayed) == (1, 1, 0)
    assert [line["action"] for line in store.read_history(KOOR, role=CONNECTOR)][-1] == "undone"
    assert store.last_import(role=CONNECTOR) is None
    with pytest.raises(NotFoundError, match=r"import\.not_last"):
        store.undo_import(last.import_id, role=CONNECTOR)
    assert len(store.read_assets()) == 2
    assert bring_in(store, SECOND).added == 2  # the list may come again


def test_a_list_that_somebody_else_brought_in_meanwhile_is_not_taken_out_unseen(store):
    bring_in(store, FIRST)
    seen = store.last_import(role=CONNECTOR)
    bring_in(store, SECOND)
    with pytest.raises(NotFoundError, match=r"import\.not_last"):
        store.undo_import(seen.import_id, role=CONNECTOR)
    assert len(store.read_assets()) == 4


def test_nothing_to_take_out_is_told(store):
    assert store.last_import(role=CONNECTOR) is None
    with pytest.raises(NotFoundError, match=r"import\.not_last"):
        store.undo_import(1, role=CONNECTOR)


def test_what_a_person_took_over_stays_with_its_link_and_its_consent(store):
    bring_in(store, FIRST)
    mine = card("Bram", gifts="breien:can")
    kept = store.add_card(mine, yes_to(KEEP, SHOW_NEIGHBOURS), role=PUBLIC, key="k", when=NOW)
    (waiting,) = store.read_queue(role=CONNECTOR)
    store.merge(waiting.suggestion.suggestion_id, "x-2", role=CONNECTOR, when=NOW)
    done = undo(store)
    assert (done.taken_out, done.stayed) == (1, 1)
    assert shown(store)["asset_id"].tolist() == ["x-2"]
    assert store.open_link(kept.secret, when=NOW)
    assert bring_in(store, FIRST).report.duplicates == 1


def test_that_a_connector_read_how_to_reach_somebody_keeps_nothing_here(store, path):
    bring_in(store, FIRST)
    with closing(sqlite3.connect(path)) as connection, connection:
        line = (KOOR, "2026-11-22T20:00:00+00:00", CONNECTOR, "revealed", "{}", "{}")
        connection.execute(
            "INSERT INTO history (asset_id, at, actor, action, before, after) VALUES (?, ?, ?, ?, ?, ?)", line
        )
    assert undo(store).taken_out == 2


def test_a_card_that_was_filled_in_and_changed_since_keeps_both(store):
    bring_in(store, FIRST)
    bring_in(store, SECOND, choices={2: Choice(FILL_IN, KOOR)})
    mine = card("Koor De Merel", kind="association", gifts="dans:can")
    store.add_card(mine, yes_to(KEEP, SHOW_NEIGHBOURS), role=PUBLIC, key="k", when=NOW)
    (waiting,) = store.read_queue(role=CONNECTOR)
    store.merge(waiting.suggestion.suggestion_id, KOOR, role=CONNECTOR, when=NOW)
    before = shown(store).set_index("asset_id").loc[KOOR]
    done = undo(store)
    assert (done.taken_out, done.restored, done.stayed) == (1, 0, 1)
    assert shown(store).set_index("asset_id").loc[KOOR].equals(before)
    assert bring_in(store, SECOND).added == 1  # what was filled in is still there, so its row is no new one


def test_a_saved_initiative_forgets_who_was_taken_out(store):
    bring_in(store, FIRST)
    made = make_initiative(
        name="Zingen", template="", wants=["zaal"], postcode="1811", radius_m=400, members=[KOOR],
        initiative_id="i-1",
    )  # fmt: skip
    store.add_initiative(made)
    undo(store)
    assert store.read_initiative("i-1").members == ()


def test_who_was_erased_does_not_come_back_with_a_row_that_was_said_to_be_theirs(store, path):
    bring_in(store, FIRST)
    bring_in(store, SECOND, choices={2: Choice(FILL_IN, KOOR)})
    store.erase(KOOR, role=CONNECTOR)
    report = bring_in(store, SECOND).report
    assert [(issue.row, issue.reason) for issue in report.refusals] == [(2, "erased")]
    assert undo(store).taken_out == 1


NAMES = ("Koor De Merel", "Koor de Merel", "Bram", "Yara")
lists = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("talent", "vereniging")),
        st.sampled_from(("1811BC", "1811CK", "1811")),
        st.sampled_from(("", "naaien", "zingen; koken")),
        st.sampled_from(("", "www.merel.nl")),
    ),
    min_size=1,
    max_size=6,
)
sayings = st.lists(st.sampled_from((KEEP_BOTH, LEAVE_OUT, FILL_IN)), min_size=6, max_size=6)


def as_text(rows):
    lines = [f"{name},{kind},{postcode},{can},{site}" for name, kind, postcode, can, site in rows]
    return "\n".join(["naam,soort,postcode,kan,website", *lines])


@settings(max_examples=15)
@given(
    first=lists,
    second=lists,
    said=st.lists(st.sampled_from((KEEP_BOTH, LEAVE_OUT, FILL_IN)), min_size=6, max_size=6),
)
def test_taking_out_gives_exactly_what_was_there_before(tmp_path_factory, first, second, said):
    path = tmp_path_factory.mktemp("undo") / "krachtenkaart.db"
    with closing(Store(path)) as store:
        bring_in(store, as_text(first))
        before, earlier = contents(path), shown(store)
        coming = read_list(as_text(second))
        choices = {}
        for row, kind, what in zip(coming.rows.tolist(), coming.assets["kind"], said, strict=False):
            same = earlier.index[earlier["kind"] == kind]
            if len(same):
                choices[row] = Choice(what, earlier["asset_id"][same[row % len(same)]])
        brought = store.bring_in(coming, role=CONNECTOR, choices=choices, when=NOW)
        if brought.added or brought.left_out or brought.filled_in:
            assert undo(store).stayed == 0
        assert shown(store).equals(earlier)
        assert contents(path) == before
