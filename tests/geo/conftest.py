"""Fixtures of the tests of `geo`."""

from collections.abc import Iterator

import pytest

from geo import compiled


@pytest.fixture(scope="module", params=["compiled", "plain numpy"])
def ranked_in(request: pytest.FixtureRequest) -> Iterator[str]:
    """Answer all questions of a module in compiled loops, and then once more in plain numpy."""
    compiled.warm(wait=True)
    assert compiled.loops() is not None  # numba is among the developers' dependencies
    if request.param == "compiled":
        yield request.param
    else:
        with compiled.plain_numpy():
            yield request.param
