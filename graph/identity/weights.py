# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria of sameness with what each weighs: found in `criteria/`, weighed in `ontology/sameness/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graph.errors import ModelError
from graph.folders import ROOT
from graph.identity.comparison import SamenessWeight, WeighedSameness
from graph.model import texts_of
from graph.namespaces import RDFS, SH, TIS, VOCABULARY
from graph.plugins import discover
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle

FOLDER = ROOT / "ontology" / "sameness"
SAMENESS = VOCABULARY["sameness/"]
PACKAGE = "graph.identity.criteria"
INCOMPLETE = (
    "{slug}.ttl : un critère de ressemblance a des points pour (tis:points) et contre (tis:pointsAgainst), de 0 "
)
INCOMPLETE += "à 100, une place (sh:order), un nom (rdfs:label) et une raison (rdfs:comment) en français."
UNPAIRED = (
    "Le critère « {slug} » a besoin de deux fichiers : ce qu’il compare dans graph/identity/criteria/{slug}.py, "
    "et ce qu’il pèse dans ontology/sameness/{slug}.ttl."
)


@cache
def weighed_criteria(folder: Path = FOLDER) -> tuple[WeighedSameness, ...]:
    """The criteria in order; raises ModelError for one without its data, or data without their criterion."""
    weights = {path.stem: _weight(path) for path in sorted(folder.glob("*.ttl"))}
    found = discover(PACKAGE, "criterion", lambda item: item.slug)
    if odd := {item.slug for item in found} ^ weights.keys():
        raise ModelError(UNPAIRED.format(slug=min(odd)))
    return tuple(sorted([WeighedSameness(item, weights[item.slug]) for item in found], key=lambda one: one.told.order))


def _weight(path: Path) -> SamenessWeight:
    data, subject = Dataset.in_memory(read_turtle(path, str(TIS)), str(TIS)), SAMENESS + path.stem
    numbers = [data.text(subject, said) or "" for said in (TIS.points, TIS.pointsAgainst, SH.order)]
    reason, label = texts_of(data, subject, RDFS.comment), texts_of(data, subject, RDFS.label)
    if not all(number.isdecimal() and int(number) <= 100 for number in numbers) or not (reason and label):
        raise ModelError(INCOMPLETE.format(slug=path.stem))
    points, against, order = map(int, numbers)
    return SamenessWeight(points, against, reason, order, label)
