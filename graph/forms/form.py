# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form as a frozen object, drawn from the shape of a class: sections in order, fields with what they show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from graph.deliveries.values import is_territory_field
from graph.model import Choice, EntityClass, Field, Group, Model, Scheme
from graph.namespaces import RDF, SH, SKOS, VOCABULARY, XSD, local_name
from graph.rdf.dates import DATES
from graph.text.wording import Spoken

ANYONE = VOCABULARY["filler/anyone"]
LINE, LINES, TEXT, FLAG, ONE, SEVERAL, THING, PLACE, DAY = (
    "line", "lines", "text", "flag", "one", "several", "thing", "place", "day",
)  # fmt: skip
"""How a field is asked: a line, one value a line, sentences, yes or no, one of few, some of a list, a card by its name,
a place by its name, a date."""
MANY = 12
"""More choices than that are shown by theme."""


@dataclass(frozen=True)
class ChoiceGroup:
    """Choices to show together; `title` is None where they are all."""

    title: Choice | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Doubt:
    """Something in a text that may be somebody's own: what it is, word for word, and the question to ask.

    `is_name` where the question is rather whether something is called so.
    """

    found: str
    question: Spoken
    is_name: bool = False

    def key(self, name: str) -> str:
        """What says of this text in that field that it was asked about."""
        return f"{name}:{self.found}"


@dataclass(frozen=True)
class AskedField:
    """A field as it is asked: what stands in it (texts; slugs for choices), and what is wrong with it.

    `required` where nothing can be proposed without it; `before` are the texts that the card shows, in a correction.
    """

    field: Field
    name: str
    control: str
    groups: tuple[ChoiceGroup, ...] = ()
    required: bool = False
    texts: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    problem: Spoken | None = None
    nearest: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def many(self) -> bool:
        """Whether it may have several values, each in a place of its own."""
        return not self.field.is_single and self.control in (LINE, THING, PLACE)

    @property
    def places(self) -> tuple[str, ...]:
        """The texts, and an empty one where one more may come."""
        return (*self.texts, "") if self.many or not self.texts else self.texts

    @property
    def changed(self) -> bool:
        """Whether a correction says otherwise than the card."""
        return bool(self.before) and self.texts != self.before

    @property
    def question(self) -> int:
        """Which question of the short form it belongs to: 1 who, 2 what, 3 where and when; 0 for none."""
        return int(self.field.asked.short_order or 0)


@dataclass(frozen=True)
class FormSection:
    """The fields of one group, in the order of the ontology."""

    group: Group | None
    fields: tuple[AskedField, ...]

    @property
    def wrong(self) -> int:
        """How many of its fields are to be corrected."""
        return sum(field.problem is not None for field in self.fields)


@dataclass(frozen=True)
class EntryForm:
    """All that is asked of a thing of a class; in the short one, its sections are the questions, in their order."""

    own: EntityClass
    short: bool
    sections: tuple[FormSection, ...]

    @property
    def fields(self) -> tuple[AskedField, ...]:
        """Every field, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def wrong(self) -> tuple[AskedField, ...]:
        """Those to be corrected."""
        return tuple(field for field in self.fields if field.problem is not None)

    @property
    def doubted(self) -> tuple[AskedField, ...]:
        """Those about which something is asked before it is sent."""
        return tuple(field for field in self.fields if field.doubts)

    def field(self, path: str) -> AskedField | None:
        """The field of a property, None where the form does not ask it."""
        return next((field for field in self.fields if field.field.path == path), None)

    def with_fields(self, changed: Mapping[str, AskedField]) -> EntryForm:
        """The same with other fields in the place of those of these names."""
        sections = (
            replace(section, fields=tuple(changed.get(field.name, field) for field in section.fields))
            for section in self.sections
        )
        return replace(self, sections=tuple(sections))


def drawn(model: Model, own: EntityClass, *, short: bool = False, asked: Collection[str] = ()) -> EntryForm:
    """The form of a class, empty; `asked`: properties that the short one asks besides. What nobody may fill is left."""
    named = named_by(own)
    fields = [field for field in own.fields if field.asked.by == ANYONE]
    if short:
        fields = [field for field in fields if _in_short(field, named) or field.path in asked]
        fields.sort(key=lambda field: field.asked.short_order or 9)
    made = [_form_field(model, field, named) for field in fields]
    return EntryForm(own, short, tuple(_sections(made, short)))


def named_by(own: EntityClass) -> tuple[str, ...]:
    """The properties that name a thing of a class of which no name need be asked: both things that it ties together,
    or the one text that it cannot do without."""
    must = {field.path: field for field in own.fields if field.min_count and field.path != SKOS.prefLabel}
    if own.bridge is not None and {own.bridge.start, own.bridge.end} <= must.keys():
        return own.bridge.start, own.bridge.end
    return tuple(path for path, field in must.items() if field.node_kind == SH.Literal)


def _in_short(field: Field, named: tuple[str, ...]) -> bool:
    return field.asked.short_order is not None and not (named and field.path == SKOS.prefLabel)


def _form_field(model: Model, field: Field, named: tuple[str, ...]) -> AskedField:
    required = bool(field.min_count) and not (named and field.path == SKOS.prefLabel)
    control = control_of(field)
    groups: tuple[ChoiceGroup, ...] = ()
    if control in (ONE, SEVERAL):
        groups = tuple(_groups(next(scheme for scheme in model.schemes if scheme.iri == field.scheme)))
    return AskedField(field, local_name(field.path), control, groups, required)


def control_of(field: Field) -> str:
    """How a field is asked."""
    if is_territory_field(field):
        return PLACE
    if field.targets == (SKOS.Concept,) and field.scheme:
        return ONE if field.max_count == 1 else SEVERAL
    if field.is_link:
        return THING
    if XSD.boolean in field.datatypes:
        return FLAG
    if DATES.keys() & {*field.datatypes}:
        return DAY if field.is_single else LINES
    if field.datatypes == (str(RDF.langString),) and field.path != SKOS.prefLabel:
        return TEXT if field.unique_lang else LINES
    return LINE


def _groups(scheme: Scheme) -> Iterator[ChoiceGroup]:
    """The choices of a list, by theme where they are many."""
    if len(scheme.choices) <= MANY or len(scheme.top) == len(scheme.choices):
        yield ChoiceGroup(None, scheme.choices)
        return
    for top in scheme.top:
        yield ChoiceGroup(top, (top, *_under(scheme, top)))


def _under(scheme: Scheme, choice: Choice) -> Iterator[Choice]:
    for narrower in scheme.narrower(choice.iri):
        yield narrower
        yield from _under(scheme, narrower)


def _sections(fields: list[AskedField], short: bool) -> Iterator[FormSection]:
    """The fields by question in a short form, by group in a whole one."""
    by: dict[object, list[AskedField]] = {}
    for field in fields:
        by.setdefault(field.question if short else field.field.group, []).append(field)
    for key, own in by.items():
        yield FormSection(key if isinstance(key, Group) else None, tuple(own))
