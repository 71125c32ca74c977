# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file opened: which format it is in, whose it is, what may be done with it, and what has to be asked first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from graph import clock
from graph.deliveries.delivered import Delivered
from graph.deliveries.facts import facts_of
from graph.deliveries.judging import DeliveryChoices, DeliveryJudge, JudgedDelivery
from graph.deliveries.origin import CARD, CARD_FORMAT, FORMAT, NOT_TOLD, OF_A_SOURCE, STAYS_HERE, DeliveryOrigin
from graph.deliveries.remembered import remembered, with_also
from graph.errors import DataError, InvalidInput
from graph.licences import licence_by_slug, licence_name
from graph.model import Model
from graph.namespaces import ACCESS_RIGHT, DCT, DECIDING, SKOS, TIS, local_name
from graph.rdf.dataset import Dataset
from graph.rdf.dates import is_right
from graph.sources import SourceContent, SourceFormat, SourceMapping, SourceReading, SourceTerms, format_of
from graph.text.addresses import address_part
from graph.text.folding import fold
from graph.text.wording import Label, Phrase

if TYPE_CHECKING:
    from graph.storage.derivation import Background

# What people may do with the facts, by the word that chooses it: usual licences, then what keeps them here.
LICENCES: Mapping[str, Label] = {
    "etalab-2.0": Label("On peut le republier en citant la source : Licence Ouverte 2.0"),
    "cc0": Label("On peut tout en faire : CC0"),
    "cc-by": Label("On peut le republier en citant la source : CC BY 4.0"),
    "cc-by-sa": Label("On peut le republier, aux mêmes conditions : CC BY-SA 4.0"),
    "odbl": Label("On peut le republier, aux mêmes conditions : ODbL, comme OpenStreetMap"),
    "ici": Label("Seulement pour nous : les fiches ne sortiront pas d’ici"),
    "inconnue": Label("Je ne sais pas : il reste seulement pour nous, en attendant"),
}
CLOSED: Mapping[str, str] = {"ici": STAYS_HERE, "inconnue": NOT_TOLD}
CLOSED_NAMES: Mapping[str, Label] = {STAYS_HERE: Label("seulement pour nous"), NOT_TOLD: Label("licence inconnue")}
OTHER_LICENCE = Phrase(
    "La licence de cette source change : {before} avant, {now} maintenant. Elle vaut pour tout ce que dit cette "
    "source, ce qui y reste du dernier envoi compris. Si ce n’est pas permis, apportez ce fichier sous un autre nom."
)
ASK_LICENCE = Label("Que peut-on faire de ce fichier ?")
NO_LICENCE = (
    "« {text} » n’est pas une licence connue : {known}, ou l’adresse d’une licence, qui commence par https:// "
    "ou http://."
)
NO_LETTER = "le nom « {name} » n’a ni lettre ni chiffre : dites de qui vient ce fichier (sa source) avec des mots."
NO_DAY = "« {text} » n’est pas un jour : écrivez 2026-09-12, ou seulement 2026-09, ou 2026."
NO_CARD_ENTERS = "cette fiche ne peut pas entrer : {why}"
NOTHING_SAID = "elle ne dit rien."
NOT_DELIVERED = (
    "la source « {label} » est déjà ici, et ne vient pas d’un fichier : donnez un autre nom à celle qui l’apporte."
)


@dataclass(frozen=True)
class DeliveryRequest:
    """What whoever brings a file says of it: the name of its source, a licence, what its columns mean.

    `instance`: the folder where what was settled last time is kept, if any is to be remembered. `issued`: of which day,
    month or year the file is (ISO), empty where nobody knows. `contact`: whom the site where it was read says to write
    to (`mailto:`).
    """

    source: str = ""
    licence: str = ""
    mapping: SourceMapping = field(default_factory=SourceMapping)
    choices: DeliveryChoices = field(default_factory=DeliveryChoices)
    instance: Path | None = None
    issued: str = ""
    contact: str = ""


@dataclass(frozen=True)
class DeliveryQuestion:
    """What has to be answered first: the option that does, the question in French, the answers with their words."""

    option: str
    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class KnownSource:
    """A source that files were brought for: the last part of its IRI, its name, its licence, the last delivery."""

    slug: str
    label: str
    licence: str
    restricted: bool
    delivered_on: date | None
    format: str


@dataclass(frozen=True)
class OpenDelivery:
    """A file whose things are about to be read; `questions` first, as nothing is guessed."""

    format: SourceFormat
    reading: SourceReading
    mapping: SourceMapping
    origin: DeliveryOrigin
    questions: tuple[DeliveryQuestion, ...]
    model: Model
    background: Background
    full: Dataset
    choices: DeliveryChoices
    before: KnownSource | None = None

    def read(self, progress: Callable[[int], None] = lambda _row: None) -> Delivered:
        """Its things as facts; once. Raises DataError, or InvalidInput while a question is open."""
        for question in self.questions:
            raise InvalidInput(question.text, field=question.option)
        read = facts_of(self.reading.things, self.origin, self.model, self.background, self.full, progress)
        return replace(read, notices=(*self._of_licence(), *self.reading.notices, *read.notices))

    def _of_licence(self) -> Iterator[str]:
        """That another licence than the last time is stated: there is one for all that a source says."""
        if self.before is not None and self.before.licence != self.origin.licence:
            names = (licence_called(iri) for iri in (self.before.licence, self.origin.licence))
            yield OTHER_LICENCE(**dict(zip(("before", "now"), names, strict=True))).text()

    def judged(self, delivered: Delivered) -> JudgedDelivery:
        """What of it may enter; raises DataError."""
        found = DeliveryJudge(self.model, self.background, self.full, self.choices).judged(delivered)
        if self.origin.format == CARD_FORMAT and not found.delivered.things:
            fault = next((fault for fault in found.faults if fault.row), None) or next(iter(found.faults), None)
            why = f"{fault.column} « {fault.value} », {fault.why}" if fault else NOTHING_SAID
            raise DataError(NO_CARD_ENTERS.format(why=why), file=self.origin.publisher)
        return found


def known_sources(full: Dataset) -> tuple[KnownSource, ...]:
    """The sources that files were brought for, by name."""
    cards = {fact.source for fact in full.facts(p=CARD)}
    told = (fact.s for fact in full.facts(p=TIS.deliveredOn) if fact.s == fact.source and fact.s not in cards)
    return tuple(sorted((known_source(full, source) for source in told), key=lambda item: fold(item.label)))


def open_delivery(
    content: SourceContent, asked: DeliveryRequest, model: Model, background: Background, full: Dataset
) -> OpenDelivery:
    """A file in the format that it is in; raises DataError where it is in none, InvalidInput on a wrong licence."""
    chosen = format_of(content)
    mapping = asked.mapping
    reading = chosen.read(content, SourceTerms(model, background, mapping, full))
    name = _named(asked.source.strip() or reading.publisher or PurePath(content.name).stem)
    before = _before(full, name)
    slug = before.slug if before else address_part(name)
    kept = remembered(asked.instance, slug) if asked.instance else SourceMapping()
    if kept.columns or kept.options:
        mapping = with_also(kept, mapping)
        reading = chosen.read(content, SourceTerms(model, background, mapping, full))
    origin = DeliveryOrigin(
        slug=slug,
        label=before.label if before else name,
        licence="",
        read_on=clock.today(),
        publisher=reading.publisher,
        address=content.address,
        issued=stated_day(asked.issued) or reading.issued,
        file=PurePath(content.name).name,
        format=chosen.slug,
    )
    if before is None and _is_there(full, origin.iri(full.base)):
        raise InvalidInput(NOT_DELIVERED.format(label=name), field="source")
    origin = licensed(origin, asked.licence or stated(reading.licence, before), before)
    questions = tuple(_questions(origin, reading, mapping))
    return OpenDelivery(chosen, reading, mapping, origin, questions, model, background, full, asked.choices, before)


def _named(name: str) -> str:
    """The name of a source, which must have a word: without one, it would be that of any other without one."""
    if not fold(name):
        raise InvalidInput(NO_LETTER.format(name=name), field="source")
    return name


def stated_day(text: str) -> str:
    """The day, month or year of a file, as it was told; raises InvalidInput."""
    told = text.strip()
    if told and not any(is_right(told, datatype) for datatype in OF_A_SOURCE):
        raise InvalidInput(NO_DAY.format(text=told), field="issued")
    return told


def _before(full: Dataset, name: str) -> KnownSource | None:
    """The source that a name means: its own, or the last part of its address."""
    wanted = fold(name)
    return next((item for item in known_sources(full) if wanted in (fold(item.label), fold(item.slug))), None)


def known_source(full: Dataset, source: str) -> KnownSource:
    """What is known of a source by its IRI."""
    rights = {fact.o for fact in full.facts(source, DCT.accessRights)}
    return KnownSource(
        local_name(source),
        full.text(source, SKOS.prefLabel) or local_name(source),
        full.link(source, DCT.license) or "",
        bool(rights - {ACCESS_RIGHT.PUBLIC}),
        full.day(source, TIS.deliveredOn),
        full.text(source, FORMAT) or "",
    )


def _is_there(full: Dataset, source: str) -> bool:
    decided = source.removeprefix(f"{full.base}/id/") in DECIDING
    return decided or source in full or next(full.facts(source=source), None) is not None


def stated(text: str, before: KnownSource | None) -> str:
    """What a file states that may be done with it; "" where somebody keeps here what it says: it does not go out
    because the file states that it may."""
    return "" if before is not None and before.restricted else text


def licensed(origin: DeliveryOrigin, text: str, before: KnownSource | None) -> DeliveryOrigin:
    """The origin with what may be done with it: as it is said now, else as it was said last time, else nothing; raises
    InvalidInput on what is no licence."""
    if not text:
        return replace(origin, licence=before.licence, restricted=before.restricted) if before else origin
    known = licence_by_slug(text)
    iri = known.iri if known else CLOSED.get(text, text)
    if iri.startswith(("https://", "http://")):
        return replace(origin, licence=iri, restricted=iri in CLOSED.values())
    raise InvalidInput(NO_LICENCE.format(text=text, known=", ".join(LICENCES)), field="licence")


def licence_called(iri: str) -> str:
    """What a licence is called; what stays here is no licence, and is said in words."""
    return CLOSED_NAMES[iri]() if iri in CLOSED_NAMES else licence_name(iri)


def licence_questions(origin: DeliveryOrigin) -> Iterator[DeliveryQuestion]:
    """What has to be asked where nobody said what may be done with it."""
    if not origin.licence:
        answers = {word: label() for word, label in LICENCES.items()}
        yield DeliveryQuestion("licence", ASK_LICENCE(), answers)


def _questions(origin: DeliveryOrigin, reading: SourceReading, mapping: SourceMapping) -> Iterator[DeliveryQuestion]:
    yield from licence_questions(origin)
    for column in reading.columns:
        if column.question and mapping.options.get(column.option) not in column.answers:
            yield DeliveryQuestion(column.option, column.question, column.answers)
