"""Files behind a link that works once: the waiting room, and the route that hands them out."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response

from dashboard import server, tickets
from dashboard.tickets import LIFETIME_S, TICKETS, Ticket, Tickets

LIST = Ticket("naam\r\nMina\r\n".encode("utf-8-sig"), "uitnodigingen.csv", "text/csv; charset=utf-8")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def ask(token: str, *, method: str = "GET", query: str = "") -> Response:
    """Ask the route for a file, as the server does."""
    scope = {
        "type": "http",
        "method": method,
        "path": f"/lijst/{token}",
        "path_params": {"token": token},
        "query_string": query.encode(),
        "headers": [],
    }
    return asyncio.run(server.send_list(Request(scope)))


def test_a_file_is_handed_out_once(clock):
    waiting = Tickets(clock=clock)
    token = waiting.issue(LIST)
    assert waiting.redeem(token) == LIST
    assert waiting.redeem(token) is None


def test_a_file_does_not_wait_longer_than_a_few_minutes(clock):
    waiting = Tickets(clock=clock)
    early, late = waiting.issue(LIST), None
    clock.now += LIFETIME_S - 1
    late = waiting.issue(LIST)
    clock.now += 1
    assert waiting.redeem(early) is None
    assert waiting.redeem(late) == LIST


def test_large_files_do_not_fill_the_memory_and_the_newest_is_kept(clock, monkeypatch):
    monkeypatch.setattr(tickets, "MOST_BYTES", 2 * len(LIST.body))
    waiting = Tickets(clock=clock)
    tokens = [waiting.issue(LIST) for _ in range(3)]
    assert [waiting.redeem(token) for token in tokens] == [None, LIST, LIST]
    huge = LIST._replace(body=b"x" * 10_000)
    assert waiting.redeem(waiting.issue(huge)) == huge


def test_the_waiting_room_stays_small(clock, monkeypatch):
    monkeypatch.setattr(tickets, "MOST_WAITING", 3)
    waiting = Tickets(clock=clock)
    tokens = [waiting.issue(LIST) for _ in range(5)]
    assert [waiting.redeem(token) is not None for token in tokens] == [False, False, True, True, True]


def test_tokens_cannot_be_guessed_from_each_other(clock):
    waiting = Tickets(clock=clock)
    tokens = {waiting.issue(LIST) for _ in range(100)}
    assert len(tokens) == 100 and min(map(len, tokens)) >= 32


def test_the_file_comes_as_a_download_that_nobody_keeps():
    answer = ask(TICKETS.issue(LIST))
    assert answer.status_code == 200 and answer.body == LIST.body
    assert answer.headers["content-disposition"] == 'attachment; filename="uitnodigingen.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_looking_ahead_does_not_take_the_file_away():
    token = TICKETS.issue(LIST)
    assert ask(token, method="HEAD").status_code == 405
    assert ask(token).status_code == 200


@pytest.mark.parametrize(("query", "told"), [("", "werkte één keer"), ("lang=en", "worked once")])
def test_a_used_or_invented_link_tells_kindly_what_to_do(query, told):
    used = TICKETS.issue(LIST)
    ask(used)
    for token in (used, "invented"):
        answer = ask(token, query=query)
        assert answer.status_code == 410 and told in answer.body.decode()
        assert answer.headers["cache-control"] == "no-store"
