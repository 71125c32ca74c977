# SPDX-License-Identifier: AGPL-3.0-or-later
"""A slip as its pages show it: names in place of references, what became of it, and how to reach whom it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Literal

from graph.entity import Reader
from graph.model import Choice
from graph.namespaces import FOAF, SCHEMA, TIS, VOCABULARY
from graph.readings.states import announced_text
from graph.slips.number import shown as written
from graph.slips.reference import OUTCOME, Slip
from graph.slips.store import Kept, Mark
from graph.territory import Territories
from web.app.language import translate
from web.app.pages import href
from web.app.values import Display, Tone, telephone

# How each outcome is drawn: by its slug, as a tone.
TONES: dict[str, Tone] = {"taken": "yes", "not-for-me": "no", "unreachable": "no", "no-answer": "unsure"}


@dataclass(frozen=True)
class Fields:
    """A slip in words."""

    needs: tuple[Display, ...]
    commune: str
    actor: Display
    service: Display | None
    contacts: tuple[Display, ...]
    day: date


@dataclass(frozen=True)
class Outcome:
    """An outcome that can be said or was said: slug, name, what it means, tone, day (None while it can be said)."""

    slug: str
    label: str
    meaning: str
    tone: Tone
    day: date | None = None


@dataclass(frozen=True)
class Page:
    """A slip under its number: the last mark, those before it (latest first), and what may be said now."""

    number: str
    written: str
    fields: Fields
    last: Outcome | None
    before: tuple[Outcome, ...]
    choices: tuple[Outcome, ...]


def fields(reader: Reader, territories: Territories, slip: Slip) -> Fields:
    """The references of a slip in words; what the graph no longer describes keeps the end of its address."""
    actor = _display(reader, f"{reader.dataset.base}/id/{slip.actor}")
    service = f"{reader.dataset.base}/id/{slip.service}" if slip.service else ""
    return Fields(
        needs=tuple(_display(reader, VOCABULARY[f"need/{need}"]) for need in slip.needs),
        commune=territories.by_key(slip.commune).label,
        actor=actor,
        service=_service(reader, service) if service else None,
        contacts=_contacts(reader, [iri for iri in (service, f"{reader.dataset.base}/id/{slip.actor}") if iri]),
        day=slip.day,
    )


def page(reader: Reader, territories: Territories, kept: Kept) -> Page:
    """The page of a slip."""
    choices = {choice.slug: choice for choice in reader.model.scheme(OUTCOME).choices}
    said = [_said(reader, choices[mark.outcome], mark) for mark in kept.marks if mark.outcome in choices]
    return Page(
        number=kept.number,
        written=written(kept.number),
        fields=fields(reader, territories, kept.slip),
        last=said[-1] if said else None,
        before=tuple(reversed(said[:-1])),
        choices=tuple(_said(reader, choice) for choice in choices.values()),
    )


def thanks() -> str:
    """What to say once a mark is noted: who sees it, and what it does not do."""
    return translate(
        "C’est noté, merci. Ce retour ne se lit qu’avec votre numéro, et ne change l’ordre d’aucune réponse. "
        "Vous pourrez changer d’avis plus tard."
    )


def query(typed: Slip) -> dict[str, object]:
    """The parameters of a slip, as its form sends them."""
    return {
        "commune": typed.commune, "besoin": typed.needs, "acteur": typed.actor, "service": typed.service,
        "date": typed.day.isoformat(),
    }  # fmt: skip


def _said(reader: Reader, choice: Choice, mark: Mark | None = None) -> Outcome:
    meaning = choice.definition(reader.lang)
    tone = TONES.get(choice.slug, "bare")
    return Outcome(choice.slug, choice.label(reader.lang), meaning, tone, mark.day if mark else None)


def _display(reader: Reader, iri: str) -> Display:
    mention = reader.mention(iri)
    known = iri in reader.model.choices or iri in reader.dataset
    return Display(mention.label, href(mention) if known else "", mention.entity_class)


def _service(reader: Reader, iri: str) -> Display:
    """A service; that it is announced to close goes with its name, since a slip is printed and given."""
    shown, day = _display(reader, iri), reader.dataset.day(iri, TIS.announcedEnd)
    return replace(shown, text=f"{shown.text} ({announced_text(day, reader.lang)})") if day else shown


def _contacts(reader: Reader, iris: Sequence[str]) -> tuple[Display, ...]:
    """The first telephone, e-mail and website stated by the service, else by the actor."""
    found = []
    for path in (SCHEMA.telephone, SCHEMA.email, FOAF.homepage):
        values = [value for iri in iris for value in reader.dataset.values(iri, path)]
        if values:
            text = values[0].value if isinstance(values[0], Literal) else values[0]
            found.append(_contact(path, text))
    return tuple(found)


def _contact(path: str, text: str) -> Display:
    if path == SCHEMA.telephone:
        number = text.removeprefix("tel:")
        return Display(telephone(number), f"tel:{number.replace(' ', '')}")
    if path == SCHEMA.email:
        return Display(text.removeprefix("mailto:"), f"mailto:{text.removeprefix('mailto:')}")
    return Display(text.split("://", 1)[-1].rstrip("/"), text, external=True)
