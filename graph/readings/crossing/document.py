# SPDX-License-Identifier: AGPL-3.0-or-later
"""A crossing as JSON: how it was sought, counts, and each thing with what both sides say."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.entity import Mention, Source
    from graph.readings.crossing.crossing import CrossingCounts
    from graph.readings.crossing.reading import CrossedAnswers, CrossedMatch, CrossedThing, CrossingReading
    from graph.readings.disagreements import SourcedAnswer
    from graph.territory import Territory

SOUGHT = Label(
    "Cherché parmi les fiches de même nature, par numéro officiel, site, courriel, téléphone, nom, adresse et commune. "
    "« Seulement d’un côté » veut dire : pas trouvé de l’autre, et non : cela n’existe pas."
)


def crossing_document(reading: CrossingReading, limit: int) -> dict[str, Any]:
    """The whole, each list cut at a number; the counts are of all."""
    sides = reading.crossing.sides
    return {
        "theirs": _source(reading.theirs),
        "ours": _source(reading.ours) if reading.ours else None,
        "kinds": list(sides.kinds),
        "area": _place(reading.area),
        "sought": SOUGHT(reading.reader.lang),
        "counts": _counts(reading.counts),
        "areas": [{"area": _place(area.territory), "counts": _counts(area.counts)} for area in reading.areas],
        "unplaced": reading.unplaced if reading.area else reading.crossing.unplaced,
        "only_theirs": [_thing(item) for item in islice(reading.only_theirs(), limit)],
        "perhaps": [_pair(item) for item in islice(reading.perhaps(), limit)],
        "differing": [_match(item) for item in islice(reading.differing(), limit)],
        "agreeing": [_match(item) for item in islice(reading.agreeing(), limit)],
        "only_ours": [_thing(item) for item in islice(reading.only_ours(), limit)],
    }


def _counts(counts: CrossingCounts) -> dict[str, int]:
    return {
        "only_theirs": counts.theirs,
        "perhaps": counts.perhaps,
        "both": counts.both,
        "differing": counts.differing,
        "only_ours": counts.ours,
    }


def _source(source: Source) -> dict[str, str]:
    return {"iri": source.iri, "label": source.label}


def _reference(mention: Mention) -> dict[str, str]:
    return {"iri": mention.iri, "label": mention.label}


def _place(place: Territory | None) -> dict[str, str] | None:
    return {"label": place.name, "code": place.code} if place else None


def _thing(item: CrossedThing) -> dict[str, Any]:
    return {**_reference(item.mention), "place": _place(item.place), "known": item.state.text}


def _pair(item: CrossedMatch) -> dict[str, Any]:
    return {
        "theirs": _reference(item.theirs),
        "ours": _reference(item.ours),
        "one_card": item.one_card,
        "twice": item.twice,
        "score": item.score,
        "place": _place(item.place),
    }


def _match(item: CrossedMatch) -> dict[str, Any]:
    told = {"brings": list(item.brings), "lacks": list(item.lacks)}
    return {**_pair(item), "differences": [_answers(answers) for answers in item.differences], **told}


def _answers(item: CrossedAnswers) -> dict[str, Any]:
    return {
        "field": item.path,
        "label": item.field,
        "theirs": _answer(item.theirs),
        "ours": _answer(item.ours),
        "advice": item.advice,
    }


def _answer(answer: SourcedAnswer) -> dict[str, Any]:
    day = answer.day.isoformat() if answer.day else None
    return {"values": list(answer.values), "source": _source(answer.source), "date": day, "known": answer.state.text}
