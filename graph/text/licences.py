# SPDX-License-Identifier: AGPL-3.0-or-later
"""Licences by the name that people know."""

from __future__ import annotations

import re

from graph.namespaces import local_name

LICENCES = {
    "www.etalab.gouv.fr/licence-ouverte-open-licence": "Licence Ouverte 2.0",
    "creativecommons.org/publicdomain/zero/1.0": "CC0 1.0",
    "creativecommons.org/licenses/by/4.0": "CC BY 4.0",
    "creativecommons.org/licenses/by-sa/4.0": "CC BY-SA 4.0",
}


def licence(iri: str) -> str:
    """The usual name of a licence from its address; its last part when the address is not a known one."""
    key = re.sub(r"^https?://|/$", "", iri)
    return LICENCES.get(key, local_name(iri))
