# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a telephone sends to the wall: read as any form, kept once, on the wall at once where nobody reads before."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from flask import g, request
from werkzeug.exceptions import TooManyRequests

from graph.contributions.desk import ContributionDesk
from graph.contributions.proposal import Proposal
from graph.contributions.publishing import NothingNew
from graph.contributions.risk import RISKY
from graph.contributions.sender import Sender
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.forms.form import EntryForm
from graph.forms.likeness import AlikeCard
from graph.forms.proposing import FormSending, judged, proposal_of
from graph.readings.contributions import alike_things, as_addition
from graph.text.characters import hidden_in
from graph.workshops.workshop import Workshop, WorkshopAddition, is_token
from web.app.guard import FILLED_IN, TRAP, LikeAProgram, opened
from web.app.pages import ecosystem, reader
from web.site.contributing.limits import SentTooOften
from web.site.contributing.page import FormSubject, Typing, alike, typed_reader
from web.site.room.desk import desk, seal_of

ANSWER = "connu"
"""The field that says which known card it is, "" for none of them."""


@dataclass(frozen=True)
class WallSending:
    """What became of a form: the addition that is kept, None where the form is to be shown again, with the known cards
    that it may be (`alike`)."""

    form: EntryForm
    addition: WorkshopAddition | None = None
    alike: tuple[AlikeCard, ...] = ()


def known_sending(workshop: Workshop) -> WorkshopAddition | None:
    """What this telephone sent already under the same mark: it did not hear the answer; None for something new."""
    token = request.form.get("envoi", "")
    return desk().kept.sent(workshop.uid, token) if token and is_token(token) else None


def sent_to_wall(workshop: Workshop, subject: FormSubject, *, asked: bool) -> WallSending:
    """Takes a form in; where it may be a known card, that is `asked` first, once.

    Raises WorkshopOver, InvalidInput, SentTooOften, RefusedBefore, Conflict or StorageError.
    """
    desk().kept.refuse_closed(workshop.number)
    seed = opened(seal_of(workshop), request.form.get("jeton", ""))
    if request.form.get(TRAP, ""):
        raise LikeAProgram(FILLED_IN(), field=TRAP)
    _refuse_too_many(workshop, seed)
    typing = typed_in(subject)
    read = typed_reader().read(typing.form, typing.typed, {}, typing.kept)
    if not read.is_right:
        return WallSending(read.form)
    around = FormSending("", ecosystem().repository.number, "", "/atelier")
    proposal = _joined(proposal_of(reader(), read, {}, around))
    ruled = judged(ecosystem().repository, read.form, proposal)
    if ruled.wrong:
        return WallSending(ruled)
    if asked and (found := known_cards(subject)):
        return WallSending(ruled, alike=found)
    return WallSending(read.form, _taken(workshop, proposal, seed))


def typed_in(subject: FormSubject) -> Typing:
    """The form as it was typed, with what somebody answered of what was asked about."""
    form = subject.drawn(short=True)
    typed = {field.name: request.form.getlist(field.name) for field in form.fields}
    typing = Typing(form, typed, tuple(request.form.getlist("garde")), "")
    act, _, key = request.form.get("doute", "").partition(":")
    if act == "retirer" and ":" in key:
        return typing.without(*key.split(":", 1))
    return replace(typing, kept=(*typing.kept, key)) if act == "garder" else typing


def known_cards(subject: FormSubject) -> tuple[AlikeCard, ...]:
    """The known cards that the thing which is typed may be, none once somebody has said which it is."""
    if ANSWER in request.form:
        return ()
    form = subject.drawn(short=True)
    typed = {field.name: [text[:200] for text in request.form.getlist(field.name)[:5]] for field in form.fields}
    return tuple(one for one in alike(form, typed, near=True) if not one.field)


def _joined(proposal: Proposal) -> Proposal:
    """What is proposed, as what it adds to the known card that somebody said it is; that of a card which nobody may
    correct is proposed as something new."""
    iri = f"{reader().dataset.base}/id/{request.form.get(ANSWER, '')}"
    own = reader().class_of(iri)
    is_right = own is not None and own.kind == proposal.kind and proposal.is_new and iri in reader().dataset
    return as_addition(proposal, iri, reader()) if is_right else proposal


def _refuse_too_many(workshop: Workshop, seed: str) -> None:
    """Counts by telephone and by workshop, never by address: a room has one address."""
    g.telephone = f"{workshop.uid} {request.form.get('appareil', '') or seed}"
    g.room = workshop.uid
    try:
        desk().telephones.use()
        desk().rooms.use()
    except TooManyRequests as error:
        raise SentTooOften(int(error.retry_after or 60)) from error  # type: ignore[arg-type]


def _taken(workshop: Workshop, proposal: Proposal, seed: str) -> WorkshopAddition:
    """Keeps a contribution, notes in which workshop it came, then puts it on the wall where nobody reads before."""
    # Without a script the seal of the form tells it from the others: the same form sent twice counts once.
    token = request.form.get("envoi", "") or "".join(sign for sign in seed if sign.isalnum())
    name = "".join(sign for sign in request.form.get("prenom", "") if not hidden_in(sign))
    addition = WorkshopAddition(token, 0, request.form.get("appareil", ""), name).checked()
    number = ecosystem().contributions.add(proposal, Sender())
    found = desk().kept.take(workshop.number, replace(addition, contribution=number))
    if not workshop.aim.before:
        _publish(workshop, found.contribution)
    return found


def _publish(workshop: Workshop, number: int) -> None:
    """Puts it online, unless it looks like something known or something risky: somebody reads that first."""
    kept = ecosystem().contributions
    found = kept.find(number)
    if found.proposal is None or not found.proposal.is_new or not found.is_open:
        return  # what changes a known card is read first
    if found.risk >= RISKY or _is_alike(found.proposal):
        return
    room = ContributionDesk(kept, ecosystem().repository)
    author = f"atelier, séance {workshop.number}"
    with suppress(InvalidInput, Conflict, UnknownThing):
        try:
            room.accept(number, found.proposal, author)
        except NothingNew:
            room.settle(number, author)


def _is_alike(proposal: Proposal) -> bool:
    here = ecosystem()
    return bool(alike_things(reader(), proposal, here.search, here.territories))
