# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new as feeds: Atom (RFC 4287) and JSON Feed 1.1, each item under an identifier that stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from graph.text.days import ZONE
from web.app.addresses import whole
from web.app.filters import french
from web.app.language import language, told, translate
from web.app.pages import ecosystem, href

if TYPE_CHECKING:
    from graph.readings.news import BulletinItem
    from web.site.news.page import NewsPage

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
NAMESPACE = "http://www.w3.org/2005/Atom"
VERSION = "https://jsonfeed.org/version/1.1"


def as_atom(page: NewsPage) -> bytes:
    """The news as an Atom feed."""
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": language()})
    SubElement(feed, "id").text = uuid5(NAMESPACE_URL, page.address("atom")).urn
    SubElement(feed, "title").text = _set(_title())
    SubElement(feed, "subtitle").text = _set(_subtitle(page))
    SubElement(feed, "updated").text = _moment(_updated(page))
    SubElement(SubElement(feed, "author"), "name").text = "Tisserand"
    SubElement(feed, "link", {"rel": "self", "type": ATOM, "href": page.address("atom")})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page.address("show")})
    for item in page.bulletin.items:
        entry = SubElement(feed, "entry")
        SubElement(entry, "id").text = item.key
        SubElement(entry, "title").text = _set(item.title(language()))
        SubElement(entry, "updated").text = _moment(item.at)
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _link(page, item)})
        SubElement(entry, "category", {"term": item.verb})
        SubElement(entry, "summary").text = _set(item.text(language()))
    text: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def as_json_feed(page: NewsPage) -> bytes:
    """The news as a JSON Feed."""
    found = {
        "version": VERSION,
        "title": _set(_title()),
        "description": _set(_subtitle(page)),
        "home_page_url": page.address("show"),
        "feed_url": page.address("json_feed"),
        "language": language(),
        "authors": [{"name": "Tisserand"}],
        "items": list(_items(page)),
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def _items(page: NewsPage) -> Iterator[dict[str, object]]:
    for item in page.bulletin.items:
        yield {
            "id": item.key,
            "url": _link(page, item),
            "title": _set(item.title(language())),
            "content_text": _set(item.text(language())),
            "date_published": _moment(item.at),
            "tags": [item.verb],
        }


def _title() -> str:
    name = ecosystem().observatory.name(language())
    return told("Ce qui a changé : {name}", name=name)


def _subtitle(page: NewsPage) -> str:
    tally = page.bulletin.tally(language())
    return tally or translate("Rien n’a changé depuis ce jour-là.")


def _link(page: NewsPage, item: BulletinItem) -> str:
    address = whole(href(item.thing)) if item.thing else ""
    return address if urlsplit(address).scheme else page.address("show")


def _updated(page: NewsPage) -> datetime:
    """When the last item came; where there is none, the day from which nothing is new."""
    start = datetime.combine(page.bulletin.since, time(), ZONE)
    return max((item.at for item in page.bulletin.items), default=start)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _set(text: str) -> str:
    return french(text) if language() == "fr" else text
