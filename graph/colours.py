# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colours of meaning, read from `ontology/looks.ttl`: grounds, inks, yes and no, branches, changes; not those of kinds.

Everything that is shown takes its colours from there and from the classes: stylesheets, canvas, SVG, PDF.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graph.namespaces import SH, TIS, VOCABULARY
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle
from graph.settings import ROOT
from graph.tone import Tone

FILE = ROOT / "ontology" / "looks.ttl"
TONES = VOCABULARY["tone/"]


def named(slug: str) -> Tone:
    """The tone of that name; raises KeyError, as a name is ours."""
    return _tones(FILE)[f"{TONES}{slug}"]


def of_pages() -> dict[str, Tone]:
    """What pages are painted with, by the names of their stylesheets."""
    return _by(TIS.pageName)


def of_maps() -> dict[str, Tone]:
    """What maps are painted with, beside the colours of kinds, by the names of their stylesheet."""
    return _by(TIS.mapName)


def threads() -> list[str]:
    """The threads of the home page and of the logo, from the first."""
    return _row("thread-")


def branches() -> list[str]:
    """The branches of a map, from that of the centre."""
    return _row("branch-")


def _by(path: str) -> dict[str, Tone]:
    data, tones = _data(FILE), _tones(FILE)
    return {name: tones[iri] for iri in tones if (name := data.text(iri, path))}


def _row(start: str) -> list[str]:
    return [tone.light for iri, tone in _tones(FILE).items() if iri.startswith(TONES + start)]


@cache
def _tones(path: Path) -> dict[str, Tone]:
    """Every tone by its IRI, in order."""
    data = _data(path)
    found = sorted(data.instances(TIS.Tone), key=lambda iri: int(data.text(iri, SH.order) or 0))
    shades = (TIS.colour, TIS.darkColour, TIS.paperColour)
    return {iri: Tone(*(data.text(iri, shade) or "" for shade in shades)) for iri in found}


@cache
def _data(path: Path) -> Dataset:
    return Dataset.in_memory(read_turtle(path, str(TIS)), str(TIS))
