# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said twice is counted: runs to the letter, whatever stands around, and nothing that only states names."""

from __future__ import annotations

from benchmarks.repetition import SharedRun, product_files, same_shape, shared_runs

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


def _steps(**named: str) -> str:
    """Six lines that do something, under the names of one place."""
    lines = (
        "with {store}.open({key}) as {row}:",
        "if {row} is None:",
        "return {key}[0]",
        "{row}.note({key}, '{said}')",
        "for one in {row}.all({key}):",
        "yield one.told({row}) + 7",
    )
    return "\n".join(line.format(**named) for line in lines)


def test_a_run_of_the_same_shape_is_seen_whatever_names_texts_and_numbers_it_has() -> None:
    one = _steps(store="slips", key="number", row="slip", said="a")
    other = _steps(store="claims", key="secret", row="claim", said="b c").replace("7", "12")
    assert same_shape([("one", one), ("other", f"first()\n{other}")]) == {
        "one": [1, 2, 3, 4, 5, 6],
        "other": [2, 3, 4, 5, 6, 7],
    }
    assert not same_shape([("one", one), ("other", other.replace("is None", "in seen"))])


def test_what_states_constants_and_words_has_no_shape() -> None:
    words = "\n".join(
        [*(f'WORD_{n} = Phrase("said {n}")' for n in range(8)), *(f'"{n}": Label("{n}"),' for n in range(8))]
    )
    assert not same_shape([("one", words), ("other", words)])


def test_the_whole_product_is_looked_at() -> None:
    endings = {name.rpartition(".")[2] for name, _ in product_files()}
    assert endings == {"py", "html", "js", "css"}
    assert sum(1 for _ in product_files()) > 1000
