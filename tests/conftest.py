"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a busy machine is no fault of the code. Under CI the same examples every time.
settings.register_profile("local", deadline=None, max_examples=60)
settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of real public data that stands beside the project; it is read in place."""
    if not REFERENCE.is_dir():
        missing = f"the reference data is not there: expected the folder {REFERENCE}"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return REFERENCE
