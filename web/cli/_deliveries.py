# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a delivery would change, in lines of a terminal and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph.deliveries import Fate, told
from graph.namespaces import expand
from graph.readings.merging import LEVELS
from web.cli._french import counted

if TYPE_CHECKING:
    from graph.deliveries import DeliveryPreview, OpenDelivery
    from graph.deliveries.duplicates import PossibleDuplicate
    from graph.model import Model
    from graph.sources import SourceColumn

MOST = 20
TOLD_BY = "Un numéro dans la même commune, ou une adresse, le dit :"
MERGED = f"{TOLD_BY} tout est rapproché d’office (--no-merge laisse les fiches à part)."
KEPT_APART = f"{TOLD_BY} les fiches restent à part, comme demandé."
HOW = "Elles restent de côté (--aside FICHIER les y met), ou entrent sans la valeur fausse (--faulty without)."
LEFT = "laissée : "
WHOLE_FILE = "le fichier entier"
WORDS = {
    Fate.NEW: "fiche nouvelle",
    Fate.CHANGED: "fiche changée",
    Fate.SAME: "fiche pareille",
    Fate.GONE: "fiche disparue",
}


def lines(
    opened: OpenDelivery,
    preview: DeliveryPreview,
    twice: Sequence[PossibleDuplicate],
    model: Model,
    *,
    merge: bool,
) -> Iterator[str]:
    """The preview, a line each thing to know; `merge`: what is recognised is to be merged."""
    yield f"{preview.label} : {opened.format.label()}, {counted(preview.rows, 'ligne lue')}. Rien n’est encore écrit."
    from graph.sources import column_choices

    parts = column_choices(model) if opened.format.asks_columns else {}  # only tables have parts of an address
    yield from (_column(column, model, parts) for column in opened.reading.columns)
    for kind, found in preview.counts.items():
        said = ", ".join(counted(found[fate], WORDS[fate]) for fate in Fate if found[fate])
        yield f"{model.kind(kind).plural.fr if kind in model.by_kind else kind} : {said}"
    yield from _changes(preview)
    yield from _most([f"  disparue : {thing.label}" for thing in preview.of(Fate.GONE)], "disparues")
    yield from _most([f"  {notice}" for notice in preview.notices], "remarques")
    yield from _most(
        [f"  ligne {row} : redit mot pour mot la ligne {other}" for row, other in preview.repeated], "redites"
    )
    yield from _recognised([pair for pair in twice if pair.recognised], merge)
    yield from _duplicates([pair for pair in twice if not pair.recognised])
    yield from _faults(preview)
    entering = "entre" if preview.entering < 2 else "entrent"
    yield f"{counted(preview.entering, 'ligne')} sur {preview.rows} {entering}."


def _column(column: SourceColumn, model: Model, parts: Mapping[str, str]) -> str:
    """What became of a column, by the names that people know."""
    kind, _, path = column.taken_as.rpartition(" ")
    own, field = model.by_kind.get(kind), model.field_of(kind, expand(path))
    if not path:
        return f"  colonne « {column.name} » : {LEFT}{column.why.removeprefix(LEFT)}"
    if field is None:
        part = parts.get(column.taken_as)
        said = f"prise comme « {part} » ({column.why})" if part else column.why
        return f"  colonne « {column.name} » : {said}"
    place = f"{own.label.fr}, {field.name.fr}" if own else field.name.fr
    return f"  colonne « {column.name} » : prise comme « {place} » ({column.why})"


def _changes(preview: DeliveryPreview) -> Iterator[str]:
    found = [
        f"  {thing.label}, {change.name} : {' ; '.join(change.before) or '–'} → {' ; '.join(change.after) or '–'}"
        for thing in preview.of(Fate.CHANGED)
        for change in thing.changes
    ]
    yield from _most(found, "changements")


def _recognised(known: Sequence[PossibleDuplicate], merge: bool) -> Iterator[str]:
    if known:
        yield f"Déjà connues : {counted(len(known), 'ligne')}. {MERGED if merge else KEPT_APART}"
    found = [f"  ligne {pair.row}, {pair.label} : c’est {pair.other_label} – {_why(pair)}" for pair in known]
    yield from _most(found, "fiches déjà connues")


def _why(pair: PossibleDuplicate) -> str:
    """What speaks for a pair."""
    return ", ".join(text for points, text in pair.reasons if points > 0)


def _duplicates(twice: Sequence[PossibleDuplicate]) -> Iterator[str]:
    if twice:
        yield f"Doublons possibles : {len(twice)}. Rien n’est fondu sans vous."
    found = []
    for pair in twice:
        other = f"ligne {pair.other_row}" if pair.other_row else "déjà ici"
        level = LEVELS[pair.level]("fr")
        found.append(f"  ligne {pair.row}, {pair.label} : {level}, {pair.other_label} ({other}) – {_why(pair)}")
    yield from _most(found, "doublons possibles")


def _faults(preview: DeliveryPreview) -> Iterator[str]:
    if preview.faults:
        what = counted(preview.to_correct, "ligne") if preview.to_correct else WHOLE_FILE
        yield f"À corriger : {what}. {HOW if preview.aside else ''}".rstrip()
    yield from _most(
        [f"  ligne {fault.row}, {told(fault)}" if fault.row else f"  {told(fault)}" for fault in preview.faults],
        "fautes",
    )


def _most(found: list[str], what: str) -> Iterator[str]:
    yield from found[:MOST]
    if len(found) > MOST:
        yield f"  … et {counted(len(found) - MOST, 'autre')} ({what})."


def as_data(
    opened: OpenDelivery, preview: DeliveryPreview, twice: Sequence[PossibleDuplicate], *, merge: bool
) -> dict[str, Any]:
    """The preview as JSON has it; `merge`: what is recognised is to be merged."""
    return {
        "source": preview.source,
        "label": preview.label,
        "format": opened.format.slug,
        "rows": preview.rows,
        "entering": preview.entering,
        "columns": [
            {"name": column.name, "taken_as": column.taken_as, "why": column.why, "examples": list(column.examples)}
            for column in opened.reading.columns
        ],
        "counts": {kind: {fate: found[fate] for fate in Fate} for kind, found in preview.counts.items()},
        "things": [asdict(thing) for thing in preview.things],
        "faults": [asdict(fault) for fault in preview.faults],
        "aside": list(preview.aside),
        "repeated": [list(pair) for pair in preview.repeated],
        "notices": list(preview.notices),
        "duplicates": [asdict(pair) for pair in twice],
        "merged": [
            {"row": pair.row, "iri": pair.iri, "kept": pair.other_iri} for pair in twice if merge and pair.recognised
        ],
    }
