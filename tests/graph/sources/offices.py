# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table as a house of associations keeps it: 426 rows, 18 columns, every habit of people who type; all made up."""

from __future__ import annotations

from collections.abc import Iterator

ROWS = 426
TITLES = (
    "MAJ", "Structure", "Adr.", "CP", "Ville", "Tél", "Courriel", "Site web", "Jours", "Thématiques", "Publics",
    "Tarif", "N° SIRET", "Contact (nom)", "Portable perso", "Réf. interne", "Présentation", "Colonne12",
)  # fmt: skip
TOWNS = (
    ("37000", "Tours"), ("37500", "Chinon"), ("37130", "Langeais"), ("37190", "Azay-le-Rideau"), ("41000", "BLOIS"),
    ("37600", "Loches"), ("37400", "Amboise"), ("1000", "Bourg en Bresse"),
)  # fmt: skip
WORDS = (
    "Atelier", "Comptoir", "Cercle", "Foyer", "Maison", "Relais", "Collectif", "Ruche", "Fabrique", "Passerelle",
    "Moulin", "Grange", "Lavoir", "Verger", "Ancre", "Boussole", "Lanterne", "Chaloupe", "Marelle", "Girouette",
    "Horloge",
)  # fmt: skip
PHONES = ("02.61.91.{a}.{b}", "0261 91{a}{b}", "+33 2 61 91 {a} {b}", "02 61 91 {a} {b}")
HOURS = ("Ma, Je 10h-18h", "Lundi au vendredi : 9h à 12h et 14h à 17h", "Mo-Fr 09:00-12:00", "mercredi 14h–18h")
NEEDS = (
    "comptabilité", "site web ; newsletter", "visioconférence", "trésorerie", "mots de passe", "sauvegardes",
    "logo", "sondage", "adhésions", "dons en ligne",
)  # fmt: skip
UNKNOWN_NEEDS = ("trucs web", "plomberie", "cartes routières")
AUDIENCES, COSTS = ("Associations", "Bénévoles", "Tous publics"), ("Gratuit", "12 € la séance", "Sur adhésion")


def offices(rows: int = ROWS) -> Iterator[tuple[str, ...]]:
    """The rows, from the first: each place of a value says in which rows it stands."""
    for n in range(rows):
        code, town = TOWNS[n % len(TOWNS)]
        name = f"{WORDS[n % 21]} {WORDS[(n // 21) % 21].lower()} n° {n}"
        hour = HOURS[n % 4] if n >= 37 else "sur rendez-vous, le samedi"
        need = NEEDS[n % 10] if n >= 3 else UNKNOWN_NEEDS[n]
        yield (
            f"{n % 9 + 1:02d}/{(n + 3) % 9 + 1:02d}/21" if n < 31 else f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            name,
            f"{n % 90 + 1} rue du Port" if n % 50 else "Bourg",
            code if n >= 5 else "99999",
            town if n != 37 else "Saint-Cyr/Loir",
            PHONES[n % 4].format(a=f"{n // 100 % 100:02d}", b=f"{n % 100:02d}"),
            f"contact{n}@exemple.org" if n != 204 else "accueil@mairie",
            f"www.exemple{n}.org" if n % 3 else "",
            hour,
            need,
            AUDIENCES[n % 3],
            COSTS[n % 3],
            siret(n) if n >= 24 else "12345678900013",
            f"Mme Camille EXEMPLE{chr(65 + n % 26)}",
            f"06 39 98 {n // 100 % 100:02d} {n % 100:02d}",
            f"MDA-{n:04d}",
            "Accueil et conseil.",
            "",
        )


def siret(n: int) -> str:
    """A number with a right key, written with spaces."""
    bare = f"{500_000_000 + n:09d}{n % 90 + 10:04d}"
    digits = [int(digit) for digit in reversed(bare)]
    total = sum(digits[1::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[::2])
    whole = f"{bare}{-total % 10}"
    return f"{whole[:3]} {whole[3:6]} {whole[6:9]} {whole[9:]}"
