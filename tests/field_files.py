# SPDX-License-Identifier: AGPL-3.0-or-later
"""One small file of each format of the field, invented for tests: maps, wikis, hosts, agendas."""

from __future__ import annotations

import json
from typing import Any

PLACE: dict[str, Any] = {
    "id": "10kw",
    "status": 1,
    "name": "La Ronde",
    "geo": {"latitude": 47.3941, "longitude": 0.6848},
    "address": {
        "streetAddress": "5 rue du Pont", "addressLocality": "Tours", "postalCode": "37000", "addressCountry": "FR",
    },
    "description": "Ateliers <b>ouverts</b> &amp; conseils",
    "telephone": "02 61 91 00 00",
    "email": "hidden",
    "website": "https://ronde.example.org/",
    "openHours": {"Mo": "9h-12h, 14h - 18h30", "We": "14:00-18:00"},
    "createdAt": "12/03/2019",
    "updatedAt": "2/11/2021",
    "sourceKey": "MDA",
    "categories": [12, 10427],
    "accueil": True,
    "places": 12,
    "referent": "Une Personne",
    "images": [],
}  # fmt: skip
_THEME = {"name": "Numérique", "options": [{"id": 10427, "name": "Avoir un site internet"}]}
TREE: dict[str, Any] = {
    "name": "Tout",
    "options": [{"id": 12, "name": "Association"}, {"id": 13, "name": "Thèmes", "subcategories": [_THEME]}],
}
TAGS = {
    "name": "Bibliothèque du Pont",
    "alt_name": "La Biblio;Le Pont des livres",
    "amenity": "library",
    "operator": "Ville de Tours",
    "contact:phone": "+33 2 61 91 00 01",
    "website": "https://pont.example.org/",
    "addr:housenumber": "12",
    "addr:street": "Rue du Pont",
    "addr:postcode": "37000",
    "addr:city": "Tours",
    "opening_hours": "Tu-Sa 10:00-18:00; PH off",
    "wheelchair": "limited",
    "ref:FR:SIRET": "73282932000074",
    "fixme": "revoir",
}
ENTRY = {
    "id_fiche": "LaRonde",
    "id_typeannonce": "4",
    "bf_titre": "La Ronde",
    "bf_description": "<p>Des ateliers</p><p>le <strong>jeudi</strong></p>",
    "bf_mail": "contact@ronde.example.org",
    "bf_site_internet": "https://ronde.example.org/",
    "bf_adresse": "5 rue du Pont",
    "bf_code_postal": "37000",
    "bf_ville": "Tours",
    "bf_latitude": "47.39",
    "bf_longitude": "0.68",
    "checkboxListeThemes": "1,3",
    "listefiche12": "LeMoulin",
    "bf_prenom": "Une",
    "bf_nom": "Personne",
    "owner": "UnePersonne",
    "date_creation_fiche": "2019-10-23 15:11:59",
    "date_maj_fiche": "2021-11-02 07:31:49",
    "statut_fiche": "1",
    "url": "https://wiki.example.org/?LaRonde",
}
HOST = r"""
# [File]
file.class = organization
file.datetime = 2026-11-02T10:00:00
organization.name = Le Nuage du Pont
organization.description = Des services \
    libres, pour les associations
organization.type = ASSOCIATION
organization.status.level = ACTIVE
organization.website = https://nuage.example.org/
organization.contact.email = contact@nuage.example.org
organization.contact.url: https://nuage.example.org/contact
organization.startdate = 2016-03-01
organization.geolocation.latitude = 47,39
organization.geolocation.longitude = +0,68
organization.geolocation.address = 5 rue du Pont, 37000 Tours
organization.memberof.chatons.startdate = 2018-06-26
organization.memberof.chatons.status.level = ACTIVE
organization.country.name = France
subs.pad = 'https://nuage.example.org/pad.properties'
metrics.service.users.2026 = 12
"""
SERVICE = """
file.class = service
service.name = Écrire à plusieurs
service.website = https://pad.example.org/
service.startdate = 2018-06-26T10:00:00
service.status.level = OK
service.registration = {registration}
service.registration.load = {load}
software.name = Etherpad
software.license.url = https://spdx.org/licenses/Apache-2.0.html
software.license.name = Apache
software.version = 1.9
host.provider.type = HOME
"""
AGENDA = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:a@example.org
SUMMARY:Permanence
DTSTART;TZID=Europe/Paris:20261219T090000
DTEND;TZID=Europe/Paris:20261219T110000
RRULE:FREQ=WEEKLY;COUNT=3
LOCATION:5 rue du Pont\\, 37000 Tours
CATEGORIES:Avoir un site internet
END:VEVENT
END:VCALENDAR
"""
OVERPASS = {
    "generator": "Overpass API",
    "osm3s": {"timestamp_osm_base": "2026-11-02T10:00:00Z", "copyright": "ODbL"},
    "elements": [{"type": "node", "id": 42, "lat": 47.39, "lon": 0.68, "tags": TAGS}],
}
FILES = {
    "elements.json": json.dumps({"data": [PLACE], "taxonomy": TREE, "ontology": "gogofull"}),
    "overpass.json": json.dumps(OVERPASS),
    "entries.json": json.dumps({"LaRonde": ENTRY}),
    "organization.properties": HOST,
    "service.properties": SERVICE.format(registration="Member", load="FULL"),
    "agenda.ics": AGENDA,
}
