# SPDX-License-Identifier: AGPL-3.0-or-later
"""Markdown: the same nodes in the same order as a nested list, then the other links as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exports.maps._types import MapExport, TakenMap
from exports.maps._words import (
    ADDRESS,
    CHANGES,
    CROSS_LINKS,
    ROUTE,
    SOURCES,
    TRACES,
    cut_line,
    date_line,
    hidden_of,
    label_of,
    marks_of,
    plain,
    said,
    sentence_of,
    traces_of,
    updated_line,
)
from graph.mindmaps import Node
from graph.text.wording import Label

# Signs that Markdown, or the HTML inside it, could take for its own.
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
FIRST = re.compile(r"^(\d+)([.)])|^([-+=:!])")
UNSAFE = {ord(sign): f"%{ord(sign):02X}" for sign in ' ()<>\\"`'}


def render(taken: TakenMap) -> bytes:
    """One UTF-8 text."""
    return ("\n".join(_lines(taken)).rstrip("\n") + "\n").encode()


def escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    shown = SIGNS.sub(r"\\\1", plain(text))
    return FIRST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", shown)


def linked(text: str, address: str) -> str:
    """A text which leads somewhere, or the text alone."""
    return f"[{escaped(text)}]({address.translate(UNSAFE)})" if address else escaped(text)


def _lines(taken: TakenMap) -> Iterator[str]:
    mindmap = taken.mindmap
    yield from (f"# {escaped(taken.title)}", "", f"{escaped(taken.summary)} {escaped(date_line(taken))}.".strip(), "")
    if cut := cut_line(taken):
        yield from (escaped(cut), "")
    for node in mindmap.nodes:
        yield f"{'  ' * node.depth}- {_item(node, taken)}"
    if mindmap.route:
        names = [label_of(mindmap.by_iri[iri]) for iri in mindmap.route.nodes if iri in mindmap.by_iri]
        yield from _section(said(ROUTE, taken), [" → ".join(escaped(name) for name in names)])
        yield from ("", *(f"- {escaped(sentence_of(edge, taken))}" for edge in mindmap.route.edges))
    if mindmap.cross_links:
        sentences = dict.fromkeys(sentence_of(edge, taken) for edge in mindmap.cross_links)
        yield from _section(said(CROSS_LINKS, taken), [f"- {escaped(sentence)}" for sentence in sentences])
    if mindmap.changes:
        yield from _section(said(CHANGES, taken), [f"- {escaped(change.text)}" for change in mindmap.changes])
    if mindmap.traces:
        yield from _section(said(TRACES, taken), [f"- {escaped(trace)}" for trace in traces_of(taken)])
    yield from _foot(taken)


def _item(node: Node, taken: TakenMap) -> str:
    own = taken.model.by_kind.get(node.kind)
    name = linked(label_of(node), taken.links.card(node.iri))
    kind = f" ({escaped(own.label(taken.lang))})" if own and node.depth else ""
    notes = [escaped(mark) for mark in marks_of(node, taken)]
    if hidden := hidden_of(node, taken):
        notes.append(linked(hidden, taken.links.opened(node.key)))
    ended = f"~~{name}~~" if node.state == "ended" else name
    return f"{ended}{kind}{' – ' if notes else ''}{', '.join(notes)}"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *lines]


def _foot(taken: TakenMap) -> Iterator[str]:
    yield from _section(said(SOURCES, taken), [f"- {linked(it.label, it.address)}" for it in taken.sources])
    yield from ("", f"{said(ADDRESS, taken)} : <{taken.links.view.translate(UNSAFE)}>")
    if updated := updated_line(taken):
        yield from ("", f"{updated}.")


export = MapExport(
    slug="outline",
    label=Label("Markdown"),
    purpose=Label("Le plan de la carte en texte, à coller dans un compte rendu, un wiki ou un pad."),
    media_type="text/markdown",
    extension="md",
    order=50,
    render=render,
    whole=True,
)
