"""Erasing: nothing of a card is left anywhere, and what was put back forgets it again."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from geo.consent import KEEP
from geo.errors import AccessError
from geo.initiatives import make_initiative
from geo.store import Store
from geo.terms import CONNECTOR
from tests.lists import TODAY, read_list
from tests.stores import NOW, card, yes_to

CANARY = "Kanarievogel"
LIST = f"id,naam,soort,postcode,omschrijving\nx-1,{CANARY},talent,1811BC,{CANARY * 400}\nx-2,Bram,talent,1811BC,\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "krachtenkaart.db"


@pytest.fixture
def store(path):
    store = Store(path)
    yield store
    store.close()


def on_disk(path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(path.parent.iterdir()) if one.is_file())


def test_an_erased_card_leaves_nothing_in_any_file(store, path):
    made = card(CANARY, contact=f"{CANARY}@example.org", description=CANARY * 40)
    kept = store.add_card(made, yes_to(KEEP), role=CONNECTOR, key="k", when=NOW)
    token = store.open_link(kept.secret, when=NOW)
    store.change_own(token, card(f"{CANARY} de tweede"), when=NOW)
    assert CANARY.encode() in on_disk(path)
    version = store.version
    store.erase_own(token, when=NOW)
    assert CANARY.encode() not in on_disk(path)
    assert kept.asset_id.encode() not in on_disk(path)
    assert store.version > version
    with pytest.raises(AccessError, match=r"access\.link_gone"):
        store.read_own(token, when=NOW)
    assert store.open_link(kept.secret) is None


def test_an_erased_row_of_a_list_leaves_nothing_and_its_neighbours_stay(store, path):
    store.add_import(read_list(LIST))
    assert CANARY.encode() in on_disk(path)
    assert store.erase("x-1", role=CONNECTOR)
    assert CANARY.encode() not in on_disk(path) and b"x-1" not in on_disk(path)
    assert store.read_assets(today=TODAY)["name"].tolist() == ["Bram"]
    assert not store.erase("x-1", role=CONNECTOR)


def test_other_readers_see_it_gone_at_once(store, path):
    store.add_import(read_list(LIST))
    with closing(Store(path)) as other:
        assert len(other.read_assets(today=TODAY)) == 2
        store.erase("x-1", role=CONNECTOR)
        assert len(other.read_assets(today=TODAY)) == 1 and other.version == store.version


def test_an_erased_card_is_taken_out_of_saved_initiatives(store):
    store.add_import(read_list(LIST))
    for members in (["x-2", "x-1"], ["x-1"]):
        made = make_initiative(
            name="Eten", template="", wants=["zaal"], postcode="1811", radius_m=400, members=members,
            initiative_id=f"i-{len(members)}",
        )  # fmt: skip
        store.add_initiative(made)
    store.erase("x-1", role=CONNECTOR)
    assert store.read_initiative("i-2").members == ("x-2",)
    assert store.read_initiative("i-1").members == ()


def test_a_backup_that_is_put_back_forgets_again_when_it_is_opened(store, path, tmp_path):
    store.add_import(read_list(LIST))
    store.close()
    backup = tmp_path / "elders" / "kopie.db"
    backup.parent.mkdir()
    shutil.copy(path, backup)
    store.erase("x-1", role=CONNECTOR)
    store.close()
    shutil.copy(backup, path)
    assert CANARY.encode() in on_disk(path)
    with closing(Store(path)) as restored:
        assert restored.read_assets(today=TODAY)["name"].tolist() == ["Bram"]
        assert CANARY.encode() not in on_disk(path)


def test_a_backup_that_is_put_back_while_the_app_runs_forgets_too(store, path, tmp_path):
    store.add_import(read_list(LIST))
    backup = tmp_path / "elders" / "kopie.db"
    backup.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", [str(backup)])
    store.erase("x-1", role=CONNECTOR)
    for suffix in ("-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
    backup.replace(path)
    assert store.read_assets(today=TODAY)["name"].tolist() == ["Bram"]


def test_a_crash_between_the_ledger_and_the_rows_still_erases(store, path, monkeypatch):
    store.add_import(read_list(LIST))

    def fall_over(*_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("geo.store.forgetting.remove", fall_over)
        with pytest.raises(Exception, match=r"store\.disk"):
            store.erase("x-1", role=CONNECTOR)
    store.close()
    with closing(Store(path)) as later:
        assert later.read_assets(today=TODAY)["name"].tolist() == ["Bram"]


def test_the_same_list_does_not_bring_an_erased_person_back(store):
    store.add_import(read_list(LIST))
    store.erase("x-1", role=CONNECTOR)
    for again in (LIST, LIST.replace("Bram", "Karel").replace("x-2", "x-3").replace(CANARY * 400, "nieuw")):
        report = store.add_import(read_list(again))
        assert [issue.reason for issue in report.refusals] == ["erased"]
        assert CANARY not in str(report.refusals)
    assert CANARY not in store.read_assets(today=TODAY)["name"].tolist()


def test_the_ledger_says_nothing_about_whom(store, path):
    store.add_import(read_list(LIST))
    store.erase("x-1", role=CONNECTOR)
    ledger = path.with_name(f"{path.name}.erased")
    key, *lines = ledger.read_text().split()
    assert len(lines) == 2 and all(len(line) == 40 for line in lines) and len(key) == 32
    assert ledger.stat().st_mode & 0o077 == 0


def test_a_line_of_the_ledger_that_was_cut_off_does_not_hide_the_next(store, path):
    store.add_import(read_list(LIST))
    store.erase("x-2", role=CONNECTOR)
    ledger = path.with_name(f"{path.name}.erased")
    ledger.write_text(ledger.read_text() + "0123")
    store.close()
    store.erase("x-1", role=CONNECTOR)
    store.close()
    assert store.add_import(read_list(LIST)).refused == 2
