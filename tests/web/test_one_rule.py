# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command, the page and the API take the same requests and refuse the same ones, with the same sentence."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field

import pytest
from flask import Flask

# How the API, the page and the command call the same thing.
NAMES = {
    "commune": ("commune", "commune", "--commune"),
    "need": ("need", "besoin", "--need"),
    "tool": ("tool", "outil", "--tool"),
    "audience": ("audience", "public", "--audience"),
    "question": ("question", "question", "--question"),
    "mode": ("mode", "mode", "--mode"),
    "date": ("date", "date", "--date"),
    "lang": ("lang", "lang", "--lang"),
    "asker": ("asker", "", "--asker"),
    "limit": ("limit", "", "--limit"),
}


@dataclass(frozen=True)
class WayIn:
    """What is asked, by the names of the API, and a part of the sentence that refuses it ("": it is taken)."""

    asked: dict[str, str | list[str]]
    refused: str = ""
    but: frozenset[str] = field(default_factory=frozenset)


NEED = {"need": "file-sharing"}
PAGE = frozenset({"page"})  # where what is asked has no place
CASES = {
    "a need": WayIn(NEED),
    "a sentence": WayIn({"question": "partager des fichiers", "commune": "Chinon"}),
    "a commune alone": WayIn({"commune": "Chinon"}),
    "soft characters": WayIn({**NEED, "commune": "Chi\u200bnon\ufeff"}),
    "outer spaces": WayIn({**NEED, "commune": "  Chinon "}),
    "empty values": WayIn({**NEED, "commune": "", "date": "", "mode": "", "tool": [""]}),
    "a new pictogram": WayIn({**NEED, "question": "partager \U0001fae8"}),
    "english of Britain": WayIn({**NEED, "lang": "en-GB"}),
    "a real day": WayIn({**NEED, "date": "2021-06-01"}),
    "most values": WayIn({"need": [f"besoin {n}" for n in range(20)]}),
    "nothing": WayIn({"audience": "everyone"}, "Dites ce que l’association cherche", PAGE),
    "too long": WayIn({**NEED, "commune": "a" * 2001}, "fait 2001 caractères : 2000 au plus"),
    "too long for a place": WayIn({**NEED, "commune": "a" * 201}, "Ce nom de lieu est trop long"),
    "a letter": WayIn({"question": "Nous voudrions partager nos fichiers.\n" + "Nous chantons le jeudi. " * 80}),
    "a letter that is too long": WayIn({"question": "mot " * 501}, "fait 2004 caractères : 2000 au plus"),
    "a request for a place": WayIn({"commune": "à Chinon, partager des fichiers"}),
    "an end of line": WayIn({**NEED, "commune": "Chinon\n"}, "un caractère invisible (U+000A)"),
    "a control": WayIn({**NEED, "commune": "Chi\x07non"}, "un caractère invisible (U+0007)"),
    "turned round": WayIn({"question": "partager \u202e"}, "un caractère invisible (U+202E)"),
    "a place that hides": WayIn({**NEED, "commune": "Chinon\u2066"}, "un caractère invisible (U+2066)"),
    "too many": WayIn({"need": [f"besoin {n}" for n in range(21)]}, "est donné 21 fois : 20 au plus"),
    "no such day": WayIn({**NEED, "date": "2021-02-30"}, "La date « 2021-02-30 » ne se lit pas"),
    "a day without dashes": WayIn({**NEED, "date": "20210601"}, "La date « 20210601 » ne se lit pas"),
    "a week": WayIn({**NEED, "date": "2021-W22-2"}, "La date « 2021-W22-2 » ne se lit pas"),
    "other digits": WayIn({**NEED, "date": "２０２１-06-01"}, "ne se lit pas"),
    "no such place": WayIn({**NEED, "commune": "Zzyzx"}, "Aucun lieu ne s’appelle « Zzyzx »"),
    "several places": WayIn({**NEED, "commune": "Saint-Aubin"}, "« Saint-Aubin »"),
    "no such mode": WayIn({**NEED, "mode": "par pigeon"}, "par pigeon"),
    "no such asker": WayIn({**NEED, "asker": "moi"}, "« moi » n’est pas une valeur de « asker »", PAGE),
    "no answer": WayIn({**NEED, "limit": "0"}, "est un nombre entre 1 et 50, pas « 0 »", PAGE),
    "too many answers": WayIn({**NEED, "limit": "51"}, "est un nombre entre 1 et 50, pas « 51 »", PAGE),
    "a number in words": WayIn({**NEED, "limit": "dix"}, "est un nombre entre 1 et 50, pas « dix »", PAGE),
}


def _asked(case: WayIn, place: int) -> list[tuple[str, str]]:
    pairs = []
    for name, values in case.asked.items():
        own = NAMES[name][place]
        pairs += [(own, value) for value in (values if isinstance(values, list) else [values])]
    return pairs


def _plain(text: str) -> str:
    """The sentence with the names of the API, and spaces as they are typed."""
    text = re.sub(r"\s+", " ", text).strip()
    for api, page, _ in NAMES.values():
        text = text.replace(f"« {page} »", f"« {api} »")
    return text


def _by_api(app: Flask, case: WayIn) -> str:
    answer = app.test_client().get("/api/v1/referrals", query_string=_asked(case, 0))
    assert answer.status_code in {200, 400, 404}, answer.text
    return "" if answer.status_code == 200 else answer.json["detail"]


def _by_page(app: Flask, case: WayIn) -> str:
    answer = app.test_client().get("/orientation", query_string=_asked(case, 1))
    assert answer.status_code in {200, 400, 404}
    text = html.unescape(re.sub(r"<[^>]*>", "", answer.text.partition("<main")[2]))
    return "" if answer.status_code == 200 else text


def _by_command(app: Flask, case: WayIn) -> str:
    words = [word for pair in _asked(case, 2) for word in pair]
    done = app.test_cli_runner().invoke(args=["refer", "--json", *words])
    if done.exit_code == 0:
        assert json.loads(done.stdout)["situation"]
    return "" if done.exit_code == 0 else done.stderr.removeprefix("Erreur : ")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_all_ways_in_take_and_refuse_the_same(town_app: Flask, case: WayIn) -> None:
    ways = {"API": _by_api, "page": _by_page, "command": _by_command}
    told = {name: _plain(ask(town_app, case)) for name, ask in ways.items() if name not in case.but}
    if not case.refused:
        assert set(told.values()) == {""}
        return
    assert case.refused in told["API"]
    assert told["command"].startswith(told["API"])
    if "page" in told:
        assert case.refused in told["page"]
        assert told["API"].partition(" : ")[0] in told["page"]  # what there is to choose from is shown as links
