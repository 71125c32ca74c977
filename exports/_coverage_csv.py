# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coverage as CSV: one row a need and a commune, with who answers, who else can be asked, and on whom it rests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from exports._cells import SEPARATOR
from graph.coverage.cell import COVERED, FALLBACK, NEAR, NONE, TOOL_ONLY
from graph.coverage.figures import CoveragePart
from graph.coverage.matrix import Matrix
from graph.referral.mention import Ref
from graph.text.cells import unrun
from graph.text.wording import Label, Speaker

COLUMNS = (
    Label("thème"),
    Label("besoin"),
    Label("code_insee"),
    Label("commune"),
    Label("intercommunalité"),
    Label("état"),
    Label("territoire_confirmé"),
    Label("réponses"),
    Label("à_joindre"),
    Label("à_défaut"),
    Label("sans_contact"),
    Label("ne_tient_qu_à"),
    Label("date"),
    Label("gratuit_seulement"),
    Label("outil_en_ligne"),
    Label("approchant"),
)
STATES = {
    COVERED: Label("couvert"),
    TOOL_ONLY: Label("outil seulement"),
    NEAR: Label("approchant"),
    FALLBACK: Label("sans réponse directe"),
    NONE: Label("personne"),
}
YES, NO = Label("oui"), Label("non")


def coverage_csv(matrix: Matrix, part: CoveragePart, speaker: Speaker) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it), commas, several names in a cell split by `|`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column(speaker.lang) for column in COLUMNS])
    for need in part.needs:
        start = [matrix.theme_of[need].need.label(speaker.lang), matrix.coverage.needs[need].label(speaker.lang)]
        for place in part.places:
            cell = matrix.coverage.rows[need][place]
            row = [*start, *_where(matrix, place), *_what(matrix, need, place, speaker), *_terms(matrix, speaker)]
            row += [_listed(actors, speaker) for actors in (cell.tools, cell.near)]
            writer.writerow([unrun(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _where(matrix: Matrix, place: int) -> tuple[str, str, str]:
    commune = matrix.coverage.communes[place]
    return commune.code, commune.name, matrix.area_of[place].name


def _what(matrix: Matrix, need: int, place: int, speaker: Speaker) -> Iterator[str]:
    cell = matrix.coverage.rows[need][place]
    yield STATES[cell.state](speaker.lang)
    yield (YES if cell.sure else NO)(speaker.lang) if cell.state == COVERED else ""
    yield str(len(cell.actors))
    for actors in (cell.actors, cell.doors, cell.silent, matrix.holders.get((need, place), ())):
        yield _listed(actors, speaker)


def _listed(actors: Iterable[Ref], speaker: Speaker) -> str:
    return SEPARATOR.join(speaker.name(actor.iri, actor.label) for actor in actors)


def _terms(matrix: Matrix, speaker: Speaker) -> tuple[str, str]:
    terms = matrix.coverage.terms
    return terms.day.isoformat(), (YES if terms.free else NO)(speaker.lang)
