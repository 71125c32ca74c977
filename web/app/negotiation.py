# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which form of an entity a reader wants, and the data documents themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, request
from werkzeug.datastructures import MIMEAccept

from exports.jsonld import node
from exports.turtle import turtle
from graph.namespaces import PREFIXES
from graph.rdf.dataset import Fact, to_quad

HTML = "text/html"


@dataclass(frozen=True)
class DataForm:
    """One data form: the extension that asks for it, its media type, and its writer."""

    extension: str
    media_type: str
    write: Callable[[list[Fact]], str]


def write_turtle(facts: list[Fact]) -> str:
    """Turtle grouped by subject, in stable order."""
    return turtle(facts, PREFIXES)


def write_jsonld(facts: list[Fact]) -> str:
    """JSON-LD with a context of its own: nothing is fetched to read it."""
    by_subject: dict[str, dict[tuple[str, str], Fact]] = {}
    for fact in facts:
        by_subject.setdefault(fact.s, {})[fact.p, str(fact.o)] = fact
    nodes = [node(subject, found.values()) for subject, found in by_subject.items()]
    return json.dumps({"@context": PREFIXES, "@graph": nodes}, ensure_ascii=False)


def write_ntriples(facts: list[Fact]) -> str:
    """N-Triples, one statement a line, sorted."""
    triples = {to_quad(fact).triple for fact in facts}
    return "".join(sorted(f"{triple} .\n" for triple in triples))


FORMS = (
    DataForm("ttl", "text/turtle", write_turtle),
    DataForm("jsonld", "application/ld+json", write_jsonld),
    DataForm("nt", "application/n-triples", write_ntriples),
)
BY_EXTENSION = {form.extension: form for form in FORMS}
# What clients send for the same thing.
ALIASES = {"application/x-turtle": "ttl", "application/json": "jsonld", "text/plain": "nt"}


def preferred_form(accepted: MIMEAccept) -> DataForm | None:
    """The data form that Accept prefers, None for HTML, which wins ties and answers whoever says nothing."""
    if not accepted:
        return None
    # Parameters (charset, profile) do not change which of our forms is meant.
    bare = MIMEAccept([(value.partition(";")[0].strip(), quality) for value, quality in accepted])
    named = {value.lower() for value in bare.values()}
    best: DataForm | None = None
    best_rank = (bare.quality(HTML), HTML in named)
    for form in FORMS:
        aliases = [name for name, extension in ALIASES.items() if extension == form.extension and name in named]
        rank = max((bare.quality(name), name in named) for name in (form.media_type, *aliases))
        # Of two that are liked as much, the one that is named rather than covered by */*.
        if rank > best_rank and rank[0] > 0:
            best, best_rank = form, rank
    return best


def split_extension(slug: str) -> tuple[str, DataForm | None]:
    """`("can", Turtle)` for `can.ttl`, `("can", None)` for `can`."""
    name, dot, extension = slug.rpartition(".")
    return (name, BY_EXTENSION[extension]) if dot and extension in BY_EXTENSION else (slug, None)


def data_response(
    body: bytes, media_type: str, modified: datetime | None = None, squeezed: Callable[[], bytes] | None = None
) -> Response:
    """A data document with its entity tag and date; answers 304 to a reader who has it already.

    `squeezed` gives the same body under gzip, for whoever accepts it.
    """
    response = Response(
        body, content_type=f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    )
    # Weak where the bytes depend on the compression: what they say is the same.
    response.set_etag(hashlib.sha256(body).hexdigest()[:20], weak=squeezed is not None)
    response.headers["Cache-Control"] = "no-cache"
    if squeezed is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.set_data(squeezed())
            response.headers["Content-Encoding"] = "gzip"
    if modified is not None:
        response.last_modified = modified.astimezone(UTC)
    response.vary.add("Accept")
    response.make_conditional(request)
    return response


def embedded(facts: Iterable[Fact]) -> str:
    """JSON-LD to put inside a page: no character of it can close the script element or start a comment."""
    text = write_jsonld(list(facts))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
