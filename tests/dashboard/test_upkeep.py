"""What the server does by itself every day."""

import asyncio
from datetime import UTC, datetime

from dashboard import upkeep
from geo.consent import COUNT, KEEP
from geo.inventory import store_path
from geo.roles import MUNICIPALITY
from geo.store import Store
from geo.terms import CONNECTOR
from tests.stores import card, yes_to


def test_the_release_that_is_due_is_made_and_a_broken_store_stops_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    upkeep.begin_quarter()
    assert not list(tmp_path.iterdir())
    store = Store(store_path(tmp_path))
    for number in range(10):
        said = yes_to(KEEP, COUNT, when=datetime.now(UTC))
        store.add_card(card(asset_id=f"p-{number}"), said, role=CONNECTOR, key=f"k-{number}")
    upkeep.begin_quarter()
    assert store.read_release(role=MUNICIPALITY).cells_of("all")["shown"].tolist() == [10]
    store.close()
    store_path(tmp_path).write_text("not a store")
    upkeep.begin_quarter()


def test_each_day_it_sweeps_first_and_counts_then(monkeypatch):
    done = []
    monkeypatch.setattr(upkeep, "sweep", lambda: done.append("sweep"))
    monkeypatch.setattr(upkeep, "begin_quarter", lambda: done.append("release"))

    async def live() -> None:
        async with upkeep.daily(every_s=0):
            while len(done) < 4:
                await asyncio.sleep(0)

    asyncio.run(live())
    assert done[:4] == ["sweep", "release", "sweep", "release"]
