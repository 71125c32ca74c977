# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seals of forms: made here, for this content, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from graph.errors import InvalidInput
from tests.applications import application
from web.app.guard import A_DAY, opened, sealed

CONTENT = "une demande"


class _Then(TimestampSigner):
    """Signs as it was so many seconds ago."""

    ago = 0

    def get_timestamp(self) -> int:
        return int(time.time()) - self.ago


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = application(tmp_path_factory.mktemp("seals"), ())
    yield made
    made.extensions["tisserand"].close()


def _of(app: Flask, ago: int) -> str:
    signer = _Then(app.config["SECRET_KEY"], salt=f"slip {CONTENT}")
    signer.ago = ago
    return signer.sign("une-ouverture").decode()


def test_a_seal_holds_for_a_day_and_tells_one_opening_from_another(app: Flask) -> None:
    with app.test_request_context():
        one, other = sealed(CONTENT), sealed(CONTENT)
        assert opened(CONTENT, one) != opened(CONTENT, other)
        assert opened(CONTENT, _of(app, A_DAY - 60)) == "une-ouverture"


@pytest.mark.parametrize("ago", [A_DAY + 60, 30 * A_DAY])
def test_an_old_seal_is_refused_with_what_to_do(app: Flask, ago: int) -> None:
    with app.test_request_context(), pytest.raises(InvalidInput, match="plus d’un jour"):
        opened(CONTENT, _of(app, ago))


def test_a_seal_is_of_one_content_and_cannot_be_changed(app: Flask) -> None:
    with app.test_request_context():
        seal = sealed(CONTENT)
        for content, shown in (("autre chose", seal), (CONTENT, f"x{seal}"), (CONTENT, "")):
            with pytest.raises(InvalidInput, match="ne vient pas de cette page"):
                opened(content, shown)
