# SPDX-License-Identifier: AGPL-3.0-or-later
"""The claims that wait, for moderators: an account may then keep that card right, or the reason why not is mailed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.claims.claim import LONGEST_WORDS
from graph.claims.letters import accepted_letter, refused_letter
from graph.claims.store import KEPT_DAYS, KeptClaim
from graph.entry.roles import Grant
from graph.errors import InvalidInput, TisserandError
from graph.keepers.store import CLAIM, GivenAgreement
from graph.namespaces import FOAF
from graph.text.wording import Label, Phrase
from web.app.doors import REVIEW, led_to
from web.app.errors import Problem, correctable
from web.app.guard import refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import MODERATION, asks
from web.app.sessions import PATH, private, session
from web.site.claiming.desk import claims, iri_of
from web.site.keepers.desk import desk as keepers_desk

if TYPE_CHECKING:
    from graph.entity import Mention

blueprint = Blueprint("claims", __name__, url_prefix=f"{PATH}/fiches-demandees")
blueprint.after_request(private)
asks(MODERATION)(blueprint)
NAME, KEEPER = "claims", "contributor"
DONE = {
    "accepte": Label("C’est fait : cette personne peut tenir la fiche à jour, et un courriel le lui dit."),
    "refuse": Label("C’est fait : un courriel lui dit pourquoi. Sa demande est effacée."),
}
NO_REASON = Phrase("Écrivez pourquoi : c’est ce que la personne recevra.")
LONG_REASON = Phrase("Quelques lignes suffisent : {most} lettres au plus.")


@dataclass(frozen=True)
class ShownClaim:
    """A claim beside its card, for how many days it waits, and whether its address is of the site of the card."""

    kept: KeptClaim
    mention: Mention
    days: int
    same_site: bool


@blueprint.get("")
@led_to(REVIEW, 25, Label("Fiches demandées"))
@reads("fait")
def show() -> str:
    """The list, the oldest first."""
    return _page(done=Parameters(request.args, ("fait",)).choice("fait", DONE))


@blueprint.post("/<int(max=2147483647):number>/accepter")
def accept(number: int) -> BaseResponse | tuple[str, int]:
    """Lets whoever claims a card keep it right, that card alone, and tells them."""
    refuse_other_sites()
    try:
        sealed_form(NAME)
        kept, here = claims().find(number), ecosystem()
        found = kept.claim
        grant, known = Grant(KEEPER, iri_of(found.card)), here.people.of_email(found.email)
        if known:
            here.people.give(known.number, grant)
        else:
            here.people.make(found.email, grant)
        claims().settle(number)
        if found.consent:
            given = GivenAgreement(found.consent, found.language, kept.asked)
            keepers_desk().kept.agree(found.card, found.email, given, CLAIM)
        base = here.settings.base_url
        card = f"{base}/fiche/{found.card}"
        here.outbox.queue(accepted_letter(found, _name(found.card), f"{base}/connexion", f"{card}/corriger"))
    except TisserandError as error:
        return _again(error, number)
    return redirect(url_for("claims.show", fait="accepte"), 303)


@blueprint.post("/<int(max=2147483647):number>/refuser")
def refuse(number: int) -> BaseResponse | tuple[str, int]:
    """Tells why not, and forgets the claim."""
    refuse_other_sites()
    try:
        query = sealed_form(NAME, "raison")
        reason = query.text("raison").strip()
        if not reason:
            raise InvalidInput(NO_REASON(), field="raison")
        if len(reason) > LONGEST_WORDS:
            raise InvalidInput(LONG_REASON(most=LONGEST_WORDS), field="raison")
        found = claims().find(number).claim
        claims().settle(number)
        ecosystem().outbox.queue(refused_letter(found, _name(found.card), reason))
    except TisserandError as error:
        return _again(error, number)
    return redirect(url_for("claims.show", fait="refuse"), 303)


def _name(card: str) -> str:
    return reader().mention(iri_of(card)).label


def _shown(kept: KeptClaim) -> ShownClaim:
    here, iri = reader(), iri_of(kept.claim.card)
    homes = (urlsplit(str(value)).hostname or "" for value in here.dataset.links(iri, FOAF.homepage))
    domain = kept.claim.email.rpartition("@")[2]
    same = any(home.removeprefix("www.") == domain for home in homes)
    return ShownClaim(kept, here.mention(iri), max(0, (clock.today() - kept.asked_on).days), same)


def _again(error: TisserandError, number: int) -> tuple[str, int]:
    """The list with what is wrong, beside the claim at fault, and what was typed."""
    return _page(problem=correctable(error), at=number), error.status


def _page(*, done: str = "", problem: Problem | None = None, at: int = 0) -> str:
    return render_template(
        "claims/show.html",
        open=session(),
        shown=[_shown(kept) for kept in claims().waiting()],
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        at=at,
        typed=request.form.get("raison", "")[: 2 * LONGEST_WORDS] if problem else "",
        seal=sealed(NAME),
        days=KEPT_DAYS,
        language=language,
    )
