# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register of what was erased for good: hashes alone, in a file of the instance, outside the journal.

This is a format that is kept, in instances and in their backups. Nothing in it can be read: a statement is known by a
slow hash (a telephone number would otherwise be found by trying them all), a thing by a keyed one, since every IRI
that is asked for, or loaded, is compared with it.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import scrypt
from pathlib import Path
from typing import Any

from graph.errors import StorageError
from graph.rdf.dataset import Fact
from graph.rdf.nquads import to_relative, to_text
from graph.storage.files import write_atomically

FILE = "erased.json"
FORMAT = 1
# Of the slow hash: 2¹⁴ blocks are 16 MiB and some thirtieths of a second.
COST = 14
# The columns of a change that people write in their own words.
TEXTS = ("author", "summary")


@dataclass(frozen=True)
class Erasure:
    """One time that something was erased: when (ISO 8601), and how many statements of how many changes left."""

    at: str
    facts: int
    changes: int


@dataclass(frozen=True)
class ErasedThing:
    """A thing that was erased: on which day (ISO 8601); whether everybody saw it before; and what leads to it too."""

    day: str
    shown: bool
    mentions: bool


@dataclass(frozen=True)
class Ledger:
    """Hashes under one salt: of statements, by what they are about; of places of texts; of things."""

    salt: str = field(default_factory=lambda: secrets.token_hex(32))
    cost: int = COST
    statements: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    things: Mapping[str, ErasedThing] = field(default_factory=dict)

    def keyed(self, *parts: str) -> str:
        """The hash of something that is asked for often."""
        return hmac.digest(bytes.fromhex(self.salt), "\n".join(parts).encode(), "sha256")[:16].hex()

    def slow(self, statement: str) -> str:
        """The hash of a statement, which costs whoever tries them all."""
        salt = bytes.fromhex(self.salt)
        return scrypt(statement.encode(), salt=salt, n=2**self.cost, r=8, p=1, dklen=16).hex()

    def and_also(self, other: Ledger) -> Ledger:
        """The same with what another one of the same salt knows."""
        statements = {
            about: self.statements.get(about, frozenset()) | other.statements.get(about, frozenset())
            for about in (*self.statements, *other.statements)
        }
        return replace(
            self, statements=statements, places=self.places | other.places, things={**self.things, **other.things}
        )


@dataclass(frozen=True)
class Register:
    """All that is known of what was erased. IRIs are absolute, under the base that is given with them."""

    books: tuple[Ledger, ...] = ()
    erasures: tuple[Erasure, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.books)

    def holds(self, base: str) -> Callable[[Fact], bool]:
        """What tells whether a statement, whoever says it, was erased, or is about a thing that was."""
        known: dict[str, ErasedThing | None] = {}

        def gone(iri: str) -> ErasedThing | None:
            if iri not in known:
                known[iri] = self.thing(iri, base)
            return known[iri]

        def erased(fact: Fact) -> bool:
            if not self.books:
                return False
            if gone(fact.s) or gone(fact.source):
                return True
            led = gone(fact.o) if isinstance(fact.o, str) else None
            return bool(led and led.mentions) or self._says(fact, base)

        return erased

    def _says(self, fact: Fact, base: str) -> bool:
        about = _about(fact, base)
        for book in self.books:
            hashes = book.statements.get(book.keyed(*about))
            if hashes and self._slow(book, _statement(fact, base)) in hashes:
                return True
        return False

    @cached_property
    def _known(self) -> dict[tuple[str, str], str]:
        return {}

    def _slow(self, book: Ledger, statement: str) -> str:
        """The slow hash, once for each statement: the same one comes again from change to change."""
        found = self._known.get((book.salt, statement))
        if found is None:
            found = self._known[book.salt, statement] = book.slow(statement)
        return found

    def thing(self, iri: str, base: str) -> ErasedThing | None:
        """What is known of a thing that was erased, None of any other."""
        relative = to_relative(iri, base)
        found = (book.things.get(book.keyed("thing", relative)) for book in self.books)
        return next((thing for thing in found if thing), None)

    def has(self, *place: str) -> bool:
        """Whether what stood at a place was erased: the summary of a change, the words of a digest."""
        return any(book.keyed("place", *place) in book.places for book in self.books)

    def texts_of(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The columns of a change, as it is stored, whose words were erased."""
        return frozenset(name for name in TEXTS if self.has(name, str(row["number"]), str(row["at"])))

    def with_erased(
        self,
        erasure: Erasure,
        base: str,
        facts: Iterable[Fact] = (),
        places: Iterable[tuple[str, ...]] = (),
        things: Mapping[str, ErasedThing] | None = None,
    ) -> Register:
        """The same with one more erasure; some thirtieths of a second a statement."""
        book, *others = self.books or (Ledger(),)
        statements: dict[str, set[str]] = {}
        for fact in {fact._replace(source="") for fact in facts}:
            statements.setdefault(book.keyed(*_about(fact, base)), set()).add(book.slow(_statement(fact, base)))
        new = Ledger(
            book.salt,
            book.cost,
            {about: frozenset(hashes) for about, hashes in statements.items()},
            frozenset(book.keyed("place", *place) for place in places),
            {book.keyed("thing", to_relative(iri, base)): thing for iri, thing in (things or {}).items()},
        )
        return Register((book.and_also(new), *others), (*self.erasures, erasure))

    def without(self, facts: Iterable[Fact], base: str) -> Register:
        """The same once these statements are wanted again, with the things that they are about."""
        books = self.books
        for fact in facts:
            books = tuple(_unwritten(book, fact, base) for book in books)
        return replace(self, books=books)

    def and_also(self, other: Register) -> Register:
        """What this one and another know: that of a backup, that of the instance which takes it."""
        books = {book.salt: book for book in self.books}
        for book in other.books:
            books[book.salt] = books[book.salt].and_also(book) if book.salt in books else book
        erasures = dict.fromkeys((*self.erasures, *other.erasures))
        return Register(tuple(books.values()), tuple(sorted(erasures, key=lambda one: one.at)))

    def as_text(self) -> str:
        """What is written in the file; "" for a register in which nothing stands."""
        if not self.books:
            return ""
        books = [
            {
                "salt": book.salt,
                "cost": book.cost,
                "statements": {about: sorted(hashes) for about, hashes in sorted(book.statements.items())},
                "places": sorted(book.places),
                "things": {name: vars(thing) for name, thing in sorted(book.things.items())},
            }
            for book in self.books
        ]
        told = {"format": FORMAT, "books": books, "erasures": [vars(one) for one in self.erasures]}
        return json.dumps(told, indent=1) + "\n"

    @classmethod
    def of_text(cls, text: str) -> Register:
        """The inverse of `as_text`; raises ValueError, KeyError or TypeError on what is none."""
        if not text:
            return cls()
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise ValueError(f"format {told['format']}")
        books = tuple(
            Ledger(
                str(book["salt"]),
                int(book["cost"]),
                {about: frozenset(hashes) for about, hashes in book["statements"].items()},
                frozenset(book["places"]),
                {name: ErasedThing(**thing) for name, thing in book["things"].items()},
            )
            for book in told["books"]
        )
        return cls(books, tuple(Erasure(**one) for one in told["erasures"]))


def register_in(instance: Path | None) -> Register:
    """The register of an instance as it is now; raises StorageError when it cannot be read."""
    if instance is None:
        return Register()
    path = instance / FILE
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_ino, found.st_size)
    except FileNotFoundError:
        return Register()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError(
            f"Le registre des effacements « {path} » ne se lit pas : sans lui, ce qui a été effacé pourrait revenir. "
            "Reprenez-le de la dernière sauvegarde (c’est un fichier de l’archive), puis recommencez."
        ) from error


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _inode: int, _size: int) -> Register:
    return Register.of_text(path.read_text(encoding="utf-8"))


def keep_register(instance: Path, register: Register) -> None:
    """Writes a register, for its owner only: it is on the disk before anything leaves. Raises StorageError."""
    path = instance / FILE
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(path, register.as_text().encode())
    except OSError as error:
        raise StorageError(
            f"Le registre des effacements « {path} » ne peut pas être écrit ({error.strerror})."
        ) from error


def _about(fact: Fact, base: str) -> tuple[str, str, str]:
    return "statement", to_relative(fact.s, base), fact.p


def _statement(fact: Fact, base: str) -> str:
    """A statement whoever says it, the same under every base."""
    return to_text([fact._replace(source="")], base)


def _unwritten(book: Ledger, fact: Fact, base: str) -> Ledger:
    """A book that no longer knows a statement, nor the things that it names."""
    about = book.keyed(*_about(fact, base))
    statements = book.statements
    if about in statements:
        left = statements[about] - {book.slow(_statement(fact, base))}
        statements = {**statements, about: left}
    named = {
        book.keyed("thing", to_relative(iri, base)) for iri in (fact.s, fact.o, fact.source) if isinstance(iri, str)
    }
    return replace(
        book, statements=statements, things={name: one for name, one in book.things.items() if name not in named}
    )
