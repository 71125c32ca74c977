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
# How Creative Commons and Open Data Commons give a licence to read: of a country, in a language, in short.
_READ, _VERSION = r"(?:/[a-z]{2})?(?:/(?:deed|legalcode)(?:\.[a-z_-]+)?)?", r"(?:/(?:1[-.]0|summary))?"


@dataclass(frozen=True)
class Licence:
    """A licence of data: `slug` in addresses, its usual name, the address to write it by.

    What bears a licence that `mixes` may be published under another, with its origin: others keep to themselves.
    """

    slug: str
    name: str
    iri: str
    mixes: bool


def _creative(kind: str, *, mixes: bool) -> tuple[Licence, tuple[str, ...]]:
    """One of Creative Commons, in any version."""
    name, iri = f"CC {kind.upper()} {{version}}", f"https://creativecommons.org/licenses/{kind}/4.0/"
    addresses = (rf"{_CREATIVE}{kind}/(\d\.\d){_READ}", rf"{_SPDX}CC-{kind}-(\d\.\d)")
    return Licence(f"cc-{kind}", name, iri, mixes), addresses


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
        (rf"creativecommons\.org/publicdomain/zero/1\.0{_READ}", rf"{_SPDX}CC0-1\.0"),
    ),
    _creative("by", mixes=True),
    (
        Licence("odc-by", "ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/", mixes=True),
        (rf"{_OPEN_DATA}by{_VERSION}", rf"{_SPDX}ODC-By-1\.0"),
    ),
    (
        Licence("pddl", "PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/", mixes=True),
        (rf"{_OPEN_DATA}pddl{_VERSION}", rf"{_SPDX}PDDL-1\.0"),
    ),
    (
        Licence("mit", "MIT", "http://spdx.org/licenses/MIT", mixes=True),
        (rf"{_SPDX}MIT", r"opensource\.org/licenses?/mit"),
    ),
    (
        Licence("odbl", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/", mixes=False),
        (rf"{_OPEN_DATA}odbl{_VERSION}", rf"{_SPDX}ODbL-1\.0"),
    ),
    *(_creative(kind, mixes=False) for kind in ("by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")),
)
KNOWN_SLUGS = tuple(licence.slug for licence, _ in _KNOWN)


@lru_cache(maxsize=256)
def licence_of(iri: str) -> Licence:
    """The licence of an address; one that nobody listed is called by its last part, and mixes with nothing."""
    key = re.sub(r"^https?://(?:www\.(?=creative|opendata))?|/$", "", iri)
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
