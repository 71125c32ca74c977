# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a form says of each field of a contribution: kept as it is, taken as proposed, or written otherwise."""

from __future__ import annotations

from graph.contributions.proposal import Proposal, Term
from graph.contributions.publishing import chosen
from graph.contributions.store import NOT_HERE, Contribution
from graph.errors import InvalidInput, UnknownThing
from graph.readings.contributions import written
from web.app.language import language
from web.app.pages import ecosystem
from web.app.parameters import Parameters
from web.site.contributions.words import NOT_WRITTEN, NOTHING_TAKEN, NOTHING_TICKED

MOST_FIELDS = 60
KEEP, TAKE, OTHERWISE = "avant", "apres", "autre"


def number_of(query: Parameters) -> int:
    """The number of a contribution; raises UnknownThing."""
    text = query.text("numero")
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise UnknownThing(NOT_HERE(), field="numero")
    return int(text)


def numbers_of(query: Parameters) -> list[int]:
    """The numbers that are ticked; raises InvalidInput where none is."""
    found = [int(text) for text in query.texts("coche") if text.isascii() and text.isdecimal() and len(text) < 10]
    if not found:
        raise InvalidInput(NOTHING_TICKED(), field="coche")
    return found


def chosen_of(query: Parameters, contribution: Contribution) -> Proposal:
    """The proposal as it was decided of, field by field in its own order; raises InvalidInput, UnknownThing."""
    proposal = contribution.proposal
    if proposal is None:
        raise UnknownThing(NOT_HERE(), field="numero")
    taken: dict[str, tuple[Term, ...] | None] = {}
    for place, field in enumerate(proposal.fields[:MOST_FIELDS]):
        choice = query.choice(f"e{place}", (KEEP, TAKE, OTHERWISE)) or TAKE
        if choice == KEEP:
            taken[field.property] = None
        elif choice == OTHERWISE:
            text = query.text(f"t{place}")
            if not text or len(field.after or field.before) != 1:
                raise InvalidInput(NOT_WRITTEN(field=_name(proposal.kind, field.property)), field=f"t{place}")
            taken[field.property] = written(field, text)
    asked = [one.property for one in proposal.fields if one.before != one.after]
    if asked and not proposal.is_new and all(taken.get(path, ()) is None for path in asked):
        raise InvalidInput(NOTHING_TAKEN(), field="geste")
    return chosen(proposal, taken)


def _name(kind: str, path: str) -> str:
    own = ecosystem().model.by_kind.get(kind)
    field = own.field(path) if own else None
    return field.name(language()) if field else path
