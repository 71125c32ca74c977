# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup without what was erased since it was made: what restoring one must not bring back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph.backup.archive import Backup
from graph.slips.erasing import without_things
from graph.storage.erased import Register
from graph.storage.redaction import shipped_without, without_erased
from graph.synonyms.erasing import without_words


def forgetting(backup: Backup, register: Register) -> Backup:
    """The same where a register knows nothing of it, else counted and chained again; the register goes with it."""
    if not register:
        return backup
    base, gone = backup.base_url, _is_gone(register, backup.base_url)
    journal = without_erased(backup.rows, base, register)
    slips = backup.slips and without_things(backup.slips, gone)[0]
    words = backup.words and without_words(backup.words, lambda digest, _: register.has("words", digest), gone)[0]
    return replace(
        backup,
        rows=journal.rows,
        total=int(journal.rows[-1]["total"]) if journal.rows else 0,
        slips=slips,
        words=words,
        shipped=tuple(shipped_without(backup.shipped, base, register.holds(base))),
        erased=backup.erased.and_also(register),
    )


def _is_gone(register: Register, base: str) -> Callable[[str], bool]:
    """What tells whether a path (`organisation/mill`) is that of a thing which was erased."""
    return lambda path: register.thing(f"{base}/id/{path}", base) is not None
