# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published questions: found, asked of the public facts alone, answered within bounds on the day that is asked."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from exports.queries import PublishedQuestion, ask, question_named, questions, read, table
from graph.errors import ModelError, StorageError, UnknownThing
from graph.namespaces import EDTF, ORG, SCHEMA, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact
from tests.instances import DAY, TOWN, fact, label

SUMMER = date(2021, 6, 1)
GOOD = """# order: 5
# title@fr: Quoi
# description@fr: Tout.
SELECT ?s ?day WHERE { ?s ?p ?o }
LIMIT 10
"""


def rows(answer: bytes) -> list[dict[str, str]]:
    """The rows of the table, by column."""
    return list(csv.DictReader(table(answer).decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.slug)
def test_a_question_says_what_it_tells_and_answers_in_a_standard_form(
    question: PublishedQuestion, dataset: Dataset
) -> None:
    for lang in ("fr", "en"):
        assert question.title(lang)[1] == question.description(lang)[1] == lang
    assert question.title("br") == question.title("fr")
    answer = ask(question, dataset, SUMMER)
    found = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) == len(rows(answer)) > 0
    assert {row["day"] for row in rows(answer)} == {"2021-06-01"}


def test_members_of_networks_follow_the_day(dataset: Dataset) -> None:
    def networks_of_group(day: date) -> set[str]:
        told = rows(ask(question_named("members-of-networks"), dataset, day))
        return {row["network_name"] for row in told if row["member"].endswith("working-group/accueils")}

    assert networks_of_group(date(2020, 6, 1)) == {"Le Cercle Exemple"}
    assert networks_of_group(SUMMER) == {"La Trame Exemple"}


@pytest.mark.parametrize(
    ("name", "kind", "column", "thing"),
    [
        ("members-of-networks", ORG.Membership, "member", "working-group/accueils"),
        ("who-hosts-what", SCHEMA.WebApplication, "service", "instance/libre-date-new"),
    ],
)
def test_what_is_only_announced_is_not_there(dataset: Dataset, name: str, kind: str, column: str, thing: str) -> None:
    question = question_named(name)
    assert [row for row in rows(ask(question, dataset, SUMMER)) if row[column].endswith(thing)]
    assert rows(ask(question, announced(dataset, kind), SUMMER)) == []


def test_a_service_that_is_only_announced_meets_no_need(dataset: Dataset) -> None:
    told = rows(ask(question_named("needs-nobody-answers"), announced(dataset, SCHEMA.Service), SUMMER))
    assert "fab-making" in {row["need"].rpartition("/")[2] for row in told}


def announced(dataset: Dataset, kind: str) -> Dataset:
    """The same facts, with everything of a class only planned."""
    planned = [Fact(iri, TIS.state, VOCABULARY["state/announced"], "") for iri in dataset.instances(kind)]
    return Dataset.in_memory([*dataset.facts(), *planned], dataset.base)


@pytest.mark.parametrize("state", ["envisaged", "to-confirm", "interrupted", "done"])
def test_what_was_only_wished_for_or_has_stopped_is_no_membership(dataset: Dataset, state: str) -> None:
    told = [Fact(iri, TIS.state, VOCABULARY[f"state/{state}"], "") for iri in dataset.instances(ORG.Membership)]
    here = Dataset.in_memory([*dataset.facts(), *told], dataset.base)
    assert rows(ask(question_named("members-of-networks"), here, SUMMER)) == []


@pytest.mark.parametrize(
    ("path", "said", "there"),
    [
        (SCHEMA.endDate, "[..2021-05-31]", False),
        (SCHEMA.endDate, "[..2020]", False),
        (SCHEMA.endDate, "[2021-05-31..]", True),
        (SCHEMA.startDate, "[..2021-05-31]", True),
        (SCHEMA.startDate, "[2021-07-01..]", False),
    ],
    ids=["ended then at the latest", "ended that year at the latest", "ends later than that", "began by then", "later"],
)
def test_a_bound_is_read_as_the_interval_that_it_is(dataset: Dataset, path: str, said: str, there: bool) -> None:
    question, membership = question_named("members-of-networks"), "membership/bilan-in-cercle"
    bounded = fact(membership, path, ox.Literal(said, datatype=ox.NamedNode(EDTF)))
    found = rows(ask(question, Dataset.in_memory([*dataset.facts(), bounded], dataset.base), SUMMER))
    assert any(row["member"].endswith("organisation/bilan") for row in found) is there


def test_needs_that_nobody_answers_are_not_those_that_somebody_does(dataset: Dataset) -> None:
    told = rows(ask(question_named("needs-nobody-answers"), dataset, SUMMER))
    needs = {row["need"].rpartition("/")[2] for row in told}
    assert "fab-making" not in needs  # met by a service
    assert "large-files" not in needs  # a wider need is met
    assert "own-domain" in needs
    assert all(row["name"] and row["theme"] for row in told)


def test_online_services_that_closed_are_hosted_by_nobody(dataset: Dataset) -> None:
    def hosted(day: date) -> set[str]:
        return {row["name"] for row in rows(ask(question_named("who-hosts-what"), dataset, day))}

    assert "Nouvelles dates d’Exemple" in hosted(SUMMER)
    assert "Nouvelles dates d’Exemple" not in hosted(date(2020, 6, 1))
    assert "Dates d’Exemple" not in hosted(SUMMER)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("# title@fr: Quoi\n", "", "# title@fr:"),
        ("# order: 5\n", "", "# order:"),
        ("LIMIT 10\n", "", "LIMIT"),
        ("LIMIT 10\n", "LIMIT 10001\n", "LIMIT"),
        ("?s ?day", "?s", "day"),
        ("SELECT ?s", "SELEKT ?s", "SPARQL"),
        ("{ ?s ?p ?o }", "{ SERVICE <https://elsewhere.example/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT ?s ?day WHERE", "CONSTRUCT { ?s ?p ?day } WHERE", "SELECT"),
    ],
    ids=["no title", "no order", "no limit", "a limit too high", "no day", "no query", "elsewhere", "no rows"],
)
def test_a_file_that_is_no_question_is_named(old: str, new: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "what.rq"
    path.write_text(GOOD, encoding="utf-8")
    assert read(path).slug == "what"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ModelError) as told:
        read(path)
    assert why in str(told.value)


def test_who_asks_is_not_kept_waiting(dataset: Dataset) -> None:
    pairs = "SELECT ?a ?day WHERE { ?a ?p ?b . ?c ?q ?d FILTER (?b = CONCAT(STR(?d), 'no')) }\nLIMIT 10\n"
    long = PublishedQuestion("pairs", 1, {"fr": "Paires"}, {"fr": "Paires."}, pairs)
    with pytest.raises(StorageError, match="trop de temps"):
        ask(long, dataset, DAY, seconds=0)


def test_cells_that_a_spreadsheet_would_calculate_are_disarmed() -> None:
    facts = [label("tool/sum", "=1+1"), fact("tool/sum", "urn:about", "tool/sum", TOWN)]
    told = PublishedQuestion("names", 1, {}, {}, "SELECT ?o ?day WHERE { ?s ?p ?o FILTER isLiteral(?o) }\nLIMIT 10\n")
    assert "'=1+1" in table(ask(told, Dataset.in_memory(facts, "http://localhost:5000"), DAY)).decode("utf-8-sig")


def test_a_name_that_no_question_has_is_answered_by_those_that_are() -> None:
    with pytest.raises(UnknownThing, match="who-hosts-what"):
        question_named("zzz")
