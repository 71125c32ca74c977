# SPDX-License-Identifier: AGPL-3.0-or-later
"""The request as a form: what was understood as boxes to untick, what was not in the field where it was typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.referral.situation import PLACE
from graph.text.folding import fold
from graph.text.typed import LONGEST_LETTER

if TYPE_CHECKING:
    from graph.readings.referral.understanding import AskedThing, RequestReading


@dataclass(frozen=True)
class Chip:
    """One thing asked, as a box that unticking removes."""

    value: str
    label: str


@dataclass(frozen=True)
class RequestForm:
    """The request as typed and as understood; `typed` keeps what was not understood in its own field."""

    commune: str
    needs: tuple[Chip, ...]
    tools: tuple[Chip, ...]
    audiences: tuple[Chip, ...]
    question: str
    free: bool
    mode: str
    day: str
    professional: bool
    typed: Mapping[str, str]


@dataclass(frozen=True)
class RequestBar:
    """The request as one sentence, and what was given beside it: nothing that was only read in the sentence, which
    would be asked again once it says otherwise. `more` are needs for which the sentence had no room."""

    sentence: str
    more: tuple[str, ...]
    commune: str
    tools: tuple[Chip, ...]
    audiences: tuple[Chip, ...]
    free: bool
    mode: str
    day: str
    professional: bool
    typed: Mapping[str, str]


def bar(
    args: Mapping[str, tuple[str, ...]],
    texts: Mapping[str, str],
    asked: RequestReading | None,
    names: Mapping[str, str],
) -> RequestBar:
    """The bar for a request; `names` are those of needs, by their slugs."""
    typed = dict(asked.words) if asked else {}
    parts = [texts["question"], *(names.get(value, value) for value in args["besoin"])]
    values = ("", *args["besoin"])
    if asked and asked.elsewhere:
        parts, values = [*parts, texts["commune"]], (*values, texts["commune"])
    room, more = LONGEST_LETTER, []
    said: list[str] = []
    for text, value in zip(parts, values, strict=True):
        if text and len(text) + 2 > room and said:
            more.append(value)
        elif text and text not in said:
            said.append(text)
            room -= len(text) + 2
    tools, audiences = asked.tools if asked else (), asked.audiences if asked else ()
    return RequestBar(
        ", ".join(said), tuple(more), _place(asked, texts["commune"]),
        _given(args["outil"], tools, typed.get("outil", "")),
        _given(args["public"], audiences, typed.get("public", "")),
        texts["gratuit"] == "1", texts["mode"], texts["date"], texts["professionnel"] == "1", typed,
    )  # fmt: skip


def _given(values: tuple[str, ...], things: Iterable[AskedThing], typed: str) -> tuple[Chip, ...]:
    """Boxes for what was given in a field of its own, but for the words that its field shows."""
    known = {key: it for it in things for key in (it.slug, it.value, *map(fold, (it.name, it.label, _served(it))))}
    found = (known.get(value) or known.get(fold(value)) for value in values)
    chips = (Chip(it.value, it.label) if it else Chip(raw, raw) for raw, it in zip(values, found, strict=True))
    return tuple(dict.fromkeys(chip for chip in chips if chip.value != typed))


def _served(thing: AskedThing) -> str:
    """The name of the online service of a tool, where one was named: « Framapad (Etherpad) » begins with it."""
    return thing.label.removesuffix(f" ({thing.name})")


def form(args: Mapping[str, tuple[str, ...]], texts: Mapping[str, str], asked: RequestReading | None) -> RequestForm:
    """The form for a request: understood things as chips where it was understood, as typed otherwise.

    A question that was understood is in the chips, which can be unticked: it is not asked again beside them.
    """
    typed = dict(asked.words) if asked else {}
    chips = _understood(asked, typed) if asked else {name: _boxes(args[name]) for name in args}
    free = asked.free if asked else texts["gratuit"] == "1"
    mode = asked.mode.slug if asked and asked.mode else texts["mode"]
    question = typed.get("question", "") if asked else texts["question"]
    return RequestForm(
        _place(asked, texts["commune"]), chips["besoin"], chips["outil"], chips["public"],
        question, free, mode, texts["date"], texts["professionnel"] == "1", typed,
    )  # fmt: skip


def understood_form(asked: RequestReading) -> RequestForm:
    """The form of a request that was read in words typed elsewhere than in it."""
    return form(dict.fromkeys(("besoin", "outil", "public"), ()), defaultdict(str), asked)


def _understood(asked: RequestReading, typed: Mapping[str, str]) -> dict[str, tuple[Chip, ...]]:
    chips = {"besoin": _chips(asked.needs), "outil": _chips(asked.tools), "public": _chips(asked.audiences)}
    # A field holds one text: the other words that were not understood stay as boxes.
    for field, words in asked.words:
        if field in chips and words != typed[field]:
            chips[field] = (*chips[field], Chip(words, words))
    return chips


def _chips(things: Iterable[AskedThing]) -> tuple[Chip, ...]:
    return tuple(Chip(thing.value, thing.label) for thing in things)


def _boxes(values: Iterable[str]) -> tuple[Chip, ...]:
    return tuple(Chip(value, value) for value in values)


def _place(asked: RequestReading | None, typed: str) -> str:
    """A place as its field shows it: what was typed, or the name of the place that words or a code told."""
    if asked is None:
        return typed
    place = asked.place
    if place is None:  # what was typed there was read as something else
        return ""
    told = any(thing.kind == PLACE and not thing.given for thing in asked.read)
    return place.full if told or typed in ("", place.code, place.key) else typed
