# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a mark to the ranking: corrections come, lower, go, and leave everything as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from graph.errors import Conflict, UnknownThing
from graph.namespaces import TIS
from graph.settings import ROOT
from graph.slips.corrections import SOURCE, corrections
from graph.slips.rule import Case
from graph.validation import validate_data
from tests.graph.slips.desks import ATELIER, COOPERATIVE, FILES, TODAY, Town, later, town
from tests.instances import both, dump, model


def cases(found: Town) -> list[tuple[Case, bool]]:
    """What is on the list, and whether it was done."""
    return [(item.case, item.done is not None) for item in corrections(found.repository.public)]


def reasons(found: Town, actor: str) -> str:
    """All that is said of an actor's answers."""
    return " ".join(text for iri, _, texts in found.answer() for text in texts if iri == actor)


def rank(found: Town, actor: str, need: str = FILES) -> int:
    """The place of an actor among the answers."""
    return [iri for iri, _, _ in found.answer(need)].index(actor)


def test_two_not_for_me_about_the_same_need_ask_for_a_check_and_lower(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        before, facts = found.answer(), dump(found.repository.public)
        first, second = found.given("a"), found.given("b")
        found.desk.mark(first, "not-for-me", TODAY)
        assert (found.answer(), cases(found)) == (before, [])
        found.desk.mark(second, "not-for-me", TODAY)
        assert cases(found) == [(Case(ATELIER, "not-for-me", FILES), False)]
        assert before[0][0] == ATELIER != found.answer()[0][0]
        assert "« Partager des fichiers » n’est pas pour lui" in reasons(found, ATELIER)
        found.desk.mark(second, "taken", later(1))
        assert found.answer() == before
        assert dump(found.repository.public) == facts


def test_one_unreachable_is_enough_and_is_dated(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        before = found.answer()
        number = found.given("a")
        found.desk.mark(number, "unreachable", date(2021, 6, 3))
        assert cases(found) == [(Case(ATELIER, "unreachable", ""), False)]
        assert rank(found, ATELIER) > 0
        assert "Signalé injoignable le 3 juin 2021 : vérifiez avant d’orienter." in reasons(found, ATELIER)
        found.desk.mark(number, "no-answer", TODAY)
        assert (found.answer(), cases(found)) == (before, [])


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        ([(ATELIER, FILES, "not-for-me"), (COOPERATIVE, FILES, "not-for-me")], "two actors"),
        ([(ATELIER, FILES, "not-for-me"), (ATELIER, "newsletter", "not-for-me")], "two needs"),
        ([(ATELIER, FILES, "not-for-me"), (ATELIER, "work-together", "not-for-me")], "a need and a wider one"),
        ([(ATELIER, FILES, "no-answer"), (ATELIER, FILES, "no-answer"), (ATELIER, FILES, "taken")], "nothing wrong"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_asks_for_nothing(tmp_path: Path, marks: list[tuple[str, str, str]], why: str) -> None:
    with town(tmp_path) as found:
        before = found.answer()
        for seed, (actor, need, outcome) in enumerate(marks):
            found.desk.mark(found.given(str(seed), actor, (need,)), outcome, TODAY)
        assert (cases(found), found.answer()) == ([], before), why


def test_one_slip_marked_again_counts_once(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        number = found.given("a")
        for outcome in ("not-for-me", "taken", "not-for-me", "not-for-me"):
            found.desk.mark(number, outcome, TODAY)
        assert cases(found) == []
        assert [mark.outcome for mark in found.slips.find(number).marks] == ["not-for-me", "taken", "not-for-me"]


def test_another_need_is_not_lowered(tmp_path: Path) -> None:
    """The index keeps which need is in question: the engine lowers for that one only."""
    with town(tmp_path) as found:
        before = found.answer("newsletter")
        for seed in "ab":
            found.desk.mark(found.given(seed), "not-for-me", TODAY)
        assert found.answer("newsletter") == before


def test_checking_restores_the_rank_and_only_new_outcomes_count(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        before = found.answer()
        first = found.given("a")
        found.desk.mark(first, "unreachable", TODAY)
        [item] = corrections(found.repository.public)
        found.desk.close(item.code.lower(), "essais", TODAY)
        assert (found.answer(), cases(found)) == (before, [(item.case, True)])
        found.desk.derive(TODAY)
        found.desk.mark(found.given("b"), "taken", TODAY)
        assert (found.answer(), cases(found)) == (before, [(item.case, True)])
        found.desk.mark(first, "unreachable", TODAY)  # the next call found the same closed door
        assert cases(found) == [(item.case, False), (item.case, True)]
        assert found.answer() != before
        with pytest.raises(UnknownThing, match=corrections(found.repository.public)[0].code):
            found.desk.close(item.code, "essais", TODAY)


def test_checking_one_need_leaves_the_other_one_on_the_list(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        both_needs = (FILES, "newsletter")
        for seed in "ab":
            found.desk.mark(found.given(seed, needs=both_needs), "not-for-me", TODAY)
        one, other = corrections(found.repository.public)
        found.desk.close(one.code, "essais", TODAY)
        assert cases(found) == [(other.case, False), (one.case, True)]


def test_an_outcome_counts_for_twelve_months(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        before = found.answer(day=later(400))
        found.desk.mark(found.given("a"), "unreachable", TODAY)
        assert found.answer(day=later(360)) != before
        assert found.answer(day=later(400)) == before
        found.desk.derive(later(365))
        assert len(cases(found)) == 1
        found.desk.derive(later(366))
        assert cases(found) == []


def test_corrections_are_sound_public_facts_with_their_source(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        for seed in "ab":
            found.desk.mark(found.given(seed), "not-for-me", TODAY)
        found.desk.mark(found.given("c"), "unreachable", TODAY)
        public = found.repository.public
        assert [str(finding) for finding in validate_data(public, model())] == []
        facts = [fact for item in corrections(public) for fact in public.facts(s=item.iri)]
        assert {fact.source for fact in facts} == {f"{public.base}/id/{SOURCE}"}
        text = " ".join(str(fact) for fact in facts)
        assert not [kept.number for kept in found.slips.all() if kept.number in text]


def test_a_slip_about_what_the_graph_no_longer_has_asks_for_nothing(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        found.desk.mark(found.given("a"), "unreachable", TODAY)
        change = found.repository.journal.read()
        found.repository.undo(next(change).number, "essais")
        found.desk.derive(TODAY)
        assert cases(found) == []


def test_marks_made_at_the_same_time_all_count(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        numbers = [found.given(str(seed)) for seed in range(8)]
        outcomes = ("taken", "not-for-me", "no-answer", "unreachable")
        tasks = [(number, outcome) for number in numbers for outcome in outcomes]
        threads = [threading.Thread(target=found.desk.mark, args=(*task, TODAY)) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in numbers:
            marks = found.slips.find(number).marks
            assert len(marks) >= len(outcomes)
            assert {mark.outcome for mark in marks} == set(outcomes)
        state = both(found.repository)
        found.desk.derive(TODAY)
        assert both(found.repository) == state


def test_a_slip_does_not_change_for_ever(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        number = found.given("a")
        for turn in range(50):
            found.slips.mark(number, ("taken", "no-answer")[turn % 2], TODAY)
        with pytest.raises(Conflict):
            found.slips.mark(number, "taken", TODAY)


KILLED = """
import os, signal, sys
from pathlib import Path
from graph.slips.desk import Desk
from tests.graph.slips.desks import TODAY, town
Desk.derive = lambda desk, today: os.kill(os.getpid(), signal.SIGKILL)
with town(Path(sys.argv[1]), load=False) as found:
    found.desk.mark(sys.argv[2], "unreachable", TODAY)
"""


def test_killed_between_the_mark_and_its_consequences(tmp_path: Path) -> None:
    """What was marked is kept; what it asks for is derived at the next look."""
    with town(tmp_path) as found:
        number = found.given("a")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), number], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    with town(tmp_path, load=False) as found:
        last = found.slips.find(number).last
        assert last is not None
        assert (last.outcome, cases(found)) == ("unreachable", [])
        found.desk.derive(TODAY)
        assert cases(found) == [(Case(ATELIER, "unreachable", ""), False)]
        assert found.repository.public.instances(TIS.Correction)
