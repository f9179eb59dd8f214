"""Secret links in the store: of a secret only its digest is kept."""

import hashlib
import secrets

from sqlalchemy import Connection, insert, select

from geo.store.schema import links

SECRET_BYTES = 24


def digest(secret: str) -> str:
    """Digest a secret. It is 192 random bits, so that a plain digest cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def add_link(connection: Connection, asset_id: str, moment: str) -> str:
    """Make a secret that opens a card to its person; others that do stay good."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    connection.execute(insert(links).values(secret_digest=digest(secret), asset_id=asset_id, made_at=moment))
    return secret


def card_of_secret(connection: Connection, secret: str) -> str | None:
    """Give the id of the card that a secret opens."""
    query = select(links.c.asset_id).where(links.c.secret_digest == digest(secret))
    return connection.execute(query).scalar_one_or_none()
