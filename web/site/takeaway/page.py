# SPDX-License-Identifier: AGPL-3.0-or-later
"""A view of the map ready to leave the site: whole addresses, its sources, and the files that it can be taken as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import url_for
from markupsafe import Markup

from exports.maps import Cited, Fonts, LegendEntry, Links, Look, MapExport, TakenMap, map_formats
from graph.mindmaps import WHOLE, MapEdge, MindMap, build
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.text.sentences import sentence
from web.app.addresses import code, whole
from web.app.fonts import printed_font
from web.app.language import language, translate
from web.app.pages import href, last_change, reader
from web.site.map.svg import Addresses, drawing_styles, svg
from web.site.map.svg_nodes import SHAPES, SIGNS

if TYPE_CHECKING:
    from graph.rdf.dataset import Value
    from web.site.map.page import MapPage

XMLNS = 'xmlns="http://www.w3.org/2000/svg"'


@dataclass(frozen=True)
class Download:
    """A format to take: what it is for, and each file of it as its name and its address."""

    purpose: str
    files: tuple[tuple[str, str], ...]


def downloads(page: MapPage) -> list[Download]:
    """Every format of a view, in the order to offer them."""
    alone = Download(
        translate(
            "Un seul fichier à ouvrir sans réseau, depuis une clé : branches à ouvrir, recherche, fiches et sources."
        ),
        ((translate("Page interactive"), f"{url_for('takeaway.whole_page', lang=None)}?{page.query()}"),),
    )
    return [*(Download(item.purpose(language()), tuple(_files(page, item))) for item in map_formats()), alone]


def links(page: MapPage) -> list[tuple[str, str]]:
    """Every file of a view as its name and its address, one for each size of paper."""
    return [file for download in downloads(page) for file in download.files]


def _files(page: MapPage, item: MapExport) -> Iterator[tuple[str, str]]:
    address = f"{url_for('takeaway.download', extension=item.extension, lang=None)}?{page.query()}"
    for rank, paper in enumerate(item.papers or ("",)):
        label = f"{item.label(language())} {paper.upper()}".strip()
        yield label, f"{address}&papier={paper}" if rank else address


def view_address(page: MapPage) -> str:
    """Where the view is, for others: not as a room's screen shows it."""
    return whole(page.address(mode=""))


def entire(page: MapPage) -> MindMap:
    """All that the view holds, its folded branches included."""
    asked = replace(page.request, opened=frozenset(), passed={}, whole=True, limit=WHOLE)
    return page.on_its_day(build(asked))


def taken(page: MapPage, paper: str = "", held: MindMap | None = None) -> TakenMap:
    """All that the files of a view are made of; `held` is what a file holds that holds what the screen folds."""
    drawing, caption, address, changed = page.drawing(), page.caption("map"), view_address(page), last_change()
    addresses = Addresses(
        card=lambda iri: whole(page.card(iri)),
        opened=lambda iri: whole(page.opened(iri)),
        closed=lambda iri: whole(page.closed(iri)),
    )
    return TakenMap(
        drawing=drawing,
        model=page.here.model,
        lang=page.here.lang,
        title=page.title,
        summary=page.asked.view.summary(page.here.lang),
        links=Links(address, addresses.card, addresses.opened),
        legend=tuple(_legend(page)),
        sources=tuple(_sources(held or page.mindmap)),
        look=Look(
            picture=svg(drawing, page.here.model, addresses, replace(caption, more="", less="")),
            stylesheet=drawing_styles(page.here.model),
            signs=SIGNS,
            code=str(code(address)).replace("<svg ", f"<svg {XMLNS} ", 1),
            fonts=lambda: Fonts(printed_font(400), printed_font(600)),
        ),
        choice=page.asked.choice,
        updated=changed.date() if changed else None,
        paper=paper or "a4",
        whole=held,
    )


def inside(address: str) -> str:
    """The same view of the map as a frame shows it."""
    return f"{url_for('takeaway.embed', lang=None)}?{address.partition('?')[2]}"


def embedded(page: MapPage) -> Markup:
    """The drawing for a frame on another site: cards open outside it, branches unfold inside it."""
    addresses = Addresses(page.card, lambda iri: inside(page.opened(iri)), lambda iri: inside(page.closed(iri)))
    drawn = svg(page.drawing(), page.here.model, addresses, page.caption("frame"))
    # A drawing's links do not follow the `base` of the page.
    drawn = drawn.replace('<a href="', '<a target="_blank" rel="noopener" href="')
    return Markup(drawn.replace('<a class="more ', '<a target="_self" class="more '))  # noqa: S704 - escaped by svg()


def _legend(page: MapPage) -> Iterator[LegendEntry]:
    for line in page.legend:
        if line.drawn:
            label = sentence(line.cls.plural(page.here.lang))
            yield LegendEntry(
                line.cls.kind, line.cls.family, label, line.drawn, SHAPES.get(line.cls.shape, SHAPES["circle"])
            )


def _sources(mindmap: MindMap) -> Iterator[Cited]:
    """Who says what a file holds: the sources of its relations, those that say most of them first."""
    edges: tuple[MapEdge, ...] = (*mindmap.edges, *mindmap.cross_links)
    said_by = sources_of(edges)
    counts = Counter(source for edge in dict.fromkeys(edges) for source in said_by[edge.s, edge.p, edge.o])
    names = {iri: reader().label(iri) for iri in counts}
    for iri in sorted(counts, key=lambda iri: (-counts[iri], names[iri])):
        yield Cited(names[iri], whole(href(iri)) or iri, counts[iri])


def sources_of(edges: Iterable[MapEdge]) -> dict[tuple[str, str, Value], list[str]]:
    """Who says each relation, by its fact. The model is left out: it only says how needs and kinds are arranged."""
    found = reader().dataset.sources_of((edge.s, edge.p, edge.o) for edge in edges)
    return {
        said: [source for source in sources if source not in ("", ONTOLOGY_SOURCE)] for said, sources in found.items()
    }
