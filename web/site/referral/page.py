# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral page around its answers: the request as a form, its titles, what was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph import clock
from graph.namespaces import local_name
from graph.referral.situation import PROFESSIONAL
from graph.territory.notes import is_about_a_code
from web.app.filters import long_date, months_between, sentence
from web.app.language import language, plural, translate
from web.app.pages import ecosystem, mention_of, reader
from web.app.texts import quoted
from web.app.values import FRESH, Display
from web.site.referral.answers import BESIDE, CLOSING, Group

if TYPE_CHECKING:
    from graph.referral.situation import Asked, AskedTool, Place, Situation, Unresolved


ANSWERS = ("direct", "indirect")


@dataclass(frozen=True)
class Chip:
    """One thing asked, as a box that unticking removes."""

    value: str
    label: str


@dataclass(frozen=True)
class Correction:
    """Words that were not understood: where they were typed, what may have been meant, and the cards of that name."""

    words: str
    field: str
    chips: tuple[Chip, ...]
    cards: tuple[Display, ...]


@dataclass(frozen=True)
class Form:
    """The request as typed and as understood; `typed` keeps what was not understood in its own field."""

    commune: str
    needs: tuple[Chip, ...]
    tools: tuple[Chip, ...]
    audiences: tuple[Chip, ...]
    question: str
    free: bool
    mode: str
    day: str
    professional: bool
    typed: Mapping[str, str]


def form(args: Mapping[str, tuple[str, ...]], texts: Mapping[str, str], situation: Situation | None) -> Form:
    """The form for a request: understood things as chips where there is a situation, as typed otherwise.

    A question that was understood is in the chips, which can be unticked: it is not asked again beside them.
    """
    if situation is None:
        chips = {name: tuple(Chip(value, value) for value in args[name]) for name in args}
        typed: dict[str, str] = {}
    else:
        chips = {
            "besoin": tuple(Chip(local_name(asked.iri), _name(asked)) for asked in situation.needs),
            "outil": tuple(map(_tool, situation.tools)),
            "public": tuple(Chip(local_name(asked.iri), _name(asked)) for asked in situation.audiences),
        }
        typed = {words.field: words.query for words in situation.unclear}
        # A field holds one text: the other words that were not understood stay as boxes.
        for words in situation.unclear:
            if words.field in chips and words.query != typed[words.field]:
                chips[words.field] = (*chips[words.field], Chip(words.query, words.query))
    commune = _place(situation.place if situation else None, texts["commune"])
    free = situation.free if situation else texts["gratuit"] == "1"
    mode = local_name(situation.mode.iri) if situation and situation.mode else texts["mode"]
    question = texts["question"] if situation is None or "question" in typed else ""
    return Form(
        commune, chips["besoin"], chips["outil"], chips["public"], question, free, mode, texts["date"],
        texts["professionnel"] == "1", typed,
    )  # fmt: skip


def _place(place: Place | None, typed: str) -> str:
    """A place as its field shows it: what was typed, or the name of the place that words or a code told."""
    if place is None:
        return typed
    key = f"{place.level}-{place.code}"
    return ecosystem().territories.by_key(key).label if typed in ("", place.code, key) else typed


def _tool(asked: AskedTool) -> Chip:
    """A tool asked for; the online service that was named stays so."""
    if asked.service is None:
        return Chip(local_name(asked.iri), _name(asked))
    return Chip(local_name(asked.service.iri), f"{mention_of(asked.service.iri).label} ({_name(asked)})")


def heading(situation: Situation) -> str:
    """The title of the answers, with the place where there is one."""
    place = situation.place
    if situation.asker == PROFESSIONAL:
        return translate("À qui demander, entre professionnels")
    if place is None:
        return translate("Vers qui orienter cette association")
    if language() != "fr":
        return translate("Vers qui orienter cette association de {place}").format(place=place.label)
    return f"Vers qui orienter cette association {of_place(place.label)}"


def of_place(name: str) -> str:
    """A French place name after « de »: de Vannes, d’Auray, du Faouët, des Forges."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if name[:1].lower() in "aeiouyhéèêàâîôœæ" else f"de {name}"


def place_note(situation: Situation) -> str:
    """What is to be said of how the place was understood: a former name, a part of a town; "" when nothing is."""
    note = situation.place_note
    return note.text(reader()) if note and not is_about_a_code(note) else ""


def summary(groups: tuple[Group, ...], situation: Situation) -> str:
    """How many answers, to what, in which conditions; that nobody answers is said first."""
    count = {group.kind: len(group.answers) for group in groups}
    if not (situation.needs or situation.tools or situation.question or situation.unresolved):
        return translate("Dites ce qu’elle cherche : les réponses se préciseront. Voici déjà qui peut l’accueillir.")
    for_what = _for_what(situation)
    if situation.unclear and not for_what:
        return translate("Rien de ce qui est demandé n’a été compris. Voici qui peut écouter, puis orienter.")
    if not answering(groups) + count.get(CLOSING, 0):
        return _nobody(count, situation, for_what)
    lead, others = _addresses(count)
    return f"{lead}{for_what}{_wishes(situation)}{_on(situation.day)}{others}."


def answering(groups: Iterable[Group]) -> int:
    """How many answers meet what is asked, by themselves or through somebody, and are to last."""
    return sum(len(group.answers) for group in groups if group.kind in ANSWERS)


def _nobody(count: Mapping[str, int], situation: Situation, for_what: str) -> str:
    """That nobody answers, then whom to ask: who helps with the tool answers to nothing else."""
    who = translate("Voici à qui demander conseil.") if count else ""
    if BESIDE in count:
        for_what = _for_needs(situation)
        who = f"{translate('Voici qui aide')}{_around_tools(situation)}."
    return f"{translate('Personne d’ici n’est encore connu')}{for_what}{_on(situation.day)}. {who}".strip()


def _addresses(count: Mapping[str, int]) -> tuple[str, str]:
    """How many addresses, and what is to be known of the others: through whom, or that they are to close."""
    direct, linked, leaving = (count.get(kind, 0) for kind in (*ANSWERS, CLOSING))
    if not (direct or linked):
        lead = plural("{n} adresse", "{n} adresses", leaving).format(n=leaving)
        return lead, ", " + plural("mais sa fermeture est annoncée", "mais leur fermeture est annoncée", leaving)
    others = []
    if direct:
        lead = plural("{n} adresse", "{n} adresses", direct).format(n=direct)
        more = plural("{n} autre par un réseau", "{n} autres par un réseau", linked).format(n=linked)
        others += [more] if linked else []
    else:
        lead = plural("{n} adresse par un réseau", "{n} adresses par un réseau", linked).format(n=linked)
    if leaving:
        others.append(plural("{n} autre doit fermer", "{n} autres doivent fermer", leaving).format(n=leaving))
    return lead, "".join(f" ; {text}" for text in others)


def _for_what(situation: Situation) -> str:
    """« pour » the needs, « autour de » the tools, else the question itself."""
    return ",".join(text for text in (_for_needs(situation), _around_tools(situation)) if text)


def _for_needs(situation: Situation) -> str:
    needs = ", ".join(quoted(_name(need)) for need in situation.needs)
    if not needs and not situation.tools and situation.question and not situation.unresolved:
        needs = quoted(situation.question)
    return f" {translate('pour')} {needs}" if needs else ""


def _around_tools(situation: Situation) -> str:
    tools = ", ".join(_name(tool) for tool in situation.tools)
    return f" {translate('autour de')} {tools}" if tools else ""


def sheet_title(situation: Situation) -> str:
    """The title of the printed sheet: what is asked, and where."""
    tools = ", ".join(_name(tool) for tool in situation.tools)
    parts = [_name(need) for need in situation.needs] + ([f"{translate('autour de')} {tools}"] if tools else [])
    parts = parts or [situation.question or translate("Orienter")]
    parts += [situation.place.label] if situation.place else []
    return sentence(", ".join(parts))


def _on(day: date) -> str:
    """The day of the answers, when it is not today."""
    return "" if day == clock.today() else f", {translate('au')} {long_date(day)}"


def _wishes(situation: Situation) -> str:
    wishes = [_name(asked).lower() for asked in situation.audiences]
    wishes += [translate("gratuit")] if situation.free else []
    wishes += [_name(situation.mode).lower()] if situation.mode else []
    return f" ({', '.join(wishes)})" if wishes else ""


def asked_names(situation: Situation) -> list[str]:
    """What is asked for, needs then tools."""
    return [_name(need) for need in situation.needs] + [_name(tool) for tool in situation.tools]


def _name(asked: Asked | AskedTool) -> str:
    """What is asked, in the language of the page."""
    return mention_of(asked.iri).label


def corrections(unresolved: Iterable[Unresolved], named: Mapping[str, tuple[Display, ...]]) -> tuple[Correction, ...]:
    """For each thing not understood: its words, the parameter to correct, what may have been meant, what bears it."""
    found = []
    for words in unresolved:
        field = "besoin" if words.field == "question" else words.field
        chips = tuple(Chip(local_name(item.iri), mention_of(item.iri).label) for item in words.suggestions)
        found.append(Correction(words.query, field, chips, named.get(words.query, ())))
    return tuple(found)


def is_past(day: date) -> bool:
    """Whether the answers are for a day that is gone."""
    return day < clock.today()


def stale(found: Iterable[Group], day: date) -> str:
    """What to say once when answers were not verified for more than a year; "" when all were."""
    days = [answer.verified for group in found for answer in group.answers]
    old = sum(1 for verified in days if verified is None or months_between(verified, day) > FRESH)
    if not old:
        return ""
    if old == len(days) == 1:
        return translate("Cette adresse n’a pas été vérifiée depuis plus d’un an : appelez avant d’orienter.")
    if old == len(days):
        return translate("Aucune de ces adresses n’a été vérifiée depuis plus d’un an : appelez avant d’orienter.")
    return translate("Certaines adresses n’ont pas été vérifiées depuis plus d’un an : appelez avant d’orienter.")
