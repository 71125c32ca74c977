# SPDX-License-Identifier: AGPL-3.0-or-later
"""No column and no field of a slip can hold a name, an e-mail, a telephone number or a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from graph.columns import NotKept
from graph.database import open_database
from graph.errors import InvalidInput
from graph.slips.reference import Typed
from graph.slips.tables import ALL, SHAPES, TABLES, Count, Reference
from tests.graph.slips.desks import FILES, TODAY, Town, town
from tests.instances import settings_in

PERSONAL = [
    "Jeanne Exemple", "jeanne@exemple.fr", "jeanne (at) exemple.fr", "06 12 34 56 78", "0612345678", "+33612345678",
    "06-12-34-56-78", "organisation/0612345678", "organisation/06-12-34-56-78", "organisation/jeanne@exemple",
    "1 85 05 78 006 084 36", "Elle habite au 3 rue des Lilas", "x" * 10_000, "need/Jeanne Exemple", "a\nb", "<b>x</b>",
]  # fmt: skip
GOOD = {
    "number": "K7M2RX4FX", "concept": FILES, "no concept": "", "commune": "commune-37072", "day": "2021-06-10",
    "entity": "organisation/atelier", "no entity": "", "month": "2021-06",
    "minute": "2021-06-10T14:05", "no minute": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The small town, its slips empty."""
    with town(tmp_path_factory.mktemp("town")) as found:
        yield found


def test_every_column_is_a_reference_or_a_count() -> None:
    assert set(TABLES.sorted_tables) == set(ALL)
    for table in ALL:
        for column in table.columns:
            assert isinstance(column.type, Reference | Count), f"{table.name}.{column.name} could hold anything"


def test_the_database_has_no_other_column(small_town: Town) -> None:
    """What is really in the file, not only what we declare."""
    small_town.given("columns")
    [file] = small_town.folder.glob("*.sqlite")
    with closing(sqlite3.connect(file)) as connection:
        for table in ALL:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")]
            assert columns == [column.name for column in table.columns]


@pytest.mark.parametrize("text", PERSONAL, ids=lambda text: text[:20])
def test_no_column_takes_personal_data(text: str, tmp_path: Path) -> None:
    """Even a program that writes to the table itself is refused, column by column."""
    engine = open_database(settings_in(tmp_path).database_url, TABLES)
    try:
        for table in ALL:
            row = {name: _good(column) for name, column in table.columns.items()}
            for name in row:
                with pytest.raises(NotKept), engine.begin() as connection:
                    connection.execute(sa.insert(table).values({**row, name: text}))
            with engine.begin() as connection:
                connection.execute(sa.insert(table).values(row))
    finally:
        engine.dispose()


def _good(column: sa.Column[object]) -> object:
    return GOOD[column.type.holds] if isinstance(column.type, Reference) else 1


def test_every_shape_takes_something_and_no_impossible_day() -> None:
    assert set(GOOD) == set(SHAPES)
    assert all(SHAPES[name].fullmatch(text) for name, text in GOOD.items())
    for holds, text in (("day", "2021-02-30"), ("month", "2021-13"), ("minute", "2021-06-10T24:05")):
        with pytest.raises(NotKept):
            Reference(holds).process_bind_param(text, sa.dialects.sqlite.dialect())


@pytest.mark.parametrize("text", PERSONAL, ids=lambda text: text[:20])
@pytest.mark.parametrize("field", ["needs", "commune", "actor", "service"])
def test_no_field_takes_personal_data(small_town: Town, field: str, text: str) -> None:
    given = {"needs": (FILES,), "commune": "37072", "actor": "organisation/atelier", "service": "service/files-back"}
    typed = Typed(**{**given, field: (text,) if field == "needs" else text})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as caught:
        small_town.references().slip(typed, TODAY)
    assert caught.value.field in {"besoin", "commune", "acteur", "service"}
    if "@" in text or "(at)" in text:
        assert "courriel" in caught.value.message
        assert text not in caught.value.message
    if text.startswith(("06", "+33")):
        assert "téléphone" in caught.value.message
        assert text not in caught.value.message


@pytest.mark.parametrize(
    ("actor", "service"),
    [("person/nadia", ""), ("tool/plume", ""), ("organisation/nobody", ""), ("", ""), ("source/ecosystem", ""),
     ("organisation/atelier", "organisation/atelier"), ("organisation/atelier", "service/none")],
)  # fmt: skip
def test_only_known_cards_of_the_right_kind_are_noted(small_town: Town, actor: str, service: str) -> None:
    with pytest.raises(InvalidInput):
        small_town.references().slip(Typed((FILES,), "37072", actor, service), TODAY)


@pytest.mark.parametrize("day", [date(2021, 6, 11), date(2020, 6, 1)], ids=["tomorrow", "long ago"])
def test_only_a_recent_day_is_noted(small_town: Town, day: date) -> None:
    with pytest.raises(InvalidInput) as caught:
        small_town.references().slip(Typed((FILES,), "37072", "organisation/atelier", "", day), TODAY)
    assert caught.value.field == "date"


def test_what_is_noted_is_read_again(small_town: Town) -> None:
    slip = small_town.references().slip(
        Typed(("newsletter", "Partager des fichiers"), "Chinon", "organisation/atelier", "service/files-back"), TODAY
    )
    number = small_town.slips.give(slip, "seed")
    assert small_town.slips.find(number).slip == slip
    assert slip.needs == ("file-sharing", "newsletter")
    assert small_town.slips.give(slip, "seed") == number
    assert small_town.slips.give(slip, "another") != number
