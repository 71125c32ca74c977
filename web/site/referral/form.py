# SPDX-License-Identifier: AGPL-3.0-or-later
"""The request as a form: what was understood as boxes to untick, what was not in the field where it was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.readings.referral.understanding import AskedPlace, AskedThing, RequestReading


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


def form(args: Mapping[str, tuple[str, ...]], texts: Mapping[str, str], asked: RequestReading | None) -> RequestForm:
    """The form for a request: understood things as chips where it was understood, as typed otherwise.

    A question that was understood is in the chips, which can be unticked: it is not asked again beside them.
    """
    typed = dict(asked.words) if asked else {}
    chips = _understood(asked, typed) if asked else {name: _boxes(args[name]) for name in args}
    free = asked.free if asked else texts["gratuit"] == "1"
    mode = asked.mode.slug if asked and asked.mode else texts["mode"]
    question = texts["question"] if asked is None or "question" in typed else ""
    return RequestForm(
        _place(asked.place if asked else None, texts["commune"]), chips["besoin"], chips["outil"], chips["public"],
        question, free, mode, texts["date"], texts["professionnel"] == "1", typed,
    )  # fmt: skip


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


def _place(place: AskedPlace | None, typed: str) -> str:
    """A place as its field shows it: what was typed, or the name of the place that words or a code told."""
    return place.full if place and typed in ("", place.code, place.key) else typed
