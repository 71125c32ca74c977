# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the API is whole: strict schemas, examples that are answered, statuses that occur."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.examples import REQUESTS, answers
from graph.errors import InvalidInput
from graph.text.characters import SOFT
from graph.text.typed import check
from tests.applications import description
from tests.instances import observatory, territories
from web.api._examples import FILE, shown
from web.api._parts import TEXT, WORDS

DOCUMENT = description()
KEPT = shown(observatory(), territories()).kept
OPERATIONS = {path: item["get"] for path, item in DOCUMENT["paths"].items()}
# Objects whose names are data: a document of another standard, and the communes by state.
OPEN = {"Description"}
WRONG = {
    "/search": {"400": "q=", "404": "q=can&kind=planet"},
    "/referrals": {"400": "need=visio&date=hier"},
    "/neighbours": {"400": "id=network/can&depth=9", "404": "id=network/zzz"},
    "/path": {"400": "from=network/can", "404": "from=network/can&to=network/zzz"},
    "/changes": {"400": "since=hier"},
    "/coverage": {"400": "by=planet"},
    "/criteria": {"400": "zzz=1"},
    "/crossing": {"400": "source=zzz"},
    "/disagreements": {"400": "zzz=1", "404": "id=network/zzz"},
    "/openapi.json": {"400": "zzz=1"},
    "/proposals": {"400": "follow=", "404": f"follow=1-{'0' * 32}"},
}


def checker(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    whole = {**schema, "components": DOCUMENT["components"]}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def content(operation: dict[str, Any], status: str = "200") -> dict[str, Any]:
    response = operation["responses"][status]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    (found,) = response["content"].values()
    return found


def objects(schema: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield where, schema
        for name, inner in schema.items():
            yield from objects(inner, f"{where}/{name}")
    elif isinstance(schema, list):
        for rank, inner in enumerate(schema):
            yield from objects(inner, f"{where}/{rank}")


def test_objects_hold_what_is_said_and_nothing_else() -> None:
    found = dict(objects(DOCUMENT["components"]["schemas"]))
    assert len(found) > 20
    loose = {where for where, schema in found.items() if "additionalProperties" not in schema}
    assert {where.split("/")[1] for where in loose} <= OPEN


def test_every_parameter_is_described_with_an_example_that_is_valid() -> None:
    for path, operation in OPERATIONS.items():
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])
            checker(parameter["schema"]).validate(parameter["example"])


# A mark is of one instance alone: it follows nothing anywhere else.
@pytest.mark.parametrize("path", [path for path in OPERATIONS if path != "/proposals"])
def test_every_example_is_answered_as_described(touraine_app: Flask, path: str) -> None:
    operation, client = OPERATIONS[path], touraine_app.test_client()
    given = {item["name"]: item["example"] for item in operation["parameters"]}
    needed = {item["name"]: item["example"] for item in operation["parameters"] if item["required"]}
    if path == "/referrals":
        needed = {"need": given["need"]}
    for asked in (given, *({**needed, name: value} for name, value in given.items())):
        response = client.get(f"/api/v1{path}", query_string=asked)
        assert response.status_code == 200, (asked, response.json)
        checker(content(operation)["schema"]).validate(response.json)


@pytest.mark.parametrize("name", REQUESTS)
def test_the_answer_given_as_an_example_follows_its_schema(name: str) -> None:
    found = content(OPERATIONS[f"/{name}"])
    (example,) = found["examples"].values()
    checker(found["schema"]).validate(example["value"])


def test_examples_are_what_is_answered_today(touraine_app: Flask) -> None:
    assert answers(touraine_app.test_client()) == KEPT, f"python -m docs.examples writes {FILE}"


def test_examples_are_given_under_the_address_of_the_instance() -> None:
    moved = description("https://carte.example")
    assert "http://localhost:5000" not in str(moved)
    assert "https://carte.example/id/network/can" in str(moved)


@pytest.mark.parametrize(
    ("path", "status"), [(path, status) for path, wrong in WRONG.items() for status in wrong], ids=lambda value: value
)
def test_described_problems_occur(touraine_app: Flask, path: str, status: str) -> None:
    response = touraine_app.test_client().get(f"/api/v1{path}?{WRONG[path][status]}")
    assert str(response.status_code) == status
    found = content(OPERATIONS[path], status)
    assert response.mimetype in OPERATIONS[path]["responses"][status].get("content", {"application/problem+json": 0})
    checker(found["schema"]).validate(response.json)


def test_every_problem_described_is_tried_here_or_may_meet_any_call() -> None:
    for path, operation in OPERATIONS.items():
        described = set(operation["responses"]) - {"200", "304", "429", "503"}
        assert described == set(WRONG.get(path, {"400": ""})), path


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_are_refused_with_those_there_are(touraine_app: Flask, method: str) -> None:
    response = touraine_app.test_client().open("/api/v1/search?q=can", method=method.upper())
    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_links_lead_to_operations_by_parameters_they_take() -> None:
    by_name = {operation["operationId"]: operation for operation in OPERATIONS.values()}
    links = [link for item in OPERATIONS.values() for link in item["responses"]["200"].get("links", {}).values()]
    assert len(links) >= 5
    for link in links:
        taken = {item["name"] for item in by_name[link["operationId"]]["parameters"]}
        assert set(link["parameters"]) <= taken


def test_texts_are_described_as_they_are_checked() -> None:
    refused = re.compile(TEXT["pattern"])
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if 0xD800 <= code <= 0xDFFF or code == 10:
            continue
        try:
            check("q", [f"a{character}"])
            accepted = True
        except InvalidInput:
            accepted = False
        described = bool(refused.match(f"a{character}"))
        # A few places that Unicode keeps for more of the same are described as refused, and not refused yet.
        assert described == accepted or (accepted and 0x13430 <= code <= 0x1343F), hex(code)
    assert not re.match(WORDS["pattern"], " \u00ad" + "".join(map(chr, SOFT)))


@settings(max_examples=60)
@given(text=st.text(max_size=40), name=st.sampled_from(["commune", "mode", "question", "tool"]))
def test_any_text_is_answered_or_refused_by_name(touraine_app: Flask, text: str, name: str) -> None:
    response = touraine_app.test_client().get("/api/v1/referrals", query_string={"need": "visio", name: text})
    assert response.status_code in {200, 400, 404}
    if response.status_code == 200:
        checker(content(OPERATIONS["/referrals"])["schema"]).validate(response.json)
    else:
        assert response.json["parameter"] == name
        checker(content(OPERATIONS["/referrals"], "400")["schema"]).validate(response.json)


@settings(max_examples=40)
@given(text=st.text(max_size=40), name=st.sampled_from(["territory", "theme", "epci", "date"]))
def test_any_text_about_coverage_is_refused_by_name(touraine_app: Flask, text: str, name: str) -> None:
    response = touraine_app.test_client().get("/api/v1/coverage", query_string={"theme": "learn"} | {name: text})
    assert response.status_code in {200, 400}
    assert response.status_code == 200 or response.json["parameter"] == name
