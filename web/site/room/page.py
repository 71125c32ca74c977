# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a telephone: the short form of what is gathered, and what became of what it sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import render_template, request, url_for

from graph.errors import TisserandError, UnknownThing
from graph.forms.addable import Addable, addable
from graph.forms.form import EntryForm
from graph.forms.likeness import AlikeCard
from graph.workshops.workshop import Workshop
from web.app.errors import problem_of
from web.app.guard import sealed
from web.app.language import language
from web.app.pages import reader
from web.site.contributing.page import SHAPES, FormSubject, Typing, offers
from web.site.room.desk import group_name, seal_of
from web.site.room.words import NOT_GATHERED, SENT


@dataclass(frozen=True)
class RoomForm:
    """The form that a telephone shows: what it adds, the others that are gathered, and what is wrong with it."""

    workshop: Workshop
    subject: FormSubject
    form: EntryForm
    error: TisserandError | None = None
    kept: tuple[str, ...] = ()
    alike: tuple[AlikeCard, ...] = ()

    @property
    def gathered(self) -> tuple[Addable, ...]:
        """All that this workshop gathers."""
        return gathered(self.workshop)

    def part(self) -> str:
        """The form alone, as a part of the page."""
        return render_template("room/form.html", **self._values())

    def page(self, done: str = "") -> str:
        """The whole page."""
        sent = {state: label(language()) for state, label in SENT.items()}
        place = group_name(self.workshop)
        return render_template("room/show.html", done=done, sent=sent, place=place, **self._values())

    def _values(self) -> dict[str, object]:
        adding = self.subject.addable
        return {
            "shown": self,
            "form": self.form,
            "workshop": self.workshop,
            "known": url_for("room.known", code=self.workshop.code, lang=request.args.get("lang")),
            "address": url_for("room.send", code=self.workshop.code, lang=request.args.get("lang")),
            "slug": adding.slug if adding else "",
            "problem": problem_of(self.error) if self.error else None,
            "seal": sealed(seal_of(self.workshop)),
            "shapes_of": SHAPES,
            "offers": offers,
            "name": request.form.get("prenom", "")[:40],
        }


def gathered(workshop: Workshop) -> tuple[Addable, ...]:
    """What a workshop gathers, as things that may be added; what the model no longer has is left out."""
    found = []
    for slug in workshop.aim.kinds:
        try:
            found.append(addable(reader(), slug))
        except UnknownThing:
            continue
    return tuple(found)


def subject_of(workshop: Workshop, slug: str) -> FormSubject:
    """What a form adds, by default the first thing that is gathered; raises UnknownThing."""
    things = gathered(workshop)
    found = next((one for one in things if one.slug == slug), None) if slug else next(iter(things), None)
    if found is None:
        raise UnknownThing(NOT_GATHERED(), field="quoi")
    return FormSubject(found.own, found)


def opened(workshop: Workshop, slug: str) -> RoomForm:
    """A form as it is first shown."""
    subject = subject_of(workshop, slug)
    return RoomForm(workshop, subject, subject.drawn(short=True))


def shown_again(workshop: Workshop, subject: FormSubject, typing: Typing, error: TisserandError | None) -> RoomForm:
    """A form with what was typed in it, and why it was not taken."""
    texts = {name: tuple(text for text in typed if text.strip()) for name, typed in typing.typed.items()}
    fields = {field.name: replace(field, texts=texts.get(field.name, ())) for field in typing.form.fields}
    return RoomForm(workshop, subject, typing.form.with_fields(fields), error, typing.kept)
