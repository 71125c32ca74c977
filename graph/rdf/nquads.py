# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts as canonical N-Quads text, with the instance's own IRIs written relative to its base."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

import pyoxigraph as ox

from graph.rdf.dataset import Fact, from_quad, to_quad

# The scheme of the instance's own IRIs in the journal: `<base:id/network/can>`. Data may not use it.
SYMBOLIC = "base:"
# Literals first, so that an address written inside a text is left as it is.
_LITERAL = r'"(?:[^"\\]|\\.)*"'


def normalised(facts: Iterable[Fact]) -> frozenset[Fact]:
    """The facts as a store gives them back (`01` becomes `1`, `FR` becomes `fr`): what is journaled and compared.

    Raises ValueError on an IRI or a language that RDF does not allow.
    """
    store = ox.Store()
    store.extend(to_quad(fact) for fact in facts)
    return frozenset(map(from_quad, store))


def lines(facts: Iterable[Fact]) -> list[str]:
    """One canonical N-Quads line a fact, sorted."""
    text = ox.serialize(map(to_quad, facts), format=ox.RdfFormat.N_QUADS)
    # Not splitlines(): some characters that end a line elsewhere are ordinary in a literal.
    return sorted(text.decode().removesuffix("\n").split("\n")) if text else []


def to_text(facts: Iterable[Fact], base: str) -> str:
    """Canonical lines where IRIs under `base` are symbolic."""
    pattern = re.compile(f"{_LITERAL}|<{re.escape(base.rstrip('/') + '/')}")
    return pattern.sub(lambda found: found[0] if found[0][0] == '"' else f"<{SYMBOLIC}", "\n".join(lines(facts)))


def from_text(text: str, base: str) -> frozenset[Fact]:
    """The facts of `to_text`, their IRIs under the base that the instance has now."""
    pattern = re.compile(f"{_LITERAL}|<{SYMBOLIC}")
    prefix = f"<{base.rstrip('/')}/"
    absolute = pattern.sub(lambda found: found[0] if found[0][0] == '"' else prefix, text)
    return frozenset(map(from_quad, ox.parse(absolute, format=ox.RdfFormat.N_QUADS)))


def to_relative(iri: str, base: str) -> str:
    """`base:id/…` for an IRI of this instance, the IRI itself otherwise."""
    return SYMBOLIC + iri.removeprefix(f"{base}/") if iri.startswith(f"{base}/") else iri


def to_absolute(iri: str, base: str) -> str:
    """The inverse of `to_relative`."""
    return f"{base}/" + iri.removeprefix(SYMBOLIC) if iri.startswith(SYMBOLIC) else iri


def digest(text: bytes) -> int:
    """The sum of the hashes of N-Quads lines, modulo 2¹²⁸: the same in any order, and kept current by adding."""
    hashes = (blake2b(line, digest_size=16).digest() for line in text.split(b"\n") if line)
    return sum(int.from_bytes(found, "big") for found in hashes) % (1 << 128)
