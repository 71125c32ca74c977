# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was just sent, said whole: whoever sent it has a way back to it for a day, until somebody reads it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from flask import url_for

from graph.contributions.proposal import Proposal
from graph.contributions.store import READ_MEANWHILE
from graph.contributions.tables import WAITING
from graph.errors import Conflict, InvalidInput, TisserandError, UnknownThing
from graph.forms.addable import Addable, addable
from graph.forms.form import EntryForm
from graph.forms.showing import filled_in, shown_text
from graph.text.wording import Phrase
from web.app.guard import opened, sealed
from web.app.pages import ecosystem, reader
from web.site.contributing.page import FormSubject, SentBefore, ShownForm, seen_now

GONE = Phrase("Ce lien ne mène plus à ce que vous avez envoyé. Une fois la fiche en ligne, cherchez-la et corrigez-la.")


class WayClosed(TisserandError):
    """A way back that leads to nothing any more, or never did (410)."""

    status = 410

    def __init__(self) -> None:
        super().__init__(GONE())


def way_back(added: Addable, number: int) -> str:
    """What opens what was sent under a number to whoever sent it."""
    return f"{number}.{sealed(_content(added.slug, number))}"


def sent_before(slug: str, secret: str) -> FormSubject:
    """What a way back leads to; raises UnknownThing, WayClosed."""
    found = addable(reader(), slug)
    address = url_for("contributing.complete", slug=found.slug, secret=secret)
    return FormSubject(found.own, found, completes=SentBefore(_number(found.slug, secret), address))


def can_be_completed(slug: str, secret: str) -> bool:
    """Whether a way back leads to something that nobody reads yet."""
    with suppress(TisserandError):
        _sent(_number(slug, secret))
        return True
    return False


def opened_whole(slug: str, secret: str) -> ShownForm:
    """The whole form, with what was sent in it; raises WayClosed, or Conflict once somebody reads it."""
    subject, proposal = sent_before(slug, secret), _sent(_number(slug, secret))
    form = subject.drawn(short=False)
    said = {field.property: field.after for field in proposal.fields}
    terms = {field.name: said.get(field.field.path, ()) for field in form.fields}
    shown = filled_in(reader(), ecosystem().territories, form, terms)
    form = _with_made(shown, {other.subject: _name(other) for other in proposal.others})
    seen = seen_now(subject, form, {}, proposal.page)
    return ShownForm(subject, form, seen, comment=proposal.comment, other=True)


def _with_made(form: EntryForm, made: dict[str, str]) -> EntryForm:
    """A form with the names of what was made on the way, which has no card yet, in the place of how they show."""
    changed = {}
    for field in form.fields:
        names = {shown_text(reader(), ecosystem().territories, field, iri): name for iri, name in made.items()}
        changed[field.name] = replace(field, texts=tuple(names.get(text, text) for text in field.texts))
    return form.with_fields(changed)


def _number(slug: str, secret: str) -> int:
    number, _, seal = secret.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise WayClosed
    try:
        opened(_content(slug, int(number)), seal)
    except InvalidInput as error:
        raise WayClosed from error
    return int(number)


def _name(other: Proposal) -> str:
    return next(term.value for term in other.fields[0].after if not isinstance(term, str))


def _sent(number: int) -> Proposal:
    try:
        found = ecosystem().contributions.find(number)
    except UnknownThing as error:
        raise WayClosed from error
    if found.state != WAITING or found.proposal is None:
        raise Conflict(READ_MEANWHILE(number=number), field="numero")
    return found.proposal


def _content(slug: str, number: int) -> str:
    return f"completing {slug} {number}"
