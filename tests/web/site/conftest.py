# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site whose facts a test may change, and who comes in there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph import clock
from tests.applications import filled
from tests.instances import DAY, PREFIXES, write
from tests.web.conftest import TOWN
from tests.web.gated import entered

SAYS = """<id/source/{source}> a schema:Dataset ; skos:prefLabel "Page de l’atelier"@fr ; {right}
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small town, with facts and counts of its own; days go by, and come back to that of all tests."""
    made = filled(tmp_path, TOWN)
    yield made
    made.extensions["tisserand"].close()
    clock.hold(DAY)


@pytest.fixture
def moderator(app: Flask) -> FlaskClient:
    """Somebody who came in by a link for moderators."""
    return entered(app, "moderator")


@pytest.fixture
def says(app: Flask, tmp_path: Path) -> Callable[..., int]:
    """Has a source say something else, and gives the number of the change."""

    def put(*said: str, right: str = "", source: str = "page") -> int:
        text = PREFIXES + SAYS.format(right=right, source=source) + "".join(said)
        change = app.extensions["tisserand"].repository.load([write(tmp_path, text, f"{source}.ttl")], "essais")
        assert change is not None
        return int(change.number)

    return put
