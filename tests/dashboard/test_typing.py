"""While the server answers, people type on: an answer leaves alone what stands in a box, and nothing gets lost."""

import pytest

from tests.pages import APP, open_page, run


@pytest.mark.parametrize("where", ["map", "together"])
def test_an_answer_does_not_overwrite_a_box(where):
    page = open_page(place="1811HP", radius="800", text="koffie", kinds="talent")
    if where == "together":
        page.switch_page(str(APP.parent / "app_pages" / "together.py"))
        run(page)
    run(page)
    assert [box.proto.set_value for box in page.text_input] == [False] * len(page.text_input)
    assert page.text_input(key="place").value == "1811HP"


def test_what_another_page_asked_is_still_there_after_a_detour():
    page = open_page(place="1811HP", text="koffie", themes="eten")
    for name in ("about.py", "together.py", "about.py", "map.py"):
        page.switch_page(str(APP.parent / "app_pages" / name))
        run(run(page))
    assert page.text_input(key="text").value == "koffie"
    assert page.multiselect(key="themes").value == ["eten"]
