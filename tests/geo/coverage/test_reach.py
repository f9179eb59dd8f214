"""Reach: who has what within a walk."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import within
from geo.coverage.origins import COUNTED
from geo.coverage.reach import RADII_M, reach
from geo.coverage.wanted import Want, capability_want, template_want, theme_wants
from geo.coverage.within import Homes
from geo.errors import CrsError, SchemaError
from geo.templates import load_templates
from geo.vocabulary import load_vocabulary
from geo.walking import STRAIGHT_WALK, Walk, straight_line, walked_line
from tests.factories import make_assets, make_unchecked_assets
from tests.geo.coverage.places import make_origins

NAAIEN = capability_want("naaien")


def test_reach_is_the_share_of_people_with_something_within_the_walk():
    origins = make_origins(("A", 0, 0, 30), ("A", 700, 0, 10), ("B", 1300, 0, 60), ("B", 5000, 0, 20))
    assets = make_assets([{"x": 100.0, "y": 0.0, "gifts": "naaien:can"}])
    found = reach(assets, origins, [NAAIEN], radius_m=800)
    # 800 m on foot are 615 m straight. A: 30 live 100 m and 10 live 600 m away: 40 of 40.
    # B: 60 live 1,200 m and 20 live 4,900 m away: 0 of 80.
    assert found.share["naaien"].to_dict() == {"A": 1.0, "B": 0.0}
    # 400 m on foot are 308 m straight: 30 of 40.
    assert reach(assets, origins, [NAAIEN], radius_m=400).share["naaien"].to_dict() == {"A": 0.75, "B": 0.0}
    # 1,600 m on foot are 1,231 m straight: in B 60 of 80, over the border of the area.
    assert reach(assets, origins, [NAAIEN], radius_m=1600).share["naaien"].to_dict() == {"A": 1.0, "B": 0.75}
    assert (found.radius_m, found.basis) == (800, COUNTED)
    assert found.inhabitants.to_dict() == {"A": 40, "B": 80}


def test_the_radius_itself_is_within_reach():
    assets = make_assets([{"x": 1000.0, "y": 0.0}])
    walk = Walk(straight_line, 1.0, 1.0)
    share = reach(assets, make_origins(("A", 0, 0, 1)), [NAAIEN], radius_m=1000, walk=walk).share
    assert share.loc["A", "naaien"] == 1.0


def test_nobody_lives_is_another_thing_than_nothing_in_reach():
    origins = make_origins(("A", 0, 0, 0), ("B", 0, 0, None), ("C", 90_000, 0, 5), codes="ABCD")
    share = reach(make_assets([{"x": 0.0, "y": 0.0}]), origins, [NAAIEN], radius_m=400).share["naaien"]
    assert share.isna().tolist() == [True, True, False, True]
    assert share["C"] == 0.0


def test_without_assets_or_origins_every_area_is_there():
    origins = make_origins(("A", 0, 0, 5), ("B", 0, 0, 5))
    assert reach(make_assets(), origins, [NAAIEN], radius_m=800).share["naaien"].tolist() == [0.0, 0.0]
    nobody = reach(make_assets([{}]), make_origins(), [NAAIEN], radius_m=800).share
    assert nobody.index.tolist() == ["A", "B"]
    assert nobody["naaien"].isna().all()


def test_a_wish_is_not_within_reach_an_offer_is():
    origins = make_origins(("A", 0, 0, 5))
    for gifts, expected in (("naaien:seeks naaien:learns", 0.0), ("naaien:teaches", 1.0)):
        assets = make_assets([{"x": 0.0, "y": 0.0, "gifts": gifts}])
        assert reach(assets, origins, [NAAIEN], radius_m=400).share.loc["A", "naaien"] == expected


def test_a_template_needs_all_its_capabilities_of_whomever():
    vocabulary = load_vocabulary()
    template = next(one for one in load_templates(vocabulary=vocabulary) if len(one.wants) > 2)
    rows = [{"x": 0.0, "y": 0.0, "gifts": f"{code}:can"} for code in template.wants]
    origins, want = make_origins(("A", 0, 0, 5)), template_want(template)
    assert reach(make_assets(rows), origins, [want], radius_m=400).share.loc["A", want.name] == 1.0
    assert reach(make_assets(rows[1:]), origins, [want], radius_m=400).share.loc["A", want.name] == 0.0


def test_themes_and_more_than_64_capabilities_are_asked_at_once():
    vocabulary = load_vocabulary()
    capabilities = [capability_want(one.code) for one in vocabulary.capabilities]
    wants = [*theme_wants(vocabulary), *capabilities]
    last = vocabulary.capabilities[-1]
    assets = make_assets([{"x": 0.0, "y": 0.0, "gifts": f"{last.code}:can"}])
    share = reach(assets, make_origins(("A", 0, 0, 5)), wants, radius_m=400).share.loc["A"]
    assert share[share > 0].index.tolist() == [last.theme, last.code]


def test_a_longer_way_round_takes_the_place_of_the_straight_line():
    river = Walk(
        lambda x, y, to_x, to_y: straight_line(x, y, to_x, to_y) + 5000.0 * ((x < 50) != (to_x < 50))
    )
    origins = make_origins(("A", 0, 0, 5), ("B", 60, 0, 5))
    share = reach(make_assets([{"x": 100.0, "y": 0.0}]), origins, [NAAIEN], radius_m=400, walk=river).share
    assert share["naaien"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("radius_m", [0, -1, float("nan"), float("inf")])
def test_a_radius_must_be_above_zero(radius_m):
    with pytest.raises(SchemaError):
        reach(make_assets(), make_origins(), [NAAIEN], radius_m=radius_m)


@pytest.mark.parametrize("wants", [[NAAIEN, NAAIEN], [Want("alles", frozenset(), needs_all=True)]])
def test_wants_must_have_names_of_their_own_and_need_something(wants):
    with pytest.raises(SchemaError):
        reach(make_assets(), make_origins(), wants, radius_m=400)


def test_assets_in_another_crs_are_refused():
    with pytest.raises(CrsError):
        reach(make_assets([{}]).to_crs(4326), make_origins(), [NAAIEN], radius_m=400)


# ---- laws

metres = st.integers(-20, 20).map(lambda step: step * 97.0)
places = st.tuples(metres, metres, st.integers(0, 2**5 - 1))
homes = st.tuples(metres, metres)
WALKS = (STRAIGHT_WALK, Walk(walked_line), Walk(walked_line, 1.1, 2.0))


def bits_by_hand(homes, places, radius_m):
    found = np.zeros((len(homes), 2), np.uint64)
    for row, (x, y) in enumerate(homes):
        for to_x, to_y, bits in places:
            if np.hypot(to_x - x, to_y - y) * 1.3 <= radius_m:
                found[row] |= np.array([bits & 7, bits >> 3], np.uint64)
    return found


@given(
    homes=st.lists(homes, max_size=30),
    places=st.lists(places, max_size=30),
    radius_m=st.sampled_from([*RADII_M, 150, 5000]),
    walk=st.sampled_from(WALKS),
    at_once=st.sampled_from([1, 2048]),
)
def test_the_bits_within_a_walk_are_those_of_comparing_every_pair(homes, places, radius_m, walk, at_once):
    x, y = np.array(homes, float).reshape(-1, 2).T
    place_x, place_y, bits = np.array(places, float).reshape(-1, 3).T
    masks = np.column_stack([bits.astype(np.uint64) & np.uint64(7), bits.astype(np.uint64) >> np.uint64(3)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(within, "_CELLS_AT_ONCE", at_once)
        found = Homes.of(x, y, radius_m=radius_m, walk=walk).join_masks(place_x, place_y, masks)
    np.testing.assert_array_equal(found, bits_by_hand(homes, places, radius_m))


WANTS = (*theme_wants(load_vocabulary()), Want("samen", frozenset({"naaien", "zaal"}), needs_all=True))
asset_rows = st.fixed_dictionaries(
    {"x": metres, "y": metres, "gifts": st.sampled_from(["naaien:can", "zaal:lends", "zingen:together", ""])}
)
living = st.lists(st.tuples(st.sampled_from("AB "), metres, metres, st.integers(0, 9)), max_size=8)


@settings(max_examples=30)
@given(
    rows=st.lists(asset_rows, min_size=1, max_size=8),
    living=living,
    radii=st.tuples(st.integers(100, 2000), st.integers(100, 2000)).map(sorted),
    seed=st.integers(0, 99),
)
def test_reach_never_falls_as_the_radius_grows_or_an_asset_is_added_and_keeps_no_order(
    rows, living, radii, seed
):
    rng = np.random.default_rng(seed)
    assets, origins = make_unchecked_assets(rows), make_origins(*living)
    near = reach(assets, origins, WANTS, radius_m=radii[0]).share
    wider = reach(assets, origins, WANTS, radius_m=radii[1]).share
    fewer = reach(assets.iloc[1:], origins, WANTS, radius_m=radii[1]).share
    assert (near.fillna(0) <= wider.fillna(0) + 1e-12).all(axis=None)
    assert (fewer.fillna(0) <= wider.fillna(0) + 1e-12).all(axis=None)
    turned = make_origins(*[living[at] for at in rng.permutation(len(living))])
    again = reach(assets.sample(frac=1, random_state=rng), turned, WANTS, radius_m=radii[0]).share
    pd.testing.assert_frame_equal(again, near)
