# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stories to read: their list, each of their views in turn, all of them on paper, and the same as data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from graph.errors import Suggestion, UnknownThing
from graph.stories.told import Story, stories, story_named
from graph.text.wording import Phrase
from web.app.addresses import whole
from web.app.keeping import taken_away
from web.app.kept_pages import kept_page
from web.app.language import language, translate
from web.app.pages import reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import PUBLIC, asks
from web.site.map.addresses import WORKSHOP
from web.site.story.page import ShownView, shown_view

blueprint = Blueprint("story", __name__)
asks(PUBLIC)(blueprint)
NO_STORY = Phrase("Aucun récit ne s’appelle « {slug} ». La liste des récits est à l’adresse /recits.")


@blueprint.get("/recits")
@kept_page
@reads()
def index() -> str:
    """The stories there are."""
    return render_template("story/index.html", found=stories(reader().dataset))


@blueprint.get("/recit/<slug>")
@kept_page
@reads("etape", "mode")
def show(slug: str) -> str:
    """One view of a story; what is asked for and is not there is told, and the nearest view shown."""
    story, query = _story(slug), asked_of_page()
    mode, asked = query.choice("mode", [WORKSHOP]), query.text("etape")
    if not story.views:
        return render_template("story/empty.html", story=story)
    rank = story.rank(asked) if asked else 1
    notice = ""
    if rank is None:
        last = asked.isdecimal() and int(asked[:9]) > len(story.views)
        rank = len(story.views) if last else 1
        said = translate("Ce récit a {n} vues : voici celle du rang {rank}.")
        notice = said.replace("{n}", str(len(story.views))).replace("{rank}", str(rank))
    return render_template("story/show.html", one=shown_view(story, rank), mode=mode, notice=notice, inside=str)


@blueprint.get("/recit/<slug>/papier")
@kept_page
@reads()
def paper(slug: str) -> str:
    """All views of a story, one a sheet."""
    story = _story(slug)
    return render_template("story/paper.html", story=story, views=_views(story))


@blueprint.get("/recit/<slug>.json")
def as_json(slug: str) -> Response:
    """A story for programs."""
    Parameters(request.args, ())
    story = _story(slug)
    return jsonify(
        iri=story.iri,
        slug=story.slug,
        title=story.title(language()),
        summary=story.summary(language()),
        views=[_document(one) for one in _views(story)],
    )


@blueprint.get("/recit/<slug>.md")
def as_markdown(slug: str) -> Response:
    """A story as text, each view with its address and each sentence with its source."""
    Parameters(request.args, ())
    story = _story(slug)
    text = render_template("story/story.md", story=story, views=_views(story), whole=whole)
    return taken_away(text.encode(), "text/markdown; charset=utf-8", f"tisserand-{story.slug}.md", shown=True)


def _document(one: ShownView) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "title": one.title,
        "address": whole(url_for("story.show", slug=one.story.slug, etape=one.rank, lang=None)),
        "map": whole(one.on_map),
        "notices": list(one.notices),
        "sentences": [
            {
                "text": said.text,
                "source": said.document and {"iri": said.document.iri, "label": said.document.label},
                "passage": said.passage,
            }
            for said in one.sentences
        ],
    }


def _views(story: Story) -> list[ShownView]:
    return [shown_view(story, rank) for rank in range(1, len(story.views) + 1)]


def _story(slug: str) -> Story:
    found = story_named(reader().dataset, slug)
    if found is None:
        near = [Suggestion(story.iri, story.title(language())) for story in stories(reader().dataset)[:3]]
        raise UnknownThing(NO_STORY(slug=slug[:80]), suggestions=near)
    return found
