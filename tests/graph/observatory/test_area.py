# SPDX-License-Identifier: AGPL-3.0-or-later
"""The area an instance is about: declared, never counted; what is in it, outside it, and what is said of either."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.coverage.scope import home
from graph.errors import SettingsError
from graph.folders import territory_folder
from graph.observatory import load_observatory
from graph.referral.situation import Query
from graph.settings import ROOT
from graph.territory import Territories
from tests.conftest import TESTS
from tests.instances import PREFIXES, settings_in, write
from web.app.ecosystem import Ecosystem

ORLEANS = "".join(
    f'<id/organisation/library-{number}> a org:FormalOrganization ; skos:prefLabel "Médiathèque {number}"@fr ;'
    f" schema:location <id/territory/commune-45234> .\n"
    for number in range(40)
)
ELSEWHERE = (
    PREFIXES
    + """<id/source/elsewhere> a schema:Dataset ; skos:prefLabel "Lieux d’un autre département"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
"""
    + ORLEANS
)
Opened = Callable[..., Ecosystem]


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Opened]:
    """Opens an instance with the small town and many more actors of another département."""
    found: list[Ecosystem] = []

    def opened(**environment: str) -> Ecosystem:
        files = (TESTS / "ecosystem.ttl", write(tmp_path, ELSEWHERE, "elsewhere.ttl"))
        found.append(Ecosystem(settings_in(tmp_path / "instance", **environment), data=files))
        return found[-1]

    yield opened
    for ecosystem in found:
        ecosystem.close()


def _missing(ecosystem: Ecosystem, commune: str) -> list[str]:
    situation = ecosystem.public.situation(Query(commune=commune, needs=("general-support",)))
    return [said.text() for said in ecosystem.referral.answer(situation).missing]


def _outside(ecosystem: Ecosystem, commune: str) -> list[str]:
    return [text for text in _missing(ecosystem, commune) if text.startswith("Ces informations portent sur")]


def test_actors_loaded_from_elsewhere_do_not_move_the_area(instance: Opened) -> None:
    ecosystem = instance()
    assert _outside(ecosystem, "Tours") == []
    assert _outside(ecosystem, "Orléans") == [
        "Ces informations portent sur « Indre-et-Loire », qui ne contient pas Orléans : voici le plus proche."
    ]
    assert home(ecosystem.referral.index).code == "37"


def test_the_setting_decides(instance: Opened) -> None:
    ecosystem = instance(AREA="45, 41")
    assert _outside(ecosystem, "Orléans") == []
    assert _outside(ecosystem, "Blois") == []
    assert _outside(ecosystem, "Tours") == [
        "Ces informations portent sur « Loiret » et « Loir-et-Cher », "
        "qui ne contiennent pas Tours : voici le plus proche."
    ]
    assert home(ecosystem.referral.index).code == "45"


def test_where_the_whole_country_is_declared_no_place_is_outside(instance: Opened) -> None:
    ecosystem = instance(AREA="fr")
    assert [_outside(ecosystem, commune) for commune in ("Tours", "Orléans", "Lille")] == [[], [], []]
    assert home(ecosystem.referral.index).code == "45"  # where most actors are is but where a survey begins


def test_where_the_centre_of_a_place_is_not_known_nothing_is_said_to_be_near(instance: Opened) -> None:
    assert _outside(instance(), "Saint-Pierre (97502)") == [
        "Ces informations portent sur « Indre-et-Loire », qui ne contient pas Saint-Pierre."
    ]


def test_without_any_declaration_the_area_is_the_whole_country() -> None:
    assert [place.key for place in Territories.load(area=[]).area] == ["pays-fr"]


def test_a_wider_place_that_holds_the_area_is_not_outside(territories: Territories) -> None:
    assert [place.code for place in territories.area] == ["37"]
    for key in ("region-24", "pays-fr", "departement-37", "epci-243700754", "commune-37261"):
        assert not territories.outside(key)
    for key in ("region-11", "departement-41", "commune-41018"):
        assert territories.outside(key)


def test_an_area_is_given_by_numbers_or_by_keys() -> None:
    found = Territories.load(area=["2a", "EPCI-243700754", "region-24", "974"]).area
    assert [place.key for place in found] == ["departement-2A", "epci-243700754", "region-24", "departement-974"]


def test_the_data_say_which_area_they_are_about() -> None:
    assert load_observatory(territory_folder("")).area == ("departement-37",)


@pytest.mark.parametrize("code", ["99", "Touraine", "37;41", "commune-99999"])
def test_a_code_that_no_territory_has_is_refused(code: str) -> None:
    with pytest.raises(SettingsError, match="n’est le code d’aucun territoire") as caught:
        Territories.load(area=[code])
    assert caught.value.field == "AREA"


def test_a_server_does_not_start_for_an_area_that_is_none(tmp_path: Path) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path), "PORT": "1", "AREA": "37,99"}
    command = [sys.executable, "-m", "web.app.server"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("Erreur : AREA : « 99 » n’est le code d’aucun territoire.")
    assert result.stderr.count("\n") == 1
