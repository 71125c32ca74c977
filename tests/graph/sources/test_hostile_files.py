# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that break, lie or never end: one French sentence each, with the line; nothing is taken by half."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.errors import DataError, TisserandError
from graph.namespaces import SKOS
from graph.sources import (
    SourceContent,
    SourceEntity,
    SourceFault,
    agenda,
    chatonsinfos,
    format_of,
    gogocarto,
    openstreetmap,
    yeswiki,
)
from graph.sources._json import JsonDocument
from tests.readings import given

JSON = {"gogocarto": gogocarto.source, "openstreetmap": openstreetmap.source, "yeswiki": yeswiki.source}
TEXT = {"chatonsinfos": chatonsinfos.source, "icalendar": agenda.source}
ALL = JSON | TEXT
PAGE = "<!doctype html><title>Erreur 500</title>"


def _refusal(form: str, path: Path, text: str | bytes) -> str:
    """What a format says of a file that it refuses as a whole."""
    read = given(path / "fichier", text)
    with pytest.raises(TisserandError) as caught:
        list(ALL[form].read(read.content, read.terms).things)
    return str(caught.value)


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf \r\n", "vide"),
        (PAGE.encode(), "page web"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ""),
    ],
    ids=["empty", "a mark alone", "a page", "a picture"],
)
def test_what_is_no_such_file_is_refused_in_french(tmp_path: Path, form: str, text: bytes, said: str) -> None:
    refusal = _refusal(form, tmp_path, text)
    assert refusal.startswith("fichier")
    assert said in refusal
    assert refusal.endswith(".")


@pytest.mark.parametrize("form", JSON)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "profondément"),
        ('{"data": ' + '{"a":' * 100_000, "profondément"),
        ('{"data": [{"id": 1, "name": "A"}', "avant sa fin"),
        ('{"data": [{"id": 1}, }', "pas du JSON"),
        ('{"data": [{"id": 1},]}', "pas du JSON"),
        ('{"data": [], "data": []}', "dit deux fois"),
        ('{"data": []} {"data": []}', "autre chose"),
        ('{"a" 1}', "pas du JSON"),
    ],
    ids=["deep lists", "deep objects", "cut", "a comma", "a comma at the end", "twice", "two documents", "no colon"],
)
def test_broken_json_is_refused_with_its_line(tmp_path: Path, form: str, text: str, said: str) -> None:
    refusal = _refusal(form, tmp_path, f"\n{text}")
    assert said in refusal
    assert "ligne 2" in refusal


def test_json_that_is_no_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    refusal = _refusal("gogocarto", tmp_path, '{"data":\n[{"id": 1, "name": "Été"}]}'.encode("cp1252"))
    assert "fichier, ligne 2 : ce caractère n’est pas de l’UTF-8" in refusal


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = json.dumps({"ontology": "gogofull", "data": [{"id": 1, "name": "Été"}]}, ensure_ascii=False)
    assert given(tmp_path / "a.json", text.encode(encoding)).said()[SKOS.prefLabel] == ["Été"]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ('{"id": 2, "name": "A", "geo": {"latitude": NaN, "longitude": 1}}', "« NaN » n’est pas une valeur de JSON"),
        ('{"id": 2, "name": "A", "name": "B"}', "« name » y est dit deux fois"),
        ('{"id": 2, "name": "A", "description": "%s"}' % ("x" * 30_000), "30000 caractères"),
    ],
    ids=["no number", "a name twice", "a long text"],
)
def test_one_wrong_item_leaves_the_others(tmp_path: Path, item: str, why: str) -> None:
    text = f'{{"ontology": "gogofull", "data": [{{"id": 1, "name": "Un"}}, {item}, {{"id": 3, "name": "Trois"}}]}}'
    read = given(tmp_path / "a.json", text)
    assert [thing.key for thing in read.things if thing.key != "2"] == ["1", "3"]
    assert [fault.row for fault in read.faults] == [2]
    assert why in read.faults[0].why


ODD = [None, True, 5, 1e300, "", "x", [], [None, [1, [2]]], {}, {"a": {"b": [1, {"c": None}]}}, "\ud800", "\u202ex"]


@pytest.mark.parametrize("form", JSON)
def test_values_of_any_type_anywhere_never_break_a_reader(tmp_path: Path, form: str) -> None:
    """Each name of each format with each odd value, in one file: things or faults, no traceback."""
    names = ["id", "name", "geo", "address", "openHours", "categories", "optionValues", "categoriesDescriptions",
             "email", "type", "tags", "center", "lat", "id_fiche", "bf_titre", "bf_ville", "geolocation",
             "statut_fiche", "@id"]  # fmt: skip
    base = {"id": 1, "name": "A", "type": "node", "tags": {"name": "A"}, "id_fiche": "a", "bf_titre": "A"}
    items = [*ODD, *({**base, name: odd} for name in names for odd in ODD)]
    items += [{**base, "tags": {"name": "A", "wheelchair": odd}} for odd in ODD]
    items += [
        {**base, "address": {"streetAddress": odd}, "geo": {"latitude": odd}, "openHours": {"Mo": odd}} for odd in ODD
    ]
    whole = items if form == "yeswiki" else {{"gogocarto": "data", "openstreetmap": "elements"}[form]: items}
    read = given(tmp_path / "a.json", json.dumps(whole))
    found = list(JSON[form].read(read.content, read.terms).things)
    assert len([item for item in found if isinstance(item, SourceEntity)]) > 100
    assert all(item.row > 0 for item in found)
    for item in found:
        texts = [value.text for value in item.values] if isinstance(item, SourceEntity) else [item.why, item.value]
        assert all(text.encode() is not None for text in texts)


@pytest.mark.slow
def test_fifty_megabytes_of_one_string_are_a_fault(tmp_path: Path) -> None:
    text = json.dumps({"ontology": "gogofull", "data": [{"id": 1, "name": "A", "description": "x" * 50_000_000}]})
    read = given(tmp_path / "a.json", text)
    assert [fault.column for fault in read.faults] == ["description"]
    assert len(read.things) == 1
    with (tmp_path / "b.json").open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    assert "64 Mo au plus" in _refusal_of(tmp_path / "b.json")


def _refusal_of(path: Path) -> str:
    read = given(path.with_suffix(".txt"), "{}")
    with pytest.raises(TisserandError) as caught:
        JsonDocument(type(read.content)(path.name, path))
    return str(caught.value)


@pytest.mark.parametrize(("form", "most"), [("chatonsinfos", 2), ("icalendar", 16)])
def test_a_text_that_is_too_large_is_not_read(tmp_path: Path, form: str, most: int) -> None:
    path = tmp_path / "fichier"
    with path.open("wb") as stream:
        stream.truncate(most * 1024 * 1024 + 1)
    read = given(tmp_path / "rien", "")
    with pytest.raises(TisserandError, match=f"« fichier » fait {most + 1} Mo : {most} Mo au plus"):
        TEXT[form].read(type(read.content)("fichier", path), read.terms)


@pytest.mark.slow
def test_more_items_than_can_be_read_are_refused(tmp_path: Path) -> None:
    assert "500 000 éléments" in _refusal("yeswiki", tmp_path, "[" + "0," * 600_000 + "0]")


def test_too_many_names_are_no_such_file(tmp_path: Path) -> None:
    element = {"id": 1, "name": "A", **{f"k{number}": 1 for number in range(600)}}
    assert "500 clés" in _refusal("gogocarto", tmp_path, json.dumps({"data": [element]}))


def test_an_agenda_cut_in_an_event_or_after_one_is_refused(tmp_path: Path) -> None:
    """What is missing would be told as gone."""
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:A\n"
    assert "ligne 2 : cet agenda s’arrête" in _refusal("icalendar", tmp_path, text)
    whole = f"{text}DTSTART;VALUE=DATE:20261219\nEND:VEVENT\n"
    assert "avant sa dernière ligne" in _refusal("icalendar", tmp_path, whole)


def test_an_endless_event_is_left_out(tmp_path: Path) -> None:
    good = "BEGIN:VEVENT\nUID:b\nSUMMARY:B\nDTSTART;VALUE=DATE:20261219\nEND:VEVENT\n"
    long = f"BEGIN:VEVENT\nUID:a\nSUMMARY:{'x' * 300_000}\nDTSTART;VALUE=DATE:20261219\nEND:VEVENT\n"
    read = given(tmp_path / "a.ics", f"BEGIN:VCALENDAR\n{long}{good}END:VCALENDAR\n")
    assert [item.row for item in read.all if isinstance(item, SourceFault)] == [2]
    assert [thing.key for thing in read.things] == ["b"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("data.ttl.gz", b"\x1f\x8b\x08\x00", "décompressez-le d’abord"),
        ("data.json.bz2", b"BZh91AY&SY", "décompressez-le d’abord"),
        ("data.json", b"\xef\xbb\xbf\n<!DOCTYPE html><p>Oups", "page web, pas un fichier de données"),
        ("data.ics", b"<html><body>Oups", "page web, pas un fichier de données"),
    ],
)
def test_what_is_packed_or_a_page_is_told_by_a_sentence_of_its_own(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        format_of(SourceContent(name, path))
