# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of actors: what is read from each format, and each way in which a table is refused, with its row."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pyoxigraph import Literal

from graph.errors import DataError, TooLarge
from graph.namespaces import FOAF, RDF, SCHEMA, SKOS, TIS, VOCABULARY
from graph.sheets import is_table
from graph.sources import read_table, write_template
from graph.sources._filled.columns import template_columns
from graph.storage.derivation import Background
from graph.storage.loading import Loaded
from tests.instances import BASE, ID, model, opened, territories

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
HEAD = ("nom", "site web", "lieu", "travaille sur", "accueille et oriente les associations", "téléphone", "modifié le")
ROW = ("La Ronde", "https://ronde.example.org/", "Blois", "Choisir un outil", "oui", "02 54 00 00 00", "2026-09-01")


def _workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def _csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def _read(path: Path) -> Loaded:
    return read_table(path, model(), Background(territories(), BASE), LICENCE)


def test_a_row_is_an_actor_with_its_source(tmp_path: Path) -> None:
    facts = set(_read(_workbook(tmp_path / "mes acteurs.xlsx", HEAD, ROW)).facts)
    assert {fact.source for fact in facts} == {ID + "source/table-mes-acteurs"}
    said = {(fact.s.removeprefix(ID), fact.p, fact.o) for fact in facts}
    actor = "organisation/la-ronde"
    assert (actor, SKOS.prefLabel, Literal("La Ronde", language="fr")) in said
    assert (actor, FOAF.homepage, "https://ronde.example.org/") in said
    assert (actor, SCHEMA.location, ID + "territory/commune-41018") in said
    assert (actor, TIS.worksOn, VOCABULARY["need/tool-choice"]) in said
    assert ("source/table-mes-acteurs", RDF.type, SCHEMA.Dataset) in said


def test_a_service_beside_an_actor_is_offered_by_it(tmp_path: Path) -> None:
    head = ("nom", "service : nom", "service : besoins couverts")
    found = _read(
        _workbook(tmp_path / "a.xlsx", head, ("La Ronde", "Conseil", "Choisir un outil ; partager des fichiers"))
    )
    service = ID + "service/la-ronde-conseil"
    said = {(fact.p, fact.o) for fact in found.facts if fact.s == service}
    assert (SCHEMA.provider, ID + "organisation/la-ronde") in said
    needs = {VOCABULARY["need/tool-choice"], VOCABULARY["need/file-sharing"]}
    assert {o for p, o in said if p == TIS.meetsNeed} == needs


@pytest.mark.parametrize(
    "path",
    [
        lambda folder: _csv(folder / "a.csv", "nom;lieu\nLa Ronde;Blois\n"),
        lambda folder: _csv(folder / "a.csv", "\ufeffnom,lieu\r\nLa Ronde,Blois\r\n"),
        lambda folder: _csv(folder / "a.tsv", "nom\tlieu\nLa Ronde\tBlois\n"),
        lambda folder: _workbook(folder / "a.xlsx", ("Nom *", "LIEU"), (None, None), ("La Ronde", "Blois")),
    ],
    ids=["semicolons", "commas after a byte order mark", "tabs", "a workbook with an empty row"],
)
def test_every_format_says_the_same(tmp_path: Path, path: object) -> None:
    facts = {(fact.s, fact.p, fact.o) for fact in _read(path(tmp_path)).facts if "/organisation/" in fact.s}  # type: ignore[operator]
    assert (ID + "organisation/la-ronde", SCHEMA.location, ID + "territory/commune-41018") in facts
    assert len(facts) == 3


def test_an_old_csv_keeps_its_accents(tmp_path: Path) -> None:
    found = _read(_csv(tmp_path / "a.csv", "nom;présentation\nL’été;Où l’on crée\n", "cp1252"))
    assert Literal("Où l’on crée", language="fr") in {fact.o for fact in found.facts}


def test_what_a_workbook_makes_of_numbers_and_days_is_read_back(tmp_path: Path) -> None:
    head = ("nom", "téléphone", "modifié le", "lieu")
    row = ("La Ronde", 254000000, datetime.date(2026, 9, 1), "Blois")
    values = {
        str(fact.o.value)
        for fact in _read(_workbook(tmp_path / "a.xlsx", head, row)).facts
        if isinstance(fact.o, Literal)
    }
    assert {"0254000000", "2026-09-01"} <= values


CELLS = {
    "a name that is missing": (("nom", "lieu"), ("", "Blois"), "la colonne « nom » est vide"),
    "a choice that is none": (("nom", "travaille sur"), ("x", "Choisir un outils web"), "Choisir un outil"),
    "a place that is none": (("nom", "lieu"), ("x", "Atlantide"), "Aucun lieu ne s’appelle « Atlantide »"),
    "a name of several places": (("nom", "lieu"), ("x", "Saint-Martin"), "désigne plusieurs lieux"),
    "neither yes nor no": (("nom", HEAD[4]), ("x", "peut-être"), "n’est ni oui ni non"),
    "a day that is none": (("nom", "modifié le"), ("x", "31/02/2026"), "n’est pas une date"),
    "an address without scheme": (("nom", "site web"), ("x", "www.example.org"), "adresse complète"),
    "a script": (("nom", "site web"), ("x", "javascript:alert(1)"), "adresse complète"),
    "a bad telephone": (("nom", "téléphone"), ("x", "au bureau"), "Écrivez un numéro"),
    "somebody who is named": (("nom", "présentation"), ("x", "Demandez Mme Durand"), "nomme une personne"),
    "a number of somebody": (("nom", "présentation"), ("x", "Ou au 06 12 34 56 78"), "un numéro de portable"),
    "a reversed text": (("nom", "présentation"), ("x", "a\u202eb"), "invisible"),
    "a service without name": (("nom", "service : coût"), ("x", "gratuit"), "« service : nom » est vide"),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_cell_that_cannot_be_read_is_refused_with_its_row_and_column(tmp_path: Path, case: str) -> None:
    head, row, said = CELLS[case]
    with pytest.raises(DataError) as caught:
        _read(_workbook(tmp_path / "a.xlsx", head, ("Un autre",), row))
    assert caught.value.line == 3
    assert said in caught.value.message
    assert caught.value.message.startswith("a.xlsx, ligne 3 : ")


HEADS = {
    "an unknown column": (("nom", "couleur"), "la colonne « couleur » n’est pas connue"),
    "a column twice": (("nom", "lieu", "Lieu"), "est là deux fois"),
    "no name": (("lieu",), "aucune colonne ne s’appelle « nom »"),
}


@pytest.mark.parametrize("case", HEADS)
def test_a_heading_that_cannot_be_read_is_refused(tmp_path: Path, case: str) -> None:
    head, said = HEADS[case]
    with pytest.raises(DataError, match=r"ligne 1") as caught:
        _read(_workbook(tmp_path / "a.xlsx", head, ROW))
    assert said in caught.value.message


def test_what_is_no_table_is_said(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"PK nothing"), ("a.ods", b""), ("b.xlsx", b"nom;lieu\n")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match="classeur"):
            _read(tmp_path / name)
    with pytest.raises(DataError, match="vide"):
        _read(_csv(tmp_path / "a.csv", "\n\n"))
    with pytest.raises(DataError, match="guillemet"):
        _read(_csv(tmp_path / "a.csv", 'nom;lieu\n"La Ronde;Blois\n'))
    with pytest.raises(DataError, match="n’existe pas"):
        _read(tmp_path / "absent.csv")
    assert not is_table(tmp_path / "town.ttl")


def test_a_table_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="Découpez-le"):
        _read(_csv(tmp_path / "a.csv", "nom\n" + "x" * 6_000_000))
    with pytest.raises(DataError, match="plus de 5000 lignes"):
        _read(_csv(tmp_path / "b.csv", "nom\n" * 5_002))


def test_the_template_asks_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "acteurs.xlsx"
    write_template(path, model())
    sheet = load_workbook(path).worksheets[0]
    titles = [str(cell.value).rstrip(" *") for cell in sheet[1]]
    assert titles == [column.title for column in template_columns(model())]
    assert all(cell.comment for cell in sheet[1])
    sheet.append(["La Ronde"])
    sheet.parent.save(path)
    assert len(_read(path).facts) == 6


def test_a_table_taken_twice_replaces_its_facts(tmp_path: Path) -> None:
    repository = opened(tmp_path / "instance", on_disk=False)
    first = _read(_workbook(tmp_path / "a.xlsx", HEAD, ROW))
    change = repository.take([first], "essais")
    assert change is not None
    assert repository.take([first], "essais") is None
    again = repository.take([_read(_workbook(tmp_path / "a.xlsx", HEAD, ("La Lune", *ROW[1:])))], "essais")
    assert again is not None
    assert not repository.public.types(ID + "organisation/la-ronde")
    repository.close()


def test_a_column_of_an_earlier_release_is_left_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = _read(_csv(tmp_path / "a.csv", "nom;vérifié le\nLa Ronde;2026-09-01\n"))
    assert {fact.p for fact in found.facts if "/organisation/" in fact.s} == {RDF.type, SKOS.prefLabel}
    assert "« vérifié le » est laissée de côté" in caplog.text


def test_a_rule_of_the_model_names_the_row(tmp_path: Path) -> None:
    repository = opened(tmp_path / "instance", on_disk=False)
    table = _read(
        _workbook(tmp_path / "a.xlsx", ("nom", "modifié le"), ("La Ronde", "2026-09-01"), ("La Ronde", "2026-09-02"))
    )
    with pytest.raises(DataError, match=r"a\.xlsx, ligne 2"):
        repository.take([table], "essais")
    repository.close()
