# SPDX-License-Identifier: AGPL-3.0-or-later
"""A view of a story as its pages show it: the map that its address tells today, and what could not be kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from flask import url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from graph.entity import Mention
from graph.errors import TisserandError
from graph.layout import Drawing
from graph.stories.told import Story, StorySentence, StoryView
from web.app.language import language, translate
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters
from web.site.map.page import MapPage
from web.site.map.query import NAMES, read_query
from web.site.map.svg import svg

# What belongs to who looks, not to what is told.
KEPT = tuple(name for name in NAMES if name not in ("mode", "recit", "etape"))


@dataclass(frozen=True)
class ShownSentence:
    """A sentence in the language of the page, the document that says it, and where it is read there."""

    text: str
    document: Mention | None
    passage: str


@dataclass(frozen=True)
class ShownView:
    """A view of a story: its rank from 1, the map of its address, and a sentence about what is not there any more."""

    story: Story
    view: StoryView
    rank: int
    page: MapPage
    notices: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the view is called."""
        return self.view.title(language())

    @cached_property
    def sentences(self) -> tuple[ShownSentence, ...]:
        """What is told of it."""
        return tuple(map(_shown, self.view.sentences))

    @cached_property
    def drawing(self) -> Drawing:
        """The map, placed."""
        return self.page.drawing()

    @cached_property
    def picture(self) -> Markup:
        """The drawing of the map: each thing leads to its card, each branch opens on the map."""
        caption = self.page.caption(f"view-{self.rank}")
        drawn = svg(self.drawing, self.page.here.model, self.page.addresses(self.drawing), caption)
        return Markup(drawn)  # noqa: S704 - escaped by svg()

    @property
    def on_map(self) -> str:
        """The same view on the map itself, which knows the way back here."""
        return self.page.address()

    def read(self, rank: int, **more: Any) -> str:
        """The address of another view of the story, as it is read."""
        return url_for("story.show", slug=self.story.slug, etape=rank, **more)

    @property
    def before(self) -> int | None:
        """The rank of the view before."""
        return self.rank - 1 if self.rank > 1 else None

    @property
    def after(self) -> int | None:
        """The rank of the view after."""
        return self.rank + 1 if self.rank < len(self.story.views) else None


def shown_view(story: Story, rank: int) -> ShownView:
    """A view of a story as it can be drawn today, whatever became of what it names."""
    view = story.views[rank - 1]
    page, notices = _nearest(view.query)
    return ShownView(story, view, rank, MapPage(page.here, replace(page.asked, story=(story.slug, rank))), notices)


def _shown(sentence: StorySentence) -> ShownSentence:
    known = sentence.document and sentence.document in reader().dataset
    document = reader().mention(sentence.document) if known else None
    return ShownSentence(sentence.text(language()), document, sentence.passage(language()))


def _nearest(query: str) -> tuple[MapPage, tuple[str, ...]]:
    """The map of an address; without what is wrong there, the reason told, until one can be drawn."""
    given = [(name, value) for name, value in parse_qsl(query) if name in KEPT]
    notices: list[str] = []
    while True:
        try:
            page = _drawn(given)
        except TisserandError as error:
            if error.status >= 500 or not given:
                raise
            notices.append(error.told(language()))
            given = _without(given, error.field or "")
        else:
            told = [f"{said} {translate('La vue la plus proche est montrée.')}" for said in notices]
            return page, (*told, *(item.text for item in page.asked.dropped))


def _drawn(given: list[tuple[str, str]]) -> MapPage:
    asked = read_query(reader(), ecosystem(), Parameters(MultiDict(given), NAMES))
    page = MapPage(reader(), asked)
    if asked.complete:
        assert page.mindmap  # noqa: S101 - what cannot be drawn says so here
        return page
    return _drawn([])


def _without(given: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """The same without a parameter; a view around a thing that is gone goes with it, and what names nothing leaves
    nothing."""
    gone = {name, "vue"} if name == "centre" else {name}
    left = [(key, value) for key, value in given if key not in gone]
    return left if len(left) < len(given) else []
