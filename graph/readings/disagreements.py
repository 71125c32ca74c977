# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where sources disagree, to be read: the answer that is shown, the other one, who gives each, and why one is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from graph.entity.disagreement_words import asked, field_name, reason, source_day, value_text
from graph.entity.disagreements import DisagreementRule
from graph.entity.knowledge import Knowledge
from graph.namespaces import SCHEMA, XSD
from graph.rdf.dataset import Fact
from graph.readings.contacts import telephone
from graph.readings.sources import cited
from graph.readings.states import State, proof
from graph.text.answers import NO, YES
from graph.text.folding import filed

if TYPE_CHECKING:
    from graph.entity import Mention, Reader, Source
    from graph.entity.disagreements import Disagreement
    from graph.rdf.dataset import Value


@dataclass(frozen=True)
class SourcedAnswer:
    """What one source answers: its texts (none where it says nothing of it), the source, how that is known.

    `values` are the same as facts hold them; `day` is that of the source, None without one.
    """

    texts: tuple[str, ...]
    values: tuple[str, ...]
    source: Source
    day: date | None
    state: State


@dataclass(frozen=True)
class Disputed:
    """One question about a thing to which two sources answer differently: `field` names it, `path` is its property.

    `shown_field` names another one where both cannot hold together. `why` follows « car ».
    """

    subject: Mention
    field: str
    path: str
    shown_field: str
    shown: SourcedAnswer
    other: SourcedAnswer
    why: str


def disputed(reader: Reader, iri: str, day: date) -> tuple[Disputed, ...]:
    """What sources say differently of one thing; nothing is read where they agree."""
    if iri not in reader.dataset.tables.set_aside.by_subject:
        return ()
    ruling = DisagreementRule(reader.model).ruling(reader.dataset, iri)
    return tuple(_disputed(reader, found, day) for found in ruling.disagreements)


def all_disputed(reader: Reader, day: date) -> tuple[Disputed, ...]:
    """The same of every thing that has a card, by kind then name."""
    things = [reader.mention(iri) for iri in reader.dataset.tables.set_aside.by_subject]
    things = [it for it in things if it.entity_class is not None and it.key]
    things.sort(key=lambda it: (it.entity_class.order if it.entity_class else 0, filed(it.label), it.iri))
    return tuple(found for thing in things for found in disputed(reader, thing.iri, day))


def disagreement_document(found: Iterable[Disputed]) -> dict[str, Any]:
    """The same as JSON."""
    return {"disagreements": [_entry(item) for item in found]}


def _entry(item: Disputed) -> dict[str, Any]:
    return {
        "thing": {"iri": item.subject.iri, "label": item.subject.label},
        "field": item.path,
        "label": item.field,
        "shown": _answer(item.shown),
        "other": _answer(item.other),
        "why": item.why,
    }


def _answer(answer: SourcedAnswer) -> dict[str, Any]:
    day = answer.day.isoformat() if answer.day else None
    source = {"iri": answer.source.iri, "label": answer.source.label}
    return {"values": list(answer.values), "source": source, "date": day}


def _disputed(reader: Reader, found: Disagreement, day: date) -> Disputed:
    return Disputed(
        subject=reader.mention(found.subject),
        field=asked(reader, found),
        path=found.path,
        shown_field=field_name(reader, found.subject, found.shown_path) if found.shown_path != found.path else "",
        shown=sourced_answer(reader, (found.subject, found.path), found.shown, found.by.source, day),
        other=sourced_answer(reader, (found.subject, found.path), found.other, found.against.source, day),
        why=reason(reader, found),
    )


def sourced_answer(
    reader: Reader, asked_of: tuple[str, str], values: tuple[Value, ...], source: str, day: date
) -> SourcedAnswer:
    """What a source answers of a thing and a property (their IRIs); no value where it describes it in silence."""
    known, (iri, path) = Knowledge.now(reader.dataset), asked_of
    held = known.of_fact(Fact(iri, path, values[0], source)) if values else known.said_of(iri, source)
    return SourcedAnswer(
        texts=tuple(answer_text(reader, path, value) for value in values),
        values=tuple(value.value if isinstance(value, Literal) else value for value in values),
        source=cited(reader, [source])[0],
        day=source_day(reader, source),
        state=proof(reader, held, day),
    )


def answer_text(reader: Reader, path: str, value: Value) -> str:
    """What a source answers as it is read beside what another one does: yes or no in words, a number as it is told."""
    if isinstance(value, Literal) and value.datatype.value == XSD.boolean:
        return (YES if value.value in ("true", "1") else NO)(reader.lang)
    text = value_text(reader, value)
    return telephone(text) if path == SCHEMA.telephone else text
