"""Meetings: for as long as one lasts, visitors are neighbours, and what they add appears in small batches."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, update

from geo import passphrases as phrases
from geo.access import LEAD_MEETING, require
from geo.initiatives import fresh_id
from geo.signing import Meeting
from geo.store.arrivals import admit, ready
from geo.store.database import Database
from geo.store.schema import arrivals, meetings
from geo.store.sessions import moment_of, moment_text, open_meeting

HOURS_AT_MOST = 24


class MeetingStore(Database):
    """Keeps meetings, and lets in what comes in them."""

    def begin_meeting(
        self, passphrase: str, *, hours: float, role: str, when: datetime | None = None
    ) -> Meeting:
        """
        Begin a meeting; one that was still going on ends.

        Parameters
        ----------
        passphrase
            Lets the connector in, until the meeting ends.
        hours
            More than 0, at most `HOURS_AT_MOST`.

        Raises
        ------
        AccessError
            If the role may not, or `access.passphrase_length`.
        """
        require(role, LEAD_MEETING)
        assert 0 < hours <= HOURS_AT_MOST
        kept, moment = phrases.digest(passphrase), moment_of(when)
        begun = Meeting(fresh_id(), moment_text(moment), moment_text(moment + timedelta(hours=hours)))
        with self._writing() as connection:
            _end_meetings(connection, moment)
            connection.execute(
                insert(meetings).values(
                    meeting_id=begun.meeting_id,
                    passphrase_digest=kept,
                    began_at=begun.began_at,
                    until=begun.until,
                    ended_at="",
                )
            )
        return begun

    def end_meeting(self, *, role: str, when: datetime | None = None) -> bool:
        """
        End the meeting that is going on; tells whether there was one.

        Visitors are the public again at once, and what has not appeared yet waits for the connector.
        """
        require(role, LEAD_MEETING)
        if not self._exists():
            return False
        with self._writing() as connection:
            return _end_meetings(connection, moment_of(when))

    def admit_arrivals(self, *, when: datetime | None = None) -> int:
        """
        Let in the batches that are large enough, or have waited until their moment.

        Returns
        -------
        admitted
            How many cards.
        """
        moment = moment_of(when)
        if not self._exists():
            return 0
        with self._reading() as connection:
            if not ready(connection, moment):
                return 0
        with self._writing() as connection:
            return admit(connection, moment)


def _end_meetings(connection: Connection, moment: datetime) -> bool:
    is_going_on = open_meeting(connection, moment) is not None
    connection.execute(update(meetings).where(meetings.c.ended_at == "").values(ended_at=moment_text(moment)))
    connection.execute(delete(arrivals))
    return is_going_on
