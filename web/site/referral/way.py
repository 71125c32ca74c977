# SPDX-License-Identifier: AGPL-3.0-or-later
"""The path of an answer as an address of the map, where one click shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from flask import url_for

from graph.entity import Reader
from graph.mindmaps import Reader as Relations
from graph.mindmaps import ends_of
from graph.rdf.dataset import Fact

VIEW = "chemin"


def way_on_map(reader: Reader, facts: Iterable[Fact], day: date) -> str:
    """The address of the map of a path at a day; "" where it joins no two things."""
    relations = Relations(reader.dataset, reader.model, reader.lang)
    ends = ends_of(relations, [(fact.s, fact.p, fact.o) for fact in facts if isinstance(fact.o, str)])
    if ends is None:
        return ""
    query = [("vue", VIEW), ("date", day.isoformat()), ("de", _short(reader, ends.start))]
    query += [("vers", _short(reader, ends.end)), *(("par", _short(reader, iri)) for iri in ends.through)]
    return f"{url_for('map.show')}?{urlencode(query)}"


def _short(reader: Reader, iri: str) -> str:
    address = reader.address(iri)
    return "/".join(address) if address else iri
