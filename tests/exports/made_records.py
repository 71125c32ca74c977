# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of MedNum and of data·inclusion, made by their mappings: every field, and every code of every list."""

from __future__ import annotations

from itertools import count
from typing import Any

from graph.model.exchange import Exchange, exchange
from graph.territory import Territory
from tests.instances import territories

# Addresses and presentations that are cut in the ways that files cut them.
STREETS = ("12 rue du Pont", "3, place de l’Église", "Le Bourg", "1 bis allée des Tilleuls, bâtiment B")
COMPLEMENTS = ("", "Entrée par la cour", "1er étage, porte gauche")
SUMMARIES = ("Un lieu ouvert à tous.", "", "Deux phrases. Et une autre.\n\nPuis un paragraphe.")
DETAILS = ("", "On y apprend à se servir d’un ordinateur. " * 9, "Une phrase seulement.")
HOURS = ("Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00", "24/7", "Tu 10:00-12:00; PH off", "sur rendez-vous")
AREAS = ("37", "37261", "243700754", "france", "99100", "974", "99109")


def mednum_records(count_of: int = 100) -> list[dict[str, str]]:
    """Rows of MedNum; the first ones have every field."""
    form, places = exchange("mednum"), _communes()
    return [_mednum_record(form, number, places[number % len(places)]) for number in range(count_of)]


def _mednum_record(form: Exchange, number: int, place: Territory) -> dict[str, str]:
    made = {name: form.separator.join(_some(form, name, number)) for name in form.codes}
    made |= {
        "id": f"lieu-{number}",
        "pivot": _siret(number) if number % 7 else f"W37{number:07d}",
        "nom": f'Lieu "d’essai" n° {number}, \\ <b>&amp; ; 😀',
        "commune": place.name.upper() if number % 3 else place.name,
        "code_postal": place.postcodes[0],
        "code_insee": place.code if number % 5 else "",
        "adresse": STREETS[number % len(STREETS)],
        "complement_adresse": COMPLEMENTS[number % len(COMPLEMENTS)],
        "latitude": f"47.{number + 11}" if number % 4 else "",
        "longitude": f"-0.{number + 11}" if number % 4 else "",
        "telephone": f"+3324700{number:04d}" if number % 6 else "",
        "courriels": "|".join(f"accueil{n}@lieu{number}.example.org" for n in range(number % 3)),
        "site_web": "|".join(f"https://lieu{number}.example.org/{n}" for n in range(number % 3)),
        "horaires": HOURS[number % len(HOURS)],
        "presentation_resume": SUMMARIES[number % len(SUMMARIES)],
        "presentation_detail": DETAILS[number // 2 % len(DETAILS)].strip(),
        "source": "Hub d’essai" if number % 2 else "",
        "structure_parente": f"Ville n° {number}" if number % 2 else "",
        "date_maj": f"2026-0{number % 9 + 1}-15",
        "autres_formations_labels": "Label d’ici" if number % 3 else "",
        "fiche_acces_libre": f"https://acceslibre.beta.gouv.fr/app/{number}/" if number % 2 else "",
        "prise_rdv": f"https://rdv.example.org/{number}" if number % 2 else "",
    }
    if number % 11 == 10:  # the standard does not require to say what help is given
        made["services"] = ""
    return {name: made[name] for name in form.fields}


def inclusion_records(count_of: int = 110) -> dict[str, list[dict[str, Any]]]:
    """Structures and services of data·inclusion, version 1; what a record does not say is not in it."""
    form, places = exchange("data-inclusion"), _communes()
    numbers = range(count_of)
    return {
        "structures": [_known(_structure(form, number, places[number % len(places)])) for number in numbers],
        "services": [_known(_service(form, number, places[-number % len(places)])) for number in numbers],
    }


def _structure(form: Exchange, number: int, place: Territory) -> dict[str, Any]:
    return _thing(form, number) | {
        "id": f"essai--{number}",
        "nom": f'Structure "d’essai" n° {number}, \\ <b>&amp; ; 😀',
        "description": f"Elle accueille {number} personnes.\n\nPuis d’autres." if number % 2 else None,
        "lien_source": f"https://source.example.org/structures/{number}" if number % 2 else None,
        "siret": _siret(number) if number % 3 else None,
        **_located(number, place),
        "latitude": 47 + number / 100 if number % 4 else None,
        "longitude": number / 100 if number % 4 else None,
        "site_web": f"https://structure{number}.example.org/" if number % 2 else None,
        "accessibilite_lieu": f"https://acceslibre.beta.gouv.fr/app/{number}/" if number % 2 else None,
        "reseaux_porteurs": _some(form, "structure.reseaux_porteurs", number),
    }


def _service(form: Exchange, number: int, place: Territory) -> dict[str, Any]:
    publics = _some(form, "service.publics", number)
    own, _, _ = (_some(form, f"service.{name}", number) for name in ("type", "thematiques", "frais"))
    return (
        _thing(form, number)
        | {
            "id": f"essai--{number}",
            "structure_id": f"essai--{number * 3 % 110}",
            "nom": f"Service d’essai n° {number}",
            "description": "De quoi il s’agit, en quelques mots.",
            "lien_source": f"https://source.example.org/services/{number}" if number % 2 else None,
            "type": own[0],
            "thematiques": _some(form, "service.thematiques", number),
            "frais": _some(form, "service.frais", number)[0] if number % 3 else None,
            "frais_precisions": "10 € par an" if number % 3 else None,
            "publics": ["tous-publics"] if "tous-publics" in publics else publics,
            "publics_precisions": "De 16 à 25 ans" if number % 2 else None,
            "conditions_acces": "Venir avec une pièce d’identité.\nPuis attendre." if number % 2 else None,
            "modes_accueil": _some(form, "service.modes_accueil", number),
            "zone_eligibilite": [AREAS[number % len(AREAS)]] if number % 2 else None,
            "lien_mobilisation": f"https://rdv.example.org/{number}" if number % 2 else None,
            "modes_mobilisation": _some(form, "service.modes_mobilisation", number),
            "mobilisable_par": _some(form, "service.mobilisable_par", number),
            "mobilisation_precisions": "Appeler le matin" if number % 2 else None,
            "volume_horaire_hebdomadaire": number / 2 if number % 2 else None,
            "nombre_semaines": number if number % 2 else None,
        }
        | (_located(number, place) | {"latitude": 47.5, "longitude": 0.5} if number % 2 else {})
    )


def _thing(form: Exchange, number: int) -> dict[str, Any]:
    return {
        "source": "essai",
        "date_maj": f"2026-0{number % 9 + 1}-15",
        "telephone": f"+3324700{number:04d}" if number % 6 else None,
        "courriel": f"accueil@lieu{number}.example.org" if number % 5 else None,
        "horaires_accueil": HOURS[number % len(HOURS)] if number % 2 else None,
    }


def _located(number: int, place: Territory) -> dict[str, Any]:
    return {
        "commune": place.name,
        "code_postal": place.postcodes[0] if number % 5 else None,
        "code_insee": place.code,
        "adresse": STREETS[number % len(STREETS)] if number % 7 else None,
        "complement_adresse": COMPLEMENTS[number % len(COMPLEMENTS)] or None,
    }


def _known(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}


def _some(form: Exchange, name: str, number: int) -> list[str]:
    """One to three codes of a list: all of them are met once as many records are made as there are codes."""
    codes = form.known(name)
    turn = count(number)
    return list(dict.fromkeys(codes[next(turn) * step % len(codes)] for step in range(1, 2 + number % 3)))


def _siret(number: int) -> str:
    """A number of an establishment with a right key."""
    start = f"{100_000_000 + number * 37:09d}{number % 100:04d}"
    digits = [int(digit) for digit in reversed(start)]
    total = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2]) + sum(digits[1::2])
    return f"{start}{-total % 10}"


def _communes() -> list[Territory]:
    area = territories().by_code("departement", "37")
    return [place for place in territories().communes_of(area) if place.postcodes][:40]
