# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings a file of the field in: what it would change is shown first, then it is one change of the journal."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.errors import DataError, InvalidInput
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._deliveries import as_data, lines
from web.cli._french import FILE, Command, Misuse, Refusal, counted, refuse_unwritable
from web.cli._journal import AUTHOR, sentence

if TYPE_CHECKING:
    from graph.deliveries import (
        DeliveryPreview,
        DeliveryQuestion,
        DeliveryRequest,
        JudgedDelivery,
        OpenDelivery,
        Taken,
    )
    from graph.deliveries.duplicates import PossibleDuplicate
    from graph.sources import SourceContent

ANSWERED = "{text} Répondez par l’option --{option}, qui vaut : {answers}."
ANSWERED_SO = "{text} Répondez par l’option --answer {option}=…, qui vaut : {answers}."
MANY_GONE = (
    "Disparu de ce fichier, pour cette source : {gone} sur {count}. C’est plus d’une sur dix, et peut-être le mauvais "
    "fichier."
)
ANSWER_GONE = (
    " Rien n’est écrit. Répondez par l’option --gone, qui vaut keep (elles restent, « plus citées par cette source ») "
    "ou remove (elles sont retirées) ; ou par --complete si ce fichier complète le précédent."
)
NO_MAPPING = (
    "ce fichier de colonnes n’existe pas, ou n’est pas un fichier ordinaire. Donnez celui que dit la fin d’un envoi "
    "(mappings/….toml), ou retirez --mapping."
)
NOTHING = "rien n’est changé."
NOTHING_ENTERS = "aucune ligne ne peut entrer telle quelle : rien n’est changé. Corrigez le fichier, puis recommencez."
KEPT = "Elles resteraient, « plus citées par cette source ». Continuer (oui ou non) ?"


@click.command("import", cls=Command)
@click.argument("place", metavar="FICHIER|ADRESSE")
@click.option("--source", default="", metavar="NOM", help="De qui vient ce fichier ; le même nom au prochain envoi.")
@click.option("--licence", default="", metavar="LICENCE", help="Ce que l’on peut en faire : etalab-2.0, odbl, ici…")
@click.option("--date", "issued", default="", metavar="JOUR", help="De quand il est : 2026-09-12, 2026-09, 2026.")
@click.option(
    "--mapping",
    type=FILE,
    default=None,
    metavar="FICHIER",
    help="Ce que veut dire chaque colonne.",
)
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=RÉPONSE", help="Répond d’avance à une question.")
@click.option("--dry-run", is_flag=True, help="Montre ce qui changerait, et n’écrit rien.")
@click.option("--aside", type=FILE, default=None, metavar="FICHIER", help="Où mettre les lignes à corriger (CSV).")
@click.option(
    "--faulty",
    type=click.Choice(["aside", "without"]),
    default="aside",
    help="Une ligne fausse : laissée de côté (aside), ou entrée sans la valeur fausse (without).",
)
@click.option(
    "--gone",
    type=click.Choice(["keep", "remove"]),
    default=None,
    help="Ce qui a disparu du fichier : gardé et marqué (keep), ou retiré (remove).",
)
@click.option("--complete", is_flag=True, help="Ce fichier complète le dernier envoi, au lieu de le remplacer.")
@click.option("--no-merge", is_flag=True, help="Ne rapproche rien d’office : chaque ligne reste une fiche à part.")
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui l’apporte : inscrit dans le journal.")
@click.option("--json", "as_json", is_flag=True, help="L’aperçu en JSON.")
def command(place: str, dry_run: bool, aside: Path | None, author: str, as_json: bool, **asked: Any) -> None:
    """Apporte un fichier du terrain : tableau, MedNum, data·inclusion, carte d’acteurs, agenda, autre Tisserand…

    L’adresse d’une seule fiche (d’un autre Tisserand, ou d’une page qui porte des données liées) apporte cette fiche
    et elle seule ; « flask refresh » la relit.

    Ce qui changerait est d’abord montré : le nouveau, le changé, le pareil, le disparu, et chaque ligne à corriger. Le
    reste entre, en une seule modification du journal, que « flask undo » défait. Un deuxième fichier de la même source
    remplace le premier. Une ligne qui est une fiche déjà connue, d’après son SIRET et sa commune, en est rapprochée :
    c’est d’abord dit, et la page des rapprochements le défait. Avec --dry-run rien n’est écrit, et le code de sortie
    est 1 s’il y a des lignes à corriger.
    """
    if aside is not None:
        refuse_unwritable(aside)
    here = current_ecosystem()
    with _content(place, here) as (content, contact), _facts(here, read_only=dry_run) as ecosystem:
        opened = _opened(ecosystem, content, replace(_request(here, asked), contact=contact))
        judged = opened.judged(opened.read(_said))
        preview, twice = _shown(ecosystem, opened, judged, as_json=as_json)
        if aside is not None:
            _put_aside(judged, content.path, aside)
        if dry_run:
            sys.exit(1 if preview.faults else 0)
        _refuse_wrong_file(preview, asked)
        _told(_taken(ecosystem, judged, author, twice))
        _remember(here, opened)


@contextmanager
def _facts(here: Ecosystem, *, read_only: bool) -> Iterator[Ecosystem]:
    """The facts that the file is compared with; what ships is loaded first where nothing is."""
    from graph.storage.shipped import AUTHOR as PROJECT

    with here.readable() if read_only else here.replayed() as ecosystem:
        if ecosystem.repository.number == 0:
            ecosystem.repository.load(here.data, PROJECT, shipped=True)
        yield ecosystem


def _request(here: Ecosystem, asked: dict[str, Any]) -> DeliveryRequest:
    """What the options say."""
    from graph.deliveries import DeliveryChoices, DeliveryRequest, WhenFaulty, WhenGone
    from graph.deliveries.remembered import with_also
    from graph.sources import SourceMapping, read_mapping

    options = {}
    for answer in asked["answers"]:
        name, equals, value = answer.partition("=")
        if not equals:
            raise Misuse(f"« {answer} » : écrivez la question, le signe égal, puis la réponse")
        options[name.strip()] = value.strip()
    choices = DeliveryChoices(
        WhenFaulty(asked["faulty"]), WhenGone(asked["gone"] or "keep"), bool(asked["complete"]), not asked["no_merge"]
    )
    if asked["mapping"] and not asked["mapping"].is_file():
        raise DataError(NO_MAPPING, file=str(asked["mapping"]))
    mapping = with_also(
        read_mapping(asked["mapping"]) if asked["mapping"] else SourceMapping(), SourceMapping(options=options)
    )
    return DeliveryRequest(asked["source"], asked["licence"], mapping, choices, here.settings.instance, asked["issued"])


@contextmanager
def _content(place: str, here: Ecosystem) -> Iterator[tuple[SourceContent, str]]:
    """The file, or what is at the address, kept as a file as long as it is read; whom the site of a card says to write
    to (`mailto:`), "" where it does not."""
    from graph.sources import SourceContent

    if not place.startswith(("http://", "https://")):
        path = Path(place)
        if not path.is_file():
            raise DataError("ce fichier n’existe pas, ou n’est pas un fichier ordinaire.", file=path.name)
        yield SourceContent(path.name, path), ""
        return
    from graph.deliveries.catalogues import contact_at
    from graph.deliveries.reaching import reach
    from graph.fetch import fetcher_of

    fetcher = fetcher_of(here.settings)
    found = reach(fetcher, place)
    contact = contact_at(fetcher, place) if found.about else ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fetched{Path(found.name).suffix[:12]}"
        path.write_bytes(found.content)
        yield SourceContent(found.name, path, found.media_type, found.address, found.about), contact


def _opened(ecosystem: Ecosystem, content: SourceContent, asked: DeliveryRequest) -> OpenDelivery:
    """The file opened, each question answered on the terminal; elsewhere the option that answers is told."""
    from graph.deliveries.cards import CardSurroundings, open_brought

    repository = ecosystem.repository
    around = CardSurroundings(repository.model, repository.background, repository.said)
    while True:
        opened = open_brought(content, asked, around)
        if not opened.questions:
            return opened
        asked = _answered(asked, opened.questions[0])


def _answered(asked: DeliveryRequest, question: DeliveryQuestion) -> DeliveryRequest:
    if not sys.stdin.isatty():
        known = question.option == "licence"
        answers = ", ".join(f"{word} ({text})" for word, text in question.answers.items())
        said = (ANSWERED if known else ANSWERED_SO).format(text=question.text, option=question.option, answers=answers)
        raise InvalidInput(said, field=question.option)
    click.echo(question.text)
    for word, text in question.answers.items():
        click.echo(f"  {word} : {text}")
    answer = ""
    while answer not in question.answers:
        answer = _typed("Votre réponse :")
    if question.option == "licence":
        return replace(asked, licence=answer)
    options = {**asked.mapping.options, question.option: answer}
    return replace(asked, mapping=replace(asked.mapping, options=options))


def _typed(question: str) -> str:
    """What somebody answers on the terminal; raises Refusal when they leave."""
    try:
        typed: str = click.prompt(question, prompt_suffix=" ")
    except click.Abort as error:
        raise Refusal(NOTHING) from error
    return typed.strip()


def _said(row: int) -> None:
    """Progress, on the error output."""
    click.echo(f"{row} lignes lues…", err=True)


def _shown(
    ecosystem: Ecosystem, opened: OpenDelivery, judged: JudgedDelivery, *, as_json: bool
) -> tuple[DeliveryPreview, tuple[PossibleDuplicate, ...]]:
    from graph.deliveries import preview_of
    from graph.deliveries.duplicates import duplicates_of

    repository = ecosystem.repository
    preview = preview_of(judged, repository.said, repository.model)
    twice = duplicates_of(judged, preview, repository.full, repository.model, ecosystem.territories)
    if as_json:
        click.echo(
            json.dumps(as_data(opened, preview, twice, merge=judged.choices.merge), ensure_ascii=False, indent=1)
        )
    else:
        click.echo("\n".join(lines(opened, preview, twice, repository.model, merge=judged.choices.merge)))
    return preview, twice


def _put_aside(judged: JudgedDelivery, path: Path, aside: Path) -> None:
    from graph.deliveries import aside_table
    from graph.storage.files import write_atomically

    if judged.faults:
        write_atomically(aside, aside_table(judged, path).encode())
        click.echo(
            f"Les lignes à corriger sont dans {aside}. Corrigez-les, puis renvoyez-les avec --complete.", err=True
        )


def _refuse_wrong_file(preview: DeliveryPreview, asked: dict[str, Any]) -> None:
    """Asks whether it is meant that much has disappeared; raises Refusal where nobody can answer, or nothing enters."""
    from graph.deliveries import Fate

    if not preview.enters:
        raise Refusal(NOTHING_ENTERS)
    if not preview.many_gone or asked["gone"]:
        return
    said = MANY_GONE.format(gone=counted(len(preview.of(Fate.GONE)), "fiche"), count=preview.known)
    if not sys.stdin.isatty():
        raise Refusal(said + ANSWER_GONE)
    if _typed(f"{said} {KEPT}").lower() not in {"oui", "o"}:
        raise Refusal(NOTHING)


def _taken(ecosystem: Ecosystem, judged: JudgedDelivery, author: str, twice: tuple[PossibleDuplicate, ...]) -> Taken:
    from graph.deliveries import take

    return take(ecosystem.repository, judged, author, twice)


def _remember(here: Ecosystem, opened: OpenDelivery) -> None:
    """Keeps what its columns mean where that was for people to settle."""
    from graph.deliveries import remember

    path = remember(here.settings.instance, opened)
    if path is not None:
        click.echo(f"Ce que veut dire chaque colonne est gardé pour le prochain fichier : {path}", err=True)


def _told(taken: Taken) -> None:
    if taken.left_out:
        count = counted(taken.left_out, "fait laissé")
        click.echo(f"{count} de côté : effacés pour de bon à la demande de quelqu’un.", err=True)
    if taken.change is None:
        click.echo("Rien à changer : tout est déjà ici, mot pour mot.", err=True)
    else:
        header = taken.change.header
        click.echo(sentence(header.number, header.added_count, header.removed_count), err=True)
        if taken.merged:
            click.echo(f"{counted(taken.merged, 'fiche rapprochée')} d’office d’une fiche déjà connue.", err=True)
        click.echo(f"Pour tout défaire : flask undo {header.number}", err=True)
