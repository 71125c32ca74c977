# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of a dataset goes out under the licences that are asked for: each source with its licence, in or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import urlencode

from graph.errors import InvalidInput, Suggestion
from graph.licences import KNOWN_SLUGS, Licence, licence_of, mix
from graph.namespaces import DCT, SCHEMA
from graph.rdf.dataset import Dataset
from graph.text.wording import Phrase

LICENCE = "licence"
# Asked for as a licence: none is left out, whatever does not mix.
ALL = "toutes"
NO_LICENCE = Phrase("« {slug} » n’est pas une licence d’ici. Celles qui existent : {known}.")


@dataclass(frozen=True)
class ExportChoice:
    """What of a dataset is asked for. `licences`: their slugs, or ALL; none for those that mix with that of the whole.
    `things`: the IRIs of the things that a file is cut to, None for all."""

    licences: tuple[str, ...] = ()
    things: frozenset[str] | None = None

    @property
    def query(self) -> str:
        """What is added to addresses, "" where no licence is asked for."""
        return f"?{urlencode([(LICENCE, slug) for slug in self.licences])}" if self.licences else ""


EVERYTHING = ExportChoice()


@dataclass(frozen=True)
class LicenceShare:
    """A licence among the sources of a dataset: how many bear it, how many facts they say, whether they go out."""

    licence: Licence
    sources: int
    facts: int
    kept: bool


@dataclass(frozen=True)
class LicensedPart:
    """What goes out of a whole: all but the sources that are `staying`; under which licence (an IRI), "" where it has
    several that do not mix, each source telling its own."""

    whole: Dataset
    staying: frozenset[str]
    licence: str
    shares: tuple[LicenceShare, ...]

    @cached_property
    def dataset(self) -> Dataset:
        """The facts: the whole itself where nothing is left out, else a copy without the sources that stay."""
        if not self.staying:
            return self.whole
        facts = (fact for fact in self.whole.facts() if fact.source not in self.staying)
        part = Dataset.in_memory(facts, self.whole.base)
        if self.whole.rule is not None:
            part.rule = self.whole.rule
        return part

    @property
    def left_out(self) -> tuple[LicenceShare, ...]:
        """The licences whose sources stay."""
        return tuple(share for share in self.shares if not share.kept)


def licensed_part(dataset: Dataset, licence: str, choice: ExportChoice = EVERYTHING) -> LicensedPart:
    """The part of a dataset, published under a licence (an IRI), whose sources have one of the licences asked for.

    A source that names none is under that of the whole; what is no described source (the ontology) goes out always.
    Where things are chosen, shares count what is said of these.
    Raises InvalidInput for a licence that nothing has.
    """
    by_source = dict(_licences(dataset, licence))
    _check(choice.licences, by_source.values())
    kept = {source for source, own in by_source.items() if _goes(own, choice.licences, licence_of(licence))}
    shares = _shares(dataset, by_source, kept, choice.things)
    going = _licence(licence, (by_source[source] for source in sorted(kept)))
    return LicensedPart(dataset, frozenset(by_source.keys() - kept), going, shares)


def _licences(dataset: Dataset, licence: str) -> Iterator[tuple[str, Licence]]:
    for source in dataset.instances(SCHEMA.Dataset):
        yield source, licence_of(dataset.link(source, DCT.license) or licence)


def _check(asked: Sequence[str], present: Iterable[Licence]) -> None:
    known = dict.fromkeys([ALL, *sorted({own.slug for own in present}), *KNOWN_SLUGS])
    for slug in asked:
        if slug not in known:
            near = [Suggestion(one, one) for one in get_close_matches(slug, known, n=3, cutoff=0.5)]
            raise InvalidInput(NO_LICENCE(slug=slug[:40], known=", ".join(known)), field=LICENCE, suggestions=near)


def _goes(own: Licence, asked: Sequence[str], whole: Licence) -> bool:
    return own.slug in asked or ALL in asked if asked else mix(own, whole)


def _shares(
    dataset: Dataset, by_source: dict[str, Licence], kept: set[str], things: frozenset[str] | None
) -> tuple[LicenceShare, ...]:
    """The licences, those that go out first, then the most facts."""
    facts = Counter(fact.source for fact in dataset.facts() if things is None or fact.s in things)
    saying = by_source if things is None else by_source.keys() & facts.keys()
    found: dict[tuple[str, bool], LicenceShare] = {}
    for source in sorted(saying):
        own = by_source[source]
        key = own.name, source in kept
        before = found.get(key, LicenceShare(own, 0, 0, kept=source in kept))
        found[key] = LicenceShare(before.licence, before.sources + 1, before.facts + facts[source], before.kept)
    return tuple(sorted(found.values(), key=lambda share: (not share.kept, -share.facts, share.licence.slug)))


def _licence(licence: str, kept: Iterable[Licence]) -> str:
    """The licence of what goes out: that of the whole, unless a source asks for its own."""
    own = licence_of(licence)
    strict = {one.slug: one.iri for one in kept if not mix(one, own)}
    return licence if not strict else next(iter(strict.values())) if len(strict) == 1 else ""
