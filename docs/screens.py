# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the pictures of docs/images from a running server: `python docs/screens.py http://127.0.0.1:5000`.

Every page at three sizes, light and dark, as WebP; those that are named after the address, where some are. With a link
of `flask invite --role administrator` after the address, those between professionals: on an instance that is thrown
away, as a workshop is opened there (run the server with FORM_SECONDS=0) and names are made up.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).parent / "images"
DAY = "2021-04-15"
STORY = "can-aval-ptca-2021"
TWO = "comparer=instance/framadrive&comparer=organisation/crib"
PAGES = {
    "accueil": "/",
    "carte-reseaux": f"/carte?vue=reseaux&date={DAY}",
    "carte-temps": "/carte?vue=reseaux&date=2021-02-04&depuis=2020-06-01",
    "carte-besoins": f"/carte?vue=besoins&date={DAY}",
    "carte-rayons": f"/carte?vue=besoins&forme=rayons&date={DAY}",
    "carte-outils": f"/carte?vue=outils&date={DAY}",
    "carte-chemin": f"/carte?vue=chemin&de=organisation/labomedia&vers=network/ptca&date={DAY}",
    "carte-atelier": f"/carte?vue=territoire&mode=atelier&date={DAY}",
    "carte-relations": f"/carte?vue=reseaux&noms=oui&date={DAY}",
    "carte-lieux": "/carte?vue=lieux&ouvert=territory/epci-243700754",
    "carte-filtre": "/carte?vue=territoire&lieu=territory/epci-243700754",
    "carte-recit": f"/carte?vue=autour&centre=working-group/can-pava&date=2021-07-01&recit={STORY}&etape=4",
    "carte-fichier": f"/carte.html?vue=territoire&date={DAY}",
    "recits": "/recits",
    "recit": f"/recit/{STORY}?etape=4",
    "recit-atelier": f"/recit/{STORY}?etape=4&mode=atelier",
    "orientation": f"/orientation?commune=Chinon&outil=gmail&date={DAY}",
    "etape": "/orientation?pas=besoins&commune=Chinon",
    "comparer": f"/orientation?commune=Chinon&besoin=file-sharing&{TWO}",
    "bon": "/orientation/bon?commune=37072&besoin=file-sharing&acteur=organisation/labomedia",
    "pourquoi": "/pourquoi-le-libre",
    "outil": "/fiche/tool/gmail",
    "besoin": "/fiche/need/file-sharing",
    "professionnels": "/entre-professionnels",
    "fiche": "/fiche/network/can",
    "annuaire": "/annuaire",
    "glossaire": "/glossaire",
    "couverture": f"/couverture?date={DAY}",
    "diagnostic": "/diagnostic/numerique",
    "partager": f"/carte/partager?vue=reseaux&date={DAY}",
    "contribuer": "/contribuer",
    "ajouter": "/contribuer/service",
    "corriger": "/contribuer/corriger?fiche=organisation/labomedia",
    "actualites": "/actualites?depuis=2021-01-01",
    "histoire": "/fiche/organisation/labomedia/histoire",
}
ROOM = "{room}"
INSIDE = {
    "contributions": "/entre-professionnels/contributions",
    "tri": "/entre-professionnels/tri",
    "ateliers": "/entre-professionnels/ateliers",
    "seance": f"/entre-professionnels/ateliers/{ROOM}",
    "mur": f"/entre-professionnels/ateliers/{ROOM}/mur",
    "bilan": f"/entre-professionnels/ateliers/{ROOM}/bilan",
    "competences": "/entre-professionnels/mes-competences",
    "importer": "/importer",
}
PHONE = "telephone-atelier"
MADE_UP = (
    ("Les Câbles ouverts", "email", "Tours"),
    ("Fabrique du quai", "collaborative-writing", "Amboise"),
    ("Grange à claviers", "file-sharing", "Loches"),
    ("Le Tilleul numérique", "email", "Chinon"),
    ("Pause écran", "website", "Tours"),
)
SIZES = {"grand": (1920, 1080), "portable": (1366, 768), "telephone": (390, 844)}
SCHEMES = {"clair": "light", "sombre": "dark"}
QUALITY = 72
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(address: str, names: Sequence[str] = (), link: str = "") -> None:
    """Writes one picture a page, size and scheme; of these pages only, if any is named; `link`: those inside."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        pages, state = (PAGES, None) if not link else _made(browser, address, link)
        for scheme, colours in SCHEMES.items():
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport=ViewportSize(width=width, height=height),
                    locale="fr-FR",
                    color_scheme=colours,  # type: ignore[arg-type]
                    storage_state=state,  # type: ignore[arg-type]
                )
                for name in names or pages:
                    page = context.new_page()
                    shown(page, address + pages[name])
                    # Open pages ask again what changed: they are never without a request for long.
                    page.wait_for_timeout(4000) if link else page.wait_for_load_state("networkidle")
                    picture = Image.open(io.BytesIO(page.screenshot()))
                    picture.save(IMAGES / f"{name}-{size}-{scheme}.webp", quality=QUALITY, method=6)
                    page.close()
                context.close()
        browser.close()


def _made(browser: Browser, address: str, link: str) -> tuple[dict[str, str], object]:
    """Comes in by the link, opens a workshop and fills it; the pages to take, and the cookies to take them with."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(link)
    page.locator("main form button").first.click()
    for name, what, place in MADE_UP[:3]:
        _sent(browser.new_context(locale="fr-FR"), f"{address}/contribuer/organisation", name, what, place)
    page.goto(address + INSIDE["ateliers"])
    page.locator("[name=titre]").fill("Qui aide les associations avec le numérique ?")
    page.locator("[name=groupe]").fill("CAN")
    page.locator("[name=quoi][value=service]").uncheck()
    page.locator("[name=quoi][value=organisation]").check()
    page.locator("[name=relire][value=apres]").check()
    page.get_by_role("button", name="Ouvrir la séance").click()
    page.wait_for_url(re.compile(r"/ateliers/\d+"))
    number = re.findall(r"/ateliers/(\d+)", page.url)[0]
    code = re.findall(r"code\s+(\w{4})", page.locator("main").inner_text())[0]
    for name, what, place in MADE_UP:
        _sent(browser.new_context(locale="fr-FR"), f"{address}/atelier/{code}", f"{name} (atelier)", what, place)
    pages = {name: where.replace(ROOM, number) for name, where in INSIDE.items()} | {PHONE: f"/atelier/{code}"}
    return pages, context.storage_state()


def _sent(context: BrowserContext, form: str, name: str, what: str, place: str) -> None:
    """Fills the short form of an organisation and sends it, from a device of its own."""
    page = context.new_page()
    page.goto(form)
    page.locator("[name=prefLabel]").fill(name)
    page.locator(f"[name=worksOn][value={what}]").evaluate("box => { box.checked = true }")
    page.locator("[name=areaServed], [name=location]").last.fill(place)
    page.keyboard.press("Tab")
    page.get_by_role("button", name=re.compile("^Envoyer")).last.click()
    page.wait_for_timeout(1500)
    context.close()


def shown(page: Page, address: str) -> None:
    """Goes there; what is taken away as a file is opened from the disk."""
    if ".html?" not in address:
        page.goto(address)
        return
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write(page.request.get(address).body())
        file.flush()
        page.goto(Path(file.name).as_uri())


if __name__ == "__main__":
    given = sys.argv[1:] or ["http://127.0.0.1:5000"]
    links = [one for one in given[1:] if "/entrer/" in one]
    main(given[0], [one for one in given[1:] if one not in links], *links)
