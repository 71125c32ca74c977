# SPDX-License-Identifier: AGPL-3.0-or-later
"""Licences by their usual names."""

from __future__ import annotations

import re

from graph.namespaces import local_name

LICENCES = {
    "www.etalab.gouv.fr/licence-ouverte-open-licence": "Licence Ouverte 2.0",
    "creativecommons.org/publicdomain/zero/1.0": "CC0 1.0",
    "creativecommons.org/licenses/by/4.0": "CC BY 4.0",
    "creativecommons.org/licenses/by-sa/4.0": "CC BY-SA 4.0",
}


def licence_family(iri: str) -> str:
    """The name people know a licence by, without its version: `AGPL` for `AGPL-3.0-or-later`."""
    name = licence_name(iri)
    return "CeCILL" if name.startswith("CECILL") else re.split(r"-(?=\d)", name, maxsplit=1)[0]


def licence_name(iri: str) -> str:
    """The usual name of a licence from its address; its last part when the address is not a known one."""
    key = re.sub(r"^https?://|/$", "", iri)
    return LICENCES.get(key, local_name(iri))
