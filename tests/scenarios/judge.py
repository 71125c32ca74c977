# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scenarios of tests/scenarios: situations with what must be answered, whoever is asked (engine, API or page)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from graph import clock

DAY = date(2021, 6, 1)
"""The day of a scenario that says none."""
TODAY = "today"
FOLLOWING = 3  # how many answers `top` looks at
EXPECTATIONS = frozenset(
    {"first", "top", "absent", "kinds", "missing", "reason", "gaps", "unresolved", "named", "error", "advice", "closed"}
)
KEYS = EXPECTATIONS | {"name", "world", "lang", "ask", "not_yet"}


@dataclass(frozen=True)
class Scenario:
    """A situation and what is expected; `not_yet` says why what is expected is not answered today."""

    world: str
    name: str
    ask: Mapping[str, Any]
    expected: Mapping[str, Any]
    lang: str = "fr"
    not_yet: str = ""

    @property
    def lasting(self) -> bool:
        """Whether the same is answered whenever it is asked."""
        return self.ask.get("date") != TODAY

    @property
    def day(self) -> date:
        """The day it is asked for."""
        found = self.ask.get("date", DAY)
        return clock.today() if found == TODAY else found

    @property
    def parameters(self) -> dict[str, Any]:
        """What the API is asked: one text or a list of texts a parameter."""
        flags = {"free": "1"} if self.ask.get("free") else {}
        texts = {name: value for name, value in self.ask.items() if name not in {"free", "date"}}
        return {**texts, **flags, "date": self.day.isoformat()}


@dataclass(frozen=True)
class ScenarioReply:
    """What was answered: each result as `kind actor service`, sentences, and the short names of what is mentioned."""

    results: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    choices: tuple[str, ...] = field(default=())
    """What may have been meant, when the request was refused."""


def scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Those of a folder, file by file; a file of its own world is named for it."""
    import yaml  # only what checks needs it

    found = []
    for path in sorted(folder.glob("*.yaml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")):
            unknown = set(item) - KEYS
            if unknown:
                raise ValueError(f"{path.name}, « {item.get('name')} » : {sorted(unknown)}")
            expected = {key: value for key, value in item.items() if key in EXPECTATIONS}
            given = {key: item[key] for key in ("lang", "not_yet") if key in item}
            found.append(Scenario(item.get("world", path.stem), item["name"], item["ask"], expected, **given))
    return tuple(found)


def told(document: Mapping[str, Any], base: str) -> ScenarioReply:
    """What the JSON of a referral says; identifiers lose `<base>/id/`."""
    situation, advice = document["situation"], document["advice"]
    ways = [way for item in advice for way in item["alternatives"]]
    return ScenarioReply(
        results=tuple(_name(result, base) for result in document["results"]),
        reasons=tuple(reason["text"] for result in document["results"] for reason in result["reasons"]),
        missing=tuple(document["missing"]),
        gaps=tuple(gap["label"] for gap in document["gaps"]),
        unresolved=tuple(words["query"] for words in situation["unresolved"]),
        named=tuple(_short(ref["iri"], base) for words in situation["unresolved"] for ref in words["named"]),
        advice=tuple(_short(way["iri"], base) for way in ways),
        closed=tuple(_short(item["instance"]["iri"], base) for way in ways for item in way["closed"]),
    )


def faults(scenario: Scenario, found: ScenarioReply) -> list[str]:
    """What is not as expected, in words; empty when all is."""
    return list(_faults(scenario.expected, found))


def _faults(expected: Mapping[str, Any], found: ScenarioReply) -> Iterator[str]:
    if "error" in expected:
        if expected["error"] not in found.choices:
            yield f"not among the choices: {expected['error']}"
        return
    following = found.results[:FOLLOWING]
    if not found.results:
        yield "no answer at all"
    if "first" in expected and found.results[:1] != (expected["first"],):
        yield f"not first: {expected['first']}"
    yield from (f"not among the first: {name}" for name in expected.get("top", ()) if name not in following)
    for word in expected.get("absent", ()):
        yield from (f"should be absent: {name}" for name in found.results if is_in(word, name))
    kinds = {name.split(" ")[0] for name in found.results}
    yield from (f"no answer of the kind: {kind}" for kind in expected.get("kinds", ()) if kind not in kinds)
    yield from _silences(expected, found)


def _silences(expected: Mapping[str, Any], found: ScenarioReply) -> Iterator[str]:
    """What should have been said and was not."""
    if not any(expected.get("reason", "") in text for text in found.reasons):
        yield f"no such reason: {expected['reason']}"
    if "missing" in expected and expected["missing"] not in found.missing:
        yield f"not said to be missing: {expected['missing']}"
    if "gaps" in expected and list(found.gaps) != expected["gaps"]:
        yield f"gaps: {', '.join(found.gaps) or 'none'}"
    if "unresolved" in expected and expected["unresolved"] not in found.unresolved:
        yield f"not said to be unclear: {expected['unresolved']}"
    for key, said in (("named", found.named), ("advice", found.advice), ("closed", found.closed)):
        yield from (f"not in {key}: {name}" for name in expected.get(key, ()) if name not in said)


def is_in(word: str, name: str) -> bool:
    """Whether a result has an identifier, or one that begins so when the word ends with a slash."""
    return f" {word}" in f" {name}" if word.endswith("/") else f" {word} " in f" {name} "


def _name(result: Mapping[str, Any], base: str) -> str:
    service = [_short(result["service"]["iri"], base)] if result["service"] else []
    return " ".join([result["kind"], _short(result["actor"]["iri"], base), *service])


def _short(iri: str, base: str) -> str:
    return iri.removeprefix(f"{base}/id/")
