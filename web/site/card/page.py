# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of an entity as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.entity import Citation, Entity, FieldValues, Incoming, Mention, Reader, Source
from graph.entity.reading import entity_facts, read_entity
from graph.model import EntityClass, Model
from graph.namespaces import DCT, FOAF, RDF, SCHEMA, SKOS, TIS
from graph.readings.states import State, free_state, interval, states
from web.app.filters import readable, sentence
from web.app.language import translate
from web.app.negotiation import embedded
from web.app.pages import href
from web.app.values import Display, display, named
from web.site.card.need_sheet import TOLD as TOLD_OF_NEED
from web.site.card.need_sheet import NeedSheet
from web.site.card.neighbourhood import Neighbourhood, neighbourhood
from web.site.card.tool_sheet import ToolSheet

# Shown elsewhere on the card, or meant for programs.
ELSEWHERE = {
    *(SKOS.prefLabel, SKOS.hiddenLabel, SKOS.inScheme, SKOS.topConceptOf, RDF.type, DCT.modified),
    *(TIS.verifiedOn, TIS.openQuestion, TIS.state, TIS.openToAssociations),
}
# Said above by what is asked of a tool.
TOLD_OF_TOOL = (TIS.effort, TIS.firstStep, TIS.condition, TIS.freeSoftware, TIS.meetsNeed, SCHEMA.license)
# Worth saying that nobody said it, on the cards of the directory.
IMPORTANT = (SCHEMA.areaServed, SCHEMA.audience, TIS.cost, SCHEMA.provider)
REACH = (SCHEMA.email, SCHEMA.telephone, FOAF.homepage, SCHEMA.url)
FOLDED_AFTER = 12


@dataclass(frozen=True)
class Line:
    """A field and its values; no value means that nobody said."""

    name: str
    values: tuple[Display, ...]


@dataclass(frozen=True)
class Part:
    """A titled group of lines; `late` when it is read last, beside the sources."""

    title: str
    lines: tuple[Line, ...]
    late: bool = False


@dataclass(frozen=True)
class Item:
    """One thing that links here: title (its far ends when it only ties things together), detail, period."""

    mentions: tuple[Mention, ...]
    own: Mention
    detail: str
    state: State | None


@dataclass(frozen=True)
class List:
    """What links here by one field, under its inverse name; `rest` is folded."""

    title: str
    entity_class: EntityClass
    items: tuple[Item, ...]
    rest: tuple[Item, ...]


@dataclass(frozen=True)
class Card:
    """Everything the page of an entity shows."""

    entity: Entity
    entity_class: EntityClass | None
    kind_name: str
    states: tuple[State, ...]
    parts: tuple[Part, ...]
    lists: tuple[List, ...]
    sources: tuple[Source, ...]
    drawing: Neighbourhood | None
    needs: tuple[str, ...]
    jsonld: str
    tool: ToolSheet | None = None
    need: NeedSheet | None = None


@dataclass(frozen=True)
class Sheets:
    """What a page tells of a tool or of a need, besides its fields and links."""

    tool: ToolSheet | None = None
    need: NeedSheet | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are told above the others."""
        if self.need:
            return (*TOLD_OF_NEED, SKOS.altLabel)
        return TOLD_OF_TOOL if self.tool else ()


def card(reader: Reader, iri: str, day: date, sheets: Sheets) -> Card:
    """The card of an IRI, with what is told of a tool or of a need when it is one; raises UnknownThing."""
    entity = read_entity(reader, iri)
    own = entity.mention.entity_class
    choice = reader.model.choices.get(iri)
    scheme = next((scheme for scheme in reader.model.schemes if choice and scheme.iri == choice.scheme), None)
    name = own.label(reader.lang) if own else scheme.label(reader.lang) if scheme else ""
    return Card(
        entity=entity,
        entity_class=own,
        kind_name=sentence(name),
        states=states(reader, iri, day, whole=True),
        parts=tuple(_parts(reader, entity, sheets.fields)),
        lists=tuple(_merged([_list(reader, group, day) for group in entity.incoming if not _told(group, sheets)])),
        sources=named(entity.sources),
        drawing=neighbourhood(entity, href),
        needs=_needs(reader, entity),
        jsonld=embedded(entity_facts(reader.dataset, iri)),
        tool=sheets.tool,
        need=sheets.need,
    )


def _told(group: Incoming, sheets: Sheets) -> bool:
    """Whether what is told of a tool or of a need already lists these; arguments have a page of their own."""
    path, tool = group.field.path, sheets.tool
    if sheets.need is not None:
        return path in TOLD_OF_NEED
    if tool is None:
        return False
    told = {TIS.freeTool: tool.replaces, TIS.replaces: tool.exits, TIS.instanceOf: tool.hosts}
    return bool(told.get(path) or (path == SCHEMA.about and (tool.resources or tool.reason)))


def _parts(reader: Reader, entity: Entity, told: tuple[str, ...]) -> list[Part]:
    own = entity.mention.entity_class
    hidden = ELSEWHERE | {*told} | ({own.caption} if own else set())
    reached = any(values.values for part in entity.sections for values in part.fields if values.field.path in REACH)
    parts = []
    for section in entity.sections:
        kept = [values for values in section.fields if values.field.path not in hidden and _worth(values, own, reached)]
        lines = tuple(_line(reader, values) for values in kept)
        if lines:
            title = section.group.label(reader.lang) if section.group else translate("L’essentiel")
            parts.append(Part(title, lines, section.group is not None and section.group.iri == TIS.ProvenanceGroup))
    return parts


def _worth(values: FieldValues, own: EntityClass | None, reached: bool) -> bool:
    """Whether to show a field: it has values, or its absence matters to whoever orients."""
    if values.values:
        return True
    missing_contact = values.field.path == FOAF.homepage and not reached
    return bool(own and own.directory and not own.scheme) and (values.field.path in IMPORTANT or missing_contact)


def _line(reader: Reader, values: FieldValues) -> Line:
    return Line(
        sentence(values.field.name(reader.lang)), tuple(display(shown, values.field.path) for shown in values.values)
    )


def _list(reader: Reader, group: Incoming, day: date) -> List:
    items = tuple(_item(reader, citation, day) for citation in group.citations)
    title = sentence(group.field.inverse(reader.lang) or group.entity_class.plural(reader.lang))
    return List(title, group.entity_class, items, ())


def _merged(lists: list[List]) -> Iterator[List]:
    """Lists of the same title made one; the longest ones folded."""
    by_title: dict[str, List] = {}
    for found in lists:
        first = by_title.get(found.title, found)
        by_title[found.title] = found if first is found else replace(first, items=first.items + found.items)
    for found in by_title.values():
        # A fold of one or two lines would cost more than it saves.
        cut = FOLDED_AFTER if len(found.items) > FOLDED_AFTER + 3 else len(found.items)
        yield replace(found, items=found.items[:cut], rest=found.items[cut:])


def _item(reader: Reader, citation: Citation, day: date) -> Item:
    own = citation.edge.s
    ends = tuple(mention for _, mention in citation.others if _stands_alone(mention)) if citation.ties else ()
    others = [(field, mention) for field, mention in citation.others if mention not in ends]
    said = [f"{field.name(reader.lang)} : {mention.label.lower()}" for field, mention in others]
    note = reader.dataset.text(own.iri, SKOS.note, reader.lang) if ends else None
    caption = "" if ends else readable(citation.caption)
    detail = " · ".join(text for text in (caption, sentence(", ".join(said)), note or "") if text)
    period = interval(citation.start, citation.end, day, reader.lang)
    return Item(ends or (own,), own, detail, period or free_state(reader, own.iri))


def _stands_alone(mention: Mention) -> bool:
    """Whether it has a place of its own in the directory; a role or a level has not."""
    return mention.entity_class is not None and mention.entity_class.directory


def _needs(reader: Reader, entity: Entity) -> tuple[str, ...]:
    """The needs that it is tied to, to start a referral from here."""
    scheme, own = need_scheme(reader.model), reader.model.choices.get(entity.mention.iri)
    if own is not None and own.scheme == scheme:
        return (own.slug,)
    found = [edge.o.iri for edge in entity.outgoing]
    slugs = [
        reader.model.choices[iri].slug
        for iri in found
        if iri in reader.model.choices and reader.model.choices[iri].scheme == scheme
    ]
    return tuple(dict.fromkeys(slugs))[:3]


def need_scheme(model: Model) -> str:
    """The IRI of the scheme of needs."""
    return next((scheme.iri for scheme in model.schemes if scheme.slug == "need"), "")
