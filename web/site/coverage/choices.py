# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a coverage address that is not understood may have meant, each as the address corrected."""

from __future__ import annotations

from graph.coverage.reading import written
from graph.namespaces import local_name
from web.app.errors import Problem
from web.app.pages import here
from web.app.values import Display

# The parameters whose value is to be chosen; other faults are told in words.
CHOSEN = ("theme", "epci", "territoire")


def choices(problem: Problem) -> tuple[Display, ...]:
    """The same address with each value that may have been meant."""
    field = problem.field or ""
    if field not in CHOSEN:
        return ()
    return tuple(Display(written(item.label), here(**{field: _value(field, item.iri)})) for item in problem.suggestions)


def _value(field: str, iri: str) -> str:
    """The short name of a theme; the code of a territory given by its key, such as `epci-200043081`."""
    return local_name(iri) if field == "theme" else iri.rpartition("-")[2]
