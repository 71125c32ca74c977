# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals about a small town, and where they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from graph.contributions.proposal import Proposal, ProposedField, Term
from graph.contributions.store import Contributions
from graph.namespaces import FOAF, ORG, SCHEMA, SKOS
from graph.rdf.dataset import text_literal
from tests.instances import BASE, ID, settings_in

MILL, ROUND = f"{ID}organisation/mill", f"{ID}network/round"
HOMEPAGE = "https://mill.example.org/"


def french(text: str) -> Term:
    """A text in French."""
    return text_literal(text, "fr")


def asked(path: str, before: Term | None, after: Term | None) -> ProposedField:
    """One value in place of another; None for none."""
    return ProposedField(path, (before,) if before else (), (after,) if after else ())


def correction(*fields: ProposedField, comment: str = "", seen_at: int = 1) -> Proposal:
    """What somebody proposes of the mill; another home page by default."""
    own = fields or (asked(FOAF.homepage, HOMEPAGE, "https://moulin.example.org/"),)
    return Proposal("organisation", MILL, False, own, seen_at=seen_at, comment=comment, page="/fiche/organisation/mill")


def report(comment: str) -> Proposal:
    """What somebody tells of the mill, without saying what to write."""
    return Proposal("organisation", MILL, False, (), comment=comment)


def newcomer(name: str = "Les Tisserands", slug: str = "weavers") -> Proposal:
    """An organisation that nobody knew."""
    return Proposal("organisation", f"{ID}organisation/{slug}", True, (asked(SKOS.prefLabel, None, french(name)),))


def membership() -> Proposal:
    """Somebody belongs to a network; the organisation is made on the way."""
    made = newcomer()
    name = asked(SKOS.prefLabel, None, french("Les Tisserands y adhèrent"))
    fields = (name, asked(ORG.member, None, made.subject), asked(ORG.organization, None, ROUND))
    return Proposal("membership", f"{ID}membership/weavers-round", True, fields, others=(made,))


def elsewhere(code: str) -> ProposedField:
    """Where an organisation is."""
    return asked(SCHEMA.location, None, f"{ID}territory/commune-{code}")


@contextmanager
def store(folder: Path) -> Iterator[Contributions]:
    """Where they are kept."""
    with closing(Contributions(settings_in(folder).database_url, BASE, "secret")) as found:
        yield found
