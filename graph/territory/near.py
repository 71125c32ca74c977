# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text that names no place may have been meant for, and what a name being typed may become: only proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.errors import InvalidInput, Suggestion
from graph.territory.abroad import ends_abroad, names
from graph.territory.index import NameIndex, Rows
from graph.territory.names import LINK_WORDS, NameQuery, checked
from graph.territory.types import UnknownTerritory, abroad, unknown

MAX_SUGGESTIONS = 5
# How alike names must be, from 0 to 1: at home a looser likeness is worth a proposal.
_CLOSE_AT_HOME, _CLOSE = 0.65, 0.75
_CLOSE_ABROAD = 0.85
_HOME_BONUS = 0.08
_TOO_FAR_BEHIND = 0.2
_BEGINS, _HOLDS, _CODED = 0.95, 0.9, 0.5
# From this population a commune elsewhere is proposed where its name is among other words.
_WELL_KNOWN = 20_000


class Proposals:
    """Proposals from an index of names."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index

    def unknown(self, text: str, levels: Collection[str]) -> UnknownTerritory:
        """The error of a text that names no place, with those that come near."""
        query = NameQuery.of(text)
        if self._is_abroad(query, levels):
            return UnknownTerritory(abroad(text), field="commune")
        places = [self._index.territory(row) for row in self._near(query, levels)]
        shown = ", ".join(place.label for place in places)
        return UnknownTerritory(
            unknown(text, shown),
            field="commune",
            suggestions=[Suggestion(place.key, place.label) for place in places],
        )

    def suggest(self, prefix: str, limit: int, levels: Collection[str]) -> Rows:
        """Rows that a text being typed may become: home, exact, largest; alike where none begins so; [] if bad."""
        index = self._index
        try:
            query = NameQuery.of(checked(prefix))
        except InvalidInput:
            return []
        if query.loose.isdecimal():
            codes = [code for code in index.postcodes if code.startswith(query.loose)]
            rows = [row for code in codes for row in index.postcodes[code]] + index.of_code(query.loose)
        elif not query.loose:
            return []
        else:
            rows = [row for key in index.keys_from(query.loose) for row in index.exact_all(key, levels)]
        exact = set(index.exact_all(query.loose, levels))
        found = sorted(set(rows), key=lambda row: (row not in index.home, row not in exact, *self._size(row)))
        found = [row for row in found if index.levels[row] in levels]
        return (found or ([] if self._is_abroad(query, levels) else self._near(query, levels)))[:limit]

    def _is_abroad(self, query: NameQuery, levels: Collection[str]) -> bool:
        """Whether a place outside France is named, or nearly so and more nearly than any place of France."""
        if ends_abroad(query):
            return True
        found = process.extractOne(query.name, names(), scorer=OSA.normalized_similarity, score_cutoff=_CLOSE_ABROAD)
        return found is not None and found[1] > max((score for _, score in self._scored(query, levels)), default=0.0)

    def _near(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """Rows with a name like the one typed; those that a code in the text points at come first."""
        index = self._index
        coded = {row for code in query.codes for row in index.of_code(code)}
        scores: dict[int, float] = dict.fromkeys(coded, _CODED)
        for row, score in self._scored(query, levels):
            if score >= (_CLOSE_AT_HOME if row in index.home or row in coded else _CLOSE):
                bonus = _HOME_BONUS * (row in index.home) + (row in coded)
                scores[row] = max(scores.get(row, 0), score + bonus)
        rows = index.innermost([row for row in scores if index.levels[row] in levels])
        least = max((scores[row] for row in rows), default=0.0) - _TOO_FAR_BEHIND
        ranked = sorted((row for row in rows if scores[row] >= least), key=lambda row: (-scores[row], *self._size(row)))
        return ranked[:MAX_SUGGESTIONS]

    def _scored(self, query: NameQuery, levels: Collection[str]) -> Iterator[tuple[int, float]]:
        """Rows with a score: their name begins with the words, is among them, or is written nearly so."""
        index = self._index
        yield from ((row, _BEGINS) for row in index.beginning(query.name, levels))
        yield from ((row, _HOLDS) for row in self._held(query, levels))
        head, areas = index.area_of(query)
        inside = {index.territory(row).key for row in areas}
        yield from self._alike(query.name, levels)
        for row, score in self._alike(head, levels) if areas else ():
            if inside.intersection(index.territory(row).parents):
                yield row, score

    def _held(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """Communes whose whole name begins or ends the text, at home or well known: « Sanitas, Tours »."""
        words, found = query.words, set()
        for cut in range(1, len(words)):
            tied = words[cut - 1] in LINK_WORDS
            for part in (words[:cut], () if tied else words[cut:]):
                found.update(self._index.exact_all(" ".join(part), ["commune"] if "commune" in levels else []))
        return [row for row in found if row in self._index.home or -self._size(row)[0] >= _WELL_KNOWN]

    def _alike(self, words: str, levels: Collection[str]) -> Iterator[tuple[int, float]]:
        """Rows by how alike their names are, without regard to spaces: « jouelestours »."""
        compact = words.replace(" ", "")
        if compact:
            near = process.extract(
                compact, self._compact, scorer=OSA.normalized_similarity, score_cutoff=_CLOSE_AT_HOME, limit=50
            )
            for _, score, rank in near:
                yield from ((row, score) for row in self._index.exact_all(self._index.keys[rank], levels))

    @cached_property
    def _compact(self) -> list[str]:
        """The keys of the index without spaces, in the same order; made at the first need of a proposal."""
        return [key.replace(" ", "") for key in self._index.keys]

    def _size(self, row: int) -> tuple[int, str]:
        line = self._index.lines[row]
        return -int(line.rsplit("\t", 4)[1] or 0), line
