# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS 3 as JSON: one page of an API with every organisation in full, its services, places and hours."""

from __future__ import annotations

import json

from exports._hsds import HsdsWriter
from exports._types import Export, Publication
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """A UTF-8 document."""
    found = list(HsdsWriter(publication).organizations())
    page = {
        "total_items": len(found),
        "total_pages": 1,
        "page_number": 1,
        "size": len(found),
        "first_page": True,
        "last_page": True,
        "empty": not found,
        "contents": found,
    }
    return json.dumps(page, ensure_ascii=False).encode()


export = Export(
    slug="hsds",
    label=Label("HSDS 3 en JSON, organisations et services pour les annuaires d’Open Referral"),
    media_type="application/json",
    extension="hsds.json",
    order=72,
    render=render,
    cut=True,
)
