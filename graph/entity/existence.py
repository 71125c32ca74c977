# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a thing is there on a day: a plan, a wish or a pause is a state of it, never that it exists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from graph.namespaces import TIS, VOCABULARY

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset

PLANNED = frozenset(VOCABULARY[f"state/{slug}"] for slug in ("envisaged", "announced", "to-confirm"))
"""States of what was only said to come, or is not sure."""
STOPPED = frozenset(VOCABULARY[f"state/{slug}"] for slug in ("interrupted", "closed", "done"))
"""States of what is no longer offered, for a time or for good."""
PLAN_HOLDS = timedelta(days=365)
"""How long a plan holds without news: it then belongs to the past."""


def planned(dataset: Dataset, iri: str) -> str:
    """The state of what was only planned, "" of anything else."""
    return next((state for state in dataset.links(iri, TIS.state) if state in PLANNED), "")


def lapse(told: date | None, start: date | None) -> date | None:
    """The last day on which a plan may be relied on: a year after it was told, or after the day it was planned for.

    None when nobody dated it.
    """
    days = [day for day in (told, start) if day is not None]
    return max(date(day.year, day.month, day.day) for day in days) + PLAN_HOLDS if days else None


def is_there(dataset: Dataset, iri: str, day: date) -> bool:
    """Whether it holds that day: its dates say so, and nothing says that it was only planned or that it stopped."""
    return dataset.valid(iri, day) and not (PLANNED | STOPPED) & set(dataset.links(iri, TIS.state))
