# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed in a form, read field by field: the values it means, or what is to be corrected beside each field."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.contributions.proposal import Proposal
from graph.deliveries.values import Unread, ValueParser
from graph.errors import TisserandError
from graph.forms.doubts import doubted_names, doubts
from graph.forms.form import DAY, FLAG, LINE, LINES, ONE, PLACE, SEVERAL, TEXT, THING, AskedField, EntryForm
from graph.forms.linking import CardNames, Unlinked
from graph.forms.showing import shown_text
from graph.model import Field
from graph.namespaces import ORG, SCHEMA, SH, SKOS, XSD
from graph.rdf.dataset import Value
from graph.sources import SourceValue
from graph.territory import Territories
from graph.territory.types import LEVELS
from graph.text.characters import bare, code, hidden_in, shown
from graph.text.folding import fold
from graph.text.wording import FRENCH, Phrase, Speaker, Spoken

LONGEST = {LINE: 250, THING: 250, PLACE: 250, DAY: 40, TEXT: 4_000, LINES: 4_000}
MOST_VALUES = 20
LANGUAGE = "fr"
# People say so of what has no bounds.
EVERYWHERE = frozenset({"partout", "toute la france", "france entiere"})
WRITTEN_DAY = re.compile(r"(?:(\d{1,2})[/. -])?(\d{1,2})[/. -](\d{4})")
MISSING = Phrase("Ce champ est à remplir. {help}")
TOO_LONG = Phrase("Cela fait {count} caractères : {most} au plus. Gardez l’essentiel.")
TOO_MANY = Phrase("Cela fait {count} réponses : {most} au plus.")
UNSEEN = Phrase("Il y avait là un caractère invisible ({code}). Il est retiré : relisez, puis envoyez de nouveau.")
NO_ADDRESS = Phrase("Cette adresse ne se lit pas. Écrivez-la entière, comme https://exemple.org/page.")
NO_MAIL = Phrase("Cette adresse de courriel ne se lit pas. Écrivez-la comme contact@exemple.org.")
NO_TELEPHONE = Phrase("Ce numéro ne se lit pas. Écrivez-le avec des chiffres et des espaces, comme 02 47 00 00 00.")
NO_DAY = Phrase("Cette date ne se lit pas. Écrivez-la comme 01/09/2026, ou seulement 2026.")
NO_NUMBER = Phrase("Ce n’est pas un nombre. Écrivez-le en chiffres.")
NO_KEY = Phrase("Ce numéro officiel ne se lit pas : un chiffre est faux ou manque. Relisez-le sur un courrier.")
NO_CHOICE = Phrase("Choisissez une réponse de la liste.")
NOT_READ = Phrase("Cela ne se lit pas. {help}")


class ErrorWords(Spoken):
    """The words of an error, in the language of whoever reads them."""

    __slots__ = ("error",)

    def __init__(self, error: TisserandError) -> None:
        self.error = error

    def text(self, speaker: Speaker = FRENCH) -> str:
        """What it says."""
        return self.error.told(speaker.lang)


class Described(Spoken):
    """The help of a field, in the language of whoever reads it."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field

    def text(self, speaker: Speaker = FRENCH) -> str:
        """What the field expects."""
        return self.field.description(speaker.lang)


@dataclass(frozen=True)
class ReadForm:
    """A form as it was filled in, and what it means: values by name of field, things made on the way.

    `form` holds all that was typed, with what is to be corrected; only one without any is to be sent.
    """

    form: EntryForm
    terms: Mapping[str, tuple[Value, ...]]
    made: Mapping[str, Proposal] = dataclasses.field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        """Whether all could be read, and nothing is to be asked."""
        return not self.form.wrong and not self.form.doubted


@dataclass(frozen=True)
class TypedReader:
    """Reads what is typed: by the model, the places, and the names of the cards that everybody may see."""

    names: CardNames
    values: ValueParser
    territories: Territories

    def read(
        self,
        form: EntryForm,
        typed: Mapping[str, Sequence[str]],
        before: Mapping[str, tuple[Value, ...]],
        kept: Collection[str] = (),
    ) -> ReadForm:
        """A form as it was sent; `before`: what its card said when it was shown; `kept`: what was asked about and
        stays."""
        fields, terms, made = {}, {}, dict[str, Proposal]()
        for own in form.fields:
            texts, said = self._texts(own, typed.get(own.name, ()))
            known = self._known(own, before.get(own.name, ()))
            read = replace(own, texts=texts, before=tuple(known), problem=said)
            if said is None:
                before_it = set(made)
                read, terms[own.name] = self._field(read, known, made)
                typed_now = [text for text in texts if text not in known]
                names = typed_now if own.field.path == SKOS.prefLabel or made.keys() - before_it else ()
                asked = (*doubts(own.field, typed_now), *doubted_names(names))
                read = replace(read, doubts=tuple(doubt for doubt in asked if doubt.key(own.name) not in kept))
            fields[own.name] = read
        return ReadForm(form.with_fields(fields), terms, made)

    def _known(self, own: AskedField, terms: tuple[Value, ...]) -> dict[str, Value]:
        """The values that the card showed, by what stood in the field."""
        return {shown_text(self.names.reader, self.territories, own, term): term for term in terms}

    def _texts(self, own: AskedField, typed: Sequence[str]) -> tuple[tuple[str, ...], Spoken | None]:
        """The texts of a field, without what does not show, and what is wrong with them as texts."""
        given = [line for text in typed for line in (text.splitlines() if own.control == LINES else [text])]
        lined = [text.replace("\r\n", "\n") if own.control == TEXT else " ".join(text.split()) for text in given]
        hidden = next(filter(None, (hidden_in(text.replace("\n", " ").replace("\t", " ")) for text in lined)), "")
        clean = tuple(dict.fromkeys(filter(None, map(_visible, lined))))
        longest = LONGEST.get(own.control, LONGEST[LINE])
        too_long = max(map(len, clean), default=0)
        if too_long > longest:
            return clean, TOO_LONG(count=too_long, most=longest)
        if len(clean) > MOST_VALUES and own.control not in (SEVERAL,):
            return clean, TOO_MANY(count=len(clean), most=MOST_VALUES)
        return clean, UNSEEN(code=code(hidden)) if hidden else None

    def _field(
        self, own: AskedField, known: Mapping[str, Value], made: dict[str, Proposal]
    ) -> tuple[AskedField, tuple[Value, ...]]:
        if not own.texts:
            return replace(own, problem=MISSING(help=Described(own.field)) if own.required else None), ()
        found: list[Value] = []
        for text in own.texts:
            try:
                found.append(known[text] if text in known else self._value(own, text, made))
            except Unlinked as error:
                return replace(own, problem=error.said, nearest=error.nearest), ()
            except TisserandError as error:
                return replace(own, problem=ErrorWords(error), nearest=_labels(error)), ()
            except Unread:
                return replace(own, problem=_why(own)), ()
        return own, tuple(dict.fromkeys(found))

    def _value(self, own: AskedField, text: str, made: dict[str, Proposal]) -> Value:
        if own.control == THING:
            return self._thing(own, text, made)
        if own.control == PLACE:
            levels = LEVELS[:1] if own.field.path == SCHEMA.location else LEVELS
            place = self.territories.resolve("fr" if fold(text) in EVERYWHERE else text, levels)
            return self.territories.iri(self.names.reader.dataset.base, place)
        written = _day(text) if own.control == DAY or XSD.date in own.field.datatypes else text
        return self.values.value(own.field, SourceValue(own.field.path, written, lang=LANGUAGE))

    def _thing(self, own: AskedField, text: str, made: dict[str, Proposal]) -> str:
        try:
            return self.names.meant(own.field, text)
        except Unlinked as error:
            other = None if error.is_shared else self.names.made(own.field, text)
            if other is None:
                raise
            made[other.subject] = other
            return other.subject


def _why(own: AskedField) -> Spoken:
    """What to say of a text that is no value of a field, by what the field holds."""
    path, types = own.field.path, own.field.datatypes
    phrases = {SCHEMA.email: NO_MAIL, SCHEMA.telephone: NO_TELEPHONE, ORG.identifier: NO_KEY}
    if path in phrases:
        return phrases[path]()
    if own.control in (FLAG, ONE, SEVERAL):
        return NO_CHOICE()
    if own.control == DAY or XSD.date in types:
        return NO_DAY()
    if XSD.decimal in types or XSD.integer in types:
        return NO_NUMBER()
    return NO_ADDRESS() if own.field.node_kind == SH.IRI else NOT_READ(help=Described(own.field))


def _visible(text: str) -> str:
    """A text without what does not show; its lines stay."""
    return bare("\n".join(shown(line) for line in text.split("\n")))


def _day(text: str) -> str:
    """A date as it is written here, as data write it; any other text as it is."""
    found = WRITTEN_DAY.fullmatch(text)
    if found is None:
        return text
    day, month, year = found.groups()
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _labels(error: TisserandError) -> tuple[str, ...]:
    return tuple(item.label for item in error.suggestions)
