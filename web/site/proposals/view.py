# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other sites propose of a card of this one: taken in as from any visitor, and followed by a mark.

Nobody is believed for where they say they come from: it is shown to who reads it, and decides of nothing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request, url_for

from graph.contributions.following import mark_of, number_of
from graph.contributions.proposal import NotAProposal, Proposal
from graph.contributions.sender import Sender
from graph.contributions.store import Contribution
from graph.contributions.tables import ACCEPTED, LONGEST_PROPOSAL, REFUSED
from graph.errors import InvalidInput, TooLarge, UnknownThing
from graph.forms.proposing import judged
from graph.forms.receiving import taken
from graph.text.wording import Phrase
from web.app.guard import refuse_other_sites
from web.app.keeping import unlisted
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters
from web.app.rights import PUBLIC, asks
from web.site.contributing.limits import sending_limits
from web.site.contributing.page import LONGEST_PAGE, NO_CARD, FormSubject, corrected
from web.site.contributing.sending import check_comment, plain

blueprint = Blueprint("proposals", __name__, url_prefix="/api/v1/proposals")
asks(PUBLIC)(blueprint)
blueprint.after_request(unlisted)
DECIDED = {ACCEPTED: "accepted", REFUSED: "refused"}
UNREADABLE = Phrase("Cette proposition ne se lit pas : c’est un objet JSON, comme le décrit /api/v1/openapi.json.")
TOO_LONG = Phrase("Cette proposition est trop longue : {most} octets au plus.")


@blueprint.get("")
def follow() -> Response:
    """What became of a proposal."""
    query = Parameters(request.args, ("follow",))
    number = number_of(query.required("follow"), ecosystem().settings.secret_key)
    return jsonify(_told(ecosystem().contributions.find(number)))


@blueprint.post("")
def propose() -> tuple[Response, int]:
    """Takes one in: it waits to be read, as what any visitor writes."""
    refuse_other_sites()
    Parameters(request.args, ())
    limits = sending_limits()
    limits.check()
    number = ecosystem().contributions.add(_asked(), Sender())
    limits.spend()
    return jsonify(_told(ecosystem().contributions.find(number))), 201


def _asked() -> Proposal:
    """What is proposed, held to the form of its card; raises InvalidInput, UnknownThing, TooLarge."""
    if (request.content_length or 0) > LONGEST_PROPOSAL:
        raise TooLarge(TOO_LONG(most=LONGEST_PROPOSAL))
    here = reader()
    try:
        text = request.get_data().decode()
        proposal = Proposal.from_json(text, here.dataset.base)
        page = json.loads(text).get("from", "")
    except (NotAProposal, ValueError) as error:
        raise InvalidInput(UNREADABLE()) from error
    subject = _subject(proposal)
    form = subject.drawn(short=False)
    check_comment(proposal.comment)
    found = taken(here, form, subject.iri, proposal)
    found = replace(found, comment=plain(found.comment), page=_page(page))
    for field in judged(ecosystem().repository, form, found).fields if found.fields else ():
        if field.problem is not None:
            raise InvalidInput(field.problem, field=field.field.path)
    return found


def _subject(proposal: Proposal) -> FormSubject:
    """The card that it is about; raises UnknownThing where nobody may see one there."""
    address = reader().address(proposal.subject)
    if address is None:
        raise UnknownThing(NO_CARD(), field="subject")
    return corrected(*address)


def _page(address: object) -> str:
    """The address of the card from which it comes, "" for anything else."""
    if not isinstance(address, str) or len(address) > LONGEST_PAGE or not address.isprintable():
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname and not parts.username else ""


def _told(one: Contribution) -> dict[str, object]:
    settings = ecosystem().settings
    mark = mark_of(one.number, settings.secret_key)
    path = url_for("proposals.follow", follow=mark, lang=None).removeprefix(request.root_path)
    return {
        "number": one.number,
        "follow": f"{settings.base_url}{path}",
        "state": DECIDED.get(one.state, "waiting"),
        "reason": one.reason if one.state == REFUSED else "",
        "card": one.proposal.subject if one.proposal else "",
    }
