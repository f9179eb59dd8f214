"""Python reads this first of all when its folder is on PYTHONPATH: from then on, no other machine is reached."""

import os
import socket
from pathlib import Path

HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None)


def _refuse_others(name: str, host_of) -> None:
    real = getattr(socket.socket, name)

    def guarded(self, *arguments):
        host = host_of(arguments)
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in HERE:
            _note(f"{name} {host}")
        return real(self, *arguments)

    setattr(socket.socket, name, guarded)


def _note(what: str) -> None:
    with Path(os.environ["HOSTS_TRIED"]).open("a", encoding="utf-8") as file:
        file.write(f"{what}\n")
    raise OSError(f"this machine only: {what}")


def _resolve(host, *arguments, real=socket.getaddrinfo, **options):
    host_text = host.decode() if isinstance(host, bytes) else host
    if host_text not in HERE:
        _note(f"getaddrinfo {host_text}")
    return real(host, *arguments, **options)


_refuse_others("connect", lambda arguments: arguments[0][0])
_refuse_others("connect_ex", lambda arguments: arguments[0][0])
_refuse_others("sendto", lambda arguments: arguments[-1][0])
socket.getaddrinfo = _resolve
