# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address typed into the search: the card that it is here, else one that could be brought."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from flask import request

from graph.entity import Mention, Reader
from graph.namespaces import DELIVERY, OWL
from graph.storage.merging import kept_instead
from web.app.negotiation import split_extension

OWN_PARTS = ("id", "fiche")


@dataclass(frozen=True)
class PastedAddress:
    """An address typed as words, whether it is of this site, and the card that it is here, None where it is none."""

    address: str
    ours: bool
    known: Mention | None


def pasted_address(words: str, here: Reader) -> PastedAddress | None:
    """What words mean as an address, None where they are none."""
    if not words.startswith(("https://", "http://")) or not words.isprintable() or set(words) & set('<>"{}|\\^` '):
        return None
    own = _path_here(words, here.dataset.base)
    said = [fact.s for path in (DELIVERY.card, OWL.sameAs) for fact in here.dataset.facts(p=path, o=words)]
    found = (kept_instead(here.dataset, iri) or iri for iri in (*said, _thing(own or "", here)) if iri)
    known = next((iri for iri in found if here.class_of(iri)), "")
    return PastedAddress(words, own is not None, here.mention(known) if known else None)


def _path_here(address: str, base: str) -> str | None:
    """The path of an address of this site, by whichever of its names; None for one of elsewhere."""
    bare = _without_scheme(address)
    for root in (base, request.url_root):
        start = _without_scheme(root).rstrip("/")
        if bare == start or bare.startswith((f"{start}/", f"{start}?", f"{start}#")):
            return bare.removeprefix(start)
    return None


def _without_scheme(address: str) -> str:
    """What a site that becomes secure, or a machine whose name is written in capitals, does not change."""
    host, slash, path = address.partition("://")[2].partition("/")
    return f"{host.lower()}{slash}{path}"


def _thing(path: str, here: Reader) -> str:
    """The IRI of the card at a path of this site, or of its data; "" where none can stand."""
    try:
        parts = unquote(urlsplit(path).path).strip("/").split("/", 2)
    except ValueError:  # /[
        return ""
    if len(parts) < 3 or parts[0] not in OWN_PARTS:
        return ""
    return here.iri(parts[1], split_extension(parts[2])[0])
