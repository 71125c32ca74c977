# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published questions: one SPARQL file each, asked of the public dataset on a day, answered as CSV or as JSON.

A file `<name>.rq` begins with comments: `# order: 10`, and `# title@fr: …`, `# description@fr: …` in each language.
Its query is a SELECT with a LIMIT, and gives back `?day`, the only thing that is ever put into it: as a value, never
as text. Names are given in French; the default graph is all that is public.
"""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph.errors import ModelError, StorageError, UnknownThing
from graph.rdf.dataset import Dataset, date_literal
from graph.text.cells import unrun
from graph.text.wording import Phrase

FOLDER = Path(__file__).parent
SECONDS = 10.0  # after which whoever asked is told to come back
MOST = 10_000  # rows of an answer
HEADER = re.compile(r"^# (order|title|description)(?:@([a-z]{2,3}))?: (.+)$", re.MULTILINE)
LIMIT = re.compile(r"^LIMIT (\d+)\s*\Z", re.MULTILINE)
DAY = ox.Variable("day")
TOO_LONG = Phrase("Cette question demande trop de temps pour l’instant : recommencez dans quelques minutes.")
UNKNOWN = Phrase("Aucune question publiée ne s’appelle « {name} ». Celles qui existent : {known}.")


@dataclass(frozen=True)
class PublishedQuestion:
    """A published question; `titles` and `descriptions` are by language, French always among them."""

    slug: str
    order: int
    titles: dict[str, str]
    descriptions: dict[str, str]
    sparql: str

    def title(self, lang: str) -> tuple[str, str]:
        """How it is called, and in which language that is: French where it is not said in the one asked."""
        return _said(self.titles, lang)

    def description(self, lang: str) -> tuple[str, str]:
        """What it tells, and in which language."""
        return _said(self.descriptions, lang)


def _said(texts: dict[str, str], lang: str) -> tuple[str, str]:
    found = lang if lang in texts else "fr"
    return texts[found], found


@cache
def questions() -> tuple[PublishedQuestion, ...]:
    """Every published question, in the order to offer them."""
    return tuple(sorted(map(read, FOLDER.glob("*.rq")), key=lambda question: question.order))


def question_named(name: str) -> PublishedQuestion:
    """The published question of that name; raises UnknownThing naming those that exist."""
    found = next((question for question in questions() if question.slug == name), None)
    if found is None:
        known = ", ".join(question.slug for question in questions())
        raise UnknownThing(UNKNOWN(name=name, known=known), field="name")
    return found


def read(path: Path) -> PublishedQuestion:
    """The question of a file; raises ModelError where something of it is missing."""
    text = path.read_text(encoding="utf-8")
    told: dict[str, dict[str, str]] = {"order": {}, "title": {}, "description": {}}
    for name, lang, said in HEADER.findall(text):
        told[name][lang or "fr"] = said
    missing = [f"# {name}@fr:" for name in ("title", "description") if "fr" not in told[name]]
    missing += [] if told["order"].get("fr", "").isdigit() else ["# order:"]
    limit = LIMIT.search(text)
    missing += [] if limit and int(limit[1]) <= MOST else [f"LIMIT {MOST}"]
    if missing:
        raise ModelError(f"La question {path.name} n’a pas « {missing[0]} » : ajoutez-le.")
    if re.search(r"\bSERVICE\b", text):
        raise ModelError(f"La question {path.name} interroge un autre site : ôtez-en « SERVICE ».")
    try:
        _asked(ox.Store(), text, date.min)
    except (SyntaxError, RuntimeError) as error:
        raise ModelError(f"La question {path.name} n’est pas du SPARQL, ou ne rend pas « ?day » : {error}") from error
    return PublishedQuestion(path.stem, int(told["order"]["fr"]), told["title"], told["description"], text)


def ask(question: PublishedQuestion, dataset: Dataset, day: date, seconds: float = SECONDS) -> bytes:
    """The answer on a day, in the JSON of SPARQL results; give the public dataset, nothing is filtered here.

    Raises StorageError when it takes too long: then nobody waits for it any more.
    """

    def answer() -> bytes:
        found = _asked(dataset.shown_store, question.sparql, day)
        return found.serialize(format=ox.QueryResultsFormat.JSON) or b""

    return _in_time(answer, seconds)


def _asked(store: ox.Store, sparql: str, day: date) -> ox.QuerySolutions:
    found = store.query(sparql, use_default_graph_as_union=True, substitutions={DAY: date_literal(day)})
    if isinstance(found, ox.QuerySolutions):
        return found
    del found  # what the store gives may be let go of in its own thread only, and an error would keep it
    raise ModelError("Une question publiée rend des lignes : commencez-la par « SELECT ».")


def _in_time(answer: Callable[[], bytes], seconds: float) -> bytes:
    """What is answered within so many seconds; the store cannot be stopped, but who asked is not kept waiting."""
    found: list[bytes | Exception] = []

    def work() -> None:
        try:
            found.append(answer())
        except Exception as error:  # told to whoever waits, below
            found.append(error.with_traceback(None))  # which would keep what the store gave

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(seconds)
    if not found:
        raise StorageError(TOO_LONG())
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def table(answer: bytes) -> bytes:
    """The same answer for spreadsheets: UTF-8 with a byte order mark, commas, nothing that would be calculated."""
    told: dict[str, Any] = json.loads(answer)
    columns = told["head"]["vars"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in told["results"]["bindings"]:
        cells = [row[name]["value"] if name in row else "" for name in columns]
        writer.writerow([unrun(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
