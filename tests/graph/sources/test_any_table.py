# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any table as a source: what each column is taken as and why, what rows say, what is told of those that are wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook

from graph.errors import DataError
from graph.namespaces import DCT, FOAF, ORG, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from graph.sources import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceMapping,
    SourceTerms,
    cell_option,
    column_choices,
    format_of,
    mapping_of,
    read_mapping,
    write_mapping,
)
from graph.sources._table.places import titles_of
from graph.sources.table import RECKON, source
from graph.storage.derivation import Background
from tests.graph.sources.offices import TITLES, offices
from tests.instances import BASE, ID, model, territories

EXTRACTS = Path(__file__).parent / "extracts"


@dataclass(frozen=True)
class TableRead:
    """What a table gave."""

    columns: dict[str, SourceColumn]
    things: list[SourceEntity]
    faults: list[SourceFault]
    notices: tuple[str, ...]

    def said(self, kind: str = "organisation", number: int = 0) -> dict[str, str]:
        """The values of a thing, the first of each property."""
        thing = [one for one in self.things if one.kind == kind][number]
        return {value.path: value.text for value in reversed(thing.values)}

    def all(self, path: str, kind: str = "organisation") -> list[str]:
        """Every value of a property."""
        return [v.text for one in self.things if one.kind == kind for v in one.values if v.path == path]


def _read(path: Path, columns: dict[str, str] | None = None, **options: str) -> TableRead:
    terms = SourceTerms(model(), Background(territories(), BASE), SourceMapping(columns or {}, options))
    found = source.read(SourceContent(path.name, path), terms)
    things = list(found.things)
    return TableRead(
        {column.name: column for column in found.columns},
        [one for one in things if isinstance(one, SourceEntity)],
        [one for one in things if isinstance(one, SourceFault)],
        found.notices,
    )


def _table(folder: Path, *rows: Sequence[object], name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
    return path


def _one(folder: Path, **cells: str) -> TableRead:
    """The reading of one row whose titles are these."""
    titles = [title.replace("_", " ") for title in cells]
    return _read(_table(folder, ["Nom", *titles], ["La Ronde", *cells.values()]))


def _book(folder: Path, rows: Iterable[Sequence[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.fixture(scope="module")
def permanences(tmp_path_factory: pytest.TempPathFactory) -> TableRead:
    rows = [("Liste des permanences",), (), TITLES, *offices(), ("Total", 426)]
    return _read(_book(tmp_path_factory.mktemp("offices"), rows))


@pytest.mark.parametrize(
    ("name", "taken_as", "why"),
    [
        ("MAJ", "organisation dct:modified", "à vous de dire : jour ou mois d’abord ?"),
        ("Structure", "organisation skos:prefLabel", "par son titre"),
        ("Adr.", "organisation schema:address", "par ses valeurs : 97 % ressemblent à une adresse"),
        ("CP", "organisation schema:postalCode", "par ses valeurs : 421 codes sur 426 existent"),
        ("Ville", "organisation schema:location", "par ses valeurs : 425 communes reconnues sur 426"),
        ("Tél", "organisation schema:telephone", "par ses valeurs : écrits de 4 façons, remis en ordre"),
        ("Jours", "organisation schema:openingHours", "en partie : 389 lus, 37 gardés comme texte"),
        ("Thématiques", "service tis:meetsNeed",
         "en partie : 11 mots sur 14 reconnus, les 3 autres à l’étape suivante"),
        ("N° SIRET", "organisation org:identifier", "par ses valeurs : clé de contrôle juste pour 402"),
        ("Contact (nom)", "", "laissée : des noms de personnes : ils n’entrent pas ici"),
        ("Portable perso", "", "laissée : des numéros de personnes"),
        ("Réf. interne", "",
         "laissée : utile à vous seuls ; gardée pour reconnaître les lignes au prochain envoi"),
        ("Colonne12", "", "laissée : rien dedans"),
    ],
)  # fmt: skip
def test_each_column_says_what_became_of_it(permanences: TableRead, name: str, taken_as: str, why: str) -> None:
    column = permanences.columns[name]
    assert (column.taken_as, column.why) == (taken_as, why)


def test_the_table_of_a_house_of_associations_enters(permanences: TableRead) -> None:
    kinds = [thing.kind for thing in permanences.things]
    assert (kinds.count("organisation"), kinds.count("service"), len(permanences.columns)) == (426, 426, 18)
    assert permanences.columns["Structure"].examples
    assert not permanences.columns["Contact (nom)"].examples
    assert not [value for thing in permanences.things for value in thing.values if "Camille" in value.text]
    row = permanences.said(number=60)
    assert row[SCHEMA.telephone] == "+33 2 61 91 00 60"
    assert row[SCHEMA.address] == "61 rue du Port, 41000 Blois"
    assert row[SCHEMA.openingHours] == "Tu,Th 10:00-18:00"
    service = permanences.said("service", 61)
    assert service[SCHEMA.provider] == "MDA-0061"
    assert (service[TIS.cost], service[TIS.costDetail]) == (VOCABULARY["cost/paid"], "12 € la séance")
    assert "8 rue du Port, 01000 Bourg-en-Bresse" in permanences.all(SCHEMA.address)


def test_a_day_with_two_meanings_is_asked_with_the_rows_it_concerns(permanences: TableRead, tmp_path: Path) -> None:
    asked = permanences.columns["MAJ"]
    assert asked.question == "« 01/04/21 », c’est quel jour ? 31 lignes sur 426 sont dans ce cas."
    assert (asked.option, asked.answers["day-first"]) == ("dates", "1er avril 2021")
    path = _table(tmp_path, ["Nom", "MAJ"], ["A", "02/03/21"], ["B", "2021-03-04"])
    assert _read(path).all(DCT.modified) == ["2021-03-04"]
    assert _read(path, dates="day-first").all(DCT.modified) == ["2021-03-02", "2021-03-04"]
    assert _read(path, dates="month-first").all(DCT.modified)[0] == "2021-02-03"
    settled = _read(_table(tmp_path, ["Nom", "MAJ"], ["A", "02/03/21"], ["B", "14/09/25"]))
    assert settled.all(DCT.modified) == ["2021-03-02", "2025-09-14"]
    assert not settled.columns["MAJ"].question


def test_faults_name_the_row_and_what_comes_near_and_the_row_enters(permanences: TableRead) -> None:
    faults = {(fault.row, fault.column): fault for fault in permanences.faults}
    town = faults[41, "Ville"]
    assert town.value == "Saint-Cyr/Loir"
    assert "Saint-Cyr-sur-Loire (37)" in town.nearest
    assert len(town.nearest) <= 3
    assert "Avoir un site internet" in faults[4, "Thématiques"].nearest
    assert faults[208, "Courriel"].why.startswith("il manque la fin de l’adresse")
    assert {thing.row for thing in permanences.things} == set(range(4, 430))


@pytest.mark.parametrize(
    ("cells", "path", "text"),
    [
        ({"Tél": "247000000"}, SCHEMA.telephone, "+33 2 47 00 00 00"),
        ({"Téléphone_de_la_structure": "0033 (0)2-47-00-00-00"}, SCHEMA.telephone, "+33 2 47 00 00 00"),
        ({"Téléphone": "02\u00a047\u202f00\u00a000\u00a000"}, SCHEMA.telephone, "+33 2 47 00 00 00"),
        ({"Adresse_mail": "mailto:Contact@exemple.org"}, SCHEMA.email, "Contact@exemple.org"),
        ({"Site_internet": "www.exemple.org"}, FOAF.homepage, "http://www.exemple.org"),
        ({"SIREN": "44 061 510"}, ORG.identifier, ""),
        ({"RNA": "w372001234"}, ORG.identifier, "W372001234"),
        ({"Code_INSEE": "1053"}, SCHEMA.location, f"{ID}territory/commune-01053"),
        ({"Code_postal": "37000"}, SCHEMA.location, f"{ID}territory/commune-37261"),
        ({"Adresse": "3 rue Haute, 41000 Blois"}, SCHEMA.location, f"{ID}territory/commune-41018"),
        ({"Ville": "BLOIS CEDEX 9"}, SCHEMA.location, f"{ID}territory/commune-41018"),
        ({"Horaires": "Du lundi au vendredi, de 9h30 à 17h"}, SCHEMA.openingHours, "Mo-Fr 09:30-17:00"),
        ({"Coordonnées": "47,586 ; 1,335"}, WGS.lat, "47.586"),
        ({"Latitude": "1.335", "Longitude": "47.586"}, WGS.lat, "47.586"),
        ({"Date_de_mise_à_jour": "le 1er mars 2021"}, DCT.modified, "2021-03-01"),
        ({"Accès_PMR": "Oui"}, TIS.welcomesReducedMobility, "true"),
        ({"Autre_nom": "Ronde et Cie"}, SKOS.altLabel, "Ronde et Cie"),
        ({"Tarif": "0 €"}, TIS.cost, VOCABULARY["cost/free"]),
        ({"Tarif": "0 € pour les associations"}, TIS.costDetail, "0 € pour les associations"),
        ({"Tarif": "0 € adhérents, 10 € sinon"}, TIS.costDetail, "0 € adhérents, 10 € sinon"),
        ({"Tarif": "selon les revenus"}, TIS.costDetail, "selon les revenus"),
        ({"Zone_couverte": "Loir-et-Cher, Blois"}, SCHEMA.areaServed, f"{ID}territory/departement-41"),
        ({"Zone_couverte": "Blois ; Loir-et-Cher"}, SCHEMA.areaServed, f"{ID}territory/commune-41018"),
        ({"GPS": "POINT(1.335 47.586)"}, WGS.lat, "47.586"),
        ({"Tél": "33254000000"}, SCHEMA.telephone, "+33 2 54 00 00 00"),
        ({"Tél": "3919"}, SCHEMA.telephone, "39 19"),
        ({"Tél": "+32 2 000 00 00"}, SCHEMA.telephone, "+3220000000"),
        ({"SIREN": "5 552 101 16"}, ORG.identifier, ""),
        ({"Date_de_création": "03/1998"}, SCHEMA.startDate, "1998-03"),
        ({"Créée_le": "mars 1998"}, SCHEMA.startDate, "1998-03"),
        ({"Public_visé": "Bénévoles"}, SCHEMA.audience, VOCABULARY["audience/volunteers"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_cells_are_written_as_the_model_wants_them(tmp_path: Path, cells: dict[str, str], path: str, text: str) -> None:
    found = _one(tmp_path, **cells)
    said = found.said() | (found.said("service") if len(found.things) > 1 else {})
    assert said.get(path, "") == text
    assert bool(found.faults) == (not text)


@pytest.mark.parametrize(
    ("title", "cell", "why"),
    [
        ("Courriel", "accueil@mairie", "il manque la fin"),
        ("Site web", "bientôt", "pas une adresse de page"),
        ("Tél", "12 34", "dix chiffres"),
        ("SIRET", "1,23457E+13", "a raccourci ce numéro"),
        ("SIRET", "123 456 789 00012", "n’est pas juste"),
        ("CP", "99999", "n’existe pas"),
        ("Ville", "Brebieres-les-Nulle-Part", "n’existe pas"),
        ("Ville", "Saint-Denis", "plusieurs communes"),
        ("Latitude", "47.39", "l’autre coordonnée"),
        ("GPS", "là-bas", "pas une coordonnée"),
        ("GPS", "147.1, 188.2", "pas une coordonnée"),
        ("Zone couverte", "Nulle-Part-les-Bains", "n’est pas connu"),
        ("Code INSEE", "37510", "plusieurs communes"),
        ("Code INSEE", "99999", "n’existe pas"),
        ("Ville", "B" * 120, "n’existe pas"),
        ("Accès PMR", "un peu", "ni oui ni non"),
        ("MAJ", "mardi", "pas une date"),
        ("MAJ", "2021", "le jour entier"),
        ("Description", "Demandez Mme Durand au fond", "nomme une personne"),
        ("Description", "06 12 34 56 78", "un numéro de portable"),
        ("Description", "On demande au +33(0)7.12.34.56.78, le soir", "un numéro de portable"),
        ("Horaires", "mardi, ou au 0612345678", "un numéro de portable"),
        ("Horaires", "mardi, voir Mme Durand", "nomme une personne"),
        ("Tarif", "voir Mme Durand", "nomme une personne"),
        ("Thématiques", "plomberie", "n’est pas dans la liste"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_rest_enters(tmp_path: Path, title: str, cell: str, why: str) -> None:
    found = _read(_table(tmp_path, ["Nom", title], ["La Ronde", cell]))
    [fault] = found.faults
    assert (fault.row, fault.column) == (2, title)
    assert fault.value in {cell, cell[:100], "147.1 ; 188.2"}
    assert why in fault.why
    assert found.said()[SKOS.prefLabel] == "La Ronde"


def test_a_text_may_go_without_the_number_of_somebody_and_the_telephone_of_a_body_is_its_own(tmp_path: Path) -> None:
    number = "06 12 34 56 78"
    row = ["La Ronde", f"Une ronde, tél. : {number}, le soir.", number, "Depuis 2016 : 0616 chants, 02 47 06 12 34"]
    found = _read(_table(tmp_path, ["Nom", "Description", "Téléphone", "Accroche"], row))
    assert [fault.nearest for fault in found.faults] == [("Une ronde, le soir",)]
    assert found.said()[SCHEMA.telephone] == "+33 6 12 34 56 78"
    assert "Accroche" not in {fault.column for fault in found.faults}


def test_a_name_that_may_be_none_is_asked_about(tmp_path: Path) -> None:
    unnamed = _read(_table(tmp_path, ["Nom", "Commune"], ["A", "Tours"], ["?!", "Tours"], ["…", ""]))
    assert [(one.row, one.column) for one in unnamed.faults] == [(3, "Nom"), (4, "Nom")]
    name = "=1+1"
    path = _table(tmp_path, ["Nom", "Commune"], [name, "Tours"], ["+ de liens", "Tours"])
    said = _read(path)
    assert [(one.row, one.column, one.value, one.nearest) for one in said.faults] == [(2, "Nom", name, (name,))]
    assert said.all(SKOS.prefLabel) == ["+ de liens"]
    answers = {"Le Un": "Le Un", name: name}
    for answer, known in answers.items():
        answered = _read(path, **{cell_option("Nom", name): answer})
        assert (answered.all(SKOS.prefLabel), answered.faults) == ([known, "+ de liens"], [])


def test_unread_words_are_kept_as_they_are_said_and_may_be_answered(tmp_path: Path) -> None:
    path = _table(tmp_path, ["Nom", "Thématiques"], ["A", "compta ; trucs web"])
    said = _read(path)
    assert said.all(TIS.meetsNeed, "service") == [VOCABULARY["need/accounting"]]
    assert said.all("https://w3id.org/tisserand/elsewhere/table#thematiques", "service") == ["trucs web"]
    answered = _read(path, **{cell_option("Thématiques", "trucs web"): "Avoir un site internet"})
    assert answered.all(TIS.meetsNeed, "service") == [VOCABULARY["need/accounting"], VOCABULARY["need/website"]]
    assert not answered.faults
    assert not _read(path, **{cell_option("Thématiques", "trucs web"): ""}).faults
    assert not _one(tmp_path, Tarif="0 € adhérents, 10 € sinon").all(TIS.cost, "service")


def test_words_of_another_list_are_kept_without_a_fault_each(tmp_path: Path) -> None:
    words = ("Association", "Médiathèque départementale", "Opérateur", "MDS", "Cybercentre")
    rows = [["Nom", "Type de structure"], *[[f"Cercle {word}", word] for word in words]]
    found = _read(_table(tmp_path, *rows))
    assert found.columns["Type de structure"].why == "en partie : 1 mot sur 5 reconnu, les 4 autres gardés comme texte"
    assert not found.faults
    assert found.all(ORG.classification) == [VOCABULARY["organisation-kind/association"]]
    assert found.all("https://w3id.org/tisserand/elsewhere/table#type-de-structure") == list(words[1:])


def test_rows_that_say_the_same_thing_twice_are_told_with_both_rows(tmp_path: Path) -> None:
    rows = (["Nom", "Ville"], ["A", "Blois"], ["A", "Blois"], ["A", "Tours"], ["a", "blois"])
    found = _read(_table(tmp_path, *rows))
    assert [thing.row for thing in found.things] == [2, 4]
    assert [(fault.row, "ligne 2" in fault.why) for fault in found.faults] == [(3, True), (5, True)]


def test_an_actor_may_offer_several_services_a_row_each(tmp_path: Path) -> None:
    rows = (["Structure", "Service", "Besoins"], ["A", "Aide", "compta"], ["A", "Cours", "site web"])
    found = _read(_table(tmp_path, *rows))
    assert [(thing.kind, thing.row) for thing in found.things] == [("organisation", 2), ("service", 2), ("service", 3)]
    assert found.all(SCHEMA.provider, "service") == ["a", "a"]
    assert not found.faults


def test_a_row_may_be_an_event_or_what_somebody_says_it_is(tmp_path: Path) -> None:
    path = _table(tmp_path, ["Événement", "Date", "Organisateur", "Ville", "Tarif"],
                  ["Forum", "14/09/2026", "La Ronde", "Blois", "Gratuit"])  # fmt: skip
    found = _read(path)
    assert [thing.kind for thing in found.things] == ["organisation", "event"]
    event = found.said("event")
    assert (event[SCHEMA.startDate], event[SCHEMA.organizer]) == ("2026-09-14", "la ronde")
    assert event[TIS.cost] == VOCABULARY["cost/free"]
    asked = _read(_table(tmp_path, ["Nom", "Site web"], ["LibreOffice", "libreoffice.org"]), kind="tool")
    assert asked.said("tool")[FOAF.homepage] == "http://libreoffice.org"
    titled = ["Titre", "Ville", "Tél"], ["La Ronde", "Blois", "0254000000"]
    assert [thing.kind for thing in _read(_table(tmp_path, *titled)).things] == ["organisation"]
    dated = ["Titre", "Ville", "Date de début"], ["Forum", "Blois", "14/09/2026"]
    assert [thing.kind for thing in _read(_table(tmp_path, *dated)).things] == ["event"]
    held = _read(_table(tmp_path, ["Nom", "Date", "Besoins"], ["Forum", "2026-09-14", "site web"]), kind="event")
    assert held.said("event")[SCHEMA.startDate] == "2026-09-14"
    assert held.said("event")[SCHEMA.about] == VOCABULARY["need/website"]
    with pytest.raises(DataError, match="ne peut pas être « maison »"):
        _read(path, kind="maison")


def test_titles_may_stand_low_over_two_rows_and_rows_be_of_the_wrong_length(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nos adresses;;;\n;;;\nNom;Où;;Tél\n;Adresse;Ville;\nA;1 rue Haute;Blois;0254000000\nB;Tours\n"
                    "Total;;;12\nTotal : 3 lieux;;;\nTotal Entraide;;;\n"
                    "C;2 rue Basse;Blois;0254000001;x;y\n", encoding="utf-8")  # fmt: skip
    found = _read(path)
    assert list(found.columns) == ["Nom", "Adresse", "Ville", "Tél"]
    assert found.notices == ("Les titres des colonnes ont été lus à la ligne 4.",)
    assert [thing.row for thing in found.things] == [5, 9]
    assert [(fault.row, fault.why.split(" :")[0]) for fault in found.faults] == [
        (6, "cette ligne a 2 cellules pour 4 colonnes"), (10, "cette ligne a 6 cellules pour 4 colonnes"),
    ]  # fmt: skip


def test_a_row_of_a_single_cell_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nom;Ville;Tél\nA;Blois;0254000000\nB\n", encoding="utf-8")
    (fault,) = _read(tmp_path / "a.csv").faults
    assert fault.why.startswith("cette ligne a une seule cellule pour 3 colonnes")


def test_two_columns_for_what_has_one_value_tell_which_is_taken(tmp_path: Path) -> None:
    """Nothing is said to be taken that is not; the code of a commune and its name go together."""
    titles = ["Nom", "Nom", "Ville", "Ville", "Code INSEE"]
    found = _read(_table(tmp_path, titles, ["A", "B", "Tours", "Blois", "37261"]))
    assert found.columns["Nom (2)"].why == "laissée : une fiche n’en a qu’un, celui de la colonne « Nom »"
    assert found.columns["Ville (4)"].why == "laissée : une fiche n’en a qu’un, celui de la colonne « Ville »"
    assert found.columns["Ville"].taken_as == found.columns["Code INSEE"].taken_as != ""
    assert [value.text for thing in found.things for value in thing.values if value.path == SCHEMA.location] == [
        f"{ID}territory/commune-37261"
    ]


def test_numbers_that_rows_share_are_told(tmp_path: Path) -> None:
    found = _read(_table(tmp_path, ["Id", "Nom"], ["1", "A"], ["1", "B"], ["2", "C"]))
    assert found.columns["Id"].why.startswith("laissée : « 1 » y est plusieurs fois ; les lignes sont reconnues par")
    assert len(found.things) == 3


def test_a_cell_without_end_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"Nom;Ville\n{'A' * 200_000};Tours\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"ligne 2 : une cellule est trop longue : plus de 131\u202f072 signes"):
        _read(tmp_path / "a.csv")


def test_titles_of_several_columns_tell_those_that_are_said_twice(tmp_path: Path) -> None:
    rows = [["", "Accueil", "", "Permanence", ""], ["Nom", "Ville", "Tél", "Ville", "Tél"]]
    found = _read(_table(tmp_path, *rows, ["A", "Blois", "0254000000", "Tours", "0254000001"]))
    assert list(found.columns) == ["Nom", "Accueil Ville", "Accueil Tél", "Permanence Ville", "Permanence Tél"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("N° tél.", "organisation schema:telephone"),
        ("Mail de contact", "organisation schema:email"),
        ("Mail du contact", "person schema:email"),
        ("Courriel de la présidente", "person schema:email"),
        ("Nom des référents", "person skos:prefLabel"),
        ("Adresse 2", "organisation schema:address"),
        ("Commune (siège)", "organisation schema:location"),
        ("Site Web / Facebook", "organisation foaf:homepage"),
        ("Thématique(s)", "service tis:meetsNeed"),
        ("Acteur : téléphone", "organisation schema:telephone"),
        ("service : besoins couverts", "service tis:meetsNeed"),
        ("Téléphonne", "organisation schema:telephone"),
        ("Seniors", "service schema:audience"),
        ("Divers", ""),
        ("Animateur du réseau", "person skos:prefLabel"),
        ("Personnes accueillies", ""),
        ("Firstname", "person skos:prefLabel"),
        ("Mot de passe", "person "),
    ],
)
def test_titles_are_read_as_people_write_them(title: str, said: str) -> None:
    place = titles_of(model()).find(title)
    assert (place.said if place else "") == said


def test_each_title_that_people_write_leads_to_a_place() -> None:
    titles = titles_of(model())
    said = {name: titles.at(field.kind, field.path) for name, field in titles.exchange.fields.items()}
    assert len(said) > 200
    assert not [name for name, place in said.items() if place is None]
    assert not [name for name, place in said.items() if titles.find(name) != place]


def test_what_columns_may_be_taken_as_has_words() -> None:
    choices = column_choices(model())
    assert choices["organisation schema:postalCode"] == "code postal"
    assert choices["service tis:meetsNeed"] == "service : besoins couverts"
    assert not [said for said in choices if said.startswith("person ") or "noLonger" in said]


def test_columns_without_titles_are_known_by_what_stands_in_them(tmp_path: Path) -> None:
    rows = [[f"Cercle {word}", f"a@{word}.org", "41000", "Blois", "02 54 00 00 00"] for word in ("un", "deux", "trois")]
    found = _read(_table(tmp_path, *rows))
    assert [column.taken_as.split(":")[-1] for column in found.columns.values()] == [
        "prefLabel", "email", "postalCode", "location", "telephone",
    ]  # fmt: skip
    assert len(found.things) == 3
    assert "n’ont pas de titre" in found.notices[0]


def test_names_of_people_are_left_aside_even_where_no_title_tells(tmp_path: Path) -> None:
    rows = [["Structure", "Nom", "Prénom", "Avec qui"]]
    rows += [[f"Cercle {n}", name, "Zoé", f"Zoé {name.upper()}"] for n, name in enumerate(("Petit", "Grand", "Vert"))]
    found = _read(_table(tmp_path, *rows))
    personal = {name for name, column in found.columns.items() if "personnes" in column.why}
    assert personal == {"Nom", "Prénom", "Avec qui"}
    assert found.all(SKOS.prefLabel) == ["Cercle 0", "Cercle 1", "Cercle 2"]
    members = _read(_table(tmp_path, ["Nom", "Prénom", "Tél"], ["Petit", "Zoé", "0600000000"]))
    assert not members.things
    assert not members.columns["Nom"].examples


def test_a_code_and_the_name_of_another_commune_are_a_doubt_of_their_row(tmp_path: Path) -> None:
    """One row alone: what is answered for it changes no other row of the same code or of the same name."""
    titles, tours, chinon = ["Nom", "Code INSEE", "Commune"], ["A", "37261", "Tours"], ["B", "37072", "Chinon"]
    path = _table(tmp_path, titles, tours, chinon, ["Le Cercle", "37261", "Chinon"])
    found = _read(path)
    (fault,) = found.faults
    assert (fault.row, fault.column, fault.value) == (4, "Commune", "37261, Chinon")
    assert fault.why == "le code 37261 est celui de Tours, et le nom celui d’une autre commune : laquelle est-ce ?"
    assert fault.nearest == ("Tours (37)", "Chinon (37)")
    for answer, codes in (("Chinon (37)", "072"), ("Tours (37)", "261"), ("", "")):
        again = _read(path, **{cell_option("Commune", fault.value): answer})
        assert not again.faults
        places = [place.rpartition("-37")[2] for place in again.all(SCHEMA.location)]
        assert places == ["261", "072", *([codes] if codes else [])]


# The two last are the former, or short, name of one commune, and the whole name of another one.
FORMER = (
    *(("49018", "Baugé"), ("49029", "Blaison-Gohier"), ("75113", "Paris"), ("37261", "Quartier des Fontaines")),
    *(("01033", "Vouvray"), ("01021", "Ars")),
)


@pytest.mark.parametrize(("code", "name"), FORMER)
def test_a_commune_by_its_former_name_is_no_doubt(tmp_path: Path, code: str, name: str) -> None:
    rows = [["A", "37261", "Tours"], ["B", "37072", "Chinon"], ["C", code, name]]
    assert not _read(_table(tmp_path, ["Nom", "Code INSEE", "Commune"], *rows)).faults


BESIDE_PEOPLE = (
    "Structure ; Prénom ; Nom",
    "Prénom ; Nom ; Structure",
    "Association ; Nom ; Prénom",
    "Structure ; Président ; Nom",
    "Structure ; Nom ; Président",
    "Nom de la structure ; Nom du contact ; Prénom",
    "Nom de la structure ; Prénom ; Nom",
    "Organisation ; First name ; Name",
    "Nom usuel ; Prénom ; Association",
    "Structure ; Prénom ; Nom usuel",
)


@pytest.mark.parametrize("titles", BESIDE_PEOPLE)
def test_a_body_is_named_by_its_own_title_beside_the_names_of_people(tmp_path: Path, titles: str) -> None:
    bodies, names = ("structure", "association", "organisation"), titles.split(" ; ")
    body = next(rank for rank, name in enumerate(names) if name.split()[-1].lower() in bodies)
    people = [("Zoé", "Petit", "Ana"), ("Ali", "Grand", "Bob"), ("Eva", "Vert", "Cléo")]
    rows = [[f"Cercle {n}" if rank == body else row[rank] for rank in range(3)] for n, row in enumerate(people)]
    found = _read(_table(tmp_path, names, *rows))
    assert found.all(SKOS.prefLabel) == ["Cercle 0", "Cercle 1", "Cercle 2"]
    assert {name for name, column in found.columns.items() if "personnes" in column.why} == {*names} - {names[body]}


def test_a_title_that_says_what_is_not_there_is_not_believed(tmp_path: Path) -> None:
    rows = [["Nom", "Site web"], *[[f"Cercle {n}", f"a{n}@exemple.org"] for n in range(3)]]
    assert _read(_table(tmp_path, *rows)).columns["Site web"].taken_as == "organisation schema:email"
    for areas, place in (
        (["Données", "Bureautique", "Système"], ""),
        (["Tours", "Indre-et-Loire", "Rennes"], "areaServed"),
    ):
        rows = [["Nom", "Secteur"], *[[f"Cercle {area}", area] for area in areas]]
        assert _read(_table(tmp_path, *rows)).columns["Secteur"].taken_as.rpartition(":")[2] == place
    pages = _one(tmp_path, Site_web="exemple.org autre.org").all(FOAF.homepage)
    assert pages == ["http://exemple.org", "http://autre.org"]
    assert _one(tmp_path, Ville="Blois").columns["Ville"].why == "par ses valeurs : 1 commune reconnue sur 1"


def test_the_column_that_tells_rows_still_does_at_the_next_delivery(tmp_path: Path) -> None:
    rows = [["Réf. interne", "Nom", "Tél", "Tél", "Gratuit", "Date"]]
    rows += [[f"M-{n}", f"Cercle {n}", "02 54 00 00 00", "02 54 00 00 01", "oui" if n else "non", ""] for n in range(3)]
    first = _read(_table(tmp_path, *rows))
    assert [thing.key for thing in first.things if thing.kind == "organisation"] == ["M-0", "M-1", "M-2"]
    assert first.all(SCHEMA.telephone)[:2] == ["+33 2 54 00 00 00", "+33 2 54 00 00 01"]
    assert first.all(TIS.cost, "service") == [VOCABULARY["cost/free"]] * 2
    mapping = mapping_of(first.columns.values(), {})
    again = _read(_table(tmp_path, *rows, ["M-0", "Cercle neuf", "", "", "", ""]), dict(mapping.columns))
    assert [thing.key for thing in again.things if thing.kind == "organisation"] == ["M-0", "M-1", "M-2"]
    assert [fault.row for fault in again.faults] == [5]


def test_a_mapping_is_kept_as_a_file_and_changes_are_told(tmp_path: Path) -> None:
    path = _table(tmp_path, ["Nom", "Truc", "MAJ", "Fax"], ["A", "02 54 00 00 00", "02/03/21", "1"])
    columns = _read(path).columns.values()
    kept = tmp_path / "map.toml"
    settled = {**mapping_of(columns, {}).columns, "Truc": "organisation schema:telephone", "Parti": "service tis:cost"}
    write_mapping(kept, SourceMapping(settled, {"dates": "day-first", 'Nom = « \\" »': "x"}), {"Truc": "choisi\a"})
    mapping = read_mapping(kept)
    assert mapping == SourceMapping(settled, {"dates": "day-first", 'Nom = « \\" »': "x"})
    again = _read(_table(tmp_path, ["Nom", "Truc", "MAJ", "Neuf"], ["A", "02 54 00 00 00", "02/03/21", "1"]),
                  dict(mapping.columns), **dict(mapping.options))  # fmt: skip
    assert again.said()[SCHEMA.telephone] == "+33 2 54 00 00 00"
    assert again.said()[DCT.modified] == "2021-03-02"
    assert again.columns["Parti"].why == "n’est plus dans ce fichier"
    assert again.columns["Neuf"].why.startswith("nouvelle depuis l’envoi précédent")
    with pytest.raises(DataError, match="rien ne s’appelle ainsi"):
        _read(path, {"Nom": "organisation foaf:nothing"})
    kept.write_text('[columns]\n"a" = 3\n', encoding="utf-8")
    with pytest.raises(DataError, match="entre guillemets"):
        read_mapping(kept)
    kept.write_text('[columns]\n"a" = "b\n', encoding="utf-8")
    with pytest.raises(DataError, match="ligne 2"):
        read_mapping(kept)


@pytest.mark.parametrize(("name", "rows"), [("places-degrees.csv", 8), ("places-lambert.csv", 8)])
def test_real_tables_of_two_owners_are_read(name: str, rows: int) -> None:
    found = _read(EXTRACTS / name)
    assert len([thing for thing in found.things if thing.kind == "organisation"]) == rows
    assert len(found.all(SCHEMA.location)) == len(found.all(WGS.lat)) == rows
    assert all(47 < float(latitude) < 48 for latitude in found.all(WGS.lat))
    assert all(-1 < float(longitude) < 0.5 for longitude in found.all(WGS.long))
    assert len(found.all(DCT.modified)) >= rows - 1


def test_a_table_is_the_last_format_to_be_asked(tmp_path: Path) -> None:
    path = _table(tmp_path, ["Nom", "Ville"], ["A", "Blois"], name="a.txt")
    assert format_of(SourceContent("permanences", path)) is source
    assert _read(path).said()[SCHEMA.location] == f"{ID}territory/commune-41018"
    with pytest.raises(DataError, match="n’a que des titres"):
        _read(_table(tmp_path, ["Nom", "Ville"]))
    [fault] = _read(_table(tmp_path, ["Truc", "Ville"], ["A", "Blois"])).faults
    assert fault.row == 0
    assert "aucune colonne ne dit le nom" in fault.why


def test_a_first_line_that_may_be_no_title_is_told(tmp_path: Path) -> None:
    (notice,) = _read(_table(tmp_path, ["Le Cercle", "à vélo"], ["La Ronde", "à pied"])).notices
    assert "prise pour des titres (« Le Cercle », « à vélo »)" in notice
    assert not _read(_table(tmp_path, ["Nom", "Quoi"], ["La Ronde", "à pied"])).notices


def test_a_formula_without_result_is_told_with_its_column(tmp_path: Path) -> None:
    """Programs write formulas that only a spreadsheet reckons."""
    rows = [["Nom", "Commune", "Total", "Autre"], *([f"Le Cercle {row}", "Tours", f"=A{row}", None] for row in (2, 3))]
    rows += [["La Ronde", '="Chi"&"non"', None, None]]
    found = _read(_book(tmp_path, rows))
    assert found.columns["Total"].why == f"laissée : rien dedans, sauf 2 formules sans résultat ; {RECKON}"
    assert found.columns["Commune"].why.endswith(f" ; une formule sans résultat ; {RECKON}")
    assert [found.columns[name].why for name in ("Nom", "Autre")] == ["par son titre", "laissée : rien dedans"]
    assert "Total" not in mapping_of(found.columns.values(), {}).columns
    with pytest.raises(DataError, match="que des formules sans résultat"):
        _read(_book(tmp_path, [["Nom", "Commune"], ["=A1", "=B1"]]))


def test_so_is_one_of_libreoffice(tmp_path: Path) -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    names = "".join(cell.format(' office:value-type="string"', name) for name in ("Nom", "Total", "Rien"))
    bare = '<table:table-cell table:formula="of:=[.A1]"/>'
    empty = '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""/>'
    known = cell.format(' office:value-type="string"', "Le Cercle")
    one = f"<table:table-row>{known}{bare}{empty}</table:table-row>"
    names = f"<table:table-row>{names}</table:table-row>"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Seule">{names}{one}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}/>".replace("office", "manifest"))
    found = _read(tmp_path / "a.ods")
    assert found.columns["Total"].why == f"laissée : rien dedans, sauf une formule sans résultat ; {RECKON}"
    assert found.columns["Rien"].why == "laissée : rien dedans"


def test_a_formula_that_gives_an_empty_text_has_a_result(tmp_path: Path) -> None:
    path = _book(tmp_path, [["Nom", "Total"], ["Le Cercle", "=A1"], ["La Ronde", "=A2"]])
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'<c r="B2"><f>' in parts[sheet]
    parts[sheet] = parts[sheet].replace(b'<c r="B2"><f>', b'<c r="B2" t="str"><f>')
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert "sauf une formule sans résultat" in _read(path).columns["Total"].why
