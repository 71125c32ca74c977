# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the labelled pairs, always the same: altered copies, near-misses and new ones of the places beside it.

`python -m tests.graph.identity.pairs`. A pair says `label` (same, different, question: same number in another commune),
`how` it was made, `one` (the id of a known place, or what is said of it), `other` (what another file says), `of` (the
known place that the other truly is, when it is not the one).
"""

from __future__ import annotations

import csv
import json
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

FOLDER = Path(__file__).resolve().parent
PLACES = FOLDER / "places.tsv"
HALVES = ("held-out", "tuned")
Place = dict[str, str]
Pair = dict[str, object]

SHORT = {
    "Maison Départementale des Solidarités": "MDS",
    "Bibliothèque municipale": "BM",
    "Bibliothèque Universitaire": "BU",
    "Centre d'Information et d'Orientation": "CIO",
    "Foyer Jeunes Travailleurs": "FJT",
    "Mission Locale Angevine": "MLA",
    "Maison de Quartier": "MQ",
    "CCAS": "Centre communal d'action sociale",
    "CAF": "Caisse d'allocations familiales",
    "CPAM": "Caisse primaire d'assurance maladie",
    "CSC": "Centre socioculturel",
    "CSI": "Centre social intercommunal",
    "CS": "Centre social",
    "PIJ": "Point information jeunesse",
    "MJC": "Maison des jeunes et de la culture",
    "Association Familles Rurales": "AFR",
    "France Services": "Maison France Services",
}
STREETS = {
    "rue": "r.", "avenue": "av.", "boulevard": "bd", "place": "pl.", "allée": "all.", "square": "sq.", "route": "rte",
    "Saint": "St", "Général": "Gal", "Docteur": "Dr",
}  # fmt: skip
OTHER_STREETS = ("8 quai de la Filature", "22 rue des Ateliers", "3 impasse du Lavoir", "117 avenue des Tilleuls")
FORMS = ("Association {}", "{} (association loi 1901)", "ASSO {}", "Assoc. {}", "{} SCIC", "L'association {}")
SMALL = {
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "d",
    "et",
    "en",
    "sur",
    "a",
    "autour",
    "pour",
    "au",
    "aux",
    "-",
    "/",
}


def main() -> None:
    """Writes both halves."""
    for half in HALVES:
        lines = ",\n".join(json.dumps(pair, ensure_ascii=False, sort_keys=True) for pair in made(half))
        (FOLDER / f"pairs-{half}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def places() -> list[Place]:
    """The rows of the file, the same invented numbers each time."""
    with PLACES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        chance = random.Random(row["id"])
        row["telephone"] = telephone(chance) if chance.random() < 0.6 else ""
        host = urlsplit(row["site"]).hostname or ""
        owned = host and not any(word in host for word in ("facebook", "instagram", "wixsite", "helloasso"))
        row["email"] = f"contact@{host.removeprefix('www.')}" if owned and chance.random() < 0.4 else ""
        row["siret"] = siret(chance) if chance.random() < 0.25 else ""
        row["new"] = "yes" if chance.random() < 0.17 else ""
    return rows


def telephone(chance: random.Random) -> str:
    """A number that no telephone has."""
    last = f"{chance.randrange(10_000):04d}"
    return f"02 61 91 {last[:2]} {last[2:]}"


def siret(chance: random.Random) -> str:
    """A number with a right key that no establishment has."""
    siren = _keyed(f"000{chance.randrange(100_000):05d}")
    return _keyed(f"{siren}0001")


def _keyed(digits: str) -> str:
    for key in "0123456789":
        number = [int(digit) for digit in reversed(digits + key)]
        if (sum(number[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in number[1::2])) % 10 == 0:
            return digits + key
    raise AssertionError(digits)


def made(half: str) -> list[Pair]:
    """The pairs of a half, in order."""
    rows = places()
    known = [row for row in rows if not row["new"]]
    chance = random.Random(half)
    mine = [row for row in rows if HALVES[_side(row["id"])] == half]
    pairs = [pair for row in mine if not row["new"] for pair in copies(row, known, chance)]
    pairs += [pair for row in mine if not row["new"] for pair in near_misses(row, known)]
    pairs += [new_one(said(row), known) for row in mine if row["new"]]
    invented = INVENTED[HALVES.index(half) :: 2]
    pairs += [
        new_one(dict(zip(("name", "street", "postcode", "commune"), line, strict=True)), known) for line in invented
    ]
    pairs += [
        dict(zip(("label", "how", "one", "other"), pair, strict=True)) for pair in WRITTEN[HALVES.index(half) :: 2]
    ]
    return [{"id": f"{half[0]}{number:03d}", **pair} for number, pair in enumerate(pairs, 1)]


def _side(key: str) -> int:
    return random.Random(f"side {key}").randrange(2)


def said(place: Place, *without: str) -> Place:
    """What another file says of a place."""
    return {name: value for name, value in place.items() if value and name not in {"id", "new", *without}}


def copies(place: Place, known: list[Place], chance: random.Random) -> list[Pair]:
    """One copy of a place altered in a way or two, and now and then a branch of it or its number elsewhere."""
    found: list[Pair] = []
    ways = [way for way in WAYS if way(place, random.Random(1)) is not None]
    for way in chance.sample(ways, 2 if chance.random() < 0.35 else 1):
        other = way(place, chance)
        if other:
            found.append({"label": "same", "how": _told(way), "one": place["id"], "other": _partly(other, way, chance)})
    elsewhere = chance.choice([row for row in known if row["commune"] != place["commune"]])
    if place["siret"] and chance.random() < 0.3:
        other = said(elsewhere, "siret") | {"siret": place["siret"], "name": place["name"]}
        found.append({"label": "question", "how": "same number elsewhere", "one": place["id"], "other": other})
    elif place["site"] and chance.random() < 0.2:
        other = said(elsewhere, "siret", "telephone", "email") | {"site": place["site"]}
        other["name"] = f"{place['name'].split(' - ')[0].split(' de ')[0]} - {elsewhere['commune']}"
        found.append({"label": "different", "how": "branch elsewhere", "one": place["id"], "other": other})
    return found


def _told(way: Callable[..., object]) -> str:
    return way.__name__.replace("_", " ")


def _partly(other: Place, way: Callable[..., object], chance: random.Random) -> Place:
    """A copy without all that the other file does not say; what the alteration leans on stays."""
    leaning = LEANS.get(_told(way), set())
    shares = {"street": 0.75, "site": 0.5, "telephone": 0.5, "email": 0.3, "latitude": 0.5, "siret": 0.4, "part": 0.5}
    gone = {name for name, share in shares.items() if name not in leaning and chance.random() > share}
    if "latitude" in gone:
        gone.add("longitude")
    return {name: value for name, value in other.items() if name not in gone and value}


# Each way gives what the other file says, None where it cannot be done to that place ---------------------------------


def legal_form(place: Place, chance: random.Random) -> Place | None:
    if re.match("(?i)association|mairie|pôle|bureau|ccas|caf|cpam|préfecture|sous-préf", place["name"]):
        return None
    return said(place) | {"name": chance.choice(FORMS).format(place["name"])}


def capitals(place: Place, chance: random.Random) -> Place | None:
    name = re.sub(r"['’\-/.,()]+", " ", plain(place["name"])).upper()
    return said(place) | {"name": " ".join(name.split())}


def acronym(place: Place, chance: random.Random) -> Place | None:
    for long, short in SHORT.items():
        for one, other in ((long, short), (short, long)):
            if re.match(rf"(?i){re.escape(one)}\b", place["name"]):
                return said(place) | {
                    "name": (other + place["name"][len(one) :]).replace(" - ", chance.choice((" - ", " ")))
                }
    return None


def initials(place: Place, chance: random.Random) -> Place | None:
    bracketed = re.fullmatch(r"(.+) \((\w{3,7})\)", place["name"])
    if bracketed:
        return said(place) | {"name": bracketed[chance.choice((1, 2))]}
    words = [word for word in re.split(r"[\W_]+", place["name"]) if word.lower() not in SMALL and word]
    if len(words) < 4 or " - " in place["name"]:
        return None
    return said(place) | {"name": "".join(word[0] for word in words).upper()}


def missing_words(place: Place, chance: random.Random) -> Place | None:
    parts = re.split(r" - | / | \(", place["name"])
    if len(parts) > 1 and len(parts[-1]) > 6 and not re.search("(?i)angers|^bureau|^msa|^caf|^cpam|^ccas", parts[-1]):
        return said(place) | {"name": f"{parts[0].split()[0]} {parts[-1].rstrip(')')}"}
    words = place["name"].split()
    if len(words) < 4:
        return None
    gone = chance.randrange(1, len(words) - 1)
    return said(place) | {"name": " ".join(words[:gone] + words[gone + 1 :])}


def typing_errors(place: Place, chance: random.Random) -> Place | None:
    name = place["name"]
    for _ in range(1 + (len(name) > 18)):
        spot = chance.randrange(1, len(name) - 2)
        name = chance.choice((
            name[:spot] + name[spot + 1 :],
            name[:spot] + name[spot] + name[spot:],
            name[:spot] + name[spot + 1] + name[spot] + name[spot + 2 :],
            name[:spot] + chance.choice("aeinrst") + name[spot + 1 :],
        ))  # fmt: skip
    return said(place) | {"name": name}


def moved(place: Place, chance: random.Random) -> Place | None:
    here = {
        "latitude": f"{float(place['latitude']) + 0.006:.5f}",
        "longitude": f"{float(place['longitude']) - 0.005:.5f}",
    }
    return said(place, "part") | here | {"street": chance.choice(OTHER_STREETS)}


def telephone_written_otherwise(place: Place, chance: random.Random) -> Place | None:
    if not place["telephone"]:
        return None
    digits = place["telephone"].replace(" ", "")
    written = chance.choice((f"+33{digits[1:]}", digits, ".".join(re.findall("..", digits)), f"+33 (0){digits[1:]}"))
    return said(place, "street", "part", "site") | {"telephone": written, "name": shorter(place["name"])}


def site_written_otherwise(place: Place, chance: random.Random) -> Place | None:
    if not place["site"]:
        return None
    bare = re.sub("^https?://(www[.])?", "", place["site"]).rstrip("/")
    written = chance.choice(
        (f"http://www.{bare}/", f"https://{bare}", f"www.{bare}", f"{bare}/accueil" if "/" not in bare else bare)
    )
    return said(place, "street", "part", "telephone") | {"site": written, "name": shorter(place["name"])}


def address_written_otherwise(place: Place, chance: random.Random) -> Place | None:
    street = re.sub(r"^(\d+)(?: ?(bis|ter))?,? ", r"\1\2 ", place["street"])
    for long, short in STREETS.items():
        street = re.sub(rf"\b{long}\b", short, street, flags=re.I)
    return said(place, "site", "telephone") | {"street": street.replace("-", " "), "name": shorter(place["name"])}


def without_commune(place: Place, chance: random.Random) -> Place | None:
    if not place["site"] and not place["telephone"]:
        return None
    return said(place, "commune", "postcode", "street", "part")


def name_and_commune_alone(place: Place, chance: random.Random) -> Place | None:
    keep = {"name", "commune", "postcode"}
    return {name: value for name, value in capitals(place, chance).items() if name in keep}  # type: ignore[union-attr]


def position_close_by(place: Place, chance: random.Random) -> Place | None:
    here = {
        "latitude": f"{float(place['latitude']) + 0.0005:.5f}",
        "longitude": f"{float(place['longitude']) - 0.0006:.5f}",
    }
    return said(place, "street", "part", "site", "telephone") | here | {"name": shorter(place["name"])}


def number(place: Place, chance: random.Random) -> Place | None:
    if not place["siret"]:
        return None
    spaced = f"{place['siret'][:3]} {place['siret'][3:6]} {place['siret'][6:9]} {place['siret'][9:]}"
    return said(place, "site", "email") | {"name": shorter(place["name"]), "siret": spaced}


WAYS = (
    legal_form, capitals, acronym, acronym, initials, missing_words, typing_errors, typing_errors, moved,
    telephone_written_otherwise, site_written_otherwise, address_written_otherwise, without_commune,
    name_and_commune_alone, position_close_by, number,
)  # fmt: skip
LEANS = {
    "initials": {"street"}, "acronym": {"street"}, "moved": {"street", "latitude"}, "number": {"siret"},
    "telephone written otherwise": {"telephone"}, "site written otherwise": {"site"},
    "address written otherwise": {"street"}, "without commune": {"site", "telephone"},
    "position close by": {"latitude"},
}  # fmt: skip


def plain(text: str) -> str:
    """A text without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def shorter(name: str) -> str:
    """A name as a table in a hurry writes it."""
    name = re.sub(r" \([^)]*\)", "", name)
    return name.replace("municipale ", "").replace("Départementale des ", "dép. ").replace(" - ", " ")


def near_misses(place: Place, known: list[Place]) -> list[Pair]:
    """The known place that looks most like it by its name, and other bodies at the same door."""
    found = {}
    others = {row["id"]: row["name"].lower() for row in known if row["id"] > place["id"]}
    for _, score, key in process.extract(place["name"].lower(), others, scorer=fuzz.token_sort_ratio, limit=1):
        if score > 60:
            found[key] = "near name"
    for row in known:
        close = abs(float(row["latitude"]) - float(place["latitude"])) < 0.0006
        close &= abs(float(row["longitude"]) - float(place["longitude"])) < 0.0009
        if close and row["id"] > place["id"] and sum(how == "same door" for how in found.values()) < 2:
            found.setdefault(row["id"], "same door")
    by_id = {row["id"]: row for row in known}
    return [
        {"label": "different", "how": how, "one": place["id"], "other": said(by_id[key]), "of": key}
        for key, how in found.items()
    ]


def new_one(other: Place, known: list[Place]) -> Pair:
    """What nobody knows, beside the known place whose name looks most like its own."""
    names = {row["id"]: row["name"].lower() for row in known}
    nearest = process.extractOne(other["name"].lower(), names, scorer=fuzz.token_sort_ratio)[2]
    return {"label": "different", "how": "new", "one": nearest, "other": other}


INVENTED = [
    ("Les Ateliers du Clic", "4 rue du Moulin", "49000", "Angers"),
    ("Association Trait de Plume", "12 rue de Jérusalem", "49000", "Angers"),
    ("Mission Locale du Saumurois", "9 place du Marché", "49400", "Saumur"),
    ("Bibliothèque sonore", "45 rue Saint-Nicolas", "49000", "Angers"),
    ("Maison de Quartier - La Doutre", "3 place de la Laiterie", "49000", "Angers"),
    ("Centre social Le Puzzle", "2 allée des Aigles", "49300", "Cholet"),
    ("CAF - Doué", "3 place des Fontaines", "49700", "Doué-en-Anjou"),
    ("Point Info Famille", "24 avenue Maudet", "49300", "Cholet"),
    ("Club informatique de Distré", "2 rue de la Mairie", "49400", "Distré"),
    ("Bureau de Poste - Saint-Macaire", "1 rue de la Poste", "49450", "Sèvremoine"),
    ("Mairie déléguée de Cléré-sur-Layon", "1 place de la Mairie", "49560", "Lys-Haut-Layon"),
    ("Bibliothèque Le Fil Rouge", "6 rue du Port", "49250", "Loire-Authion"),
    ("Maison Départementale de l'Autonomie", "6 rue Jean Lecuit", "49000", "Angers"),
    ("Emmaüs Connect", "20 rue des Banchais", "49000", "Angers"),
    ("Le Quai des Savoirs", "5 place Imbach", "49000", "Angers"),
    ("Pôle emploi - Orgemont", "2 rue de Salpinte", "49000", "Angers"),
    ("Foyer Jeunes Travailleurs - Les Tilleuls", "117 avenue des Tilleuls", "49300", "Cholet"),
    ("France Services de Vernoil-le-Fourrier", "3 rue de la Gare", "49390", "Vernoil-le-Fourrier"),
    ("Association Les 3 Chênes", "8 rue du Bois", "49150", "Baugé-en-Anjou"),
    ("Relais Mairie - Roseraie", "1 place Jean Vilar", "49000", "Angers"),
    ("Médiathèque de Candé", "2 place des Halles", "49440", "Candé"),
    ("Université du Temps Libre de Cholet", "10 rue des Bons Enfants", "49300", "Cholet"),
    ("Repair Café des Mauges", "7 rue de la Lime", "49600", "Beaupréau-en-Mauges"),
    ("Collectif numérique du Layon", "5 rue Nationale", "49310", "Lys-Haut-Layon"),
]

_ETABLI = {
    "name": "L’Établi numérique", "site": "https://etabli.example/", "telephone": "02 61 91 40 27",
    "commune": "Saumur", "postcode": "49400", "street": "8 quai de la Filature",
}  # fmt: skip
_FOYER = {"name": "Foyer des Trois-Moulins", "commune": "Trélazé", "postcode": "49800", "telephone": "02 61 91 11 12"}
WRITTEN: list[tuple[str, str, object, object]] = [
    (
        "same", "written by hand", _ETABLI,
        {"name": "LETABLI NUMERIQUE (ASSO)", "site": "www.etabli.example/accueil", "telephone": "02 61 91 40 28",
         "commune": "Saumur", "postcode": "49400", "street": "22 rue des Ateliers"},
    ),
    (
        "same", "written by hand", {"name": "Labomedia", "commune": "Saumur", "site": "https://labo.example/"},
        {"name": "LA LABOMEDIA", "commune": "Saumur"},
    ),
    (
        "same", "written by hand", _FOYER,
        {"name": "Foyer 3 Moulins", "commune": "Trélazé", "telephone": "+33 2 61 91 11 12"},
    ),
    (
        "same", "written by hand", {"name": "Fédération des œuvres laïques", "commune": "Cholet", "site": "http://fol.example"},
        {"name": "Fédération des oeuvres laiques (FOL)", "commune": "Cholet", "email": "accueil@fol.example"},
    ),
    (
        "same", "written by hand",
        {"name": "Cric et Clic", "commune": "Segré-en-Anjou Bleu", "email": "cricetclic@gmail.example",
         "street": "2 rue du Lavoir"},
        {"name": "Cric & Clic", "commune": "Segré", "email": "cricetclic@gmail.example"},
    ),
    (
        "same", "written by hand", {"name": "Compta-Relais", "commune": "Cholet", "siret": "00012345800019"},
        {"name": "Compta Relais (siège)", "commune": "Cholet", "siret": "000 123 458 00019"},
    ),
    (
        "question", "written by hand", {"name": "Compta-Relais Est", "commune": "Angers", "siret": "00054321700018"},
        {"name": "Compta Relais Est", "commune": "Saumur", "siret": "000 543 217 00018"},
    ),
    (
        "different", "written by hand",
        {"name": "Familles Rurales de Brion", "commune": "Les Bois d'Anjou", "site": "https://www.famillesrurales.org/"},
        {"name": "Familles Rurales de Vezins", "commune": "Vezins", "site": "https://www.famillesrurales.org/"},
    ),
    (
        "different", "written by hand", {"name": "Amicale laïque", "commune": "Trélazé", "postcode": "49800"},
        {"name": "Amicale laïque", "commune": "Avrillé", "postcode": "49240"},
    ),
    (
        "different", "written by hand",
        {"name": "Comité des fêtes", "commune": "Durtal", "email": "durtal.fetes@gmail.com",
         "street": "1 place de la Mairie"},
        {"name": "Comité de jumelage", "commune": "Durtal", "email": "durtal.jumelage@gmail.com",
         "street": "1 place de la Mairie"},
    ),
    (
        "different", "written by hand",
        {"name": "Les Amis de la Loire", "commune": "Saumur", "telephone": "02 61 91 77 70"},
        {"name": "Les Amis du Loir", "commune": "Durtal", "telephone": "02 61 91 77 71"},
    ),
    (
        "different", "written by hand", {"name": "Cyberbase Est", "commune": "Cholet", "street": "4 rue des Lilas"},
        {"name": "Cyberbase Ouest", "commune": "Cholet", "street": "19 rue du Stade"},
    ),
]  # fmt: skip

if __name__ == "__main__":
    main()
