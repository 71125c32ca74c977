# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal made facts: one change of the journal, in the source of its day, judged by the rules of the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph import clock
from graph.contributions.proposal import Proposal, ProposedField, Term
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.model import EntityClass, Field, Model
from graph.namespaces import MERGED, RDF, SKOS
from graph.rdf.dataset import Dataset, Fact, to_term
from graph.storage.decisions import day_source, opening
from graph.storage.journal import Change, Draft
from graph.storage.merging import kept_instead, merge_sources
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.storage.repository import Repository

KIND = "contribution"
ACCEPTED_AS = Phrase("Contribution n° {number} acceptée : {name}")
PUBLISHED_AS = Phrase("Contribution publiée : {name}")
NOTHING_NEW = Phrase("La fiche dit déjà cela : il n’y a rien à changer.")
NO_CARD = Phrase("La fiche que cette contribution corrige n’est plus sur ce site : refusez-la, en disant pourquoi.")
NO_KIND = Phrase("Cette contribution parle d’une fiche d’une autre nature que ce qu’elle propose : refusez-la.")
NO_FIELD = Phrase("Cette contribution remplit ce qui ne se remplit pas ici : refusez-la.")
NO_ADDRESS = Phrase("ce n’est pas une adresse : commencez par https://, sans espace.")
FAULTY = Phrase("{field} : {message}")


class NothingNew(Conflict):
    """What is proposed is said already."""


@dataclass(frozen=True)
class Difference:
    """What taking a proposed field changes of a thing as it is now: what leaves, what comes, and what is there."""

    now: tuple[Term, ...]
    removed: frozenset[Term]
    added: frozenset[Term]
    conflicts: bool
    """Whether what was shown to who proposed it has changed since, and not to what they propose."""

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    @property
    def after(self) -> tuple[Term, ...]:
        """What will be there."""
        return tuple(sorted({*self.now} - self.removed | self.added, key=str))


def difference(field: ProposedField, now: Iterable[Term], *, single: bool = False) -> Difference:
    """What a proposed field changes; `single`: it has one value, or one a language, so that one takes another's place.

    Of what has many, only what was proposed to leave or to come does: what others said meanwhile stays.
    """
    there, before, after = frozenset(now), frozenset(field.before), frozenset(field.after)
    removed, added = (before - after) & there, after - before - there
    if single:
        spoken = {language_of(term) for term in added}
        removed |= {term for term in there - after if language_of(term) in spoken}
    # A form is in one language: what a thing is called in another was not shown, and stays.
    heard = frozenset(map(language_of, before | after))
    shown = frozenset(term for term in there if language_of(term) in heard)
    conflicts = bool(shown ^ before) and shown != after and bool(removed or added)
    return Difference(tuple(sorted(there, key=str)), removed, added, conflicts)


def language_of(term: Term) -> str:
    """The language of a text, "" for what has none."""
    return (term.language or "") if isinstance(term, Literal) else ""


def publish(repository: Repository, proposal: Proposal, author: str, number: int = 0) -> Change:
    """Makes a proposal facts of the graph, as one change; `number`: of the contribution, 0 for one that never waited.

    A contribution is published once: where its change is there already, that is the answer. Raises UnknownThing where
    the card has gone, InvalidInput naming the field (its IRI) that breaks a rule, NothingNew where it would change
    nothing, and what `commit` does.
    """
    from graph.storage.repository import Plan

    if number and (done := published(repository, number)):
        return done
    draft, source = planned(repository, proposal, author, number), opening(repository.full, clock.today())
    refuse_faults(repository, draft, source.added if source else frozenset())
    if source is not None:
        repository.commit(source)
    change = repository.commit_planned(lambda: Plan(_once(repository, proposal, author, number)))
    change = change or (published(repository, number) if number else None)
    if change is None:
        raise NothingNew(NOTHING_NEW())
    return change


def _once(repository: Repository, proposal: Proposal, author: str, number: int) -> Draft:
    """The change that a proposal asks for as things are now; an empty one where somebody has just made it."""
    draft = planned(repository, proposal, author, number)
    done = number and published(repository, number)
    return replace(draft, removed=frozenset(), added=frozenset()) if done else draft


def published(repository: Repository, number: int) -> Change | None:
    """The change by which a contribution became facts, None where none did or where all of it was undone since.

    The journal is what tells: a process may have ended between that change and the note that it was accepted.
    """
    change = repository.journal.latest(KIND, ACCEPTED_AS(number=number, name="").text().rstrip())
    return change if change and stands(repository.said, change) else None


def stands(said: Dataset, change: Change) -> bool:
    """Whether anything of a change still is as it left it."""
    return any(_holds(said, fact) for fact in change.added) or any(not _holds(said, fact) for fact in change.removed)


def _holds(said: Dataset, fact: Fact) -> bool:
    return any(said.facts(fact.s, fact.p, fact.o, fact.source))


def planned(repository: Repository, proposal: Proposal, author: str, number: int = 0) -> Draft:
    """The change that a proposal asks for; raises UnknownThing or InvalidInput."""
    full, source = repository.full, day_source(repository.base, clock.today())
    proposal = _free(proposal, full)
    added, removed = set[Fact](), set[Fact]()
    for one in proposal.all():
        own = _class(repository.model, one)
        subject = one.subject if one.is_new else _kept(one, own, full)
        if one.is_new:
            added.add(Fact(subject, RDF.type, own.iri, source))
        for field in one.fields:
            told = _field(own, field)
            _refuse_no_address(told, field.after)
            found = difference(field, full.values(subject, field.property), single=told.is_single)
            kept = found.after if found and told.disputable else found.added
            added |= {Fact(subject, field.property, term, source) for term in kept}
            removed |= set(_gone(repository, subject, told, found))
    name = name_of(proposal, full)
    summary = ACCEPTED_AS(number=number, name=name) if number else PUBLISHED_AS(name=name)
    return Draft(author, KIND, summary.text(), source, frozenset(removed), frozenset(added))


def made_by(change: Change, proposal: Proposal) -> str:
    """The IRI of what a change made of something new: the one that was proposed, or the next that was free; or ""."""
    own = re.compile(re.escape(proposal.subject) + r"(?:-\d+)?")
    made = [fact.s for fact in change.added if fact.p == RDF.type and own.fullmatch(fact.s)]
    return min(made, key=lambda iri: (len(iri), iri), default="")


def refuse_faults(repository: Repository, draft: Draft, described: frozenset[Fact] = frozenset()) -> None:
    """Raises InvalidInput with the first rule that a change would break, naming the property as its field.

    `described`: the facts that describe its source, where that is not there yet.
    """
    from graph.storage.loading.rules import Rules  # what judges stands on much

    whole = replace(draft, added=draft.added | described)
    faults = Rules(repository.model, repository.background).made_by(whole, repository.said)
    for fault in sorted(faults):
        own = repository.model.class_of([str(fact.o) for fact in draft.added if fact.p == RDF.type])
        own = own or repository.model.class_of(repository.full.types(fault.subject))
        field = own.field(fault.path) if own else None
        told = FAULTY(field=field.name.fr, message=fault.message) if field else fault.message
        raise InvalidInput(told, field=fault.path)


def name_of(proposal: Proposal, dataset: Dataset) -> str:
    """How what is proposed is called: by its card where it has one, else by the name that is proposed."""
    if not proposal.is_new:
        return dataset.label(proposal.subject)
    names = [term for field in proposal.fields if field.property == SKOS.prefLabel for term in field.after]
    texts = [term.value for term in names if isinstance(term, Literal)]
    return texts[0] if texts else dataset.label(proposal.subject)


def chosen(proposal: Proposal, taken: Mapping[str, tuple[Term, ...] | None]) -> Proposal:
    """The proposal as somebody decided of it: by property, what to write instead, or None to leave the field out.

    A property that is not named is taken as it was proposed; what is made on the way stays where a field leads to it.
    """
    fields = []
    for field in proposal.fields:
        instead = taken.get(field.property, field.after)
        if instead is not None:
            fields.append(replace(field, after=instead))
    wanted = {term for field in fields for term in field.after}
    others = tuple(other for other in proposal.others if other.subject in wanted)
    return replace(proposal, fields=tuple(fields), others=others)


def _class(model: Model, proposal: Proposal) -> EntityClass:
    own = model.by_kind.get(proposal.kind)
    if own is None or own.scheme:
        raise InvalidInput(NO_KIND())
    return own


def _kept(proposal: Proposal, own: EntityClass, full: Dataset) -> str:
    """The card itself, or that which is read instead of it since; raises UnknownThing, InvalidInput."""
    subject = kept_instead(full, proposal.subject) or proposal.subject
    if not full.relative(subject) or not full.types(subject):
        raise UnknownThing(NO_CARD())
    if not set(own.classes) & set(full.types(subject)):
        raise InvalidInput(NO_KIND())
    return subject


def _field(own: EntityClass, proposed: ProposedField) -> Field:
    field = own.field(proposed.property)
    if field is None:
        raise InvalidInput(NO_FIELD(), field=proposed.property)
    return field


def _refuse_no_address(field: Field, terms: Iterable[Term]) -> None:
    try:
        for term in terms:
            to_term(term)
    except ValueError as error:
        raise InvalidInput(FAULTY(field=field.name.fr, message=NO_ADDRESS()), field=field.path) from error


def _gone(repository: Repository, subject: str, field: Field, found: Difference) -> Iterator[Fact]:
    """What leaves, whoever says it, of a thing or of what is read as it.

    Of what sources may answer differently all answers do, those that are not shown too: the source of the day gives
    the whole new one, and no other is believed against what somebody has just read and accepted.
    """
    merges, said = merge_sources(repository.base), repository.said
    merged = [fact.s for fact in said.facts(p=MERGED, o=subject) if fact.source in merges]
    for one in (subject, *merged):
        for fact in said.facts(one, field.path):
            if fact.o in found.removed or (found and field.disputable):
                yield fact


def _free(proposal: Proposal, full: Dataset) -> Proposal:
    """The proposal, what is new in it under IRIs that nothing bears yet: two people may have chosen the same name."""
    moved = {one.subject: _unused(one, full) for one in proposal.all() if one.is_new}
    return moved_to(proposal, moved) if any(old != new for old, new in moved.items()) else proposal


def _unused(proposal: Proposal, full: Dataset) -> str:
    prefix = f"{full.base}/id/{proposal.kind}/"
    if not proposal.subject.startswith(prefix) or "/" in proposal.subject.removeprefix(prefix):
        raise InvalidInput(NO_KIND())
    others = (f"{proposal.subject}-{number}" for number in count(2))
    return next(iri for iri in chain([proposal.subject], others) if iri not in full)


def moved_to(proposal: Proposal, moved: Mapping[str, str]) -> Proposal:
    """The proposal, things under other IRIs wherever it names them."""
    fields = (
        replace(field, after=tuple(moved.get(term, term) if isinstance(term, str) else term for term in field.after))
        for field in proposal.fields
    )
    others = tuple(moved_to(other, moved) for other in proposal.others)
    subject = moved.get(proposal.subject, proposal.subject)
    return replace(proposal, subject=subject, fields=tuple(fields), others=others)
