"""
Nobody can tell whether one given hidden person is there.

Two stores live the same life, but for one person who is in the first only and never said yes to the role that
looks. Whatever happens, in whatever order, what that role reads is the same, byte for byte.
"""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from geo.audience import VISIBLE_AUDIENCES, project
from geo.complements import complements_of_asset
from geo.consent import ASK, COUNT, KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.index import AssetIndex
from geo.initiatives import make_initiative
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from geo.vocabulary import load_vocabulary
from tests.lists import TODAY, neighbours, postcodes, read_list
from tests.stores import NOW, card, yes_to

HIDDEN = "verborgen"
CODES = [term.code for term in load_vocabulary().capabilities]
NAMES = ("Amina", "Bram", "Chi")
GIFTS = ("naaien:can", "naaien:learns", "zingen:together zaal:seeks", "zaal:lends")
OPENNESS = ((KEEP,), (KEEP, SHOW_NEIGHBOURS), (KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC), ())
UNSEEN = {  # what the hidden person may have said yes to, by the role that must not notice
    PUBLIC: ((), (KEEP,), (KEEP, ASK, COUNT), (KEEP, SHOW_NEIGHBOURS), (KEEP, SHOW_NEIGHBOURS, ASK)),
    NEIGHBOURS: ((), (KEEP,), (KEEP, ASK, COUNT)),
}


def what_is_read(store: Store, role: str) -> str:
    """All that a role reads, as text: cards, and what complements each."""
    assets = project(store.read_assets(today=TODAY), role=role, postcodes=postcodes())
    index = AssetIndex.build(assets, capabilities=CODES)
    audiences = VISIBLE_AUDIENCES[role]
    found = [
        complements_of_asset(index, one, radius_m=2000, limit=9, audiences=audiences)
        for one in assets["asset_id"][:3]
    ]
    return f"{assets.to_csv()}\n{found}\n{store.is_empty}"


class Lives(RuleBasedStateMachine):
    """The two stores, and what may happen to both, or to the hidden person alone."""

    @initialize(role=st.sampled_from([PUBLIC, NEIGHBOURS]))
    def begin(self, role: str) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.role, self.secrets, self.hidden = role, {}, None
        self.with_, self.without = Store(self.folder / "with.db"), Store(self.folder / "without.db")
        for store in self.both:
            store.add_import(
                read_list("id,naam,soort,postcode,leent uit\nz-1,De Eik,buurthuis,1811CK,zaal\n")
            )

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
