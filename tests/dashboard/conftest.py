"""What the tests of several pages share."""

import pytest


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    """One empty data folder for all tests of the demo in a file, so that it is read once."""
    return tmp_path_factory.mktemp("demo-home")
