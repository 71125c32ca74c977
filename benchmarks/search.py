# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search over many labels with one typing error: this index, tantivy, and trigram postings with rapidfuzz, in one run.

`python -m benchmarks.search [--labels 100000] [--queries 1000] [--seed 20]`. Each peer has its own process, so that
memory is its own; all are given the same labels and queries. A query is a whole label with exactly one error: a letter
inserted, deleted, replaced, or two neighbours exchanged, anywhere, spaces included.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import time
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from graph.search import Entry, SearchIndex
from graph.territory import Territories
from graph.text.folding import fold

ALPHABET = "abcdefghijklmnopqrstuvwxyzéè' "
# fmt: off
ACTIVITIES = (
    "tennis", "tennis de table", "football", "handball", "judo", "pétanque", "randonnée", "cyclotourisme", "natation",
    "danse", "théâtre", "chorale", "musique", "lecture", "jardinage", "photographie", "échecs", "informatique",
    "couture", "cuisine", "yoga", "gymnastique volontaire", "escrime", "basket", "badminton", "pêche", "chasse",
    "apiculture", "généalogie", "patrimoine", "astronomie", "modélisme", "tir à l'arc", "athlétisme",
)
PATTERNS = (
    "Club de {activity} de {place}", "Association {activity} de {place}", "{place} {activity} club",
    "École de {activity} de {place}", "Les Amis de {place}", "Comité des fêtes de {place}",
    "Amicale laïque de {place}", "Maison des associations de {place}", "Foyer rural de {place}",
    "Union sportive de {place}", "Familles rurales de {place}", "Médiathèque de {place}",
    "Espace public numérique de {place}", "Centre social de {place}", "Mission locale de {place}",
    "Fablab de {place}", "Association des parents d'élèves de {place}", "Club informatique et multimédia de {place}",
    "Harmonie de {place}", "Secours populaire de {place}", "Restaurants du cœur de {place}",
    "Point d'appui à la vie associative de {place}", "Amicale des sapeurs-pompiers de {place}",
    "Les Jardins partagés de {place}", "Atelier {activity} et loisirs de {place}",
)
# fmt: on


@dataclass(frozen=True)
class Figures:
    """What one peer did: share of queries whose label is among the ten first, milliseconds, megabytes."""

    name: str
    recall: float
    p50: float
    p95: float
    build: float
    memory: float


def make_labels(count: int, chance: random.Random) -> list[str]:
    """Distinct names of associations in real communes."""
    territories = Territories.load(area=["37"])
    places = [place.name for place in territories.all("commune")]
    found: dict[str, None] = {}
    while len(found) < count:
        label = chance.choice(PATTERNS).format(activity=chance.choice(ACTIVITIES), place=chance.choice(places))
        found[label] = None
    return list(found)


def misspell(text: str, chance: random.Random) -> str:
    """The text with exactly one error that still shows once case and accents are set aside."""
    while True:
        place, letter = chance.randrange(len(text)), chance.choice(ALPHABET)
        other = chance.choice(
            (
                text[:place] + letter + text[place:],
                text[:place] + text[place + 1 :],
                text[:place] + letter + text[place + 1 :],
                text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :],
            )
        )
        if fold(other) != fold(text):
            return other


Search = Callable[[str], list[int]]


def build_own(labels: list[str]) -> Search:
    """The index of this project."""
    index = SearchIndex(Entry(str(number), label, "organisation", label, 1.0) for number, label in enumerate(labels))
    return lambda query: [int(hit.iri) for hit in index.search(query, 10)]


def build_tantivy(labels: list[str]) -> Search:
    """tantivy in memory: a fuzzy query (one edit, exchanges counted as one) for each word, best ten by BM25."""
    import tantivy

    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("label", stored=False, tokenizer_name="folded")
    builder.add_unsigned_field("number", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    index.register_tokenizer(
        "folded", analyzer.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()
    )
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for number, label in enumerate(labels):
        writer.add_document(tantivy.Document(label=[label], number=[number]))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> list[int]:
        terms = [tantivy.Query.fuzzy_term_query(schema, "label", word) for word in fold(query).split()]
        found = searcher.search(tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms]), 10)
        return [searcher.doc(address)["number"][0] for _, address in found.hits]

    return search


def trigrams(text: str) -> set[str]:
    """Runs of three characters of the padded text."""
    padded = f"  {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def build_trigrams(labels: list[str]) -> Search:
    """Trigram postings, shared trigrams counted from the rarest, the 200 best compared by rapidfuzz."""
    keys = [fold(label) for label in labels]
    postings: dict[str, array[int]] = {}
    for number, key in enumerate(keys):
        for trigram in trigrams(key):
            postings.setdefault(trigram, array("I")).append(number)

    def search(query: str) -> list[int]:
        key = fold(query)
        shared: Counter[int] = Counter()
        for posting in sorted((postings[trigram] for trigram in trigrams(key) if trigram in postings), key=len)[:12]:
            shared.update(posting)
        choices = {number: keys[number] for number, _ in shared.most_common(200)}
        return [number for _, _, number in process.extract(key, choices, scorer=fuzz.ratio, limit=10)]

    return search


PEERS: dict[str, Callable[[list[str]], Search]] = {
    "tisserand": build_own,
    "tantivy": build_tantivy,
    "trigrams + rapidfuzz": build_trigrams,
}


def resident() -> float:
    """Resident memory of this process, megabytes (Linux; 0 elsewhere)."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 1e6 if status.exists() else 0.0


def measure(name: str, labels: list[str], queries: list[tuple[int, str]]) -> Figures:
    """Builds one peer and asks it every query."""
    before, started = resident(), time.perf_counter()
    search = PEERS[name](labels)
    build, memory = time.perf_counter() - started, resident() - before
    for _, query in queries[:20]:
        search(query)
    times, right = [], 0
    for number, query in queries:
        started = time.perf_counter()
        found = search(query)
        times.append((time.perf_counter() - started) * 1000)
        right += number in found
    cuts = statistics.quantiles(times, n=20)
    return Figures(name, right / len(queries), statistics.median(times), cuts[18], build, memory)


def compare(labels: list[str], queries: list[tuple[int, str]]) -> list[Figures]:
    """The figures of every peer, one process each, one after the other."""
    context = multiprocessing.get_context("fork")
    figures = []
    for name in PEERS:
        with context.Pool(1) as pool:
            figures.append(pool.apply(measure, (name, labels, queries)))
    return figures


def main(arguments: list[str] | None = None) -> list[Figures]:
    """Prints the table; the bar is recall@10 of 0.98 and a median of 5 ms on 100,000 labels."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, default in (("labels", 100_000), ("queries", 1000), ("seed", 20)):
        parser.add_argument(f"--{option}", type=int, default=default)
    options: Any = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    labels = make_labels(options.labels, chance)
    chosen = chance.sample(range(len(labels)), min(options.queries, len(labels)))
    figures = compare(labels, [(number, misspell(labels[number], chance)) for number in chosen])
    print(f"{len(labels)} labels, {len(chosen)} queries with one typing error, seed {options.seed}")
    print(f"{'':22}recall@10   p50 ms   p95 ms   build s   memory MB")
    for row in figures:
        print(f"{row.name:22}{row.recall:9.3f}{row.p50:9.2f}{row.p95:9.2f}{row.build:10.2f}{row.memory:12.0f}")
    return figures


if __name__ == "__main__":
    main()
