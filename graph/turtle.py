# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turtle files in: strict parsing that names the line at fault."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from graph.dataset import Fact, from_quad
from graph.errors import DataError


def parse_turtle(text: bytes, name: str, base: str) -> list[Fact]:
    """The facts of a Turtle document (source ""), relative IRIs resolved against `base`.

    Raises DataError naming `name` and the line when it is not Turtle, not UTF-8, or has blank nodes.
    """
    try:
        quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base.rstrip("/") + "/"))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise DataError(
            f"ce n’est pas du Turtle valide ({getattr(error, 'msg', error)}).", file=name, line=line
        ) from error
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            raise DataError("un nœud sans IRI ([…] ou _:x) ne peut pas être suivi : donnez-lui un IRI.", file=name)
    return [from_quad(quad) for quad in quads]


def read_turtle(path: Path, base: str) -> list[Fact]:
    """`parse_turtle` of a file; raises DataError when it cannot be read."""
    try:
        return parse_turtle(path.read_bytes(), path.name, base)
    except OSError as error:
        raise DataError(f"le fichier ne peut pas être lu ({error.strerror}).", file=str(path)) from error
