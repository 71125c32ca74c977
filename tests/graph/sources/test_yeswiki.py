# SPDX-License-Identifier: AGPL-3.0-or-later
"""YesWiki: entries by identifier, as a list and as a container, fields settled by hand, codes of lists, no persons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import DCT, FOAF, ORG, SCHEMA, SKOS, TIS, WGS
from tests.field_files import ENTRY
from tests.readings import given

FORM = exchange("yeswiki")


@pytest.mark.parametrize("whole", [{"LaRonde": ENTRY}, [ENTRY]], ids=["by identifier", "as a list"])
def test_an_entry_is_an_organisation(tmp_path: Path, whole: Any) -> None:
    read = given(tmp_path / "entries.json", json.dumps(whole))
    said = read.said()
    assert (read.form.slug, read.things[0].kind, read.things[0].key) == ("yeswiki", "organisation", "LaRonde")
    assert said[SKOS.prefLabel] == ["La Ronde"]
    assert said[DCT.description] == ["Des ateliers\nle jeudi"]
    assert (said[SCHEMA.email], said[FOAF.homepage]) == (["contact@ronde.example.org"], ["https://ronde.example.org/"])
    assert (said[SCHEMA.address], said[SCHEMA.location]) == (["5 rue du Pont, 37000 Tours"], ["Tours 37000"])
    assert (said[WGS.lat], said[WGS.long]) == (["47.39"], ["0.68"])
    assert (said[DCT.modified], said[DCT["source"]]) == (["2021-11-02"], ["https://wiki.example.org/?LaRonde"])
    assert said[FORM.elsewhere("checkboxListeThemes")] == ["1", "3"]
    assert not read.faults


def test_no_person_enters(tmp_path: Path) -> None:
    read = given(tmp_path / "entries.json", json.dumps([ENTRY]))
    assert "Personne" not in str(read.things)
    for name in ("bf_prenom", "bf_nom", "owner"):
        assert read.column(name).why == "des noms de personnes : ils n’entrent pas ici"
        assert not read.column(name).examples


def test_fields_and_codes_are_settled_by_hand(tmp_path: Path) -> None:
    columns = {
        "checkboxListeThemes": "organisation tis:worksOn",
        "listefiche12": "organisation org:linkedTo",
        "bf_mail": "",
    }
    read = given(tmp_path / "entries.json", json.dumps([ENTRY]), columns, {"checkboxListeThemes=3": "need/website"})
    said = read.said()
    assert said[TIS.worksOn] == ["1", "need/website"]  # what nobody settled is asked about when it is read
    assert SCHEMA.email not in said
    assert [(value.text, value.link) for value in read.things[0].values if value.path == ORG.linkedTo] == [
        ("LeMoulin", True)
    ]
    assert read.column("bf_mail").why == "comme vous l’avez réglé"


def test_an_entry_with_a_date_is_an_event(tmp_path: Path) -> None:
    entry = {
        "id_fiche": "Fete", "bf_titre": "Fête", "bf_date_debut_evenement": "2026-12-19",
        "bf_date_debut_evenement_allday": "0", "bf_date_debut_evenement_hour": "14",
        "bf_date_debut_evenement_minutes": "30", "bf_date_fin_evenement": "2026-12-20",
        "bf_date_fin_evenement_allday": "1",
    }  # fmt: skip
    read = given(tmp_path / "agenda.json", json.dumps([entry]))
    assert read.things[0].kind == "event"
    assert read.said()[SCHEMA.startDate] == ["2026-12-19T14:30:00"]
    assert read.said()[SCHEMA.endDate] == ["2026-12-20"]


def test_a_text_that_begins_with_a_moment_stays_whole(tmp_path: Path) -> None:
    texts = {
        "bf_titre": "2026-12-19 14:30, fête",
        "bf_description": "2026-12-19 14:30 : fête",
        "vu": "2026-12-19 14:30",
    }
    entry = {"id_fiche": "a", **texts, "date_maj_fiche": "2026-12-01 10:00:00"}
    said = given(tmp_path / "entries.json", json.dumps([entry])).said()
    found = [said[path] for path in (SKOS.prefLabel, DCT.description, FORM.elsewhere("vu"), DCT.modified)]
    assert found == [*([text] for text in texts.values()), ["2026-12-01"]]


def test_an_hour_that_is_none_is_no_part_of_a_day(tmp_path: Path) -> None:
    day = {"bf_date_debut_evenement": "2026-12-19", "bf_date_debut_evenement_hour": "25"}
    said = given(tmp_path / "entries.json", json.dumps([{"id_fiche": "a", "bf_titre": "A", **day}])).said()
    assert said[SCHEMA.startDate] == ["2026-12-19"]


def test_a_container_of_linked_data_is_read_by_its_names(tmp_path: Path) -> None:
    whole = {
        "@context": "https://example.org/context.jsonld",
        "@type": ["ldp:Container", "ldp:BasicContainer"],
        "ldp:contains": [
            {"@id": "https://wiki.example.org/?A", "@type": "pair:Organization", "pair:label": "La Ronde"}
        ],
    }
    read = given(tmp_path / "container.jsonld", json.dumps(whole))
    assert (read.form.slug, read.things[0].key) == ("yeswiki", "https://wiki.example.org/?A")
    assert read.said()[SKOS.prefLabel] == ["La Ronde"]


def test_what_cannot_be_taken_is_told_with_its_row(tmp_path: Path) -> None:
    whole = [ENTRY, {"id_fiche": "b"}, {"bf_titre": "c"}, {"id_fiche": "d", "bf_titre": "d", "statut_fiche": "0"}, 5]
    read = given(tmp_path / "entries.json", json.dumps(whole))
    assert [(fault.row, fault.column) for fault in read.faults] == [(2, "bf_titre"), (3, "bf_titre"), (5, "")]
    assert read.reading.notices == ("Une fiche qui n’est pas publiée sur le wiki n’entre pas ici (ligne 4).",)
    assert len(read.things) == 1


def test_a_form_without_entries_is_said(tmp_path: Path) -> None:
    form = given(tmp_path / "a.json", json.dumps([ENTRY])).form
    for text in ("null", "[]", "{}"):
        read = given(tmp_path / "b.json", text)
        with pytest.raises(DataError, match="aucune fiche"):
            form.read(read.content, read.terms)


def test_a_postal_code_alone_is_no_commune(tmp_path: Path) -> None:
    entry = {name: text for name, text in ENTRY.items() if name not in ("bf_ville", "bf_adresse")}
    said = given(tmp_path / "entries.json", json.dumps([entry])).said()
    assert (said[FORM.elsewhere("bf_code_postal")], SCHEMA.location in said) == (["37000"], False)


def test_a_part_of_an_address_may_be_settled_otherwise(tmp_path: Path) -> None:
    settled = {"bf_adresse": "", "bf_ville": "organisation schema:areaServed"}
    said = given(tmp_path / "entries.json", json.dumps([ENTRY]), settled).said()
    assert SCHEMA.address not in said
    assert (said[SCHEMA.areaServed], SCHEMA.location in said) == (["Tours"], False)
