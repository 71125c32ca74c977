# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be erased, as somebody asks for it: things by their IRI, words wherever they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from pyoxigraph import Literal

from graph.errors import InvalidInput
from graph.rdf.dataset import Fact, Value
from graph.text.folding import fold

LEAST = 3
"""How many letters words must have at least."""
PATH = re.compile(r"[a-z]+(?:-[a-z]+)*/\S+")
NOT_DIGITS = re.compile(r"[^\d]+")
FRENCH = re.compile(r"^(?:00)?33(?=[1-9]\d{8}$)")
TELEPHONE = re.compile(r"^[\d\s.+()/-]{9,}$")
SHORTEST = 9
"""How many digits a telephone number has at least, 0 or 33 left out: fewer are found in any date or other number."""


@dataclass(frozen=True)
class Wanted:
    """Things (IRIs) and words; `mentions`: what leads to these things leaves too. `sources` are the IRIs of sources.

    Words never take a source whole because its address spells them: it has to be named.
    """

    base: str
    things: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    mentions: bool = True
    sources: frozenset[str] = frozenset()

    def names(self, fact: Fact) -> bool:
        """Whether a statement is to leave."""
        if fact.s in self.things or fact.source in self.things:
            return True
        if isinstance(fact.o, str) and fact.o in self.things:
            return self.mentions
        return self.is_in(fact.s) or self.is_in(fact.o)

    def is_in(self, value: Value) -> bool:
        """Whether the words, or the address of a thing, are written in a value; kept, since values come again."""
        found = self._known.get(value)
        if found is None:
            found = self._known[value] = self._is_in(value)
        return found

    def _is_in(self, value: Value) -> bool:
        if isinstance(value, Literal):
            return self.in_text(value.value)
        return value not in self.sources and self._said(unquote(value.removeprefix(f"{self.base}/")))

    def in_text(self, text: str) -> bool:
        """Whether the words, or the address of a thing, are written in a text."""
        return self._said(text) or bool(self.mentions and self._addresses and self._addresses.search(text))

    def _said(self, text: str) -> bool:
        if not self.words:
            return False
        folded = fold(text)
        if any(words in folded for words in self._folded):
            return True
        return bool(self._numbers) and any(number in NOT_DIGITS.sub("", text) for number in self._numbers)

    @cached_property
    def _known(self) -> dict[Value, bool]:
        return {}

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(fold(words) for words in self.words)

    @cached_property
    def _numbers(self) -> tuple[str, ...]:
        found = (dialled(words) for words in self.words if TELEPHONE.fullmatch(words))
        return tuple(number for number in found if len(number) >= SHORTEST)

    @cached_property
    def _addresses(self) -> re.Pattern[str] | None:
        """How the things are written in a text: by their path (`organisation/mill`), or whole."""
        paths = sorted(iri.removeprefix(f"{self.base}/id/") for iri in self.things)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, paths))})(?![\w-])") if paths else None

    @cached_property
    def spelt(self) -> re.Pattern[bytes]:
        """What to look for in a file that nothing here understands: the words, or the path of a thing."""
        paths = sorted(iri.removeprefix(f"{self.base}/id/") for iri in self.things)
        texts = [re.escape(words.encode()) for words in self.words]
        texts += [rb"(?<![\w-])" + re.escape(path.encode()) + rb"(?![\w-])" for path in paths]
        return re.compile(b"|".join(texts) or rb"(?!)", re.IGNORECASE)

    def with_things(self, iris: Iterable[str]) -> Wanted:
        """The same with more things."""
        return replace(self, things=self.things | frozenset(iris))


def dialled(number: str) -> str:
    """What a telephone number has in common with itself written otherwise: `247000000` of `+33 (0)2 47 00 00 00`."""
    found = NOT_DIGITS.sub("", number.replace("(0)", ""))
    return FRENCH.sub("", found).removeprefix("0")


def wanted(targets: Iterable[str], base: str, *, mentions: bool = True) -> Wanted:
    """What these targets ask for: an IRI or a path (`organisation/mill`) is a thing, anything else is words.

    Raises InvalidInput on words that would be found everywhere.
    """
    things, words = set(), []
    for target in map(str.strip, targets):
        if target.startswith(("http://", "https://", "urn:")):
            things.add(target)
        elif PATH.fullmatch(target):
            things.add(f"{base}/id/{target.removeprefix('id/')}")
        elif len(fold(target).replace(" ", "")) < LEAST:
            raise InvalidInput(
                f"« {target} » est trop court : on le trouverait partout. Donnez l’adresse d’une fiche "
                "(organisation/le-moulin), ou au moins trois lettres.",
                field="words",
            )
        else:
            words.append(target)
    return Wanted(base, frozenset(things), tuple(words), mentions)
