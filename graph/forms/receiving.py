# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal that another program wrote, held to what the form of the card would have let somebody write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Literal

from graph.contributions.proposal import Proposal, ProposedField, Term
from graph.entity import Reader
from graph.errors import InvalidInput
from graph.forms.form import EntryForm
from graph.text.characters import hidden_in
from graph.text.wording import Phrase

MOST_FIELDS, MOST_VALUES, LONGEST_VALUE = 60, 50, 20_000
ONLY_CORRECTIONS = Phrase("Seules les corrections d’une fiche connue ici sont prises.")
NO_SUCH_FIELD = Phrase("Le champ « {path} » n’est pas de ceux que chacun peut corriger sur cette fiche.")
NO_SUCH_THING = Phrase("« {iri} » n’est connu de personne ici : proposez une fiche ou un choix de ce site.")
NOT_A_TEXT = Phrase("Ce texte est trop long, ou contient des signes qui ne se voient pas.")
TOO_MANY = Phrase("C’est trop pour une fiche : {fields} champs au plus, {values} réponses à chacun.")
NOTHING_SAID = Phrase("Cette proposition ne change rien et ne dit rien.")


def taken(reader: Reader, form: EntryForm, subject: str, proposal: Proposal) -> Proposal:
    """The correction of a card (its IRI) that a proposal asks for; raises InvalidInput naming the field at fault."""
    if proposal.is_new or proposal.others:
        raise InvalidInput(ONLY_CORRECTIONS(), field="is_new")
    if len(proposal.fields) > MOST_FIELDS:
        raise InvalidInput(TOO_MANY(fields=MOST_FIELDS, values=MOST_VALUES), field="fields")
    known = {field.field.path for field in form.fields}
    fields = tuple(_field(reader, known, one) for one in proposal.fields if set(one.before) != set(one.after))
    if not fields and not proposal.comment.strip():
        raise InvalidInput(NOTHING_SAID(), field="fields")
    return replace(proposal, kind=form.own.kind, subject=subject, fields=fields, seen_at=0)


def _field(reader: Reader, known: Iterable[str], one: ProposedField) -> ProposedField:
    if one.property not in known:
        raise InvalidInput(NO_SUCH_FIELD(path=one.property[:120]), field="fields")
    if max(len(one.before), len(one.after)) > MOST_VALUES:
        raise InvalidInput(TOO_MANY(fields=MOST_FIELDS, values=MOST_VALUES), field="fields")
    for term in (*one.before, *one.after):
        _refuse_unreadable(term)
    for term in one.after:
        if isinstance(term, str) and not _is_known(reader, term) and "://" in term and _is_ours(reader, term):
            raise InvalidInput(NO_SUCH_THING(iri=term[:120]), field="fields")
    return one


def _is_known(reader: Reader, iri: str) -> bool:
    return iri in reader.model.choices or bool(reader.dataset.types(iri))


def _is_ours(reader: Reader, iri: str) -> bool:
    return iri.startswith(f"{reader.dataset.base}/id/")


def _refuse_unreadable(term: Term) -> None:
    text = term.value if isinstance(term, Literal) else term
    if len(text) > LONGEST_VALUE or any(hidden_in(sign) for sign in text if sign not in "\n\t"):
        raise InvalidInput(NOT_A_TEXT(), field="fields")
