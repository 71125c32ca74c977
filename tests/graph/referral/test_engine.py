# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ladder, the ranking, the path and the why-not of the engine, in the small town."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import clock
from graph.errors import UnknownThing
from graph.namespaces import ORG, RDF, SCHEMA, TIS, VOCABULARY, WGS
from graph.rdf.dataset import Dataset, Fact, boolean_literal, date_literal, text_literal
from graph.referral._types import DIRECT, Candidate, Match, Offer
from graph.referral.answer import EXACT
from graph.referral.jury import Jury
from graph.referral.matching import preference
from graph.referral.ranking import band
from graph.referral.standing import HELPERS, SORTS, is_exact, sort_of
from graph.text.wording import month_number
from tests.conftest import dataset_of, facts_of_files
from tests.graph.referral.worlds import TESTS, names, short, told, world, world_of
from tests.instances import BASE, DAY, ID, fact, label
from tests.steps import steps

COMMUNES = ("", "Chinon", "Tours", "Loches", "37003", "Orléans", "Lyon", "Le Petit-Pressigny")
NEEDS = (
    "file-sharing",
    "payments",
    "digital-basics",
    "fab-making",
    "diagnosis",
    "governance",
    "email",
    "backup",
    "communicate",
)


@pytest.mark.parametrize(
    ("needs", "limit"),
    [(("file-sharing",), None), (("backup",), None), (("file-sharing",), 3), (("file-sharing", "payments"), None)],
    ids=["one need", "one that nobody meets", "another number of answers", "two needs"],
)
def test_parts_are_the_same_once_the_whole_is_answered(needs: tuple[str, ...], limit: int | None) -> None:
    here = world("town")
    answered = here.ask(commune="Chinon", needs=needs)
    alone = here.engine.parts(answered.situation, limit)
    assert here.engine.parts(answered.situation, limit, answered) == alone
    assert len(alone) == len(needs)
    assert alone[0].people or alone[0].gap


def test_the_first_question_of_a_new_month_puts_the_lists_in_its_order() -> None:
    here, later = world_of(dataset_of(TESTS / "ecosystem.ttl")), date(DAY.year + 1, 2, 3)
    before = here.engine.index.book.month
    here.ask(commune="Chinon", needs=("email",), date=later.isoformat())
    assert here.engine.index.book.month == before, "a day that has not come yet turns no page"
    clock.hold(later)
    try:
        here.ask(commune="Chinon", needs=("email",), date=later.isoformat())
        assert here.engine.index.book.month == month_number(later)
    finally:
        clock.hold(DAY)


def test_direct_answers_come_with_reasons_path_and_an_entry_point() -> None:
    referral = world("town").ask(commune="Chinon", needs=("file-sharing",), free=True)
    assert names(referral.results) == [
        "direct organisation/atelier service/files-back",
        "entry-point organisation/comptoir",
    ]
    best = referral.results[0]
    texts = [text for reason in best.reasons for text, _ in reason.sentences()]
    assert "Gratuit, comme demandé." in texts
    assert [(short(edge.fact.s), short(str(edge.fact.o))) for edge in best.path][1:3] == [
        ("service/files-back", "organisation/atelier"),
        ("organisation/atelier", "territory/epci-200043081"),
    ]
    assert "Atelier Exemple" in best.path[1].text()
    assert best.contact.url == "https://atelier.example/fichiers"
    assert best.contact.email == "bonjour@atelier.example"
    assert best.sources == (ID + "source/ecosystem", ID + "source/cog-2026")
    details = {short(detail.field).rsplit("/", 1)[-1].rsplit("#", 1)[-1]: detail.values for detail in best.details()}
    assert details["cost"] == ("Gratuit",)
    assert details["nextDate"] == ("22 juin 2021",)
    assert details["areaServed"] == ("CC Chinon, Vienne et Loire",)


def test_a_network_links_to_a_colleague_who_acts_elsewhere() -> None:
    referral = world("town").ask(commune="Chinon", needs=("diagnosis",), date="2020-12-01")
    result = referral.results[0]
    assert names((result,)) == ["indirect organisation/comptoir service/review"]
    assert result.provider.label == "Bilan Exemple"
    members = {short(edge.fact.s) for edge in result.path}
    assert {"membership/comptoir-in-accueils", "membership/accueils-in-cercle", "membership/bilan-in-cercle"} <= members


def test_the_same_question_later_goes_through_the_other_network() -> None:
    results = world("town").ask(commune="Chinon", needs=("diagnosis",), date="2021-06-01").results
    assert names(results)[0] == "indirect organisation/comptoir service/checkup"
    assert "indirect organisation/comptoir service/review" not in names(results)


@pytest.mark.parametrize("planned", ["membership/loupe-in-trame", "working-group/accueils"])
@pytest.mark.parametrize(
    ("day", "start", "linked"),
    [
        (date(2021, 2, 1), None, True),
        (date(2021, 6, 1), None, False),
        (date(2021, 6, 1), date(2021, 5, 1), True),
        (date(2022, 6, 1), date(2021, 5, 1), False),
    ],
    ids=["told within a year", "a year after it was told", "planned for later", "a year after the day planned for"],
)
def test_a_plan_links_nobody_after_a_year_without_news(
    planned: str, day: date, start: date | None, linked: bool
) -> None:
    told = [fact(planned, TIS.state, VOCABULARY["state/announced"])]
    told += [fact(planned, SCHEMA.startDate, date_literal(start))] if start else []
    here = world_of(Dataset.in_memory([*dataset_of(TESTS / "ecosystem.ttl").facts(), *told], BASE))
    found = names(here.ask(commune="Chinon", needs=("diagnosis",), date=day.isoformat()).results)
    assert ("indirect organisation/comptoir service/checkup" in found) is linked


def test_an_orientation_links_too() -> None:
    result = world("town").ask(commune="Chinon", needs=("payments",)).results[0]
    assert names((result,)) == ["indirect organisation/boussole service/ticketing"]
    assert (ID + "organisation/boussole", ID + "organisation/caisse") in [(e.fact.s, e.fact.o) for e in result.path]


def test_what_is_missing_is_said() -> None:
    referral = world("town").ask(commune="Amboise", needs=("accounting",), free=True)
    assert not referral.of_kind("direct")
    assert [gap.label for gap in referral.gaps] == ["Tenir la comptabilité"]
    assert "Aucun service gratuit ; 1 payant ou sur adhésion." in told(referral.missing)
    assert referral.of_kind("entry-point")


def test_out_of_home_the_graph_says_what_it_covers() -> None:
    referral = world("town").ask(commune="Lyon", needs=("payments",))
    assert "« Indre-et-Loire », qui ne contient pas Lyon" in referral.missing[0].text()
    assert len(referral.of_kind("entry-point")) == 2
    assert names(referral.of_kind("nearby")) == ["nearby organisation/caisse service/ticketing"]


def test_the_nearest_place_is_said_with_its_distance() -> None:
    referral = world("town").ask(commune="Loches", needs=("payments",))
    (nearby,) = referral.of_kind("nearby")
    texts = [text for reason in nearby.reasons for text, _ in reason.sentences()]
    assert "À 30 km de Loches (Amboise)." in texts


def distance_told(*points: Fact) -> str:
    """How far the one answer from elsewhere is said to be, where these facts hold as well."""
    here = world_of(Dataset.in_memory([*dataset_of(TESTS / "ecosystem.ttl").facts(), *points], BASE))
    (nearby,) = here.ask(commune="Loches", needs=("payments",)).of_kind("nearby")
    return next(text for reason in nearby.reasons for text, _ in reason.sentences() if " km " in text)


def test_the_distance_is_that_of_the_address_where_it_is_known() -> None:
    caisse, far = "organisation/caisse", (47.45, 0.98)
    point = [fact(caisse, path, text_literal(str(value))) for path, value in zip((WGS.lat, WGS.long), far, strict=True)]
    assert distance_told() == "À 30 km de Loches (Amboise)."
    assert distance_told(*point) == "À 37 km de Loches (Amboise)."
    # Half a point says nothing.
    assert distance_told(point[0]) == "À 30 km de Loches (Amboise)."


def test_of_two_doors_the_nearer_address_comes_first() -> None:
    facts = [item for item in dataset_of(TESTS / "ecosystem.ttl").facts() if item.p != TIS.entryPoint]
    doors = {"organisation/one": (47.10, 1.0), "organisation/two": (47.15, 1.0)}
    for door, point in doors.items():
        facts += [fact(door, RDF.type, ORG.FormalOrganization), label(door, door)]
        facts += [
            fact(door, TIS.entryPoint, boolean_literal(yes=True)),
            fact(door, SCHEMA.location, "territory/commune-37132"),
        ]
        facts += [fact(door, SCHEMA.areaServed, "territory/commune-37132")]
        facts += [
            fact(door, path, text_literal(str(value))) for path, value in zip((WGS.lat, WGS.long), point, strict=True)
        ]
    here = world_of(Dataset.in_memory(facts, BASE))
    near = here.ask(commune="Amboise", needs=("payroll",)).of_kind("entry-point")
    assert near[0].candidate.distance == pytest.approx(26.9, abs=0.1)
    assert short(near[0].actor.iri) == "organisation/two"


@pytest.mark.parametrize(("day", "animator"), [("2020-12-01", "relais"), ("2021-06-01", "passerelle")])
def test_animators_are_those_of_the_date(day: str, animator: str) -> None:
    referral = world("town").ask(commune="Chinon", needs=("governance",), date=day)
    assert names(referral.of_kind("animator")) == [f"animator organisation/{animator} working-group/accueils"]


def test_an_unknown_area_is_a_candidate_around_home_only() -> None:
    town = world("town")
    (found,) = town.ask(commune="Chinon", needs=("website",)).of_kind("direct")
    assert names((found,)) == ["direct organisation/bricole service/website-help"]
    assert {verdict.state for criterion, verdict in found.reasons if criterion.slug == "territory"} == {"unknown"}
    assert not town.ask(commune="Lyon", needs=("website",)).of_kind("direct")


def test_a_mere_interest_does_not_repeat_its_actor() -> None:
    results = world("town").ask(commune="Chinon", needs=("website",)).results
    assert names(results).count("direct organisation/bricole") == 0


def test_the_public_graph_cannot_name_a_person() -> None:
    asked = {"commune": "Tours", "tools": ("nuage-libre",), "asker": "professional"}
    expert = "direct person/expert competence/expert-cloud"
    assert expert in names(world("full").ask(**asked).results)
    assert not any("person/" in name for name in names(world("town").ask(**asked).results))
    assert not any("discreet" in name for name in names(world("full").ask(**asked).results))
    assert not any("person/" in name for name in names(world("full").ask(**{**asked, "asker": "association"}).results))


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("organisation/cooperative", "Payant : vous demandiez gratuit."),
        ("organisation/nuage", "Ne couvre pas Chinon."),
        ("organisation/club", "Ne traite pas « Partager des fichiers »."),
    ],
)
def test_why_not(actor: str, expected: str) -> None:
    town = world("town")
    why = town.engine.why_not(town.situation(commune="Chinon", needs=("file-sharing",), free=True), ID + actor)
    assert "est écarté" in why.summary.text()
    assert expected in [text for offer in why.offers for reason in offer.reasons for text, _ in reason.sentences()]
    assert all(offer.refused and offer.score is None for offer in why.offers)


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("organisation/atelier", "au rang 1"),
        ("organisation/boussole", "n’a ni service"),
        ("organisation/relais", "d’autres passent avant"),
        ("service/files-back", "au rang 1"),
    ],
)
def test_why_not_of_others(actor: str, expected: str) -> None:
    town = world("town")
    situation = town.situation(commune="Chinon", needs=("file-sharing",), free=True)
    assert expected in town.engine.why_not(situation, ID + actor).summary.text()


def test_why_not_of_nobody() -> None:
    town = world("town")
    with pytest.raises(UnknownThing):
        town.engine.why_not(town.situation(needs=("file-sharing",)), ID + "organisation/nobody")


def test_no_entry_point_still_answers() -> None:
    facts = [fact for fact in facts_of_files([TESTS / "ecosystem.ttl"]) if not fact.p.endswith("entryPoint")]
    empty = world_of(Dataset.in_memory(facts, BASE))
    assert names(empty.ask(commune="Lyon", needs=("backup",)).results)[0].startswith("animator ")
    alone = [fact for fact in facts if "/membership/" not in fact.s]
    assert names(world_of(Dataset.in_memory(alone, BASE)).ask(commune="Tours", needs=("backup",)).results)


def test_a_graph_of_nothing_says_so_without_failing() -> None:
    referral = world_of(Dataset.in_memory([], BASE)).ask(commune="Tours", needs=("backup",))
    assert referral.results == ()
    assert referral.missing


def test_limit_keeps_the_best_and_an_entry_point() -> None:
    referral = world("town").engine.answer(world("town").situation(commune="Tours", needs=("file-sharing",)), limit=2)
    assert [result.kind for result in referral.results] == ["direct", "entry-point"]
    assert (
        len(world("town").engine.answer(world("town").situation(commune="Tours", needs=("email",)), limit=1).results)
        == 1
    )


@pytest.mark.parametrize("commune", COMMUNES, ids=lambda commune: commune or "no place")
def test_never_empty_ordered_and_said(commune: str) -> None:
    """Whatever is asked: results, ranks in order, scores down among people who do it, each with a reason and a path."""
    for name, (need, day) in product(("town", "full"), product(NEEDS, ("2020-12-01", "2021-06-01", "1990-01-01"))):
        referral = world(name).ask(commune=commune, needs=(need,), date=day, free=day.startswith("2021"))
        assert referral.results
        assert [result.rank for result in referral.results] == list(range(1, len(referral.results) + 1))
        people = [
            result for result in referral.results if result.fit == EXACT and result.kind == DIRECT and not result.last
        ]
        for sort in HELPERS:
            scores = [band(one.score) for one in people if sort_of(one.candidate.offer.traits) == sort]
            assert scores == sorted(scores, reverse=True)
        for result in referral.results:
            assert result.path
            assert any(reason.sentences() for reason in result.reasons)


NEED_NAMES = st.lists(st.sampled_from(NEEDS), max_size=2, unique=True)
TOOL_NAMES = st.lists(st.sampled_from(["grosmail", "nuage-libre", "vite-date", "plume"]), max_size=2, unique=True)


@settings(max_examples=120)
@given(
    needs=NEED_NAMES,
    tools=TOOL_NAMES,
    commune=st.sampled_from(COMMUNES),
    free=st.booleans(),
    mode=st.sampled_from(["", "remote", "on-site"]),
    asker=st.sampled_from(["association", "professional"]),
    audience=st.sampled_from([(), ("seniors",)]),
    day=st.sampled_from(["2020-12-01", "2021-06-02", "2021-06-30", "2021-07-14"]),
)
def test_the_index_finds_what_judging_every_offer_finds(
    needs: list[str],
    tools: list[str],
    commune: str,
    free: bool,
    mode: str,
    asker: str,
    audience: tuple[str, ...],
    day: str,
) -> None:
    if not needs and not tools:
        return
    full = world("full")
    situation = full.situation(
        needs=tuple(needs),
        tools=tuple(tools),
        commune=commune,
        free=free,
        mode=mode,
        asker=asker,
        audiences=audience,
        date=day,
    )
    matcher = full.engine.matcher
    jury = Jury(situation, full.engine.bench)
    offers = [offer for offers in full.engine.index.offers.values() for offer in offers if offer.traits.kind != "entry"]
    candidates = [Candidate(offer, matcher.match(situation, offer, "direct")) for offer in offers]
    ranked = [item for item in jury.rank(candidates, 1000) if not item.last]
    for sort, limit in product(SORTS, (1, 3, 1000)):
        seen: set[Offer] = set()
        for exact in (True, False):
            expected = [
                item
                for item in ranked
                if sort_of(item.candidate.offer.traits) == sort and is_exact(item.candidate.match) is exact
            ]
            tiers = matcher.tiers(situation, sort, exact=exact)
            assert Jury(situation, full.engine.bench).best(tiers, limit, seen) == expected[:limit]
            if len(expected) >= limit:
                break  # What is near is looked for where there is room for it.


def test_scores_kept_in_tables_are_those_of_the_criteria() -> None:
    """The mean of what every criterion says, judged one by one on the candidate itself."""
    full = world("full")
    for free, asker, mode in product((False, True), ("association", "professional"), ("", "remote")):
        situation = full.situation(
            commune="Chinon",
            needs=("file-sharing", "digital-basics"),
            tools=("grosmail",),
            audiences=("seniors",),
            free=free,
            asker=asker,
            mode=mode,
        )
        jury = Jury(situation, full.engine.bench)
        for offer in [offer for offers in full.engine.index.offers.values() for offer in offers]:
            candidate = Candidate(offer, full.engine.matcher.match(situation, offer, "direct"))
            said = [(item, item.judge(situation, candidate)) for item in full.engine.bench.criteria]
            spoken = [(item, verdict) for item, verdict in said if verdict is not None]
            assert [(reason.criterion, reason.verdict) for reason in jury.reasons(candidate)] == spoken
            weight = sum(item.weight for item, _ in spoken)
            mean = sum(item.weight * verdict.score for item, verdict in spoken) / weight
            expected = None if any(verdict.veto for _, verdict in spoken) else round(mean, 4)
            assert jury.score(candidate) == pytest.approx(expected, abs=1e-9)


def test_relations_to_a_need_are_ordered() -> None:
    assert sorted([-2, 2, -1, 1, 0], key=preference) == [0, 1, 2, -1, -2]


def test_equal_scores_are_ordered_by_kind_then_iri() -> None:
    town = world("town")
    jury = Jury(town.situation(needs=("file-sharing",)), town.engine.bench)
    offers = [offer for offers in town.engine.index.offers.values() for offer in offers][:4]
    same = [Candidate(offer, Match("anywhere", (0,), (), kind)) for offer in offers for kind in ("indirect", "direct")]
    ranked = jury.rank(same, 100)
    assert [item.order for item in ranked] == sorted(item.order for item in ranked)


def test_the_index_follows_the_calendar() -> None:
    town = world_of(world("town").dataset)
    today = DAY
    before = names(town.ask(commune="Chinon", needs=("file-sharing",), date=today.isoformat()).results)
    assert town.engine.index.book.month == month_number(today)
    assert before == names(world("town").ask(commune="Chinon", needs=("file-sharing",), date=today.isoformat()).results)


IN_USE = (
    "Gmail",
    "Doodle",
    "Google Forms",
    "Google Drive",
    "Zoom",
    "WhatsApp",
    "Mailchimp",
    "Trello",
    "Slack",
    "Canva",
)


def test_ten_tools_are_answered_about_as_readily_as_two() -> None:
    """What a tool adds is added, not multiplied: no address may keep the server busy."""

    def asked(tools: tuple[str, ...]) -> None:
        referral = world("touraine").ask(commune="Chinon", tools=tools)
        assert len(referral.situation.tools) == len(tools)

    asked(IN_USE)
    assert steps(lambda: asked(IN_USE)) < 6 * steps(lambda: asked(IN_USE[:2]))
