"""What the tests of several pages share."""

import pytest

from geo.inventory import store_path
from geo.store import Store


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    """One empty data folder for all tests of the demo in a file, so that it is read once."""
    return tmp_path_factory.mktemp("demo-home")


@pytest.fixture
def store(home):
    """The store in the data folder of a test."""
    store = Store(store_path(home))
    yield store
    store.close()
