# SPDX-License-Identifier: AGPL-3.0-or-later
"""Crosses a source with all others, or with another one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.namespaces import local_name
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.cli._french import FILE, Command, counted, refuse_unwritable

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.readings.crossing.reading import CrossedMatch, CrossedThing, CrossingReading
    from graph.readings.crossing.sources import DescribedThings

MOST_TOLD = 20
NOBODY = "Il n’y a encore aucune source à croiser : apportez un fichier, avec « flask import »."


@click.command("cross", cls=Command)
@click.argument("source", metavar="[SOURCE]", default="")
@click.option("--with", "other", default="", metavar="SOURCE", help="L’autre source ; sinon toutes les autres.")
@click.option("--in", "place", default="", metavar="LIEU", help="Seulement dans cette commune, cette intercommunalité…")
@click.option("--kind", "kinds", multiple=True, metavar="NATURE", help="Seulement ces fiches ; peut être répété.")
@click.option("--public", is_flag=True, help="D’après les seuls faits publics.")
@click.option("--csv", "table", type=FILE, default=None, metavar="FICHIER", help="Où mettre le tableau entier (CSV).")
@click.option("--limit", type=click.IntRange(0, 10_000), default=MOST_TOLD, metavar="N", help="Fiches par liste.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON, comme l’API.")
def command(table: Path | None, limit: int, as_json: bool, public: bool, **asked: Any) -> None:
    """Croise une source avec nos fiches : ce qu’elle dit et pas nous, ce que nous disons et pas elle, ce qui diffère.

    Sans SOURCE, les sources que l’on peut croiser sont nommées. Rien n’est écrit.
    """
    from graph.entity import Reader
    from graph.readings.crossing.sources import described_things

    if table is not None:
        refuse_unwritable(table)
    with current_ecosystem().readable() as ecosystem:
        data = ecosystem.repository.public if public else ecosystem.repository.full
        reader, described = Reader(data, ecosystem.model), described_things(data, ecosystem.model)
        if not asked["source"]:
            click.echo("\n".join(_sources(reader, described)))
            return
        reading = _reading(ecosystem, reader, described, asked)
        click.echo(_data(reading, limit) if as_json else "\n".join(_lines(reading, limit)))
        if table is not None:
            _write(reading, table)


def _sources(reader: Reader, described: DescribedThings) -> Iterator[str]:
    for item in described.sources:
        yield f"{local_name(item.iri)} : {reader.label(item.iri)}, {counted(item.size, 'fiche')}"
    if not described.sources:
        yield NOBODY


def _reading(
    ecosystem: Ecosystem, reader: Reader, described: DescribedThings, asked: dict[str, Any]
) -> CrossingReading:
    """What the options ask for; raises InvalidInput, or UnknownThing for a kind."""
    from graph import clock
    from graph.readings.crossing.asking import asked_area, asked_sides
    from graph.readings.crossing.crossing import CrossingGround, crossing
    from graph.readings.crossing.reading import crossing_reading

    kinds = tuple(reader.model.kind(kind).kind for kind in asked["kinds"])
    area = asked_area(ecosystem.territories, asked["place"], "in")
    sides = asked_sides(reader, described, (asked["source"], asked["other"]), kinds, ("source", "with"))
    ground = CrossingGround(reader.dataset, reader.model, ecosystem.territories, described)
    return crossing_reading(reader, crossing(ground, sides), ecosystem.territories, clock.today(), area)


def _data(reading: CrossingReading, limit: int) -> str:
    from graph.readings.crossing.document import crossing_document

    return json.dumps(crossing_document(reading, limit), ensure_ascii=False, indent=1)


def _lines(reading: CrossingReading, limit: int) -> Iterator[str]:
    """Each list under its count; how it was sought."""
    from graph.readings.crossing.document import SOUGHT

    counts, ours = reading.counts, reading.ours.label if reading.ours else "nos fiches"
    yield f"{reading.theirs.label}, et {ours}{f' ({reading.area.name})' if reading.area else ''}"
    yield f"Seulement dans « {reading.theirs.label} » : {counts.theirs}"
    yield from _cut(map(_thing, reading.only_theirs()), limit)
    yield f"Peut-être les mêmes, à regarder : {counts.perhaps}"
    yield from _cut((f"{_couple(item)} ({item.score} sur 100)" for item in reading.perhaps()), limit)
    yield f"Dans les deux : {counts.both}, dont {counted(counts.differing, 'désaccord')}"
    for item in islice(reading.differing(), limit):
        for answers in item.differences:
            said = (", ".join(side.texts) or "n’en dit rien" for side in (answers.theirs, answers.ours))
            yield f"  {_couple(item)}, {answers.field} : {' ≠ '.join(said)}"
    yield f"Seulement dans {ours} : {counts.ours}"
    yield from _cut(map(_thing, reading.only_ours()), limit)
    yield SOUGHT()


def _cut(lines: Iterable[str], limit: int) -> Iterator[str]:
    return (f"  {line}" for line in islice(lines, limit))


def _thing(item: CrossedThing) -> str:
    return f"{item.mention.label}{f', {item.place.name}' if item.place else ''}"


def _couple(item: CrossedMatch) -> str:
    if item.one_card or item.theirs.label == item.ours.label:
        return item.ours.label
    return f"{item.theirs.label} = {item.ours.label}"


def _write(reading: CrossingReading, table: Path) -> None:
    from exports._crossing_csv import crossing_csv
    from graph.storage.files import write_atomically

    write_atomically(table, crossing_csv(reading))
    click.echo(f"Le tableau entier est dans {table}.", err=True)
