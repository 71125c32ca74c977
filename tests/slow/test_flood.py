# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program sends a thousand contributions as if from a thousand places: none is public, and the rest is still read."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from graph import clock
from graph.contributions.desk import MOST_RISKY, ContributionDesk
from graph.contributions.proposal import Proposal
from graph.contributions.sender import Sender
from graph.contributions.store import RefusedBefore
from tests.graph.contributions.proposals import correction, newcomer, report, store
from tests.instances import BARE, DAY, both, opened, write

pytestmark = pytest.mark.slow
TRIES, HONEST = 1_000, 3
WORDS = ("achat", "vente", "promo", "cadeau", "argent", "gratuit", "jeu", "voyage", "montre", "rapide", "boutique")


def _sold(drawn: random.Random, number: int) -> Proposal:
    """What a program sends: one of three campaigns, no two texts the same."""
    words = " ".join(drawn.sample(WORDS, 6))
    if number % 3 == 0:
        return report(f"{words} https://shop.example/{number} https://shop.example/{number}/b")
    if number % 3 == 1:
        return report(f"Voyez https://a{number}.example et https://b{number}.example : {words}")
    return newcomer(f"Crédit gratuit rapide pour tous, numéro {number}", f"credit-{number}")


def test_a_thousand_tries_publish_nothing_and_hide_nothing(tmp_path: Path) -> None:
    clock.hold(DAY)
    drawn = random.Random(16)
    with closing(opened(tmp_path, on_disk=False, ontology=BARE)) as repository, store(tmp_path) as kept:
        repository.load([write(tmp_path)], "essais")
        before = both(repository)
        honest = [correction(), newcomer(), report("Le numéro ne répond plus depuis lundi matin")]
        for number in range(TRIES):
            kept.add(_sold(drawn, number), Sender())
            if number % (TRIES // HONEST) == 1 and honest:
                kept.add(honest.pop(), Sender())
        desk = ContributionDesk(kept, repository)
        queue = desk.queue()
        seen = [item for item in queue.waiting if item.is_risky]
        plain = [item.contribution for item in queue.waiting if not item.is_risky]
        assert both(repository) == before
        assert (queue.total, len(seen)) == (TRIES + HONEST, MOST_RISKY)
        # The first of a campaign is like no other yet.
        assert len(plain) <= HONEST + 1
        whole = next(item for item in seen if item.alike)
        refused = desk.refuse_all([whole.contribution.number], "modération, invitation 3", "C’est de la publicité.")
        assert len(refused) > TRIES // 4
        with pytest.raises(RefusedBefore):
            kept.add(whole.contribution.proposal or correction(), Sender())
