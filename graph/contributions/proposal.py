# SPDX-License-Identifier: AGPL-3.0-or-later
"""One contribution as a value: what a form showed, what it asks for instead, and from where it came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal

from graph.errors import InvalidInput
from graph.rdf.dataset import Value
from graph.rdf.nquads import to_absolute, to_relative
from graph.text.wording import Phrase

Term = Value
"""An IRI (`str`) or a literal, as facts have them."""
UNREADABLE = Phrase("Cette proposition est illisible : elle a été écrite par un autre programme, ou abîmée.")


class NotAProposal(InvalidInput):
    """A text that no proposal is written as; its message repeats nothing of it."""


@dataclass(frozen=True)
class ProposedField:
    """One property (IRI) of a thing: what the form showed of it (none for a new thing), and what is proposed."""

    property: str
    before: tuple[Term, ...]
    after: tuple[Term, ...]


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes of one thing.

    `kind`: the slug of its class; `subject`: the IRI of a known card, or one freshly minted where `is_new`; `others`:
    things made on the way, to which these fields may lead; `seen_at`: the number of the journal's last change when
    the form was shown; `comment`: what they add in their own words; `page`: the path of the page they came from.
    """

    kind: str
    subject: str
    is_new: bool
    fields: tuple[ProposedField, ...]
    others: tuple[Proposal, ...] = ()
    seen_at: int = 0
    comment: str = ""
    page: str = ""

    def to_json(self, base: str = "") -> str:
        """The proposal as a JSON text, in which IRIs under `base` are symbolic: they follow the instance's address."""
        return json.dumps(_written(self, base.rstrip("/")), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str, base: str = "") -> Proposal:
        """The inverse of `to_json`; raises NotAProposal."""
        try:
            return _read(json.loads(text), base.rstrip("/"))
        except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise NotAProposal(UNREADABLE()) from error

    def all(self) -> Iterator[Proposal]:
        """The things made on the way, then this one: each may lead to those before it."""
        for other in self.others:
            yield from other.all()
        yield self


def _written(proposal: Proposal, base: str) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "subject": _iri_written(proposal.subject, base),
        "is_new": proposal.is_new,
        "fields": [
            {
                "property": field.property,
                "before": [_term_written(term, base) for term in field.before],
                "after": [_term_written(term, base) for term in field.after],
            }
            for field in proposal.fields
        ],
        "others": [_written(other, base) for other in proposal.others],
        "seen_at": proposal.seen_at,
        "comment": proposal.comment,
        "page": proposal.page,
    }


def _read(found: dict[str, Any], base: str) -> Proposal:
    return Proposal(
        kind=_text(found["kind"]),
        subject=_iri_read(_text(found["subject"]), base),
        is_new=bool(found["is_new"]),
        fields=tuple(
            ProposedField(_text(one["property"]), _terms(one["before"], base), _terms(one["after"], base))
            for one in found["fields"]
        ),
        others=tuple(_read(other, base) for other in found["others"]),
        seen_at=int(found["seen_at"]),
        comment=_text(found["comment"]),
        page=_text(found["page"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    value.encode()  # half a sign, as JSON may write it, is none
    return value


def _iri_written(iri: str, base: str) -> str:
    return to_relative(iri, base) if base else iri


def _iri_read(iri: str, base: str) -> str:
    return to_absolute(iri, base) if base else iri


def _term_written(term: Term, base: str) -> dict[str, str]:
    if isinstance(term, str):
        return {"iri": _iri_written(term, base)}
    if term.language:
        return {"value": term.value, "language": term.language}
    return {"value": term.value, "datatype": term.datatype.value}


def _terms(found: Iterable[dict[str, str]], base: str) -> tuple[Term, ...]:
    return tuple(_term(one, base) for one in found)


def _term(found: dict[str, str], base: str) -> Term:
    if "iri" in found:
        return _iri_read(_text(found["iri"]), base)
    value = _text(found["value"])
    if "language" in found:
        return Literal(value, language=_text(found["language"]))
    return Literal(value, datatype=ox.NamedNode(_text(found["datatype"])))
