# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contributions are kept once each, decided once, and forgotten; what was refused does not come back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from graph import clock
from graph.contributions.risk import HASTE, LINKS, PERSONAL, RENAMES, RISKY, SAME_TEXT
from graph.contributions.sender import ACCOUNT, Sender
from graph.contributions.store import KEPT_DAYS, ContributionFate, Contributions, RefusedBefore
from graph.contributions.tables import ACCEPTED, ASKED, CONTRIBUTIONS, REFUSED, TABLES
from graph.database import open_database
from graph.errors import Conflict, InvalidInput, TooLarge, UnknownThing
from graph.namespaces import SKOS
from tests.graph.contributions.proposals import asked, correction, french, membership, newcomer, report, store
from tests.instances import BASE, DAY, settings_in

EVERYWHERE = pytest.mark.usefixtures("database")
VISITOR = Sender()
NOT_TRUE = ContributionFate(REFUSED, "modération, invitation 3", reason="Nous n’avons pas pu le vérifier.")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Contributions]:
    """Where contributions are kept, on a day."""
    clock.hold(DAY)
    with store(tmp_path) as found:
        yield found


@EVERYWHERE
def test_sent_twice_counts_once_and_keeps_who_sent_it_without_naming_them(kept: Contributions) -> None:
    number = kept.add(correction(), Sender(ACCOUNT, 12, "contribute"))
    assert kept.add(correction(seen_at=40), VISITOR) == number
    assert kept.add(newcomer(), VISITOR) == kept.add(newcomer(slug="weavers-bis"), VISITOR) == number + 1
    first, second = kept.open()
    assert (first.times, first.sender, first.proposal) == (2, Sender(ACCOUNT, 12, "contribute"), correction())
    assert (second.times, second.sender, second.received.date()) == (2, VISITOR, DAY)
    assert BASE not in kept.rows()["contributions"][0]["proposal"]


@EVERYWHERE
def test_is_decided_once_and_reopened(kept: Contributions) -> None:
    number = kept.add(membership(), VISITOR)
    kept.decide(number, ContributionFate(ASKED, "modération, invitation 3", "Depuis quand ?"))
    kept.decide(number, ContributionFate(ACCEPTED, "modération, compte n° 12", change=7))
    with pytest.raises(Conflict, match="déjà décidé"):
        kept.decide(number, NOT_TRUE)
    found = kept.find(number)
    assert (found.state, found.decided_by, found.change) == (ACCEPTED, "modération, compte n° 12", 7)
    assert (kept.count_open(), len(kept.decided(5)), kept.decided_since(clock.now() - timedelta(days=7))) == (0, 1, 1)
    kept.reopen(number)
    assert (kept.count_open(), kept.find(number).change, kept.decided(5)) == (1, 0, ())
    with pytest.raises(Conflict, match="attend encore"):
        kept.reopen(number)


@EVERYWHERE
def test_what_was_refused_does_not_come_back_even_once_it_is_forgotten(kept: Contributions) -> None:
    number = kept.add(correction(), VISITOR)
    other = kept.add(newcomer(), VISITOR)
    kept.decide(number, NOT_TRUE)
    with pytest.raises(RefusedBefore, match="pas pu le vérifier"):
        kept.add(correction(), VISITOR)
    clock.hold(DAY + timedelta(days=KEPT_DAYS + 1))
    assert kept.purge() == 2
    assert [row["proposal"] + row["reason"] for row in kept.rows()["contributions"]] == ["", ""]
    with pytest.raises(RefusedBefore):
        kept.add(correction(), VISITOR)
    with pytest.raises(UnknownThing):
        kept.find(other)
    assert kept.add(newcomer(), VISITOR) == other + 1


@EVERYWHERE
def test_many_who_send_at_once_have_each_their_number(kept: Contributions) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: kept.add(report(f"Le numéro {'x' * n}"), VISITOR), range(24)))
    assert sorted(numbers) == list(range(1, 25))


def test_a_risk_is_told_by_its_signs(kept: Contributions) -> None:
    plain = kept.add(correction(), VISITOR)
    renames = correction(asked(SKOS.prefLabel, french("Le Moulin"), french("Mme Untel, 06 12 34 56 78")))
    renamed = kept.add(renames, Sender(signs=frozenset({HASTE, "unknown"})))
    sold = "Achetez ici https://{n}.shop.example/a et là https://shop.example/{n} pour pas cher"
    first, second = (kept.add(report(sold.format(n=n)), VISITOR) for n in (1, 2))
    found = {one.number: one for one in kept.open()}
    assert (found[plain].risk, found[plain].signs) == (0, ())
    assert found[renamed].signs == (PERSONAL, HASTE, RENAMES)
    assert (found[first].signs, found[first].risk) == ((LINKS,), RISKY)
    assert found[second].signs == (LINKS,), "they lead to two hosts"
    text = "Venez chez nous pour tous vos achats, promotion {n}"
    signs = [kept.find(kept.add(report(text.format(n=n)), VISITOR)).signs for n in (11, 12)]
    assert signs == [(), (SAME_TEXT,)]


def test_nothing_too_long_is_kept_nor_what_is_none(kept: Contributions, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="trop longue"):
        kept.add(report("a " * 300_000), VISITOR)
    with pytest.raises(InvalidInput):
        kept.add(report("a"), Sender("somebody@example.org"))
    assert not kept.rows()["contributions"]
    engine = open_database(settings_in(tmp_path).database_url, TABLES)
    kept.add(report("Un mot"), VISITOR)
    wrong = {**kept.rows()["contributions"][0], "number": 9}
    for name, value in (("proposal", "{}"), ("decided_by", "Mme Untel"), ("received", "hier"), ("times", -1)):
        with closing(engine.connect()) as connection, pytest.raises(InvalidInput):
            connection.execute(CONTRIBUTIONS.insert().values({**wrong, name: value}))
    engine.dispose()
