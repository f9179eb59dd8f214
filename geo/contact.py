"""How to reach somebody: a contact that is an e-mail address or a telephone number, and nothing besides."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

COUNTRY = "NL"
_LONGEST = 254
_LONGEST_LINK = 2000


@dataclass(frozen=True)
class Contact:
    """
    A way to reach somebody.

    Attributes
    ----------
    email, phone
        Addresses to open, `mailto:...` and `tel:+31...`; "" when the text is not exactly that.
    """

    email: str = ""
    phone: str = ""


def read_contact(text: str) -> Contact:
    """
    Read a contact as people write it.

    Parameters
    ----------
    text
        From outside, of any sort.

    Returns
    -------
    contact
        Both empty unless the whole text is one address or one number that can exist.
    """
    plain = text.strip()
    if not plain or len(plain) > _LONGEST:
        return Contact()
    return Contact(email=_email_link(plain), phone=_phone_link(plain))


def web_link(text: str) -> str:
    """Give a website as an address to open: http or https with a host and without a login, else ""."""
    plain = text.strip()
    try:
        parts = urlsplit(plain)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return (
        plain if is_web and plain.isprintable() and " " not in plain and len(plain) <= _LONGEST_LINK else ""
    )


def _email_link(text: str) -> str:
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return f"mailto:{quote(found.normalized, safe='@+.-_')}"


def _phone_link(text: str) -> str:
    if not set(text) <= set("0123456789 +-()./"):  # no extension, no letters that dial
        return ""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return "tel:" + phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
