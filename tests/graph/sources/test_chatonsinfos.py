# SPDX-License-Identifier: AGPL-3.0-or-later
"""ChatonsInfos: a host and what it joined, a service and whether one may register now, any writing of properties."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import FOAF, ORG, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from tests.field_files import HOST, SERVICE
from tests.readings import given

FORM = exchange("chatonsinfos")


def _service(path: Path, registration: str = "None", load: str = "OPEN") -> dict[str, list[str]]:
    return given(path / "service.properties", SERVICE.format(registration=registration, load=load)).said(1)


def test_a_host_and_its_dated_membership(tmp_path: Path) -> None:
    read = given(tmp_path / "organization.properties", HOST)
    said = read.said()
    assert [thing.kind for thing in read.things] == ["organisation", "network", "membership"]
    assert said[SKOS.prefLabel] == ["Le Nuage du Pont"]
    assert said[ORG.classification] == [VOCABULARY["organisation-kind/association"]]
    assert said[TIS.state] == [VOCABULARY["state/active"]]
    assert said[TIS.contactPage] == ["https://nuage.example.org/contact"]
    assert (said[WGS.lat], said[WGS.long]) == (["47.39"], ["0.68"])
    assert (said[SCHEMA.address], said[SCHEMA.location]) == (["5 rue du Pont, 37000 Tours"], ["Tours 37000"])
    assert said[FORM.elsewhere("subs.pad")] == ["https://nuage.example.org/pad.properties"]
    member = read.said(2)
    assert (member[ORG.member], member[ORG.organization]) == (["https://nuage.example.org/"], ["chatons"])
    assert member[SCHEMA.startDate] == ["2018-06-26"]
    assert member[TIS.state] == [VOCABULARY["state/active"]]
    assert read.reading.issued == "2026-11-02"
    assert read.column("metrics.*").why == "des mesures d’usage"
    assert not read.faults


def test_a_service_runs_a_software(tmp_path: Path) -> None:
    read = given(tmp_path / "s.properties", SERVICE.format(registration="None", load="OPEN"))
    tool, said = read.said(0), read.said(1)
    assert [thing.kind for thing in read.things] == ["tool", "instance"]
    assert tool[SCHEMA.license] == ["http://spdx.org/licenses/Apache-2.0"]
    assert (said[TIS.instanceOf], said[FOAF.homepage]) == (["Etherpad"], ["https://pad.example.org/"])
    assert said[SCHEMA.startDate] == ["2018-06-26"]
    assert said[FORM.elsewhere("software.version")] == ["1.9"]
    assert said[FORM.elsewhere("host.provider.type")] == ["HOME"]
    assert SCHEMA.provider not in said


def test_who_may_register_now(tmp_path: Path) -> None:
    none, free, full = _service(tmp_path), _service(tmp_path, "Free"), _service(tmp_path, "Member", "FULL")
    assert (none[TIS.account], TIS.cost in none) == ([VOCABULARY["account/none"]], False)
    assert (free[TIS.cost], TIS.account in free) == ([VOCABULARY["cost/free"]], False)
    assert not {TIS.openToAssociations} & (set(none) | set(free))  # open to anybody is not said of associations
    assert full[TIS.openToAssociations] == ["false"]
    assert full[TIS.condition] == [
        "Réservé aux membres de la structure qui l’héberge.",
        "Complet : plus de nouvelle inscription.",
    ]
    assert TIS.cost not in _service(tmp_path, "Free;Client")
    assert full[FORM.elsewhere("service.registration.load")] == ["FULL"]


def test_the_host_of_a_service_may_be_given(tmp_path: Path) -> None:
    host = "http://localhost:5000/id/organisation/nuage"
    text = SERVICE.format(registration="None", load="OPEN")
    assert given(tmp_path / "s.properties", text, options={"provider": host}).said(1)[SCHEMA.provider] == [host]
    both = given(tmp_path / "b.properties", HOST + text.replace("file.class = service", ""))
    assert both.said(-1)[SCHEMA.provider] == ["https://nuage.example.org/"]


def test_a_person_who_hosts_alone_gives_nothing_private(tmp_path: Path) -> None:
    read = given(tmp_path / "o.properties", HOST.replace("ASSOCIATION", "INDIVIDUAL"))
    assert not {SCHEMA.email, SCHEMA.address, WGS.lat, SCHEMA.location} & set(read.said())
    assert read.column("organization.contact.email").taken_as == ""
    assert not read.column("organization.contact.email").examples


def test_windows_letters_escapes_and_a_mark_are_read(tmp_path: Path) -> None:
    windows = given(tmp_path / "w.properties", "organization.name = L’Été d’œuvres\n".encode("cp1252"))
    assert windows.said()[SKOS.prefLabel] == ["L’Été d’œuvres"]
    escaped = given(tmp_path / "e.properties", "\ufefforganization.name=L\\u2019\\u00c9t\\u00e9 \\: ici\\ \n")
    assert escaped.said()[SKOS.prefLabel] == ["L’Été : ici"]


def test_lines_that_are_none_are_told_with_their_number(tmp_path: Path) -> None:
    read = given(tmp_path / "o.properties", "organization.name = A\nbonjour\norganization.name = B\n")
    assert [fault.row for fault in read.faults] == [2, 3]
    assert read.said()[SKOS.prefLabel] == ["A"]


def test_properties_of_nobody_are_refused(tmp_path: Path) -> None:
    read = given(tmp_path / "o.properties", "file.class = service\n")
    with pytest.raises(DataError, match=r"service\.name"):
        read.form.read(read.content, read.terms)
