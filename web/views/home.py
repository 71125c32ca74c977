# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from web.pages import ecosystem, href, reader
from web.parameters import Parameters
from web.presenters.home import branches, figures, news
from web.presenters.thumbnails import thumbnails

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> str:
    """The question, the maps, what changed, figures."""
    Parameters(request.args, ())
    here, today = reader(), date.today()
    return render_template(
        "home/show.html",
        branches=branches(here, href),
        thumbnails=thumbnails(here.dataset, here.model, today, ecosystem().repository.number),
        news=news(here, today),
        figures=figures(here, today),
    )
