# SPDX-License-Identifier: AGPL-3.0-or-later
"""The query of a map: which view, around what, when, opened where; checked, what cannot be kept told and left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from graph import clock
from graph.entity import Reader
from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.layout import FRAMES, SCREENS, WORKSHOP_FRAME, Frame
from graph.mindmaps import NOTHING, PLACE, UNFILTERED, MapFilter, Perspective, perspective, perspectives
from graph.storage.merging import kept_instead
from graph.stories.told import story_named
from graph.text.folding import key
from web.app.ecosystem import Ecosystem
from web.app.language import translate
from web.app.parameters import Parameters
from web.site.map.addresses import CLOSED, FILTERS, FORMS, FURTHER, WORKSHOP, Dropped

# The room that a window has, which a script tells with what it fetches: no address to share says it.
SCREEN = "ecran"
# Asks for the names of relations, with the value "oui".
NAMED, YES = "noms", "oui"
NAMES = (
    "vue", "centre", "date", "depuis", "ouvert", "forme", "masque", "choix", "de", "vers", "par", "mode", SCREEN,
    "recit", "etape", NAMED, *FILTERS[1:],
)  # fmt: skip
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class AskedMap:
    """The query of a map, checked; ids are IRIs; `passed` tells how many children of an opened branch the screens
    before showed, `filter` what is left out, `story` the story that one comes from with the rank of its view, `screen`
    the room there is (a name of FRAMES), `named` whether lines bear the names of relations, `dropped` what the view
    goes without."""

    view: Perspective
    centre: str | None
    day: date
    dated: bool
    since: date | None = None
    opened: tuple[str, ...] = ()
    passed: tuple[tuple[str, int], ...] = ()
    form: str = ""
    filter: MapFilter = UNFILTERED
    choice: str | None = None
    start: str | None = None
    end: str | None = None
    through: tuple[str, ...] = ()
    mode: str = ""
    lang: str = ""
    story: tuple[str, int] | None = None
    screen: str = ""
    named: bool = False
    dropped: tuple[Dropped, ...] = field(default=(), compare=False)

    @property
    def workshop(self) -> bool:
        """Whether a room looks at it: large texts, branches closed until somebody opens them."""
        return self.mode == WORKSHOP

    @property
    def complete(self) -> bool:
        """Whether a map can be drawn: some perspectives are about two things."""
        return not self.view.needs_ends or (self.start is not None and self.end is not None)

    @property
    def frame(self) -> Frame:
        """What a drawing of this query is fitted to."""
        return replace(_room(self.form, self.mode, self.screen), named=self.named)


def _room(form: str, mode: str, screen: str) -> Frame:
    """The frame for a form, the tree where no ring could be read."""
    paper = screen not in ("", *SCREENS)
    frame = WORKSHOP_FRAME if mode == WORKSHOP and not paper else FRAMES[screen]
    asked = FORMS[form]
    return replace(frame, form="" if asked == "radial" and not frame.rings else asked)


def read_query(here: Reader, ecosystem: Ecosystem, parameters: Parameters) -> AskedMap:
    """The map asked for; raises InvalidInput or UnknownThing for what no map can be drawn without (view, centre, date),
    and leaves out, with a word about it, what a map can go without."""
    view = perspective(parameters.text("vue") or perspectives()[0].slug)
    day, centre, sieve = _day(parameters, "date"), parameters.text("centre"), Sieve(here, ecosystem, parameters)
    opened = sieve.opened()
    form, mode = parameters.choice("forme", list(FORMS)[1:]), parameters.choice("mode", [WORKSHOP])
    screen = parameters.choice(SCREEN, SCREENS)
    sieve.ring(form, _room(form, mode, screen))
    return AskedMap(
        view=view,
        centre=resolved(here, ecosystem, centre, "centre") if centre else None,
        day=day or clock.today(),
        dated=day is not None,
        since=sieve.since(day or clock.today()),
        opened=tuple(opened),
        passed=tuple((iri, passed) for iri, passed in opened.items() if passed),
        form=form,
        filter=sieve.filter(view),
        choice=sieve.one("choix"),
        start=sieve.one("de"),
        end=sieve.one("vers"),
        through=tuple(sieve.several("par")),
        mode=mode,
        lang=parameters.text("lang"),
        story=sieve.story(),
        screen=screen,
        named=parameters.choice(NAMED, [YES]) == YES,
        dropped=tuple(sieve.dropped),
    )


@dataclass
class Sieve:
    """Reads what a map can go without; what is wrong there is kept in `dropped`."""

    here: Reader
    ecosystem: Ecosystem
    parameters: Parameters
    dropped: list[Dropped] = field(default_factory=list)

    def several(self, name: str) -> list[str]:
        """The IRIs of the ids given under a name."""
        return [iri for text in self.parameters.texts(name) if (iri := self._found(text, name)) is not None]

    def one(self, name: str) -> str | None:
        """The IRI of the only id given under a name."""
        text = self.parameters.text(name)
        return self._found(text, name) if text else None

    def opened(self) -> dict[str, int]:
        """The branches opened, with how many of their children to pass over; NOTHING among them opens none."""
        found: dict[str, int] = {}
        for text in self.parameters.texts("ouvert"):
            name, at, passed = text.rpartition(FURTHER)
            told = at and passed.isdecimal() and len(passed) < 6
            iri = NOTHING if text == CLOSED else self._place(name if told else text)
            if iri is not None:
                found[iri] = int(passed) if told else 0
        return found

    def filter(self, view: Perspective) -> MapFilter:
        """What to leave out; a way between two things shows all its steps."""
        if view.needs_ends and any(self.parameters.texts(name) for name in FILTERS):
            self._drop("masque", translate("Un chemin montre toutes ses étapes : rien n’y est filtré."))
            return UNFILTERED
        return MapFilter(
            self._masked(), self.one("lieu") or "", self._choice("public", "audience"), self._choice("cout", "cost")
        )

    def _choice(self, name: str, scheme: str) -> str:
        """The concept of a scheme that a slug names."""
        slug = self.parameters.text(name)
        found = next((it.iri for it in self.here.model.scheme(scheme).choices if it.slug == slug), "")
        if slug and not found:
            self._drop(name, translate("Le filtre « {text} » n’existe pas : la carte est montrée sans lui."), slug)
        return found

    def _masked(self) -> tuple[str, ...]:
        """The kinds to hide."""
        kinds = self.parameters.texts("masque")
        known = self.here.model.by_kind
        for kind in kinds:
            if kind not in known:
                self._drop("masque", translate("La légende n’a pas « {text} » : rien n’est masqué."), kind)
        return tuple(kind for kind in kinds if kind in known)

    def since(self, day: date) -> date | None:
        """The earlier day to compare with."""
        since = _day(self.parameters, "depuis")
        if since is not None and since >= day:
            self._drop("depuis", translate("On compare avec une date plus ancienne que celle de la carte."))
            return None
        return since

    def story(self) -> tuple[str, int] | None:
        """The story that one comes from, and the rank of its view."""
        slug = self.parameters.text("recit")
        found = story_named(self.here.dataset, slug) if slug else None
        if slug and (found is None or not found.views):
            self._drop("recit", translate("Aucun récit ne s’appelle « {text} » : la carte est montrée sans lui."), slug)
        return (found.slug, found.rank(self.parameters.text("etape")) or 1) if found and found.views else None

    def ring(self, form: str, room: Frame) -> None:
        """Tells why no ring is drawn where it could not be read."""
        if FORMS[form] == "radial" and not room.form:
            said = translate(
                "En rayons, les noms seraient trop petits sur cet écran : la carte est montrée en arbre. Les rayons se "
                "dessinent sur un écran de 1920 × 1080, au vidéoprojecteur et sur papier."
            )
            self._drop("forme", said)

    def _place(self, text: str) -> str | None:
        """The key of a node, from the ids of the thing and of all that bears it."""
        parts = [self._found(part, "ouvert") for part in text.split(PLACE)]
        return None if None in parts else PLACE.join(map(str, parts))

    def _found(self, text: str, name: str) -> str | None:
        try:
            return resolved(self.here, self.ecosystem, text, name)
        except UnknownThing as unknown:
            said = translate("Rien ne porte l’identifiant « {text} » : la carte est montrée sans lui.")
            self._drop(name, said, text, unknown.suggestions)
            return None

    def _drop(self, name: str, said: str, text: str = "", suggestions: tuple[Suggestion, ...] = ()) -> None:
        self.dropped.append(Dropped(name, said.replace("{text}", text[:80]), suggestions))


def _day(parameters: Parameters, name: str) -> date | None:
    day = parameters.day(name)
    if day is not None and not FIRST <= day <= LAST:
        said = translate("La carte ne connaît que les années {first} à {last} : choisissez une autre date.")
        raise InvalidInput(said.replace("{first}", str(FIRST.year)).replace("{last}", str(LAST.year)), field=name)
    return day


def resolved(here: Reader, ecosystem: Ecosystem, text: str, name: str) -> str:
    """The IRI of an id (`network/can`, a whole IRI, or a name); raises UnknownThing with the closest names."""
    kind, _, slug = text.partition("/")
    iri = text if "://" in text or not slug or "/" in slug else here.iri(kind, slug)
    iri = (_readable(iri) and kept_instead(here.dataset, iri)) or iri
    named = _named(ecosystem, text) if "/" not in text else None
    if named is not None:
        return named
    # A class at the centre of a map can be opened or chosen too, although nothing is said of it as an entity; so can a
    # branch that tells what is said of things, or not.
    opens = name in ("ouvert", "choix")
    at_centre = opens and any(iri in (cls.iri, cls.scheme) for cls in here.model.classes)
    if at_centre or (opens and iri in here.model.fields) or (_readable(iri) and iri in here.dataset):
        return iri
    hits = ecosystem.search.search(text.rpartition("/")[2].replace("-", " "), 4)
    said = translate(
        "La carte ne trouve pas « {text} » : rien ne porte cet identifiant. Cherchez la fiche par son nom."
    )
    raise UnknownThing(
        said.replace("{text}", text[:80]),
        field=name,
        suggestions=[Suggestion(hit.iri, hit.label) for hit in hits],
    )


def _named(ecosystem: Ecosystem, text: str) -> str | None:
    """The thing whose name was typed whole, rather than its identifier."""
    hits = ecosystem.search.search(text, 3)
    return next((hit.iri for hit in hits if key(hit.label) == key(text)), None)


def _readable(iri: str) -> bool:
    """Whether this can be asked to the store at all."""
    return iri.startswith(("http://", "https://")) and not set(iri) & set(' <>"{}|\\^`')
