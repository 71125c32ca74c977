# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of answers: refer, search, export, check."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from graph.errors import UnknownThing
from graph.referral.missing import LEFT_ASIDE, NOT_UNDERSTOOD
from graph.referral.situation import ASKERS, ASSOCIATION
from graph.text.wording import Phrase, Plain, Speaker
from web.commands_french import Command, counted, refuse_unwritable
from web.ecosystem import current_ecosystem
from web.language import LANGUAGES

FILE = click.Path(path_type=Path)
PERHAPS = Phrase(
    "« {words} » n’a pas été compris. Peut-être : {near}.", "“{words}” was not understood. Perhaps: {near}."
)
READ_AS = Phrase("« {words} » : compris comme {label}.", "“{words}”: understood as {label}.")
INSTEAD = Phrase("Au lieu de {tool} : {free}.", "Instead of {tool}: {free}.")
NOBODY = Phrase("Personne n’est connu pour : {need}.", "Nobody is known for: {need}.")


@click.command(cls=Command)
@click.argument("words", metavar="MOTS", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, metavar="N", help="Nombre de réponses."
)
def search(words: tuple[str, ...], as_json: bool, limit: int) -> None:
    """Cherche une fiche ou un besoin par son nom, ses autres noms ou son sigle."""
    with current_ecosystem().readable() as ecosystem:
        hits = ecosystem.search.search(" ".join(words), limit)
        labels = {item.kind: item.label.fr for item in ecosystem.model.classes}
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=1))
        return
    for hit in hits:
        click.echo(f"{hit.label} ({labels.get(hit.kind, hit.kind)})  <{hit.iri}>")
    if not hits:
        click.echo("Rien ne porte ce nom. Essayez un mot plus court, ou une autre orthographe.")


@click.command(cls=Command)
@click.option("--commune", default="", metavar="NOM", help="Commune : nom, code postal ou code INSEE.")
@click.option(
    "--need", "needs", multiple=True, metavar="BESOIN", help="Besoin, en un mot ou en une phrase ; peut être répété."
)
@click.option("--tool", "tools", multiple=True, metavar="OUTIL", help="Outil utilisé ; peut être répété.")
@click.option("--audience", "audiences", multiple=True, metavar="PUBLIC", help="Public concerné ; peut être répété.")
@click.option("--question", default="", metavar="TEXTE", help="La demande, en une phrase.")
@click.option("--free", is_flag=True, help="Gratuit seulement.")
@click.option("--mode", default="", metavar="MODE", help="Sur place, à distance, dans l’association.")
@click.option("--date", default="", metavar="AAAA-MM-JJ", help="À quelle date (aujourd’hui par défaut).")
@click.option("--asker", default=ASSOCIATION, metavar="QUI", help=" ou ".join(ASKERS) + ".")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, metavar="N", help="Nombre de réponses."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="Langue de la réponse.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON, comme l’API.")
def refer(as_json: bool, lang: str, **asked: object) -> None:
    """Vers qui orienter une association : réponses classées et expliquées."""
    from web.presenters.referral import referral_document

    with current_ecosystem().readable() as ecosystem:
        document = referral_document(ecosystem, asked, lang)
    click.echo(
        json.dumps(document, ensure_ascii=False, indent=1) if as_json else "\n".join(_told(document, Plain(lang)))
    )


def _told(document: dict[str, Any], speaker: Speaker) -> Iterator[str]:
    """The answers as lines: how the place was understood, who, for what, why, how to reach them."""
    place = document["situation"]["commune"]
    if place and place["note"]:
        yield place["note"]
    for read in document["situation"]["readings"]:
        yield READ_AS(words=read["query"], label=read["label"]).text(speaker)
    for words in document["situation"]["unresolved"]:
        near = ", ".join(item["label"] for item in words["suggestions"])
        phrase = LEFT_ASIDE if words["aside"] else PERHAPS if near else NOT_UNDERSTOOD
        yield phrase(words=words["query"], near=near).text(speaker)
    for result in document["results"]:
        service = f" — {result['service']['label']}" if result.get("service") else ""
        yield f"{result['rank']}. {result['actor']['label']}{service}"
        yield from (f"   · {reason['text']}" for reason in result["reasons"])
        contact = " ".join(str(value) for value in (result.get("contact") or {}).values() if isinstance(value, str))
        if contact:
            yield f"   {contact}"
    for advice in document["advice"]:
        free = ", ".join(item["label"] for item in advice["alternatives"])
        yield INSTEAD(tool=advice["tool"]["label"], free=free).text(speaker)
    for gap in document["gaps"]:
        yield NOBODY(need=gap["label"]).text(speaker)


@click.command(cls=Command)
@click.argument("format_name", metavar="FORMAT")
@click.option("-o", "--output", type=FILE, metavar="FICHIER", help="Fichier à écrire (sortie standard sinon).")
def export(format_name: str, output: Path | None) -> None:
    """Écrit le graphe public dans un format : ttl, jsonld, nq, csv, graphml, gexf…"""
    from exports import formats, write
    from graph.storage.files import write_atomically

    exports = {item.extension: item for item in formats()}
    chosen = exports.get(format_name.lstrip(".")) or next((e for e in exports.values() if e.slug == format_name), None)
    if chosen is None:
        raise UnknownThing(
            f"Aucun format ne s’appelle « {format_name} ». Formats : {', '.join(exports)}.", field="format"
        )
    if output is not None:
        refuse_unwritable(output)
    with current_ecosystem().readable() as ecosystem:
        if ecosystem.settings.base_is_default:
            click.echo("Attention : BASE_URL n’est pas choisi, les IRI de cet export sont provisoires.", err=True)
        content = write(chosen, ecosystem.repository.public, ecosystem.model, ecosystem.settings)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_atomically(output, content)


@click.command(cls=Command)
@click.argument("files", metavar="[FICHIERS…]", nargs=-1, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Vérifie l’ontologie et les données ; le code de sortie est 1 s’il y a une faute.

    Les données sont celles de l’instance, ou celles des FICHIERS et dossiers donnés (data/ si l’instance est vide).
    """
    from graph.validation import check as findings_of

    with current_ecosystem().readable(files) as ecosystem:
        facts = ecosystem.repository.full
        findings = findings_of(
            ecosystem.model, facts, known=ecosystem.repository.background.is_territory, folder=ecosystem.ontology
        )
        for finding in findings:
            click.echo(f"{'Faute' if finding.is_violation else 'Remarque'} — {finding}")
        wrong = sum(finding.is_violation for finding in findings)
        remarks = counted(len(findings) - wrong, "remarque")
        click.echo(f"{counted(len(facts), 'fait')} : {counted(wrong, 'faute')}, {remarks}.")
    if wrong:
        sys.exit(1)


COMMANDS = (search, refer, export, check)
