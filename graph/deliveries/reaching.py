# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an address gives to be read: a file as it is, or the data of the one thing that a page is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import urlsplit

from graph.deliveries.linked_pages import ACCEPT, linked_data
from graph.errors import DataError
from graph.fetch.answers import Fetched, FetchError, PageVersion
from graph.rdf.forms import JSON_LD

HTML = frozenset({"text/html", "application/xhtml+xml"})
NO_DATA = (
    "c’est une page web, sans données que nous sachions lire : ni fichier lié, ni JSON-LD. Cherchez sur le site un "
    "fichier à télécharger, puis apportez-le."
)
DATA_NOT_THERE = "la page est là, mais pas les données qu’elle annonce : {problem}"
ALSO_A_PAGE = "l’adresse que cette page donne pour ses données est celle d’une page, pas de données."
BEGINNINGS = (b"<!doctype html", b"<html")
LOOKED_AT = 200


@dataclass(frozen=True)
class Reached:
    """What an address gave.

    `name`: how the file is called there. `address`: where it stands; that which was asked for, where it led to the
    data of one thing, which `about` then names. `moved`: where the thing stands from now on, "" where it is not said
    to have moved. `version`: what tells whether it has changed; `unchanged`: it has not, and nothing came.
    """

    content: bytes
    name: str
    media_type: str
    address: str
    version: PageVersion
    about: str = ""
    moved: str = ""
    unchanged: bool = False


class Asks(Protocol):
    """What asks for what is at addresses: the door to the network, or what lets others breathe in between."""

    def fetch(self, address: str, accept: str = "*/*", known: PageVersion | None = None) -> Fetched:
        """What is at an address."""


def reach(fetcher: Asks, address: str, known: PageVersion | None = None) -> Reached:
    """What is at an address, with the data of its page where it is one; raises FetchError, TooLarge, DataError."""
    address = address.strip()
    found = fetcher.fetch(address, ACCEPT, known)
    # The version is that of the page, which is asked for first the next time.
    if found.unchanged or not _is_page(found):
        where = address if found.described or found.unchanged else found.address
        return _reached(found, found, where, found.described)
    told = linked_data(found.content, found.charset, found.address)
    if told.address:
        data = _announced(fetcher, told.address)
        if _is_page(data):
            raise DataError(ALSO_A_PAGE, file=_name(data.address))
        return _reached(found, data, address, data.described or told.address)
    if not told.inside:
        raise DataError(NO_DATA, file=_name(found.address))
    data = replace(found, content=told.inside.encode(), media_type=JSON_LD.media_type)
    return _reached(found, data, address, address)


def _announced(fetcher: Asks, address: str) -> Fetched:
    """The data that a page says it has: where they are not there, nothing is told of the page, which is."""
    try:
        return fetcher.fetch(address, ACCEPT)
    except FetchError as error:
        raise FetchError(DATA_NOT_THERE.format(problem=error.message)) from error


def _reached(page: Fetched, data: Fetched, address: str, about: str) -> Reached:
    return Reached(
        data.content, _name(data.address), data.media_type, address, page.version, about, page.moved, page.unchanged
    )


def _name(address: str) -> str:
    place = urlsplit(address)
    return PurePosixPath(place.path).name or place.netloc


def _is_page(found: Fetched) -> bool:
    """Whether a page came: servers that say so lie sometimes, and those that say nothing may mean one."""
    head = found.content[:LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return found.media_type in HTML or (not found.media_type and head.startswith(BEGINNINGS))
