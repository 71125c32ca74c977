# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a thing is there on a day: a plan, a wish or a pause is a state of it, never that it exists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graph.namespaces import TIS, VOCABULARY

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset

PLANNED = frozenset(VOCABULARY[f"state/{slug}"] for slug in ("envisaged", "announced", "to-confirm"))
"""States of what was only said to come, or is not sure."""
STOPPED = frozenset(VOCABULARY[f"state/{slug}"] for slug in ("interrupted", "closed", "done"))
"""States of what is no longer offered, for a time or for good."""


def planned(dataset: Dataset, iri: str) -> str:
    """The state of what was only planned, "" of anything else."""
    return next((state for state in dataset.links(iri, TIS.state) if state in PLANNED), "")


def is_there(dataset: Dataset, iri: str, day: date) -> bool:
    """Whether it holds that day: its dates say so, and nothing says that it was only planned or that it stopped."""
    return dataset.valid(iri, day) and not (PLANNED | STOPPED) & set(dataset.links(iri, TIS.state))
