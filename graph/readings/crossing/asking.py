# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody wants crossed, understood: sources by name, short name or IRI, kinds of things, a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import InvalidInput, Suggestion
from graph.namespaces import local_name
from graph.readings.crossing.sources import CrossedSides, usual_kinds
from graph.text.folding import fold
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.entity import Reader
    from graph.readings.crossing.sources import CrossableSource, DescribedThings
    from graph.territory import Territories, Territory

NO_SOURCE = Phrase("Aucune source à croiser ne s’appelle « {text} » : choisissez dans la liste.")
NOTHING = Phrase("Il n’y a encore aucune source à croiser : apportez d’abord un fichier.")
ITSELF = Phrase("C’est deux fois la même source : croisez-la avec une autre, ou avec nos fiches.")
MOST_SUGGESTED = 8


def asked_sides(
    reader: Reader, described: DescribedThings, texts: tuple[str, str], kinds: Collection[str], names: tuple[str, str]
) -> CrossedSides:
    """The sides that two texts mean, "" being the first source, then all others; no kind is the usual ones.

    Raises InvalidInput under the name of the parameter at fault.
    """
    if not described.sources:
        raise InvalidInput(NOTHING(), field=names[0])
    theirs = _source(reader, described, texts[0], names[0]) if texts[0] else described.sources[0]
    ours = _source(reader, described, texts[1], names[1]) if texts[1] else None
    if ours is theirs:
        raise InvalidInput(ITSELF(), field=names[1])
    return CrossedSides(theirs, ours, tuple(kinds) or usual_kinds(theirs))


def _source(reader: Reader, described: DescribedThings, text: str, name: str) -> CrossableSource:
    for source in described.sources:
        if text in (source.iri, local_name(source.iri)) or fold(text) == fold(reader.label(source.iri)):
            return source
    known = described.sources[:MOST_SUGGESTED]
    suggestions = [Suggestion(local_name(source.iri), reader.label(source.iri)) for source in known]
    raise InvalidInput(NO_SOURCE(text=text), field=name, suggestions=suggestions)


def asked_area(territories: Territories, text: str, name: str) -> Territory | None:
    """The place that a text means, None for ""; raises InvalidInput under the name of the parameter."""
    if not text:
        return None
    try:
        return territories.resolve(text)
    except InvalidInput as error:
        error.field = name
        raise
