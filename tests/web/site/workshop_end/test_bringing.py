# SPDX-License-Identifier: AGPL-3.0-or-later
"""A moderator brings the file of a workshop, from the page or from the command line."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from graph.contributions.proposal import Proposal, ProposedField
from graph.namespaces import SKOS
from graph.rdf.dataset import text_literal
from graph.travelling.workshop_file import CarriedAddition, CarriedWorkshop
from tests.instances import BASE, ID
from tests.web.cli.conftest import commands_of
from tests.web.gated import entered, seal_in
from tests.web.test_pages import text_of
from web.app.sessions import PATH

PAGE = f"{PATH}/contributions/apporter-atelier"
HERE = {"Origin": "http://localhost"}


def file_of(title: str = "Qui aide ?") -> bytes:
    """The file of a workshop in which one organisation was accepted and one waits."""
    additions = tuple(
        CarriedAddition(
            place,
            place == 1,
            Proposal(
                "organisation", f"{ID}organisation/{slug}", True,
                (ProposedField(SKOS.prefLabel, (), (text_literal(slug, "fr"),)),),
            ),
        )
        for place, slug in enumerate(("zeste", "moulin-neuf"), 1)
    )  # fmt: skip
    return CarriedWorkshop("ab" * 16, title, "La Ronde", ("organisation",), 1, 2, additions).to_json(BASE)


def test_a_file_is_brought_once_by_whoever_moderates(app: Flask, moderator: FlaskClient, tmp_path: Path) -> None:
    assert entered(app, "facilitator").get(PAGE).status_code == 403

    def brought(content: bytes, name: str = "atelier.json") -> tuple[int, str]:
        form = {"jeton": seal_in(moderator.get(PAGE)), "fichier": (io.BytesIO(content), name)}
        answer = moderator.post(PAGE, data=form, headers=HERE, content_type="multipart/form-data")
        return answer.status_code, text_of(answer.text)

    assert brought(b"", "")[0] == 400
    status, said = brought(b"{}")
    assert (status, "Ce n’est pas le fichier d’un atelier" in said) == (400, True)
    assert moderator.post(PAGE, data=b"x" * 21 * 1024 * 1024, headers=HERE).status_code == 413
    status, said = brought(file_of())
    assert status == 200
    assert "2 propositions attendent maintenant" in said
    again = brought(file_of())[1]
    assert "2 étaient déjà venues" in again
    run, file = commands_of(app), tmp_path / "atelier.json"
    file.write_bytes(file_of())
    assert "Séance « Qui aide ? » : 0 proposition nouvelle à relire, 2 déjà là" in run("room", "bring", file).output
    assert run("room", "bring", tmp_path / "nowhere.json").exit_code == 1
    assert app.extensions["tisserand"].contributions.count_open() == 2
    queue = text_of(moderator.get(f"{PATH}/contributions").text)
    assert "Venue de l’atelier « Qui aide ? »." in queue
    assert "acceptée dans la salle" in queue
