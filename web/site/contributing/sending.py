# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a form that is sent: shown again with what is to be corrected or asked, else kept under a number."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, redirect, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from graph.contributions.proposal import Proposal
from graph.errors import InvalidInput, StorageError, TisserandError
from graph.forms.addable import Addable
from graph.forms.form import EntryForm
from graph.forms.proposing import FormSending, judged, proposal_of
from graph.forms.showing import filled_in, shown_terms
from graph.text.characters import hidden_in
from graph.text.wording import Label, Phrase
from web.app.guard import is_ours, opened_by_a_person, refuse_other_sites
from web.app.language import language
from web.app.pages import ecosystem, reader
from web.site.contributing.answering import replies, typed_email
from web.site.contributing.completing import way_back
from web.site.contributing.limits import SentTooOften, sending_limits
from web.site.contributing.page import (
    LONGEST_COMMENT,
    FormSubject,
    SentBefore,
    ShownForm,
    Typing,
    alike,
    content_of,
    corrected,
    seen_now,
    seen_then,
    typed_reader,
)
from web.site.contributing.trust import Received, received

Answer = BaseResponse | str
TAKEN_OUT = Label("C’est retiré. Relisez, puis envoyez.")
NOW_A_CORRECTION = Label("Cette fiche est déjà là : ce que vous avez écrit la complète. Relisez, puis envoyez.")
NOTHING = Phrase("Vous n’avez rien changé : il n’y a rien à envoyer. Changez ce qui est faux, ou dites-le plus bas.")
TOO_LONG = Phrase("Votre message fait {count} caractères : {most} au plus. Gardez l’essentiel.")


def answered(subject: FormSubject) -> Answer:
    """What answers a form that was sent."""
    refuse_other_sites()
    typing = _typing(subject)
    chosen, doubt, named = (request.form.get(name, "") for name in ("connu", "doute", "nomme"))
    if chosen:
        return _as_correction(chosen, typing)
    if named:
        return _again(subject, typing.naming(*named.split(":", 2)) if named.count(":") > 1 else typing)
    act, _, key = doubt.partition(":")
    if act == "retirer":
        return _again(subject, typing.without(*key.split(":", 1)) if ":" in key else typing, said=TAKEN_OUT)
    if request.form.get("entier"):
        return _again(subject, typing)
    return _sent(subject, replace(typing, kept=(*typing.kept, key)) if act == "garder" else typing)


def _typing(subject: FormSubject) -> Typing:
    form = subject.drawn(short=not (request.form.get("complet") or request.form.get("entier")))
    typed = {field.name: request.form.getlist(field.name) for field in form.fields}
    return Typing(form, typed, tuple(request.form.getlist("garde")), request.form.get("commentaire", ""))


def _again(
    subject: FormSubject, typing: Typing, *, said: Label | None = None, error: TisserandError | None = None
) -> Answer:
    """The form as it was typed, without a word on what is still missing."""
    shown = _shown(subject, typing, quiet=error is None)
    shown = replace(shown, said=said(language()) if said else "", error=error)
    return _answer(shown)


def _answer(shown: ShownForm) -> Answer:
    wrong = 400 if shown.form.wrong else 200
    return with_wait(make_response(shown.page(), shown.error.status if shown.error else wrong), shown.error)


def with_wait(response: Response, error: TisserandError | None) -> Response:
    """An answer that says when to send again, where too much was sent."""
    if isinstance(error, SentTooOften):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _seen(subject: FormSubject, form: EntryForm) -> Proposal:
    """What the form knew when it was shown, as it says; once its seal is wrong, as it is now."""
    seen = seen_then(request.form.get("vu", ""))
    ours = is_ours(content_of(subject, request.form.get("vu", "")), request.form.get("jeton", ""))
    if not ours or seen is None or (seen.subject, seen.kind) != (subject.iri, subject.own.kind):
        return seen_now(subject, form, shown_terms(reader(), subject.iri, form) if subject.iri else {})
    return seen


def _shown(subject: FormSubject, typing: Typing, *, quiet: bool = False) -> ShownForm:
    shown = ShownForm(subject, typing.form, _seen(subject, typing.form), comment=typing.comment, kept=typing.kept)
    read = typed_reader().read(typing.form, typing.typed, shown.before, typing.kept)
    form = read.form
    if quiet:
        form = form.with_fields({field.name: replace(field, problem=None, doubts=()) for field in form.fields})
    return replace(shown, form=form, other=bool(request.form.get("autre")))


def _as_correction(chosen: str, typing: Typing) -> Answer:
    """The form of a known card, completed with what was typed for something new; raises UnknownThing."""
    kind, _, slug = chosen.partition("/")
    subject = corrected(kind, slug)
    form = subject.drawn(short=False)
    terms = shown_terms(reader(), subject.iri, form)
    seen = seen_now(subject, form, terms)
    shown = ShownForm(subject, form, seen, comment=typing.comment, said=NOW_A_CORRECTION(language()))
    names = [field.name for field in form.fields if any(text.strip() for text in typing.typed.get(field.name, ()))]
    typed = _card_texts(shown) | {name: typing.typed[name] for name in names if name != "prefLabel"}
    return _answer(replace(shown, form=typed_reader().read(form, typed, shown.before).form))


def _card_texts(shown: ShownForm) -> dict[str, list[str]]:
    full = filled_in(reader(), ecosystem().territories, shown.form, shown.before, before=True)
    return {field.name: list(field.texts) for field in full.fields}


def _sent(subject: FormSubject, typing: Typing) -> Answer:
    shown = _shown(subject, typing)
    try:
        opened_by_a_person(content_of(subject, request.form.get("vu", "")), request.form)
        check_comment(typing.comment)
        email = typed_email()
        if shown.form.wrong:
            return _answer(shown)
        if subject.addable and not shown.other and (found := alike(typing.form, typing.typed)):
            return _answer(replace(shown, alike=found))
        if shown.form.doubted:
            return _answer(shown)
        proposal = _proposal(subject, typing, shown)
        ruled = judged(ecosystem().repository, shown.form, proposal)
        if ruled.wrong:
            return _answer(replace(shown, form=ruled))
        return _followed(subject, proposal, email)
    except TisserandError as error:
        if isinstance(error, StorageError):
            raise
        return _answer(replace(shown, error=error))


def _followed(subject: FormSubject, proposal: Proposal, email: str) -> BaseResponse:
    """Takes it in, and leads on to what follows."""
    if subject.completes is not None:
        return completed(subject.completes, proposal, email, subject.addable)
    if subject.opened_by is None:
        return thanked(taken_in(proposal, email), email, subject.addable)
    return subject.opened_by.then(taken_in(proposal, link=subject.opened_by.number))


def shown_again(subject: FormSubject, error: TisserandError) -> Answer:
    """A form that was sent where it cannot be taken in, as it was typed, with why."""
    return _again(subject, _typing(subject), error=error)


def check_comment(comment: str) -> None:
    """Raises InvalidInput for a message that is too long."""
    if len(comment) > LONGEST_COMMENT:
        raise InvalidInput(TOO_LONG(count=len(comment), most=LONGEST_COMMENT), field="commentaire")


def _proposal(subject: FormSubject, typing: Typing, shown: ShownForm) -> Proposal:
    read = typed_reader().read(typing.form, typing.typed, shown.before, typing.kept)
    around = FormSending(subject.iri, ecosystem().repository.number, plain(typing.comment), shown.seen.page)
    proposal = proposal_of(reader(), read, shown.before, around)
    if not proposal.fields and not proposal.comment:
        raise InvalidInput(NOTHING())
    return proposal


def plain(text: str) -> str:
    """A message without what does not show, nor outer spaces."""
    return "".join(sign for sign in text if sign in "\n\t" or not hidden_in(sign)).strip()


def taken_in(proposal: Proposal, email: str = "", link: int = 0, instead_of: int = 0) -> Received:
    """Takes a proposal in, with the address at which it is answered once it is read, or by the link of a card of that
    number, or in the place of the one that it completes; raises SentTooOften, Conflict, TooLarge or StorageError."""
    limits = sending_limits()
    try:
        limits.check()
    except TooManyRequests as error:
        raise SentTooOften(int(error.retry_after or 60)) from error  # type: ignore[arg-type]
    found = received(proposal, link, instead_of)
    limits.spend()
    if email and not found.card:
        replies().keep(found.number, email)
    return found


def thanked(found: Received, email: str = "", added: Addable | None = None) -> Response:
    """The way to the page that says what comes next: whether it is online, will be answered, and can be completed."""
    key = "/".join(reader().address(found.card) or ()) if found.card else ""
    waits = added if added is not None and not found.card else None
    address = url_for(
        "contributing.thanks",
        numero=found.number,
        fiche=key or None,
        reponse="1" if email else None,
        quoi=waits.slug if waits else None,
        suite=way_back(waits, found.number) if waits else None,
    )
    return redirect(address, 303, Response)  # type: ignore[return-value]


def completed(before: SentBefore, proposal: Proposal, email: str, added: Addable | None) -> Response:
    """Takes in what says whole what was sent before, which goes; its answer goes where the first was to be answered."""
    found = taken_in(proposal, email, instead_of=before.number)
    answered_there = replies().follow(before.number, found.number)
    return thanked(found, email or ("1" if answered_there else ""), added)
