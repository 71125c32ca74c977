# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever comes in can use every page: axe, and nothing wider than the screen, where people have been for a while."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.applications import application
from tests.browser.chromium import BOTH, NEEDED, faults, served, settled
from tests.browser.test_accessibility import STATES, WIDE
from tests.web.lived_in import LivedIn, lived_in
from web.app.rights import PUBLIC, duty_of
from web.app.sessions import NAME

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.long]
NARROWEST = 320
# Where letters can leave, more may be asked; none does here.
NOWHERE = "smtp://127.0.0.1:9"
# Where an instance has no provider of identities, nobody comes back from it.
OF_OTHERS = "openid.arrive"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> LivedIn:
    """An instance that people have used for a while."""
    return lived_in(tmp_path_factory.mktemp("lived"))


@pytest.fixture(scope="module")
def pages(lived: LivedIn, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """By route, the address of each page but the public ones that `test_accessibility.py` opens."""
    app = application(tmp_path_factory.mktemp("routes"), [])
    at = app.url_map.bind("localhost")
    opened = {str(at.match(path.partition("?")[0])[0]) for path in STATES if path != "/nulle-part"}
    return {name: address for name, address in lived.pages(app) if name not in opened or duty_of(app, name) != PUBLIC}


@pytest.fixture
def page(browser: Browser, lived: LivedIn) -> Iterator[tuple[Page, str]]:
    """The browser of whoever may do everything, and where the instance is."""
    with served(lived.folder, [], SMTP_URL=NOWHERE) as address:
        context = browser.new_context(locale="fr-FR", reduced_motion="reduce")
        context.add_cookies([{"name": NAME, "value": lived.secret, "url": address}])
        yield context.new_page(), address
        context.close()


def wrong_on(page: Page) -> list[object]:
    """What is wrong with a page on a laptop in light, on a telephone in dark, and on the smallest one."""
    wrong: list[object] = []
    for width, scheme in BOTH:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        # What stays at the foot of the window has its own place there, and covers nothing that is to be pressed.
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        wrong += [(width, *fault) for fault in faults(page)]
        wrong += _too_wide(page, width)
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    settled(page)
    return [*wrong, *_too_wide(page, NARROWEST)]


def _too_wide(page: Page, width: int) -> list[object]:
    wide = page.evaluate(WIDE)
    return [(width, "is", wide)] if wide > width else []


def test_whoever_comes_in_can_use_every_page(page: tuple[Page, str], pages: dict[str, str]) -> None:
    """A page that nobody gave an address is none that is skipped: it has to be named in `lived_in.py`."""
    shown, address = page
    wrong: dict[str, object] = {}
    for name, path in pages.items():
        answer = shown.goto(address + path)
        assert answer is not None
        if 'rel="stylesheet"' not in answer.text():
            continue  # a part that scripts ask for, which is looked at in its page
        found = [] if answer.ok or name == OF_OTHERS else [answer.status]
        if found := [*found, *wrong_on(shown)]:
            wrong[path] = found
    assert wrong == {}
