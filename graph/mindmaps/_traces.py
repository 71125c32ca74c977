# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has ended and is no node of a map any more, with the two days between which one sees where it went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from graph.entity.things import YEARS_TRACED
from graph.mindmaps._comparison import change_events
from graph.mindmaps._links import Relations
from graph.mindmaps._types import MapRequest, Trace
from graph.text.days import MONTH, YEAR, exact, gone, precision


def traces(request: MapRequest, reader: Relations, things: Iterable[str], stops: Sequence[date]) -> tuple[Trace, ...]:
    """Those of these things that had ended on the day of the map, the last to end first; none on a comparison, which
    shows them themselves."""
    if request.since is not None:
        return ()
    become = {iri for _, touched in change_events(reader.ties) for iri in touched}
    found = []
    for iri in things:
        end = reader.ties.span(iri).end
        if end is None or exact(end) >= request.day or gone(end) > request.day:
            continue
        # What became something else always leaves one.
        if request.day.year - end.year <= YEARS_TRACED or iri in become:
            since, until = _around(reader.ties.span(iri).start, end, stops)
            found.append(Trace(iri, reader.label(iri), end, since, until))
    return tuple(sorted(found, key=lambda it: (-exact(gone(it.end)).toordinal(), it.label)))


def _around(start: date | None, end: date, stops: Sequence[date]) -> tuple[date, date]:
    """The stop before the end, and the first one after it: an end of which only the year is known is all that year."""
    known = precision(end)
    begins = date(end.year, 1, 1) if known == YEAR else date(end.year, end.month, 1) if known == MONTH else exact(end)
    over = exact(gone(end))
    before = max((stop for stop in stops if stop < begins), default=begins - timedelta(days=1))
    since = max(before, exact(start)) if start is not None and exact(start) < over else before
    return since, min((stop for stop in stops if stop >= over), default=over)
