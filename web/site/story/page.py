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
from graph.stories.told import Story, StorySentence, StoryView, story_named
from web.app.language import language, translate
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters
from web.site.map.addresses import WORKSHOP
from web.site.map.page import MapPage, page_of
from web.site.map.query import NAMES, SCREEN, read_query
from web.site.map.svg import Addresses, svg

# What belongs to who looks, not to what is told.
KEPT = tuple(name for name in NAMES if name not in ("mode", SCREEN, "recit", "etape"))


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

    def on_map_at(self, rank: int) -> str:
        """Another view of the story on the map, as whoever looks at this one sees it."""
        return shown_view(self.story, rank, self.page.asked.mode, self.page.asked.lang).page.address()

    @cached_property
    def picture(self) -> Markup:
        """The drawing of the map: each thing leads to its card, each branch opens on the map."""
        page, caption = self.page, self.page.caption(f"view-{self.rank}")
        ways = Addresses(page.card, lambda key: _plain(page.turned(key)), lambda key: _plain(page.closed(key)))
        drawn = svg(self.drawing, page.here.model, ways, caption)
        return Markup(drawn)  # noqa: S704 - escaped by svg()

    @property
    def on_map(self) -> str:
        """The same view on the map itself, which knows the way back here."""
        return self.page.address(mode="")

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


def shown_view(story: Story, rank: int, mode: str = WORKSHOP, lang: str = "") -> ShownView:
    """A view of a story as it can be drawn today, whatever became of what it names; for a room, or as on a desk."""
    view = story.views[rank - 1]
    page, notices = _nearest(view.query, mode)
    asked = replace(page.asked, story=(story.slug, rank), lang=lang)
    return ShownView(story, view, rank, MapPage(page.here, asked), notices)


def followed(page: MapPage) -> ShownView | None:
    """The view of a story that somebody follows on the map, told beside it; None where nobody does."""
    if page.asked.story is None:
        return None
    slug, rank = page.asked.story
    story = story_named(page.here.dataset, slug)
    return ShownView(story, story.views[rank - 1], rank, page, ()) if story else None


def _plain(address: str) -> str:
    """An address of the map as on a desk."""
    return address.replace(f"&mode={WORKSHOP}", "")


def _shown(sentence: StorySentence) -> ShownSentence:
    known = sentence.document and sentence.document in reader().dataset
    document = reader().mention(sentence.document) if known else None
    return ShownSentence(sentence.text(language()), document, sentence.passage(language()))


def _nearest(query: str, mode: str) -> tuple[MapPage, tuple[str, ...]]:
    """The map of an address; without what is wrong there, the reason told, until one can be drawn."""
    given = [(name, value) for name, value in parse_qsl(query) if name in KEPT]
    notices: list[str] = []
    how = [("mode", mode)] if mode else []
    while True:
        try:
            page = _drawn(given, how)
        except TisserandError as error:
            if error.status >= 500 or not given:
                raise
            notices.append(error.told(language()))
            given = _without(given, error.field or "")
        else:
            told = [f"{said} {translate('La vue la plus proche est montrée.')}" for said in notices]
            return page, (*told, *(item.text for item in page.asked.dropped))


def _drawn(given: list[tuple[str, str]], how: list[tuple[str, str]]) -> MapPage:
    asked = read_query(reader(), ecosystem(), Parameters(MultiDict([*given, *how]), NAMES))
    page = page_of(reader(), asked)
    if asked.complete:
        assert page.mindmap  # noqa: S101 - what cannot be drawn says so here
        return page
    return _drawn([], how)


def _without(given: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """The same without a parameter; a view around a thing that is gone goes with it, and what names nothing leaves
    nothing."""
    gone = {name, "vue"} if name == "centre" else {name}
    left = [(key, value) for key, value in given if key not in gone]
    return left if len(left) < len(given) else []
