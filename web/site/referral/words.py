# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences that only the page and its sheet say of a referral: titles, how many answer, how old they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from graph.text.punctuation import quoted
from graph.text.sentences import inner, sentence
from web.app.language import language, plural, told, translate

if TYPE_CHECKING:
    from graph.readings.referral import ReferralReading
    from graph.readings.referral.cards import AnswerGroup
    from graph.readings.referral.understanding import AskedThing, RequestReading

ANSWERS, BESIDE, CLOSING = ("direct", "indirect"), "beside", "closing"


def heading(reading: ReferralReading) -> str:
    """The title of the answers, with the place where there is one."""
    place = reading.request.place
    if reading.professional:
        return translate("À qui demander, entre professionnels")
    if place is None:
        return translate("Vers qui orienter cette association")
    return told("Vers qui orienter cette association de {place}", place=place.label)


def summary(reading: ReferralReading) -> str:
    """How many answers, to what, in which conditions; that nobody answers is said first."""
    count = {group.kind: len(group.answers) for group in reading.groups}
    asked = reading.request
    if not (asked.needs or asked.tools or asked.question or not asked.whole):
        return translate("Dites ce qu’elle cherche : les réponses se préciseront. Voici déjà qui peut l’accueillir.")
    for_what = _for_what(asked)
    if asked.words and not for_what:
        return translate("Rien de ce qui est demandé n’a été compris. Voici qui peut écouter, puis orienter.")
    if not answering(reading.groups) + count.get(CLOSING, 0):
        return _nobody(count, reading, for_what)
    lead, others = _addresses(count)
    return f"{lead}{for_what}{_wishes(asked)}{_on(reading)}{others}."


def answering(groups: Iterable[AnswerGroup]) -> int:
    """How many answers meet what is asked, by themselves or through somebody, and are to last."""
    return sum(len(group.answers) for group in groups if group.kind in ANSWERS)


def _nobody(count: Mapping[str, int], reading: ReferralReading, for_what: str) -> str:
    """That nobody answers, then whom to ask: who helps with the tool answers to nothing else."""
    who = translate("Voici à qui demander conseil.") if count else ""
    if BESIDE in count:
        for_what = _for_needs(reading.request)
        who = f"{translate('Voici qui aide pour')} {', '.join(_names(reading.request.tools))}."
    return f"{translate('Personne d’ici n’est encore connu')}{for_what}{_on(reading)}. {who}".strip()


def _addresses(count: Mapping[str, int]) -> tuple[str, str]:
    """How many addresses, and what is to be known of the others: through whom, or that they are to close."""
    direct, linked, leaving = (count.get(kind, 0) for kind in (*ANSWERS, CLOSING))
    if not (direct or linked):
        lead = plural("{n} piste", "{n} pistes", leaving).format(n=leaving)
        return lead, ", " + plural("mais sa fermeture est annoncée", "mais leur fermeture est annoncée", leaving)
    others = []
    if direct:
        lead = plural("{n} piste", "{n} pistes", direct).format(n=direct)
        more = plural("{n} autre par un réseau", "{n} autres par un réseau", linked).format(n=linked)
        others += [more] if linked else []
    else:
        lead = plural("{n} piste par un réseau", "{n} pistes par un réseau", linked).format(n=linked)
    if leaving:
        others.append(plural("{n} autre doit fermer", "{n} autres doivent fermer", leaving).format(n=leaving))
    return lead, "".join(f" ; {text}" for text in others)


def _for_what(asked: RequestReading) -> str:
    """« pour » the needs, « en partant de » the tools, else the question itself."""
    return ",".join(text for text in (_for_needs(asked), _around_tools(asked)) if text)


def _for_needs(asked: RequestReading) -> str:
    lang = language()
    needs = ", ".join(map(partial(quoted, lang=lang), _names(asked.needs)))
    if not needs and not asked.tools and asked.question and asked.whole:
        needs = quoted(asked.question, lang)
    return f" {translate('pour')} {needs}" if needs else ""


def _around_tools(asked: RequestReading) -> str:
    tools = ", ".join(_names(asked.tools))
    return f" {told('en partant de {tools}', tools=tools)}" if tools else ""


def sheet_title(asked: RequestReading) -> str:
    """The title of the printed sheet: what is asked, and where."""
    tools = ", ".join(_names(asked.tools))
    parts = _names(asked.needs) + ([told("en partant de {tools}", tools=tools)] if tools else [])
    parts = parts or [asked.question or translate("Orienter")]
    parts += [asked.place.label] if asked.place else []
    return sentence(", ".join(parts))


def asked_names(asked: RequestReading) -> list[str]:
    """What is asked for, needs then tools."""
    return _names(asked.needs) + _names(asked.tools)


def _names(things: Iterable[AskedThing]) -> list[str]:
    return [thing.name for thing in things]


def _on(reading: ReferralReading) -> str:
    """The day of the answers, when it is not today."""
    return "" if reading.day.today else f", {translate('au')} {reading.day.text}"


def _wishes(asked: RequestReading) -> str:
    wishes = [inner(name) for name in _names(asked.audiences)]
    wishes += [translate("gratuit")] if asked.free else []
    wishes += [inner(asked.mode.name)] if asked.mode else []
    return f" ({', '.join(wishes)})" if wishes else ""


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
