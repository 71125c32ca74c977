# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said twice is counted: runs to the letter, whatever stands around, and nothing that only states names."""

from __future__ import annotations

from benchmarks.repetition import SharedRun, product_files, shared_runs

RUN = [f"total += step({n})" for n in range(7)]


def test_a_run_that_stands_in_two_files_is_one_pair_however_it_is_set() -> None:
    one = "\n".join(["first()", *RUN, "last()"])
    other = "\n".join(["def act():", *(f"    {line}\n" for line in RUN)])
    assert list(shared_runs([("one", one), ("other", other)])) == [SharedRun("one", 2, "other", 2, 7)]


def test_a_run_that_stands_twice_in_one_file_is_seen() -> None:
    text = "\n".join([*RUN, "between()", *RUN])
    assert [(run.start, run.other_start, run.count) for run in shared_runs([("one", text)])] == [(1, 9, 7)]


def test_what_is_short_or_only_states_names_is_no_repetition() -> None:
    names = "\n".join(
        ["from a import b", *(f"    name{n}: str" for n in range(9)), *RUN[:5], *(f"given{n}," for n in range(9))]
    )
    assert not list(shared_runs([("one", names), ("other", names)]))


def test_the_whole_product_is_looked_at() -> None:
    endings = {name.rpartition(".")[2] for name, _ in product_files()}
    assert endings == {"py", "html", "js", "css"}
    assert sum(1 for _ in product_files()) > 1000
