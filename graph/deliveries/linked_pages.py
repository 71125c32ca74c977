# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the page of a thing has its data: at another address, or inside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from graph.rdf.forms import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE

# In the order of what is liked best: with all that is said, and read without fetching anything else.
LIKED = (TURTLE, TRIG, N_QUADS, N_TRIPLES, JSON_LD, RDF_XML)
ACCEPT = ", ".join(
    [*(f"{form.media_type};q={1 - rank / 20:.2f}" for rank, form in enumerate(LIKED)), "text/html;q=0.5", "*/*;q=0.4"]
)
MOST_BLOCKS, MOST_LINKS = 20, 200
LONGEST, MOST_READ = 2_000, 2_000_000


@dataclass(frozen=True)
class LinkedData:
    """What a page says of its data: their address, "" for none; what it holds itself, as JSON-LD, "" for nothing."""

    address: str
    inside: str


def linked_data(content: bytes, charset: str, address: str) -> LinkedData:
    """The data of a page that is at an address, as far as it tells."""
    page = _LinkedPage()
    try:
        text = content.decode(charset or "utf-8", errors="replace")
    except LookupError:
        text = content.decode("utf-8", errors="replace")
    page.feed(text[:MOST_READ])  # and no `close`, which reads what was never ended again and again
    ranks = {name: rank for rank, form in enumerate(LIKED) for name in (form.media_type, *form.aliases)}
    known = [(ranks[kind], number, href) for number, (kind, href) in enumerate(page.links) if kind in ranks]
    where = urljoin(address, min(known)[2]) if known else ""
    return LinkedData(where, _together(page.blocks))


def _together(blocks: list[str]) -> str:
    """The blocks of a page that are right, as one document."""
    read = []
    for block in blocks:
        try:
            found = json.loads(block)
        except (ValueError, RecursionError):
            continue
        read += found if isinstance(found, list) else [found]
    return json.dumps(read, ensure_ascii=False) if read else ""


@dataclass
class _LinkedPage(HTMLParser):
    """A page as it is read: its links to data with their types, and its blocks of JSON-LD."""

    links: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link to other data, or the beginning of a block."""
        said = {name: value or "" for name, value in attrs}
        kind = said.get("type", "").partition(";")[0].strip().lower()
        if tag == "link" and "alternate" in said.get("rel", "").lower().split():
            href = said.get("href", "").strip()
            if href and len(href) <= LONGEST and len(self.links) < MOST_LINKS:
                self.links.append((kind, href))
        elif tag == "script" and kind == JSON_LD.media_type and len(self.blocks) < MOST_BLOCKS:
            self.inside = True
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        """Some of a block."""
        if self.inside:
            self.blocks[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """The end of a block."""
        if tag == "script":
            self.inside = False
