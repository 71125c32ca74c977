# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each failure of ours is one record of the log, under the number that the page shows; nothing in it of who asked."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, request

from graph.database import failures
from graph.errors import StorageError
from graph.storage.journal import CHANGES
from tests.applications import filled
from tests.web.conftest import TOWN
from web.app.front_door import Discreet, incident_of
from web.app.rights import PUBLIC, asks
from web.app.traces import DiscreetFormatter

CANARY = "canari-7f3e"
FORM = {"besoin": f"{CANARY} dans la phrase", CANARY: "x"}
HEADERS = {"Cookie": f"tisserand-session={CANARY}", "User-Agent": CANARY, "X-Forwarded-For": CANARY, "Referer": CANARY}
NUMBER = re.compile(r"\b[0-9a-f]{8}\b")


def _key() -> object:
    return {}[request.args["q"]]


def _number() -> object:
    return int(request.values["besoin"])


def _attribute() -> object:
    return None.slug  # type: ignore[attr-defined]


def _nested() -> object:
    try:
        return _key()
    except KeyError as error:
        raise RuntimeError(request.args["q"]) from error


def _database() -> object:
    with failures("Le journal"):
        journal = _app().extensions["tisserand"].repository.journal
        with journal.reading() as connection:
            return connection.execute(CHANGES.insert().values(number=1, at=request.args["q"], author=CANARY)).rowcount


def _storage() -> object:
    raise StorageError("Le journal n’est plus là.")


def _refused() -> object:
    return abort(503)


def _app() -> Flask:
    from flask import current_app

    return current_app


KINDS: dict[str, Callable[[], object]] = {
    "key": _key, "number": _number, "attribute": _attribute, "nested": _nested, "database": _database,
    "storage": _storage, "refused": _refused,
}  # fmt: skip


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application of which some addresses fail, each in its own way."""
    folder: Path = tmp_path_factory.mktemp("failing")
    app = filled(folder, TOWN)
    for kind, fail in KINDS.items():
        view = asks(PUBLIC)(lambda secret, fail=fail: fail())
        app.add_url_rule(f"/essai/{kind}/<secret>", kind, view, methods=["GET", "POST"])

    @app.after_request
    def break_off(response: Any) -> Any:
        if "X-Late" in request.headers:
            raise ValueError(request.headers["X-Late"])
        return response

    app.extensions["tisserand"].prepare()
    yield app
    app.extensions["tisserand"].close()


def _told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The records as the server writes them."""
    return [DiscreetFormatter("%(message)s").format(record) for record in caplog.records]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_failure_is_one_record_under_the_number_of_the_page(
    failing: Flask, caplog: pytest.LogCaptureFixture, kind: str, method: str
) -> None:
    for accept in ("text/html", "application/json"):
        caplog.clear()
        client = failing.test_client(use_cookies=False)
        data = FORM if method == "POST" else None
        answer = client.open(
            f"/essai/{kind}/{CANARY}?q={CANARY}&besoin={CANARY}", method=method, data=data,
            headers={**HEADERS, "Accept": accept}, environ_base={"REMOTE_ADDR": "203.0.113.77"},
        )  # fmt: skip
        assert answer.status_code in {500, 503}
        number = answer.get_json(force=True)["number"] if "json" in answer.mimetype else NUMBER.findall(answer.text)[-1]
        told = _told(caplog)
        # What watches whether the journal can be written tells it of its own accord, without a number.
        (record,) = [text for text in told if NUMBER.search(text)]
        assert number in record
        assert f"{method} /essai/{kind}/<secret>" in record
        assert CANARY not in "".join(told)
        assert "203.0.113.77" not in "".join(told)


def test_where_it_happened_is_told_and_what_python_says_of_the_code(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    failing.test_client().get("/essai/attribute/x")
    failing.test_client().get(f"/essai/nested/x?q={CANARY}")
    code, nested = [text for text in _told(caplog) if NUMBER.search(text)]
    assert "AttributeError: 'NoneType' object has no attribute 'slug'" in code
    assert "in _attribute" in code
    assert re.search(r"\nKeyError\npuis :\n(.|\n)*\nRuntimeError$", nested)


def test_an_answer_that_fails_after_it_was_made_is_told_too(failing: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        answer = failing.test_client().get("/glossaire", headers={"X-Late": CANARY})
    assert answer.status_code == 500
    assert CANARY not in "".join(_told(caplog))
    (number,) = {found for text in _told(caplog) for found in NUMBER.findall(text)}
    assert number in answer.text


def test_an_answer_that_breaks_off_on_its_way_is_told_without_its_address() -> None:
    record = logging.LogRecord("waitress", logging.ERROR, "", 0, f"Exception while serving /entrer/{CANARY}", (), None)
    assert Discreet().filter(record)
    assert NUMBER.findall(record.getMessage()) == [incident_of(500)]
    assert CANARY not in record.getMessage()


def test_the_number_of_an_answer_that_broke_off_is_not_that_of_the_next_one(caplog: pytest.LogCaptureFixture) -> None:
    record = logging.LogRecord("waitress", logging.ERROR, "", 0, "Exception while serving /", (), None)
    assert Discreet().filter(record)  # it had begun to leave: no page shows the number
    number = incident_of(501)
    assert number not in record.getMessage()
    assert [number] == [found for text in _told(caplog) for found in NUMBER.findall(text)]
