"""Which part of a list comes in which column of which page. Heights are millimetres; parts stay in order."""

from collections.abc import Sequence

_STEPS = 200

Columns = list[list[int]]
"""The numbers of the parts in each column."""


def fill(heights: Sequence[float], limit: float, columns: int) -> Columns:
    """Fill columns of this height one after the other; what does not fit any more is left out."""
    filled: Columns = [[]]
    high = 0.0
    for part, height in enumerate(heights):
        if high + height > limit + 1e-6 and filled[-1]:
            if len(filled) == columns:
                break
            filled.append([])
            high = 0.0
        if height > limit + 1e-6:
            break
        filled[-1].append(part)
        high += height
    return filled


def lowest(heights: Sequence[float], columns: int) -> float:
    """Give the least height with which all parts find room in so many columns."""
    low, high = max(heights), sum(heights)
    for _ in range(_STEPS):
        if high - low < 0.01:
            break
        middle = (low + high) / 2
        if sum(map(len, fill(heights, middle, columns))) == len(heights):
            high = middle
        else:
            low = middle
    return high


def paginate(heights: Sequence[float], columns: int, *, first: float, other: float) -> list[Columns]:
    """
    Spread parts over pages; the columns of the last page are equally high.

    Parameters
    ----------
    first, other
        Room on the first page and on each other one. A part that fits nowhere is set all the same.
    """
    pages: list[Columns] = []
    begin = 0
    while begin < len(heights):
        room = other if pages else first
        left = [min(height, other) for height in heights[begin:]]
        taken = fill(left, room, columns)
        if sum(map(len, taken)) == len(left):
            taken = fill(left, lowest(left, columns), columns)
        pages.append([[begin + part for part in column] for column in taken])
        begin += sum(map(len, taken))
    return pages
