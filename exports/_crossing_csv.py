# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources crossed, as CSV: a row a thing, and a row for each field on which both sides differ."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from exports._cells import SEPARATOR
from graph.text.cells import unrun
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.entity import Mention
    from graph.readings.crossing.reading import CrossedAnswers, CrossedMatch, CrossingReading
    from graph.territory import Territory

COLUMNS = (
    Label("où"),
    Label("nature"),
    Label("nom_chez_eux"),
    Label("fiche_chez_eux"),
    Label("nom_chez_nous"),
    Label("fiche_chez_nous"),
    Label("code_insee"),
    Label("commune"),
    Label("ressemblance"),
    Label("champ"),
    Label("ils_disent"),
    Label("selon_eux"),
    Label("nous_disons"),
    Label("selon_nous"),
    Label("que_faire"),
    Label("eux_seuls_disent"),
    Label("nous_seuls_disons"),
)
THEIRS, PERHAPS, APART, BOTH, OURS = (
    Label("seulement chez eux"),
    Label("à regarder"),
    Label("pas d’accord"),
    Label("chez les deux"),
    Label("seulement chez nous"),
)
Cells = tuple[str, ...]


def crossing_csv(reading: CrossingReading) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it), commas, several values in a cell split by `|`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    lang = reading.reader.lang
    writer.writerow([column(lang) for column in COLUMNS])
    for row in _rows(reading):
        writer.writerow([unrun(cell) for cell in (row + ("",) * len(COLUMNS))[: len(COLUMNS)]])
    return out.getvalue().encode("utf-8-sig")


def _rows(reading: CrossingReading) -> Iterator[Cells]:
    lang = reading.reader.lang
    for item in reading.only_theirs():
        yield THEIRS(lang), *_kind(item.mention, lang), *_named(item.mention), "", "", *_place(item.place)
    for pair in reading.perhaps():
        yield PERHAPS(lang), *_both(pair, lang)
    for pair in reading.differing():
        for answers in pair.differences:
            yield APART(lang), *_both(pair, lang), *_answers(answers), *_alone(pair)
    for pair in reading.agreeing():
        yield BOTH(lang), *_both(pair, lang), *("",) * 6, *_alone(pair)
    for item in reading.only_ours():
        yield OURS(lang), *_kind(item.mention, lang), "", "", *_named(item.mention), *_place(item.place)


def _kind(mention: Mention, lang: str) -> Cells:
    return (mention.entity_class.label(lang) if mention.entity_class else "",)


def _named(mention: Mention) -> Cells:
    return mention.label, mention.iri


def _place(place: Territory | None) -> Cells:
    return (place.code, place.name) if place else ("", "")


def _both(pair: CrossedMatch, lang: str) -> Cells:
    return *_kind(pair.theirs, lang), *_named(pair.theirs), *_named(pair.ours), *_place(pair.place), str(pair.score)


def _answers(item: CrossedAnswers) -> Cells:
    sides = ((SEPARATOR.join(side.texts), side.source.label) for side in (item.theirs, item.ours))
    return item.field, *(cell for side in sides for cell in side), item.advice


def _alone(pair: CrossedMatch) -> Cells:
    return SEPARATOR.join(pair.brings), SEPARATOR.join(pair.lacks)
