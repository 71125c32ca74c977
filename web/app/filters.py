# SPDX-License-Identifier: AGPL-3.0-or-later
"""Template filters: French typography, dates and ages in words, licences by name."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from graph import clock
from graph.licences import licence_name
from graph.text.addresses import short_address
from graph.text.ages import age_text, month_or_year
from graph.text.catalogue import FRENCH
from graph.text.moments import readable as readable_in
from graph.text.sentences import inner, sentence
from graph.text.wording import AT, SINCE, dated, day_text, period
from web.app.language import language

NARROW, HARD = "\u202f", "\u00a0"
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
Rules = tuple[tuple[re.Pattern[str], str], ...]
RULES: Rules = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"«[ \u00a0\u202f]?(?=\S)"), "«" + NARROW),
    (re.compile(r"[ \u00a0\u202f]?»"), NARROW + "»"),
    (re.compile(r"[ \u00a0\u202f]([;?!]+)(?=\s|$|[»)\u202f])"), NARROW + r"\1"),
    (re.compile(r"[ \u00a0\u202f]:(?=\s|$)"), HARD + ":"),
    (re.compile(rf"\b(\d{{1,2}}|1er) (?=({MONTHS})\b)"), r"\1" + HARD),
    (re.compile(r"(?<=\d) (?=(€|%|h|min|km|Go|Mo|heures?|jours?|ans?|mois|semaines?)\b|[€%])"), HARD),
    (re.compile(r"(?<=\d) – (?=\d)"), f"{HARD}–{HARD}"),
    (re.compile(r"\b(0\d)[ .](\d\d)[ .](\d\d)[ .](\d\d)[ .](\d\d)\b"), HARD.join(rf"\{n}" for n in range(1, 6))),
    (re.compile(r"\.\.\."), "…"),
)
# What templates write once for both languages.
ENGLISH: Rules = (
    (re.compile(r"«[ \u00a0\u202f]?"), "“"),
    (re.compile(r"[ \u00a0\u202f]?»"), "”"),
    (re.compile(r"(?:(?<=\S)|^)[ \u00a0\u202f]([:;?!])(?=\s|$)"), r"\1"),
)
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "use", "rect", "circle"}
VERBATIM = ("script", "style", "textarea", "pre", "code", "kbd")
# What is left alone: these elements whole, to the end of the text where they are not closed, and every other tag.
ASIDE = re.compile(
    "(" + "|".join(rf"<{name}\b(?:.*?</{name}\s*>|.*\Z)" for name in VERBATIM) + "|<[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)
# What an attribute says to people, and what scripts show of it.
SAID = re.compile(
    r"""(\s(?:title|alt|placeholder|aria-(?:label|description|roledescription|valuetext)|data-(?:label|title|words|hint
    |more|back|followed|lost|none|one|many|offline|found|refused|unknown|far|searching|play|done|said|said-one|count
    |here|away))=)("[^"]*")""",
    re.VERBOSE,
)
MARKED = re.compile(r"<(\w+)\b[^>]*\slang=\"(\w+)[\"-]")
MOST_SET = 8192  # texts kept once set: what the interface says, and the names that come back from page to page
LONGEST_SET = 500


def register(app: Flask) -> None:
    """Makes the filters known to templates."""
    app.jinja_env.filters.update(
        typography=typography,
        long_date=long_date,
        machine_date=machine_date,
        since_date=since_date,
        at_date=at_date,
        period_to=period_to,
        month=month,
        age=age,
        licence=licence_name,
        sentence=sentence,
        inner=inner,
        fixed=fixed,
        readable=readable,
        short_address=short_address,
    )


def french(text: str) -> str:
    """One text with the spaces, quotes and apostrophes of French typography; doing it twice changes nothing."""
    return _set(text, french=True) if len(text) <= LONGEST_SET else _apply(text, RULES)


@lru_cache(maxsize=MOST_SET)
def _set(text: str, *, french: bool) -> str:
    return _apply(text, _rules(french))


def _apply(text: str, rules: Rules) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def typography(html: str) -> Markup:
    """A piece of page with what it says typeset in its language, or in that of an element which has its own.

    Addresses and typed texts are left alone.
    """
    page = language() == FRENCH
    french, inside, depth = page, "", 0
    parts = ASIDE.split(str(html).replace("&#39;", "’"))
    for index, part in enumerate(parts):
        if index % 2:
            parts[index] = _said(part, french=french)
            if depth:
                depth += _nesting(part, inside)
                french = page if depth == 0 else french
            elif (marked := MARKED.match(part)) and not part.endswith("/>") and marked[1] not in VOID:
                inside, depth, french = marked[1], 1, marked[2] == FRENCH
        elif part and not part.isspace():
            parts[index] = _apply(part, _rules(french)) if len(part) > LONGEST_SET else _set(part, french=french)
    return Markup("".join(parts))  # noqa: S704 - already escaped by the template


def _rules(french: bool) -> Rules:
    return RULES if french else ENGLISH


def _said(tag: str, *, french: bool) -> str:
    """A tag with its texts typeset."""
    head, end, content = tag.partition(">")
    if '="' not in head or head[1:2] in "!/":
        return tag
    return SAID.sub(lambda found: f'{found[1]}"{_set(found[2][1:-1], french=french)}"', head) + end + content


def _nesting(tag: str, name: str) -> int:
    """By how much a tag goes deeper into elements of that name."""
    if tag.startswith(f"</{name}"):
        return -1
    return int(re.match(rf"<{name}\b", tag) is not None)


def long_date(day: date) -> str:
    """`4 février 2021`; `février 2021` or `2021` where no more is known."""
    return day_text(day, language())


def since_date(day: date) -> str:
    """`depuis le 4 février 2021`, `depuis 2021`."""
    return dated(day, SINCE, language())


def at_date(day: date) -> str:
    """`au 4 février 2021`, `en 2021`."""
    return dated(day, AT, language())


def period_to(since: date, day: date) -> str:
    """`du 4 février 2021 au 1er mai 2021`."""
    return period(since, day, language())


def machine_date(day: date) -> str:
    """A date for programs: `2021-02-04`, `2021-02`, `2021`, whatever side of it is known."""
    return day.isoformat().strip("[.]")


def readable(text: str) -> str:
    """A text that is only a date, in words; any other text as it is."""
    return readable_in(text, language())


def month(day: date) -> str:
    """`février 2021`, or the year alone where no more is known."""
    return month_or_year(day, language())


def age(day: date, today: date | None = None) -> str:
    """`il y a 4 mois`, in the largest unit that is true."""
    return age_text(day, today or clock.today(), language())


def fixed(number: float) -> str:
    """A coordinate of a drawing with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")
