# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refers an association: answers ranked and explained."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from graph.entity import Reader
from graph.referral.missing import LEFT_ASIDE, NOT_UNDERSTOOD
from graph.referral.request import query_of
from graph.referral.situation import ASKERS, ASSOCIATION
from graph.text.catalogue import LANGUAGES, basic
from graph.text.typed import choice
from graph.text.wording import Phrase, Plain, Speaker
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command

PERHAPS = Phrase("« {words} » n’a pas été compris. Peut-être : {near}.")
READ_AS = Phrase("« {words} » : compris comme {label}.")
INSTEAD = Phrase("Au lieu de {tool} : {free}.")
URGENT = Phrase("Si quelqu’un est en danger :")


@click.command("refer", cls=Command)
@click.option("--commune", default="", metavar="NOM", help="Commune : nom, code postal ou code INSEE.")
@click.option(
    "--need", "needs", multiple=True, metavar="BESOIN", help="Besoin, en un mot ou en une phrase ; peut être répété."
)
@click.option("--tool", "tools", multiple=True, metavar="OUTIL", help="Outil utilisé ; peut être répété.")
@click.option("--audience", "audiences", multiple=True, metavar="PUBLIC", help="Public concerné ; peut être répété.")
@click.option("--question", default="", metavar="TEXTE", help="La demande, en une phrase.")
@click.option("--free", is_flag=True, help="Seulement ce qui est gratuit.")
@click.option("--mode", default="", metavar="MODE", help="Comment aider : sur place, à distance, chez l’association.")
@click.option("--date", default="", metavar="AAAA-MM-JJ", help="À quelle date (aujourd’hui par défaut).")
@click.option("--asker", default=ASSOCIATION, metavar="QUI", help=f"Qui demande : {' ou '.join(ASKERS)}.")
@click.option("--limit", default="10", show_default=True, metavar="N", help="Nombre de réponses.")
@click.option("--lang", default="fr", show_default=True, metavar="LANGUE", help=f"Langue : {' ou '.join(LANGUAGES)}.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON, comme l’API.")
def command(as_json: bool, lang: str, **asked: object) -> None:
    """Vers qui orienter une association : réponses classées et expliquées."""
    from graph.readings.referral.by_need import by_need, told_by_need
    from graph.readings.referral.cards import CardShelf
    from graph.readings.referral.desk import DeskView, read_desk
    from graph.readings.referral.document import referral_document
    from graph.readings.urgent import urgency, urgency_document

    lang = choice("lang", basic(lang), LANGUAGES)
    with current_ecosystem().readable() as ecosystem:
        speaker, around = Reader(ecosystem.repository.public, ecosystem.model, lang), ecosystem.public.surroundings
        query = query_of(asked)
        referral = around.answer(query)
        limit = referral.situation.limit
        desk = read_desk(speaker, around.engine, referral, CardShelf(), DeskView(limit, limit))
        document = referral_document(referral, speaker)
        texts = (*query.needs, *query.tools, *query.audiences, query.question, query.commune)
        document["urgent"] = urgency_document(urgency(speaker, texts))
    if as_json:
        click.echo(json.dumps({**document, "by_need": by_need(desk)}, ensure_ascii=False, indent=1))
        return
    lines = [*_told(document, Plain(lang)), *told_by_need(desk, lang), *_otherwise(document, Plain(lang))]
    click.echo("\n".join(lines))


def _told(document: dict[str, Any], speaker: Speaker) -> Iterator[str]:
    """The answers as lines: who to call in danger, how the place was understood, who, for what, why, how to reach."""
    urgent = document["urgent"]
    if urgent:
        yield URGENT().text(speaker)
        yield from (f"   {line['number']} — {line['label']}. {line['about']}" for line in urgent["numbers"])
    place = document["situation"]["commune"]
    if place and place["note"]:
        yield place["note"]
    yield from (gloss["text"] for gloss in document["situation"]["glosses"])
    for read in document["situation"]["readings"]:
        yield READ_AS(words=read["query"], label=read["label"]).text(speaker)
    for words in document["situation"]["unresolved"]:
        near = ", ".join(item["label"] for item in words["suggestions"])
        phrase = LEFT_ASIDE if words["aside"] else PERHAPS if near else NOT_UNDERSTOOD
        yield phrase(words=words["query"], near=near).text(speaker)


def _otherwise(document: dict[str, Any], speaker: Speaker) -> Iterator[str]:
    """What may take the place of a tool in use."""
    for advice in document["advice"]:
        free = ", ".join(item["label"] for item in advice["alternatives"])
        yield INSTEAD(tool=advice["tool"]["label"], free=free).text(speaker)
