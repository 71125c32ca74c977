# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card: what is known of a thing, what links to it, who says so; for a tool or a need, what one asks of it first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.entity import Citation, Entity, FieldValues, Incoming, Mention, Reader, Section, Source
from graph.entity.reading import read_entity
from graph.model import EntityClass
from graph.namespaces import DCT, FOAF, RDF, SCHEMA, SKOS, TIS
from graph.readings.disagreements import Disputed, disputed
from graph.readings.homes import CardHome, homes
from graph.readings.joining import TOLD as JOINING
from graph.readings.joining import Joining
from graph.readings.need_sheet import SCHEME as NEED
from graph.readings.need_sheet import TOLD as TOLD_OF_NEED
from graph.readings.need_sheet import NeedSheet
from graph.readings.neighbours import Neighbours, neighbours
from graph.readings.other_facts import OtherFacts, other_facts
from graph.readings.sources import named
from graph.readings.states import State, free_state, interval, planned_for, states, unlived
from graph.readings.tool_sheet import ToolSheet
from graph.text.moments import readable
from graph.text.punctuation import colon
from graph.text.sentences import inner, sentence

# Shown elsewhere on the card, or meant for programs.
ELSEWHERE = {
    *(SKOS.prefLabel, SKOS.hiddenLabel, SKOS.inScheme, SKOS.topConceptOf, RDF.type, DCT.modified),
    *(TIS.confirmedOn, TIS.confirmedBy, TIS.reviewedOn, TIS.openQuestion, TIS.state, TIS.openToAssociations),
    TIS.unansweredSince,
}
# Said above by what is asked of a tool.
TOLD_OF_TOOL = (
    TIS.effort,
    TIS.firstStep,
    TIS.condition,
    TIS.freeSoftware,
    TIS.meetsNeed,
    TIS.deployment,
    TIS.account,
    SCHEMA.license,
    SCHEMA.downloadUrl,
)
# Worth saying that nobody said it, on the cards of the directory.
IMPORTANT = (SCHEMA.areaServed, SCHEMA.audience, TIS.cost, SCHEMA.provider)
REACH = (SCHEMA.email, SCHEMA.telephone, TIS.contactPage, FOAF.homepage, SCHEMA.url)
FOLDED_AFTER = 12


@dataclass(frozen=True)
class LinkedThing:
    """One thing that links here, or its far ends when it only ties things together; detail, period."""

    mentions: tuple[Mention, ...]
    detail: str
    state: State | None


@dataclass(frozen=True)
class LinkedList:
    """What links here by one field, under its inverse name; `rest` is folded."""

    title: str
    items: tuple[LinkedThing, ...]
    rest: tuple[LinkedThing, ...]


@dataclass(frozen=True)
class Card:
    """A thing with all that is known of it; `needs` are slugs, to start a referral from here.

    `sections` hold the fields worth showing: one without value is of those whose absence matters.
    """

    entity: Entity
    kind_name: str
    states: tuple[State, ...]
    sections: tuple[Section, ...]
    lists: tuple[LinkedList, ...]
    sources: tuple[Source, ...]
    neighbours: Neighbours
    needs: tuple[str, ...]
    tool: ToolSheet | None = None
    need: NeedSheet | None = None
    joining: Joining | None = None
    disputed: tuple[Disputed, ...] = ()
    others: OtherFacts | None = None
    homes: tuple[CardHome, ...] = ()

    @property
    def essential(self) -> tuple[Section, ...]:
        """The sections to read first."""
        return tuple(section for section in self.sections if not _is_late(section))

    @property
    def late(self) -> tuple[Section, ...]:
        """The sections to read last, beside the sources."""
        return tuple(section for section in self.sections if _is_late(section))


@dataclass(frozen=True)
class Sheets:
    """What a page tells of a tool, of a need, or of how to join somebody, besides its fields and links."""

    tool: ToolSheet | None = None
    need: NeedSheet | None = None
    joining: Joining | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are told above the others."""
        if self.joining:
            return JOINING
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
        kind_name=sentence(name),
        states=states(reader, iri, day, whole=True),
        sections=tuple(_sections(entity, sheets.fields)),
        lists=tuple(_merged([_list(reader, group, day) for group in entity.incoming if not _told(group, sheets)])),
        sources=named(entity.sources, reader.lang),
        neighbours=neighbours(entity, reader.lang),
        needs=_needs(reader, entity),
        tool=sheets.tool,
        need=sheets.need,
        joining=sheets.joining,
        disputed=disputed(reader, iri, day),
        others=other_facts(reader, iri),
        homes=homes(reader, iri),
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


def _sections(entity: Entity, told: tuple[str, ...]) -> Iterator[Section]:
    """The fields that are not told above nor elsewhere."""
    own = entity.mention.entity_class
    hidden = ELSEWHERE | {*told} | ({own.caption} if own else set())
    reached = any(values.values for part in entity.sections for values in part.fields if values.field.path in REACH)
    for section in entity.sections:
        kept = [values for values in section.fields if values.field.path not in hidden and _worth(values, own, reached)]
        if kept:
            yield Section(section.group, tuple(kept))


def _is_late(section: Section) -> bool:
    return section.group is not None and section.group.iri == TIS.ProvenanceGroup


def _worth(values: FieldValues, own: EntityClass | None, reached: bool) -> bool:
    """Whether to show a field: it has values, or its absence matters to whoever orients."""
    if values.values:
        return True
    missing_contact = values.field.path == FOAF.homepage and not reached
    return bool(own and own.directory and not own.scheme) and (values.field.path in IMPORTANT or missing_contact)


def _list(reader: Reader, group: Incoming, day: date) -> LinkedList:
    items = tuple(_item(reader, citation, day) for citation in group.citations)
    title = sentence(group.field.inverse(reader.lang) or group.entity_class.plural(reader.lang))
    return LinkedList(title, items, ())


def _merged(lists: list[LinkedList]) -> Iterator[LinkedList]:
    """Lists of the same title made one; the longest ones folded."""
    by_title: dict[str, LinkedList] = {}
    for found in lists:
        first = by_title.get(found.title, found)
        by_title[found.title] = found if first is found else replace(first, items=first.items + found.items)
    for found in by_title.values():
        # A fold of one or two lines would cost more than it saves.
        cut = FOLDED_AFTER if len(found.items) > FOLDED_AFTER + 3 else len(found.items)
        yield replace(found, items=found.items[:cut], rest=found.items[cut:])


def _item(reader: Reader, citation: Citation, day: date) -> LinkedThing:
    own = citation.edge.s
    ends = tuple(mention for _, mention in citation.others if _stands_alone(mention)) if citation.ties else ()
    others = [(field, mention) for field, mention in citation.others if mention not in ends]
    said = [f"{field.name(reader.lang)}{colon(reader.lang)} {_in_a_line(reader, mention)}" for field, mention in others]
    note = reader.dataset.text(own.iri, SKOS.note, reader.lang) if ends else None
    caption = "" if ends else readable(citation.caption, reader.lang)
    detail = " · ".join(text for text in (caption, sentence(", ".join(said)), note or "") if text)
    period = planned_for(reader, own.iri) or interval(citation.start, citation.end, day, reader.lang)
    state = period or unlived(reader, own.iri, day) or free_state(reader, own.iri)
    return LinkedThing(ends or (own,), detail, state)


def _in_a_line(reader: Reader, mention: Mention) -> str:
    """A choice in lower case, a name as it is."""
    return inner(mention.label) if mention.iri in reader.model.choices else mention.label


def _stands_alone(mention: Mention) -> bool:
    """Whether it has a place of its own in the directory; a role or a level has not."""
    return mention.entity_class is not None and mention.entity_class.directory


def _needs(reader: Reader, entity: Entity) -> tuple[str, ...]:
    """The needs that it is tied to, to start a referral from here."""
    scheme, own = reader.model.scheme(NEED).iri, reader.model.choices.get(entity.mention.iri)
    if own is not None and own.scheme == scheme:
        return (own.slug,)
    found = [edge.o.iri for edge in entity.outgoing]
    slugs = [
        reader.model.choices[iri].slug
        for iri in found
        if iri in reader.model.choices and reader.model.choices[iri].scheme == scheme
    ]
    return tuple(dict.fromkeys(slugs))[:3]
