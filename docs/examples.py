# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the answers that the API gives as examples, in the folder of the territory that speaks by default.

`python -m docs.examples`; a test tells when the file is no longer what is answered.
"""

from __future__ import annotations

import json
import sys
from tempfile import TemporaryDirectory
from typing import Any

from flask.testing import FlaskClient

from app import create_app
from graph.folders import territory_folder
from graph.settings import Settings
from web.api._examples import FILE

REQUESTS: dict[str, dict[str, Any]] = {
    "search": {"q": "maison des assos", "limit": 2},
    "referrals": {"commune": "Chinon", "need": ["free-hosting"], "date": "2021-06-01", "limit": 1},
    "neighbours": {"id": "working-group/aval-pava", "depth": 1},
    "path": {"from": "network/can", "to": "network/aval"},
    "outcomes": {},
    "disagreements": {},
    "criteria": {},
    "changes": {"since": 1},
    "crossing": {"source": "degooglisons", "limit": 1},
    "coverage": {"theme": "be-supported", "epci": "200043081", "date": "2021-06-01"},
}


def answers(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """By operation: the request and its answer; the time taken is left at 0.4 ms."""
    found = {}
    for name, asked in REQUESTS.items():
        response = client.get(f"/api/v1/{name}", query_string=asked)
        if response.status_code != 200:
            raise ValueError(f"{name}: {response.get_data(as_text=True)}")
        value = response.json
        found[name] = {"request": asked, "value": value | ({"elapsed_ms": 0.4} if "elapsed_ms" in value else {})}
    return found


def main() -> int:
    """Writes the file."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"INSTANCE": folder}))
        text = json.dumps(answers(app.test_client()), ensure_ascii=False, indent=1)
        app.extensions["tisserand"].close()
    (territory_folder("") / FILE).write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
