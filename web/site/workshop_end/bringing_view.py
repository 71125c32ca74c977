# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of a workshop that was held elsewhere, brought by a moderator: all that it proposes waits to be read."""

from __future__ import annotations

from contextlib import closing

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import InvalidInput, TisserandError, TooLarge
from graph.text.wording import Label, Phrase, Plural
from graph.travelling.bringing import BroughtWorkshop, bring
from graph.travelling.workshop_file import MOST_BYTES, TOO_LARGE, CarriedWorkshop
from web.app.doors import BRING, led_to
from web.app.errors import Problem, correctable, problem_of, respond
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import reads
from web.app.rights import MODERATION, asks
from web.app.sessions import PATH, private, session
from web.app.sizes import LARGEST_FILE
from web.site.workshop_end.kept import workshops

blueprint = Blueprint("bringing", __name__, url_prefix=f"{PATH}/contributions/apporter-atelier")
asks(MODERATION)(blueprint)
blueprint.after_request(private)
SEAL = "atelier"
NO_FILE = Phrase("Choisissez d’abord le fichier de l’atelier.")
NEW = Plural(
    "{count} proposition attend maintenant d’être relue.", "{count} propositions attendent maintenant d’être relues."
)
KNOWN = Plural(
    "{count} était déjà venue : elle compte une fois.", "{count} étaient déjà venues : elles comptent une fois."
)
REFUSED = Plural(
    "{count} a déjà été refusée ici, et ne revient pas.", "{count} ont déjà été refusées ici, et ne reviennent pas."
)


@blueprint.before_request
def _larger() -> None:
    """Moderators may send larger files than visitors."""
    request.max_content_length = LARGEST_FILE


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    """A file that is not even read to its end."""
    return respond(problem_of(TooLarge(TOO_LARGE(most=MOST_BYTES // 1024**2))))


@blueprint.get("")
@led_to(BRING, 20, Label("Un atelier"))
@reads()
def show() -> str:
    """Where to give the file."""
    return _page()


@blueprint.post("")
def take() -> BaseResponse | str | tuple[str, int]:
    """Has what the file proposes wait, and says how much."""
    refuse_other_sites()
    try:
        opened(SEAL, request.form.get("jeton", ""))
        brought = _brought()
    except TisserandError as error:
        return _page(problem=correctable(error)), error.status
    return _page(brought=brought)


def _brought() -> BroughtWorkshop:
    file, here = request.files.get("fichier"), ecosystem()
    if file is None or not file.filename:
        raise InvalidInput(NO_FILE(), field="fichier")
    with closing(file):
        content = file.stream.read(MOST_BYTES + 1)
    carried = CarriedWorkshop.from_json(content, here.settings.base_url, here.model)
    return bring(carried, workshops(), here.contributions, here.repository.full)


def _page(*, brought: BroughtWorkshop | None = None, problem: Problem | None = None) -> str:
    told = []
    if brought:
        counted = ((NEW, brought.new), (KNOWN, brought.known), (REFUSED, brought.refused))
        told = [words(count).plain(language()) for words, count in counted if count or words is NEW]
    return render_template(
        "workshop_end/bring.html",
        brought=brought,
        told=told,
        problem=problem,
        most=MOST_BYTES // 1024**2,
        seal=sealed(SEAL),
        open=session(),
    )
