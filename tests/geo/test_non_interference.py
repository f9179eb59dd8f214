"""
Nobody can tell whether one given hidden person is there.

Two stores live the same life, but for one person who is in the first only and never said yes to the role that
looks. Whatever happens, in whatever order, what that role reads is the same, byte for byte.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from geo.asset_table import AssetTable
from geo.audience import VISIBLE_AUDIENCES, project
from geo.bridges import Introductions, find_bridges_near
from geo.coalition import Wish, find_coalitions
from geo.complements import complements_of_asset
from geo.consent import ASK, COUNT, KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.crs import to_wgs84
from geo.detail import Window, WorldPoints
from geo.errors import KrachtenkaartError
from geo.exports.delimited import write_csv
from geo.exports.geojson import write_geojson
from geo.gathering import possible_initiatives, present_group
from geo.index import AssetIndex
from geo.initiatives import make_initiative
from geo.introductions import pairs
from geo.inventory import open_areas
from geo.query import MapQuery, Surroundings, select_assets
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC, TALENT
from geo.vocabulary import load_vocabulary
from tests.lists import TODAY, neighbours, postcodes, read_list
from tests.stores import NOW, card, yes_to

HIDDEN = "verborgen"
CODES = [term.code for term in load_vocabulary().capabilities]
NAMES = ("Amina", "Bram", "Chi")
GIFTS = ("naaien:can", "naaien:learns", "zingen:together zaal:seeks", "zaal:lends")
OPENNESS = ((KEEP,), (KEEP, SHOW_NEIGHBOURS), (KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC), ())
GROUPS = (
    "id,naam,soort,postcode,leent uit,zoekt\nz-1,De Eik,buurthuis,1811CK,zaal,\nz-2,Koor,koor,1811BC,,zaal\n"
)
UNSEEN = {  # what the hidden person may have said yes to, by the role that must not notice
    PUBLIC: ((), (KEEP,), (KEEP, ASK, COUNT), (KEEP, SHOW_NEIGHBOURS), (KEEP, SHOW_NEIGHBOURS, ASK)),
    NEIGHBOURS: ((), (KEEP,), (KEEP, ASK, COUNT)),
}


QUESTIONS = (
    MapQuery(),
    MapQuery(text="verborgen"),
    MapQuery(text="naai"),
    MapQuery(capabilities=("naaien",), modes=("can",)),
    MapQuery(postcode="1811BC", radius_m=800, kinds=(TALENT,)),
)
AROUND = Surroundings(postcodes(), open_areas(), load_vocabulary())
PLACE = (postcodes().point("1811").x, postcodes().point("1811").y)
WORLD = Window(0, 0, 0, 1, 1)


def what_is_read(store: Store, role: str) -> str:
    """All that a role reads, as text: cards, what is computed from them, files, and who was connected."""
    assets = project(store.read_assets(today=TODAY), role=role, postcodes=postcodes())
    index = AssetIndex.build(assets, capabilities=CODES)
    connections = store.read_connections(role=role, today=TODAY)
    parts = (
        assets.to_csv(),
        *together(index, VISIBLE_AUDIENCES[role], assets["asset_id"][:3], pairs(connections)),
        *answers(AssetTable.of(assets)),
        write_csv(assets),
        write_geojson(assets),
        connections.to_csv(),
        store.is_empty,
    )
    return "\n".join(map(str, parts))


def together(
    index: AssetIndex, audiences: tuple[str, ...], asset_ids: Iterable[str], met: Introductions
) -> Iterator[object]:
    """What belongs together: complements, the best groups, who could be introduced, and what could be begun."""
    for one in asset_ids:
        yield complements_of_asset(index, one, radius_m=2000, limit=9, audiences=audiences)
    wish = Wish(PLACE, ("naaien", "zaal"), radius_m=3000, audiences=audiences)
    yield find_coalitions(index, wish)
    yield present_group(index, wish, [HIDDEN, "z-1"])
    yield find_bridges_near(index, PLACE, radius_m=3000, introduced=met, audiences=audiences)
    yield possible_initiatives(
        index, [("atelier", ("naaien", "zaal", "zingen"))], place=PLACE, radius_m=3000, audiences=audiences
    )


def answers(table: AssetTable) -> Iterator[object]:
    """What the map page says: counts for each question, the ways out of an empty one, and cells of the map."""
    longitude, latitude = to_wgs84(table.columns.x, table.columns.y)
    points = WorldPoints.of(longitude, latitude, table.columns.kind)
    for query in QUESTIONS:
        selection = select_assets(table, query, AROUND)
        yield selection.counts, selection.assets["asset_id"].tolist(), selection.distance_m.tolist()
        for few in (0, 1500):
            yield points.look(selection.matches, WORLD, few=few)


class Lives(RuleBasedStateMachine):
    """The two stores, and what may happen to both, or to the hidden person alone."""

    @initialize(role=st.sampled_from([PUBLIC, NEIGHBOURS]))
    def begin(self, role: str) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.role, self.secrets, self.hidden = role, {}, None
        self.with_, self.without = Store(self.folder / "with.db"), Store(self.folder / "without.db")
        for store in self.both:
            store.add_import(read_list(GROUPS))

    @property
    def both(self) -> tuple[Store, Store]:
        return self.with_, self.without

    def teardown(self) -> None:
        for store in self.both:
            store.close()
        shutil.rmtree(self.folder)

    @rule(
        name=st.sampled_from(NAMES),
        gifts=st.sampled_from(GIFTS),
        purposes=st.sampled_from(OPENNESS),
        by=st.sampled_from([PUBLIC, CONNECTOR]),
    )
    def somebody_joins(self, name: str, gifts: str, purposes: tuple[str, ...], by: str) -> None:
        made = card(name, gifts=gifts, asset_id=f"id-{name}-{len(self.secrets)}")
        for place, store in enumerate(self.both):
            kept = store.add_card(made, yes_to(*purposes), role=by, key=made.asset_id, when=NOW)
            self.secrets[made.asset_id, place] = kept.secret

    @rule(is_kind=st.booleans())
    def the_connector_decides(self, is_kind: bool) -> None:
        for store in self.both:
            for waiting in store.read_queue(role=CONNECTOR, today=TODAY):
                one = waiting.suggestion.suggestion_id
                if is_kind:
                    store.approve(one, role=CONNECTOR, when=NOW)
                else:
                    store.decline(one, "Later misschien", role=CONNECTOR, when=NOW)

    @precondition(lambda self: self.secrets)
    @rule(data=st.data(), purposes=st.sampled_from(OPENNESS))
    def somebody_chooses_again(self, data: st.DataObject, purposes: tuple[str, ...]) -> None:
        asset_id = data.draw(st.sampled_from(sorted({one for one, _ in self.secrets})))
        for place, store in enumerate(self.both):
            token = store.open_link(self.secrets[asset_id, place], when=NOW)
            if token:
                store.consent_own(token, yes_to(*purposes), when=NOW)

    @precondition(lambda self: self.secrets)
    @rule(data=st.data())
    def somebody_is_erased(self, data: st.DataObject) -> None:
        asset_id = data.draw(st.sampled_from(sorted({one for one, _ in self.secrets})))
        for store in self.both:
            store.erase(asset_id, role=CONNECTOR)

    @rule(count=st.integers(1, 3))
    def a_list_comes_in(self, count: int) -> None:
        imported = neighbours(count)  # read once: its ids are random
        for store in self.both:
            store.add_import(imported)

    @precondition(lambda self: self.hidden is None)
    @rule(data=st.data(), by=st.sampled_from([PUBLIC, CONNECTOR]), gifts=st.sampled_from(GIFTS))
    def the_hidden_person_joins(self, data: st.DataObject, by: str, gifts: str) -> None:
        said = yes_to(*data.draw(st.sampled_from(UNSEEN[self.role])))
        made = card("Verborgen", gifts=gifts, asset_id=HIDDEN)
        self.hidden = self.with_.add_card(made, said, role=by, key=HIDDEN, when=NOW).secret

    @precondition(lambda self: self.hidden)
    @rule(data=st.data(), gifts=st.sampled_from(GIFTS), is_hidden=st.booleans())
    def the_hidden_person_does_something(self, data: st.DataObject, gifts: str, is_hidden: bool) -> None:
        token = self.with_.open_link(self.hidden, when=NOW)
        assert token
        self.with_.change_own(token, card("Verborgen", gifts=gifts), when=NOW)
        self.with_.hide_own(token, is_hidden=is_hidden, when=NOW)
        self.with_.consent_own(token, yes_to(*data.draw(st.sampled_from(UNSEEN[self.role]))), when=NOW)

    @precondition(lambda self: self.hidden)
    @rule()
    def the_hidden_person_is_in_a_plan(self) -> None:
        for store in self.both:
            store.add_initiative(
                make_initiative(
                    name="Eten",
                    template="",
                    wants=["zaal"],
                    postcode="1811",
                    radius_m=400,
                    members=[HIDDEN],
                    initiative_id="plan",
                    when=NOW,
                )
            )

    @precondition(lambda self: self.hidden)
    @rule(is_said=st.booleans())
    def the_hidden_person_is_introduced(self, is_said: bool) -> None:
        try:
            one = self.with_.introduce(HIDDEN, "z-1", role=CONNECTOR, when=NOW)
            if is_said:
                self.with_.note_yes(one, HIDDEN, role=CONNECTOR, when=NOW)
        except KrachtenkaartError:  # not there for the connector either, or not to be asked
            return

    @precondition(lambda self: self.hidden)
    @rule()
    def the_hidden_person_leaves(self) -> None:
        self.with_.erase(HIDDEN, role=CONNECTOR)
        self.hidden = ""

    @invariant()
    def nobody_notices(self) -> None:
        assert what_is_read(self.with_, self.role) == what_is_read(self.without, self.role)


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
