# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups for the holder of a private key alone: what each wrong key or file is answered."""

from __future__ import annotations

import sys
from pathlib import Path

import pyrage
import pytest

from graph.backup.sealing import sealed, unsealed
from graph.errors import DataError, InvalidInput, StorageError

CONTENT = b"what a backup holds"


class Pair:
    """A private key in a file, as age-keygen writes it, and its public one."""

    def __init__(self, path: Path) -> None:
        identity = pyrage.x25519.Identity.generate()
        self.path, self.private, self.public = path, str(identity), str(identity.to_public())
        path.write_text(f"# created: today\n# public key: {self.public}\n{self.private}\n", encoding="ascii")


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path / "key.txt")


def test_only_the_private_key_opens_it(pair: Pair, tmp_path: Path) -> None:
    other = Pair(tmp_path / "other.txt")
    closed = sealed(CONTENT, [pair.public, other.public])
    assert CONTENT not in closed
    assert unsealed(closed, pair.path, "x") == unsealed(closed, other.path, "x") == CONTENT
    with pytest.raises(DataError, match=r"third\.txt » n’ouvre pas cette sauvegarde"):
        unsealed(closed, Pair(tmp_path / "third.txt").path, "x")
    with pytest.raises(DataError, match="n’ouvre pas cette sauvegarde"):
        unsealed(closed[:-1], pair.path, "x")
    with pytest.raises(DataError, match=r"est chiffrée : donnez .* --identity"):
        unsealed(closed, None, "x")


def test_what_the_program_age_wrote_as_text_is_read(pair: Pair) -> None:
    recipient = pyrage.x25519.Recipient.from_str(pair.public)
    assert unsealed(pyrage.encrypt(CONTENT, [recipient], armored=True), pair.path, "x") == CONTENT


def test_what_is_not_sealed_stays_as_it_is(tmp_path: Path) -> None:
    assert sealed(CONTENT, []) == CONTENT
    assert unsealed(CONTENT, tmp_path / "no such key", "x") == CONTENT


@pytest.mark.parametrize("given", ["age1", "bonjour", "", "age1" + "q" * 58])
def test_what_is_no_public_key_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput, match="ce n’est pas une clé publique age"):
        sealed(CONTENT, [given])


def test_a_private_key_given_for_a_public_one_is_not_repeated(pair: Pair) -> None:
    with pytest.raises(InvalidInput, match="vous donnez une clé privée") as caught:
        sealed(CONTENT, [pair.private])
    assert pair.private[20:] not in caught.value.message


@pytest.mark.parametrize("inside", [b"", b"AGE-SECRET-KEY-1XYZ\n", b"\xff\xfe", b"age1abc\n"])
def test_a_file_without_a_private_key_is_said(pair: Pair, tmp_path: Path, inside: bytes) -> None:
    (tmp_path / "wrong.txt").write_bytes(inside)
    closed = sealed(CONTENT, [pair.public])
    with pytest.raises(DataError, match=r"wrong\.txt : il n’y a pas de clé privée age ici"):
        unsealed(closed, tmp_path / "wrong.txt", "x")
    with pytest.raises(DataError, match=r"absent\.txt : ce fichier de clé ne se lit pas"):
        unsealed(closed, tmp_path / "absent.txt", "x")


def test_without_the_library_both_ways_out_are_said(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = sealed(CONTENT, [pair.public])
    monkeypatch.setitem(sys.modules, "pyrage", None)
    for ask in (lambda: sealed(CONTENT, [pair.public]), lambda: unsealed(closed, pair.path, "x")):
        with pytest.raises(StorageError, match=r"-r requirements-age\.txt.*age -d -i CLÉ FICHIER \| flask"):
            ask()
    assert unsealed(CONTENT, None, "x") == CONTENT
