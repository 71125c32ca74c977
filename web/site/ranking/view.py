# SPDX-License-Identifier: AGPL-3.0-or-later
"""How answers are ranked: the page that says it, and the one where other weights are tried."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from graph.errors import TisserandError
from graph.readings.ranking import WeighedCriterion, trial, weighed
from graph.referral.answer import RULES
from graph.referral.situation import Query
from graph.referral.weights import shipped_weights, weight_in
from graph.text.typed import refused
from graph.text.wording import Phrase
from web.app.errors import correctable
from web.app.guard import Allowance
from web.app.kept_pages import kept_page
from web.app.language import language, translate
from web.app.pages import Crumb, ecosystem, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import PUBLIC, asks
from web.site.ranking.form import dots, shown, typed

blueprint = Blueprint("ranking", __name__)
asks(PUBLIC)(blueprint)
blueprint.add_app_template_global(dots, "dots")
blueprint.add_app_template_filter(shown, "weight")
OWN = "poids-"
NAMES = ("besoin", "commune", *(f"{OWN}{slug}" for slug in shipped_weights()))
# Every offer of a need is looked at for each: a room that tries weights together has enough, a machine has not.
TRIALS_PER_MINUTE = 30
ALLOWANCE = "tisserand trials of weights"
NO_WEIGHT = Phrase("Le poids de « {label} » est un nombre de 0 à 5, comme 2,5, pas « {text} ».")
NOTHING_ASKED = Phrase("Dites ce qui est cherché : les deux listes répondent à une demande.")


@blueprint.record_once
def limit(state: BlueprintSetupState) -> None:
    """Counts the trials of each visitor, in this process only."""
    app = state.app
    app.config.setdefault("WEIGHT_TRIALS_PER_MINUTE", TRIALS_PER_MINUTE)
    app.extensions[ALLOWANCE] = Allowance(lambda: int(app.config["WEIGHT_TRIALS_PER_MINUTE"]), 60.0)


@blueprint.get("/classement")
@kept_page
@reads()
def show() -> str:
    """What is looked at, in which order, what each criterion weighs and why, and the rules that no weight changes."""
    heaviest = sorted(_criteria(), key=lambda item: -item.weight)
    rules = [rule().text(reader()) for rule in RULES.values()]
    return render_template("ranking/show.html", criteria=heaviest, rules=rules, crumbs=_crumbs(""))


@blueprint.get("/classement/essai")
@reads(*NAMES)
def trying() -> str | tuple[str, int]:
    """One request at today's weights and at others, side by side; nothing is kept."""
    criteria = _criteria()
    form = typed(request.args, criteria, OWN)
    crumbs = [*_crumbs(url_for("ranking.show")), Crumb(translate("Essayer d’autres poids"))]
    page = {"criteria": criteria, "form": form, "own": OWN, "crumbs": crumbs}
    if not set(request.args) & {*NAMES}:
        return render_template("ranking/try.html", **page, problem=None, trial=None)
    try:
        query = asked_of_page()
        weights = _weights(query, criteria)
        if not form.asked:
            raise refused(NOTHING_ASKED, "besoin")
        here = ecosystem().public
        situation = here.situation(Query(commune=query.text("commune"), needs=query.texts("besoin")))
        current_app.extensions[ALLOWANCE].use()
        tried = trial(reader(), here.referral, situation, weights)
    except TisserandError as error:
        return render_template("ranking/try.html", **page, problem=correctable(error), trial=None), error.status
    return render_template("ranking/try.html", **page, problem=None, trial=tried, situation=situation)


def _weights(query: Parameters, criteria: tuple[WeighedCriterion, ...]) -> dict[str, float]:
    """The weights that were typed, those of today where nothing was; raises InvalidInput naming the criterion."""
    found = {}
    for item in criteria:
        text = query.text(f"{OWN}{item.slug}")
        weight = weight_in(text) if text else item.weight
        if weight is None:
            raise refused(NO_WEIGHT, f"{OWN}{item.slug}", label=item.label, text=text)
        found[item.slug] = weight
    return found


def _criteria() -> tuple[WeighedCriterion, ...]:
    return weighed(ecosystem().criteria, language())


def _crumbs(address: str) -> list[Crumb]:
    above = Crumb(translate("Orienter"), url_for("referral.show"))
    return [above, Crumb(translate("Comment ce classement est fait"), address)]
