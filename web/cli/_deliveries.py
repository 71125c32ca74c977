# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a delivery would change, in lines of a terminal and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph.deliveries import Fate, told
from web.cli._french import counted

if TYPE_CHECKING:
    from graph.deliveries import DeliveryPreview, OpenDelivery
    from graph.model import Model

MOST = 20
WORDS = {Fate.NEW: "nouvelle", Fate.CHANGED: "changée", Fate.SAME: "pareille", Fate.GONE: "disparue"}


def lines(opened: OpenDelivery, preview: DeliveryPreview, model: Model) -> Iterator[str]:
    """The preview, a line each thing to know."""
    yield f"{preview.label} : {opened.format.label()}, {counted(preview.rows, 'ligne lue')}. Rien n’est encore écrit."
    yield from _columns(opened)
    for kind, found in preview.counts.items():
        said = ", ".join(counted(found[fate], WORDS[fate]) for fate in Fate if found[fate])
        yield f"{model.kind(kind).plural.fr if kind in model.by_kind else kind} : {said}"
    yield from _changes(preview)
    yield from _most([f"  disparue : {thing.label}" for thing in preview.of(Fate.GONE)], "disparues")
    yield from _most([f"  {notice}" for notice in preview.notices], "remarques")
    yield from _most(
        [f"  ligne {row} : redit mot pour mot la ligne {other}" for row, other in preview.repeated], "redites"
    )
    yield from _faults(preview)
    yield f"{counted(preview.entering, 'ligne')} sur {preview.rows} entrent."


def _columns(opened: OpenDelivery) -> Iterator[str]:
    for column in opened.reading.columns:
        taken = f"prise comme {column.taken_as}" if column.taken_as else "laissée"
        yield f"  colonne « {column.name} » : {taken}, {column.why}"


def _changes(preview: DeliveryPreview) -> Iterator[str]:
    found = [
        f"  {thing.label}, {change.name} : {' ; '.join(change.before) or '–'} → {' ; '.join(change.after) or '–'}"
        for thing in preview.of(Fate.CHANGED)
        for change in thing.changes
    ]
    yield from _most(found, "changements")


def _faults(preview: DeliveryPreview) -> Iterator[str]:
    if preview.faults:
        rows = len({fault.row for fault in preview.faults if fault.row})
        yield f"À corriger : {counted(rows, 'ligne')}."
    yield from _most(
        [f"  ligne {fault.row}, {told(fault)}" if fault.row else f"  {told(fault)}" for fault in preview.faults],
        "fautes",
    )


def _most(found: list[str], what: str) -> Iterator[str]:
    yield from found[:MOST]
    if len(found) > MOST:
        yield f"  … et {len(found) - MOST} autres {what}."


def as_data(opened: OpenDelivery, preview: DeliveryPreview) -> dict[str, Any]:
    """The preview as JSON has it."""
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
    }
