# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of names and values: where each name goes, what became of it, and how values are said here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from graph.errors import DataError
from graph.model import Model
from graph.model.exchange import Exchange
from graph.model.left_aside import left_aside
from graph.namespaces import ORG, RDF, SCHEMA, SH, XSD, compact, expand
from graph.rdf.dates import DATES, is_right
from graph.sources._reading import SourceColumn, SourceEntity, SourceFault, SourceMapping, SourceValue, why_with_unread
from graph.text import official_numbers, opening
from graph.text.folding import fold

MOST_COLUMNS, MOST_EXAMPLES, LONGEST_EXAMPLE = 500, 3, 80
LONGEST_VALUE = 20_000
KNOWN = "par son nom : ce format la définit"
SETTLED = "comme vous l’avez réglé"
KEPT = "gardé tel qu’il est dit : rien ici n’a exactement ce sens"
EMPTY = "rien dedans, cette fois"
WHY_LEFT = {
    "persons": "des noms de personnes : ils n’entrent pas ici",
    "private": "des données privées",
    "technical": "utile au seul logiciel d’origine",
}
NOTED, NOTED_OFTEN = "{why} (ligne {row}).", "{why} ({count} fois, d’abord ligne {row})."
TOO_MANY = "il y a plus de {most} clés différentes : ce n’est sans doute pas le fichier attendu."
TOO_LONG = "cette valeur fait {count} caractères : {most} au plus. Raccourcissez-la là d’où elle vient."
_TOWN = re.compile(r"(?<!\d)(\d{5})[ ,]{1,9}([^\W\d][^,\n\d]{1,60}?)(?:, {0,3}France)?$", re.IGNORECASE)
_PAGE = re.compile(r"https?://\S+|(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:[/?#:]\S*)?", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,500}>|&(?:[a-z]{2,8}|#\d{1,6});", re.IGNORECASE)
_BLOCKS = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = frozenset({"script", "style"})


@dataclass(frozen=True)
class FieldPlace:
    """Where a name of a format goes: kind of thing and IRI of the property, none where it is left aside, and why.
    `kept`: it has no place here, and is kept as it is said."""

    kind: str
    path: str
    why: str
    kept: bool = False


class Placing:
    """Where each name of a record goes: as somebody settled it, else as the format's file has it, else it is kept."""

    def __init__(self, form: Exchange, mapping: SourceMapping, model: Model) -> None:
        self.form = form
        self._mapping = mapping
        self._model = model
        self._found: dict[str, FieldPlace] = {}

    def __call__(self, name: str) -> FieldPlace:
        """The place of a name."""
        if name not in self._found:
            self._found[name] = self._place(name)
        return self._found[name]

    def _place(self, name: str) -> FieldPlace:
        if name in self._mapping.columns:
            kind, _, path = self._mapping.columns[name].partition(" ")
            if path.startswith(self.form.elsewhere("")):
                return FieldPlace(kind, path, SETTLED, kept=True)
            return FieldPlace(kind, expand(path), SETTLED)
        left = left_aside(self.form.slug)
        if name in left:
            return FieldPlace("", "", WHY_LEFT[left[name]])
        own = self.form.fields.get(name)
        if own is not None and own.path:
            return FieldPlace(own.kind, own.path, KNOWN)
        personal = "" if own else personal_why(name)
        if personal:
            return FieldPlace("", "", WHY_LEFT[personal])
        return FieldPlace(self._usual(name), self.form.elsewhere(name), KEPT, kept=True)

    def _usual(self, name: str) -> str:
        """What a name without a place speaks of: what its section is, else what all records are."""
        section = self.form.fields.get(f"{name.partition('.')[0]}.name")
        return (section or next(own for own in self.form.fields.values() if own.kind)).kind

    def reads(self, name: str, text: str) -> bool:
        """Whether a text can be a value of the property of a name, as far as its writing tells."""
        place = self(name)
        field = None if place.kept else self._model.field_of(place.kind, place.path)
        if field is None or field.targets:
            return True
        if place.path == SCHEMA.openingHours:
            return opening.is_right(text)
        if place.path == ORG.identifier:
            return official_numbers.is_right(re.sub(r"[\s.-]", "", text).upper())
        dates = DATES.keys() & {*field.datatypes}
        if dates:
            return any(is_right(said, datatype) for said in (text, text[:10]) for datatype in dates)
        if field.node_kind == SH.IRI:
            return _PAGE.fullmatch(text) is not None
        return not field.pattern or re.search(field.pattern, text.replace(",", ".")) is not None

    def said(self, name: str, text: str, *, link: bool = False) -> Iterator[SourceValue]:
        """One value of a name: under its property where it reads as that, else as it is said; nothing if it is left."""
        place = self(name)
        if place.kept or (place.path and not self.reads(name, text)):
            yield kept(place.path if place.kept else self.form.elsewhere(name), text, name)
        elif place.path:
            yield SourceValue(place.path, text, name, link=link)

    def meant(self, name: str, code: str) -> str:
        """What a code of a name means, where somebody settled it (option `name=code`), else the code."""
        return self._mapping.options.get(f"{name}={code}", code)

    def kind(self, usual: str) -> str:
        """What the records are: as somebody settled it (option `kind`), else what that field is of."""
        return self._mapping.options.get("kind") or self.form.fields[usual].kind

    def thing(
        self, kind: str, key: str, values: Iterable[SourceValue], row: int
    ) -> Iterator[SourceEntity | SourceFault]:
        """A thing with what can be taken of its values, after a fault for each that cannot."""
        taken, faults = self.taken(kind, values, row)
        yield from faults
        yield SourceEntity(kind, key, tuple(dict.fromkeys(taken)), row)

    def taken(self, kind: str, values: Iterable[SourceValue], row: int) -> tuple[list[SourceValue], list[SourceFault]]:
        """The values that can be taken, and a fault for each that is too long. Of a property that holds one, the value
        of the first field in the order of the format's file; the others are kept as they are said."""
        short, faults = short_enough(values, row)
        order = {name: number for number, name in enumerate(self.form.fields)}
        held: dict[str, str] = {}
        for value in sorted(short, key=lambda value: order.get(value.column, -1)):
            field = self._model.field_of(kind, value.path)
            if field is not None and field.is_single and not field.targets:
                held.setdefault(value.path, value.text)
        told = (value if held.get(value.path, value.text) == value.text else self._again(value) for value in short)
        return list(told), faults

    def _again(self, value: SourceValue) -> SourceValue:
        return kept(self.form.elsewhere(value.column), value.text, value.column)

    def leads(self, kind: str, path: str) -> bool:
        """Whether a property leads to another thing of the file: neither a choice nor a territory."""
        field = self._model.field_of(kind, path)
        if field is None or field.scheme or not field.targets:
            return False
        return not set(self._model.kind("territory").classes) & set(field.targets)


def personal_why(name: str) -> str:
    """Why a field of that name never enters, "" where it does not tell of persons; too many are left aside, gladly."""
    words = f" {fold(re.sub('(?<=[a-z])(?=[A-Z])', ' ', name))} "
    return next((why for word, why in left_aside("persons").items() if f" {word} " in words), "")


class SeenColumns:
    """The names of the records of a file, in the order in which they are met, with a few values of each."""

    def __init__(self, file: str, placing: Placing) -> None:
        self._file = file
        self._placing = placing
        self._found: dict[str, dict[str, None]] = {}
        self._unread: Counter[str] = Counter()

    def see(self, name: str, texts: Iterable[str], *, judged: bool = True) -> None:
        """A name with what it says; raises DataError where there are too many names. Not `judged`: its texts are parts
        of a value, or written as the format alone reads them."""
        examples = self._found.setdefault(name, {})
        if len(self._found) > MOST_COLUMNS:
            raise DataError(TOO_MANY.format(most=MOST_COLUMNS), file=self._file)
        for text in texts:
            self._unread[name] += judged and not self._placing.reads(name, text)
            if len(examples) < MOST_EXAMPLES:
                examples[text[:LONGEST_EXAMPLE]] = None

    def told(self, place: Callable[[str], FieldPlace]) -> tuple[SourceColumn, ...]:
        """What became of each; values of what is left aside are not shown again."""
        return tuple(self._column(name, place(name), tuple(examples)) for name, examples in self._found.items())

    def _column(self, name: str, place: FieldPlace, examples: tuple[str, ...]) -> SourceColumn:
        if not place.path:
            return SourceColumn(name, "", place.why)
        unread = self._unread[name]
        why = why_with_unread(place.why, unread) if examples or unread else EMPTY
        return SourceColumn(name, f"{place.kind} {compact(place.path)}", why, examples)


@dataclass(frozen=True)
class RowNote:
    """What is to be known of a row that enters all the same, or that has nothing to correct; a sentence in French."""

    row: int
    why: str


Told = SourceEntity | SourceFault | RowNote


def notes_of(told: Iterable[Told]) -> tuple[str, ...]:
    """What is to be known of a file, each once, with how many rows it is about and which comes first."""
    rows: dict[str, list[int]] = {}
    for item in told:
        if isinstance(item, RowNote):
            rows.setdefault(item.why, []).append(item.row)
    return tuple(
        (NOTED_OFTEN if len(found) > 1 else NOTED).format(why=why, count=len(found), row=found[0])
        for why, found in rows.items()
    )


def without_notes(told: Iterable[Told]) -> Iterator[SourceEntity | SourceFault]:
    """The things and the faults alone."""
    return (item for item in told if not isinstance(item, RowNote))


def kept(path: str, text: str, column: str, kind: str = "") -> SourceValue:
    """A value as it is said, under a property that the model does not have; `kind`: name of its type in XML Schema."""
    return SourceValue(path, text, column, datatype=XSD[kind] if kind else "")


def kept_json(path: str, text: str, column: str) -> SourceValue:
    """What only JSON says, as it is said."""
    return SourceValue(path, text, column, datatype=RDF["JSON"])


def postal_line(street: str, postcode: str, town: str) -> str:
    """An address on one line; "" without a street: a town alone is a place, not an address."""
    end = " ".join(part for part in (postcode, town) if part)
    return ", ".join(part for part in (" ".join(street.split()), end) if part) if street.strip() else ""


def town_text(town: str, postcode: str) -> str:
    """A town as it is looked for: its name, with its postal code where it is known; "" without a name: the same five
    digits may be the official code of another commune."""
    return f"{town} {postcode}".strip() if town else ""


def town_in(address: str) -> str:
    """The town that ends an address in words, with its postal code; "" where none is plain."""
    match = _TOWN.search(address.rstrip())
    return town_text(match[2].strip(), match[1]) if match else ""


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain(text: str) -> str:
    """A text without its tags, lines kept; the same text where it has none, or is too long to enter."""
    if len(text) > LONGEST_VALUE or not _TAG.search(text):
        return text
    reader = _Plain()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def plain_lines(text: str) -> list[str]:
    """The lines of a text, by the ends of lines that files have, and no other character."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def short_enough(values: Iterable[SourceValue], row: int) -> tuple[list[SourceValue], list[SourceFault]]:
    """The values that can be taken, and a fault for each that is too long."""
    taken, faults = [], []
    for value in values:
        if len(value.text) <= LONGEST_VALUE:
            taken.append(value)
        else:
            why = TOO_LONG.format(count=len(value.text), most=LONGEST_VALUE)
            faults.append(SourceFault(row, value.column, value.text[:LONGEST_EXAMPLE], why))
    return taken, faults


def by_name(choices: Mapping[str, str], name: str) -> str:
    """The choice of that name among choices by folded name, "" when none bears it."""
    return choices.get(fold(name), "")


def choices_by_name(model: Model, scheme: str) -> dict[str, str]:
    """The choices of a scheme by each of their French names, folded; a name of two choices is none."""
    found: dict[str, set[str]] = {}
    for choice in model.scheme(scheme).choices:
        for name in (choice.label(), *choice.alternatives):
            found.setdefault(fold(name), set()).add(choice.iri)
    return {name: next(iter(iris)) for name, iris in found.items() if len(iris) == 1}
