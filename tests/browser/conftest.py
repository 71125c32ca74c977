# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the browser tests of the map share: two ecosystems served, one Chromium, and how to read what is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.chromium import Screens, launched, served
from tests.conftest import TESTS
from web.app.ecosystem import DATA


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small town."""
    with served(tmp_path_factory.mktemp("town"), [TESTS / "ecosystem.ttl"]) as found:
        yield found


@pytest.fixture(scope="package")
def touraine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real graph."""
    with served(tmp_path_factory.mktemp("touraine"), [DATA]) as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def screens(browser: Browser) -> Iterator[Screens]:
    """A page by width, light or dark: one for all tests of a file that only look at what an address shows."""
    made: dict[tuple[int, str], Page] = {}

    def screen(width: int, scheme: str) -> Page:
        if (width, scheme) not in made:
            size = ViewportSize(width=width, height=800)
            context = browser.new_context(viewport=size, color_scheme=scheme, locale="fr-FR")  # type: ignore[arg-type]
            made[width, scheme] = context.new_page()
        return made[width, scheme]

    yield screen
    for page in made.values():
        page.context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A large screen that moves nothing: what is drawn is there at once."""
    context = browser.new_context(
        viewport={"width": 1920, "height": 1080},
        locale="fr-FR",
        reduced_motion="reduce",
        permissions=["clipboard-write"],
    )
    yield context
    context.close()
