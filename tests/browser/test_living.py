# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card's whole life as people live it: sent, read, online on another screen, corrected by its mailed link, confirmed,
merged, told apart again; then whoever read it is erased. On a laptop, a telephone, with keys alone, without script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from graph import clock
from graph.entry.roles import Grant
from graph.mail import Outbox
from graph.people.people import People
from graph.settings import Settings
from tests.browser.chromium import NEEDED, faults, served
from tests.conftest import TESTS
from tests.instances import settings_in
from tests.post_office import PostOffice, post_office
from tests.states import until
from web.app.sessions import PATH

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.long]
WIDTHS = {1366: 768, 390: 800}
MOST_STOPS = 250
# Seconds after which a letter that a busy server would not take is tried again.
ANOTHER_TRY = 400
FOCUSED = "(element) => document.activeElement === element"
SAME_GROUP = """(element) => document.activeElement === element
  || (element.type === 'radio' && element.name === document.activeElement.name)"""


@dataclass(frozen=True)
class LivedCase:
    """How somebody goes through all of it; `name`: of what they add."""

    name: str
    width: int
    script: bool
    keys: bool = False

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")


CASES = [
    LivedCase("Fil et Canevas", 1366, script=True, keys=True),
    LivedCase("Ruche du Cher", 390, script=True),
    LivedCase("Passerelle Indigo", 1366, script=False),
    LivedCase("Aubier Vagabond", 390, script=False),
]


@dataclass(frozen=True)
class LivedSite:
    """A site with its mail: where it is, and what it wrote to whom."""

    address: str
    settings: Settings
    office: PostOffice

    def link_to(self, email: str, path: str) -> str:
        """The last link of that sort that was mailed to somebody, once it has come."""
        pattern = re.compile(rf"http://[^\s/]+({path}/[^\s/]+)(?=\s|$)")

        def found() -> list[str]:
            outbox.send_due(int(clock.now().timestamp()) + ANOTHER_TRY)
            letters = [one for one in self.office.received() if email in str(one["To"])]
            return [link for one in letters for link in pattern.findall(one.get_content())]

        with closing(Outbox(self.settings)) as outbox:
            until(found, f"no letter to {email}")
            return self.address + found()[-1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivedSite]:
    folder = tmp_path_factory.mktemp("living")
    with (
        post_office(folder / "post") as office,
        served(folder / "instance", [TESTS / "ecosystem.ttl"], SMTP_URL=office.url) as address,
    ):
        settings = settings_in(folder / "instance", SMTP_URL=office.url)
        with closing(People(settings.database_url, settings.secret_key)) as people:
            people.make("relais@exemple.fr", Grant("moderator"))
        yield LivedSite(address, settings, office)


class LivedPage:
    """Somebody before a page: with a mouse or a finger, or with keys alone."""

    def __init__(self, page: Page, case: LivedCase) -> None:
        self.page, self.case = page, case

    def press(self, element: Locator) -> None:
        """Presses a button or follows a link, and waits for the page that comes."""
        if self.case.keys:
            self._reach(element, FOCUSED)
            self.page.keyboard.press("Enter")
        else:
            element.click()

    def fill(self, element: Locator, text: str) -> None:
        if self.case.keys:
            self._reach(element, FOCUSED)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            element.fill(text)

    def tick(self, element: Locator) -> None:
        if not self.case.keys:
            element.check()
            return
        self._reach(element, SAME_GROUP)
        if element.get_attribute("type") == "checkbox":
            self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if element.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"keys do not tick {element}")

    def unfold(self, element: Locator) -> None:
        """Opens what is folded, where it is."""
        if element.evaluate("(summary) => !summary.parentElement.open"):
            self.press(element)

    def _reach(self, element: Locator, reached: str) -> None:
        expect(element).to_be_visible()
        for _ in range(MOST_STOPS):
            if element.evaluate(reached):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {element}")

    def right(self) -> None:
        """Nothing is wrong with the page: axe finds nothing, nothing runs over its edge."""
        if self.case.script:
            assert faults(self.page) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.case.width, self.page.url

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def button(self, name: str) -> Locator:
        """The last one, as the first of a form may be there for the Enter key alone."""
        return self.page.get_by_role("button", name=name).last

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name).first


def _context(browser: Browser, case: LivedCase) -> BrowserContext:
    return browser.new_context(
        viewport=ViewportSize(width=case.width, height=WIDTHS[case.width]),
        java_script_enabled=case.script,
        locale="fr-FR",
        reduced_motion="reduce",
    )


def _add(hand: LivedPage, site: LivedSite, name: str, email: str = "") -> None:
    """Sends the short form of an organisation."""
    page = hand.page
    page.goto(f"{site.address}/contribuer")
    hand.right()
    hand.press(page.locator("main").locator('a[href$="/contribuer/organisation"]'))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("structure", re.IGNORECASE))
    hand.right()
    hand.fill(page.locator("#f-prefLabel"), name)
    fold = page.locator("#f-worksOn-field summary")
    if fold.count():
        hand.unfold(fold.first)
    hand.tick(page.locator("#f-worksOn-field input").first)
    hand.fill(page.locator("#f-areaServed"), "Tours")
    if hand.case.keys:
        page.keyboard.press("Escape")
    if email:
        hand.fill(page.locator("#email"), email)
    hand.press(hand.button("Envoyer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, c’est noté")
    hand.sees("Rien n’est encore en ligne")
    hand.right()


def _sender(case: LivedCase) -> str:
    return f"passante.{case.slug}@exemple.fr"


def _reader(case: LivedCase) -> str:
    return f"relectrice.{case.slug}@exemple.fr"


def _keeper(case: LivedCase) -> str:
    return f"contact@{case.slug}.exemple.fr"


def _sign_in(hand: LivedPage, site: LivedSite) -> None:
    """Comes in by the mailed link."""
    page, email = hand.page, _reader(hand.case)
    with closing(People(site.settings.database_url, site.settings.secret_key)) as people:
        people.make(email, Grant("moderator"))
    page.goto(f"{site.address}/connexion")
    hand.right()
    hand.fill(page.get_by_label("Votre adresse de courriel"), email)
    hand.press(hand.button("Recevoir le lien"))
    hand.sees("Si cette adresse est connue, un lien vient de partir")
    hand.right()
    page.goto(site.link_to(email, "/connexion/lien"))
    hand.right()
    hand.press(hand.button("Entrer"))
    expect(page).not_to_have_url(re.compile("/connexion/"))


def _accept(hand: LivedPage, site: LivedSite, name: str) -> None:
    page = hand.page
    page.goto(f"{site.address}{PATH}/contributions")
    hand.press(page.locator("ul.queue").get_by_role("link", name=re.compile(name)).last)
    expect(page).to_have_url(re.compile("numero="))
    expect(page.locator("#one")).to_contain_text(name)
    hand.right()
    hand.press(page.get_by_role("button", name="Accepter ces choix"))
    hand.sees("C’est fait : la fiche le dit dès maintenant")
    hand.right()


def _erased(hand: LivedPage, site: LivedSite) -> None:
    """Their account, by their own page: no byte of their address is left in any file of the site."""
    page = hand.page
    page.goto(f"{site.address}{PATH}/mon-compte")
    hand.right()
    hand.unfold(page.locator("summary", has_text="Continuer vers l’effacement"))
    hand.fill(page.get_by_label("Écrivez EFFACER"), "EFFACER")
    hand.press(hand.button("Effacer mon compte pour toujours"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte est effacé")
    hand.right()
    assert _left(site.settings.instance, _reader(hand.case)) == []


def _left(instance: Path, text: str) -> list[str]:
    wanted = text.encode()
    return [str(path) for path in instance.rglob("*") if path.is_file() and wanted in path.read_bytes()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_card_lives_from_its_first_line_to_its_last(browser: Browser, site: LivedSite, case: LivedCase) -> None:
    visitor, reader, other = (LivedPage(_context(browser, case).new_page(), case) for _ in range(3))
    _add(visitor, site, case.name, _sender(case))
    visitor.press(visitor.link("Compléter ce que j’ai envoyé"))
    visitor.sees("Voici ce que vous avez envoyé")
    visitor.right()
    expect(visitor.page.locator("#f-prefLabel")).to_have_value(case.name)
    visitor.fill(visitor.page.locator("#f-email"), _keeper(case))
    visitor.press(visitor.button("Envoyer"))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Merci, c’est noté")
    visitor.sees("Une fois relu, nous vous l’écrirons")

    listed = other.page.locator("main").get_by_role("link", name=case.name, exact=True)
    other.page.goto(f"{site.address}/annuaire/acteurs?commune=Tours")
    expect(listed).to_have_count(0)
    _sign_in(reader, site)
    _accept(reader, site, case.name)
    if not case.script:
        other.page.reload()
    expect(listed).to_have_count(1)
    other.right()

    other.press(listed)
    expect(other.page.get_by_role("heading", level=1)).to_contain_text(case.name)
    other.press(other.link("Recevoir le lien à l’adresse connue"))
    other.sees("Il n’ouvre que cette fiche")
    other.right()
    other.press(other.button("Recevoir le lien"))
    other.sees("Si une adresse est connue pour cette fiche")
    keeper = LivedPage(other.page, case)
    keeper.page.goto(site.link_to(_keeper(case), "/toujours-exact"))
    keeper.sees("est-elle toujours exacte")
    keeper.right()
    keeper.press(keeper.link("Corriger ou compléter"))
    keeper.sees("Changez ce qui est faux")
    keeper.right()
    keeper.fill(keeper.page.locator("#f-telephone"), "02 47 00 00 37")
    keeper.press(keeper.button("Envoyer la correction"))
    keeper.sees("C’est en ligne")
    keeper.press(keeper.button("Oui, tout est exact"))
    keeper.sees("la fiche dit maintenant que vous l’avez confirmée aujourd’hui")
    keeper.right()
    visitor.page.goto(f"{site.address}/fiche/organisation/{case.slug}")
    visitor.sees("02 47 00 00 37")
    visitor.sees("confirmé")
    visitor.right()

    twice = f"{case.name} Tours"
    _add(visitor, site, twice)
    _accept(reader, site, twice)
    pair = f"un=organisation/{case.slug}&autre=organisation/{case.slug}-tours"
    reader.page.goto(f"{site.address}{PATH}/rapprochements?{pair}")
    reader.sees("Est-ce la même ?")
    reader.right()
    reader.press(reader.button("C’est la même"))
    decided = reader.page.locator("section", has=reader.page.get_by_role("heading", name="Déjà décidées"))
    undoing = decided.get_by_role("button", name=re.compile(twice))
    expect(undoing.first).to_be_visible()
    other.page.goto(f"{site.address}/fiche/organisation/{case.slug}-tours")
    expect(other.page.get_by_role("heading", level=1)).to_contain_text(case.name)
    assert other.page.url.endswith(f"/fiche/organisation/{case.slug}")
    reader.press(undoing.first)
    expect(undoing).to_have_count(0)
    other.page.goto(f"{site.address}/fiche/organisation/{case.slug}-tours")
    expect(other.page.get_by_role("heading", level=1)).to_contain_text(twice)

    _erased(reader, site)
    for hand in (visitor, reader, other):
        hand.page.context.close()
