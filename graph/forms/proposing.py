# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form that was read, as a proposal; judged beforehand by the rules that will judge it when it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.contributions.proposal import Proposal, ProposedField
from graph.entity import Reader
from graph.forms.form import DAY, AskedField, EntryForm, named_by
from graph.forms.linking import minted
from graph.forms.reading import Described, ReadForm
from graph.model import EntityClass
from graph.namespaces import SKOS
from graph.rdf.dataset import Value, text_literal
from graph.text.wording import Phrase, Spoken

if TYPE_CHECKING:
    from graph.storage.repository import Repository

TOO_EARLY = Phrase("La fin vient avant le début. Corrigez l’une des deux dates.")
RULED_OUT = Phrase("Cela ne va pas avec le reste de la fiche. {help}")


@dataclass(frozen=True)
class FormSending:
    """What is said around a form: the card that it corrects ("" for something new), the number of the last change when
    it was shown, what was added in plain words, and the page from which it was opened."""

    subject: str = ""
    seen_at: int = 0
    comment: str = ""
    page: str = ""


def proposal_of(reader: Reader, read: ReadForm, before: Mapping[str, tuple[Value, ...]], sent: FormSending) -> Proposal:
    """What a form without faults proposes: of something new all that is said, of a card what is said otherwise."""
    own = read.form.own
    said = {field.field.path: read.terms.get(field.name, ()) for field in read.form.fields}
    if not sent.subject and not said.get(SKOS.prefLabel):
        said[SKOS.prefLabel] = (text_literal(composed_name(reader, own, said, read.made), "fr"),)
    names = {field.field.path: field.name for field in read.form.fields}
    fields = []
    for path, after in said.items():
        shown = before.get(names.get(path, ""), ())
        if set(after) != set(shown):
            fields.append(ProposedField(path, shown, after))
    label = next((term.value for term in said.get(SKOS.prefLabel, ()) if isinstance(term, Literal)), "")
    wanted = {term for field in fields for term in field.after}
    return Proposal(
        kind=own.kind,
        subject=sent.subject or minted(reader, own, label),
        is_new=not sent.subject,
        fields=tuple(fields),
        others=tuple(other for iri, other in read.made.items() if iri in wanted),
        seen_at=sent.seen_at,
        comment=sent.comment,
        page=sent.page,
    )


def composed_name(
    reader: Reader, own: EntityClass, said: Mapping[str, tuple[Value, ...]], made: Mapping[str, Proposal]
) -> str:
    """The name of what need not be given one: what it ties together, or the text that it cannot do without."""
    words = []
    for path in named_by(own):
        for term in said.get(path, ())[:1]:
            words.append(_word(reader, term, made))
    verb = f" {own.bridge.verb()} " if own.bridge is not None else " "
    return verb.join(words)


def _word(reader: Reader, term: Value, made: Mapping[str, Proposal]) -> str:
    if isinstance(term, Literal):
        return term.value
    if term in made:
        return next(name.value for name in made[term].fields[0].after if isinstance(name, Literal))
    return reader.label(term)


def judged(repository: Repository, form: EntryForm, proposal: Proposal) -> EntryForm:
    """The form, with what the rules of the model have against the whole beside the field that it is about."""
    from graph.contributions.publishing import planned  # all that stands under a loading, for once a form
    from graph.storage.loading.rules import Rules

    changed: dict[str, AskedField] = {}
    subjects = {one.subject for one in proposal.all()}
    draft = planned(repository, proposal, "")
    for finding in sorted(Rules(repository.model, repository.background).made_by(draft, repository.said)):
        field = form.field(finding.path) if finding.subject in subjects else None
        if field is not None:
            changed.setdefault(field.name, replace(field, problem=_why(field)))
    return form.with_fields(changed)


def _why(field: AskedField) -> Spoken:
    return TOO_EARLY() if field.control == DAY else RULED_OUT(help=Described(field.field))
