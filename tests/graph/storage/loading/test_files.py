# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loading Turtle files: one source a file, one change a call, and a clear refusal of anything else."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import DataError, TooLarge
from graph.namespaces import SKOS
from graph.settings import ROOT
from graph.storage.loading.formats import MAX_BYTES
from graph.storage.repository import Repository
from tests.instances import BARE, ID, PREFIXES, TOWN, TOWN_TTL, both, opened, write

OTHER = TOWN_TTL.replace("source/town", "source/other").replace("network/round", "network/square")


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    repository = opened(tmp_path / "instance", on_disk=False, ontology=BARE)
    yield repository
    repository.close()


def test_a_file_becomes_one_change_of_its_source(repository: Repository, tmp_path: Path) -> None:
    change = repository.load([write(tmp_path)], "essais")
    assert change is not None
    assert (change.header.kind, change.header.source, change.header.removed_count) == ("load", TOWN, 0)
    assert {fact.source for fact in change.added} == {TOWN}
    assert repository.public.label(f"{ID}network/round") == "La Ronde"
    assert "town.ttl" in change.header.summary
    assert str(tmp_path) not in change.header.summary


def test_the_same_file_again_changes_nothing(repository: Repository, tmp_path: Path) -> None:
    repository.load([write(tmp_path)], "essais")
    assert repository.load([write(tmp_path, TOWN_TTL + "\n# said otherwise\n")], "essais") is None


def test_a_corrected_file_replaces_the_facts_of_its_source(repository: Repository, tmp_path: Path) -> None:
    repository.load([write(tmp_path), write(tmp_path, OTHER, "other.ttl")], "essais")
    change = repository.load([write(tmp_path, TOWN_TTL.replace("La Ronde", "La Grande Ronde"))], "essais")
    assert change is not None
    assert [fact.p for fact in (*change.added, *change.removed)] == [SKOS.prefLabel] * 2
    assert repository.public.label(f"{ID}network/square") == "La Ronde", "the other source is left alone"


def test_a_folder_is_one_change_and_undo_takes_it_back_whole(repository: Repository, tmp_path: Path) -> None:
    before = both(repository)
    (tmp_path / "data" / "deep").mkdir(parents=True)
    write(tmp_path / "data")
    write(tmp_path / "data" / "deep", OTHER, "other.ttl")
    (tmp_path / "data" / "notes.csv").write_text("not looked at")
    change = repository.load([tmp_path / "data"], "essais")
    assert change is not None
    assert change.number == 1
    assert "2 fichiers" in change.header.summary
    repository.undo(1, "essais")
    assert both(repository) == before


def test_one_wrong_line_and_nothing_is_loaded(repository: Repository, tmp_path: Path) -> None:
    good, wrong = write(tmp_path), write(tmp_path, OTHER + "<id/network/x> skos:prefLabel .", "wrong.ttl")
    with pytest.raises(DataError) as caught:
        repository.load([good, wrong], "essais")
    assert caught.value.line == OTHER.count("\n") + 1
    assert "wrong.ttl" in caught.value.message
    assert repository.journal.last_number() == 0


def _line(text: str) -> str:
    return TOWN_TTL + text + "\n"


LAST = TOWN_TTL.count("\n") + 1
MILL = "<id/organisation/mill>"
WRONG_LINES = {
    "javascript-address": (MILL + " foaf:homepage <javascript:alert(1)> .", "« javascript: » n’est pas acceptée"),
    "data-address": (MILL + " foaf:homepage <data:text/html,x> .", "« data: » n’est pas acceptée"),
    "file-address": (MILL + " foaf:homepage <file:///etc/passwd> .", "« file: » n’est pas acceptée"),
    "bidi-in-address": (MILL + " foaf:homepage <https://a.example/\u202egpj> .", r"U\+202E"),
    "bidi-in-text": (MILL + ' skos:note "a\u202eb"@fr .', r"U\+202E"),
    "control-in-text": (MILL + ' skos:note "a\\u0007b"@fr .', r"U\+0007"),
    "unknown-property": (MILL + " org:memberOff <id/network/round> .", "org:memberOff n’est pas dans l’ontologie"),
    "unknown-class": (MILL + " a org:Organizatio .", "org:Organizatio n’est pas dans l’ontologie"),
    "unknown-kind": (MILL + " org:linkedTo <id/organization/x> .", "nature « organization »"),
    "bad-form": (MILL + " org:linkedTo <id/organisation/a/b> .", "id/nature/nom"),
    "unknown-choice": (MILL + " tis:worksOn <https://w3id.org/tisserand/need/emailing> .", "aucun vocabulaire"),
    "unknown-territory": (MILL + " schema:areaServed <id/territory/commune-99999> .", "Aucun territoire"),
}


@pytest.mark.parametrize(("line", "message"), WRONG_LINES.values(), ids=WRONG_LINES.keys())
def test_a_wrong_value_is_refused_with_its_line(
    repository: Repository, tmp_path: Path, line: str, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        repository.load([write(tmp_path, _line(line))], "essais")
    assert caught.value.line == (None if "\\u0007" in line else LAST)
    assert repository.journal.last_number() == 0


def test_a_former_commune_is_sent_to_the_new_one(repository: Repository, tmp_path: Path) -> None:
    former = next(code for code in repository_former_codes())
    text = _line(f"<id/organisation/mill> schema:areaServed <id/territory/commune-{former}> .")
    with pytest.raises(DataError, match="fait maintenant partie de"):
        repository.load([write(tmp_path, text)], "essais")


def repository_former_codes() -> list[str]:
    """Codes that now lead to another commune, from the file itself."""
    from graph.territory import FILE

    rows = (line.split("\t") for line in gzip.decompress(FILE.read_bytes()).decode().splitlines()[1:])
    return [row[4].split("|")[0] for row in rows if row[0] == "commune" and row[4] and row[4].split("|")[0] != row[1]][
        :1
    ]


OTHER_FORMATS = {
    "nothing": (b"", "est vide"),
    "blank": (b" \n\n", "est vide"),
    "csv": (b"name,town,need\nMoulin,Tours,email\n", "CSV"),
    "html": (b"<!DOCTYPE html>\n<html><body>a</body></html>", "HTML"),
    "rdf-xml": (b'<?xml version="1.0"?><rdf:RDF/>', "XML"),
    "json-ld": (b'{"@context": {}, "@id": "x"}', "JSON"),
    "json-list": (b'[{"@id": "x"}]', "JSON"),
    "pdf": (b"%PDF-1.7\n...", "PDF"),
    "xlsx": (b"PK\x03\x04" + b"\0" * 40, "bureautique"),
    "gzip": (gzip.compress(TOWN_TTL.encode()), "compressé"),
    "utf-16": (TOWN_TTL.encode("utf-16"), "UTF-16"),
    "latin-1": (TOWN_TTL.replace("La Ronde", "L\u2019Été").encode("cp1252"), "UTF-8"),
    "binary": (bytes(range(1, 9)) + b"\0" * 9, "binaire"),
    "prose": (b"Ceci est un compte rendu, sans aucun triplet.\nFin.", "pas du Turtle valide"),
    "no-source": (PREFIXES.encode() + b'<id/network/a> skos:prefLabel "A"@fr .', "pas de source"),
    "two-sources": (
        PREFIXES.encode() + b"<id/source/a> a schema:Dataset . <id/source/b> a schema:Dataset .", "2 fois une source"
    ),
    "blank-node": (PREFIXES.encode() + b"<id/source/a> a schema:Dataset ; org:linkedTo [] .", "sans IRI"),
    "computed-source": (PREFIXES.encode() + b"<id/source/cog-2026> a schema:Dataset .", "est calculée"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), OTHER_FORMATS.values(), ids=OTHER_FORMATS.keys())
def test_another_format_is_called_by_its_name(
    repository: Repository, tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "town.ttl"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        repository.load([path], "essais")
    assert repository.journal.last_number() == 0


def test_latin_1_is_refused_at_its_line(repository: Repository, tmp_path: Path) -> None:
    path = tmp_path / "town.ttl"
    path.write_bytes(TOWN_TTL.encode() + b"\n# L\xe9gende\n")
    with pytest.raises(DataError) as caught:
        repository.load([path], "essais")
    assert caught.value.line == TOWN_TTL.count("\n") + 2


def test_a_byte_order_mark_is_no_obstacle(repository: Repository, tmp_path: Path) -> None:
    path = tmp_path / "town.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + TOWN_TTL.encode())
    assert repository.load([path], "essais") is not None


def test_an_enormous_file_is_refused_unread(repository: Repository, tmp_path: Path) -> None:
    path = tmp_path / "town.ttl"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(TooLarge, match="50 Mo"):
        repository.load([path], "essais")


def test_what_is_not_there_or_not_a_file_is_said(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="n’existe pas"):
        repository.load([tmp_path / "absent.ttl"], "essais")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="aucun fichier"):
        repository.load([tmp_path / "empty"], "essais")
    os.mkfifo(tmp_path / "pipe.ttl")
    with pytest.raises(DataError, match="fichier ordinaire"):
        repository.load([tmp_path / "pipe.ttl"], "essais")


def test_two_files_of_one_source_are_refused(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="une source tient en un fichier"):
        repository.load([write(tmp_path), write(tmp_path, TOWN_TTL, "copy.ttl")], "essais")


def test_the_same_file_given_twice_is_read_once(repository: Repository, tmp_path: Path) -> None:
    assert repository.load([write(tmp_path), tmp_path], "essais") is not None


def test_very_deep_nesting_is_refused_without_harm(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        repository.load([write(tmp_path, TOWN_TTL + "<id/network/a> skos:note " + "(" * 200_000)], "essais")


def test_the_projects_own_data_load_and_reload_as_no_change(tmp_path: Path) -> None:
    repository = opened(tmp_path, on_disk=False)
    change = repository.load([ROOT / "data"], "essais")
    assert change is not None
    assert change.header.added_count > 1000
    assert repository.load([ROOT / "data"], "essais") is None
    repository.close()
