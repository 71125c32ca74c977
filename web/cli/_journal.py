# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands that read and write the journal share: who wrote, and what was done, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.cli._french import counted

if TYPE_CHECKING:
    from graph.backup import Backup


AUTHOR = "ligne de commande"


def content(saved: Backup) -> str:
    """What a backup holds."""
    slips = f", {counted(saved.slip_count, 'bon')}" if saved.slip_count else ""
    return f"{counted(saved.number, 'modification')}, {counted(saved.total, 'fait')}{slips}"


def sentence(number: int, added: int, removed: int) -> str:
    """What a change did."""
    return f"Modification {number} : {counted(added, 'fait ajouté')}, {counted(removed, 'retiré')}."
