# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody asks to note, turned into references that resolve; personal data is refused and said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph.entity.kinds import ACTORS, OFFERS
from graph.errors import InvalidInput, Suggestion
from graph.model import Choice, Model
from graph.namespaces import RDF
from graph.rdf.dataset import Dataset
from graph.slips.tables import MOST_NEEDS, SHAPES
from graph.territory import Territories
from graph.text.folding import key
from graph.text.personal import DIGITS, EMAIL
from graph.text.wording import Phrase

NEED, OUTCOME = "need", "outcome"
LONGEST = 200
# How long after a referral it may still be noted.
LATEST = timedelta(days=366)
PERSONAL_EMAIL = Phrase(
    "Un bon d’orientation ne garde aucune adresse de courriel : retirez-la, et choisissez dans ce qui est proposé."
)
PERSONAL_DIGITS = Phrase(
    "Un bon d’orientation ne garde ni téléphone ni autre suite de chiffres : retirez-les, et choisissez dans ce qui "
    "est proposé."
)
TOO_LONG = Phrase("C’est trop long : {most} caractères au plus.")
NO_NEED = Phrase(
    "Ce besoin n’est pas dans la liste. Un bon ne garde aucun texte libre, ni nom ni message : choisissez-en un."
)
NEEDS_MISSING = Phrase("Choisissez au moins un besoin.")
TOO_MANY = Phrase("Un bon porte {most} besoins au plus.")
NO_ACTOR = Phrase(
    "Cet acteur n’est pas dans l’annuaire. Un bon ne garde que des fiches connues, jamais le nom d’une personne."
)
NO_SERVICE = Phrase("Ce service n’est pas dans l’annuaire. Un bon ne garde que des fiches connues.")
NO_OUTCOME = Phrase("Dites ce qui s’est passé : choisissez dans la liste.")
NO_COMMUNE = Phrase("Dites dans quelle commune.")
TOO_LATE = Phrase("Notez une orientation d’aujourd’hui ou des douze derniers mois.")


@dataclass(frozen=True)
class Slip:
    """One referral: needs (slugs, sorted), commune (key), actor and service (`kind/slug`, service "" if none), day."""

    needs: tuple[str, ...]
    commune: str
    actor: str
    service: str
    day: date

    @property
    def content(self) -> str:
        """All of it as one line: two slips are the same when these are."""
        return "|".join((",".join(self.needs), self.commune, self.actor, self.service, self.day.isoformat()))


@dataclass(frozen=True)
class Typed:
    """What somebody asks to note, as it came."""

    needs: Sequence[str] = ()
    commune: str = ""
    actor: str = ""
    service: str = ""
    day: date | None = None


class References:
    """Resolves what is typed against the public facts: what the public cannot see cannot be noted."""

    def __init__(self, model: Model, territories: Territories, dataset: Dataset) -> None:
        self._model, self._territories, self._dataset = model, territories, dataset

    def slip(self, typed: Typed, today: date) -> Slip:
        """The slip; raises InvalidInput (or its kind for a commune) naming the field at fault."""
        day = typed.day or today
        if not today - LATEST <= day <= today:
            raise InvalidInput(TOO_LATE(), field="date")
        return Slip(
            needs=self._needs(typed.needs),
            commune=self.commune(typed.commune),
            actor=self._entity(typed.actor, ACTORS, "acteur"),
            service=self._entity(typed.service, OFFERS, "service") if typed.service else "",
            day=day,
        )

    def _needs(self, texts: Sequence[str]) -> tuple[str, ...]:
        if not texts:
            raise InvalidInput(NEEDS_MISSING(), field="besoin")
        if len(texts) > MOST_NEEDS:
            raise InvalidInput(TOO_MANY(most=MOST_NEEDS), field="besoin")
        return tuple(sorted({self.need(text).slug for text in texts}))

    def need(self, text: str) -> Choice:
        """The need of a slug, an IRI or a label; raises InvalidInput."""
        refuse_personal(text, "besoin")
        wanted = key(text)
        for choice in self._model.scheme(NEED).choices:
            if wanted in map(key, (choice.slug, choice.iri, *choice.label.languages.values())):
                return choice
        raise InvalidInput(NO_NEED(), field="besoin")

    def commune(self, text: str) -> str:
        """The key of a commune given by its name, its postal or INSEE code, its key or its IRI; raises InvalidInput."""
        if not text.strip():
            raise InvalidInput(NO_COMMUNE(), field="commune")
        refuse_personal(text, "commune")
        try:
            return self._territories.resolve(text, ("commune",)).key
        except InvalidInput as error:
            error.field = "commune"
            raise

    def outcome(self, text: str) -> Choice:
        """The outcome of a slug; raises InvalidInput with those there are."""
        refuse_personal(text, "suite")
        choices = self._model.scheme(OUTCOME).choices
        found = next((choice for choice in choices if choice.slug == text), None)
        if found is None:
            near = [Suggestion(choice.iri, choice.label.fr) for choice in choices]
            raise InvalidInput(NO_OUTCOME(), field="suite", suggestions=near)
        return found

    def _entity(self, text: str, kinds: tuple[str, ...], field: str) -> str:
        """`kind/slug` of a card of one of these kinds that the public sees; raises InvalidInput."""
        path = text.removeprefix(f"{self._dataset.base}/id/")
        if not self.knows(path, kinds):
            refuse_personal(text, field)
            raise InvalidInput((NO_ACTOR if kinds is ACTORS else NO_SERVICE)(), field=field)
        return path

    def knows(self, path: str, kinds: tuple[str, ...] = ACTORS) -> bool:
        """Whether the public sees a card of one of these kinds under `kind/slug`."""
        if len(path) > LONGEST or not SHAPES["entity"].fullmatch(path) or path.partition("/")[0] not in kinds:
            return False
        types = self._dataset.links(f"{self._dataset.base}/id/{path}", RDF.type)
        own = self._model.class_of(types)
        return own is not None and own.kind == path.partition("/")[0] and not own.restricted


def refuse_personal(text: str, field: str) -> None:
    """Raises InvalidInput on what looks like personal data, and on a text too long to be a choice."""
    if len(text) > LONGEST:
        raise InvalidInput(TOO_LONG(most=LONGEST), field=field)
    if EMAIL.search(text):
        raise InvalidInput(PERSONAL_EMAIL(), field=field)
    if DIGITS.search(text):
        raise InvalidInput(PERSONAL_DIGITS(), field=field)
