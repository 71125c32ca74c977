# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a workshop as one page to print: how much came, before and after by kind, and the new things."""

from __future__ import annotations

from collections.abc import Iterator

from segno import make_qr

from exports.handouts import Handout, HandoutPage, HandoutSection, HandoutTable, Note
from exports.maps import Fonts
from graph.entity import Mention, Reader
from graph.readings.workshop_report import ReportBranch, WorkshopReport
from graph.text.sentences import sentence
from graph.text.wording import Plural
from web.app.addresses import in_room, whole
from web.app.filters import french, long_date
from web.app.fonts import printed_font
from web.app.language import language, translate
from web.app.pages import href

SHARES = (0.5, 0.16, 0.17, 0.17)
MOST_NOTES = 30
ADDED = Plural("{count} fiche ajoutée", "{count} fiches ajoutées")
CORRECTED = Plural("{count} fiche corrigée", "{count} fiches corrigées")
WAITING = Plural("{count} à relire", "{count} à relire")
REFUSED = Plural("{count} refusée", "{count} refusées")


def handout(reader: Reader, report: WorkshopReport) -> Handout:
    """The page; addresses are those that last."""
    workshop, address = report.workshop, whole("/")
    return Handout(
        title=_set(workshop.aim.title or translate("Un atelier")),
        lead=_set(", ".join(counts(report))),
        kicker=_set(f"{translate('Bilan de l’atelier')}, {long_date(workshop.opened_at.date())}"),
        address=address,
        invitation=_set(address),
        foot=_set(address),
        lang=reader.lang,
        pages=tuple(_pages(report)),
        code=tuple(tuple(row) for row in make_qr(in_room(address), error="l").matrix),
        updated=None,
        fonts=Fonts(printed_font(400), printed_font(600)),
    )


def counts(report: WorkshopReport) -> list[str]:
    """How much came, in words; what is none is left out, but for what was added."""
    told = ((CORRECTED, report.corrected), (WAITING, report.waiting), (REFUSED, report.refused))
    words = [ADDED(report.added), *(plural(count) for plural, count in told if count)]
    return [one.plain(language()) for one in words]


def _pages(report: WorkshopReport) -> Iterator[HandoutPage]:
    """The counts on the first page; as many pages as what came needs."""
    sections = list(_sections(report))
    first = tuple(_counted(report))
    yield HandoutPage((*first, *sections[:1]))
    yield from (HandoutPage((section,)) for section in sections[1:])


def _counted(report: WorkshopReport) -> Iterator[HandoutSection]:
    heads = (translate("Nature"), translate("Avant"), translate("Ajoutées"), translate("Après"))
    rows = tuple(
        (_set(sentence(one.entity_class.plural(language()))), str(one.before), f"+ {len(one.added)}", str(one.after))
        for one in report.branches
    )
    if rows:
        table = HandoutTable(tuple(map(_set, heads)), rows, SHARES)
        yield HandoutSection(_set(translate("Avant et après")), table=table)


def _sections(report: WorkshopReport) -> Iterator[HandoutSection]:
    """What came, in parts that each fit on a page with the counts."""
    told = [(one.entity_class.label(language()), item) for one in report.branches for item in _both(one)]
    for first in range(0, len(told), MOST_NOTES):
        notes = tuple(_note(item, kind) for kind, item in told[first : first + MOST_NOTES])
        yield HandoutSection(_set(translate("Ce qui est venu")), notes=notes, columns=2, spare=1)


def _both(branch: ReportBranch) -> tuple[Mention, ...]:
    return (*branch.added, *branch.corrected)


def _note(mention: Mention, kind: str) -> Note:
    address = href(mention)
    return Note(_set(mention.label), "", _set(kind), link=whole(address) if address else "")


def _set(text: str) -> str:
    return french(text) if language() == "fr" else text
