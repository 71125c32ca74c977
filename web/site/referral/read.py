# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Compris comme … »: each thing read in what was typed, the words it was read in, and how to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from graph.namespaces import local_name
from graph.referral.situation import AUDIENCE, COST, MODE, NEED, PLACE, READ, TOOL
from graph.text.folding import fold
from web.app.pages import mention_of
from web.site.card.tools import display_of

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.model import EntityClass
    from graph.referral.situation import Reading, Situation, Unresolved
    from web.app.values import Display
    from web.site.referral.page import Form

FIELDS = {NEED: "besoin", TOOL: "outil", AUDIENCE: "public", MODE: "mode", COST: "gratuit", PLACE: "commune"}


@dataclass(frozen=True)
class ReadChip:
    """One thing read: its kind, its name, the words it was read in ("" when they are its name), and the
    address of the same request without it."""

    kind: str
    label: str
    said: str
    entity_class: EntityClass | None
    removed: str


@dataclass(frozen=True)
class LeftAside:
    """Words that nothing was made of, and the cards of what they name."""

    words: str
    cards: tuple[Display, ...]


@dataclass(frozen=True)
class Read:
    """What was read in the words of a request, and what was left aside."""

    chips: tuple[ReadChip, ...] = ()
    aside: tuple[LeftAside, ...] = ()


def read(here: Reader, situation: Situation, form: Form, typing: str = "") -> Read:
    """What to say of the words of a request; `typing` is the field whose last word is not finished."""
    told = {(reading.kind, reading.asked.iri): reading for reading in situation.readings if not reading.given}
    ordered = sorted(told.values(), key=lambda reading: READ.index(reading.kind))
    aside = tuple(
        LeftAside(words.query, tuple(display_of(here, ref.iri) for ref in words.named))
        for words in situation.aside
        if not (words.field == typing and _is_last(words))
    )
    return Read(tuple(_chip(reading, form) for reading in ordered), aside)


def _is_last(words: Unresolved) -> bool:
    typed = request.args.getlist(words.field)
    return any(fold(text).endswith(fold(words.query)) for text in typed)


def _chip(reading: Reading, form: Form) -> ReadChip:
    mention = mention_of(reading.asked.iri)
    label = reading.asked.label if reading.kind == PLACE else mention.label  # the graph names few places itself
    said = "" if fold(reading.asked.query) == fold(label) else reading.asked.query
    return ReadChip(reading.kind, label, said, mention.entity_class, _without(reading, form))


def _without(reading: Reading, form: Form) -> str:
    """The address of the request as it was understood, without one thing: by the names, no longer by the words."""
    field, slug = FIELDS[reading.kind], local_name(reading.asked.iri)
    asked: dict[str, Any] = {"besoin": form.needs, "outil": form.tools, "public": form.audiences}
    asked = {name: [chip.value for chip in chips] for name, chips in asked.items()}
    for name, text in form.typed.items():
        asked.setdefault(name, []).append(text)
    asked |= {"commune": form.commune, "mode": form.mode, "date": form.day, "gratuit": "1" if form.free else ""}
    asked |= {"professionnel": "1" if form.professional else "", "lang": request.args.get("lang", "")}
    kept = asked.get(field, "")
    asked[field] = [value for value in kept if value != slug] if isinstance(kept, list) else ""
    return url_for("referral.show", **{name: value for name, value in asked.items() if value})
