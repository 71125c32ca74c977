# SPDX-License-Identifier: AGPL-3.0-or-later
"""French typography, ages and acronyms in pages."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from graph.entity import Reader
from graph.entity.known import Known
from graph.layout.text import fit, text_width
from graph.licences import licence_name
from graph.model import Model, Texts
from graph.rdf.dataset import Dataset
from graph.readings.states import DOUBT, NEUTRAL, YES, interval, proof
from graph.text.days import read_day
from web.app.acronyms import Acronym, explain_acronyms
from web.app.filters import age, french, readable, typography
from web.app.values import telephone

WHO = "https://t.example/id/organisation/who"
NOBODY = Reader(Dataset.in_memory((), "https://t.example"), Model((), ()))
N, H = "\u202f", "\u00a0"
CAN = {"CAN": Acronym("CAN", "Coopération <des> acteurs", "", "/glossaire#can")}


@pytest.mark.parametrize(
    ("typed", "set_in_type"),
    [
        ("l'outil d'ici", "l’outil d’ici"),
        ("« libre »", f"«{N}libre{N}»"),
        ("Qui ? Ici ; là !", f"Qui{N}? Ici{N}; là{N}!"),
        ("à noter : ceci", f"à noter{H}: ceci"),
        ("https://exemple.org/a?b:c", "https://exemple.org/a?b:c"),
        ("le 4 février 2021", f"le 4{H}février 2021"),
        ("30 € de 14 h – 17 h", f"30{H}€ de 14{H}h – 17{H}h"),
        ("02 47 00 00 00", f"02{H}47{H}00{H}00{H}00"),
        ("et ainsi...", "et ainsi…"),
    ],
)
def test_french_is_typeset_once_for_all(typed: str, set_in_type: str) -> None:
    assert french(typed) == set_in_type
    assert french(set_in_type) == set_in_type


def test_addresses_code_and_typed_texts_are_left_alone() -> None:
    html = '<p id="l\'un ?">l\'un ?</p><textarea>l\'un ?</textarea><code>a ?</code><script>"a ?"</script>'
    expected = f'<p id="l\'un ?">l’un{N}?</p><textarea>l\'un ?</textarea><code>a ?</code><script>"a ?"</script>'
    assert typography(html) == expected


def test_attributes_that_people_read_are_typeset() -> None:
    html = '<a href="?a=b ?" title="Qui ?" aria-label="Carte : « un »" data-more="{n} de plus : {label}">Qui ?</a>'
    assert typography(html) == (
        f'<a href="?a=b ?" title="Qui{N}?" aria-label="Carte{H}: «{N}un{N}»" '
        f'data-more="{{n}} de plus{H}: {{label}}">Qui{N}?</a>'
    )


def test_a_text_is_typeset_in_its_own_language(town_app: Flask) -> None:
    """French on an English page stays French, whatever is inside; what follows is English again."""
    html = '<p>Why ? <span lang="fr">Pour « qui » ? <span>Et où ?</span> Là !</span> “Here” !</p>'
    with town_app.test_request_context("/?lang=en"):
        assert typography(html) == (
            f'<p>Why? <span lang="fr">Pour «{N}qui{N}»{N}? <span>Et où{N}?</span> Là{N}!</span> “Here”!</p>'
        )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2021, 6, 1), "aujourd’hui"),
        (date(2021, 5, 31), "il y a 1 jour"),
        (date(2021, 5, 12), "il y a 2 semaines"),
        (date(2021, 4, 30), "il y a 1 mois"),
        (date(2020, 4, 2), "il y a 13 mois"),
        (date(2019, 6, 1), "il y a 2 ans"),
        (date(2021, 7, 1), "à venir"),
    ],
)
def test_ages_are_in_words(day: date, said: str) -> None:
    assert age(day, date(2021, 6, 1)) == said


@pytest.mark.parametrize(
    ("known", "tone", "sign", "said"),
    [
        (Known("confirmed", date(2021, 5, 1), WHO), YES, "confirmed", "confirmé en mai 2021"),
        (Known("confirmed", date(2020, 1, 1), WHO), DOUBT, "old", "confirmé en janvier 2020, il y a 17 mois"),
        (Known("said", date(2021, 2, 4)), DOUBT, "said", "dit en février 2021, jamais confirmé"),
        (Known("said", date(2018, 1, 1)), DOUBT, "old", "dit en janvier 2018, jamais confirmé"),
        (Known("said", read_day("2018")), DOUBT, "old", "dit en 2018, jamais confirmé"),
        (Known("said", date(2021, 5, 1), read=True), NEUTRAL, "said", "lu à la source en mai 2021"),
        (Known("said", date(2019, 5, 1), read=True), DOUBT, "old", "lu en mai 2019, il y a 2 ans"),
        (Known("said"), DOUBT, "said", "jamais confirmé"),
        (Known("deduced", rule=Texts("de son nom")), DOUBT, "deduced", "déduit de son nom"),
        (Known("editorial"), NEUTRAL, "editorial", "notre avis"),
    ],
)
def test_a_mark_says_how_a_thing_is_known(known: Known, tone: str, sign: str, said: str) -> None:
    state = proof(NOBODY, known, date(2021, 6, 1))
    assert (state.tone, state.sign, state.text) == (tone, sign, said)


def test_an_interval_says_whether_it_holds() -> None:
    day = date(2021, 6, 1)
    assert interval(None, None, day, "fr") is None
    past, current, coming = (
        interval(*dates, day, "fr")
        for dates in ((date(2020, 1, 1), date(2021, 2, 4)), (date(2020, 1, 1), None), (date(2022, 1, 1), None))
    )
    assert past is not None
    assert (past.tone, past.text) == (NEUTRAL, "2020 – 2021")
    assert current is not None
    assert current.text == "depuis 2020"
    assert coming is not None
    assert coming.tone == DOUBT


@pytest.mark.parametrize(
    ("before", "after"), [("(", "),"), ("« ", " »"), ("«&nbsp;", "&nbsp;»"), ("", "."), ("", " :")], ids=repr
)
def test_signs_stay_on_the_line_of_an_acronym(before: str, after: str) -> None:
    page = explain_acronyms(f"<p>Un groupe {before}CAN{after} puis</p>", CAN, "Lire")
    assert page.startswith(f'<p>Un groupe <span class="one-line">{before}<button')
    assert page.endswith(f"</span>{after}</span> puis</p>")


def test_an_acronym_is_explained_where_a_button_can_stand() -> None:
    html = "<h1>CAN</h1><p>La CAN et la CAN ; <a>CAN</a></p><p>SCANNER CANON CAN</p>"
    page = explain_acronyms(html, CAN, "Lire")
    assert page.count("<button") == 1
    assert page.startswith(
        '<h1>CAN</h1><p>La <button type="button" class="acronym" popovertarget="acronym-can">CAN</button>'
    )
    assert "&lt;des&gt;" in page
    assert "SCANNER CANON CAN</p>" in page


@pytest.mark.parametrize(
    "html",
    [
        "<p><a>CAN</a></p>",
        "<svg><text>CAN</text></svg>",
        "<p><label>CAN</label></p>",
        "<div>CAN</div>",
        "<ol data-plain><li>CAN</li></ol>",
    ],
)
def test_no_button_inside_links_drawings_labels_or_bare_blocks(html: str) -> None:
    assert "<button" not in explain_acronyms(html, CAN, "Lire")


def test_small_texts() -> None:
    assert telephone("+33 2 47 00 00 01") == "02 47 00 00 01"
    assert readable("2021-02-04") == "4 février 2021"
    assert readable("quatre mots tout simples") == "quatre mots tout simples"
    assert licence_name("https://www.etalab.gouv.fr/licence-ouverte-open-licence") == "Licence Ouverte 2.0"
    assert licence_name("http://spdx.org/licenses/AGPL-3.0-or-later") == "AGPL-3.0-or-later"


@pytest.mark.parametrize("room", [40, 90, 140, 400])
def test_a_label_fits_its_room(room: float) -> None:
    text = "Services en ligne libres de Futuretic"
    cut = fit(text, room, 15)
    assert text_width(cut, 15) <= room or len(cut) <= 2
    assert cut == text or cut.endswith("…")


@pytest.mark.parametrize(
    ("html", "typeset"),
    [
        ("<textarea>l'un ?", "<textarea>l'un ?"),
        ("<TEXTAREA>l'un ?</TEXTAREA>l'un ?", f"<TEXTAREA>l'un ?</TEXTAREA>l’un{N}?"),
        ("<preface>l'un ?</preface>", f"<preface>l’un{N}?</preface>"),
        ("<pre>a ?</pre > b ?", f"<pre>a ?</pre > b{N}?"),
        (f"<p>{'Long ? ' * 200}</p>", f"<p>{f'Long{N}? ' * 200}</p>"),
    ],
    ids=["never closed", "in capitals", "a longer name", "a space in the end", "a long text"],
)
def test_elements_left_alone_are_found_whole(html: str, typeset: str) -> None:
    assert typography(html) == typeset
