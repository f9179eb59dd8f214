"""No file of the repository holds a key, a password or a token."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SIGNS = {
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of a cloud": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of a service": re.compile(
        rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|xox[bp]-[A-Za-z0-9-]{20,}|sk-[A-Za-z0-9]{32,})\b"
    ),
    "a signed token": re.compile(rb"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
    "a password in an address": re.compile(
        rb"[a-z][a-z0-9+.-]*://[^\s/:@\"'{}<>]+:(?!password@)[^\s/:@\"'{}<>]+@[A-Za-z0-9]"
    ),
    "a filled-in secret": re.compile(
        rb"(?i)\b(?:client_secret|cookie_secret|api_key|secret_key|password)\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{16,}[\"']"
    ),
}
NEVER_KEPT = ("secrets.toml", ".env", ".pem", ".key", ".p12", ".db", ".sqlite", "id_rsa", "id_ed25519")


FOLDERS = (".ci", ".streamlit", "dashboard", "data", "docs", "geo", "tests")


def tracked() -> list[Path]:
    """Files that git keeps; in an archive without git, all that came in it."""
    if not (ROOT / ".git").exists():
        inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
        found = [path for path in (*ROOT.iterdir(), *inside) if "__pycache__" not in path.parts]
    else:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        found = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    return [path for path in found if path.is_file()]


def test_no_file_holds_what_looks_like_a_secret():
    files = tracked()
    assert len(files) > 200
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in files
        for what, sign in SIGNS.items()
        if sign.search(path.read_bytes())
    ]
    assert found == []


def test_no_file_is_one_that_holds_secrets_or_people():
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert [name for name in names if name.endswith(NEVER_KEPT)] == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
        ("a key of a cloud", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("a token of a service", "ghp_" + "a1" * 18),
        ("a password in an address", "postgresql://buurt:" + "geheim@db/x"),
        ("a filled-in secret", 'cookie_secret = "' + "a1b2c3d4e5f6a7b8" + '"'),
    ],
)
def test_each_sign_knows_its_secret(what, text):
    assert SIGNS[what].search(text.encode())
