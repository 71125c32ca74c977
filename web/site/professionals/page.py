# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers between professionals: the cards of a referral, with level and consent, without links to nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import unquote

from flask import url_for

from graph.entity import Reader, Source
from graph.expertise import Colleagues, Subject, bodies, is_competence, is_exact, level_of
from graph.namespaces import FOAF, SCHEMA, TIS, local_name
from graph.rdf.dataset import Dataset
from graph.referral.answer import Contact, Result
from graph.referral.mention import Ref
from graph.referral.situation import Situation
from graph.text.folding import filed
from graph.text.wording import Phrase
from web.app.language import plural, translate
from web.app.pages import href, reader
from web.app.values import Display, State, Tone
from web.site.card.chain import Step
from web.site.referral.answers import BESIDE, CLOSING, Answer, by_group, contact_display, groups

# The words of the page for associations, said to a colleague.
SAID = {
    "direct": (
        Phrase("Qui connaît le sujet, ou y répond"),
        Phrase("Le niveau, l’accord et la date de vérification comptent dans l’ordre."),
    ),
    "indirect": (
        Phrase("Par un réseau"),
        Phrase("Un collègue les connaît : demandez-lui de faire le lien."),
    ),
    BESIDE: (
        Phrase("Pour l’outil seulement"),
        Phrase("Ils connaissent l’outil cité, pas le reste de ce qui est demandé."),
    ),
    CLOSING: (
        Phrase("Fermeture annoncée"),
        Phrase("À éviter pour commencer."),
    ),
    "entry-point": (
        Phrase("Point d’entrée"),
        Phrase("Si rien ne convient : leur rôle est d’accueillir, puis d’orienter."),
    ),
    "nearby": (Phrase("Ailleurs"), Phrase("Plus loin, mais cela existe.")),
    "animator": (
        Phrase("Qui anime le réseau"),
        Phrase("À défaut d’une adresse, ceux qui relient les autres."),
    ),
}
LEVELS: dict[str, Tone] = {"expert": "yes", "proficient": "yes", "beginner": "unsure"}


@dataclass(frozen=True)
class Card:
    """One answer: the card of the referral, who stands behind it, what they say of their level and of being asked."""

    answer: Answer
    anchor: str
    bodies: tuple[Display, ...]
    states: tuple[State, ...]
    contact: Display | None
    through: str
    sources: tuple[tuple[Source, str], ...]


@dataclass(frozen=True)
class Rung:
    """The answers of one kind: a step of the ladder."""

    kind: str
    title: str
    intro: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Choice:
    """Something to ask about, with its address, its shape, and how many colleagues know it."""

    shown: Display
    count: int


def rungs(full: Reader, found: Colleagues) -> tuple[Rung, ...]:
    """The answers by kind, best kinds first."""
    day, made, results_of = found.referral.situation.day, [], by_group(found.referral)
    for group in groups(full, found.referral):
        results = results_of[group.kind]
        cards = tuple(_card(full, answer, result, day) for answer, result in zip(group.answers, results, strict=True))
        title, intro = SAID[group.kind]
        made.append(Rung(group.kind, title().text(full), intro().text(full), cards))
    return tuple(made)


def heading(situation: Situation, full: Reader) -> str:
    """What is asked, as a title."""
    asked = [item.ref for item in situation.tools] + [item.ref for item in situation.needs]
    names = [full.label(item.iri) for item in asked]
    return translate("À qui demander : {subject}").format(subject=", ".join(names) or situation.question)


def summary(found: Colleagues) -> str:
    """How many know the very subject; that nobody does is said first."""
    exact = sum(1 for result in found.known if is_exact(result) and is_competence(result))
    if exact:
        return plural(
            "{n} compétence porte exactement sur ce sujet.",
            "{n} compétences portent exactement sur ce sujet.",
            exact,
        ).format(n=exact)
    if found.known:
        return translate("Aucune compétence ne porte sur ce sujet même. Voici qui en est le plus proche.")
    if found.referral.results:
        return translate("Personne n’a encore dit connaître ce sujet. Voici par qui commencer.")
    return translate("Personne n’a encore dit connaître ce sujet.")


def choices(full: Reader, found: tuple[Subject, ...], kind: str) -> tuple[Choice, ...]:
    """What can be asked of one kind (tool or need), each leading to who knows it, in alphabetical order."""
    field = "outil" if kind == "tool" else "domaine"
    made = []
    for subject in found:
        mention = full.mention(subject.iri)
        if mention.entity_class is not None and mention.entity_class.kind == kind:
            address = _about(field, subject.iri)
            made.append(Choice(Display(mention.label, address, mention.entity_class), subject.count))
    return tuple(sorted(made, key=lambda choice: filed(choice.shown.text)))


def unclear(full: Reader, situation: Situation) -> tuple[tuple[str, tuple[Display, ...]], ...]:
    """The words that were not understood, each with what may have been meant."""
    found = []
    for words in situation.unclear:
        near = []
        for item in words.suggestions:
            own = full.class_of(item.iri)
            field = {"need": "domaine", "tool": "outil"}.get(own.kind if own else "")
            if field:
                address = _about(field, item.iri)
                near.append(Display(full.label(item.iri), address, own))
        found.append((words.query, tuple(near)))
    return tuple(found)


def _about(field: str, iri: str) -> str:
    values: dict[str, Any] = {field: local_name(iri)}
    return url_for("professionals.show", **values)


def _card(full: Reader, answer: Answer, result: Result, day: date) -> Card:
    anchor = f"reponse-{result.rank}"
    data, offer = full.dataset, result.candidate.offer
    behind = bodies(data, offer.actor.iri, day)
    contact, through = _contact(full, answer, behind)
    return Card(
        answer=_reachable(answer, anchor),
        anchor=anchor,
        bodies=tuple(Display(full.label(iri), _open(href(iri), ""), full.class_of(iri)) for iri in behind),
        states=tuple(_states(full, result)),
        contact=contact,
        through=through,
        sources=tuple((source, _open(href(source.iri), "")) for source in answer.sources),
    )


def _states(full: Reader, result: Result) -> Iterator[State]:
    """The level and the consent of a competence, each said even when nobody said it."""
    if not is_competence(result):
        return
    level = level_of(full.dataset, full.model, result.candidate.offer.iri)
    tone = LEVELS.get(level.slug, "bare") if level else "bare"
    yield State(tone, level.label(full.lang) if level else translate("niveau non renseigné"))
    if full.dataset.flag(result.candidate.offer.iri, TIS.acceptsQuestions):
        yield State("yes", translate("accepte les questions"))
    else:
        yield State("unsure", translate("n’a pas dit si les questions sont acceptées"))


def _contact(full: Reader, answer: Answer, behind: tuple[str, ...]) -> tuple[Display | None, str]:
    """How to reach them, else how to reach the organisation through which they are met, named."""
    if answer.contact is not None:
        return answer.contact, ""
    for iri in behind:
        found = contact_display(_of(full.dataset, iri))
        if found is not None:
            return found, full.label(iri)
    return None, ""


def _of(data: Dataset, iri: str) -> Contact:
    url, email, telephone = (_first(data, iri, path) for path in (FOAF.homepage, SCHEMA.email, SCHEMA.telephone))
    return Contact(url, email, telephone, Ref(iri, ""))


def _first(data: Dataset, iri: str, path: str) -> str | None:
    value = next(iter(data.values(iri, path)), None)
    return value if value is None or isinstance(value, str) else value.value


def _reachable(answer: Answer, anchor: str) -> Answer:
    """The card with links to public pages only: what is restricted has no page, and is described on the card itself."""
    here = f"#{anchor}"
    chains = tuple(tuple(_step(step, here) for step in chain) for chain in answer.chains)
    wholly = all(step.href != here for chain in chains for step in chain)
    return replace(
        answer,
        href=_open(answer.href, ""),
        actor=replace(answer.actor, href=_open(answer.actor.href, "")),
        provider=answer.provider and replace(answer.provider, href=_open(answer.provider.href, "")),
        chains=chains,
        # The public map does not hold a way that passes by restricted things.
        on_map=answer.on_map if wholly else "",
    )


def _step(step: Step, instead: str) -> Step:
    return replace(step, href=_open(step.href, instead))


def _open(address: str, instead: str) -> str:
    """The address where it leads to a card that everybody may read, something else otherwise."""
    prefix = url_for("card.show", kind="-", slug="-", lang=None).removesuffix("-/-")
    if not address.startswith(prefix):
        return address
    kind, _, slug = unquote(address.removeprefix(prefix).partition("?")[0]).partition("/")
    public = reader()
    iri = public.iri(kind, slug)
    return address if iri in public.model.choices or iri in public.dataset else instead
