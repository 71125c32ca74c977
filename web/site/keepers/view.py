# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Toujours exact ? »: the link of a card, asked for by anybody and mailed; what it opens, and what is said by it."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from graph.erasure.keepers import forget_kept
from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.keepers.confirming import answers_for, end_silence
from graph.keepers.confirming import confirm as confirmed
from graph.keepers.letters import HANDED
from graph.keepers.store import HANDOVER, CardLink, GivenAgreement, LinkClosed
from graph.people.account import email_of
from graph.readings.kept_card import KeptCard, kept_card
from graph.text.wording import Label, Phrase
from web.app.afterwards import afterwards
from web.app.errors import problem_of
from web.app.guard import opened, opened_by_a_person, refuse_other_sites, sealed, sealed_again
from web.app.keeping import unlisted
from web.app.language import language
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads
from web.app.rights import BY_LINK, PUBLIC, asks
from web.app.rooms import once_in
from web.app.values import displays
from web.site.contributing.page import FormSubject, OpenedBy, corrected, opened_form
from web.site.contributing.sending import Answer, answered, shown_again
from web.site.contributing.trust import Received
from web.site.keepers import desk as desks
from web.site.keepers.desk import asking_mailing, consent_for, desk, link_mailing

blueprint = Blueprint("keepers", __name__)
blueprint.after_request(unlisted)
asks(BY_LINK)(blueprint)
DONE = {
    "exact": Label("C’est noté, merci : la fiche dit maintenant que vous l’avez confirmée aujourd’hui."),
    "accord": Label("C’est noté : vous recevrez un courriel par an au sujet de cette fiche."),
    "envoye": Label("C’est en ligne : tout le monde lit dès maintenant ce que vous avez écrit."),
    "relu": Label("C’est noté. Une personne va relire ce que vous avez envoyé avant de le mettre en ligne."),
}
SAME_ADDRESS = Phrase("C’est votre propre adresse. Donnez celle de la personne qui prend la suite.")
TOO_OFTEN = Phrase("Beaucoup de liens ont été demandés d’où vous êtes. Réessayez dans quelques minutes.")
NOBODY = Phrase("Personne ne répond seul de cette fiche : il n’y a pas de lien pour elle. Corrigez-la sans lien.")
OLD_LINK = Phrase(
    "Votre lien n’ouvre plus cette fiche. Ce que vous avez écrit est gardé ci-dessous : envoyez-le ainsi, et une "
    "personne le relira, ou demandez d’abord un nouveau lien depuis la fiche."
)


class NotAgreed(Exception):
    """A link that asks whether somebody agrees to keep a card opens nothing else until they do."""


once_in(blueprint, desks.register)


@blueprint.errorhandler(LinkClosed)
def closed(error: LinkClosed) -> tuple[str, int]:
    """A link that opens no more: the same page for all, with a button for a new one where its card is known."""
    found = kept_card(reader(), error.card) if error.card else None
    address = reader().address(found.iri) if found else None
    page = render_template("keepers/closed.html", address=address, found=found)
    return page, error.status


@blueprint.errorhandler(NotAgreed)
def to_agreement(_error: NotAgreed) -> BaseResponse:
    """Leads to the question first."""
    return redirect(url_for("keepers.agree", secret=(request.view_args or {})["secret"]), 303)


# --- the link, asked for --------------------------------------------------------------------------------------------


@blueprint.get("/fiche/<kind>/<slug>/lien")
@asks(PUBLIC)
@reads("fait")
def ask(kind: str, slug: str) -> str:
    """What the link is, and the button; then the same for everybody, whether or not the card has an address."""
    return _asking(_kept(kind, slug), done=Parameters(request.args, ("fait",)).flag("fait"))


@blueprint.post("/fiche/<kind>/<slug>/lien")
@asks(PUBLIC)
def send(kind: str, slug: str) -> BaseResponse:
    """Has the link sent to the addresses that are known of the card, once the answer has left."""
    refuse_other_sites()
    subject = _kept(kind, slug)
    path = "/".join(reader().address(subject.iri) or ())
    try:
        opened_by_a_person(f"card link {subject.iri}", request.form)
        desk().asked.use()
    except TooManyRequests as error:
        response = make_response(_asking(subject, error=InvalidInput(TOO_OFTEN())), 429)
        response.headers["Retry-After"] = str(error.retry_after or 60)
        return response
    except InvalidInput as error:
        return make_response(_asking(subject, error=error), error.status)
    afterwards(link_mailing(subject.iri, path))
    kind, _, slug = path.partition("/")
    return redirect(url_for("keepers.ask", kind=kind, slug=slug, fait="1"), 303)


def _kept(kind: str, slug: str) -> FormSubject:
    """A card that somebody can keep right; raises UnknownThing."""
    subject = corrected(kind, slug)
    if not answers_for(reader().dataset, subject.iri):
        raise UnknownThing(NOBODY())
    return subject


def _asking(subject: FormSubject, *, done: bool = False, error: InvalidInput | None = None) -> str:
    kind, slug = reader().address(subject.iri) or ("", "")
    return render_template(
        "keepers/ask.html",
        mention=reader().mention(subject.iri),
        action=url_for("keepers.send", kind=kind, slug=slug),
        correction=url_for("contributing.correct", kind=kind, slug=slug),
        done=done,
        leaves=bool(ecosystem().settings.smtp_url),
        problem=problem_of(error) if error else None,
        seal=sealed_again(f"card link {subject.iri}", error),
    )


# --- what it opens --------------------------------------------------------------------------------------------------


@blueprint.get("/toujours-exact/<secret>")
@reads("fait")
def show(secret: str) -> str:
    """The lines of the card, and what can be said of them: looking changes nothing."""
    return _page(secret, done=Parameters(request.args, ("fait",)).choice("fait", DONE))


@blueprint.post("/toujours-exact/<secret>")
def confirm(secret: str) -> Answer:
    """« Oui, tout est exact »."""
    try:
        link, card = _acting(secret, agreed=True)
    except InvalidInput as error:
        return make_response(_page(secret, error=error), error.status)
    _confirm(link, card)
    return redirect(url_for("keepers.show", secret=secret, fait="exact"), 303)


@blueprint.get("/toujours-exact/<secret>/corriger")
@reads()
def correct(secret: str) -> str:
    """The form of this card, and of no other."""
    return opened_form(_subject(secret)).page()


@blueprint.post("/toujours-exact/<secret>/corriger")
def send_correction(secret: str) -> Answer:
    """What is sent by it is online at once. Once the link is too old, what was typed is kept, and can be sent on."""
    try:
        subject = _subject(secret)
    except LinkClosed as error:
        kind, _, slug = error.card.partition("/")
        if not error.card:
            raise
        refuse_other_sites()
        return shown_again(corrected(kind, slug), InvalidInput(OLD_LINK()))
    return answered(subject)


@blueprint.get("/toujours-exact/<secret>/accord")
@reads()
def agree(secret: str) -> str:
    """What one agrees to, and the button."""
    return _one("keepers/agree.html", secret)


@blueprint.post("/toujours-exact/<secret>/accord")
def agreed(secret: str) -> Answer:
    """Notes that whoever reads the mail of that address agrees."""
    try:
        link, card = _acting(secret)
    except InvalidInput as error:
        return make_response(_one("keepers/agree.html", secret, error), error.status)
    desk().kept.agree(_path(card), link.email, GivenAgreement(_consent(card), language()))
    return redirect(url_for("keepers.show", secret=secret, fait="accord"), 303)


@blueprint.get("/toujours-exact/<secret>/ne-plus-ecrire")
@reads()
def stop(secret: str) -> str:
    """What is forgotten, and the button."""
    return _one("keepers/stop.html", secret)


@blueprint.post("/toujours-exact/<secret>/ne-plus-ecrire")
def stopped(secret: str) -> Answer:
    """Forgets the address, for this card."""
    try:
        link, card = _acting(secret)
    except InvalidInput as error:
        return make_response(_one("keepers/stop.html", secret, error), error.status)
    for path in {link.card, _path(card)}:
        forget_kept(ecosystem().settings, link.email, path)
    return render_template("keepers/stopped.html", mention=card.mention)


@blueprint.get("/toujours-exact/<secret>/passer-la-main")
@reads()
def hand_over(secret: str) -> str:
    """Who keeps the card from now on, if they agree."""
    _found(secret, agreed=True)
    return _one("keepers/hand_over.html", secret)


@blueprint.post("/toujours-exact/<secret>/passer-la-main")
def handed_over(secret: str) -> Answer:
    """Has the next one asked by mail, and forgets whoever leaves."""
    try:
        link, card = _acting(secret, agreed=True)
        email = email_of(request.form.get("courriel", ""))
        if email == link.email:
            raise InvalidInput(SAME_ADDRESS(), field="courriel")
        desk().asked.use()
    except InvalidInput as error:
        return make_response(_one("keepers/hand_over.html", secret, error), error.status)
    desk().kept.ask(_path(card), email, HANDOVER)
    afterwards(asking_mailing(card.mention, _path(card), email, HANDED, language()))
    for path in {link.card, _path(card)}:
        forget_kept(ecosystem().settings, link.email, path)
    return render_template("keepers/handed_over.html", mention=card.mention)


def _acting(secret: str, *, agreed: bool = False) -> tuple[CardLink, KeptCard]:
    """The link and its card for who presses a button; raises LinkClosed, or InvalidInput for another page's button."""
    refuse_other_sites()
    found = _found(secret, agreed=agreed)
    opened(f"keeper {secret}", request.form.get("jeton", ""))
    return found


def _found(secret: str, *, agreed: bool = False) -> tuple[CardLink, KeptCard]:
    """The link and its card; raises LinkClosed, or NotAgreed where it is to open the card itself too early."""
    link = desk().kept.find(secret)
    card = kept_card(reader(), link.card)
    if card is None:
        raise LinkClosed
    if agreed and link.asking and not desk().kept.is_kept(_path(card), link.email):
        raise NotAgreed
    return link, card


def _path(card: KeptCard) -> str:
    return "/".join(reader().address(card.iri) or ())


def _consent(card: KeptCard) -> str:
    return consent_for(card.mention.label)


def _confirm(link: CardLink, card: KeptCard) -> None:
    """Notes it in the journal, by the number of the link alone, and asks no more this year."""
    if card.confirmable:
        confirmed(ecosystem().repository, card.iri, card.things, link.number)
    desk().kept.answered(_path(card))


def _subject(secret: str) -> FormSubject:
    """The form of the card of a link, which sends what it takes in as that link."""
    link, card = _found(secret, agreed=True)
    kind, slug = reader().address(card.iri) or ("", "")
    subject = corrected(kind, slug)

    def then(found: Received) -> BaseResponse:
        if request.form.get("tenir") == "1":
            desk().kept.agree(f"{kind}/{slug}", link.email, GivenAgreement(_consent(card), language()))
        if found.card and request.form.get("reste") == "1":
            _confirm(link, card)
        elif found.card:
            end_silence(ecosystem().repository, card.iri, link.number)
            desk().kept.answered(f"{kind}/{slug}")
        return redirect(url_for("keepers.show", secret=secret, fait="envoye" if found.card else "relu"), 303)

    kept = desk().kept.is_kept(f"{kind}/{slug}", link.email)
    address = url_for("keepers.send_correction", secret=secret)
    by = OpenedBy(link.number, address, then, card.confirmable, "" if kept else _consent(card))
    return FormSubject(subject.own, iri=subject.iri, opened_by=by)


def _page(secret: str, *, done: str = "", error: TisserandError | None = None) -> str:
    link, card = _found(secret, agreed=True)
    kept = desk().kept.is_kept(_path(card), link.email)
    return _rendered("keepers/show.html", secret, card, error, done=DONE[done](language()) if done else "", kept=kept)


def _one(template: str, secret: str, error: TisserandError | None = None) -> str:
    return _rendered(template, secret, _found(secret)[1], error)


def _rendered(template: str, secret: str, card: KeptCard, error: TisserandError | None, **more: object) -> str:
    kind, slug = reader().address(card.iri) or ("", "")
    return render_template(
        template,
        card=card,
        secret=secret,
        seal=sealed(f"keeper {secret}"),
        problem=problem_of(error) if error else None,
        consent=_consent(card),
        displays=displays,
        typed=request.form.get("courriel", "")[:254],
        report=url_for("contributing.report", kind=kind, slug=slug),
        **more,
    )
