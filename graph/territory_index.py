# SPDX-License-Identifier: AGPL-3.0-or-later
"""Index of the names and codes of territories: from a text to the one row it means, or to choices, never to a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from sys import intern

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.errors import InvalidInput, Suggestion
from graph.folding import fold_all
from graph.territory_names import KIND_WORDS, Query, alias_shown, checked, loosen, strict
from graph.territory_types import AmbiguousTerritory, Territory, UnknownTerritory, ambiguous, find_row, unknown

MAX_CHOICES = 15
MAX_SUGGESTIONS = 5
_CLOSE_ENOUGH = 0.6
_HOME_BONUS = 0.08
_TOO_FAR_BEHIND = 0.2
_SHORTEST_BEGINNING = 3
_GROUP_TYPE = re.compile(r"^c[acu] ")

Rows = list[int]


class NameIndex:
    """Names, former names, postal codes and former codes of the rows of the file.

    The home département never decides: it puts its places first among choices, and adds them where a name of another
    place begins one of theirs (« Sainte-Maure » is in the Aube, yet may well mean Sainte-Maure-de-Touraine).
    """

    def __init__(self, lines: list[str], home: str) -> None:
        self._lines = lines
        self.former: dict[str, int] = {}
        self.postcodes: dict[str, Rows] = {}
        self._own: dict[str, Rows] = {}
        self._aliases: dict[str, Rows] = {}
        self._levels: list[str] = []
        self._home: set[int] = set()
        self._read(home)
        self._keys = sorted({*self._own, *self._aliases})

    def _read(self, home: str) -> None:
        names: list[str] = []
        others: list[tuple[int, str]] = []
        for row, line in enumerate(self._lines):
            level, code, name, aliases, former, postcodes, _, departement, _ = line.split("\t", 8)
            self._levels.append(intern(level))
            names.append(name)
            if aliases:
                others += [(row, alias) for alias in aliases.split("|")]
            if former:
                self.former.update((old, row) for old in former.split("|"))
            for postcode in postcodes.split("|") if postcodes else ():
                self.postcodes.setdefault(postcode, []).append(row)
            if home in {departement, code} and level != "region":
                self._home.add(row)
        self._post(self._own, range(len(names)), names)
        self._post(self._aliases, [row for row, _ in others], [alias for _, alias in others])

    def _post(self, index: dict[str, Rows], rows: Iterable[int], names: list[str]) -> None:
        loose = loosen("\n".join(fold_all(names))).split("\n")
        for row, key in zip(rows, loose, strict=True):
            index.setdefault(key, []).append(row)
            if self._levels[row] == "epci" and _GROUP_TYPE.match(key):
                index.setdefault(_GROUP_TYPE.sub("", key), []).append(row)

    def _territory(self, row: int) -> Territory:
        return Territory.of_line(self._lines[row])

    def resolve(self, text: str, levels: Collection[str]) -> int:
        """The row meant; raises AmbiguousTerritory, UnknownTerritory or InvalidInput."""
        query = Query.of(checked(text))
        rows = self._meant(query, levels)
        if not rows:
            raise self._unknown(text, query, levels)
        if len(rows) > 1:
            raise self._ambiguous(text, rows)
        return rows.pop()

    def candidates(self, text: str, levels: Collection[str]) -> list[Territory]:
        """What `resolve` chooses from, home first: none, one or several. Raises InvalidInput."""
        return self._ordered(self._meant(Query.of(checked(text)), levels))

    def _meant(self, query: Query, levels: Collection[str]) -> set[int]:
        steps = (self._named, self._coded, self._qualified, self._announced, self._begun)
        return next((rows for step in steps if (rows := set(step(query, levels)))), set())

    def _named(self, query: Query, levels: Collection[str]) -> Rows:
        """The whole text is a name, or begins one at home while it is a name elsewhere."""
        rows = self._exact(query.loose, query.strict, levels)
        if rows and not self._home.intersection(rows):
            rows += [row for row in self._beginning(query.loose, levels) if row in self._home]
        return rows

    def _exact(self, loose: str, written: str, levels: Collection[str]) -> Rows:
        """Rows of that name; with the same articles rather than without, of own names rather than of former ones."""
        for index in (self._own, self._aliases):
            rows = [row for row in index.get(loose, ()) if self._levels[row] in levels]
            same = [row for row in rows if strict(self._territory(row).name) == written]
            if rows:
                return self._innermost(same or rows)
        return []

    def _innermost(self, rows: Rows) -> Rows:
        """Without the rows that contain another: Paris is the commune, La Réunion the département."""
        outer = {key for row in rows for key in self._territory(row).parents}
        return [row for row in rows if self._territory(row).key not in outer]

    def _beginning(self, loose: str, levels: Collection[str]) -> Rows:
        """Rows with a name that begins with these whole words, or is them."""
        keys = self._keys_from(loose)
        found = [key for key in keys if key == loose or key[len(loose)] == " "] if loose else []
        rows = [row for key in found for row in (*self._own.get(key, ()), *self._aliases.get(key, ()))]
        return [row for row in rows if self._levels[row] in levels]

    def _keys_from(self, prefix: str) -> list[str]:
        start = bisect_left(self._keys, prefix)
        return self._keys[start : bisect_left(self._keys, prefix + "\U0010ffff", start)]

    def _coded(self, query: Query, levels: Collection[str]) -> Rows:
        """A code alone, or a name that a code makes precise; both must hold."""
        name = " ".join(query.words)
        if not query.codes:
            return []
        if not name:
            shared = set.intersection(*(set(self._of_code(code)) for code in query.codes))
            return [row for row in shared if self._levels[row] in levels]
        for rows in (self._exact_all(name, levels), self._beginning(name, levels)):
            fitting = [row for row in rows if all(self._fits(row, code) for code in query.codes)]
            if fitting:
                return self._innermost(fitting)
        return []

    def _exact_all(self, loose: str, levels: Collection[str]) -> Rows:
        rows = [*self._own.get(loose, ()), *self._aliases.get(loose, ())]
        return [row for row in rows if self._levels[row] in levels]

    def _of_code(self, code: str) -> Rows:
        """Postal code and INSEE code look alike: the communes of either."""
        rows = [find_row(self._lines, level, code) for level in ("commune", "departement", "epci")]
        return [row for row in (*rows, self.former.get(code)) if row is not None] + self.postcodes.get(code, [])

    def _fits(self, row: int, code: str) -> bool:
        place = self._territory(row)
        return place.departement == code or row in self._of_code(code)

    def _qualified(self, query: Query, levels: Collection[str]) -> Rows:
        """A name followed by that of an area which contains it: « Chinon, Indre-et-Loire »."""
        head, areas = self._area(query)
        keys = {self._territory(row).key for row in areas}
        for rows in (self._exact_all(head, levels), self._beginning(head, levels)) if areas else ():
            inside = [row for row in rows if keys.intersection(self._territory(row).parents)]
            if inside:
                return self._innermost(inside)
        return []

    def _area(self, query: Query) -> tuple[str, Rows]:
        """The words before the longest ending that names an area, and the rows of that area."""
        for cut in range(1, len(query.words)):
            tail = " ".join(query.words[cut:])
            rows = self._exact_all(tail, ("epci", "departement", "region", "pays"))
            if rows:
                return " ".join(query.words[:cut]), rows
        return " ".join(query.words), []

    def _announced(self, query: Query, levels: Collection[str]) -> Rows:
        """A name after the word for its kind: « ville de Tours », « département de la Vienne »."""
        if len(query.words) < 2 or query.words[0] not in KIND_WORDS:
            return []
        level = KIND_WORDS[query.words[0]]
        return self._exact_all(" ".join(query.words[1:]), [level]) if level in levels else []

    def _begun(self, query: Query, levels: Collection[str]) -> Rows:
        """The first words of one name or of several."""
        return self._beginning(query.loose, levels) if len(query.loose) >= _SHORTEST_BEGINNING else []

    def _ordered(self, rows: Iterable[int]) -> list[Territory]:
        """Home first, then the most populated."""
        ranked = [(row not in self._home, self._territory(row)) for row in set(rows)]
        return [place for _, place in sorted(ranked, key=lambda pair: (pair[0], -pair[1].population, pair[1].key))]

    def _ambiguous(self, text: str, rows: Iterable[int]) -> AmbiguousTerritory:
        loose = Query.of(text).loose
        choices = [(place.key, place.label + alias_shown(place, loose)) for place in self._ordered(rows)]
        shown = ", ".join(label for _, label in choices[:MAX_SUGGESTIONS])
        return AmbiguousTerritory(
            ambiguous(text, shown, len(choices) if len(choices) > MAX_SUGGESTIONS else 0),
            field="commune",
            suggestions=[Suggestion(key, label) for key, label in choices[:MAX_CHOICES]],
        )

    def _unknown(self, text: str, query: Query, levels: Collection[str]) -> UnknownTerritory:
        places = [self._territory(row) for row in self._close(query, levels)]
        shown = ", ".join(place.label for place in places)
        return UnknownTerritory(
            unknown(text, shown),
            field="commune",
            suggestions=[Suggestion(place.key, place.label) for place in places],
        )

    def _close(self, query: Query, levels: Collection[str]) -> Rows:
        """Rows with a name like the one typed; those that a code in the text points at come first."""
        head, _ = self._area(query)
        coded = {row for code in query.codes for row in self._of_code(code)}
        scores: dict[int, float] = {}
        near = process.extract(head, self._keys, scorer=OSA.normalized_similarity, score_cutoff=_CLOSE_ENOUGH, limit=50)
        for key, score, _ in near if head else ():
            for row in self._exact_all(key, levels):
                bonus = _HOME_BONUS * (row in self._home) + (row in coded)
                scores[row] = max(scores.get(row, 0), score + bonus)
        for row in coded:
            scores.setdefault(row, 0.5)
        rows = [row for row in scores if self._levels[row] in levels]
        least = max((scores[row] for row in rows), default=0.0) - _TOO_FAR_BEHIND
        ranked = sorted((row for row in rows if scores[row] >= least), key=lambda row: (-scores[row], self._lines[row]))
        return ranked[:MAX_SUGGESTIONS]

    def suggest(self, prefix: str, limit: int, levels: Collection[str]) -> Rows:
        """Rows that a text being typed may become: home, exact, largest; alike where none begins so; [] if bad."""
        try:
            query = Query.of(checked(prefix))
        except InvalidInput:
            return []
        if query.loose.isdecimal():
            codes = [code for code in self.postcodes if code.startswith(query.loose)]
            rows = [row for code in codes for row in self.postcodes[code]] + self._of_code(query.loose)
        elif not query.loose:
            return []
        else:
            rows = [row for key in self._keys_from(query.loose) for row in self._exact_all(key, levels)]
        exact = set(self._exact_all(query.loose, levels))
        found = sorted(set(rows), key=lambda row: (row not in self._home, row not in exact, *self._size(row)))
        found = [row for row in found if self._levels[row] in levels]
        return (found or self._close(query, levels))[:limit]

    def _size(self, row: int) -> tuple[int, str]:
        line = self._lines[row]
        return -int(line.rsplit("\t", 3)[1] or 0), line
