"""
How the page Samen looks: what is possible here, a group on the map and in words, and its open places.

Texts from outside (names of people and of initiatives) go through `st.text` only.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import cache, mapview, render, sentences, state
from dashboard.controls import SIGNS
from dashboard.i18n import error_sentence, language, n, t
from dashboard.introductions import bring, plan
from dashboard.together import bridging, initiative_form, scene, wish_controls
from dashboard.together import words as words_of
from dashboard.together.gathered import Gathered
from geo.coalition import Coalition, Member
from geo.gathering import Possibility

MAP_HEIGHT_PX = 640
COLUMNS = 3


def heading(view: Gathered) -> None:
    """Say how far the plan is, or ask what it shall be."""
    with st.container(key="heading"):
        if view.initiative is not None:
            _line("planname", view.initiative.name)
        st.subheader(_heading(view), anchor=False)
        if view.initiative is not None:
            st.caption(words_of.saved_on(view.initiative.created_at))
        elif state.initiative():
            st.text(t("together.initiative.unknown"))
        if cache.inventory().is_demo:
            st.caption(t("map.demo"))


def _heading(view: Gathered) -> str:
    if view.group is not None:
        return words_of.progress(view.group, view.plan, cache.vocabulary())
    return t("together.possible.heading" if view.place else "together.start")


def is_overview(view: Gathered) -> bool:
    """Tell whether there is no group to show yet."""
    return view.group is None


def overview(view: Gathered) -> None:
    """Ask for what is not known yet, and show what is possible here, the most complete first."""
    bring.counted()
    if view.place is None:
        _ask_place()
    elif view.template:
        st.text(t("together.wants.ask"))
    else:
        distance = sentences.distance(view.radius_m)
        st.text(t("together.possible.where", distance=distance, postcode=view.postcode))
    if not view.wants:
        bridging.saved_plans()
        _possibilities(view)
        bridging.introductions(view)


def _ask_place() -> None:
    with st.container(border=True, key="ask-place"):
        st.text(t("together.place.ask"))
        st.text_input(
            t("together.place.label"),
            key=state.PLACE_HERE,
            max_chars=60,
            placeholder=t("filter.place.placeholder"),
            on_change=state.take_place_here,
        )
        problem = state.place_problem()
        if problem:
            st.text(error_sentence(problem))
        elif state.postcode():
            st.text(t("together.place.unknown", postcode=state.postcode()))


def _possibilities(view: Gathered) -> None:
    found = view.possibilities
    for start in range(0, len(found), COLUMNS):
        columns = st.columns(COLUMNS, gap="small")
        for column, one in zip(columns, found[start : start + COLUMNS], strict=False):
            with column:
                _possibility(one, is_placed=view.place is not None)


def _possibility(one: Possibility, *, is_placed: bool) -> None:
    template = next(each for each in cache.inventory().templates if each.code == one.template)
    is_whole = is_placed and not one.uncovered
    with st.container(border=True, key=f"possible-{'whole-' * is_whole}{one.template}", gap=None):
        _line(f"possiblename-{one.template}", template.labels[language()])
        _line(f"possibleline-{one.template}", template.lines[language()])
        if is_placed:
            _line(f"share-{one.template}", _share_words(one))
        st.button(
            t("together.choose"),
            key=f"choose-{one.template}",
            on_click=wish_controls.take_template,
            args=(one.template,),
        )


def _share_words(one: Possibility) -> str:
    if not one.covered:
        return t("together.possible.begin")
    if not one.uncovered:
        return t("together.possible.whole", all=len(one.covered))
    open_places = words_of.capabilities(one.uncovered, cache.vocabulary())
    share = words_of.share(one.covered, one.uncovered)
    return t("together.possible.open", share=share, capabilities=open_places)


def workbench(view: Gathered) -> None:
    """Show the group on the map and in words, with what can be done with it."""
    assert view.group is not None
    initiative_form.actions(view)
    with st.container(key="explore"):
        render.pane_switch()
        map_side, list_side = st.columns([3, 2], gap="medium")
        with map_side, st.container(key="map-pane"):
            render.beside_map(*scene.in_words(view))
            click = mapview.show(scene.of(view), key="together-map", height=MAP_HEIGHT_PX)
        if click:
            state.choose("" if click == state.chosen() else click, on_map=True)
            st.rerun()
        with list_side, st.container(key=f"list-pane-{state.pane()}-list"):
            _group(view, view.group)


def _group(view: Gathered, group: Coalition) -> None:
    _group_switch(view)
    if group.members:
        _line("nearness", words_of.nearness(group, view.postcode))
    if words_of.bounded(group):
        _line("bounded", words_of.bounded(group))
    for member in group.members:
        _member(view, group, member)
    _open_places(view, group)
    _left_out(view)
    initiative_id = view.initiative.initiative_id if view.initiative else ""
    plan.show(initiative_id, [member.asset_id for member in group.members])


def _group_switch(view: Gathered) -> None:
    if len(view.groups) < 2:
        return
    costs = [sentences.short_distance(round(group.cost_m / 10) * 10) for group in view.groups]
    st.segmented_control(
        t("together.group.switch"),
        list(range(1, len(costs) + 1)),
        key=state.GROUP,
        required=True,
        format_func=lambda number: t("together.group.label", number=number, distance=costs[number - 1]),
        width="stretch",
    )


def _member(view: Gathered, group: Coalition, member: Member) -> None:
    asset = cache.asset(member.asset_id)
    name = sentences.name_of(asset)
    is_pointed_at = "-chosen" * (state.chosen() == member.asset_id)
    with st.container(border=True, key=f"member{is_pointed_at}-{member.kind}-{member.asset_id}", gap=None):
        _line(f"covers-{member.asset_id}", words_of.asked(member, cache.vocabulary()))
        _line(f"name-{member.asset_id}", name)
        _line(f"why-{member.asset_id}", words_of.reason(member, name, cache.vocabulary()))
        _line(f"near-{member.asset_id}", sentences.walk(member.distance_m))
        _member_buttons(view, group, member)
        bring.offer_to_ask(asset, with_promise=False)


def _member_buttons(view: Gathered, group: Coalition, member: Member) -> None:
    one, others = member.asset_id, [each.asset_id for each in group.members if each != member]
    kept = others if view.initiative else [each for each in view.must if each != one]
    pinned, left_out = [*kept, one], [*view.must_not, one]
    with st.container(key=f"choices-{one}", horizontal=True, gap="small"):
        _choice("swap", one, {"must": others, "must_not": left_out})
        if one in view.must and view.initiative is None:
            _choice("unpin", one, {"must": kept})
        elif view.initiative is None:
            _choice("pin", one, {"must": pinned})
        _choice("exclude", one, {"must": kept, "must_not": left_out})


def _choice(what: str, asset_id: str, asked: dict[str, Sequence[str]]) -> None:
    st.button(
        t(f"together.{what}"),
        key=f"{what}-{asset_id}",
        type="tertiary",
        on_click=state.ask_together,
        kwargs=asked,
    )


def _open_places(view: Gathered, group: Coalition) -> None:
    """Show what nobody told of yet as invitations; each may offer a longer walk, or to look for somebody."""
    further = {} if view.initiative else view.further
    for want in group.uncovered:
        with st.container(border=True, key=f"vacant-{want}", gap=None):
            _line(f"covers-{want}", cache.vocabulary().label(want, language()))
            _line(f"question-{want}", words_of.question(want, cache.vocabulary()))
            if want in further:
                distance = sentences.distance(further[want])
                _button(f"further-{want}", t("together.further", distance=distance), _walk_on(further[want]))
    if view.initiative and group.uncovered:
        members = [member.asset_id for member in group.members]
        _button("look-on", t("together.look_on"), lambda: state.ask_together(must=members))


def _walk_on(radius_m: int) -> Callable[[], None]:
    return lambda: state.set_radius(radius_m)


def _left_out(view: Gathered) -> None:
    """Show who is kept or left out on purpose, to undo it."""
    if len(view.must) > 1 and view.initiative is None:
        _button("unpin-all", n("together.unpin_all", len(view.must)), lambda: state.ask_together(must=()))
    if view.initiative or not view.must_not:
        return
    _line("left-out", t("together.left_out"))
    for one in view.must_not:
        asset = cache.asset(one)
        with st.container(key=f"left-out-{one}", horizontal=True, vertical_alignment="center"):
            st.text(f"{SIGNS[asset['kind']]} {sentences.name_of(asset)}")
            rest = [each for each in view.must_not if each != one]
            _choice("include", one, {"must_not": rest})


def _button(key: str, label: str, act: Callable[[], None]) -> None:
    st.button(label, key=key, on_click=act)


def _line(key: str, text: str) -> None:
    """One line of text with a class for the style sheet."""
    with st.container(key=key):
        st.text(text)
