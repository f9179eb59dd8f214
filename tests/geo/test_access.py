"""Who may do what: every cell of the table, and a connector's area."""

import pytest

from geo.access import (
    ACTIONS,
    ADD_FOR_OTHER,
    ALLOWED,
    DECIDE,
    ERASE,
    FOLLOW_UP,
    IMPORT,
    INTRODUCE,
    LEAD_MEETING,
    LIST_INITIATIVES,
    MANAGE_ROLES,
    MARK_ASKED,
    NOTE,
    PROPOSE,
    READ_CONTACTS,
    READ_QUEUE,
    READ_RELEASE,
    REVEAL,
    WITHOUT_PLACE,
    may,
    may_in,
    require,
)
from geo.errors import AccessError
from geo.roles import MUNICIPALITY, ROLES, STEWARD, areas_of, name_of, of_areas
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC

OUDORP, OVERDIE = "WK036106", "WK036104"
OF_OUDORP = of_areas([OUDORP])

VISITORS = {PUBLIC, NEIGHBOURS, MUNICIPALITY}
ALLOWED_TO = {  # action -> who
    PROPOSE: VISITORS | {CONNECTOR, STEWARD},
    READ_QUEUE: {CONNECTOR, STEWARD},
    DECIDE: {CONNECTOR, STEWARD},
    ADD_FOR_OTHER: {CONNECTOR, STEWARD},
    IMPORT: {CONNECTOR, STEWARD},
    NOTE: {CONNECTOR, STEWARD},
    ERASE: {CONNECTOR, STEWARD},
    INTRODUCE: {CONNECTOR, STEWARD},
    FOLLOW_UP: {CONNECTOR, STEWARD},
    REVEAL: {CONNECTOR, STEWARD},
    LIST_INITIATIVES: {CONNECTOR, STEWARD},
    LEAD_MEETING: {CONNECTOR, STEWARD},
    MANAGE_ROLES: {STEWARD},
    MARK_ASKED: {CONNECTOR, STEWARD},
    READ_CONTACTS: {CONNECTOR, STEWARD, MUNICIPALITY},
    READ_RELEASE: {CONNECTOR, MUNICIPALITY, STEWARD},
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_every_cell_of_the_table_is_as_written_here(role, action):
    assert may(role, action) == (role in ALLOWED_TO[action])
    assert may_in(role, action, "") == (role in ALLOWED_TO[action])


@pytest.mark.parametrize("action", ACTIONS)
def test_a_connector_of_an_area_acts_on_cards_of_that_area_only(action):
    is_connectors = CONNECTOR in ALLOWED_TO[action]
    assert may_in(OF_OUDORP, action, OUDORP) == is_connectors
    for elsewhere in (OVERDIE, "", "+", f"{OUDORP}+{OVERDIE}"):
        assert may_in(OF_OUDORP, action, elsewhere) == (is_connectors and action in WITHOUT_PLACE)


@pytest.mark.parametrize(
    "role", ["", "boss", "Connector", f"steward:{OUDORP}", f"public:{OUDORP}", "municipality:", ":", ":WK"]
)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_role_that_nobody_has_may_nothing(role, action):
    assert role not in ALLOWED and name_of(role) == ""
    with pytest.raises(AccessError, match=r"access\.refused"):
        require(role, action, wijk=OUDORP)


def test_the_same_wijken_make_the_same_role():
    assert of_areas([OUDORP, OVERDIE]) == of_areas([OVERDIE, OUDORP, OVERDIE])
    assert areas_of(of_areas([OUDORP, OVERDIE])) == {OUDORP, OVERDIE}
    assert areas_of(CONNECTOR) is None and areas_of(of_areas([])) == frozenset()


def test_a_connector_of_no_wijk_is_one_nowhere():
    assert not may_in(of_areas([]), DECIDE, "")
