# SPDX-License-Identifier: AGPL-3.0-or-later
"""« C’est ma structure »: the form, the same answer whatever the address, and the page of the mailed link."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from graph.claims.claim import LONGEST_ROLE, LONGEST_WORDS, CardClaim
from graph.claims.letters import proving_letter
from graph.claims.store import KEPT_DAYS
from graph.errors import InvalidInput, Removed, TisserandError
from web.app.afterwards import afterwards
from web.app.errors import problem_of
from web.app.guard import opened, opened_by_a_person, refuse_other_sites, sealed, sealed_again
from web.app.keeping import unlisted
from web.app.language import language
from web.app.pages import ecosystem, reader
from web.app.parameters import reads
from web.app.rights import BY_LINK, PUBLIC, asks
from web.app.rooms import once_in
from web.site.claiming import desk
from web.site.claiming.desk import claimed_card, claims, iri_of, telling_keepers
from web.site.contributing.limits import SentTooOften, sending_limits
from web.site.contributing.sending import with_wait
from web.site.keepers.desk import consent_for

blueprint = Blueprint("claiming", __name__)
blueprint.after_request(unlisted)
asks(PUBLIC)(blueprint)
FIELDS = ("courriel", "role", "mots")
TYPED = (*FIELDS, "tenir")
LONGEST = 2_000  # characters of a field that is shown again
Answer = str | BaseResponse | tuple[str, int]
once_in(blueprint, desk.register)


@blueprint.get("/fiche/<kind>/<slug>/ma-structure")
@reads()
def show(kind: str, slug: str) -> str:
    """What to tell, who reads it and for how long it is kept."""
    return _page(claimed_card(kind, slug))


@blueprint.post("/fiche/<kind>/<slug>/ma-structure")
def ask(kind: str, slug: str) -> Answer:
    """Keeps the claim; the letter that proves the address leaves once this is answered."""
    refuse_other_sites()
    card = claimed_card(kind, slug)
    try:
        _ask(card)
    except InvalidInput as error:
        return _page(card, error), error.status
    except SentTooOften as error:
        return with_wait(Response(_page(card, error), error.status), error)
    return redirect(url_for("claiming.sent"), 303)


def _ask(card: str) -> None:
    seed = opened_by_a_person(f"claim {card}", request.form)
    claim = CardClaim.of(card, {name: request.form.get(name, "") for name in TYPED}, language(), _consent(card))
    limits = sending_limits()
    try:
        limits.check()
    except TooManyRequests as error:
        raise SentTooOften(int(str(error.retry_after or 60))) from error
    secret = claims().ask(claim, f"{card} {seed}")
    limits.spend()
    if secret:
        base, outbox, name = ecosystem().settings.base_url, ecosystem().outbox, _name(card)
        letter = proving_letter(claim, name, f"{base}/ma-structure/{secret}")
        afterwards(lambda: outbox.queue(letter))


@blueprint.get("/ma-structure/envoye")
@reads()
def sent() -> str:
    """What to do now: the same whatever the address."""
    return render_template("claiming/sent.html", leaves=ecosystem().outbox.leaves)


@blueprint.get("/ma-structure/<secret>")
@asks(BY_LINK)
@reads()
def link(secret: str) -> Answer:
    """The button of the mailed link; looking at it changes nothing."""
    return _opened(secret)


@blueprint.post("/ma-structure/<secret>")
@asks(BY_LINK)
def prove(secret: str) -> Answer:
    """Notes that the address is theirs; moderators see the claim, and those who keep the card are told of it."""
    refuse_other_sites()
    try:
        opened(f"claim {secret}", request.form.get("jeton", ""))
        found = claims().of_secret(secret).claim
        if claims().prove(secret):
            afterwards(telling_keepers(found, _name(found.card)))
    except InvalidInput as error:
        return _opened(secret, error)
    except Removed as error:
        return _gone(error)
    return redirect(url_for("claiming.link", secret=secret), 303)


def _opened(secret: str, problem: InvalidInput | None = None) -> Answer:
    try:
        kept = claims().of_secret(secret)
    except Removed as error:
        return _gone(error)
    page = render_template(
        "claiming/one.html",
        kept=kept,
        name=_name(kept.claim.card),
        secret=secret,
        seal=sealed(f"claim {secret}"),
        problem=problem_of(problem) if problem else None,
        days=KEPT_DAYS,
    )
    return (page, problem.status) if problem else page


def _gone(error: TisserandError) -> tuple[str, int]:
    return render_template("claiming/gone.html", problem=problem_of(error)), error.status


def _name(card: str) -> str:
    return reader().mention(iri_of(card)).label


def _consent(card: str) -> str:
    return consent_for(_name(card))


def _page(card: str, error: TisserandError | None = None) -> str:
    return render_template(
        "claiming/show.html",
        card=card,
        mention=reader().mention(iri_of(card)),
        typed={name: request.form.get(name, "")[:LONGEST] for name in TYPED},
        problem=problem_of(error) if error else None,
        seal=sealed_again(f"claim {card}", error),
        consent=_consent(card),
        longest={"role": LONGEST_ROLE, "mots": LONGEST_WORDS},
        days=KEPT_DAYS,
    )
