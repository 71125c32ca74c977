# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup without what was erased since it was made: what restoring one must not bring back."""

from __future__ import annotations

from dataclasses import replace

from graph.backup.archive import Backup
from graph.backup.parts import Leaving, without_leaving
from graph.storage.erased import Register
from graph.storage.redaction import shipped_without, without_erased


def forgetting(backup: Backup, register: Register) -> Backup:
    """The same where a register knows nothing of it, else counted and chained again; the register goes with it."""
    if not register:
        return backup
    base = backup.base_url
    journal = without_erased(backup.rows, base, register)
    kept = without_leaving(backup.parts, _leaving(register, base))
    return replace(
        backup,
        rows=journal.rows,
        total=int(journal.rows[-1]["total"]) if journal.rows else 0,
        parts={name: one.rows for name, one in kept.items()},
        shipped=tuple(shipped_without(backup.shipped, base, register.holds(base))),
        erased=backup.erased.and_also(register),
    )


def _leaving(register: Register, base: str) -> Leaving:
    """What tells of what was erased before."""
    return Leaving(
        thing=lambda path: register.thing(f"{base}/id/{path}", base) is not None,
        words=lambda digest, _: register.has("words", digest),
        place=register.has,
    )
