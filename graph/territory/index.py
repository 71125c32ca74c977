# SPDX-License-Identifier: AGPL-3.0-or-later
"""Index of the names and codes of territories: from a text to the one row it means, or to choices, never to a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from sys import intern

from graph.errors import Suggestion
from graph.territory.abroad import is_abroad
from graph.territory.names import (
    KIND_WORDS,
    LINK_WORDS,
    NameQuery,
    alias_of,
    checked,
    departement_of,
    lies_in,
    loosen,
    strict,
)
from graph.territory.notes import PlaceReading, reading
from graph.territory.types import LEVELS, AmbiguousTerritory, Territory, ambiguous, find_row, past_of
from graph.text.folding import fold_all
from graph.text.packed import NumbersByWord

MAX_CHOICES = 15
_SHORTEST_BEGINNING = 3
_SHORTEST_CODE = 5
_GROUP_TYPE = re.compile(r"^c[acu] ")

Rows = list[int]


class NameIndex:
    """Names, former names, postal codes and former codes of the rows of the file.

    The area of the instance never decides: it puts its places first among choices, and adds them where a name of
    another place begins one of theirs (« Sainte-Maure » is in the Aube, yet may well mean a longer name at home).
    """

    def __init__(self, lines: list[str], area: Collection[str]) -> None:
        self.lines = lines
        self.former: dict[str, int] = {}
        self.postcodes: dict[str, Rows] = {}
        self.levels: list[str] = []
        self.home: set[int] = set()
        self._read(area)
        self.keys = sorted({*self._own, *self._aliases, *self._past})

    def _read(self, area: Collection[str]) -> None:
        areas = {level: {key for of, key in (key.split("-") for key in area) if of == level} for level in LEVELS}
        names: list[str] = []
        others: list[tuple[int, str]] = []
        before: list[tuple[int, str]] = []
        for row, line in enumerate(self.lines):
            level, code, name, aliases, former, postcodes, epci, departement, region, *_, past = line.split("\t")
            self.levels.append(intern(level))
            names.append(name)
            if aliases:
                others += [(row, alias) for alias in aliases.split("|")]
            if past:
                before += [(row, item.name) for item in past_of(past)]
            if former:
                self.former.update((old, row) for old in former.split("|"))
            for postcode in postcodes.split("|") if postcodes else ():
                self.postcodes.setdefault(postcode, []).append(row)
            if (
                code in areas[level]
                or departement in areas["departement"]
                or epci in areas["epci"]
                or region in areas["region"]
            ):
                self.home.add(row)
        self._own = self._posted(range(len(names)), names)
        self._aliases = self._posted([row for row, _ in others], [alias for _, alias in others])
        self._past = self._posted([row for row, _ in before], [name for _, name in before])

    def _posted(self, rows: Iterable[int], names: list[str]) -> NumbersByWord:
        index: dict[str, Rows] = {}
        loose = loosen("\n".join(fold_all(names))).split("\n") if names else []
        for row, key in zip(rows, loose, strict=True):
            index.setdefault(key, []).append(row)
            if self.levels[row] == "epci" and _GROUP_TYPE.match(key):
                index.setdefault(_GROUP_TYPE.sub("", key), []).append(row)
        return NumbersByWord(index)

    def territory(self, row: int) -> Territory:
        """The territory of a row."""
        return Territory.of_line(self.lines[row])

    # --- what a text means ---------------------------------------------------------------------------------------

    def read(self, text: str, levels: Collection[str]) -> PlaceReading | None:
        """The place meant and what is to be said of it, None when there is none.

        Raises AmbiguousTerritory or InvalidInput.
        """
        query = NameQuery.of(checked(text))
        rows = self._meant(query, levels)
        if not rows:
            return None
        if len(rows) > 1 or (is_abroad(query) and not rows <= self.home):
            raise self._ambiguous(text, self._ordered(rows, query))
        row = rows.pop()
        return reading(text, query, self.territory(row), self._read_otherwise(query, row))

    def candidates(self, text: str, levels: Collection[str]) -> list[Territory]:
        """What `read` chooses from, home first: none, one or several. Raises InvalidInput."""
        query = NameQuery.of(checked(text))
        return self._ordered(self._meant(query, levels), query)

    def _meant(self, query: NameQuery, levels: Collection[str]) -> set[int]:
        """The rows of the first reading that finds some; a name known elsewhere must be the very name of theirs."""
        if is_abroad(query):
            named = self._of_levels(self._own.get(query.loose), levels)
            return {row for row in named if query.strict == strict(self.territory(row).name)}
        steps = (self._named, self._coded, self._qualified, self._announced, self._parted, self._begun)
        return next((rows for step in steps if (rows := set(step(query, levels)))), set())

    def _named(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """The whole text is a name, or begins one at home while it is a name elsewhere."""
        rows = self._exact(query.loose, query.strict, levels) or self._exact(query.plain, query.strict, levels)
        if rows and not self.home.intersection(rows):
            rows += [row for row in self.beginning(query.loose, levels) if row in self.home]
        return rows

    def _exact(self, loose: str, written: str, levels: Collection[str]) -> Rows:
        """Rows of that name; with the same articles rather than without, of own names rather than of former ones.

        A name that no commune has any more may also be short for the longer name of another.
        """
        own, aliases, past = self._tiers(loose, levels)
        rows = own or aliases or past
        found = self._same(rows, written) or rows
        if past and rows is past:
            longer = (row for key in self._longer(loose) for row in self._own.get(key))
            found = [*found, *self._of_levels(longer, levels)]
        return self.innermost(found)

    def _tiers(self, loose: str, levels: Collection[str]) -> list[Rows]:
        """Rows of that name: their own of today, another one in use, a former one."""
        return [self._of_levels(index.get(loose), levels) for index in (self._own, self._aliases, self._past)]

    def _same(self, rows: Rows, written: str) -> Rows:
        """The rows that have a name with the same articles."""
        return [row for row in rows if any(strict(name) == written for name in _names(self.territory(row)))]

    def innermost(self, rows: Rows) -> Rows:
        """Without the rows that contain another: Paris is the commune, La Réunion the département."""
        outer = {key for row in rows for key in self.territory(row).parents}
        return [row for row in rows if self.territory(row).key not in outer]

    def beginning(self, loose: str, levels: Collection[str]) -> Rows:
        """Rows with a name that begins with these whole words, or is them."""
        return [row for key in self._longer(loose) for row in self.exact_all(key, levels)]

    def _longer(self, loose: str) -> list[str]:
        return [key for key in self.keys_from(loose) if key == loose or key[len(loose)] == " "] if loose else []

    def keys_from(self, prefix: str) -> list[str]:
        """The folded names that begin with these letters."""
        start = bisect_left(self.keys, prefix)
        return self.keys[start : bisect_left(self.keys, prefix + "\U0010ffff", start)]

    def exact_all(self, loose: str, levels: Collection[str]) -> Rows:
        """Rows of which this is a name, of today or not."""
        rows = (row for index in (self._own, self._aliases, self._past) for row in index.get(loose))
        return self._of_levels(rows, levels)

    def _of_levels(self, rows: Iterable[int], levels: Collection[str]) -> Rows:
        return [row for row in rows if self.levels[row] in levels]

    # --- codes ---------------------------------------------------------------------------------------------------

    def _coded(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """A code alone, or a name that a code makes precise; both must hold."""
        if not query.codes:
            return []
        if not query.name:
            return self._code_alone(query.codes, levels)
        long = all(len(code) >= _SHORTEST_CODE for code in query.codes)
        begun = self.beginning(query.name, levels) if long else []
        exact = self._tiers(query.name, levels)
        for fits, tiers in ((self._fits, [*exact, begun]), (self._may_fit, exact)):
            for rows in tiers:
                fitting = [row for row in rows if all(fits(row, code) for code in query.codes)]
                if fitting:
                    written = " ".join(word for word in query.strict.split() if word.upper() not in query.codes)
                    return self.innermost(self._same(fitting, written) or fitting)
        return []

    def _code_alone(self, codes: Iterable[str], levels: Collection[str]) -> Rows:
        """People write postal codes: where one is that of a single place, it is not read as an INSEE code."""
        shared = set.intersection(*(set(self.of_code(code)) for code in codes))
        postal = shared.intersection(*(self.postcodes.get(code, ()) for code in codes))
        rows = self._of_levels(shared, levels)
        return [row for row in rows if row in postal] if len(postal) == 1 else rows

    def _read_otherwise(self, query: NameQuery, row: int) -> Territory | None:
        """The commune of an INSEE code that was read as a postal code."""
        if query.name or not query.codes or row not in self.postcodes.get(query.codes[0], ()):
            return None
        other = find_row(self.lines, "commune", query.codes[0])
        return None if other is None or other == row else self.territory(other)

    def of_code(self, code: str) -> Rows:
        """Postal code and INSEE code look alike: the communes of either."""
        rows = [find_row(self.lines, level, code) for level in ("commune", "departement", "epci")]
        return [row for row in (*rows, self.former.get(code)) if row is not None] + self.postcodes.get(code, [])

    def _fits(self, row: int, code: str) -> bool:
        return lies_in(self.territory(row), code) or row in self.of_code(code)

    def _may_fit(self, row: int, code: str) -> bool:
        """Whether a code may be one of business mail: in no list, or the INSEE code of another, in that département."""
        return len(code) == _SHORTEST_CODE and code not in self.postcodes and self._fits(row, departement_of(code))

    # --- names with more words -----------------------------------------------------------------------------------

    def _qualified(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """A whole name followed by that of an area which contains it: « Fougères, Ille-et-Vilaine »."""
        head, areas = self.area_of(query)
        keys = {self.territory(row).key for row in areas}
        inside = [row for row in self.exact_all(head, levels) if keys.intersection(self.territory(row).parents)]
        if not inside:
            return []
        # « Saint-Cyr Loire »: in the Loire, or on it.
        tail = query.loose.removeprefix(head).strip()
        return self.innermost([*inside, *self.exact_all(f"{head} sur {tail}", levels)])

    def area_of(self, query: NameQuery) -> tuple[str, Rows]:
        """The words before the longest ending that names an area, and the rows of that area."""
        for cut in range(1, len(query.words)):
            if query.words[cut - 1] in LINK_WORDS or query.words[cut] in LINK_WORDS:
                continue
            rows = self.exact_all(" ".join(query.words[cut:]), ("epci", "departement", "region", "pays"))
            if rows:
                return " ".join(query.words[:cut]), rows
        return query.name, []

    def _announced(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """A name after the word for its kind: « ville de Tours », « département de la Vienne »."""
        if len(query.words) < 2 or query.words[0] not in KIND_WORDS:
            return []
        level = KIND_WORDS[query.words[0]]
        return self.exact_all(" ".join(query.words[1:]), [level]) if level in levels else []

    def _parted(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """A part of a town: « Tours Nord »."""
        rows = self._exact(query.town, query.town, ["commune"]) if query.town and "commune" in levels else []
        return [row for row in rows if all(self._fits(row, code) for code in query.codes)]

    def _begun(self, query: NameQuery, levels: Collection[str]) -> Rows:
        """The first words of a group's name, or of several names; those of one commune only are not yet its name."""
        rows = self.beginning(query.loose, levels) if len(query.loose) >= _SHORTEST_BEGINNING else []
        return [] if len(set(rows)) == 1 and self.levels[rows[0]] == "commune" else rows

    # --- choices -------------------------------------------------------------------------------------------------

    def _ordered(self, rows: Iterable[int], query: NameQuery) -> list[Territory]:
        """Home first, then the most populated; a code read as that of the post comes before the other reading."""
        code = query.codes[0] if query.codes and not query.name else ""
        ranked = [(row in self.home, self.territory(row)) for row in set(rows)]
        ranked.sort(key=lambda pair: (code in (pair[1].code, *pair[1].former) and code not in pair[1].postcodes,
                                      not pair[0], -pair[1].population, pair[1].key))  # fmt: skip
        return [place for _, place in ranked]

    def _ambiguous(self, text: str, places: list[Territory]) -> AmbiguousTerritory:
        loose = NameQuery.of(text).loose
        choices = [(place.key, place.label + _with(alias_of(place, loose))) for place in places]
        error = AmbiguousTerritory(
            ambiguous(text, [label for _, label in choices], abroad=is_abroad(NameQuery.of(text))),
            field="commune",
            suggestions=[Suggestion(key, label) for key, label in choices[:MAX_CHOICES]],
        )
        error.words = text.strip()
        return error


def _names(place: Territory) -> tuple[str, ...]:
    return (place.name, *place.aliases)


def _with(alias: str) -> str:
    return f", avec {alias}" if alias else ""
