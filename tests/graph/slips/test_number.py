# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of slips: whatever is mistyped is refused, and none tells the next one."""

from __future__ import annotations

from itertools import combinations

import pytest

from graph.errors import InvalidInput
from graph.slips.number import LENGTH, SIGNS, drawn, read_number, shown

NUMBERS = [drawn(b"secret", str(seed)) for seed in range(300)]


def test_a_number_is_read_however_it_is_written() -> None:
    for number in NUMBERS:
        assert len(number) == LENGTH
        for typed in (number, shown(number), shown(number).lower(), shown(number).replace(" ", "-"), f" {number}\t"):
            assert read_number(typed) == number


def test_every_wrong_sign_is_caught() -> None:
    for number in NUMBERS[:40]:
        for place in range(LENGTH):
            for sign in set(SIGNS) - {number[place]}:
                with pytest.raises(InvalidInput):
                    read_number(number[:place] + sign + number[place + 1 :])


def test_every_exchange_of_two_signs_is_caught() -> None:
    for number in NUMBERS[:100]:
        for one, other in combinations(range(LENGTH), 2):
            signs = list(number)
            signs[one], signs[other] = signs[other], signs[one]
            if "".join(signs) != number:
                with pytest.raises(InvalidInput):
                    read_number("".join(signs))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K7M",
        "K7M2RX4FXX",
        "O7M2RX4FX",
        "K7M2RX4F1",
        "ééééééééé",
        "９９９９９９９９９",
        "x" * 10_000,
        "a@b.fr",
    ],
    ids=lambda text: text[:12] or "nothing",
)
def test_what_is_no_number_is_told(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_number(typed)
    assert caught.value.field == "numero"
    assert caught.value.told("en") != caught.value.told("fr")


def test_numbers_look_drawn_and_need_the_secret() -> None:
    assert len(set(NUMBERS)) == len(NUMBERS)
    assert not set(NUMBERS) & {drawn(b"another", str(seed)) for seed in range(300)}
    # Each sign at each place comes about as often as any other: no order to follow.
    for place in range(LENGTH):
        assert len({number[place] for number in NUMBERS}) == len(SIGNS)


def test_signs_cannot_be_taken_for_one_another_nor_spell_words() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 19
    assert not set(SIGNS) & set("01OIAEUVBDPSZGQNW")
