# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of forms: what is added or corrected, what was shown of it, and all that a form is shown with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from graph.contributions.proposal import NotAProposal, Proposal, ProposedField
from graph.deliveries.values import ValueParser
from graph.entity import Reader
from graph.errors import TisserandError, UnknownThing
from graph.forms.addable import Addable, addable_class
from graph.forms.doubts import without
from graph.forms.form import PLACE, THING, AskedField, EntryForm, drawn
from graph.forms.linking import CardNames
from graph.forms.reading import TypedReader
from graph.forms.showing import filled_in, shown_terms
from graph.model import EntityClass
from graph.namespaces import SCHEMA
from graph.rdf.dataset import Value
from graph.storage.merging import kept_instead
from graph.text.wording import Phrase
from web.app.errors import problem_of
from web.app.guard import sealed_again
from web.app.pages import ecosystem, followed, reader
from web.app.parameters import Parameters
from web.site.suggestions.natures import NATURES

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from graph.forms.likeness import AlikeCard
    from web.site.contributing.trust import Received

LONGEST_COMMENT, LONGEST_PAGE = 2_000, 300
NO_CARD = Phrase("Aucune fiche que l’on puisse corriger n’a cette adresse. Cherchez-la par son nom.")
ASKED = ("complet", "depuis", "besoin", "commune", "de")
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class OpenedBy:
    """The mailed link by which somebody opened the form of a card: its number, where the form is sent, what follows.

    `confirmable`: whether they can say that the rest is right; `consent`: what they may agree to, "" once they did.
    """

    number: int
    address: str
    then: Callable[[Received], BaseResponse]
    confirmable: bool
    consent: str


@dataclass(frozen=True)
class SentBefore:
    """Something new that was sent and waits: its number, and where the form that completes it is sent."""

    number: int
    address: str


@dataclass(frozen=True)
class FormSubject:
    """What a form is about: something to add, or the IRI of a card of a class; and the link that opened it, if any.

    `completes`: what was sent already, and is said whole by this form.
    """

    own: EntityClass
    addable: Addable | None = None
    iri: str = ""
    opened_by: OpenedBy | None = None
    completes: SentBefore | None = None

    @property
    def address(self) -> str:
        """Where its form is sent."""
        if self.opened_by is not None:
            return self.opened_by.address
        if self.completes is not None:
            return self.completes.address
        if self.addable is not None:
            return url_for("contributing.add", slug=self.addable.slug)
        kind, slug = reader().address(self.iri) or ("", "")
        return url_for("contributing.correct", kind=kind, slug=slug)

    def drawn(self, *, short: bool) -> EntryForm:
        """Its form, empty."""
        begun = self.addable.begun if self.addable else ()
        schemes = {reader().model.choices[iri].scheme for iri in begun}
        asked = [field.path for field in self.own.fields if field.scheme in schemes]
        return drawn(reader().model, self.own, short=short and self.addable is not None, asked=asked)


@dataclass(frozen=True)
class Typing:
    """A form as it was sent: the fields that are asked, what was typed in them, and what was asked about and stays."""

    form: EntryForm
    typed: dict[str, list[str]]
    kept: tuple[str, ...]
    comment: str

    def naming(self, name: str, place: str, label: str) -> Typing:
        """The same with the name of a card in the place of one of the texts of a field."""
        texts = [label if str(at) == place else text for at, text in enumerate(self.typed.get(name, []))]
        return replace(self, typed={**self.typed, name: texts})

    def without(self, name: str, found: str) -> Typing:
        """The same, once something that was asked about is taken out of a field."""
        return replace(self, typed={**self.typed, name: [without(text, found) for text in self.typed.get(name, [])]})


@dataclass(frozen=True)
class ShownForm:
    """What a page shows beside a form: what that knew when it was shown (`seen`, without answers), look-alikes,
    what is wrong as a whole, what was said besides, and what was asked about and stays."""

    subject: FormSubject
    form: EntryForm
    seen: Proposal
    alike: tuple[AlikeCard, ...] = ()
    error: TisserandError | None = None
    said: str = ""
    comment: str = ""
    kept: tuple[str, ...] = ()
    other: bool = False

    @property
    def before(self) -> dict[str, tuple[Value, ...]]:
        """What the card said, by the name of the field."""
        shown = {field.property: field.before for field in self.seen.fields}
        return {field.name: shown.get(field.field.path, ()) for field in self.form.fields}

    def page(self) -> str:
        """The page."""
        seen = self.seen.to_json(reader().dataset.base)
        return render_template(
            "contributing/form.html",
            shown=self,
            form=self.form,
            seen=seen,
            seal=sealed_again(content_of(self.subject, seen), self.error),
            problem=problem_of(self.error) if self.error else None,
            mention=reader().mention(self.subject.iri) if self.subject.iri else None,
            shapes_of=SHAPES,
            offers=offers,
        )


# Circle, square and triangle are the three questions, on the form as on the map.
SHAPES = {1: ("circle", "actor"), 2: ("square", "service"), 3: ("triangle", "place")}


def offers(field: AskedField) -> str:
    """Where names are offered for a field as one types, "" where none are."""
    if field.control == PLACE:
        return url_for("suggestions.places")
    model = reader().model
    kinds = {model.by_iri[iri].kind for iri in field.field.targets if iri in model.by_iri}
    nature = next((name for name, offered in NATURES.items() if kinds & set(offered)), "")
    return url_for("suggestions.words", nature=nature) if field.control == THING and nature else ""


def content_of(subject: FormSubject, seen: str) -> str:
    """What the seal of a form holds to: what it is about, and what it showed."""
    about = subject.addable.slug if subject.addable else subject.iri
    return f"contribution {about} {sha256(seen.encode()).hexdigest()}"


def opened_form(subject: FormSubject) -> ShownForm:
    """A form as it is first shown, with what the address says already."""
    query = Parameters(request.args, ASKED)
    form = subject.drawn(short=not query.flag("complet"))
    here, places = reader(), ecosystem().territories
    shown = shown_terms(here, subject.iri, form) if subject.iri else {}
    seen = seen_now(subject, form, shown, query.text("depuis"))
    if subject.iri:
        return ShownForm(subject, filled_in(here, places, form, shown, before=True), seen)
    return ShownForm(subject, _begun(here, subject, form, query), seen)


def seen_now(subject: FormSubject, form: EntryForm, shown: Mapping[str, tuple[Value, ...]], page: str = "") -> Proposal:
    """What a form knows when it is shown: the values of the card, and the page it was opened from.

    The number of the last change would tell everybody when facts that are not public change.
    """
    fields = tuple(
        ProposedField(field.field.path, shown[field.name], ()) for field in form.fields if shown.get(field.name)
    )
    page = page[:LONGEST_PAGE] if page.startswith("/") and not page.startswith("//") else ""
    return Proposal(subject.own.kind, subject.iri, not subject.iri, fields, page=page)


def seen_then(text: str) -> Proposal | None:
    """What a form that is sent says it knew; None where that is not readable."""
    try:
        return Proposal.from_json(text, reader().dataset.base)
    except NotAProposal:
        return None


def corrected(kind: str, slug: str) -> FormSubject:
    """The card that a form corrects; raises UnknownThing."""
    iri = card_iri(kind, slug)
    own = addable_class(reader(), iri)
    if own is None:
        raise UnknownThing(NO_CARD())
    return FormSubject(own, iri=iri)


def card_iri(kind: str, slug: str) -> str:
    """The IRI of a card that everybody may see, or of the one that is read instead of it; raises UnknownThing."""
    iri = f"{reader().dataset.base}/id/{kind}/{slug}"
    iri = kept_instead(reader().dataset, iri) or iri
    if reader().class_of(iri) is None or iri not in ecosystem().repository.public:
        raise UnknownThing(NO_CARD())
    return iri


def _begun(here: Reader, subject: FormSubject, form: EntryForm, query: Parameters) -> EntryForm:
    """A form for something new, with what the address asks for in it: a need, a place, who gives it."""
    begun = {here.model.choices[iri].scheme: here.model.choices[iri].slug for iri in _begun_iris(subject)}
    need, place, actor = query.text("besoin"), query.text("commune"), query.text("de")
    if need:
        begun[here.model.scheme("need").iri] = need
    changed = {}
    for field in form.fields:
        text = begun.get(field.field.scheme, "") if field.groups else ""
        text = place if field.field.path == SCHEMA.areaServed else text
        if actor and field.question == 1 and field.field.is_link:
            text = here.label(f"{here.dataset.base}/id/{actor}")
        if text:
            changed[field.name] = replace(field, texts=(text,))
    return form.with_fields(changed)


def _begun_iris(subject: FormSubject) -> tuple[str, ...]:
    return subject.addable.begun if subject.addable else ()


def typed_reader() -> TypedReader:
    """Reads what is typed, beside what everybody may see."""
    here = ecosystem()
    values = ValueParser(here.model, here.repository.background)
    return TypedReader(CardNames(reader(), here.search), values, here.territories)


def alike(form: EntryForm, typed: Typed, *, near: bool = False) -> tuple[AlikeCard, ...]:
    """The cards that what is typed may be; `near`: sought among names alone, see LikeFinder."""
    from graph.forms.likeness import KnownActors, LikeFinder  # what compares actors is only for these
    from graph.identity.description import Describer

    here = ecosystem()
    describer = Describer(here.territories)
    known = None if near else followed("known actors", lambda facts: KnownActors(facts, describer))
    matcher = known.matcher() if known else None
    return LikeFinder(reader(), here.search, describer, matcher).alike(form, typed)
