# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which form of an entity a reader wants, and the data documents themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from flask import Response, request, url_for
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from exports import NAME, jsonld
from graph.rdf.dataset import Fact
from graph.rdf.forms import BY_EXTENSION, FORMS, Form
from web.app.compression import ALGORITHMS

HTML = "text/html"
PAGES = (HTML, "application/xhtml+xml")


def preferred_form(accepted: MIMEAccept) -> Form | None:
    """The data form that Accept prefers, None for HTML, which wins ties and answers whoever says nothing.

    Raises 406 where nothing that is here is accepted.
    """
    if not accepted:
        return None
    # Parameters (charset, profile) do not change which of our forms is meant.
    bare = MIMEAccept([(value.partition(";")[0].strip(), quality) for value, quality in accepted])
    named = {value.lower() for value in bare.values()}
    best: Form | None = None
    best_rank = (bare.quality(HTML), HTML in named)
    for form in FORMS:
        aliases = [name for name in form.aliases if name in named]
        rank = max((bare.quality(name), name in named) for name in (form.media_type, *aliases))
        # Of two that are liked as much, the one that is named rather than covered by */*.
        if rank > best_rank and rank[0] > 0:
            best, best_rank = form, rank
    wants = any(quality > 0 for _, quality in bare)  # who only names what is not wanted takes anything else
    if wants and best_rank[0] <= 0 and not any(bare.quality(name) > 0 for name in PAGES):
        raise NotAcceptable
    return best


def split_extension(slug: str) -> tuple[str, Form | None]:
    """`("can", Turtle)` for `can.ttl`, `("can", None)` for `can`."""
    name, dot, extension = slug.rpartition(".")
    return (name, BY_EXTENSION[extension]) if dot and extension in BY_EXTENSION else (slug, None)


def data_response(
    body: bytes, media_type: str, modified: datetime | None = None, squeezed: Callable[[], bytes] | None = None
) -> Response:
    """A data document with its entity tag and date; answers 304 to a reader who has it already.

    `squeezed` gives the same body under gzip, for whoever accepts it; such a document is long, and is also given in
    part (`Range`), cut from the body as it is.
    """
    response = Response(
        body, content_type=f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    )
    parts = squeezed is not None and _asks_for_a_part()
    plain = parts or not any(request.accept_encodings[name] for name in ALGORITHMS)
    # Weak where the bytes depend on the compression: what they say is the same.
    response.set_etag(hashlib.sha256(body).hexdigest()[:20], weak=squeezed is not None and not plain)
    response.headers["Cache-Control"] = "no-cache"
    if squeezed is not None:
        response.accept_ranges = "bytes"
        response.vary.add("Accept-Encoding")
        if not parts and request.accept_encodings["gzip"] > 0:
            response.set_data(squeezed())
            response.headers["Content-Encoding"] = "gzip"
    if modified is not None:
        response.last_modified = modified.astimezone(UTC)
    response.vary.add("Accept")
    response.make_conditional(request, parts, len(body))
    return response


def _asks_for_a_part() -> bool:
    """Whether one part is asked for, in bytes: several at once, or in another unit, are answered by the whole."""
    asked = request.range if request.method == "GET" else None
    return asked is not None and asked.units == "bytes" and len(asked.ranges) == 1


def embedded(facts: Iterable[Fact]) -> str:
    """JSON-LD to put inside a page: no character of it can close the script element or start a comment."""
    text = jsonld(facts)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def lead_to_data(response: Response) -> Response:
    """Says in the head of an answer where the data of this site, and their description, are."""
    for form in FORMS:
        response.headers.add("Link", f'<{dataset_address(form)}>; rel="alternate"; type="{form.media_type}"')
    response.headers.add("Link", f'<{url_for("exports.described", lang=None)}>; rel="describedby"')
    response.headers.add("Link", f'<{url_for("api.openapi", lang=None)}>; rel="service-desc"')
    return response


def dataset_address(form: Form) -> str:
    """Where the whole dataset is, in this form."""
    return url_for("exports.download", name=f"{NAME}.{form.extension}", lang=None)
