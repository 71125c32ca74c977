# SPDX-License-Identifier: AGPL-3.0-or-later
"""The request one question at a time: each step a page, everything in the address, any step skipped or taken again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from graph.errors import InvalidInput
from graph.readings.referral import offered
from graph.text.wording import Phrase
from web.app.language import language
from web.app.pages import kept, reader
from web.site.referral.form import Chip
from web.site.referral.names import kept_of

if TYPE_CHECKING:
    from graph.readings.referral.understanding import RequestReading

# Each step, the parameters that it fills, its question and what helps to answer.
PARTS = {
    "ou": (
        ("commune",),
        Phrase("Où est l’association ?"),
        Phrase("Un nom de commune ou un code postal suffit."),
    ),
    "besoins": (
        ("besoin", "question"),
        Phrase("De quoi a-t-elle besoin ?"),
        Phrase("Avec ses mots, ou parmi ces grands sujets."),
    ),
    "outils": (
        ("outil",),
        Phrase("Quels outils utilise-t-elle aujourd’hui ?"),
        Phrase("Chaque outil connu vient avec ce qui peut le remplacer."),
    ),
    "public": (
        ("public",),
        Phrase("Pour qui est-ce ?"),
        Phrase("Les personnes que l’aide doit toucher, si c’est précis."),
    ),
    "comment": (
        ("gratuit", "mode", "date", "professionnel"),
        Phrase("À quelles conditions ?"),
        Phrase("Ce qu’elle peut payer, et comment elle veut être aidée."),
    ),
}
STEPS = tuple(PARTS)
NO_STEP = Phrase("Cette étape n’existe pas : recommencez par le lieu.")
FAULTS = {"need": "besoins", "tool": "outils", "audience": "public"} | {
    name: slug for slug, (names, _, _) in PARTS.items() for name in names
}
OFFERED = {"besoin": offered.great_subjects, "outil": offered.tools_in_use, "public": offered.audiences}


@dataclass(frozen=True)
class AskedStep:
    """One question: where it stands, what is near at hand to answer it, and where the others are."""

    slug: str
    number: int
    question: str
    help: str
    field: str
    near: tuple[tuple[Chip, bool], ...]
    others: tuple[tuple[str, str, str], ...]
    back: str
    onward: str
    skip: str
    whole: str
    begun: bool
    own: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(STEPS)


def known_step(slug: str) -> str:
    """A step by its slug, "" for none; raises for one that does not exist."""
    if slug and slug not in STEPS:
        raise InvalidInput(NO_STEP(), field="pas")
    return slug


def step_of(slug: str, asked: RequestReading | None) -> AskedStep:
    """A step of the request being made; `asked` is what was understood so far, None when it cannot be."""
    names, question, advice = PARTS[slug]
    rank = STEPS.index(slug)
    onward = STEPS[rank + 1] if rank + 1 < len(STEPS) else ""
    own = names[0]
    return AskedStep(
        slug=slug,
        number=rank + 1,
        question=question.template(language()),
        help=advice.template(language()),
        field=own,
        near=tuple(_near(own, asked)),
        others=tuple((other, PARTS[other][1].template(language()), _address(other)) for other in STEPS),
        back=_address(STEPS[rank - 1]) if rank else "",
        onward=onward,
        skip=_address(onward),
        whole=url_for("referral.show", **kept_of()),  # type: ignore[arg-type]
        begun=bool(kept_of()),
        own=names,
    )


def at_fault(field: str | None, step: str) -> str:
    """The step where what is wrong was typed."""
    return FAULTS.get(field or "", step)


def _address(step: str) -> str:
    return url_for("referral.show", pas=step or None, **kept_of())  # type: ignore[arg-type]


def _near(field: str, asked: RequestReading | None) -> Iterator[tuple[Chip, bool]]:
    """The answers offered, but for those already given, which come ticked."""
    if field not in OFFERED:
        return
    things = {"besoin": asked.needs, "outil": asked.tools, "public": asked.audiences}[field] if asked else ()
    given = {thing.slug for thing in things}
    for slug, label in kept(f"step {field}", lambda: OFFERED[field](reader())):
        if slug not in given:
            yield Chip(slug, label), False
