"""
Who is signed in, and who has which role.

Sessions are begun by a passphrase or by a login at a provider of OpenID Connect, looked up each time, and end after
a while unseen, after a maximum, or at once when somebody ends them. Of tokens and passphrases only digests are kept.
"""

import hashlib
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, select, update

from geo import passphrases as phrases
from geo.access import MANAGE_ROLES, require
from geo.errors import AccessError, NotFoundError
from geo.initiatives import fresh_id
from geo.roles import name_of
from geo.signing import (
    LASTS,
    LASTS_UNSEEN,
    LOGIN,
    MEETING,
    PASSPHRASE,
    Grant,
    Login,
    Meeting,
    Session,
    Standing,
    is_fresh,
    known_as,
)
from geo.store.database import Database
from geo.store.schema import grants, meetings, passphrases, sessions
from geo.terms import CONNECTOR, PUBLIC

NOTED_EVERY = timedelta(minutes=1)
"""That a session is still seen is written down so often at most."""

_TOKEN_BYTES = 24
_IS_OPEN = sessions.c.ended_at == ""


class SessionStore(Database):
    """Keeps sessions, passphrases and roles."""

    def standing(
        self, token: str = "", *, login: Login | None = None, when: datetime | None = None
    ) -> Standing:
        """
        Tell what is known of a visitor now; asked at each read and each write.

        Parameters
        ----------
        token
            What `sign_in` gave, or "".
        login
            Who a provider says it is, where the token opens nothing. A fresh login that was not seen before begins
            a session; one whose session ended never does again.
        """
        if not self._exists():
            return Standing()
        moment = moment_of(when)
        keys = [_digest(token)] if token else []
        keys += [_digest(login.key)] if login else []
        with self._reading() as connection:
            rows = [_row_of(connection, key) for key in keys]
            meeting = open_meeting(connection, moment)
            is_guarded = _is_guarded(connection)
            found = next((row for row in rows if row is not None and _is_alive(row, moment, meeting)), None)
            session = _session(connection, found) if found is not None else None
        if found is not None and datetime.fromisoformat(found.seen_at) <= moment - NOTED_EVERY:
            self._note_seen(found.token_digest, moment)
        if login and rows[-1] is None and session is None and is_fresh(login, moment):
            session = self._begin_login(login, moment)
        return Standing(session, meeting, is_guarded)

    def sign_in(self, passphrase: str, *, when: datetime | None = None) -> str | None:
        """
        Begin a session by a passphrase, that of the meeting included.

        Returns
        -------
        token
            Opens the session; None when it is no passphrase. It takes as long either way.
        """
        moment = moment_of(when)
        known = self._known_phrases(moment)
        matching = [one for one in known or [("", PASSPHRASE, "", "")] if phrases.is_of(one[0], passphrase)]
        if not known or not matching:
            return None
        _, how, role, meeting_id = matching[0]
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._writing() as connection:
            if matching[0] not in _phrases(connection, moment):  # replaced meanwhile
                return None
            _begin(connection, _digest(token), how=how, role=role, meeting_id=meeting_id, began=moment)
        return token

    def end_session(self, token: str, *, login: Login | None = None, when: datetime | None = None) -> None:
        """End the session of who asks."""
        if self._exists():
            keys = [_digest(token), *([_digest(login.key)] if login else [])]
            with self._writing() as connection:
                _end(connection, sessions.c.token_digest.in_(keys), moment_of(when))

    def end_sessions(self, session_id: str = "", *, role: str, when: datetime | None = None) -> int:
        """
        End one session, or all of them; it counts at once.

        Returns
        -------
        ended
            How many.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require(role, MANAGE_ROLES)
        if not self._exists():
            return 0
        with self._writing() as connection:
            which = sessions.c.session_id == session_id if session_id else sessions.c.session_id != ""
            return _end(connection, which, moment_of(when))

    def list_sessions(self, *, role: str, when: datetime | None = None) -> tuple[Session, ...]:
        """List who is signed in now, the latest first."""
        require(role, MANAGE_ROLES)
        if not self._exists():
            return ()
        moment = moment_of(when)
        with self._reading() as connection:
            meeting = open_meeting(connection, moment)
            rows = connection.execute(select(sessions).where(_IS_OPEN).order_by(sessions.c.began_at.desc()))
            return tuple(_session(connection, row) for row in rows.all() if _is_alive(row, moment, meeting))

    def set_passphrase(
        self, passphrase: str, *, of_role: str, role: str, when: datetime | None = None
    ) -> None:
        """
        Let a passphrase open a role; it replaces the former one of that role, and ends what that opened.

        Raises
        ------
        AccessError
            If the role may not, or `access.passphrase_length`.
        """
        require(role, MANAGE_ROLES)
        kept, moment = phrases.digest(passphrase), moment_of(when)
        with self._writing() as connection:
            _forget_passphrase(connection, of_role, moment)
            row = {"role": _existing(of_role), "digest": kept, "set_at": moment_text(moment)}
            connection.execute(insert(passphrases).values(**row))

    def forget_passphrase(self, *, of_role: str, role: str, when: datetime | None = None) -> bool:
        """Let no passphrase open a role any more; tells whether one did."""
        require(role, MANAGE_ROLES)
        if not self._exists():
            return False
        with self._writing() as connection:
            return _forget_passphrase(connection, of_role, moment_of(when))

    def list_passphrases(self, *, role: str) -> tuple[Grant, ...]:
        """List which roles a passphrase opens, and since when; `who` is empty."""
        require(role, MANAGE_ROLES)
        return self._grants(select(passphrases).order_by(passphrases.c.role), "set_at")

    def grant(self, who: str, of_role: str, *, role: str, when: datetime | None = None) -> None:
        """
        Give a role to who signs in with this e-mail address or as this subject, instead of an earlier one.

        Raises
        ------
        AccessError
            If the role may not, or `access.role_unknown`.
        """
        require(role, MANAGE_ROLES)
        row = {"who": known_as(who), "role": _existing(of_role), "granted_at": moment_text(moment_of(when))}
        with self._writing() as connection:
            connection.execute(delete(grants).where(grants.c.who == row["who"]))
            connection.execute(insert(grants).values(**row))

    def revoke(self, who: str, *, role: str, when: datetime | None = None) -> None:
        """
        Take a role back, and end the sessions of who had it.

        Raises
        ------
        NotFoundError
            `access.nobody` when this one had none.
        """
        require(role, MANAGE_ROLES)
        with self._writing() as connection:
            gone = connection.execute(delete(grants).where(grants.c.who == known_as(who)))
            if not gone.rowcount:
                raise NotFoundError("access.nobody", who=who)
            _end(connection, sessions.c.who == known_as(who), moment_of(when))

    def list_grants(self, *, role: str) -> tuple[Grant, ...]:
        """List who has which role."""
        require(role, MANAGE_ROLES)
        return self._grants(select(grants).order_by(grants.c.who), "granted_at")

    def _grants(self, query: Select, since: str) -> tuple[Grant, ...]:
        if not self._exists():
            return ()
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Grant(row.get("who", ""), row["role"], row[since][:10]) for row in rows)

    def _known_phrases(self, moment: datetime) -> list[tuple[str, str, str, str]]:
        if not self._exists():
            return []
        with self._reading() as connection:
            return _phrases(connection, moment)

    def _note_seen(self, key: str, moment: datetime) -> None:
        with self._writing() as connection:
            seen = update(sessions).where(sessions.c.token_digest == key, _IS_OPEN)
            connection.execute(seen.values(seen_at=moment_text(moment)))

    def _begin_login(self, login: Login, moment: datetime) -> Session | None:
        with self._writing() as connection:
            key = _digest(login.key)
            if _row_of(connection, key) is None:
                known = {row.who for row in connection.execute(select(grants.c.who))}
                who = login.email if login.email and login.subject not in known else login.subject
                began = min(login.issued_at, moment)
                _begin(connection, key, how=LOGIN, who=who, began=began, seen=moment)
            row = _row_of(connection, key)
            return _session(connection, row) if row is not None and not row.ended_at else None


def open_meeting(connection: Connection, moment: datetime) -> Meeting | None:
    """Give the meeting that is going on."""
    query = select(meetings.c.meeting_id, meetings.c.began_at, meetings.c.until).where(
        meetings.c.ended_at == "", meetings.c.until > moment_text(moment)
    )
    row = connection.execute(query.order_by(meetings.c.began_at.desc())).first()
    return Meeting(*row) if row else None


def _row_of(connection: Connection, key: str) -> Row | None:
    return connection.execute(select(sessions).where(sessions.c.token_digest == key)).one_or_none()


def _is_alive(row: Row, moment: datetime, meeting: Meeting | None) -> bool:
    is_in_time = (
        row.until > moment_text(moment) and datetime.fromisoformat(row.seen_at) > moment - LASTS_UNSEEN
    )
    is_over = row.how == MEETING and (meeting is None or row.meeting_id != meeting.meeting_id)
    return not row.ended_at and is_in_time and not is_over


def _session(connection: Connection, row: Row) -> Session:
    found = Session(row.session_id, row.how, row.who, row.role, row.began_at, row.until)
    if row.how != LOGIN:
        return found
    role = connection.execute(select(grants.c.role).where(grants.c.who == row.who)).scalar_one_or_none()
    return replace(found, role=role or PUBLIC)


def _begin(
    connection: Connection,
    key: str,
    *,
    how: str,
    began: datetime,
    seen: datetime | None = None,
    who: str = "",
    role: str = "",
    meeting_id: str = "",
) -> None:
    connection.execute(delete(sessions).where(sessions.c.until < moment_text(began - LASTS)))
    connection.execute(
        insert(sessions).values(
            token_digest=key,
            session_id=fresh_id(),
            how=how,
            who=who,
            role=role,
            meeting_id=meeting_id,
            began_at=moment_text(began),
            seen_at=moment_text(seen or began),
            until=moment_text(began + LASTS),
            ended_at="",
        )
    )


def _end(connection: Connection, which: ColumnElement[bool], moment: datetime) -> int:
    ended = update(sessions).where(which, _IS_OPEN, sessions.c.until > moment_text(moment))
    return connection.execute(ended.values(ended_at=moment_text(moment))).rowcount


def _phrases(connection: Connection, moment: datetime) -> list[tuple[str, str, str, str]]:
    """Give digest, way, role and meeting of each passphrase that opens something."""
    found = [(row.digest, PASSPHRASE, row.role, "") for row in connection.execute(select(passphrases))]
    meeting = open_meeting(connection, moment)
    if meeting is None:
        return found
    one = select(meetings.c.passphrase_digest).where(meetings.c.meeting_id == meeting.meeting_id)
    return [*found, (connection.execute(one).scalar_one(), MEETING, CONNECTOR, meeting.meeting_id)]


def _forget_passphrase(connection: Connection, of_role: str, moment: datetime) -> bool:
    gone = connection.execute(delete(passphrases).where(passphrases.c.role == of_role))
    _end(connection, (sessions.c.how == PASSPHRASE) & (sessions.c.role == of_role), moment)
    return bool(gone.rowcount)


def _is_guarded(connection: Connection) -> bool:
    queries = (select(passphrases.c.role).limit(1), select(grants.c.who).limit(1))
    return any(connection.execute(query).first() is not None for query in queries)


def _existing(role: str) -> str:
    if not name_of(role):
        raise AccessError("access.role_unknown", role=role)
    return role


def _digest(secret: str) -> str:
    """Digest a token. It is 192 random bits or a digest itself, so that a plain digest cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def moment_of(when: datetime | None) -> datetime:
    """Give the moment, or now, in UTC."""
    return (when or datetime.now(UTC)).astimezone(UTC)


def moment_text(moment: datetime) -> str:
    """Write a moment as the tables hold it; later moments sort later."""
    return moment.isoformat(timespec="seconds")
