# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an application remembers, each under its name."""

from __future__ import annotations

from flask import Flask

from graph.recent import MOST, Recent

# Under which an application has what gives the page of a request that another one had made meanwhile.
MEANWHILE = "page made meanwhile"
# In the environment of a request by which a page is made again, whoever asked for it before.
AGAIN = "tisserand.again"


def recent(app: Flask, name: str, most: int = MOST) -> Recent:
    """What an application remembers under a name; `all_recent` tells which names there are."""
    known = all_recent(app)
    if name not in known:
        return known.setdefault(name, Recent(most))  # one for all, however many ask at once
    return known[name]


def all_recent(app: Flask) -> dict[str, Recent]:
    """Everything an application remembers between requests, by name: `docs/memory.md` tells each."""
    memory: dict[str, Recent] = app.extensions.setdefault("recent", {})
    return memory
