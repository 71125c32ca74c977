# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disagreement between sources in words: what is asked, what each one answers, why one of them is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.entity.known import CONFIRMED, DEDUCED, EDITORIAL
from graph.entity.standing import CHOSEN_FIRST, Standing
from graph.namespaces import DCT, TIS, local_name
from graph.text.moments import date_text
from graph.text.opening import hours_text, is_right
from graph.text.wording import QUOTED, Label, Phrase, Said, day_text, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.entity import Reader
    from graph.entity.disagreements import Disagreement
    from graph.rdf.dataset import Value

# Why: each follows « car ».
BY_MODERATION = Label("la modération l’a choisie")
BY_CONFIRMATION = Label("la source affichée est confirmée")
BY_RANK = Label("la source affichée passe avant l’autre")
AGAINST_DEDUCTION = Label("l’autre source est une déduction")
AGAINST_OPINION = Label("l’autre source est un avis")
BY_ITSELF = Label("la source affichée est la structure elle-même")
BY_DATE = Label("la source affichée est plus récente")
AGAINST_UNDATED = Label("l’autre source n’a pas de date")
BY_LATER_CONFIRMATION = Label("quelqu’un a confirmé la fiche depuis")
BY_LENGTH = Label("la source affichée en dit plus sur cette fiche")
BY_WORD = Label("rien n’est dit contre")
BY_CHOICE = Label("il fallait en choisir une")

TWO_ANSWERS = Phrase(
    "{thing}, {field} : on affiche {shown} (source {by}), et non {other} (source {against}), car {why}. "
    "L’autre réponse reste sur sa fiche, sous « autre source »."
)
NOT_CLOSED = Phrase(
    "{thing}, {field} : on n’affiche pas {other} (source {against}). La source affichée ({by}) décrit cette fiche sans "
    "le dire, et {why}. Cela reste sur sa fiche, sous « autre source »."
)
CLOSED = Phrase(
    "{thing}, {field} : on affiche maintenant {shown} (source {by}). Une autre source ({against}) décrit cette fiche "
    "sans le dire, mais {why}."
)
DATED = Phrase("« {name} », {day}")
NAMED_WITH = Phrase("« {name} » ({iri})")
FIELD_IN = Phrase("{field} ({lang})")


def asked(reader: Reader, found: Disagreement) -> str:
    """What is asked: the name of the field, and the language of a text that is not French."""
    name = field_name(reader, found.subject, found.path)
    return name if found.lang in ("", "fr") else FIELD_IN(field=name, lang=found.lang).text(reader)


def field_name(reader: Reader, iri: str, path: str) -> str:
    """The name of a field of a thing."""
    own = reader.class_of(iri)
    field = reader.model.field_of(own.kind if own else "", path)
    return field.name(reader.lang) if field else local_name(path)


def value_text(reader: Reader, value: Value) -> str:
    """A value as it is read: a name, a date in words, an address without its scheme."""
    if isinstance(value, Literal):
        if value.datatype.value.endswith("#string") and is_right(value.value):
            return hours_text(value.value, reader.lang)
        return date_text(value.value, reader.lang) if not value.language else value.value
    if value in reader.model.choices or value in reader.dataset:
        return reader.label(value)
    return value.split("://", 1)[-1].rstrip("/")


def source_day(reader: Reader, source: str) -> date | None:
    """The date of a source: when it was read, else written."""
    return reader.dataset.day(source, TIS.readOn) or reader.dataset.day(source, DCT.issued)


def reason(reader: Reader, found: Disagreement) -> str:
    """Why the answer that is shown is: what follows « car »."""
    said = BY_WORD if not found.other and found.by.worth == found.against.worth else None
    return (said or _reason(reader, found.by, found.against))(reader.lang)


def _reason(reader: Reader, by: Standing, against: Standing) -> Label:
    if by.rank < against.rank:
        return _of_rank(reader, by, against)
    if by.foreign < against.foreign:
        return BY_ITSELF
    if by.age < against.age:
        return BY_DATE if against.age else AGAINST_UNDATED
    if by.unconfirmed < against.unconfirmed:
        return BY_LATER_CONFIRMATION
    return BY_LENGTH if by.less < against.less else BY_CHOICE


def _of_rank(reader: Reader, by: Standing, against: Standing) -> Label:
    if by.rank == CHOSEN_FIRST:
        return BY_MODERATION
    ranks = {choice.slug: choice.order for choice in reader.model.scheme("basis").choices}
    if by.rank == ranks.get(CONFIRMED):
        return BY_CONFIRMATION
    known = {ranks.get(DEDUCED): AGAINST_DEDUCTION, ranks.get(EDITORIAL): AGAINST_OPINION}
    return known.get(against.rank, BY_RANK)


def told(reader: Reader, found: Disagreement) -> str:
    """The whole in two sentences, for whoever loads files or checks them."""
    phrase = CLOSED if not found.other else TWO_ANSWERS if found.shown else NOT_CLOSED
    name = reader.dataset.name(found.subject, reader.lang)
    iri = found.subject.removeprefix(f"{reader.dataset.base}/")
    return phrase(
        thing=NAMED_WITH(name=name, iri=iri) if name else iri,
        field=_field(reader, found),
        shown=_quoted(reader, found.shown),
        by=_source(reader, found.by.source),
        other=_quoted(reader, found.other),
        against=_source(reader, found.against.source),
        why=reason(reader, found),
    ).text(reader)


def _field(reader: Reader, found: Disagreement) -> str:
    name = asked(reader, found)
    if found.shown_path != found.path:
        name = f"{name}, {field_name(reader, found.subject, found.shown_path)}"
    return name


def _quoted(reader: Reader, values: Iterable[Value]) -> str:
    return listed((QUOTED(name=value_text(reader, value)).text(reader) for value in values), reader.lang)


def _source(reader: Reader, source: str) -> Said:
    name, day = reader.dataset.label(source, reader.lang), source_day(reader, source)
    return DATED(name=name, day=day_text(day, reader.lang)) if day else QUOTED(name=name)
