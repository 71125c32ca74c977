# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a site says to write to about its data, as its catalogue says it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

import pyoxigraph as ox

from graph.errors import TisserandError
from graph.fetch import Fetcher
from graph.namespaces import DCAT, VCARD
from graph.rdf.forms import TURTLE

SECONDS, MOST_BYTES = 5.0, 1024 * 1024
_SITE = re.compile(r"(https?://[^/\s]+(?:/[^\s]*?)?)/(?:id|fiche)/|(https?://[^/\s]+)")
_MAIL = re.compile(r"mailto:[^\s@<>\"?&]{1,64}@[^\s@<>\"?&/]{1,190}\.[^\s@<>\"?&/.]{2,}", re.IGNORECASE)


def contact_at(fetcher: Fetcher, address: str) -> str:
    """The `mailto:` of the site of a card, "" where its catalogue gives none, or is not found quickly."""
    site = _SITE.match(address)
    if site is None:
        return ""
    quick = replace(fetcher, seconds=SECONDS, most_bytes=MOST_BYTES)
    with suppress(TisserandError, SyntaxError, ValueError):
        found = quick.fetch(f"{site[1] or site[2]}/.well-known/void", TURTLE.media_type)
        if found.media_type == TURTLE.media_type:
            return _contact(found.content, found.address)
    return ""


def _contact(content: bytes, address: str) -> str:
    said: dict[str, list[tuple[str, str]]] = {}
    for quad in ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=address):
        if not isinstance(quad.object, ox.Triple) and not isinstance(quad.subject, ox.Triple):
            said.setdefault(quad.predicate.value, []).append((str(quad.subject), str(quad.object)))
    points = [point for _, point in said.get(DCAT.contactPoint, [])]
    mails = [mail.strip("<>") for point, mail in said.get(VCARD.hasEmail, []) if point in points]
    return next((mail for mail in sorted(mails) if _MAIL.fullmatch(mail)), "")
