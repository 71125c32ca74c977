# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reading and writing GoGoCarto share: hours day by day, addresses in parts, the tree of options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.namespaces import XSD
from graph.rdf.dates import is_right as is_right_day
from graph.sources._json import texts_of
from graph.text.opening import is_right

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NESTED = ("options", "subcategories", "suboptions")
MOST_OPTIONS = 20_000
_SLOT = r"(\d{1,2})\s?(?:[h:]\s?(\d{2})?)\s?(?:-|–|à)\s?(\d{1,2})\s?(?:[h:]\s?(\d{2})?)"
_SLOTS = re.compile(rf"{_SLOT}(?:\s?(?:,|;|/|&|et)\s?{_SLOT})*", re.IGNORECASE)
_ONE_SLOT = re.compile(_SLOT, re.IGNORECASE)
_RULE = re.compile(
    r"(Mo|Tu|We|Th|Fr|Sa|Su)(?:-(Mo|Tu|We|Th|Fr|Sa|Su))? (\d\d:\d\d-\d\d:\d\d(?:, ?\d\d:\d\d-\d\d:\d\d)*)"
)
_LINE = re.compile(r"(?P<street>.+), (?P<postcode>\d{5}) (?P<town>.+)", re.DOTALL)


@dataclass(frozen=True)
class MapOption:
    """An option of a map: its number or name there, its name, the names of those above it."""

    id: str
    name: str
    above: tuple[str, ...] = ()


def option_names(tree: Any) -> dict[str, MapOption]:
    """The options of a tree by their number, else by their name; a tree of any depth, never endless."""
    found: dict[str, MapOption] = {}
    waiting: list[tuple[Any, tuple[str, ...]]] = [(tree, ())]
    while waiting and len(found) < MOST_OPTIONS:
        node, above = waiting.pop()
        if isinstance(node, list):
            waiting.extend((item, above) for item in node)
        elif isinstance(node, dict):
            name, own = _text(node.get("name")), _text(node.get("id"))
            is_group = "options" in node and above == () and not own
            if name and not is_group:
                found.setdefault(own or name, MapOption(own or name, name, above))
            below = above if is_group or not name else (*above, name)
            waiting.extend((node[key], below) for key in NESTED if key in node)
    return found


def said_options(value: Any, tree: Mapping[str, MapOption]) -> Iterator[MapOption]:
    """The options that a place has, numbers, names or objects, each with its name where it is known."""
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            own, name = _text(item.get("id", item.get("optionId"))), _text(item.get("name"))
        else:
            own, name = _text(item), ""
        known = tree.get(own)
        if own or name:
            above = known.above if known else ()
            name = name or (known.name if known else "")
            yield MapOption(own or name, name, above)


def hours_of(days: Any) -> str:
    """Hours day by day as OpenStreetMap writes them; "" where one day says anything that is not hours."""
    if not isinstance(days, dict):
        return ""
    rules = []
    for day in WEEKDAYS:
        text = _text(days.get(day))
        if text and not _SLOTS.fullmatch(text):
            return ""
        slots = [f"{_hour(h1, m1)}-{_hour(h2, m2)}" for h1, m1, h2, m2 in _ONE_SLOT.findall(text)]
        if slots:
            rules.append(f"{day} {', '.join(slots)}")
    line = "; ".join(rules)
    return line if line and set(days) <= set(WEEKDAYS) and is_right(line) else ""


def days_of(hours: str) -> dict[str, str]:
    """Hours by day, where a week says them all; empty where they say more."""
    found: dict[str, str] = {}
    for rule in filter(None, (part.strip() for part in hours.split(";"))):
        match = _RULE.fullmatch(rule)
        if not match:
            return {}
        first, last = WEEKDAYS.index(match[1]), WEEKDAYS.index(match[2] or match[1])
        if last < first or any(day in found for day in WEEKDAYS[first : last + 1]):
            return {}
        found |= dict.fromkeys(WEEKDAYS[first : last + 1], match[3])
    return {day: found[day] for day in WEEKDAYS if day in found}


def address_parts(line: str) -> dict[str, str]:
    """The parts of an address on one line; the whole line as it is where they cannot be told."""
    match = _LINE.fullmatch(line)
    if not match:
        return {"customFormatedAddress": line}
    return {"streetAddress": match["street"], "addressLocality": match["town"], "postalCode": match["postcode"]}


def french_day(text: str) -> str:
    """A day written day/month/year, or as ISO has it, in ISO; the text itself for anything else."""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    day = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text[:10]
    return day if is_right_day(day, XSD.date) else text


def turned_day(day: str) -> str:
    """A day of ISO as GoGoCarto writes it."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", day)
    return f"{match[3]}/{match[2]}/{match[1]}" if match else day


def _text(value: Any) -> str:
    return next(iter(texts_of(value)), "") if not isinstance(value, (list, dict)) else ""


def _hour(hour: str, minutes: str) -> str:
    return f"{int(hour):02}:{minutes or '00'}"
