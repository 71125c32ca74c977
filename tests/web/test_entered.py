# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file brought in is used wherever the site answers: in referrals, on the map, in the coverage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.applications import filled
from tests.graph.sources.offices import TITLES, offices
from tests.states import until
from tests.web.conftest import TOWN

pytestmark = pytest.mark.slow
# Places of Langeais that work on everything that the others do not, as a house of associations lists them.
ROWS = [row for row in offices(160) if row[4] == "Langeais"]


def _answered(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return json.loads(answer.data)


def _proposed(client: FlaskClient) -> set[str]:
    found = _answered(client, "/api/v1/referrals?commune=Langeais&need=accounting&limit=50")
    return {result["actor"]["label"] for result in found["results"]}


def _mapped(client: FlaskClient) -> set[str]:
    return {node["label"] for node in _answered(client, "/carte.json?vue=besoins")["nodes"]}


def _covered(client: FlaskClient) -> dict[str, int]:
    cells = _answered(client, "/api/v1/coverage?theme=run-association")["cells"]
    return {state: sum(cell[state] for cell in cells) for state in ("near", "fallback")}


def test_a_table_of_places_is_in_every_answer(tmp_path: Path) -> None:
    app = filled(tmp_path / "instance", TOWN)
    client, file = app.test_client(), tmp_path / "maison.csv"
    file.write_text("\n".join(map(";".join, (TITLES, *ROWS))), encoding="utf-8")
    proposed, mapped, covered = _proposed(client), _mapped(client), _covered(client)
    said = ["--source", "Maison", "--licence", "cc0", "--faulty", "without", "--answer", "dates=day-first"]
    done = app.test_cli_runner().invoke(args=["import", str(file), *said])
    assert done.exit_code == 0, done.output
    helping = {row[1] for row in ROWS if row[9] == "comptabilité"}
    assert len(helping) == 4
    until(lambda: _proposed(client) != proposed, "what another process wrote is read within a second")
    assert _proposed(client) - proposed == helping
    assert {row[1] for row in ROWS} & (_mapped(client) - mapped)
    after = _covered(client)
    assert after["near"] > covered["near"] == 0
    assert after["fallback"] < covered["fallback"], "what was nobody's is now somebody's nearby"
    app.extensions["tisserand"].close()
