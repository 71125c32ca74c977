# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erases for good what somebody asks to be forgotten."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.errors import InvalidInput, UnknownThing
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._french import FILE, Command, counted
from web.cli._journal import AUTHOR

if TYPE_CHECKING:
    from graph.erasure.erasing import Erased
    from graph.erasure.finding import Finds
    from graph.rdf.dataset import Fact

MOST = 20
NO_ROW = "Plus aucun fait, texte ou bon ne le dit. Les fichiers de la base seront réécrits."
SURE = "effacer"
KINDS = {
    "backup": "état mis de côté par « restore » : il sera réécrit",
    "log": "journal d’un programme : ses lignes qui le disent partiront",
    "journal": "copie d’un journal abîmé : elle sera supprimée",
    "letter": "courriel écrit ici : il sera supprimé",
    "other": "à corriger vous-même",
    "unread": "ne se lit pas d’ici : à regarder vous-même",
}


@click.command("erase", cls=Command)
@click.argument("targets", metavar="FICHE|MOTS…", nargs=-1)
@click.option("--account", type=click.IntRange(1), metavar="N", help="Efface le compte de ce numéro, et lui seul.")
@click.option("--heir", type=click.IntRange(1), metavar="N", help="Avec --account : le compte qui reprend ses droits.")
@click.option("--about-only", is_flag=True, help="Garde ce qui mène à la fiche ; sans cela, tout part.")
@click.option("--backups", multiple=True, type=FILE, metavar="DOSSIER", help="Où regarder aussi : vos sauvegardes.")
@click.option("--show", is_flag=True, help="Montre ce qui partirait, sans rien effacer.")
@click.option("--yes", is_flag=True, help="Efface sans demander.")
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui efface : inscrit dans le journal.")
def command(targets: tuple[str, ...], account: int | None, heir: int | None, yes: bool, **asked: Any) -> None:
    """Efface pour de bon une fiche ou des mots, partout où ce site les garde. Le serveur doit être arrêté.

    FICHE est son adresse, ou ce qui la termine : organisation/le-moulin. Tout ce qui est dit d’elle part, et ce qui y
    mène. Les MOTS (un nom, un téléphone, entre guillemets) sont cherchés dans tous les textes et toutes les adresses,
    sans égard aux majuscules ni aux accents. « - » les lit sur l’entrée, un par ligne : ils ne restent alors pas dans
    l’historique de vos commandes.

    Le journal est réécrit sans eux et chaîné de nouveau, avec une modification qui dit combien de faits sont effacés,
    jamais lesquels. Ni « undo », ni « load », ni « restore » ne les ramène. Les sauvegardes ne sont pas changées :
    celles des DOSSIERS donnés qui les gardent sont nommées.

    Avec --account, seul un compte s’en va, et le serveur peut rester allumé.
    """
    here = current_ecosystem()
    if account is not None:
        if asked["show"]:
            click.echo(f"Partirait : {here.people.account(account).email}, compte n° {account}.")
            return
        _erase_account(here, account, heir, yes)
    elif targets:
        _erase_said(here, targets, yes, asked)
    else:
        raise InvalidInput("Dites ce qui est à effacer : une FICHE, des MOTS, ou --account N.", field="words")


def _erase_said(here: Ecosystem, targets: tuple[str, ...], yes: bool, asked: dict[str, Any]) -> None:
    """Shows what would leave, and erases it once that is wanted."""
    finds = _found(here, _read(targets), mentions=not asked["about_only"])
    _tell(here, finds, asked["backups"])
    if asked["show"]:
        return
    from graph.erasure.erasing import erase, refuse_at_work

    refuse_at_work(here.settings)
    if not yes:
        _ask()
    _tell_done(here, finds, erase(here.settings, finds, asked["author"]), asked["backups"])


def _erase_account(here: Ecosystem, number: int, heir: int | None, yes: bool) -> None:
    """Erases an account while the server runs: what its holder wrote of cards stays, under the number alone."""
    from graph.erasure.accounts import erase_account

    if not yes:
        _ask()
    undone = erase_account(here.settings, number, heir)
    click.echo(
        "\n".join([f"Compte n° {number} effacé. Ce qui a été écrit sur les fiches reste, sous ce numéro.", *undone])
    )


def _read(targets: tuple[str, ...]) -> list[str]:
    """What is asked for, that of the input included."""
    if "-" not in targets:
        return list(targets)
    typed = [line.strip() for line in sys.stdin if line.strip()]
    return [target for target in targets if target != "-"] + typed


def _found(here: Ecosystem, targets: list[str], *, mentions: bool) -> Finds:
    """What is found; raises UnknownThing when that is nothing at all."""
    from graph.erasure.erasing import is_unfinished
    from graph.erasure.files import UNREAD, held_in_instance
    from graph.erasure.finding import find
    from graph.erasure.wanted import wanted

    asked = wanted(targets, here.settings.base_url, mentions=mentions)
    with here.replayed() as ecosystem:
        public = ecosystem.repository.public
        finds = find(here.settings, ecosystem.model, asked, lambda iri: iri in public)
    kinds = {holder.kind for holder in held_in_instance(here.settings, finds)} if not finds else {""}
    if kinds <= {UNREAD} and not is_unfinished(here.settings, finds):
        raise UnknownThing("Rien de tel n’est gardé ici : ni fiche, ni texte, ni bon. Rien n’est changé.")
    return finds


def _tell(here: Ecosystem, finds: Finds, backups: tuple[Path, ...]) -> None:
    """Shows all that is found, and what somebody has to look at."""
    from graph.erasure.files import held_in_instance

    base = here.settings.base_url
    lines = [*_facts_told(finds, base), *_others_told(finds, base)] if finds else [NO_ROW]
    lines += [
        f"Fichier de l’instance : {holder.path} ({KINDS[holder.kind]})"
        for holder in held_in_instance(here.settings, finds)
    ]
    click.echo("\n".join([*lines, *_backups_told(here, finds, backups), *_warnings(finds, base)]))


def _facts_told(finds: Finds, base: str) -> Iterator[str]:
    journal = finds.journal
    numbers = ", ".join(map(str, journal.changes[:MOST])) + ("…" if len(journal.changes) > MOST else "")
    where = f"{counted(len(journal.changes), 'modification')}{f' du journal ({numbers})' if numbers else ''}"
    yield f"À effacer : {counted(len(journal.facts), 'fait')}, dans {where}."
    yield from (f"  {_said(fact, base)}" for fact in sorted(journal.facts, key=str)[:MOST])
    if len(journal.facts) > MOST:
        yield f"  … et {len(journal.facts) - MOST} de plus"


def _others_told(finds: Finds, base: str) -> Iterator[str]:
    from graph.backup.parts import PARTS

    if finds.things:
        yield f"Fiches retirées : {_named(finds.things, base)}"
    counts = (
        (len(finds.journal.texts), "auteur ou message de modification"), (finds.shipped, "ligne de fait livré"),
        *((finds.parts.get(part.name, 0), part.counted) for part in PARTS),
    )  # fmt: skip
    yield from (f"Aussi : {count} × {what}" for count, what in counts if count)


def _warnings(finds: Finds, base: str) -> Iterator[str]:
    if finds.lacking:
        yield (
            "Attention : sans cela, ces fiches ne disent plus ce qu’il faut (leur nom, le plus souvent) : "
            f"{_named(finds.lacking, base)}. Ajoutez leur adresse à la commande pour les retirer entières, ou "
            "nommez-les autrement ensuite."
        )
    if finds.elsewhere:
        yield f"Attention : le même nom reste écrit dans {counted(len(finds.elsewhere), 'fait')} :"
        yield from (f"  {_said(fact, base)}" for fact in finds.elsewhere[:MOST])
        yield "  Pour les effacer aussi, ajoutez ce nom à la commande, entre guillemets."


def _named(iris: Iterable[str], base: str) -> str:
    return ", ".join(iri.removeprefix(f"{base}/id/") for iri in iris)


def _said(fact: Fact, base: str) -> str:
    """A fact on one line."""
    from graph.namespaces import compact

    value = fact.o if isinstance(fact.o, str) else f"« {fact.o.value[:80]} »"
    source = fact.source.removeprefix(f"{base}/id/")
    return f"{fact.s.removeprefix(f'{base}/id/')}  {compact(fact.p)}  {value.removeprefix(f'{base}/id/')}  [{source}]"


def _backups_told(here: Ecosystem, finds: Finds, folders: tuple[Path, ...]) -> Iterator[str]:
    from graph.erasure.files import UNREAD, held_in_backups

    missing = next((folder for folder in folders if not folder.exists()), None)
    if missing is not None:
        raise InvalidInput(f"« {missing} » : ce dossier n’existe pas.", field="backups")
    for holder in held_in_backups(folders, finds):
        if holder.kind == UNREAD:
            yield f"Sauvegarde illisible d’ici : {holder.path}. Comptez qu’elle le garde, si elle date d’avant."
        elif holder.since:
            yield f"Sauvegarde qui le garde : {holder.path} (du {holder.since}), {_until(here, holder.path)}."
        else:
            yield f"Autre fichier qui le garde : {holder.path}."


def _until(here: Ecosystem, path: Path) -> str:
    """How long a backup stays: as long as its file, which « backup --rotate » removes in the end."""
    from graph.backup.rotation import MONTHS, dated_files
    from graph.text.wording import day_text

    moment = next((item.moment for item in dated_files(path.parent, here.settings) if item.path == path), None)
    if moment is None:
        return "tant que ce fichier existe"
    month = moment.month - 1 + MONTHS
    first = moment.date().replace(year=moment.year + month // 12, month=month % 12 + 1, day=1)
    return (
        f"jusqu’à la première sauvegarde que « backup --rotate » fera à partir du {day_text(first)}, au plus tard, "
        "s’il en fait une chaque mois d’ici là"
    )


def _ask() -> None:
    """Raises InvalidInput unless somebody says that it is meant."""
    try:
        typed = click.prompt(f"Cela ne se défait pas. Pour continuer, tapez « {SURE} »", default="", show_default=False)
    except click.Abort:  # nothing is left to read where the words came by the input
        typed = ""
    if typed.strip(" «»").lower() != SURE:
        raise InvalidInput(
            "Rien n’est effacé : vous n’avez pas confirmé. Si les mots viennent par « - », ajoutez --yes.", field="yes"
        )


def _tell_done(here: Ecosystem, finds: Finds, done: Erased, backups: tuple[Path, ...]) -> None:
    """Makes what is derived again, as a start does, then says what was done and what is left to do."""
    from graph.erasure.erasing import traces

    ecosystem = Ecosystem(here.settings, data=(), ontology=here.ontology)
    try:
        _ = ecosystem.repository
    finally:
        ecosystem.close()
    left = traces(here.settings, finds)
    click.echo(
        f"Effacé, modification {done.number} : {counted(done.facts, 'fait')}, dans "
        f"{counted(done.changes, 'modification')}. Le journal est chaîné de nouveau, tout est refait."
    )
    lines = [f"À corriger vous-même : {holder.path}." for holder in done.left]
    lines += done.undone
    lines += [f"Reste encore dans : {name}." for name in left if name not in {str(one.path) for one in done.left}]
    lines += [*_backups_told(here, finds, backups), *_shipped_told(here, finds)]
    lines.append(
        "Faites maintenant une sauvegarde : elle emporte le registre qui empêche le retour de ce qui est effacé. "
        "Rétablie ici, une sauvegarde d’avant sera effacée de nouveau ; ailleurs, copiez d’abord "
        f"« {here.settings.instance / 'erased.json'} » dans le nouvel INSTANCE."
    )
    click.echo("\n".join(lines))


def _shipped_told(here: Ecosystem, finds: Finds) -> Iterator[str]:
    """The files that ship and still say it: they are of the project, or of whoever keeps the territory."""
    for folder in here.data:
        for path in sorted(folder.rglob("*.ttl")) if folder.is_dir() else [folder]:
            if finds.wanted.spelt.search(path.read_bytes()):
                yield f"Un fichier livré le dit encore, et ne sera pas repris : {path}. Demandez qu’on l’en retire."
