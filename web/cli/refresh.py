# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads again the cards that come from other sites: what changed there changes here."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from graph.errors import InvalidInput
from web.app.ecosystem import current_ecosystem
from web.cli._french import Command, Misuse, counted
from web.cli._journal import AUTHOR

if TYPE_CHECKING:
    from graph.deliveries import KnownCard
    from graph.deliveries.refreshing import Refreshed, Refreshing

TELL = "dites quelles fiches relire : --all, ou leurs adresses (« flask refresh --list » les donne)"
UNKNOWN = "« {address} » n’est pas l’adresse d’une fiche lue ailleurs. « flask refresh --list » les donne."
NONE = "Aucune fiche d’ici n’est lue ailleurs."
WORDS = {
    "same": "pareille",
    "changed": "changée",
    "gone": "n’est plus là-bas ; elle reste ici, et le dit",
    "merged": "est maintenant une autre fiche là-bas : {where}",
    "unreached": "pas relue : {problem}",
}


@click.command("refresh", cls=Command)
@click.argument("addresses", metavar="[ADRESSE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Relit toutes les fiches lues ailleurs.")
@click.option("--list", "listed", is_flag=True, help="Donne leurs adresses, et ne lit rien.")
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, et n’écrit rien.")
@click.option("--author", default=AUTHOR, metavar="NOM", help="Qui relit : inscrit dans le journal.")
@click.option("--json", "as_json", is_flag=True, help="Le résultat en JSON.")
def command(addresses: tuple[str, ...], dry_run: bool, author: str, as_json: bool, **asked: Any) -> None:
    """Relit des fiches apportées d’autres sites : ce qui a changé là-bas change ici, en une modification par fiche.

    Une fiche qui n’est plus là-bas, ou qui y est devenue une autre, le dit et n’est pas effacée. Un même site reçoit au
    plus une demande par seconde, et rien n’est lu deux fois s’il dit que rien n’a changé. À lancer par cron, une fois
    par semaine. Le code de sortie est 1 si une fiche n’a pas pu être relue.
    """
    from graph.deliveries import known_cards
    from graph.deliveries.refreshing import Refreshing
    from graph.deliveries.visits import KnownVersions, PoliteVisits
    from graph.fetch import fetcher_of

    here = current_ecosystem()
    with here.readable() if dry_run or asked["listed"] else here.replayed() as ecosystem:
        repository = ecosystem.repository
        cards = known_cards(repository.said)
        if asked["listed"]:
            click.echo("\n".join(card.there for card in cards) if cards else NONE)
            return
        chosen = _chosen(cards, addresses, everything=asked["everything"])
        visits, versions = PoliteVisits(fetcher_of(here.settings)), KnownVersions(here.settings.instance)
        found = _told(Refreshing(repository, visits, versions, author), chosen, dry_run=dry_run, as_json=as_json)
    if any(one.problem for one in found):
        sys.exit(1)


def _told(refreshing: Refreshing, chosen: list[KnownCard], *, dry_run: bool, as_json: bool) -> list[Refreshed]:
    """What became of each, told as it is known; as JSON, in the end."""
    found = []
    for outcome in refreshing.each(chosen, dry_run=dry_run):
        found.append(outcome)
        if not as_json:
            click.echo(_line(outcome, refreshing.full.label(outcome.card.thing)))
    click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=1) if as_json else _sum(found))
    return found


def _chosen(cards: tuple[KnownCard, ...], addresses: tuple[str, ...], *, everything: bool) -> list[KnownCard]:
    """The cards that are asked for, by their addresses there or here."""
    if everything == bool(addresses):
        raise Misuse(TELL)
    if everything:
        return list(cards)
    chosen = []
    for address in addresses:
        found = next((card for card in cards if address in (card.there, card.thing, card.source)), None)
        if found is None:
            raise InvalidInput(UNKNOWN.format(address=address), field="ADRESSE")
        chosen.append(found)
    return chosen


def _line(outcome: Refreshed, name: str) -> str:
    said = WORDS[outcome.fate].format(where=outcome.where, problem=outcome.problem)
    undone = f" (modification {outcome.number})" if outcome.number else ""
    return f"{name} : {said}{undone}"


def _sum(found: list[Refreshed]) -> str:
    if not found:
        return NONE
    tally = Counter(one.fate.value for one in found)
    missed = tally.get("unreached", 0)
    said = f"{counted(len(found), 'fiche relue')}, {counted(tally.get('changed', 0), 'changée')}"
    return f"{said}, {missed} pas relue{'s' if missed > 1 else ''}." if missed else f"{said}."


def _document(one: Refreshed) -> dict[str, Any]:
    return {
        "iri": one.card.thing,
        "address": one.card.there,
        "fate": one.fate.value,
        "change": one.number or None,
        "replaced_by": one.where or None,
        "problem": one.problem or None,
    }
