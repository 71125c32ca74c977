# SPDX-License-Identifier: AGPL-3.0-or-later
"""The secret of an instance: the one that was given, else one that it makes once and keeps."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from graph.errors import SettingsError
from graph.folders import private, sync_folder

SHORTEST_SECRET = 32  # bytes
MADE_BY = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


def given_secret(value: str) -> str:
    """The secret that was chosen; raises SettingsError."""
    if len(value.encode()) < SHORTEST_SECRET:
        raise SettingsError(
            f"SECRET_KEY : {'vide' if not value else 'trop court'} ; il faut {SHORTEST_SECRET} signes au moins, "
            f"tirés au hasard. Retirez ce réglage : Tisserand en fait un et le garde ; ou faites-en un : {MADE_BY}",
            field="SECRET_KEY",
        )
    return value


def kept_secret(instance: Path) -> str:
    """The secret of this instance, made once and readable by its owner only."""
    path = instance / "secret_key"
    try:
        if not path.exists():
            _make_secret(path)
        private(path)
        kept = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"SECRET_KEY : « {path} » ne peut être ni lu ni écrit ({error.strerror}). Faites de la place, ou vérifiez "
            "les droits de ce dossier, puis recommencez.",
            field="SECRET_KEY",
        ) from error
    # Another one in its place would silently close the sessions and the links that this one opened.
    if len(kept) < SHORTEST_SECRET or not kept.isascii() or not kept.decode().isprintable():
        raise SettingsError(
            f"SECRET_KEY : le fichier « {path} » est abîmé : {SHORTEST_SECRET} signes au moins y étaient. Remettez "
            "celui d’une copie de ce dossier. Sans copie, supprimez ce fichier : un autre sera fait, et chacune des "
            "personnes invitées devra l’être de nouveau.",
            field="SECRET_KEY",
        )
    return kept.decode()


def _make_secret(path: Path) -> None:
    """Puts a new secret there, whole or not at all; that of a process that was quicker stays."""
    temporary = path.with_name(f".secret_key.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SHORTEST_SECRET))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return
        except OSError:  # a file system without links, as on a key
            temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
