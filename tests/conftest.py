"""What all tests share."""

import os
from pathlib import Path

import pytest

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
