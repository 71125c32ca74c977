# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral page around its answers: the request as a form, advice on tools, the text to copy, why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.entity import Reader
from graph.namespaces import DCT, local_name
from web.filters import licence, long_date
from web.language import language, plural, translate
from web.pages import href
from web.presenters.referral import TONES, Group, Reason
from web.presenters.values import Display

if TYPE_CHECKING:
    from graph.referral.answer import Advice, FreeTool, Hosting, Judged, WhyNot
    from graph.referral.situation import Situation, Unresolved

EXITS = 3  # alternatives compared side by side; the others are listed


@dataclass(frozen=True)
class Chip:
    """One thing asked, as a box that unticking removes."""

    value: str
    label: str


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
    typed: Mapping[str, str]


@dataclass(frozen=True)
class Exit:
    """One way out of a tool."""

    title: Display
    change: str
    licence: str
    effort: str
    steps: int
    condition: str
    first_step: str
    hosts: tuple[Display, ...]
    closed: tuple[str, ...]
    helpers: tuple[Display, ...]


@dataclass(frozen=True)
class Exits:
    """The ways out of one tool in use: compared, then only named; `free` when it is free software itself."""

    tool: Display
    free: bool
    compared: tuple[Exit, ...]
    others: tuple[Display, ...]
    resources: tuple[Display, ...]


@dataclass(frozen=True)
class Offer:
    """One thing that an actor does and why it is not an answer, or where it stands."""

    title: str
    rank: int | None
    refused: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Why:
    """Why not that actor."""

    actor: Display
    summary: str
    offers: tuple[Offer, ...]


def form(args: Mapping[str, tuple[str, ...]], texts: Mapping[str, str], situation: Situation | None) -> Form:
    """The form for a request: understood things as chips where there is a situation, as typed otherwise."""
    if situation is None:
        chips = {name: tuple(Chip(value, value) for value in args[name]) for name in args}
        typed: dict[str, str] = {}
    else:
        chips = {
            "besoin": tuple(Chip(local_name(asked.iri), asked.label) for asked in situation.needs),
            "outil": tuple(Chip(local_name(asked.iri), asked.label) for asked in situation.tools),
            "public": tuple(Chip(local_name(asked.iri), asked.label) for asked in situation.audiences),
        }
        typed = {words.field: words.query for words in situation.unresolved}
    commune = situation.place.label if situation and situation.place and not texts["commune"] else texts["commune"]
    free = situation.free if situation else texts["gratuit"] == "1"
    mode = local_name(situation.mode.iri) if situation and situation.mode else texts["mode"]
    day = texts["date"]
    return Form(commune, chips["besoin"], chips["outil"], chips["public"], texts["question"], free, mode, day, typed)


def heading(situation: Situation) -> str:
    """The title of the answers, with the place where there is one."""
    place = situation.place
    if place is None:
        return translate("Vers qui orienter cette association")
    if language() != "fr":
        return translate("Vers qui orienter cette association de %(place)s") % {"place": place.label}
    return f"Vers qui orienter cette association {of_place(place.label)}"


def of_place(name: str) -> str:
    """A French place name after « de »: de Chinon, d’Amboise, du Louroux, des Hermites."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if name[:1].lower() in "aeiouyhéèêàâîôœæ" else f"de {name}"


def summary(groups: Iterable[Group], situation: Situation) -> str:
    """How many answers, to what, at which date."""
    count = sum(len(group.answers) for group in groups)
    asked = [f"« {name} »" for name in _asked(situation)]
    if not asked and situation.question:
        asked = [f"« {situation.question} »"]
    lead = plural("%(n)s adresse", "%(n)s adresses", count) % {"n": count}
    for_what = f" {translate('pour')} {', '.join(asked)}" if asked else ""
    return f"{lead}{for_what}, {translate('au')} {long_date(situation.day)}."


def _asked(situation: Situation) -> list[str]:
    return [need.label for need in situation.needs] + [tool.label for tool in situation.tools]


def exits(reader: Reader, found: Iterable[Advice]) -> tuple[Exits, ...]:
    """The advice on each tool in use; nothing for a tool without alternative."""
    shown = []
    for advice in found:
        ways = [_exit(reader, item) for item in advice.alternatives]
        others = tuple(way.title for way in ways[EXITS:])
        resources = tuple(_display(reader, item.iri) for item in advice.resources)
        if ways or resources:
            shown.append(
                Exits(_display(reader, advice.tool.iri), bool(advice.free), tuple(ways[:EXITS]), others, resources)
            )
    return tuple(shown)


def _exit(reader: Reader, item: FreeTool) -> Exit:
    efforts = [choice.iri for scheme in reader.model.schemes if scheme.slug == "effort" for choice in scheme.choices]
    helpers = {helper.actor.iri: _display(reader, helper.actor.iri) for helper in item.helpers}
    return Exit(
        title=_display(reader, item.tool.iri),
        change=reader.dataset.text(item.tool.iri, DCT.description, reader.lang) or "",
        licence=", ".join(licence(part) for part in item.licence.split(", ")) if item.licence else "",
        effort=reader.label(item.effort.iri) if item.effort else "",
        steps=efforts.index(item.effort.iri) + 1 if item.effort and item.effort.iri in efforts else 0,
        condition=item.condition,
        first_step=item.first_step,
        hosts=tuple(_hosting(reader, hosting) for hosting in item.open_instances[:4]),
        closed=tuple(f"{hosting.instance.label} : {_closed(hosting)}" for hosting in item.closed_instances[:3]),
        helpers=tuple(helpers.values()),
    )


def _hosting(reader: Reader, hosting: Hosting) -> Display:
    shown = _display(reader, hosting.instance.iri)
    host = f" ({hosting.host.label})" if hosting.host and hosting.host.label not in shown.text else ""
    return Display(shown.text + host, shown.href, shown.entity_class)


def _closed(hosting: Hosting) -> str:
    return f"{translate('fermé depuis le')} {long_date(hosting.closed)}" if hosting.closed else translate("fermé")


def _display(reader: Reader, iri: str) -> Display:
    mention = reader.mention(iri)
    return Display(mention.label, href(mention), mention.entity_class)


def why(reader: Reader, found: WhyNot) -> Why:
    """The verdicts that kept an actor out or down."""
    return Why(
        _display(reader, found.actor.iri), found.summary, tuple(_judged(reader, judged) for judged in found.offers)
    )


def _judged(reader: Reader, judged: Judged) -> Offer:
    reasons = tuple(
        Reason(TONES.get(state, "mi"), text) for reason in judged.reasons for text, state in reason.sentences
    )
    title = reader.label(judged.service.iri) if judged.service else translate("L’acteur lui-même")
    return Offer(title, judged.rank, judged.refused, reasons)


def plain_text(groups: Iterable[Group], situation: Situation, address: str) -> str:
    """The answers as a text to paste in a mail."""
    asked = ", ".join(f"« {name} »" for name in _asked(situation)) or situation.question
    place = f", {situation.place.label}" if situation.place else ""
    lines = [translate("Bonjour,"), f"{translate('Pour')} {asked}{place} :"]
    for group in groups:
        lines += ["", f"{group.title} :"]
        for answer in group.answers:
            who = f", {answer.actor.text}" if answer.actor.text != answer.title else ""
            reach = f" – {answer.contact.text}" if answer.contact else ""
            lines.append(f"{answer.rank}. {answer.title}{who}{reach} ({answer.state.text})")
    return "\n".join([*lines, "", f"{translate('Réponses du')} {long_date(situation.day)} : {address}"])


def corrections(unresolved: Iterable[Unresolved]) -> tuple[tuple[str, str, tuple[Chip, ...]], ...]:
    """For each thing not understood: its words, the parameter to correct, and what may have been meant."""
    found = []
    for words in unresolved:
        field = "besoin" if words.field == "question" else words.field
        found.append((words.query, field, tuple(Chip(local_name(item.iri), item.label) for item in words.suggestions)))
    return tuple(found)


def is_past(day: date) -> bool:
    """Whether the answers are for a day that is gone."""
    return day < date.today()
