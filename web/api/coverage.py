# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage in the OpenAPI description: its path, and the schemas of what it answers."""

from __future__ import annotations

from graph.coverage.cell import STATES
from graph.coverage.document import BY
from graph.coverage.figures import PARTIAL
from graph.territory import Territory
from web.api._examples import ExampleValues
from web.api._parts import COUNT, DATE, DAY, FLAG, IRI, REF, STRING, TEXT, YES_OR_NO, Schema, operation, query
from web.api._parts import many as _list
from web.api._parts import strict as _object

SUMMARY = "Ce qu’un département couvre et ce qui manque, besoin par besoin et commune par commune"


def path(examples: ExampleValues) -> Schema:
    """What `/coverage` takes and gives."""
    # Apart from the same list in the answer, which has no empty value: generated clients name each by its values.
    by: Schema = {"anyOf": [{"type": "string", "enum": list(BY)}, {"type": "string", "const": ""}], "default": BY[0]}
    place = "Le département : nom ou numéro. Sans lui, le premier de ceux du territoire du site."
    parameters = [
        query("territory", place, TEXT, _code(examples.places.departement)),
        query("theme", "Un thème de besoins : nom court, IRI ou libellé.", TEXT, "learn"),
        query("epci", "Une intercommunalité du département : SIREN ou nom.", TEXT, _code(examples.places.group)),
        query("date", "À quelle date (aujourd’hui par défaut).", DATE, "2021-06-01"),
        query("free", "Seulement ce qui est gratuit.", FLAG, "0"),
        query("by", "Une case par intercommunalité, ou par commune.", by, BY[0]),
    ]
    return operation("coverage", SUMMARY, parameters, "Coverage")


def _code(place: Territory | None) -> str:
    """The code of a place; an empty parameter counts as absent."""
    return place.code if place else ""


def schemas() -> Schema:
    """The schemas to add to those of the description."""
    return {"Coverage": _coverage(), "CoverageCell": _cell(), "CoverageShare": _share(need=IRI, territory=IRI)}


def _coverage() -> Schema:
    territory = _object(iri=IRI, label=STRING, code=STRING, level=STRING)
    counted = _list(_object(actor=REF, cells=COUNT))
    lost = _object(need=IRI, communes={"type": "object", "additionalProperties": _list(STRING)})
    # Each kind of list is named, not mixed: generated clients know what is in it. An empty one is both.
    cells: Schema = {"anyOf": [_list({"$ref": f"#/components/schemas/Coverage{name}"}) for name in ("Cell", "Share")]}
    return _object(
        territory=territory,
        date=DAY,
        free=YES_OR_NO,
        by={"type": "string", "enum": list(BY)},
        totals=_share(),
        themes=_list(REF),
        needs=_list(_object(iri=IRI, label=STRING, slug=STRING, theme=IRI)),
        territories=_list(territory),
        cells=cells,
        single_points=_list(_object(actor=REF, cells=COUNT, lost=_list(lost))),
        without_contact=counted,
        without_area=counted,
    )


def _cell() -> Schema:
    return _object(
        need=IRI,
        territory=IRI,
        state={"type": "string", "enum": list(STATES)},
        sure=YES_OR_NO,
        actors=_list(IRI),
        tools=_list(IRI),
        near=_list(IRI),
        fallback=_list(IRI),
        without_contact=_list(IRI),
        in_charge=_list(_object(actor=IRI, body=IRI)),
    )


def _share(**more: Schema) -> Schema:
    """How many cells are in each state."""
    percent = {"type": "integer", "minimum": 0, "maximum": 100}
    state = {"type": "string", "enum": [*STATES, PARTIAL]}
    counts = dict.fromkeys(("covered", "tool_only", "near", "fallback", "none", "unsure"), COUNT)
    return _object(**more, state=state, percent=percent, **counts)
