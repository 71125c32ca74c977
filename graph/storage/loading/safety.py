# SPDX-License-Identifier: AGPL-3.0-or-later
"""What no fact may carry, wherever it comes from: dangerous addresses, and characters that hide or reverse text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Literal

from graph.errors import InvalidInput
from graph.rdf.dataset import Fact, Value
from graph.text.characters import code, refused_in, refused_in_address

SCHEMES = ("http", "https", "mailto", "tel", "urn", "geo")
_ALLOWED = re.compile(f"(?:{'|'.join(SCHEMES)}):.", re.IGNORECASE)


def danger(value: Value) -> str | None:
    """What is wrong with an IRI or a literal, None when nothing is."""
    if isinstance(value, Literal):
        kind, found = "texte", refused_in(value.value)
    else:
        kind, found = "adresse", refused_in_address(value)
        if not found and not _ALLOWED.match(value):
            scheme = value.partition(":")[0][:20]
            return f"une adresse « {scheme}: » n’est pas acceptée ici ; utilisez {', '.join(SCHEMES[:4])}."
    return f"{kind} avec un caractère invisible ou de contrôle ({code(found[0])}) : retirez-le." if found else None


def refuse_unsafe(facts: Iterable[Fact], texts: Iterable[str] = ()) -> None:
    """Raises InvalidInput on the first fact, or text about them, with a dangerous address or character."""
    values = [value for fact in facts for value in fact if value != ""]  # an absent source is refused elsewhere
    for value in (*values, *map(Literal, texts)):
        problem = danger(value)
        if problem:
            raise InvalidInput(f"Fait refusé : {problem}")
