# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Qui tient cette fiche », for moderators: how many keep it, an address that the structure gave, its links closed."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import TisserandError, UnknownThing
from graph.keepers.letters import GIVEN
from graph.keepers.store import MODERATOR
from graph.people.account import email_of
from graph.readings.kept_card import KeptCard, kept_card
from graph.storage.merging import read_with
from graph.text.wording import Label, Phrase
from web.app.afterwards import afterwards
from web.app.errors import Problem, correctable
from web.app.guard import refuse_other_sites, sealed
from web.app.language import translate
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads, sealed_form
from web.app.reach import refuse_others
from web.app.rights import OWN_MODERATION, asks
from web.app.sessions import PATH, private, session
from web.site.keepers.desk import asking_mailing, desk

blueprint = Blueprint("kept", __name__, url_prefix=f"{PATH}/tenue/fiche/<kind>/<slug>")
blueprint.after_request(private)
asks(OWN_MODERATION)(blueprint)
SEAL = "tenue"
DONE = {
    "demande": Label(
        "C’est noté : si cette adresse n’a pas déjà dit oui, un courriel lui demande si elle est d’accord."
    ),
    "ferme": Label("C’est fait : les liens déjà envoyés n’ouvrent plus cette fiche."),
}
NOBODY = Phrase("Personne ne répond seul de cette fiche : on ne peut pas la confier.")


@blueprint.get("")
@reads("fait")
def show(kind: str, slug: str) -> str:
    """How many keep it, and the two forms."""
    return _page(_card(kind, slug), done=Parameters(request.args, ("fait",)).choice("fait", DONE))


@blueprint.post("/adresse")
def ask(kind: str, slug: str) -> BaseResponse | tuple[str, int]:
    """Has an address that the structure gave asked by mail; the same is answered whether or not it keeps the card."""
    refuse_other_sites()
    card = _card(kind, slug)
    try:
        query = sealed_form(SEAL, "courriel")
        email, kept, path = email_of(query.text("courriel")), desk().kept, _path(card)
        kept.ask(path, email, MODERATOR)
        if not kept.is_kept(path, email):
            afterwards(asking_mailing(card.mention, path, email, GIVEN))
    except TisserandError as error:
        return _again(card, error)
    return _done(card, "demande")


@blueprint.post("/liens")
def revoke(kind: str, slug: str) -> BaseResponse | tuple[str, int]:
    """Has none of its links open any more."""
    refuse_other_sites()
    card = _card(kind, slug)
    try:
        sealed_form(SEAL)
        desk().kept.revoke(_path(card), *_merged(card))
    except TisserandError as error:
        return _again(card, error)
    return _done(card, "ferme")


def _card(kind: str, slug: str) -> KeptCard:
    """The card, where who asks moderates it; raises UnknownThing or OutOfReach."""
    found = kept_card(reader(), f"{kind}/{slug}")
    if found is None or not found.confirmable:
        raise UnknownThing(NOBODY())
    refuse_others(found.iri)
    return found


def _path(card: KeptCard) -> str:
    return "/".join(reader().address(card.iri) or ())


def _merged(card: KeptCard) -> Iterator[str]:
    """The paths of the cards that were merged into it, whose links open it: those too that not everybody may see."""
    full = ecosystem().full.dataset
    return (iri.removeprefix(f"{full.base}/id/") for iri in read_with(full, card.iri))


def _done(card: KeptCard, what: str) -> BaseResponse:
    kind, _, slug = _path(card).partition("/")
    return redirect(url_for("kept.show", kind=kind, slug=slug, fait=what), 303)


def _again(card: KeptCard, error: TisserandError) -> tuple[str, int]:
    return _page(card, problem=correctable(error)), error.status


def _page(card: KeptCard, *, done: str = "", problem: Problem | None = None) -> str:
    kind, _, slug = _path(card).partition("/")
    return render_template(
        "kept/show.html",
        mention=card.mention,
        kind=kind,
        slug=slug,
        count=len(desk().kept.of_card(_path(card))),
        typed=request.form.get("courriel", "")[:254] if problem else "",
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        leaves=ecosystem().outbox.leaves,
        seal=sealed(SEAL),
        open=session(),
    )
