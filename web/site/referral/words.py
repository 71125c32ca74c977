# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences that head a referral on every face: the answer as a title, how many to call, gaps and doubts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.text.punctuation import quoted
from graph.text.sentences import first_sentence, inner, sentence
from graph.text.wording import listed
from web.app.language import language, plural, told, translate

if TYPE_CHECKING:
    from graph.entity import Mention
    from graph.readings.referral import ReferralReading
    from graph.readings.referral.desk import AskedAnswer
    from graph.readings.referral.understanding import AskedThing, RequestReading


@dataclass(frozen=True)
class Headline:
    """The answer in a few lines: its title, what was only guessed, what nobody does, how many to call and how far, what
    to know before."""

    title: str
    guess: str
    lead: str
    gaps: tuple[str, ...]
    more: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is under the title, on one line."""
        return " ".join(filter(None, (self.guess, *self.gaps, self.lead, *self.more)))


def headline(reading: ReferralReading) -> Headline:
    """What heads the answers."""
    parts = reading.desk.parts
    more = [_twice(reading.desk.twice)] if reading.desk.twice else []
    more += [stale(reading)] if reading.old and not reading.day.past else []
    if not parts:
        return Headline(_welcome_title(reading), "", _welcome(reading), (), tuple(more))
    gaps = _gaps(reading, parts) if len(parts) > 1 or not parts[0].gap else ()
    guessed = [part.asked for part in parts if not part.sure]
    guess = told("À vérifier d’abord : cherche-t-elle {needs} ?", needs=_listed(guessed)) if guessed else ""
    return Headline(heading(reading), guess, _lead(reading, parts), gaps, tuple(more))


def heading(reading: ReferralReading) -> str:
    """The title: the answer itself, or that nobody is known."""
    parts, place = reading.desk.parts, reading.request.place
    if not parts:
        return _welcome_title(reading)
    if all(part.gap for part in parts):
        title = told("Personne de connu à {place}", place=place.label) if place else translate("Personne de connu")
        return _perhaps(parts, title)
    asked = _one(parts[0]) if len(parts) == 1 else _several(parts)
    where = told("{asked}, à {place}", asked=asked, place=place.label) if place else asked
    if reading.professional:
        return _perhaps(parts, told("{asked} : à qui demander, entre professionnels", asked=where))
    if not any(part.total for part in parts):
        return _perhaps(parts, told("{asked} : aucun contact connu", asked=where))
    return _perhaps(parts, told("{asked} : qui appeler", asked=where))


def _perhaps(parts: tuple[AskedAnswer, ...], title: str) -> str:
    """A guess is said first, wherever the title goes."""
    if any(part.sure for part in parts):
        return title
    return told("Si nous avons bien compris : {title}", title=inner(title))


def _one(part: AskedAnswer) -> str:
    return told("Autour de {tool}", tool=part.asked.label) if part.tool else part.asked.label


def _several(parts: tuple[AskedAnswer, ...]) -> str:
    names = {
        2: translate("Deux demandes"),
        3: translate("Trois demandes"),
        4: translate("Quatre demandes"),
        5: translate("Cinq demandes"),
    }
    return names.get(len(parts), told("{count} demandes", count=len(parts)))


def _welcome_title(reading: ReferralReading) -> str:
    place = reading.request.place
    if reading.professional:
        return translate("À qui demander, entre professionnels")
    if place is None:
        return translate("Vers qui orienter cette association")
    return told("Vers qui orienter cette association de {place}", place=place.label)


def _welcome(reading: ReferralReading) -> str:
    asked = reading.request
    if asked.words or not asked.whole:
        return translate("Rien de ce qui est demandé n’a été compris. Voici qui peut écouter, puis orienter.")
    return translate("Dites ce qu’elle cherche : les réponses se préciseront. Voici déjà qui peut l’accueillir.")


def _lead(reading: ReferralReading, parts: tuple[AskedAnswer, ...]) -> str:
    """How many can be called and how far the nearest is; where nobody does it, for what, and who is nearest."""
    day = "" if reading.day.today else told("Réponses au {day}.", day=reading.day.text)
    if len(parts) > 1:
        return day
    part = parts[0]
    nearest = part.nearest
    km = nearest.place.far if nearest else ""
    if part.gap:
        lead = told("Pour {need}, personne n’est connu ici.", need=quoted(part.asked.label, language()))
        if nearest and km:
            lead = told(
                "Pour {need}, le plus proche est {km}, à {place}.",
                need=quoted(part.asked.label, language()), km=km, place=nearest.place.name,
            )  # fmt: skip
        return " ".join(filter(None, (lead, _instead(part), _wishes(reading.request), day)))
    count = plural("{n} contact", "{n} contacts", part.total).format(n=part.total)
    if not part.total:
        silent = plural("{n} acteur connu", "{n} acteurs connus", len(part.silent)).format(n=len(part.silent))
        return " ".join(filter(None, (told("{silent}, mais sans contact.", silent=silent), _instead(part), day)))
    lead = told("{count}, le plus proche {km}.", count=count, km=km) if km else f"{count}."
    return " ".join(filter(None, (lead, _wishes(reading.request), day)))


def _instead(part: AskedAnswer) -> str:
    """How many other ways there are, where nobody can be called for the very thing."""
    count = len(part.first)
    said = plural("Voici {n} contact.", "Voici {n} contacts, du plus utile au plus large.", count).format(n=count)
    return said if count else ""


def _gaps(reading: ReferralReading, parts: tuple[AskedAnswer, ...]) -> tuple[str, ...]:
    gaps, place = [part.asked for part in parts if part.gap], reading.request.place
    if not gaps:
        return ()
    needs = _listed(gaps)
    if place is None:
        return (told("Personne n’est connu pour {needs}.", needs=needs),)
    return (told("Personne n’est connu à {place} pour {needs}.", place=place.label, needs=needs),)


def _listed(mentions: Iterable[Mention]) -> str:
    return listed([quoted(mention.label, language()) for mention in mentions], language(), "or")


def _twice(actors: tuple[Mention, ...]) -> str:
    names = listed([actor.label for actor in actors], language(), "or")
    return told("Un seul appel peut servir deux fois : {names}.", names=names)


def sheet_title(asked: RequestReading) -> str:
    """The subject of a mail: what is asked, and where."""
    tools = ", ".join(_names(asked.tools))
    parts = _names(asked.needs) + ([told("en partant de {tools}", tools=tools)] if tools else [])
    parts = parts or [first_sentence(asked.question) or translate("Orienter")]
    parts += [asked.place.label] if asked.place else []
    return sentence(", ".join(parts))


def _names(things: Iterable[AskedThing]) -> list[str]:
    return [thing.name for thing in things]


def _wishes(asked: RequestReading) -> str:
    wishes = [inner(name) for name in _names(asked.audiences)]
    wishes += [translate("gratuit")] if asked.free else []
    wishes += [inner(asked.mode.name)] if asked.mode else []
    return told("Demandé : {wishes}.", wishes=", ".join(wishes)) if wishes else ""


def stale(reading: ReferralReading) -> str:
    """What to say once when nobody confirmed some of it for more than a year; "" when all is recent."""
    if not reading.old:
        return ""
    if reading.old < reading.count:
        return translate("Certaines de ces informations ont plus d’un an : appelez avant d’orienter.")
    if reading.old_since:
        said = translate("Ces informations datent de {month} : appelez avant d’orienter.")
        return said.format(month=reading.old_since)
    return translate("Ces informations ont plus d’un an : appelez avant d’orienter.")
