"""
When a quarter brings a new release, and who counts in it.

Who compares two releases learns about those who changed in between: they joined, left, moved, or can something else.
So two releases that follow each other differ in at least `CHANGED_AT_LEAST` people, or are the same; and a release
counts at least so many people, or nobody.

- A quarter in which fewer changed keeps the former release. Who joined or changed waits for the next.
- **A withdrawal is never postponed twice.** Who counted before and no longer does (took the yes back, let it end, hid
  the card, was erased, moved away) may have to wait for one quarter. At the next there is a new release without them,
  however few changed: then, to make up the number, some of those who did not change rest until the next release. Who
  rests is drawn by lot.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

CHANGED_AT_LEAST = 10


@dataclass(frozen=True)
class Former:
    """
    What is remembered of who counted in the former release.

    Attributes
    ----------
    digests
        What each added (`Person.digest`), by id.
    erased
        How many of those who counted were erased since; nothing else is left of them.
    has_postponed
        Whether a withdrawal was postponed when it was last decided.
    """

    digests: Mapping[str, str]
    erased: int = 0
    has_postponed: bool = False


@dataclass(frozen=True)
class Decision:
    """
    What to do in a new quarter.

    Attributes
    ----------
    counted
        Who counts in the new release; None where the former one stays.
    has_postponed
        Whether a withdrawal is postponed by that.
    """

    counted: frozenset[str] | None
    has_postponed: bool = False


def decide(now: Mapping[str, str], former: Former) -> Decision:
    """
    Decide about a quarter.

    Parameters
    ----------
    now
        What each who may be counted today would add, by id.
    former
        Of the release that stands; of nobody where there is none.
    """
    same = {one for one, digest in now.items() if former.digests.get(one) == digest}
    withdrawn = former.erased + len(former.digests.keys() - now.keys())
    changed = former.erased + len((former.digests.keys() | now.keys()) - same)
    if changed >= CHANGED_AT_LEAST:
        return _of(now.keys())
    if not (withdrawn and former.has_postponed):
        return Decision(None, has_postponed=withdrawn > 0)
    resting = secrets.SystemRandom().sample(sorted(same), CHANGED_AT_LEAST - changed)
    return _of(now.keys() - set(resting))


def _of(counted) -> Decision:
    return Decision(frozenset(counted) if len(counted) >= CHANGED_AT_LEAST else frozenset())
