# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a card says now as texts of a form: names of what it leads to, slugs of choices, dates and texts as written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Literal

from graph.entity import Reader
from graph.errors import UnknownThing
from graph.forms.form import FLAG, ONE, PLACE, SEVERAL, AskedField, EntryForm
from graph.namespaces import RDF
from graph.rdf.dataset import Value, spoken
from graph.territory import Territories

YES, NO = "oui", "non"


def shown_terms(reader: Reader, iri: str, form: EntryForm) -> dict[str, tuple[Value, ...]]:
    """What a card says in each field of a form, by name; of texts with a language, those in French."""
    return {field.name: tuple(filter(_is_asked, reader.dataset.values(iri, field.field.path))) for field in form.fields}


def _is_asked(value: Value) -> bool:
    return not isinstance(value, Literal) or value.datatype.value != RDF.langString or spoken(value) == "fr"


def filled_in(
    reader: Reader,
    territories: Territories,
    form: EntryForm,
    terms: dict[str, tuple[Value, ...]],
    *,
    before: bool = False,
) -> EntryForm:
    """A form with these values in it; `before`: they are what its card says, from which what is typed may differ."""
    changed = {}
    for field in form.fields:
        texts = tuple(dict.fromkeys(shown_text(reader, territories, field, term) for term in terms.get(field.name, ())))
        changed[field.name] = replace(field, texts=texts, before=texts if before else ())
    return form.with_fields(changed)


def shown_text(reader: Reader, territories: Territories, field: AskedField, term: Value) -> str:
    """One value as it stands in a field."""
    if isinstance(term, Literal):
        return (YES if term.value in {"true", "1"} else NO) if field.control == FLAG else term.value
    choice = reader.model.choices.get(term)
    if field.control in (ONE, SEVERAL):
        return choice.slug if choice else term
    if field.control == PLACE:
        try:
            return territories.from_iri(reader.dataset.base, term).label
        except UnknownThing:
            return reader.label(term)
    if field.field.is_link:
        return reader.label(term)
    return term


def joined(texts: Iterable[str]) -> str:
    """Several values, one a line."""
    return "\n".join(texts)
