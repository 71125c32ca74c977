# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of a workshop: what was added, as a page, a PDF and a file; all of it undone, and put back."""

from __future__ import annotations

import json
from contextlib import closing

import pypdfium2
from flask import Flask

from graph.contributions.desk import ContributionDesk
from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.sender import Sender
from graph.namespaces import FOAF, SKOS
from graph.rdf.dataset import text_literal
from graph.workshops.store import Workshops
from graph.workshops.workshop import Workshop, WorkshopAddition, WorkshopAim
from tests.instances import BASE, ID, both
from tests.web.gated import entered, seal_in
from tests.web.test_pages import text_of
from web.app.sessions import PATH

HERE = {"Origin": "http://localhost"}
KNOWN = "organisation/atelier"


def held(app: Flask, opener: str) -> Workshop:
    """A workshop where one organisation was added, one corrected, one refused, and one waits."""
    here = app.extensions["tisserand"]
    desk, full = ContributionDesk(here.contributions, here.repository), here.repository.full
    pages = tuple(full.values(ID + KNOWN, FOAF.homepage))
    name = ProposedField(SKOS.prefLabel, (), (text_literal("Le Zeste", "fr"),))
    page = ProposedField(FOAF.homepage, pages, ("https://nouveau.example.org/",))
    sent = [
        Proposal("organisation", f"{ID}organisation/zeste", True, (name,)),
        Proposal("organisation", ID + KNOWN, False, (page,)),
        *(Proposal("organisation", f"{ID}organisation/{slug}", True, (ProposedField(
            SKOS.prefLabel, (), (text_literal(slug, "fr"),)),)) for slug in ("pub", "attente")),
    ]  # fmt: skip
    numbers = [here.contributions.add(one, Sender()) for one in sent]
    for number, one in zip(numbers[:2], sent[:2], strict=True):
        desk.accept(number, one, "animation")
    desk.refuse(numbers[2], "animation", "De la publicité.")
    with closing(Workshops(here.settings.database_url, BASE)) as kept:
        workshop = kept.begin(WorkshopAim("Qui aide ?", "La Ronde", ("organisation",)), opener, here.repository.number)
        for number in numbers:
            kept.take(workshop.number, WorkshopAddition(f"t{number}", number, "", "Zoé-Prénom"))
        return kept.end(workshop.number)


def test_whoever_led_reads_what_came_undoes_it_and_puts_it_back(app: Flask) -> None:
    repository = app.extensions["tisserand"].repository
    leading = entered(app, "facilitator")
    workshop = held(app, "invitation 1")
    page = f"{PATH}/ateliers/{workshop.number}/bilan"
    after = both(repository)
    shown = leading.get(page)
    said = text_of(shown.text)
    assert shown.status_code == 200, said
    assert "1 fiche ajoutée, 1 fiche corrigée, 1 à relire, 1 refusée." in said
    assert "Le Zeste" in said
    assert "Prénom" not in shown.text
    assert shown.headers["Cache-Control"] == "no-store, private"
    pdf = pypdfium2.PdfDocument(leading.get(f"{page}.pdf").data)
    assert "Le Zeste" in pdf[0].get_textpage().get_text_range()
    assert len(pdf) == 1
    pdf.close()
    file = json.loads(leading.get(f"{PATH}/ateliers/{workshop.number}/fichier").data)
    assert [(one["place"], one["kept"]) for one in file["additions"]] == [(1, True), (2, True), (4, False)]
    allowed = {role: entered(app, role).get(page).status_code for role in ("professional", "facilitator", "moderator")}
    assert allowed == {"professional": 403, "facilitator": 200, "moderator": 200}
    where = f"{PATH}/ateliers/{workshop.number}"
    wrong = leading.post(f"{where}/defaire", data={"jeton": seal_in(shown), "numeros": "1"}, headers=HERE)
    assert wrong.status_code == 409
    numbers = " ".join(map(str, (repository.number - 1, repository.number)))
    gone = {"jeton": seal_in(shown), "numeros": numbers}
    undone = leading.post(f"{where}/defaire", data=gone, headers=HERE, follow_redirects=True)
    assert "Cette séance est défaite" in text_of(undone.text)
    assert f"{ID}organisation/zeste" not in repository.full
    assert text_of(leading.get(where).text).count("retiré depuis") == 2, (
        "the known card is still there, not its correction"
    )
    assert "nouveau.example.org" not in "".join(map(str, repository.full.values(ID + KNOWN, FOAF.homepage)))
    put = leading.post(f"{where}/remettre", data={"jeton": seal_in(undone)}, headers=HERE, follow_redirects=True)
    assert "C’est remis" in text_of(put.text)
    assert both(repository) == after
    assert "1 fiche ajoutée, 1 fiche corrigée" in text_of(put.text)
