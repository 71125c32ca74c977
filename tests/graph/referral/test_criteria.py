# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each criterion on yes, no and absent; its docstring is its public explanation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.entity.known import UNDATED, Known
from graph.namespaces import TIS, VOCABULARY
from graph.referral._types import Actor, Candidate, Criterion, Match, Offer, Proof, Report, Traits, Verdict, Via
from graph.referral.bench import load_criteria
from graph.referral.situation import Asked, AskedTool, Place, Situation
from graph.text.catalogue import catalogue
from graph.text.days import Span
from graph.text.wording import FRENCH, month_number
from tests.graph.referral.worlds import ENGLISH, FRENCH_WORDS, Nameless

CRITERIA = {criterion.slug: criterion for criterion in load_criteria()}
DAY = date(2021, 6, 1)
NEED, OTHER_NEED = VOCABULARY["need/file-sharing"], VOCABULARY["need/newsletter"]
SENIORS, YOUNG, EVERYONE = (VOCABULARY[f"audience/{slug}"] for slug in ("seniors", "young-people", "everyone"))
REMOTE, ON_SITE = VOCABULARY["access-mode/remote"], VOCABULARY["access-mode/on-site"]
CHINON = (
    Place("x:chinon", "Chinon", "commune", "37072"),
    Place("x:cc", "Le Chinonais", "epci", "200043081"),
    Place("x:37", "Indre-et-Loire", "departement", "37"),
)


def candidate(
    match: Match | None = None, via: Via | None = None, distance: float | None = None, **traits: Any
) -> Candidate:
    """A service of an example actor, with these traits and this match."""
    defaults: dict[str, Any] = {
        "kind": "service",
        "cost": "",
        "modes": (),
        "audiences": (),
        "open_to_associations": None,
        "span": Span(),
        "actor_span": Span(),
        "state": "",
        "level": "",
        "accepts_questions": None,
        "person": False,
        "collective": False,
    }
    known = traits.pop("known", UNDATED)
    proof = Proof(known.how, month_number(known.on) if known.on else None, known.read)
    judged = Traits(**{**defaults, "proof": proof, **traits})
    actor = Actor("x:actor", "Exemple", "organisation", (), "", None, False, False, Span(), UNDATED, (), (), ())
    offer = Offer("x:offer", actor, "Offre", (), (), (), "stated", known, judged)
    return Candidate(offer, match or Match("commune", (0,), ()), via, distance)


def sure(day: date) -> Known:
    """Confirmed that day by somebody."""
    return Known("confirmed", day, "x:somebody")


def situation(**asked: Any) -> Situation:
    """One need at Chinon, and what a case adds."""
    return Situation(**{"day": DAY, "places": CHINON, "needs": (Asked(NEED, "partager", "x"),), **asked})


GMAIL = AskedTool("x:gmail", "GrosMail", "x", False)
DATES = AskedTool("x:dates", "Dates", "x", True)
SENIOR = (Asked(SENIORS, "seniors", "x"),)
ONLY_REMOTE = Asked(REMOTE, "À distance", "x")
TWO_NEEDS = (Asked(NEED, "partager", "x"), Asked(OTHER_NEED, "écrire", "x"))
PRO = {"asker": "professional"}
TOOL = {"needs": (), "tools": (GMAIL,)}
UNREACHABLE, NOT_FOR_ME = VOCABULARY["outcome/unreachable"], VOCABULARY["outcome/not-for-me"]
SILENT = Report(UNREACHABLE, "", date(2021, 5, 3))
UNANSWERED = Report(TIS.unansweredSince, "", date(2021, 5, 3))
UNSUITED = Report(NOT_FOR_ME, NEED, date(2021, 5, 3))

# Slug, phrase, situation, candidate, expected: (score, state, part of the text), "veto …", or None: does not apply.
CASES: list[tuple[str, str, dict[str, Any], dict[str, Any], Any]] = [
    ("unanswered", "who answers, or was never asked", {}, {}, None),
    ("unanswered", "silent", {}, {"reports": (UNANSWERED,)}, (0.2, "unknown", "Sans réponse depuis le 3 mai 2021")),
    ("unanswered", "asked later", {"day": date(2021, 4, 30)}, {"reports": (UNANSWERED,)}, None),
    ("outcomes", "nothing reported", {}, {}, None),
    ("outcomes", "unreachable", {}, {"reports": (SILENT,)}, (0.0, "unmet", "Signalé injoignable le 3 mai 2021")),
    ("outcomes", "whatever is asked", TOOL, {"reports": (SILENT,)}, (0.0, "unmet", "vérifiez avant d’orienter")),
    ("outcomes", "not for them", {}, {"reports": (UNSUITED,)}, (0.1, "unmet", "« partager » n’est pas pour lui")),
    ("outcomes", "both", {}, {"reports": (UNSUITED, SILENT)}, (0.0, "unmet", "Signalé injoignable")),
    ("outcomes", "another need", {"needs": TWO_NEEDS[1:]}, {"reports": (UNSUITED,)}, None),
    ("outcomes", "thirteen months ago", {"day": date(2022, 6, 1)}, {"reports": (SILENT,)}, None),
    ("outcomes", "reported after the day asked for", {"day": date(2021, 4, 30)}, {"reports": (SILENT,)}, None),
    ("need", "the very need", {}, {}, (1.0, "met", "exactement")),
    ("need", "a narrower one", {}, {"match": Match("commune", (1,), ())}, (0.85, "unknown", "une partie")),
    ("need", "a broader one", {}, {"match": Match("commune", (-1,), ())}, (0.6, "unknown", "plus large")),
    ("need", "very far", {}, {"match": Match("commune", (-5,), ())}, (0.3, "unknown", "plus large")),
    ("need", "another", {}, {"match": Match("commune", (None,), ())}, "veto Ne traite pas"),
    ("need", "one of two", {"needs": TWO_NEEDS}, {"match": Match("commune", (None, 0), ())}, (0.5, "met", "écrire")),
    (
        "need",
        "neither of two",
        {"needs": TWO_NEEDS},
        {"match": Match("commune", (None, None), (), "nearby")},
        (0.0, "unmet", "Ne traite ni « partager », ni « écrire »."),
    ),
    ("need", "none asked", {"needs": ()}, {"match": Match("commune", (), ())}, None),
    ("need", "an entry point", {}, {"match": Match("commune", (None,), (), "entry-point")}, None),
    ("tool", "the tool itself", {**TOOL, **PRO}, {"match": Match("commune", (), ("same",))}, (1.0, "met", "Porte sur")),
    (
        "tool",
        "known to a colleague",
        {**TOOL, **PRO},
        {"match": Match("", (), ("same",)), "level": "x"},
        (1.0, "met", "Porte sur"),
    ),
    ("tool", "the one to leave", TOOL, {"match": Match("commune", (), ("same",))}, (0.7, "met", "Porte sur")),
    ("tool", "a close free one", TOOL, {"match": Match("commune", (), ("close",))}, (0.9, "met", "remplacer")),
    (
        "tool",
        "a free one for a blocked colleague",
        {**TOOL, **PRO},
        {"match": Match("", (), ("close",))},
        (0.54, "met", "remplacer"),
    ),
    ("tool", "help to move", TOOL, {"match": Match("commune", (), ("transition",))}, (0.6, "met", "libres")),
    ("tool", "the same need", TOOL, {"match": Match("commune", (), ("need",))}, (0.4, "met", "besoin")),
    ("tool", "another", TOOL, {"match": Match("commune", (), (None,))}, "veto Ne porte pas"),
    (
        "tool",
        "neither of two",
        {"tools": (GMAIL, DATES)},
        {"match": Match("commune", (0,), (None, None))},
        (0.0, "unmet", "Ne porte ni sur GrosMail, ni sur Dates."),
    ),
    ("tool", "none asked", {}, {}, None),
    ("territory", "the commune", {}, {}, (1.0, "met", "Couvre Chinon.")),
    ("territory", "its département", {}, {"match": Match("departement", (0,), ())}, (0.8, "met", "Indre-et-Loire")),
    ("territory", "not stated", {}, {"match": Match("unknown", (0,), ())}, (0.25, "unknown", "non renseigné")),
    ("territory", "elsewhere", {}, {"match": Match("", (0,), ())}, "veto Ne couvre pas Chinon"),
    (
        "territory",
        "given as elsewhere",
        {},
        {"match": Match("elsewhere", (0,), (), "nearby"), "distance": 12.3},
        (0.1, "unmet", "12 km"),
    ),
    ("territory", "no place", {"places": ()}, {"match": Match("anywhere", (0,), ())}, None),
    ("directness", "itself", {}, {}, (1.0, "met", "directement")),
    ("directness", "only an interest", {}, {"kind": "orientation"}, (1.0, "unknown", "sans service")),
    ("directness", "an entry point", {}, {"match": Match("", (None,), (), "entry-point")}, (0.4, "met", "orienter")),
    ("directness", "an animator", {}, {"match": Match("", (None,), (), "animator")}, (0.2, "unmet", "anime")),
    ("directness", "elsewhere", {}, {"match": Match("", (0,), (), "nearby")}, (0.3, "unmet", "directement")),
    ("nature", "a service", {}, {}, (1.0, "met", "")),
    ("nature", "a service of a network", {}, {"collective": True}, (0.8, "unknown", "un de ses membres")),
    ("nature", "a competence", {}, {"kind": "competence"}, (0.6, "met", "Compétence")),
    ("nature", "a competence between colleagues", PRO, {"kind": "competence"}, (1.0, "met", "Compétence")),
    ("nature", "an interest", {}, {"kind": "orientation"}, (0.2, "unknown", "aucune offre")),
    ("nature", "a welcome", {}, {"kind": "entry"}, None),
    ("level", "expert", {}, {"kind": "competence", "level": VOCABULARY["level/expert"]}, (1.0, "met", "experte")),
    ("level", "beginner", {}, {"kind": "competence", "level": VOCABULARY["level/beginner"]}, (0.4, "met", "débutante")),
    ("level", "not stated", {}, {"kind": "competence"}, (0.5, "unknown", "non renseigné")),
    ("level", "a service", {}, {}, None),
    ("cost", "free, asked", {"free": True}, {"cost": VOCABULARY["cost/free"]}, (1.0, "met", "comme demandé")),
    ("cost", "paid, free asked", {"free": True}, {"cost": VOCABULARY["cost/paid"]}, "veto Payant"),
    ("cost", "membership, free asked", {"free": True}, {"cost": VOCABULARY["cost/membership"]}, "veto Sur adhésion"),
    (
        "cost",
        "conditions, free asked",
        {"free": True},
        {"cost": VOCABULARY["cost/free-under-conditions"]},
        (0.7, "unknown", "vérifier"),
    ),
    ("cost", "absent, free asked", {"free": True}, {}, (0.4, "unknown", "vous demandiez gratuit")),
    ("cost", "paid", {}, {"cost": VOCABULARY["cost/paid"]}, (0.6, "met", "Payant.")),
    ("cost", "a competence", {"free": True}, {"kind": "competence"}, None),
    ("mode", "as asked", {"mode": ONLY_REMOTE}, {"modes": (REMOTE,)}, (1.0, "met", "comme demandé")),
    ("mode", "another", {"mode": ONLY_REMOTE}, {"modes": (ON_SITE,)}, (0.0, "unmet", "à distance")),
    ("mode", "absent", {"mode": ONLY_REMOTE}, {}, (0.4, "unknown", "vous la demandiez")),
    ("mode", "not asked", {}, {"modes": (ON_SITE,)}, None),
    ("audience", "made for them", {"audiences": SENIOR}, {"audiences": (SENIORS,)}, (1.0, "met", "seniors")),
    ("audience", "for all", {"audiences": SENIOR}, {"audiences": (EVERYONE,)}, (0.7, "met", "large")),
    ("audience", "for others", {"audiences": SENIOR}, {"audiences": (YOUNG,)}, (0.0, "unmet", "autre public")),
    ("audience", "absent", {"audiences": SENIOR}, {}, (0.5, "unknown", "pas renseigné")),
    ("audience", "not asked", {}, {"audiences": (YOUNG,)}, None),
    ("open-to-associations", "open", {}, {"open_to_associations": True}, (1.0, "met", "Ouvert")),
    ("open-to-associations", "not open", {}, {"open_to_associations": False}, "veto pas ouvert"),
    ("open-to-associations", "absent", {}, {}, (0.4, "unknown", "à vérifier")),
    ("open-to-associations", "a colleague asks", PRO, {"open_to_associations": False}, None),
    ("validity", "until later", {}, {"span": Span(None, date(2021, 6, 30))}, (1.0, "met", "30 juin 2021")),
    ("validity", "the last day", {}, {"span": Span(None, DAY)}, (1.0, "met", "1er juin 2021")),
    ("validity", "over", {}, {"span": Span(None, date(2021, 5, 31))}, "veto n’existe plus depuis le 31 mai 2021"),
    ("validity", "not yet", {}, {"span": Span(date(2021, 6, 2))}, "veto ne commence que le 2 juin 2021"),
    (
        "validity",
        "its actor is gone",
        {},
        {"actor_span": Span(None, date(2020, 1, 1))},
        "veto L’organisme qui la proposait n’existe plus",
    ),
    ("validity", "no dates", {}, {}, None),
    ("validity", "a closed instance", {}, {"kind": "instance", "span": Span(None, date(2021, 3, 31))}, None),
    ("closed-instance", "open", {}, {"kind": "instance"}, (1.0, "met", "")),
    (
        "closed-instance",
        "closed",
        {},
        {"kind": "instance", "span": Span(None, date(2021, 3, 31))},
        "veto depuis le 31 mars 2021",
    ),
    ("closed-instance", "closed, no day", {}, {"kind": "instance", "state": VOCABULARY["state/closed"]}, "veto Fermé"),
    (
        "closed-instance",
        "closes soon",
        {},
        {"kind": "instance", "span": Span(None, date(2021, 9, 1))},
        (0.2, "unmet", "éviter"),
    ),
    (
        "closed-instance",
        "closes one day",
        {},
        {"kind": "instance", "span": Span(None, date(2025, 9, 1))},
        (0.2, "unmet", "éviter"),
    ),
    (
        "closed-instance",
        "a service said to close",
        {},
        {"announced": date(2021, 9, 1)},
        (0.2, "unmet", "Fermeture annoncée pour le 1er septembre 2021 : à éviter"),
    ),
    (
        "closed-instance",
        "the day that was announced",
        {},
        {"kind": "instance", "announced": date(2021, 6, 1)},
        (0.2, "unmet", "à éviter"),
    ),
    (
        "closed-instance",
        "said to close before that day",
        {},
        {"kind": "instance", "announced": date(2021, 5, 31)},
        "veto Fermeture annoncée pour le 31 mai 2021 : ce n’est plus proposé.",
    ),
    (
        "closed-instance",
        "a service said to close before that day",
        {},
        {"announced": date(2021, 5, 31)},
        "veto Fermeture annoncée pour le 31 mai 2021",
    ),
    (
        "closed-instance",
        "an end that was observed, after the one announced",
        {},
        {"kind": "instance", "span": Span(None, date(2021, 9, 1)), "announced": date(2021, 5, 31)},
        (0.2, "unmet", "Ferme le 1er septembre 2021"),
    ),
    ("closed-instance", "a service", {}, {}, None),
    (
        "confirmation",
        "running",
        {},
        {"state": VOCABULARY["state/active"], "known": sure(date(2021, 5, 12))},
        (1.0, "met", "En cours"),
    ),
    (
        "confirmation",
        "running, nobody said when",
        {},
        {"state": VOCABULARY["state/active"]},
        (0.7, "unknown", "sans date"),
    ),
    (
        "confirmation",
        "running, as we deduced lately",
        {},
        {"state": VOCABULARY["state/active"], "known": Known("deduced", date(2021, 5, 12))},
        (0.7, "unknown", "sans date"),
    ),
    (
        "confirmation",
        "seen running long ago",
        {},
        {"state": VOCABULARY["state/active"], "seen": date(2020, 5, 31), "known": Known("said", date(2021, 5, 1))},
        (0.7, "unknown", "En cours en mai 2020, sans nouvelles depuis"),
    ),
    (
        "confirmation",
        "seen running not long ago",
        {},
        {"state": VOCABULARY["state/active"], "seen": date(2020, 6, 1), "known": Known("said", date(2019, 5, 1))},
        (1.0, "met", "En cours."),
    ),
    (
        "confirmation",
        "said to be running long ago",
        {},
        {"state": VOCABULARY["state/active"], "known": Known("said", date(2019, 5, 1))},
        (0.7, "unknown", "En cours en mai 2019"),
    ),
    ("confirmation", "to confirm", {}, {"state": VOCABULARY["state/to-confirm"]}, (0.3, "unknown", "À confirmer")),
    ("confirmation", "absent", {}, {}, None),
    (
        "confirmation",
        "announced less than a year ago",
        {},
        {"state": VOCABULARY["state/announced"], "known": Known("said", date(2020, 6, 30))},
        (0.5, "unknown", "Annoncé, pas encore confirmé"),
    ),
    (
        "confirmation",
        "announced more than a year ago",
        {},
        {"state": VOCABULARY["state/announced"], "known": Known("said", date(2020, 5, 31))},
        "veto Annoncé en mai 2020, sans nouvelles depuis",
    ),
    (
        "confirmation",
        "announced long ago for later",
        {},
        {
            "state": VOCABULARY["state/announced"],
            "known": Known("said", date(2019, 5, 1)),
            "span": Span(date(2020, 9, 1), None),
        },
        (0.5, "unknown", "Annoncé, pas encore confirmé"),
    ),
    (
        "confirmation",
        "envisaged more than a year ago",
        {},
        {"state": VOCABULARY["state/envisaged"], "known": Known("said", date(2019, 2, 4))},
        "veto Envisagé en février 2019",
    ),
    (
        "confirmation",
        "to confirm for long",
        {},
        {"state": VOCABULARY["state/to-confirm"], "known": Known("said", date(2019, 2, 4))},
        (0.3, "unknown", "À confirmer"),
    ),
    ("freshness", "recent", {}, {"known": sure(date(2021, 5, 12))}, (1.0, "met", "Confirmé en mai 2021")),
    ("freshness", "old", {}, {"known": sure(date(2020, 4, 2))}, (0.6, "unknown", "il y a 14 mois")),
    ("freshness", "very old", {}, {"known": sure(date(2010, 4, 2))}, (0.25, "unknown", "11 ans")),
    ("freshness", "said very long ago", {}, {"known": Known("said", date(2010, 4, 2))}, (0.15, "unknown", "jamais")),
    ("freshness", "read", {}, {"known": Known("said", date(2021, 5, 12), read=True)}, (0.8, "met", "Lu à la source")),
    ("freshness", "said", {}, {"known": Known("said", date(2021, 5, 12))}, (0.6, "unknown", "jamais confirmé")),
    ("freshness", "deduced", {}, {"known": Known("deduced", date(2021, 5, 12))}, (0.05, "unknown", "Déduit")),
    ("freshness", "an opinion", {}, {"known": Known("editorial")}, (0.05, "unknown", "Notre avis")),
    (
        "freshness",
        "after the day asked for",
        {},
        {"known": sure(date(2021, 8, 1))},
        (0.5, "unknown", "après cette date, en août 2021"),
    ),
    ("freshness", "long after", {}, {"known": sure(date(2026, 8, 1))}, (0.25, "unknown", "après cette date")),
    ("freshness", "undated", {}, {}, (0.1, "unknown", "sans date")),
    (
        "consent",
        "a person who agrees",
        PRO,
        {"kind": "competence", "person": True, "accepts_questions": True},
        (1.0, "met", "Accepte"),
    ),
    ("consent", "a person who said nothing", PRO, {"kind": "competence", "person": True}, "veto pas accepté"),
    ("consent", "a person who refuses", PRO, {"kind": "competence", "accepts_questions": False}, "veto pas accepté"),
    (
        "consent",
        "asked by an association",
        {},
        {"kind": "competence", "person": True, "accepts_questions": True},
        "veto professionnels",
    ),
    ("consent", "an organisation that said nothing", {}, {"kind": "competence"}, (0.5, "unknown", "pas dit")),
    (
        "consent",
        "for professionals",
        {},
        {"audiences": (VOCABULARY["audience/professionals"],)},
        (0.1, "unmet", "qui vous conseille"),
    ),
    ("consent", "a service", {}, {}, None),
]


def text_of(verdict: Verdict) -> str:
    return verdict.said.text() if verdict.said else ""


@pytest.mark.parametrize(
    ("slug", "phrase", "asked", "given", "expected"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES]
)
def test_verdict(slug: str, phrase: str, asked: dict[str, Any], given: dict[str, Any], expected: Any) -> None:
    verdict = CRITERIA[slug].judge(situation(**asked), candidate(**given))
    if expected is None:
        assert verdict is None
        return
    assert verdict is not None
    if isinstance(expected, str):
        assert verdict.veto
        assert verdict.state == "unmet"
        assert expected.removeprefix("veto ") in text_of(verdict)
        return
    score, state, text = expected
    assert not verdict.veto
    assert (round(verdict.score, 4), verdict.state) == (score, state)
    assert text in text_of(verdict)


@pytest.mark.parametrize(
    ("slug", "asked", "given"),
    [(case[0], *case[2:4]) for case in CASES if case[4]],
    ids=[f"{case[0]}: {case[1]}" for case in CASES if case[4]],
)
def test_verdict_in_english(slug: str, asked: dict[str, Any], given: dict[str, Any]) -> None:
    verdict = CRITERIA[slug].judge(situation(**asked), candidate(**given))
    assert verdict
    for said in (*([verdict.said] if verdict.said else []), *(note for note, _ in verdict.notes)):
        text = said.text(Nameless("en"))
        assert text not in ("", said.text())
        assert "{" not in text
        assert not FRENCH_WORDS.search(text)


OURS = {
    "audience", "closed-instance", "confirmation", "consent", "cost", "directness", "freshness", "level", "mode",
    "nature", "need", "open-to-associations", "outcomes", "territory", "tool",
    "unanswered", "validity",
}  # fmt: skip


def test_each_of_our_criteria_is_tried_on_a_case_where_it_does_not_apply_or_is_absent() -> None:
    assert {case[0] for case in CASES} >= OURS


@pytest.mark.parametrize("slug", sorted(CRITERIA))
def test_any_criterion_says_what_it_gives_where_nothing_is_known(slug: str) -> None:
    verdict = CRITERIA[slug].judge(situation(), candidate())
    assert verdict is None or (0 <= verdict.score <= 1 and (verdict.said is None or verdict.said.text()))


def test_unmet_needs_are_said_beside_the_met_one() -> None:
    verdict = CRITERIA["need"].judge(situation(needs=TWO_NEEDS), candidate(Match("commune", (None, 0), ())))
    assert verdict is not None
    assert [(said.text(), state) for said, state in verdict.notes] == [
        ("Pour « partager », il faudra voir ailleurs.", "unknown")
    ]
    # Through somebody else, what is not met is said as such.
    linked = CRITERIA["need"].judge(situation(needs=TWO_NEEDS), candidate(Match("commune", (None, 0), (), "indirect")))
    assert linked is not None
    assert [(said.text(), state) for said, state in linked.notes] == [("Ne traite pas « partager ».", "unmet")]


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_public_explanation(criterion: Criterion) -> None:
    text = criterion.explanation
    assert text in catalogue("en").texts
    assert text.endswith(".")
    assert len(text) > 30


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_what_is_lacking_agrees_with_its_number(criterion: Criterion) -> None:
    one, two = criterion.lacking(1), criterion.lacking(2)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        for speaker in (FRENCH, ENGLISH):
            assert one.text(speaker).replace("1", "2") != two.text(speaker)


def test_orders_and_slugs_are_distinct() -> None:
    assert len({criterion.order for criterion in CRITERIA.values()}) == len(load_criteria()) == len(CRITERIA)
