# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each criterion weighs and why: read from `ontology/criteria/`, then from the `weights.ttl` of a territory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from graph.errors import DataError, ModelError, SettingsError
from graph.folders import ROOT, WEIGHTS
from graph.model import texts_of
from graph.namespaces import RDFS, SH, SKOS, TIS, VOCABULARY, compact
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle
from graph.referral._types import CriterionWeight

FOLDER = ROOT / "ontology" / "criteria"
CRITERIA = VOCABULARY["criterion/"]
MOST = 5.0
INCOMPLETE = "{slug}.ttl : un critère a un poids de 0 à 5 (tis:weight), une place (sh:order), un nom (rdfs:label)"
INCOMPLETE += ", une raison (rdfs:comment) et un exemple (skos:example), en français."
FAULT = "TERRITORY : {file} : {problem}"
NO_CRITERION = "aucun critère ne s’appelle « {slug} ». Vouliez-vous dire « {near} » ?"
NO_OTHER = "« {subject} » n’est pas un critère : écrivez criterion:cost, avec @prefix criterion: <{base}> ."
NO_NUMBER = "le poids de « {slug} » (tis:weight) est un seul nombre de 0 à 5, comme 2.5 ; il est écrit « {text} »."
NO_REASON = "dites pourquoi « {slug} » pèse autant ici : rdfs:comment, une phrase en français (@fr)."
NOT_HERE = "« {slug} » ne peut dire ici que son poids (tis:weight) et sa raison (rdfs:comment), pas « {path} »."


@cache
def shipped_weights(folder: Path = FOLDER) -> dict[str, CriterionWeight]:
    """The weights that ship, by the slug of their criterion; raises ModelError or DataError. Not to be changed."""
    return {path.stem: _weight(path) for path in sorted(folder.glob("*.ttl"))}


def weights_of(territory: Path) -> dict[str, CriterionWeight]:
    """The weights as the folder of a territory has them; raises SettingsError with one sentence on the first fault."""
    found, path = dict(shipped_weights()), territory / WEIGHTS
    if not path.is_file():
        return found
    try:
        data = Dataset.in_memory(read_turtle(path, str(VOCABULARY)), str(VOCABULARY))
    except DataError as error:
        raise SettingsError(f"TERRITORY : {error.message}", field="TERRITORY") from error
    for subject in sorted({fact.s for fact in data.facts()}):
        slug = subject.removeprefix(CRITERIA)
        problem = _problem(data, subject, found)
        if problem:
            shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
            raise SettingsError(FAULT.format(file=shown, problem=problem), field="TERRITORY")
        weight, reason = _number(data, subject) or 0.0, texts_of(data, subject, RDFS.comment)
        found[slug] = found[slug]._replace(weight=weight, reason=reason, own=True)
    return found


def _problem(data: Dataset, subject: str, known: dict[str, CriterionWeight]) -> str:
    """The first thing that is wrong with what a territory says of a criterion, "" when nothing is."""
    slug = subject.removeprefix(CRITERIA)
    if slug == subject:
        return NO_OTHER.format(subject=subject, base=CRITERIA)
    if slug not in known:
        near = process.extractOne(slug, sorted(known), scorer=fuzz.ratio)
        return NO_CRITERION.format(slug=slug, near=near[0])
    for fact in data.facts(s=subject):
        if fact.p not in (TIS.weight, RDFS.comment):
            return NOT_HERE.format(slug=slug, path=compact(fact.p))
    if _number(data, subject) is None:
        written = ", ".join(sorted(data.texts(subject, TIS.weight))) or "…"
        return NO_NUMBER.format(slug=slug, text=written)
    return "" if texts_of(data, subject, RDFS.comment).fr.strip() else NO_REASON.format(slug=slug)


def _weight(path: Path) -> CriterionWeight:
    """What one file of the ontology says, all of it."""
    data, subject = Dataset.in_memory(read_turtle(path, str(TIS)), str(TIS)), CRITERIA + path.stem
    number, order = _number(data, subject), data.text(subject, SH.order) or ""
    reason, label, example = (texts_of(data, subject, said) for said in (RDFS.comment, RDFS.label, SKOS.example))
    if number is None or not order.isdecimal() or not (reason and label and example):
        raise ModelError(INCOMPLETE.format(slug=path.stem))
    return CriterionWeight(number, reason, int(order), label, example)


def _number(data: Dataset, subject: str) -> float | None:
    """The one weight of a criterion, None when it has none, several, or one that is no number of the range."""
    texts = list(data.texts(subject, TIS.weight))
    return weight_in(texts[0]) if len(texts) == 1 else None


def weight_in(text: str) -> float | None:
    """A weight as it is written, with a point or a comma; None when it is no number from 0 to `MOST`."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() and 0 <= number <= Decimal(MOST) else None


def turtle_of(weights: Mapping[str, tuple[float, str]]) -> str:
    """A `weights.ttl` with these weights and their reasons; one that is "" is to be written before it is taken."""
    heads = [f"@prefix criterion: <{CRITERIA}> .", f"@prefix rdfs: <{RDFS}> .", f"@prefix tis: <{TIS}> .", ""]
    return "\n".join([*heads, *(_line(slug, *told) for slug, told in weights.items()), ""])


def _line(slug: str, weight: float, reason: str) -> str:
    return f"criterion:{slug} tis:weight {written(weight)} ; rdfs:comment {json.dumps(reason, ensure_ascii=False)}@fr ."


def written(weight: float) -> str:
    """A weight as data write it: 2.0, 0.25."""
    return f"{weight:.2f}".removesuffix("0")
