# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turtle files in: strict parsing that names the line at fault."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from graph.errors import DataError
from graph.rdf.dataset import Fact, from_quad

# The parser's English, so that who prepares a file reads what to look for.
_MESSAGES = {
    r"(.+) is not a valid RDF object": "« {} » ne peut pas être une valeur",
    r"(.+) is not a valid predicate": "« {} » ne peut pas être une propriété",
    r"(.+) is not a valid subject or graph name": "« {} » ne peut pas commencer une phrase",
    r"Unexpected end(?: of file)?": "le fichier finit trop tôt : guillemet, crochet ou point oublié",
    r"The prefix (.+) has not been declared": "le préfixe {} n’est pas déclaré",
    r"A dot is expected at the end of statements": "un point manque à la fin d’une phrase",
    r"Invalid (?:IRI code point|character) (.+?)(?: in host)?": "une adresse contient {}, qui n’y a pas sa place",
    r"Unexpected escape character (.+)": "{} n’est pas une séquence d’échappement",
    r"Max stack size .*": "trop d’objets y sont rangés les uns dans les autres",
    r"A language code should always start with a letter": "une langue commence par une lettre, comme @fr",
}


def parse_turtle(text: bytes, name: str, base: str) -> list[Fact]:
    """The facts of a Turtle document (source ""), relative IRIs resolved against `base`.

    Raises DataError naming `name` and the line when it is not Turtle, not UTF-8, or has blank nodes.
    """
    try:
        quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base.rstrip("/") + "/"))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise DataError(
            f"ce n’est pas du Turtle valide ({in_french(str(getattr(error, 'msg', error)))}).", file=name, line=line
        ) from error
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            raise DataError("un nœud sans IRI ([…] ou _:x) ne peut pas être suivi : donnez-lui un IRI.", file=name)
    return [from_quad(quad) for quad in quads]


def in_french(message: str) -> str:
    """What the parser says, without the position that the line gives; unknown words stay as they are."""
    said = re.sub(r"^Parser error (at|between) line .*?: ", "", message, count=1)
    for pattern, french in _MESSAGES.items():
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return french.format(*found.groups())
    return said


def read_turtle(path: Path, base: str) -> list[Fact]:
    """`parse_turtle` of a file; raises DataError when it cannot be read."""
    try:
        return parse_turtle(path.read_bytes(), path.name, base)
    except OSError as error:
        raise DataError(f"le fichier ne peut pas être lu ({error.strerror}).", file=str(path)) from error
