# SPDX-License-Identifier: AGPL-3.0-or-later
"""One file that holds journal and slips: written while the instance runs, tried before it counts, put back whole."""

from graph.backup.archive import FILES, MANIFEST, Backup, packed, read_backup
from graph.backup.making import write_backup
from graph.backup.restoring import restore_backup

__all__ = ["FILES", "MANIFEST", "Backup", "packed", "read_backup", "restore_backup", "write_backup"]
