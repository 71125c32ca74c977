# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of reports: a correction for which moderation or professionals answer, said until somebody did it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from graph.namespaces import DCT, RDF, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.slips.corrections import DONE, corrections
from graph.slips.desk import CorrectionDesk, Questioned, code_of
from graph.slips.rule import Case
from graph.storage.decisions import MODERATION, PROFESSIONALS, Deciders, day_source, opening
from graph.storage.journal import Draft
from graph.storage.repository import Repository
from graph.text.wording import Label

KIND = "correction"
AGREED = "professionnels, invitations {numbers}"
TO_DO = VOCABULARY["state/to-do"]
TITLE = Label("{actor} : fiche à vérifier")
CHECK = Label("Appelez, ou passez : les moyens de joindre sont-ils encore bons ?")


@dataclass(frozen=True)
class Testimony:
    """A report that is said to everybody: the day on which it was reported last, today, and who answers for it."""

    reported: date
    today: date
    author: str
    who: Deciders = MODERATION


@dataclass(frozen=True)
class PublicCase:
    """What is said to everybody: its code and words as those of a card that reports question, its IRI, and the day."""

    code: str
    label: str
    iri: str
    day: date


def keep(repository: Repository, desk: CorrectionDesk, item: Questioned, today: date, author: str) -> bool:
    """Has what is reported of a card said to everybody, by a moderator; says whether it was not yet.

    The reports so far are settled by it. Raises what `commit` does.
    """
    return _keep(repository, desk, item, Testimony(item.why.day, today, author))


def keep_agreed(
    repository: Repository, desk: CorrectionDesk, today: date, revoked: Collection[int]
) -> tuple[Case, ...]:
    """Has said to everybody what enough professionals agree on, but for those who came in by `revoked` invitations.

    Gives what was not said yet. Anonymous reports count for nothing here, not even for the day that is told.
    """
    found = []
    for item in desk.questioned(today):
        agreed = item.why.agreed(revoked)
        author = AGREED.format(numbers=", ".join(map(str, agreed)))
        if agreed and _keep(repository, desk, item, Testimony(max(agreed.values()), today, author, PROFESSIONALS)):
            found.append(item.case)
    return tuple(found)


def _keep(repository: Repository, desk: CorrectionDesk, item: Questioned, said: Testimony) -> bool:
    full = repository.full
    new = not any(item.case == known.case and known.done is None for known in corrections(full))
    if new:
        source = opening(full, said.today, said.who)
        if source is not None:
            repository.commit(source)
        repository.commit(keeping(item.case, said, repository.full))
    desk.check(item.code, said.today)
    return new


def keeping(case: Case, said: Testimony, dataset: Dataset) -> Draft:
    """The facts of a correction, in the source of who says it."""
    actor, source = f"{dataset.base}/id/{case.actor}", day_source(dataset.base, said.today, said.who)
    slug = "-".join(filter(None, (case.actor.replace("/", "-"), case.outcome, case.need, said.today.isoformat())))
    iri, name = _free(f"{dataset.base}/id/correction/{slug}", dataset), dataset.label(actor)
    told: list[tuple[str, Value]] = [(RDF.type, TIS.Correction), (TIS.corrects, actor), (TIS.state, TO_DO)]
    told += [(TIS.reported, VOCABULARY[f"outcome/{case.outcome}"]), (TIS.reportedOn, date_literal(said.reported))]
    told += [(TIS.unsuitedNeed, VOCABULARY[f"need/{case.need}"])] if case.need else []
    for lang in ("fr", "en"):
        told.append((SKOS.prefLabel, text_literal(TITLE(lang).format(actor=name), lang)))
        told.append((DCT.description, text_literal(CHECK(lang), lang)))
    facts = frozenset(Fact(iri, path, value, source) for path, value in told)
    return Draft(said.author, KIND, f"Fiche à vérifier, dit à tout le monde : {name}", source, added=facts)


def _free(iri: str, dataset: Dataset) -> str:
    """The IRI itself, or the next one: what was corrected may be reported again on the same day."""
    return next(one for one in chain([iri], (f"{iri}-{number}" for number in count(2))) if one not in dataset)


def public_cases(dataset: Dataset, desk: CorrectionDesk) -> tuple[PublicCase, ...]:
    """What is said to everybody and not corrected yet."""
    found = (item for item in corrections(dataset) if item.done is None)
    return tuple(PublicCase(code_of(item.case), desk.label(item.case), item.iri, item.reported) for item in found)


def finish(repository: Repository, desk: CorrectionDesk, code: str, today: date, author: str) -> str:
    """Says of the card of a code that it was corrected: what is said to everybody is done, and reports are settled.

    Gives what it was about, in words; raises UnknownThing, and what `commit` does.
    """
    said = [item for item in public_cases(repository.full, desk) if item.code == code.replace(" ", "").upper()]
    for item in said:
        repository.commit(finishing(item.iri, repository.full, today, author))
    questioned = {item.code for item in desk.questioned(today)}
    return said[0].label if said and said[0].code not in questioned else desk.check(code, today).label


def finishing(iri: str, dataset: Dataset, today: date, author: str) -> Draft:
    """What says that a correction was made, in the source that asked for it."""
    asked = [fact for fact in dataset.facts(s=iri, p=TIS.state) if fact.o == TO_DO]
    added = {fact._replace(o=DONE) for fact in asked}
    added |= {Fact(iri, TIS.checkedOn, date_literal(today), fact.source) for fact in asked}
    summary = f"Fiche vérifiée : {dataset.label(dataset.link(iri, TIS.corrects) or iri)}"
    source = asked[0].source if asked else ""
    return Draft(author, KIND, summary, source, removed=frozenset(asked), added=frozenset(added))
