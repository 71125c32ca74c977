# SPDX-License-Identifier: AGPL-3.0-or-later
"""A contribution to be read: each field as it is and as it would be, what it resembles, and the sources of its card."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.contributions.proposal import ProposedField
from graph.contributions.publishing import difference, language_of, name_of
from graph.entity.reading import shown
from graph.namespaces import SKOS
from graph.readings.sources import cited
from graph.storage.merging import kept_instead
from graph.text.folding import fold
from graph.text.typed import LONGEST_LETTER

if TYPE_CHECKING:
    from graph.contributions.proposal import Proposal, Term
    from graph.entity import Mention, Reader, Shown, Source
    from graph.identity.comparison import SamenessPair
    from graph.model import EntityClass, Field
    from graph.search import SearchIndex
    from graph.territory import Territories

ADDITION, CORRECTION, REPORT = "addition", "correction", "report"
MOST_ALIKE, MOST_SEARCHED = 3, 20
MOST_MARKED = 4_000
"""Letters of a text in which what changed is looked for."""
WRITABLE = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True)
class Marked:
    """A piece of a text: "" for what stays, "del" for what leaves, "ins" for what comes."""

    mark: str
    text: str


@dataclass(frozen=True)
class ProposedChange:
    """A field of a contribution: what is there, what will be, and what who proposed it had been shown.

    `place`: its rank in the proposal.
    `marked`: the text of today and the proposed one piece by piece, where both are one text; `typed`: what to write
    otherwise begins with, None where it is chosen from a list. `conflicts`: somebody changed it meanwhile.
    """

    place: int
    path: str
    name: str
    now: tuple[Shown, ...]
    after: tuple[Shown, ...]
    before: tuple[Shown, ...]
    marked: tuple[tuple[Marked, ...], tuple[Marked, ...]] | None
    typed: str | None
    conflicts: bool
    changes: bool


@dataclass(frozen=True)
class AlikeThing:
    """A known thing that what is proposed resembles: why, in words, and how much out of 100."""

    mention: Mention
    score: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class MadeOnTheWay:
    """A thing that comes with it: its name and its class."""

    label: str
    entity_class: EntityClass | None


@dataclass(frozen=True)
class ContributionSheet:
    """What a contribution proposes of one thing; `mention` is None while it has no card. `sort`: addition, correction,
    or report, which only tells something."""

    sort: str
    label: str
    entity_class: EntityClass | None
    mention: Mention | None
    changes: tuple[ProposedChange, ...]
    others: tuple[MadeOnTheWay, ...]
    sources: tuple[Source, ...]

    @property
    def seen(self) -> str:
        """A digest of what is there now, field by field: whoever decides says by it what they were shown."""
        told = [(one.path, [value.text for value in one.now]) for one in self.changes]
        return sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:32]

    @property
    def is_told_only(self) -> bool:
        """Whether there is nothing to write: it tells something, or its card says all of it already."""
        return self.sort == REPORT or (self.sort == CORRECTION and not any(one.changes for one in self.changes))


def sort_of(proposal: Proposal) -> str:
    """What a proposal is: something more, something otherwise, or something told."""
    return ADDITION if proposal.is_new else CORRECTION if proposal.fields else REPORT


def contribution_sheet(reader: Reader, proposal: Proposal, territories: Territories | None = None) -> ContributionSheet:
    """The sheet of a proposal, with the facts as they are now.

    `territories` name the places that nothing led to so far, which no fact names; without them their IRIs are shown.
    """
    data, own = reader.dataset, reader.model.by_kind.get(proposal.kind)
    subject = kept_instead(data, proposal.subject) or proposal.subject
    known = not proposal.is_new and bool(data.types(subject))
    names = {one.subject: name_of(one, data) for one in proposal.all() if one.is_new}
    places = _places(reader, proposal, territories) if territories else {}
    fields = [(place, one, own.field(one.property) if own else None) for place, one in enumerate(proposal.fields)]
    return ContributionSheet(
        sort=sort_of(proposal),
        label=name_of(replace(proposal, subject=subject), data),
        entity_class=own,
        mention=reader.mention(subject) if known else None,
        changes=tuple(
            replace(_change(reader, "" if proposal.is_new else subject, one, told, names | places), place=place)
            for place, one, told in fields
            if told and one.before != one.after
        ),
        others=tuple(
            MadeOnTheWay(names[one.subject], reader.model.by_kind.get(one.kind))
            for one in proposal.all()
            if one.is_new and one is not proposal
        ),
        sources=_sources(reader, subject) if known else (),
    )


def _places(reader: Reader, proposal: Proposal, territories: Territories) -> dict[str, str]:
    """The names of places that are proposed and that the facts do not name, by IRI."""
    iris = {term for field in proposal.fields for term in field.after if isinstance(term, str)}
    found = {iri: territories.find(reader.dataset.base, iri) for iri in iris if iri not in reader.dataset}
    return {iri: place.label for iri, place in found.items() if place}


def _sources(reader: Reader, subject: str) -> tuple[Source, ...]:
    return cited(reader, {fact.source for fact in reader.dataset.facts(s=subject)})


def _change(
    reader: Reader, subject: str, proposed: ProposedField, field: Field, names: Mapping[str, str]
) -> ProposedChange:
    found = difference(proposed, reader.dataset.values(subject, field.path), single=field.is_single)
    # In the languages that it is about: what is said in others stays.
    heard = set(map(language_of, (*proposed.before, *proposed.after)))
    now, after = (tuple(term for term in terms if language_of(term) in heard) for terms in (found.now, found.after))

    def told(terms: Iterable[Term]) -> tuple[Shown, ...]:
        said = (shown(reader, term) for term in terms)
        return tuple(replace(one, text=names.get(one.mention.iri, one.text)) if one.mention else one for one in said)

    return ProposedChange(
        place=0,
        path=field.path,
        name=field.name(reader.lang),
        now=told(now),
        after=told(after),
        before=told(proposed.before),
        marked=_marked(now, after),
        typed=_typed(proposed, field),
        conflicts=found.conflicts,
        changes=bool(found),
    )


def _typed(proposed: ProposedField, field: Field) -> str | None:
    terms = proposed.after or proposed.before
    if len(terms) != 1 or field.targets or field.scheme:
        return None
    [term] = terms
    if isinstance(term, Literal):
        # One line holds no others, and a form no more than that: such a text is taken as it is, or kept.
        return term.value if "\n" not in term.value and len(term.value) <= LONGEST_LETTER else None
    return term if term.startswith(WRITABLE) else None


def written(proposed: ProposedField, text: str) -> tuple[Term, ...]:
    """What somebody typed instead of a proposed value, as a value of the same sort; nothing for an empty text."""
    [term] = proposed.after or proposed.before
    if not text:
        return ()
    if not isinstance(term, Literal):
        return (text,)
    return (Literal(text, language=term.language) if term.language else Literal(text, datatype=term.datatype),)


def _marked(now: Sequence[Term], then: Sequence[Term]) -> tuple[tuple[Marked, ...], tuple[Marked, ...]] | None:
    """Both texts piece by piece, where one text takes the place of another."""
    if len(now) != 1 or len(then) != 1:
        return None
    [before], [after] = now, then
    if not isinstance(before, Literal) or not isinstance(after, Literal):
        return None
    if len(before.value) + len(after.value) > MOST_MARKED:
        return None
    one, other = (re.findall(r"\s+|[^\s]+", text.value) for text in (before, after))
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    left = tuple(Marked("" if tag == "equal" else "del", "".join(one[a:b])) for tag, a, b, _, _ in steps if a < b)
    right = tuple(Marked("" if tag == "equal" else "ins", "".join(other[c:d])) for tag, _, _, c, d in steps if c < d)
    return left, right


def alike_things(
    reader: Reader, proposal: Proposal, search: SearchIndex, territories: Territories
) -> tuple[AlikeThing, ...]:
    """The known things that a new one may be, best first: those whose names answer its own, compared with it."""
    from graph.identity.description import Describer
    from graph.identity.matching import IdentityMatcher  # what compares things stands on much

    own = reader.model.by_kind.get(proposal.kind)
    if own is None or not proposal.is_new:
        return ()
    hits = search.search(name_of(proposal, reader.dataset), MOST_SEARCHED, {own.kind})
    describer = Describer(territories)
    known = tuple(describer.of_all(reader.dataset, [hit.iri for hit in hits], own.kind))
    said = {field.property: [_text(term) for term in field.after] for field in proposal.fields}
    # What is new has no IRI yet: the one that is proposed for it may be that of the very card which it resembles.
    described = describer.made("", own.kind, said)
    pairs = IdentityMatcher(known).alike(described, MOST_ALIKE)
    return tuple(_alike(reader, pair) for pair in pairs)


def _alike(reader: Reader, pair: SamenessPair) -> AlikeThing:
    why = tuple(reason.said.text(reader) for reason in pair.reasons if reason.points > 0)
    iri = pair.other.key if pair.other.key in reader.dataset else pair.one.key
    return AlikeThing(reader.mention(iri), pair.score, why)


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal) else term


def as_correction(proposal: Proposal, iri: str, reader: Reader) -> Proposal:
    """What was proposed as new, as what it adds to a known thing: fields keep their places, those that add nothing
    too, as each is decided of by its place."""
    own = reader.model.by_kind.get(proposal.kind)
    fields = tuple(_joined(proposal.fields, own, iri, reader)) if own else ()
    return replace(proposal, subject=iri, is_new=False, fields=fields)


def as_addition(proposal: Proposal, iri: str, reader: Reader) -> Proposal:
    """What was proposed as new, as what it adds to a known thing and nothing else: of what has one value that of the
    thing stays, and its name in other words becomes one of its other names."""
    own, joined = reader.model.by_kind.get(proposal.kind), as_correction(proposal, iri, reader)
    single = {field.path for field in own.fields if field.is_single} if own else set()
    kept = (replace(one, after=one.before) if one.before and one.property in single else one for one in joined.fields)
    fields = tuple(one for one in kept if one.property != SKOS.altLabel)
    named = _other_names(proposal, iri, reader) if own and own.field(SKOS.altLabel) else ()
    return replace(joined, fields=(*fields, *named))


def _other_names(proposal: Proposal, iri: str, reader: Reader) -> Iterator[ProposedField]:
    there = tuple(reader.dataset.values(iri, SKOS.altLabel))
    known = {fold(_text(one)) for path in (SKOS.prefLabel, SKOS.altLabel) for one in reader.dataset.values(iri, path)}
    told = [
        one for field in proposal.fields if field.property in (SKOS.prefLabel, SKOS.altLabel) for one in field.after
    ]
    names = tuple(one for one in told if fold(_text(one)) not in known)
    if names:
        yield ProposedField(SKOS.altLabel, there, (*there, *names))


def _joined(fields: Collection[ProposedField], own: EntityClass, iri: str, reader: Reader) -> Iterator[ProposedField]:
    for field in fields:
        there, told = tuple(reader.dataset.values(iri, field.property)), own.field(field.property)
        if told is None or set(field.after) <= set(there):
            yield replace(field, before=there, after=there)
        else:
            yield replace(field, before=there, after=field.after if told.is_single else (*there, *field.after))
