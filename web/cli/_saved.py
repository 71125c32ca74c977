# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands that read a backup share: from a file or from another program, encrypted or not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import InvalidInput
from web.cli._french import FILE

if TYPE_CHECKING:
    from graph.backup import Backup

PIPE = Path("-")
IDENTITY = click.option(
    "--identity", metavar="CLÉ", type=FILE, help="Le fichier de la clé privée, si la sauvegarde est chiffrée."
)


def read(file: Path, identity: Path | None) -> Backup:
    """The backup of a file, or of what another program gives where that is « - »; raises DataError."""
    from graph.backup import read_backup
    from graph.backup.archive import unpacked
    from graph.backup.sealing import unsealed

    if file != PIPE:
        return read_backup(file, identity)
    if sys.stdin.isatty():
        raise InvalidInput("« - » lit ce qu’un autre programme donne : mettez-le après « | », ou nommez un fichier.")
    given = sys.stdin.buffer.read()
    return unpacked(unsealed(given, identity, "entrée"), "entrée")
