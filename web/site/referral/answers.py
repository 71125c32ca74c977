# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral as the API's document and as the page's view, both from the engine's one answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import request

from graph.entity import Reader, Source
from graph.namespaces import DCT, ORG, SCHEMA, TIS
from graph.referral.document import referral_document as document
from graph.referral.request import LIMITS
from graph.referral.resolver import Resolver
from graph.referral.situation import ASSOCIATION, Query, Situation
from graph.text.characters import bare
from graph.text.typed import number
from web.app.language import translate
from web.app.pages import href, kept
from web.app.recent import Recent
from web.app.texts import first_sentence
from web.app.values import Display, State, Tone, freshness, telephone
from web.site.card.chain import Step, chains
from web.site.referral import noting
from web.site.referral.facts import Told, answer_id, calendar_of, source_of, told
from web.site.referral.way import way_on_map

if TYPE_CHECKING:
    from graph.referral.answer import Contact, Detail, Referral, Result
    from web.app.ecosystem import Ecosystem

# Reasons that the card says elsewhere: how old it is stands beside its name, and once above all the answers.
SAID = {"freshness"}
# « Travaille sur ce sujet, sans service précis » says the nature of an actor that answers without a service.
# Under « Réponse directe », that it is direct needs no sentence; what is unmet or unknown still does. Nor does that it
# helps otherwise, in the group that says so.
SAID_BY_GROUP = {"directness"}
# Kept in memory, a few kilobytes each: what an advisor sees again while a request is made clearer.
CARDS = 600
WHOLE = 3  # answers whose reasons are open; those of the next ones are folded
# Fields whose values need no name beside them.
PLAIN = {SCHEMA.areaServed, SCHEMA.location, TIS.accessMode, TIS.cost, TIS.costDetail}
TONES: dict[str, Tone] = {"met": "yes", "unmet": "no", "unknown": "unsure"}
BESIDE, CLOSING = "beside", "closing"
# In the order to show; the engine says which results are of each kind, and which of them are no answer to the need, or
# are about to close: these two are told only where there are some.
GROUPS = (
    ("direct", "Réponse directe", "Ils rendent eux-mêmes le service."),
    ("indirect", "Par un réseau", "Un collègue les connaît : demandez-lui de faire le lien."),
    (BESIDE, "Aide aussi, pour l’outil seulement", "Ils aident pour l’outil cité, pas pour ce qui est demandé."),
    ("entry-point", "Point d’entrée", "Leur rôle est d’accueillir, puis d’orienter."),
    ("nearby", "Ailleurs", "Plus loin, mais cela existe."),
    ("animator", "Qui anime le réseau", "À défaut d’une adresse, ceux qui relient les autres."),
    (CLOSING, "Fermeture annoncée", "Ils répondent encore, mais doivent fermer : à éviter pour commencer."),
)


@dataclass(frozen=True)
class Reason:
    """One sentence with its tone."""

    tone: Tone
    text: str


@dataclass(frozen=True)
class Row:
    """A fact beside an answer; `plain`: its text alone says what it is."""

    name: str
    text: str
    plain: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer as its card shows it.

    `kind` is that of the engine; `warning` is what must be said wherever it is named, "" for nearly all. `id` names it
    in an address; `facts` are those it rests on, each with its source; `dated` is the address of its
    calendar, "" without a date to come; `noted` is what a slip would
    keep of it, empty when it keeps nothing.
    """

    rank: int
    title: str
    href: str
    what: str
    nature: str
    actor: Display
    provider: Display | None
    state: State
    rows: tuple[Row, ...]
    remarks: tuple[Row, ...]
    contact: Display | None
    reasons: tuple[Reason, ...]
    chains: tuple[tuple[Step, ...], ...]
    on_map: str
    sources: tuple[Source, ...]
    verified: date | None
    kind: str = ""
    warning: str = ""
    id: str = ""
    facts: tuple[Told, ...] = ()
    dated: str = ""
    noted: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether its reasons are read at once."""
        return self.rank <= WHOLE


@dataclass(frozen=True)
class Group:
    """The answers of one kind."""

    kind: str
    title: str
    intro: str
    answers: tuple[Answer, ...]


def query_of(asked: Mapping[str, Any]) -> Query:
    """The engine's query from a mapping of texts; raises InvalidInput.

    A place alone is a request for those who welcome there.
    """
    commune = asked.get("commune") or ""
    return Query(
        commune=commune,
        needs=tuple(asked.get("needs") or ()),
        tools=tuple(asked.get("tools") or ()),
        audiences=tuple(asked.get("audiences") or ()),
        question=asked.get("question") or "",
        free=bool(asked.get("free")),
        mode=asked.get("mode") or "",
        date=asked.get("date") or "",
        asker=asked.get("asker") or ASSOCIATION,
        limit=number("limit", str(asked.get("limit") or ""), LIMITS),
        welcome=bool(bare(commune)),
    )


def resolver(ecosystem: Ecosystem) -> Resolver:
    """Understands requests with the names that the public may read."""
    return Resolver(ecosystem.repository.public, ecosystem.model, ecosystem.territories, ecosystem.search)


def situation_of(ecosystem: Ecosystem, query: Query) -> Situation:
    """The situation understood; raises Ambiguous, UnknownThing or InvalidInput."""
    return resolver(ecosystem).resolve(query)


def referral_document(ecosystem: Ecosystem, asked: Mapping[str, Any], lang: str = "fr") -> dict[str, Any]:
    """The JSON document of the contracts for a request, its texts in a language."""
    speaker = Reader(ecosystem.repository.public, ecosystem.model, lang)
    return document(ecosystem.referral.answer(situation_of(ecosystem, query_of(asked))), speaker)


def groups(reader: Reader, referral: Referral) -> tuple[Group, ...]:
    """The answers by kind, only the kinds that have some."""
    found = by_group(referral)
    return tuple(
        Group(
            kind,
            translate(title),
            translate(intro),
            tuple(_answer(reader, result, referral.situation) for result in found[kind]),
        )
        for kind, title, intro in GROUPS
        if kind in found
    )


def by_group(referral: Referral) -> dict[str, list[Result]]:
    """The results by the group they are shown in, in order."""
    found: dict[str, list[Result]] = {}
    for result in referral.results:
        kind = CLOSING if result.last else BESIDE if result.beside else result.kind
        found.setdefault(kind, []).append(result)
    return found


def _answer(reader: Reader, result: Result, situation: Situation) -> Answer:
    """The card of a result: what does not depend on the reasons is kept until the facts change."""
    ends = (result.candidate.offer.key, result.candidate.offer.traits.kind, result.actor.iri, result.provider.iri)
    cards: Recent = kept("cards of answers", lambda: Recent(CARDS))
    facts = tuple(edge.fact for edge in result.path)
    day = situation.day
    card = cards.get((*ends, day, facts, request.args.get("lang")), lambda: _card(reader, result, day))
    noted = noting.noted(reader, result, situation)
    card = replace(card, rank=result.rank, noted=noted, kind=result.kind, warning=_warning(reader, result))
    return replace(card, reasons=tuple(_reasons(reader, result, card)))


def _warning(reader: Reader, result: Result) -> str:
    """That it is to close, else that it does not answer to the need: what nobody should learn too late."""
    said = result.warnings(reader)
    if not said and result.beside:
        needs = [reason for reason in result.reasons if reason.criterion.slug == "need"]
        said = tuple(text for reason in needs for text, state in reason.sentences(reader) if state == "unmet")
    return " ".join(said)


def _card(reader: Reader, result: Result, day: date) -> Answer:
    thing, path = result.service or result.actor, [edge.fact for edge in result.path]
    details = result.details(reader)
    classified = reader.dataset.links(thing.iri, ORG.classification)
    return Answer(
        rank=result.rank,
        title=reader.label(thing.iri),
        href=href(thing.iri),
        what=first_sentence(reader.dataset.text(thing.iri, DCT.description, reader.lang) or ""),
        nature=", ".join(reader.label(choice) for choice in classified),
        actor=_display(reader, result.actor.iri),
        provider=None if result.provider.iri == result.actor.iri else _display(reader, result.provider.iri),
        state=freshness(result.verified, day),
        rows=tuple(_rows(details)),
        remarks=tuple(_row(detail) for detail in details if not _short(detail)),
        contact=contact_display(result.contact),
        reasons=(),
        chains=chains(reader, path, result.actor.iri),
        on_map=way_on_map(reader, path, day),
        sources=tuple(source_of(reader, source) for source in result.sources if source),
        verified=result.verified,
        id=answer_id(reader, result),
        facts=told(reader, result, details),
        dated=calendar_of(reader, thing.iri, day),
    )


def _rows(details: Iterable[Detail]) -> Iterator[Row]:
    """The short facts, each text once: a place that is also the area served is said once."""
    seen: set[str] = set()
    for row in (_row(detail) for detail in details if _short(detail)):
        if row.text not in seen:
            yield row
        seen.add(row.text)


def _row(detail: Detail) -> Row:
    return Row(detail.label, ", ".join(detail.values), detail.field in PLAIN)


def _reasons(reader: Reader, result: Result, card: Answer) -> Iterator[Reason]:
    """What the criteria say, without what the card says already."""
    rows = {row.text.casefold() for row in (*card.rows, *card.remarks)}
    for reason in result.reasons:
        slug = reason.criterion.slug
        for text, state in reason.sentences(reader):
            granted = state == "met" and (
                (slug in SAID_BY_GROUP and result.kind == "direct") or text.rstrip(".").casefold() in rows
            )
            repeated = slug == "nature" and result.service is None
            repeated |= text in card.warning or (slug in SAID_BY_GROUP and result.beside)
            if slug not in SAID and not granted and not repeated:
                yield Reason(TONES.get(state, "unsure"), text)


def _short(detail: Detail) -> bool:
    """Whether it fits in the row of facts; a question or a condition is a sentence of its own."""
    return detail.field not in {TIS.openQuestion, TIS.condition} and sum(map(len, detail.values)) <= 48


def _display(reader: Reader, iri: str) -> Display:
    mention = reader.mention(iri)
    return Display(mention.label, href(mention), mention.entity_class)


def contact_display(contact: Contact) -> Display | None:
    """The way to reach that a person would use first; None when nobody said."""
    if contact.email:
        return Display(contact.email.removeprefix("mailto:"), f"mailto:{contact.email.removeprefix('mailto:')}")
    if contact.telephone:
        number = contact.telephone.removeprefix("tel:")
        return Display(telephone(number), f"tel:{number.replace(' ', '')}")
    if contact.url and contact.url.startswith(("http://", "https://")):
        return Display(contact.url.split("://", 1)[1].rstrip("/"), contact.url, external=True)
    return None
