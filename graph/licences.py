# SPDX-License-Identifier: AGPL-3.0-or-later
"""Licences by their usual names, and which of them mix: what is said under one can be published under another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.namespaces import local_name

_SPDX, _CREATIVE, _OPEN_DATA = (
    r"spdx\.org/licenses/",
    r"creativecommons\.org/licenses/",
    r"opendatacommons\.org/licenses/",
)


@dataclass(frozen=True)
class Licence:
    """A licence of data: `slug` in addresses, its usual name, the address to write it by.

    What bears a licence that `mixes` may be published under another, with its origin: others keep to themselves.
    """

    slug: str
    name: str
    iri: str
    mixes: bool


# Each with its addresses as they are met, without scheme; what a group of them reads is the version, in the name.
_KNOWN = (
    (
        Licence(
            "etalab-2.0", "Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence", mixes=True
        ),
        (
            r"www\.etalab\.gouv\.fr/licence-ouverte-open-licence",
            r"www\.etalab\.gouv\.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2\.0\.pdf",
            rf"{_SPDX}etalab-2\.0",
        ),
    ),
    (
        Licence("cc0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", mixes=True),
        (r"creativecommons\.org/publicdomain/zero/1\.0", rf"{_SPDX}CC0-1\.0"),
    ),
    (
        Licence("cc-by", "CC BY {version}", "https://creativecommons.org/licenses/by/4.0/", mixes=True),
        (rf"{_CREATIVE}by/(\d\.\d)(?:/[a-z]+)?", rf"{_SPDX}CC-BY-(\d\.\d)"),
    ),
    (
        Licence("odc-by", "ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/", mixes=True),
        (rf"{_OPEN_DATA}by(?:/1[-.]0)?", rf"{_SPDX}ODC-By-1\.0"),
    ),
    (
        Licence("pddl", "PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/", mixes=True),
        (rf"{_OPEN_DATA}pddl(?:/1[-.]0)?", rf"{_SPDX}PDDL-1\.0"),
    ),
    (
        Licence("mit", "MIT", "http://spdx.org/licenses/MIT", mixes=True),
        (rf"{_SPDX}MIT", r"opensource\.org/licenses?/mit"),
    ),
    (
        Licence("odbl", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/", mixes=False),
        (rf"{_OPEN_DATA}odbl(?:/1[-.]0)?", rf"{_SPDX}ODbL-1\.0"),
    ),
    (
        Licence("cc-by-sa", "CC BY-SA {version}", "https://creativecommons.org/licenses/by-sa/4.0/", mixes=False),
        (rf"{_CREATIVE}by-sa/(\d\.\d)(?:/[a-z]+)?", rf"{_SPDX}CC-BY-SA-(\d\.\d)"),
    ),
)
KNOWN_SLUGS = tuple(licence.slug for licence, _ in _KNOWN)


@lru_cache(maxsize=256)
def licence_of(iri: str) -> Licence:
    """The licence of an address; one that nobody listed is called by its last part, and mixes with nothing."""
    key = re.sub(r"^https?://|/$", "", iri)
    for known, addresses in _KNOWN:
        for address in addresses:
            if found := re.fullmatch(address, key, re.IGNORECASE):
                return Licence(known.slug, known.name.format(version="".join(found.groups())), iri, known.mixes)
    name = local_name(iri)
    return Licence(re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-"), name, iri, mixes=False)


def licence_by_slug(slug: str) -> Licence | None:
    """The licence that addresses and commands call so, the newest of its versions; None where there is none."""
    iri = next((licence.iri for licence, _ in _KNOWN if licence.slug == slug), None)
    return licence_of(iri) if iri else None


def mix(licence: Licence, into: Licence) -> bool:
    """Whether what bears a licence may go out in a file that bears another."""
    return licence.mixes or licence.slug == into.slug


def licence_family(iri: str) -> str:
    """The name people know a licence by, without its version: `AGPL` for `AGPL-3.0-or-later`."""
    name = licence_name(iri)
    return "CeCILL" if name.startswith("CECILL") else re.split(r"[- ](?=\d)", name, maxsplit=1)[0]


def licence_name(iri: str) -> str:
    """The usual name of a licence from its address; its last part when the address is not a known one."""
    return licence_of(iri).name
