# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an instance is about: which folder is chosen, what its file says, and each way in which it can be wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import SettingsError
from graph.folders import DATA, folders_of_facts, shared_folders, territory_folder
from graph.observatory import examples_of, load_observatory, territories_of
from graph.observatory.making import make_territory
from graph.observatory.spoken import spoken
from graph.settings import ROOT
from graph.storage.journal import Journal
from tests.applications import application
from tests.instances import DAY, model, observatory, settings_in, territories
from web.app.ecosystem import Ecosystem

TOURAINE = (DATA / "touraine" / "territory.ttl").read_text(encoding="utf-8")


def _folder(home: Path, text: str = TOURAINE, name: str = "essai") -> Path:
    folder = home / "territories" / name
    folder.mkdir(parents=True)
    (folder / "territory.ttl").write_text(text, encoding="utf-8")
    return folder


def test_the_data_name_the_territory_of_an_instance_that_does_not_choose(tmp_path: Path) -> None:
    assert territory_folder("").name == (DATA / "default-territory.txt").read_text(encoding="utf-8").splitlines()[-1]
    settings = settings_in(tmp_path)
    assert settings.territory == territory_folder("")
    assert settings.instance == settings.whole == tmp_path


def test_what_lives_of_a_territory_made_in_an_instance_is_in_its_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    settings = settings_in(tmp_path, TERRITORY="essai")
    assert settings.territory == settings.instance == folder
    assert settings.whole == tmp_path
    assert settings.database_url == f"sqlite:///{folder / 'journal.sqlite'}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("atlantide", "aucun dossier de territoire ne s’appelle « atlantide »", id="an unknown one"),
        pytest.param("essai touraine", "« essai touraine » nomme plusieurs territoires", id="two"),
        pytest.param("essai,touraine", "nomme plusieurs territoires", id="two after a comma"),
        pytest.param("../touraine", "aucun dossier de territoire", id="a path"),
        pytest.param("touraine", "« touraine » est deux fois un territoire", id="one that is there twice"),
    ],
)
def test_a_territory_that_cannot_be_chosen_is_refused(tmp_path: Path, name: str, said: str) -> None:
    _folder(tmp_path)
    _folder(tmp_path, name="touraine")
    with pytest.raises(SettingsError, match=r"^TERRITORY : ") as caught:
        settings_in(tmp_path, TERRITORY=name)
    assert said in caught.value.message
    assert "\n" not in caught.value.message


WRONG = {
    "no name": ('  skos:prefLabel "Touraine"@fr , "Touraine"@en ;\n', "", "un nom en français"),
    "no name in French": ('skos:prefLabel "Touraine"@fr , ', "skos:prefLabel ", "en français"),
    "no publisher": ("  dct:publisher <#publisher> ;\n", "", "Dites qui publie"),
    "a publisher without name": ('foaf:name "Tisserand en Touraine"', 'foaf:name ""@fr', "Donnez le nom de qui publie"),
    "no licence": (
        "  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> ;\n",
        "",
        "Donnez la licence",
    ),
    "a file name with a slash": ('dct:identifier "touraine"', 'dct:identifier "../x"', "nom de fichier"),
    "a language of no page": ('schema:inLanguage "fr"', 'schema:inLanguage "br"', "« br » n’est pas de celles"),
    "a code that is none": ("departement-37", "departement-99", "aucun territoire du code officiel"),
    "an example that is none": ("commune-37072", "commune-99999", "« commune-99999 »"),
    "an area that is no address": ("<id/territory/departement-37>", '"37"', "Écrivez chaque territoire"),
    "an unknown property": ("dct:identifier", "dct:creator", "dct:creator est inconnue"),
    "no territory": ("a tis:Observatory", "a tis:Observatoire", "un seul territoire"),
    "two territories": ("<#publisher> a foaf:Agent", "<#b> a tis:Observatory . <#publisher> a foaf:Agent", "décrit 2"),
    "a broken line": ('"fr" .', '"fr"', "territory.ttl, ligne"),
    "a reversed text": ("Le numérique associatif", "Le \u202enumérique", "caractères invisibles"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_file_with_a_missing_or_an_unknown_value_is_refused_in_one_sentence(tmp_path: Path, case: str) -> None:
    old, new, said = WRONG[case]
    assert old in TOURAINE
    folder = _folder(tmp_path, TOURAINE.replace(old, new, 1))
    with pytest.raises(SettingsError) as caught:
        territories_of(settings_in(tmp_path, TERRITORY="essai"), load_observatory(folder))
    assert said in caught.value.message
    assert caught.value.message.startswith("TERRITORY : ")
    assert "\n" not in caught.value.message
    assert caught.value.field == "TERRITORY"


@pytest.mark.parametrize("command", [["-m", "flask", "--app", "app", "history"], ["-m", "web.app.server"]])
@pytest.mark.parametrize("text", [TOURAINE.replace("dct:identifier", "dct:creator"), ""], ids=["a fault", "no file"])
def test_what_cannot_be_shown_ends_with_one_line_and_changes_nothing(
    tmp_path: Path, command: list[str], text: str
) -> None:
    name = _folder(tmp_path, text).name if text else "absent"
    before = sorted(tmp_path.rglob("*"))
    environment = {**os.environ, "INSTANCE": str(tmp_path), "TERRITORY": name, "PORT": "1", "SECRET_KEY": "x" * 32}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Erreur : TERRITORY : ")
    assert done.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_facts_that_hold_everywhere_can_be_used_without_those_of_a_territory(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    assert folders_of_facts(folder) == shared_folders()
    assert {path.name for path in shared_folders()} == {"acronyms", "arguments", "diagnosis", "help-lines", "tools"}
    ecosystem = Ecosystem(settings_in(tmp_path, TERRITORY="essai"))
    try:
        assert ecosystem.repository.number == 1  # loaded, hence right by themselves
        assert len(list(ecosystem.repository.public.instances(model().kind("argument").iri))) == 10
        networks = ecosystem.repository.public.instances(model().kind("network").iri)
        assert [iri.rpartition("/")[2] for iri in networks] == ["chatons"]  # a network of the whole country
    finally:
        ecosystem.close()


def test_the_area_of_the_setting_takes_the_place_of_that_of_the_file(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, AREA="41 45")
    assert [place.code for place in territories_of(settings, observatory()).area] == ["41", "45"]
    assert [place.code for place in territories_of(settings_in(tmp_path), observatory()).area] == ["37"]


def test_examples_come_from_the_file_else_from_the_area(tmp_path: Path) -> None:
    assert examples_of(observatory(), territories()).typed == "Chinon, 37500…"
    bare = TOURAINE.replace("  tis:examplePlace <id/territory/commune-37072> , <id/territory/epci-243700754> ;\n", "")
    found = examples_of(load_observatory(_folder(tmp_path, bare)), territories())
    assert (found.commune.name, found.group and found.group.code, found.departement and found.departement.code) == (
        "Tours", "243700754", "37",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["45"], ("Loiret", "le Loiret", "du Loiret", "dans le Loiret")),
        (["41"], ("Loir-et-Cher", "le Loir-et-Cher", "de Loir-et-Cher", "en Loir-et-Cher")),
        (["06"], ("Alpes-Maritimes", "les Alpes-Maritimes", "des Alpes-Maritimes", "dans les Alpes-Maritimes")),
        (["974"], ("La Réunion", "La Réunion", "de La Réunion", "à La Réunion")),
        (["41", "45"], ("Loir-et-Cher et Loiret", "le Loir-et-Cher et le Loiret", "de Loir-et-Cher et du Loiret",
                        "en Loir-et-Cher et dans le Loiret")),
    ],
)  # fmt: skip
def test_names_are_said_as_french_says_them(codes: list[str], said: tuple[str, ...]) -> None:
    assert tuple(spoken(territories().by_code("departement", code) for code in codes)) == said


def test_every_departement_and_region_has_its_articles() -> None:
    for level in ("departement", "region"):
        for place in territories().all(level):
            assert "sur le territoire" not in spoken([place]).after_in, place.name


@pytest.mark.parametrize(
    "names", [["41"], ["Loir-et-Cher", "Loiret"], ["region-53"], ["Tours Métropole Val de Loire"], ["fr"]], ids=" ".join
)
def test_a_territory_is_made_with_its_file_an_empty_journal_and_a_table(tmp_path: Path, names: list[str]) -> None:
    made = make_territory(names, settings_in(tmp_path), model(), territories())
    assert made.parent == tmp_path / "territories"
    assert sorted(path.name for path in made.iterdir()) == ["acteurs.xlsx", "journal.sqlite", "territory.ttl"]
    settings = settings_in(tmp_path, TERRITORY=made.name, TODAY=DAY.isoformat())
    found = territories_of(settings, load_observatory(made))
    assert len(found.area) == len(names)
    journal = Journal(settings.database_url, settings.base_url)
    assert journal.last_number() == 0
    journal.close()


@pytest.mark.parametrize("names", [["99"], ["Atlantide"], ["41", "Atlantide"], []], ids=str)
def test_an_unknown_code_makes_nothing_and_ends_with_the_code_2(tmp_path: Path, names: list[str]) -> None:
    app = application(tmp_path, None)
    before = sorted(tmp_path.rglob("*"))
    result = app.test_cli_runner().invoke(args=["territory", "new", *names])
    assert result.exit_code == 2
    assert result.stderr.startswith("Erreur : ")
    assert result.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_territory_is_not_made_twice(tmp_path: Path) -> None:
    app = application(tmp_path, None)
    assert app.test_cli_runner().invoke(args=["territory", "new", "41"]).exit_code == 0
    before = sorted(tmp_path.rglob("*"))
    result = app.test_cli_runner().invoke(args=["territory", "new", "Loir-et-Cher"])
    assert result.exit_code == 2
    assert "s’appelle déjà « loir-et-cher »" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_territory_moved_with_its_instance_is_whole(tmp_path: Path) -> None:
    """One folder is the one to back up."""
    make_territory(["41"], settings_in(tmp_path / "here"), model(), territories())
    shutil.move(tmp_path / "here", tmp_path / "there")
    settings = settings_in(tmp_path / "there", TERRITORY="loir-et-cher")
    assert settings.instance.is_relative_to(tmp_path / "there")
