# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections as facts of the graph: what somebody who answers for it asks to be checked on a card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.entity import Mention, Reader
from graph.model import Texts, texts_of
from graph.namespaces import DCT, TIS, VOCABULARY, local_name
from graph.rdf.dataset import Dataset
from graph.slips.rule import NOT_FOR_ME, UNREACHABLE, Case
from graph.storage.access import is_anonymous
from graph.text.wording import Phrase, Quoted

DONE = VOCABULARY["state/done"]
REPORTED = {
    UNREACHABLE: Phrase("Signalé injoignable le {day}."),
    NOT_FOR_ME: Phrase("Signalé le {day} : {need} n’est pas pour lui."),
}


@dataclass(frozen=True)
class Correction:
    """One thing to check: what is questioned, the last outcome, what to check, and when it was done."""

    iri: str
    case: Case
    reported: date
    check: Texts
    done: date | None

    def sentence(self, reader: Reader) -> str:
        """What was reported, and when."""
        need = Quoted((reader.mention(VOCABULARY[f"need/{self.case.need}"]),))
        return REPORTED[self.case.outcome](day=self.reported, need=need).text(reader)


@dataclass(frozen=True)
class CardToCheck:
    """An actor, and what is to be checked on its card or was: each correction with what was reported in words."""

    actor: Mention
    corrections: tuple[tuple[Correction, str], ...]


def corrections(dataset: Dataset) -> tuple[Correction, ...]:
    """The corrections of a dataset for which somebody answers, those to do first, then by actor."""
    found = [_read(dataset, iri) for iri in dataset.instances(TIS.Correction)]
    return tuple(
        sorted((item for item in found if item), key=lambda item: (item.done is not None, item.case, item.iri))
    )


def _read(dataset: Dataset, iri: str) -> Correction | None:
    actor, outcome = dataset.link(iri, TIS.corrects), dataset.link(iri, TIS.reported)
    path, day = dataset.relative(actor or ""), dataset.day(iri, TIS.reportedOn)
    if not path or not outcome or day is None or all(is_anonymous(fact.source) for fact in dataset.facts(s=iri)):
        return None
    need = dataset.link(iri, TIS.unsuitedNeed)
    done = dataset.day(iri, TIS.checkedOn) or day if dataset.link(iri, TIS.state) == DONE else None
    case = Case(path, local_name(outcome), local_name(need) if need else "")
    return Correction(iri, case, day, texts_of(dataset, iri, DCT.description), done)


def cards_to_check(reader: Reader) -> tuple[tuple[CardToCheck, ...], tuple[CardToCheck, ...]]:
    """What is to be done, actor by actor, then what was done."""
    found = corrections(reader.dataset)
    to_do, done = ([item for item in found if bool(item.done) is finished] for finished in (False, True))
    return _by_actor(reader, to_do), _by_actor(reader, done)


def _by_actor(reader: Reader, found: Iterable[Correction]) -> tuple[CardToCheck, ...]:
    by_actor: dict[str, list[Correction]] = {}
    for item in found:
        by_actor.setdefault(f"{reader.dataset.base}/id/{item.case.actor}", []).append(item)
    return tuple(
        CardToCheck(reader.mention(actor), tuple((item, item.sentence(reader)) for item in items))
        for actor, items in by_actor.items()
    )
