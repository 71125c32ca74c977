# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours as French people write them (« Lundi et jeudi : 14h à 18h »), as OpenStreetMap writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from babel.dates import get_day_names

from graph.text.folding import fold
from graph.text.opening import CODES, LONGEST, WEEK, is_right, written

EVERY_DAY = ("tous les jours", "7j/7", "7/7")
TO = frozenset({"au", "a", "-", "–", "—", "/", "jusqu", "jusque"})
# Words that change nothing to what is said, and those that part what is from what follows.
_SAID = "le les de des du d l la ouvert ouverte ouverture ouvertures horaire horaires accueil jour jours h entre"
SILENT = frozenset(_SAID.split(" "))
JOINING = frozenset({",", ";", "et", ".", "·", "&", "puis", "|", "/", "ainsi", "que", "+"})
CLOSED = frozenset({"ferme", "fermee", "fermeture"})
HALVES = frozenset({"matin", "matins", "midi", "apres", "soir"})
_OSM = re.compile(r"24/7|.*(?:\d\d:\d\d|\boff\b).*", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<time>\d{1,2}\s?(?:h(?:eures?)?|:)\s?\d{2}(?!\d)|\d{1,2}\s?h(?:eures?)?(?![a-z0-9]))|(?P<number>\d{1,2}(?!\d))|"
    r"(?P<word>[a-z]+)|(?P<mark>[-–—,;:./&·|+])|(?P<other>\S)"
)
LAST_MINUTE = 24 * 60


@dataclass(frozen=True)
class _Rule:
    """Days (0 is Monday), then the spans of their hours in minutes; none where it is closed."""

    days: list[int]
    spans: list[tuple[int, int]]


class _NotUnderstoodError(Exception):
    """Something is said that these rules cannot hold: all of it stays as it is written."""


@lru_cache(maxsize=4096)
def as_opening_hours(text: str) -> str:
    """The hours as OpenStreetMap writes them, empty where one word of the text would be lost."""
    bare = " ".join(text.split())
    if not bare or len(bare) > LONGEST:
        return ""
    if _OSM.fullmatch(bare) and is_right(bare):
        return bare
    try:
        said = written(_by_day(_rules(list(_tokens(bare)))))
    except _NotUnderstoodError:
        return ""
    return said if is_right(said) else ""


def _by_day(rules: list[_Rule]) -> dict[str, list[str]]:
    """What all the rules say of each day, as a later one would hide those before it; closed wins over open."""
    found: dict[str, list[str]] = {}
    for day in sorted({day for rule in rules for day in rule.days}):
        own = [rule.spans for rule in rules if day in rule.days]
        spans = sorted(span for spans in own for span in spans)
        if any(before[1] > after[0] for before, after in pairwise(spans)):
            raise _NotUnderstoodError
        found[CODES[day]] = [_span(*span) for span in spans] if all(own) else ["off"]
    return found


def _span(start: int, end: int) -> str:
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


# --- what the words are ---------------------------------------------------------------------------------------------


def _tokens(text: str) -> Iterator[tuple[str, int | str]]:
    """`day`, `time` (minutes), `number`, `mark`, `closed`, `half`, `every`; words that change nothing are left out."""
    plain = " ".join(_plain(text).split())
    for words in EVERY_DAY:
        plain = plain.replace(words, "everyday")
    for found in _TOKEN.finditer(plain):
        kind, said = found.lastgroup or "", found.group()
        if kind == "time":
            yield "time", _minutes(said)
        elif kind == "number":
            yield "number", int(said) * 60
        elif kind == "mark":
            yield "mark", said
        elif kind == "other":
            raise _NotUnderstoodError(said)
        else:
            yield from _word(said)


def _plain(text: str) -> str:
    """Without case or accents, its marks and digits kept."""
    return "".join(fold(part) if part[0].isalpha() else part for part in re.findall(r"[^\W\d_]+|[^\w]+|\d+|_", text))


def _word(said: str) -> Iterator[tuple[str, int | str]]:
    if said in _days():
        yield "day", _days()[said]
    elif said == "everyday":
        yield "every", 0
    elif said in CLOSED:
        yield "closed", said
    elif said in HALVES:
        yield "half", said
    elif said in TO | JOINING:
        yield "mark", said
    elif said not in SILENT:
        raise _NotUnderstoodError(said)


def _minutes(said: str) -> int:
    hour, _, minute = re.sub(r"\s|eures?", "", said).replace(":", "h").partition("h")
    return int(hour) * 60 + int(minute or 0)


@cache
def _days() -> dict[str, int]:
    """The days by their folded names: whole, in the plural, and by their first letters."""
    found: dict[str, int] = {}
    for number, name in get_day_names("wide", locale="fr").items():
        whole = fold(name)
        found |= dict.fromkeys((whole, f"{whole}s", whole[:3], whole[:2], whole[:4]), number)
    return found


# --- what they say together -----------------------------------------------------------------------------------------


def _rules(tokens: list[tuple[str, int | str]]) -> list[_Rule]:
    """Days and their hours in turn; hours come first throughout, or days do."""
    groups = list(_groups(tokens))
    kinds = [kind for kind, _ in groups]
    if len(groups) < 2 or len(groups) % 2:
        raise _NotUnderstoodError
    if kinds == ["days", "hours"] * (len(groups) // 2):
        pairs = list(zip(groups[::2], groups[1::2], strict=True))
    elif kinds == ["hours", "days"] * (len(groups) // 2):
        pairs = [(days, hours) for hours, days in zip(groups[::2], groups[1::2], strict=True)]
    else:
        raise _NotUnderstoodError
    return [_rule(days, hours) for (_, days), (_, hours) in pairs]


def _rule(days: list[int], hours: list[int]) -> _Rule:
    """Hours are minutes, two for each span; none where it is closed."""
    spans = list(zip(hours[::2], hours[1::2], strict=True)) if len(hours) % 2 == 0 else []
    if (hours and not spans) or any(not 0 <= start < end <= LAST_MINUTE for start, end in spans):
        raise _NotUnderstoodError
    return _Rule(days, spans)


def _groups(tokens: list[tuple[str, int | str]]) -> Iterator[tuple[str, list[int]]]:
    """Tokens of days together, tokens of hours together; what joins them is read inside each."""
    place = 0
    while place < len(tokens):
        kind = tokens[place][0]
        if kind in ("day", "every"):
            place, days = _days_from(tokens, place)
            yield "days", days
        elif kind in ("time", "number"):
            place, hours = _hours_from(tokens, place)
            yield "hours", hours
        elif kind == "closed":
            yield "hours", []
            place += 1
        else:
            place += 1


def _days_from(tokens: list[tuple[str, int | str]], place: int) -> tuple[int, list[int]]:
    found: list[int] = []
    through = ranged = False
    while place < len(tokens):
        kind, said = tokens[place]
        if kind == "every":
            found += range(WEEK)
        elif kind == "day" and isinstance(said, int):
            if through and ranged:  # « lundi - mercredi - vendredi »: three days, or five?
                raise _NotUnderstoodError
            ranged = through and bool(found)
            last = found[-1] if ranged else said - 1
            found += [(last + step) % WEEK for step in range(1, (said - last) % WEEK + 1)]
            through = False
        elif kind == "mark" and said != ":":
            through = said in TO and said != "/"
        elif kind == "half" and tokens[place + 1 : place + 2] and tokens[place + 1][0] in ("time", "number"):
            pass
        else:
            break
        place += 1
    return place, found


def _hours_from(tokens: list[tuple[str, int | str]], place: int) -> tuple[int, list[int]]:
    found: list[int] = []
    bare = told = 0
    apart = False
    while place < len(tokens):
        kind, said = tokens[place]
        if kind in ("time", "number") and isinstance(said, int):
            if apart and len(found) % 2:  # « 10h et 14h »: when it begins, and not until when
                raise _NotUnderstoodError
            found.append(said)
            apart = False
            bare, told = bare + (kind == "number"), told + (kind == "time")
        elif kind == "mark":
            apart = apart or said not in TO
        elif kind != "half":
            break
        place += 1
    # « 9-12h »: a bare number is an hour only beside one that says so.
    if bare > told:
        raise _NotUnderstoodError
    return place, found
