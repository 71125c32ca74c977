# SPDX-License-Identifier: AGPL-3.0-or-later
"""The language of a text, where it is not that of the page."""

from __future__ import annotations

import csv

import pytest

from graph.entity import Reader
from graph.readings.tongue import tongue
from graph.settings import ROOT
from tests.conftest import dataset_of
from tests.instances import model as shared_model

OTHERS = {
    "queremos hacer una página web para nuestra asociación": "es",
    "necesitamos ayuda con la contabilidad de la asociación": "es",
    "wir brauchen eine Webseite für unseren Verein": "de",
    "vogliamo fare un sito per la nostra associazione": "it",
    "нам потрібен сайт для асоціації": "uk",
    "نريد موقعا لجمعيتنا": "ar",
    "یک اتاق برای جلسه می‌خواهیم": "other",
    "χρειαζόμαστε μια αίθουσα": "other",
}


def reader(lang: str = "fr") -> Reader:
    return Reader(dataset_of(ROOT / "tests" / "ecosystem.ttl"), shared_model(), lang)


@pytest.mark.parametrize("text", OTHERS)
def test_a_language_that_is_not_read_offers_words_of_those_that_are(text: str) -> None:
    found = tongue(reader(), text)
    assert found is not None
    assert (found.code, found.read) == (OTHERS[text], False)
    assert ("communicate", ("Communiquer et échanger", "Communicate")) in found.words


def test_english_on_the_french_page_leads_to_the_english_one() -> None:
    found = tongue(reader(), "we need a website for our association")
    assert found is not None
    assert (found.code, found.read) == ("en", True)
    assert tongue(reader("en"), "we need a website for our association") is None


@pytest.mark.parametrize("text", ["le drive", "Google Drive", "newsletter", "mailing list pour le club", "37100 2"])
def test_words_that_any_language_has_are_no_other_language(text: str) -> None:
    assert tongue(reader(), text) is None


def test_french_phrasings_are_french() -> None:
    lines = (ROOT / "benchmarks" / "phrasings" / "tuned-on.tsv").read_text(encoding="utf-8").splitlines()
    found = [row["typed"] for row in csv.DictReader(lines, delimiter="\t") if tongue(reader(), row["typed"])]
    assert {text.split()[0] for text in found} <= {"How", "we", "Necesitamos", "Wie"}
