# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups that only the holder of a private key reads: the age format (age-encryption.org/v1), through pyrage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from graph.errors import DataError, InvalidInput, StorageError

# How an encrypted file begins, in its two forms.
BEGINNINGS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
PUBLIC, PRIVATE = "age1", "AGE-SECRET-KEY-1"


def sealed(content: bytes, keys: Sequence[str]) -> bytes:
    """The content for the holders of the private keys of these public ones alone; as it is without any.

    Raises InvalidInput on what is no public key, and repeats none that might be a private one.
    """
    if not keys:
        return content
    pyrage = _pyrage()
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key.strip()) for key in keys]
    except pyrage.RecipientError as error:
        raise InvalidInput(_no_public_key(keys), field="to") from error
    return bytes(pyrage.encrypt(content, recipients))


def _no_public_key(keys: Sequence[str]) -> str:
    if any(key.strip().upper().startswith(PRIVATE) for key in keys):
        return (
            "--to attend une clé publique (age1…), et vous donnez une clé privée. Elle reste sur votre ordinateur : "
            "effacez-la de l’historique de ce terminal, ou faites une autre paire de clés."
        )
    return "--to : ce n’est pas une clé publique age. Elle commence par age1 ; « age-keygen » l’affiche en la faisant."


def unsealed(content: bytes, identity: Path | None, name: str) -> bytes:
    """What was sealed, by the private key in a file; the content as it is when it was not sealed.

    `name` is what errors call it. Raises DataError, StorageError where the library is missing.
    """
    if not content.startswith(BEGINNINGS):
        return content
    if identity is None:
        raise DataError("cette sauvegarde est chiffrée : donnez le fichier de la clé privée par --identity.", file=name)
    pyrage = _pyrage()
    try:
        return bytes(pyrage.decrypt(content, _identities(pyrage, identity)))
    except pyrage.DecryptError as error:
        raise DataError(
            f"la clé de « {identity} » n’ouvre pas cette sauvegarde : ce n’est pas celle pour qui elle a été chiffrée, "
            "ou le fichier est abîmé.",
            file=name,
        ) from error


def _identities(pyrage: ModuleType, path: Path) -> list[object]:
    """The private keys of a file as `age-keygen` writes it; raises DataError."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(PRIVATE)] or _none(path)
    except OSError as error:
        raise DataError(f"ce fichier de clé ne se lit pas ({error.strerror}).", file=str(path)) from error
    except (UnicodeError, pyrage.IdentityError) as error:
        raise _no_private_key(path) from error


def _none(path: Path) -> list[object]:
    raise _no_private_key(path)


def _no_private_key(path: Path) -> DataError:
    return DataError(f"il n’y a pas de clé privée age ici (une ligne {PRIVATE}…).", file=str(path))


def _pyrage() -> ModuleType:
    try:
        import pyrage

        found: ModuleType = pyrage
    except ImportError as error:
        raise StorageError(
            "Chiffrer ou déchiffrer une sauvegarde demande une bibliothèque : .venv/bin/pip install -r "
            "requirements-age.txt. Ou passez par le programme age : « flask --app app backup - | age -r age1… -o "
            "FICHIER », « age -d -i CLÉ FICHIER | flask --app app restore - »."
        ) from error
    return found
