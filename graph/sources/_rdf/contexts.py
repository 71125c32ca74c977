# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contexts of JSON-LD that are known without being fetched; any other address is refused, saying what to do."""

from __future__ import annotations

import json
import re
from typing import Any

from graph.errors import DataError
from graph.namespaces import SCHEMA

_KNOWN = re.compile(r"https?://(?:www\.)?schema\.org/?(?:docs/jsonldcontext\.jsonld?)?", re.IGNORECASE)
# What the published context says that changes what is read: what is an address, and not a text.
_ADDRESSES = ("url", "sameAs", "image", "logo", "license", "isPartOf", "mainEntityOfPage")
OWN = {
    "@vocab": SCHEMA,
    "schema": SCHEMA,
    "id": "@id",
    "type": "@type",
    **{name: {"@type": "@id"} for name in _ADDRESSES},
}
_ELSEWHERE = (
    "son vocabulaire est à une autre adresse ({address}), que nous n’ouvrons pas. Demandez le même fichier en Turtle, "
    "ou écrivez ce vocabulaire dans le fichier, à la place de son adresse, après « @context »."
)
_NOT_JSON = "ce n’est pas du JSON valide (ligne {line})."
_TOO_DEEP = "des objets y sont rangés les uns dans les autres trop de fois : ce n’est pas du JSON-LD utilisable."


def with_own_contexts(content: bytes, name: str) -> bytes:
    """JSON-LD, its well-known contexts written in it; raises DataError for others, and for what is no JSON."""
    try:
        read = json.loads(content)
    except json.JSONDecodeError as error:
        raise DataError(_NOT_JSON.format(line=error.lineno), file=name, line=error.lineno) from error
    except UnicodeDecodeError as error:
        raise DataError("le texte n’est pas en UTF-8.", file=name) from error
    except (RecursionError, ValueError) as error:  # numbers of thousands of digits are refused too
        raise DataError(_TOO_DEEP, file=name) from error
    try:
        return json.dumps(_replaced(read, name)).encode()
    except RecursionError as error:
        raise DataError(_TOO_DEEP, file=name) from error


def _replaced(read: Any, name: str) -> Any:
    if isinstance(read, list):
        return [_replaced(one, name) for one in read]
    if not isinstance(read, dict):
        return read
    return {key: _context(value, name) if key == "@context" else _replaced(value, name) for key, value in read.items()}


def _context(given: Any, name: str) -> Any:
    if isinstance(given, list):
        return [_context(one, name) for one in given]
    if not isinstance(given, str):
        return given
    if not _KNOWN.fullmatch(given):
        raise DataError(_ELSEWHERE.format(address=given[:200]), file=name)
    return OWN
