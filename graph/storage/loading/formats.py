# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files as people give them: which ones are meant, and what a file that is not Turtle is instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.errors import DataError, TooLarge
from graph.folders import ASIDE, ROOT

MAX_BYTES = 50 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF", "c’est un document PDF"),
    (b"PK\x03\x04", "c’est une archive ou un document bureautique (xlsx, ods, docx…)"),
    (b"\xd0\xcf\x11\xe0", "c’est un ancien document bureautique (xls, doc…)"),
    (b"\x1f\x8b", "c’est un fichier compressé : décompressez-le d’abord"),
    (b"SQLite format 3", "c’est une base de données SQLite"),
    (b"\x89PNG", "c’est une image"),
    (b"\xff\xd8\xff", "c’est une image"),
)
# Formats where each fact tells its source: a source is a file here, so that loading it again replaces it whole.
_WITH_SOURCES = {".trig": "TriG", ".nq": "N-Quads"}
_ONE_EACH = "Donnez un fichier Turtle (.ttl) par source."
_WANTED = "Un fichier Turtle (.ttl) en UTF-8 est attendu."


def turtle_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files, and the `.ttl` files of the folders, each once, in order; raises DataError when there is none."""
    seen = set()
    for path in paths:
        files = sorted(_inside(path)) if path.is_dir() else [path]
        if not files:
            raise DataError("ce dossier ne contient aucun fichier .ttl.", file=shown(path))
        for file in files:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _inside(folder: Path) -> Iterator[Path]:
    """The Turtle files of a folder, hidden folders (.git, .venv) and what describes a territory left alone."""
    for path in folder.rglob("*.ttl"):
        if path.name not in ASIDE and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def shown(path: Path) -> str:
    """The path as a message names it: from the project's folder when it is there."""
    resolved = path.resolve()
    return resolved.relative_to(ROOT).as_posix() if resolved.is_relative_to(ROOT) else str(path)


def read_text_file(path: Path) -> bytes:
    """The bytes of what may be Turtle, without byte order mark; raises TooLarge, or DataError saying what it is."""
    name = shown(path)
    if not path.exists():
        raise DataError("ce fichier n’existe pas.", file=name)
    if not path.is_file():
        raise DataError("ce n’est pas un fichier ordinaire.", file=name)
    if path.suffix.lower() in _WITH_SOURCES:
        raise DataError(f"c’est du {_WITH_SOURCES[path.suffix.lower()]}. {_ONE_EACH}", file=name)
    if path.stat().st_size > MAX_BYTES:
        raise TooLarge(f"{name} : le fichier dépasse {MAX_BYTES // 1024**2} Mo. Découpez-le en plusieurs sources.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"le fichier ne peut pas être lu ({error.strerror}).", file=name) from error
    _refuse_other_format(content, name)
    return content.removeprefix(b"\xef\xbb\xbf")


def _refuse_other_format(content: bytes, name: str) -> None:
    found = _binary(content) or _text_format(content)
    if found:
        raise DataError(f"{found}. {_WANTED}", file=name)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"le texte n’est pas en UTF-8. {_WANTED}", file=name, line=line) from error


def _binary(content: bytes) -> str | None:
    for signature, meaning in _SIGNATURES:
        if content.startswith(signature):
            return meaning
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "le texte est en UTF-16"
    return "c’est un fichier binaire" if b"\0" in content[:4096] else None


def _text_format(content: bytes) -> str | None:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return "le fichier est vide"
    if re.match(rb"<!doctype html|<html|<head|<body", start, re.IGNORECASE):
        return "c’est une page HTML"
    if re.match(rb"<\?xml|<rdf:RDF|<!--", start, re.IGNORECASE):
        return "c’est du XML (RDF/XML ?)"
    if re.match(rb"\{|\[\s*[{\"\]]", start):
        return "c’est du JSON (JSON-LD ?)"
    return "c’est un tableau (CSV)" if _tabular(start) else None


def _tabular(start: bytes) -> bool:
    """Whether the first two lines are cut alike by a separator, and by nothing that Turtle has."""
    rows = start.splitlines()[:2]
    if len(rows) < 2 or re.search(rb"[<@#]|:\S| a ", rows[0]):
        return False
    return any(rows[0].count(mark) == rows[1].count(mark) > 0 for mark in (b",", b";", b"\t"))
