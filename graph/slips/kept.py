# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a moderator keeps of anonymous marks: a correction for which moderation answers, said until somebody did it."""

from __future__ import annotations

from datetime import date

from graph.namespaces import DCT, RDF, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact, Value, date_literal, text_literal
from graph.slips.corrections import DONE
from graph.slips.rule import Case
from graph.storage.decisions import day_source
from graph.storage.journal import Draft
from graph.text.wording import Label

KIND = "correction"
TO_DO = VOCABULARY["state/to-do"]
TITLE = Label("{actor} : fiche à vérifier")
CHECK = Label("Appelez, ou passez : les moyens de joindre sont-ils encore bons ?")


def keeping(case: Case, reported: date, dataset: Dataset, today: date, author: str) -> Draft:
    """The facts of a correction, said by moderation on a day, of what was reported last on another."""
    actor, source = f"{dataset.base}/id/{case.actor}", day_source(dataset.base, today)
    slug = "-".join(filter(None, (case.actor.replace("/", "-"), case.outcome, case.need, today.isoformat())))
    iri, name = f"{dataset.base}/id/correction/{slug}", dataset.label(actor)
    said: list[tuple[str, Value]] = [(RDF.type, TIS.Correction), (TIS.corrects, actor), (TIS.state, TO_DO)]
    said += [(TIS.reported, VOCABULARY[f"outcome/{case.outcome}"]), (TIS.reportedOn, date_literal(reported))]
    said += [(TIS.unsuitedNeed, VOCABULARY[f"need/{case.need}"])] if case.need else []
    for lang in ("fr", "en"):
        said.append((SKOS.prefLabel, text_literal(TITLE(lang).format(actor=name), lang)))
        said.append((DCT.description, text_literal(CHECK(lang), lang)))
    facts = frozenset(Fact(iri, path, value, source) for path, value in said)
    return Draft(author, KIND, f"Fiche à vérifier, dit à tout le monde : {name}", source, added=facts)


def finishing(iri: str, dataset: Dataset, today: date, author: str) -> Draft:
    """What says that a correction was made, in the source that asked for it."""
    asked = [fact for fact in dataset.facts(s=iri, p=TIS.state) if fact.o == TO_DO]
    added = {fact._replace(o=DONE) for fact in asked}
    added |= {Fact(iri, TIS.checkedOn, date_literal(today), fact.source) for fact in asked}
    summary = f"Fiche vérifiée : {dataset.label(dataset.link(iri, TIS.corrects) or iri)}"
    source = asked[0].source if asked else ""
    return Draft(author, KIND, summary, source, removed=frozenset(asked), added=frozenset(added))
