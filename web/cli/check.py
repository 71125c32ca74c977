# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks the ontology and the data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import InvalidInput, TooLarge
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._french import FILE, Command, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.model.finding import Finding
    from graph.rdf.dataset import Dataset
    from graph.storage.shipped import Apart

MOST_NAMED = 5
NOUNS = ("outil", "outils"), ("service en ligne", "services en ligne")


@click.command("check", cls=Command)
@click.argument("files", metavar="[FICHIERS…]", nargs=-1, type=FILE)
def command(files: tuple[Path, ...]) -> None:
    """Vérifie l’ontologie et les données ; le code de sortie est 1 s’il y a une faute.

    Sans FICHIERS, le journal est d’abord relu : une modification altérée ou disparue est nommée, et le code est 2.

    Les outils et les services en ligne dont personne n’a vu l’état depuis un an sont nommés : ce n’est pas une faute.

    Les données sont celles du site, ou celles des FICHIERS et dossiers donnés (data/ si le site est vide). Un
    tableau d’acteurs est lu comme le ferait « flask load » ; sans FICHIERS, c’est celui du territoire, s’il en a un.
    """
    from graph.sheets import is_table

    here = current_ecosystem()
    if not files:
        _read_journal_again(here)
    tables = [path for path in files if is_table(path)]
    others = [path for path in files if path not in tables]
    with here.readable(others) as ecosystem:
        findings = [] if tables and not others else _findings(ecosystem)
        told = [f"{'Faute' if finding.is_violation else 'Remarque'} — {finding}" for finding in findings]
        read = tables if files else _own_tables(here)
        refused = [fault for path in read for fault in _refused(ecosystem, path)]
        told += [f"Faute — {fault}" for fault in refused]
        told += [*_to_look_at(ecosystem.repository.full), *(() if files else _kept_here(here, ecosystem))]
        violations = sum(finding.is_violation for finding in findings)
        wrong, remarks = violations + len(refused), counted(len(findings) - violations, "remarque")
        told.append(f"{counted(len(ecosystem.repository.full), 'fait')} : {counted(wrong, 'faute')}, {remarks}.")
    click.echo("\n".join(told))
    if wrong:
        sys.exit(1)


def _read_journal_again(here: Ecosystem) -> None:
    """Raises BrokenJournal, which names what is not as it was written."""
    from graph.storage.continuity import refuse_broken

    refuse_broken(here.settings, to_the_first=True)


def _kept_here(here: Ecosystem, ecosystem: Ecosystem) -> Iterator[str]:
    """Where the instance differs from the files that ship."""
    from graph.storage.shipped import apart

    return (_told(item, ecosystem.settings.base_url) for item in apart(ecosystem.repository, here.data))


def _to_look_at(facts: Dataset) -> Iterator[str]:
    """The tools, then the online services, that somebody should look at again, with the date of the last look."""
    from graph import clock
    from graph.namespaces import local_name
    from graph.validation.watch import WATCHED, unwatched

    for kind, nouns in zip(WATCHED, NOUNS, strict=True):
        found = unwatched(facts, kind, clock.today())
        if found:
            named = (f"{local_name(item.iri)} ({item.seen.isoformat() if item.seen else 'jamais'})" for item in found)
            count = f"{len(found)} {nouns[len(found) > 1]}"
            yield f"À regarder — {count} dont personne n’a vu l’état depuis un an : {', '.join(named)}."


def _findings(ecosystem: Ecosystem) -> list[Finding]:
    """What is wrong with the ontology and the facts."""
    from graph.validation import check

    repository = ecosystem.repository
    known = repository.background.is_territory
    return check(ecosystem.model, repository.full, known=known, folder=ecosystem.ontology)


def _own_tables(here: Ecosystem) -> list[Path]:
    """The table that the command makes with a territory, in any format, filled in or not."""
    from graph.observatory.making import TABLE
    from graph.sheets import tables_in

    return tables_in(here.settings.territory, Path(TABLE).stem)


def _refused(ecosystem: Ecosystem, table: Path) -> list[str]:
    """The faults for which loading a table would refuse it, each with its row; none when it would be taken."""
    from graph.sources import read_table

    repository = ecosystem.repository
    try:
        repository.judge([read_table(table, repository.model, repository.background, ecosystem.observatory.licence)])
    except (InvalidInput, TooLarge) as error:
        return error.message.splitlines()
    return []


def _told(item: Apart, base: str) -> str:
    """Where the instance keeps to itself, beside a file that ships: what it lacks, what it says more, about what."""
    subjects = sorted({fact.s.removeprefix(f"{base}/") for fact in item.lacking | item.own})
    named = ", ".join(subjects[:MOST_NAMED]) + (
        f"… et {len(subjects) - MOST_NAMED} de plus" if len(subjects) > MOST_NAMED else ""
    )
    lacking, own = counted(len(item.lacking), "fait livré"), counted(len(item.own), "fait")
    return f"Gardé d’ici — {item.file} : {lacking} non repris, {own} d’ici ({named})."
