"""Who gives an order."""

from __future__ import annotations

import os
import pwd


def this_operator() -> str:
    """Return the person behind this process as user@host."""
    return f"{user(os.getuid())}@{host()}"


def user(uid: int) -> str:
    """Return a user's name, or the number where there is none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def host() -> str:
    """Return the name of this machine."""
    return os.uname().nodename
