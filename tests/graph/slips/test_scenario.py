# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a mark to what is read of it: by whoever keeps the site, and by nobody else; no rank, no fact, no name."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from graph.errors import Conflict, UnknownThing
from graph.namespaces import ACCESS_RIGHT, DCT, RDF, SCHEMA, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Fact, date_literal, text_literal
from graph.slips.corrections import corrections
from graph.slips.rule import Case
from graph.storage.journal import Draft
from graph.validation import validate_data
from tests.graph.slips.desks import ATELIER, COOPERATIVE, FILES, TODAY, Town, later, town
from tests.instances import BASE, ID, both, model

# What asks the database the most is asked in each kind.
EVERYWHERE = pytest.mark.usefixtures("database")


def cases(found: Town, day: date = TODAY) -> list[Case]:
    """What whoever keeps the site may check."""
    return [item.case for item in found.desk.questioned(day)]


def test_six_marks_of_a_stranger_change_no_rank_and_name_nobody(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        before, facts, number = found.answer(), both(found.repository), found.repository.number
        for seed in range(6):
            slip = found.given(str(seed), (ATELIER, COOPERATIVE)[seed % 2])
            found.slips.mark(slip, "unreachable", TODAY)
        assert found.answer() == before
        assert (both(found.repository), found.repository.number) == (facts, number)
        assert corrections(found.repository.full) == ()
        assert {kept.last.outcome for kept in found.slips.all() if kept.last} == {"unreachable"}


def test_one_unreachable_is_enough_to_be_read_at_the_desk(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        number = found.given("a")
        found.slips.mark(number, "unreachable", date(2021, 6, 3))
        [item] = found.desk.questioned(TODAY)
        assert (item.case, item.why.day) == (Case(ATELIER, "unreachable", ""), date(2021, 6, 3))
        assert item.label == "Atelier Exemple : signalé injoignable"
        found.slips.mark(number, "no-answer", TODAY)
        assert cases(found) == []


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        ([(ATELIER, FILES, "not-for-me")], "one only"),
        ([(ATELIER, FILES, "not-for-me"), (COOPERATIVE, FILES, "not-for-me")], "two actors"),
        ([(ATELIER, FILES, "not-for-me"), (ATELIER, "newsletter", "not-for-me")], "two needs"),
        ([(ATELIER, FILES, "not-for-me"), (ATELIER, "work-together", "not-for-me")], "a need and a wider one"),
        ([(ATELIER, FILES, "no-answer"), (ATELIER, FILES, "no-answer"), (ATELIER, FILES, "taken")], "nothing wrong"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_asks_for_nothing(tmp_path: Path, marks: list[tuple[str, str, str]], why: str) -> None:
    with town(tmp_path) as found:
        for seed, (actor, need, outcome) in enumerate(marks):
            found.slips.mark(found.given(str(seed), actor, (need,)), outcome, TODAY)
        assert cases(found) == [], why


@EVERYWHERE
def test_one_slip_marked_again_counts_once(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        number = found.given("a")
        for outcome in ("not-for-me", "taken", "not-for-me", "not-for-me"):
            found.slips.mark(number, outcome, TODAY)
        assert cases(found) == []
        assert [mark.outcome for mark in found.slips.find(number).marks] == ["not-for-me", "taken", "not-for-me"]


def test_once_checked_only_new_outcomes_count(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        first = found.given("a")
        found.slips.mark(first, "unreachable", TODAY)
        [item] = found.desk.questioned(TODAY)
        assert found.desk.check(item.code.lower(), TODAY).case == item.case
        assert cases(found) == []
        with pytest.raises(UnknownThing, match="elle est vide"):
            found.desk.check(item.code, TODAY)
        found.slips.mark(first, "unreachable", TODAY)  # the next call found the same closed door
        assert cases(found) == [item.case]


@EVERYWHERE
def test_checking_one_need_leaves_the_other_one_on_the_list(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        for seed in "ab":
            found.slips.mark(found.given(seed, needs=(FILES, "newsletter")), "not-for-me", TODAY)
        one, other = found.desk.questioned(TODAY)
        found.desk.check(one.code, TODAY)
        assert cases(found) == [other.case]


def test_an_outcome_counts_for_twelve_months(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        found.slips.mark(found.given("a"), "unreachable", TODAY)
        assert len(cases(found, later(365))) == 1
        assert cases(found, later(366)) == []


def test_a_slip_about_what_the_graph_no_longer_has_asks_for_nothing(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        found.slips.mark(found.given("a"), "unreachable", TODAY)
        found.repository.undo(next(found.repository.journal.read()).number, "essais")
        assert cases(found) == []


@EVERYWHERE
def test_marks_made_at_the_same_time_all_count(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        numbers = [found.given(str(seed)) for seed in range(8)]
        outcomes = ("taken", "not-for-me", "no-answer", "unreachable")
        tasks = [(number, outcome) for number in numbers for outcome in outcomes]
        threads = [threading.Thread(target=found.slips.mark, args=(*task, TODAY)) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in numbers:
            marks = found.slips.find(number).marks
            assert len(marks) >= len(outcomes)
            assert {mark.outcome for mark in marks} == set(outcomes)


@EVERYWHERE
def test_a_slip_does_not_change_for_ever(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        number = found.given("a")
        for turn in range(50):
            found.slips.mark(number, ("taken", "no-answer")[turn % 2], TODAY)
        with pytest.raises(Conflict):
            found.slips.mark(number, "taken", TODAY)


# --- corrections as facts: those of an earlier version, and those for which somebody answers ------------------------


def correction(source: str, actor: str = ATELIER) -> frozenset[Fact]:
    """The facts of a correction, as said by a source."""
    iri, of = f"{ID}correction/k7m2rx", f"{ID}source/{source}"
    said = [
        (RDF.type, TIS.Correction), (TIS.corrects, ID + actor), (TIS.reported, VOCABULARY["outcome/unreachable"]),
        (TIS.reportedOn, date_literal(TODAY)), (TIS.state, VOCABULARY["state/to-do"]),
        (SKOS.prefLabel, text_literal("Atelier Exemple : signalé injoignable", "fr")),
    ]  # fmt: skip
    described = [
        (RDF.type, SCHEMA.Dataset),
        (DCT.accessRights, ACCESS_RIGHT.PUBLIC),
        (SKOS.prefLabel, text_literal("Dit par", "fr")),
        (DCT.license, "https://www.etalab.gouv.fr/licence-ouverte-open-licence"),
    ]
    return frozenset([Fact(iri, p, o, of) for p, o in said] + [Fact(of, p, o, of) for p, o in described])


def say(found: Town, source: str) -> None:
    """Journals a correction, as another version or a file would."""
    found.repository.commit(
        Draft("essais", "outcome", "Corrections", f"{BASE}/id/source/{source}", frozenset(), correction(source))
    )


def test_what_an_earlier_version_made_of_anonymous_marks_is_not_heeded(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        before = found.answer()
        say(found, "orientation-outcomes")
        assert found.answer() == before
        assert corrections(found.repository.public) == ()


def test_a_correction_for_which_somebody_answers_lowers_and_is_told(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        before = found.answer()
        say(found, "desk-of-the-town")
        after = found.answer()
        assert before[0][0] == ATELIER != after[0][0]
        said = " ".join(text for iri, _, texts in after for text in texts if iri == ATELIER)
        assert "Signalé injoignable le 10 juin 2021 : vérifiez avant d’orienter." in said
        assert [item.case for item in corrections(found.repository.public)] == [Case(ATELIER, "unreachable", "")]
        assert [str(finding) for finding in validate_data(found.repository.public, model())] == []
