# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door is as strict as the check: what the model refuses is not loaded, and its line is told with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import DataError
from graph.namespaces import ORG, RDF, SKOS
from graph.rdf.dataset import Fact, text_literal
from graph.settings import ROOT
from graph.storage.loading.rules import MOST_TOLD
from graph.storage.repository import Repository
from tests.instances import ID, PREFIXES, TOWN, TOWN_TTL, both, draft, fact, label, opened, write

OTHER = ID + "source/other"
SOURCE = """<id/source/other> a schema:Dataset ; skos:prefLabel "Une autre source"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
"""
BROKEN = (ROOT / "tests" / "ontology" / "broken.ttl").read_text(encoding="utf-8")
SOUND = (ROOT / "tests" / "ontology" / "town.ttl").read_text(encoding="utf-8")
# One entity a statement: what follows the prefixes, cut where a line begins with its IRI.
ENTITIES = ["<id/" + text for text in BROKEN.split("\n<id/")[1:]]
WARNED = "other-class-property"
HOUSE = "<id/organisation/house> a org:FormalOrganization ; "


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    repository = opened(tmp_path / "instance", on_disk=False)
    repository.load([write(tmp_path)], "essais")
    yield repository
    repository.close()


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """The same, for all tests in which nothing is loaded."""
    folder = tmp_path_factory.mktemp("unchanged")
    repository = opened(folder / "instance", on_disk=False)
    repository.load([write(folder)], "essais")
    yield repository
    repository.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """The sound town of the check of data, in which nothing is loaded either."""
    folder = tmp_path_factory.mktemp("sound")
    repository = opened(folder / "instance", on_disk=False)
    repository.load([write(folder, SOUND)], "essais")
    yield repository
    repository.close()


def other(folder: Path, text: str) -> Path:
    """A file of another source with these statements, from its line 7 on."""
    return write(folder, PREFIXES + SOURCE + text, "other.ttl")


FIRST = (PREFIXES + SOURCE).count("\n") + 1
NAMED = HOUSE + 'skos:prefLabel "La Maison"@fr ;\n  '
CONFIRMED = 'tis:confirmedOn "2021-05-01"^^xsd:date ; tis:confirmedBy '
FAULTS = {
    "no name": (HOUSE + 'skos:altLabel "Maison"@fr .', 0, "donnez à la fiche un nom en français"),
    "an English name alone": (HOUSE + 'skos:prefLabel "House"@en .', 0, "donnez à la fiche un nom en français"),
    "two names": (HOUSE + 'skos:prefLabel "A"@fr, "B"@fr .', 0, "un seul par langue"),
    "an end before the start": (
        NAMED + 'schema:startDate "2022-01-01"^^xsd:date ;\n  schema:endDate "2021-12-31"^^xsd:date .',
        2, "la fin (2021-12-31) précède le début (2022-01-01)",
    ),
    "an end before the year of the start": (
        NAMED + 'schema:startDate "2022"^^xsd:gYear ;\n  schema:endDate "2021-12"^^xsd:gYearMonth .',
        2, "la fin (2021-12) précède le début (2022)",
    ),
    "an e-mail that is none": (NAMED + 'schema:email "nulle part" .', 1, "comme contact@exemple.org"),
    "a link to nothing": (NAMED + "org:linkedTo <id/organisation/nobody> .", 1, "une fiche qui n’existe pas"),
    "a link to another class": (NAMED + "org:subOrganizationOf <id/network/round> .", 1, "parmi les acteurs"),
    "a text for a link": (NAMED + 'foaf:homepage "https://maison.example/" .', 1, "adresse complète"),
    "an hour for a day": (NAMED + 'schema:startDate "2021-03-31T23:30:00Z"^^xsd:dateTime .', 1, "AAAA-MM-JJ"),
    "a text for a date": (NAMED + 'schema:startDate "2021" .', 1, "AAAA (xsd:gYear)"),
    "a year of confirmation": (
        NAMED + 'tis:confirmedOn "2021"^^xsd:gYear ; tis:confirmedBy <id/organisation/mill> .', 1, "AAAA-MM-JJ"
    ),
    "a confirmation by nobody": (NAMED + 'tis:confirmedOn "2021-05-01"^^xsd:date .', 1, "dites qui a confirmé"),
    "a confirmation without a day": (NAMED + 'tis:confirmedBy <id/organisation/mill> .', 1, "et quel jour"),
    "a confirmation by what has no card": (NAMED + CONFIRMED + "<id/organisation/nobody> .", 1, "la fiche d’un acteur"),
    "a confirmation by a person": (NAMED + CONFIRMED + "<id/person/nobody> .", 1, "jamais d’une personne"),
    "a confirmation by a text": (NAMED + CONFIRMED + '"la mairie" .', 1, "Dites qui a confirmé"),
    "a confirmation to come": (
        NAMED + 'tis:confirmedBy <id/organisation/mill> ;\n  tis:confirmedOn "2027-01-01"^^xsd:date .', 2, "à venir",
    ),
    "an announced end before the start": (
        NAMED + 'schema:startDate "2022"^^xsd:gYear ;\n  tis:announcedEnd "2021-06-01"^^xsd:date .', 2, "précède le",
    ),
    "an hour of end before that of the start": (
        '<id/event/fair> a schema:Event ; skos:prefLabel "Foire"@fr ;\n'
        '  schema:startDate "2026-03-01T14:00:00"^^xsd:dateTime ;\n'
        '  schema:endDate "2026-03-01T12:00:00"^^xsd:dateTime .',
        2, "précède le début",
    ),
    "two starts": (NAMED + 'schema:startDate "2021"^^xsd:gYear , "2022"^^xsd:gYear .', 1, "une seule date de début"),
    "neither yes nor no": (NAMED + 'tis:entryPoint "oui" .', 1, "oui ou par non"),
    "no type": ('<id/organisation/house> skos:prefLabel "La Maison"@fr .', 0, "un type du modèle"),
    "a service of nobody": ('<id/service/s> a schema:Service ; skos:prefLabel "S"@fr .', 0, "qui propose le service"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_refused_at_its_line_with_what_to_do(
    unchanged: Repository, tmp_path: Path, text: str, line: int, words: str
) -> None:
    before = both(unchanged)
    with pytest.raises(DataError) as caught:
        unchanged.load([other(tmp_path, text)], "essais")
    assert (caught.value.line, caught.value.file) == (FIRST + line, str(tmp_path / "other.ttl"))
    assert words in caught.value.message
    assert "\n" not in caught.value.message, "a fault is told once"
    assert unchanged.journal.last_number() == 1
    assert both(unchanged) == before


WRONG_DATES = {
    '"2021-13"^^xsd:gYearMonth': "la date « 2021-13 » n’existe pas : écrivez année-mois, comme 2021-06.",
    '"2021-02-29"^^xsd:date': "la date « 2021-02-29 » n’existe pas : écrivez année-mois-jour, comme 2021-06-01.",
    '"0000"^^xsd:gYear': "la date « 0000 » n’existe pas : écrivez une année, comme 2021.",
    '"21"^^xsd:gYear': "la date « 21 » n’existe pas : écrivez une année, comme 2021.",
    '"2021Z"^^xsd:gYear': "la date « 2021Z » n’existe pas : écrivez une année, comme 2021.",
    '"2021"^^xsd:date': "« 2021 » n’est pas du type xsd:date : écrivez \"2021\"^^xsd:gYear.",
    '"2021-06-01"^^xsd:gYear': "« 2021-06-01 » n’est pas du type xsd:gYear : écrivez \"2021-06-01\"^^xsd:date.",
}  # fmt: skip


@pytest.mark.parametrize(("date", "words"), WRONG_DATES.items())
def test_a_date_that_is_none_is_refused_with_one_to_write(
    unchanged: Repository, tmp_path: Path, date: str, words: str
) -> None:
    with pytest.raises(DataError) as caught:
        unchanged.load([other(tmp_path, NAMED + f"schema:startDate {date} .")], "essais")
    assert words in caught.value.message
    assert caught.value.line == FIRST + 1
    assert unchanged.journal.last_number() == 1


@pytest.mark.parametrize(
    "entity",
    [entity for entity in ENTITIES if WARNED not in entity],
    ids=lambda text: text[4 : text.index(">")],
)
def test_what_the_check_refuses_the_door_refuses(sound: Repository, tmp_path: Path, entity: str) -> None:
    with pytest.raises(DataError):
        sound.load([other(tmp_path, entity + "\n")], "essais")
    assert sound.journal.last_number() == 1


def test_what_the_check_warns_of_the_door_takes(tmp_path: Path) -> None:
    [entity] = [entity for entity in ENTITIES if WARNED in entity]
    repository = opened(tmp_path / "instance", on_disk=False)
    repository.load([write(tmp_path, SOUND)], "essais")
    assert repository.load([other(tmp_path, entity + "\n")], "essais") is not None
    repository.close()


def test_all_faults_are_told_in_the_order_of_their_lines(unchanged: Repository, tmp_path: Path) -> None:
    text = "".join(
        f'<id/organisation/o{number}> a org:FormalOrganization ;\n  skos:prefLabel "O{number}"@en .\n'
        for number in range(MOST_TOLD + 3)
    )
    with pytest.raises(DataError) as caught:
        unchanged.load([other(tmp_path, text)], "essais")
    told = caught.value.message.splitlines()
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == "… et 3 de plus."
    lines = [int(line.split("ligne ")[1].split(" ")[0]) for line in told[:-1]]
    assert lines == sorted(lines)
    assert lines[0] == FIRST + 1, "where the name is, rather than where the organisation begins"
    assert unchanged.journal.last_number() == 1


def test_what_others_still_lead_to_is_not_taken_away(repository: Repository, tmp_path: Path) -> None:
    repository.load([other(tmp_path, NAMED + "org:linkedTo <id/organisation/mill> .")], "essais")
    before = both(repository)
    without = TOWN_TTL[: TOWN_TTL.index("<id/organisation/mill>")]
    with pytest.raises(DataError, match=r"mettrait en faute une autre source \(id/source/other\) : .*house") as caught:
        repository.load([write(tmp_path, without)], "essais")
    assert "une fiche qui n’existe pas" in caught.value.message
    assert both(repository) == before


def test_both_ends_of_a_link_may_leave_together(repository: Repository, tmp_path: Path) -> None:
    repository.load([other(tmp_path, NAMED + "org:linkedTo <id/organisation/mill> .")], "essais")
    without = TOWN_TTL[: TOWN_TTL.index("<id/organisation/mill>")]
    assert repository.load([write(tmp_path, without), other(tmp_path, "")], "essais") is not None


def test_a_link_may_lead_to_another_file_and_to_a_territory_nobody_named_yet(
    repository: Repository, tmp_path: Path
) -> None:
    text = NAMED + "org:linkedTo <id/organisation/mill> ; schema:location <id/territory/commune-37072> .\n"
    text += '<id/territory/commune-37050> skos:note "Sur la Vienne"@fr .'
    assert repository.load([other(tmp_path, text)], "essais") is not None


def test_sources_that_contradict_each_other_are_both_kept_and_it_is_told(
    repository: Repository, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mill = '<id/organisation/mill> a org:FormalOrganization ; skos:prefLabel "Le Vieux Moulin"@fr .'
    assert repository.load([other(tmp_path, mill)], "essais") is not None
    assert "Une autre source dit autrement" in caplog.text
    assert f"{tmp_path / 'other.ttl'}, ligne {FIRST} : « Le Moulin » (id/organisation/mill), nom" in caplog.text
    assert "« Le Vieux Moulin » (source « Une autre source »)" in caplog.text
    assert repository.full.label(f"{ID}organisation/mill") == "Le Moulin"
    assert {fact.source for fact in repository.full.facts(f"{ID}organisation/mill", SKOS.prefLabel)} == {TOWN, OTHER}
    with pytest.raises(DataError, match="un seul par langue"):
        repository.load([other(tmp_path, mill.replace('Moulin"@fr', 'Moulin"@fr , "Encore un autre"@fr'))], "essais")


def test_a_fault_that_was_there_stays_its_own_affair(repository: Repository, tmp_path: Path) -> None:
    repository.commit(draft({fact("organisation/mill", ORG.linkedTo, "organisation/nobody")}))
    mill = '<id/organisation/mill> skos:altLabel "Le Vieux Moulin"@fr .'
    assert repository.load([other(tmp_path, mill)], "essais") is not None
    assert repository.load([write(tmp_path)], "essais") is not None, "the file that is right again mends it"


def test_undo_is_never_refused_by_the_rules(repository: Repository) -> None:
    repository.commit(draft({label("organisation/house", "La Maison", OTHER)}))
    house = {Fact(ID + "organisation/house", RDF.type, ORG.FormalOrganization, OTHER)}
    repository.commit(draft(house, {label("organisation/house", "La Maison", OTHER)}))
    repository.undo(3, "essais")
    assert repository.full.label(f"{ID}organisation/house") == "La Maison"


def test_a_name_in_the_french_of_a_region_is_a_french_name(repository: Repository, tmp_path: Path) -> None:
    assert repository.load([other(tmp_path, HOUSE + 'skos:prefLabel "La Maison"@fr-FR .')], "essais") is not None


LICENCE = "dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence>"
TITLE = 'skos:prefLabel "Une autre source"@fr'
BASIS = "tis:basis <https://w3id.org/tisserand/basis"
SOURCES = {
    "without a title": (f"<id/source/other> a schema:Dataset ;\n  {LICENCE} .", "un nom en français"),
    "without a licence": (f"<id/source/other> a schema:Dataset ;\n  {TITLE} .", "ajoutez dct:license"),
    "without an address that opens": (f"<urn:other> a schema:Dataset ; {TITLE} ;\n  {LICENCE} .", "http, https"),
    "of a page read nowhere": (
        f'<id/source/other> a schema:Dataset ; {TITLE} ; {LICENCE} ;\n  tis:readOn "2026-01-01"^^xsd:date .',
        "donnez son adresse",
    ),
    "of a publisher, without its page": (
        f'<id/source/other> a schema:Dataset ; {TITLE} ; {LICENCE} ;\n  '
        '<http://purl.org/dc/elements/1.1/publisher> "La mairie"@fr .',
        "donnez son adresse",
    ),
    "of a page without a host": (
        f"<id/source/other> a schema:Dataset ; {TITLE} ; {LICENCE} ;\n  prov:wasDerivedFrom <https://> .",
        "ne mène nulle",
    ),
    "of a page that is a text": (
        f'<id/source/other> a schema:Dataset ; {TITLE} ; {LICENCE} ;\n  prov:wasDerivedFrom "le site" .', "https://",
    ),
    "of a page read tomorrow": (
        f"<id/source/other> a schema:Dataset ; {TITLE} ; {LICENCE} ; prov:wasDerivedFrom <https://a.example/> ;\n"
        '  tis:readOn "2027-01-01"^^xsd:date .',
        "à venir",
    ),
    "that confirms all at once": (
        f"<id/source/other> a schema:Dataset ; {TITLE} ; {LICENCE} ;\n  {BASIS}/confirmed> .", "tis:confirmedBy",
    ),
    "deduced from nothing": (
        f"<id/source/other> a schema:Dataset ; {TITLE} ; {LICENCE} ;\n  {BASIS}/deduced> .", "tis:rule",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), SOURCES.values(), ids=SOURCES.keys())
def test_a_source_that_cannot_be_named_nor_opened_is_refused(
    unchanged: Repository, tmp_path: Path, text: str, words: str
) -> None:
    before = both(unchanged)
    with pytest.raises(DataError) as caught:
        unchanged.load([write(tmp_path, PREFIXES + text, "other.ttl")], "essais")
    assert words in caught.value.message
    assert caught.value.line in (PREFIXES.count("\n") + 1, PREFIXES.count("\n") + 2)
    assert unchanged.journal.last_number() == 1
    assert both(unchanged) == before


def test_a_comment_is_not_the_line_at_fault(unchanged: Repository, tmp_path: Path) -> None:
    text = "# schema:streetAddress is written below\n" + NAMED + 'schema:streetAddress "1 rue A" .'
    with pytest.raises(DataError, match="schema:streetAddress") as caught:
        unchanged.load([other(tmp_path, text)], "essais")
    assert caught.value.line == FIRST + 2
    assert unchanged.journal.last_number() == 1


def test_a_source_with_a_title_alone_is_taken(repository: Repository, tmp_path: Path) -> None:
    """Its own address on the site opens: yesterday's files and tables have no other."""
    assert repository.load([other(tmp_path, "")], "essais") is not None


def test_a_file_of_several_sources_says_what_is_wanted(unchanged: Repository, tmp_path: Path) -> None:
    text = f"<{ID}source/x> {{ <{ID}source/x> a <http://www.w3.org/ns/prov#Bundle> . }}"
    with pytest.raises(DataError, match=r"un fichier Turtle \(\.ttl\) par source"):
        unchanged.load([write(tmp_path, text, "all.trig")], "essais")
    assert unchanged.journal.last_number() == 1


def test_the_source_itself_is_judged_too(unchanged: Repository, tmp_path: Path) -> None:
    text = PREFIXES + SOURCE.replace('skos:prefLabel "Une autre source"@fr ;', "")
    with pytest.raises(DataError, match="donnez à la fiche un nom en français"):
        unchanged.load([write(tmp_path, text, "other.ttl")], "essais")
    assert fact(TOWN, SKOS.prefLabel, text_literal("Petite ville", "fr")) in set(unchanged.full.facts(s=TOWN))
    assert unchanged.journal.last_number() == 1
