# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questionnaires are sound data: every way through ends soon and with needs, and each defect is named."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from graph.diagnosis.checks import diagnosis_findings
from graph.diagnosis.given import Given, read_given
from graph.diagnosis.outcome import PRESSING, conclude
from graph.diagnosis.questionnaire import MOST_QUESTIONS, SKIP, Question, Questionnaire, questionnaires
from graph.diagnosis.ways import longest_way
from graph.model import Model
from graph.model.ontology import vocabulary_facts
from graph.namespaces import VOCABULARY, compact
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import parse_turtle
from graph.validation import validate_data, validate_entities
from tests.conftest import facts_of_files
from tests.instances import BASE, PREFIXES

FILES = sorted((Path(__file__).parents[3] / "data" / "diagnosis").glob("*.ttl"))
NEED, READINESS = VOCABULARY["need/"], VOCABULARY["readiness/"]
CHOICES = PREFIXES + "@prefix need: <https://w3id.org/tisserand/need/> .\n"
SMALL = """<id/source/small> a schema:Dataset ; skos:prefLabel "Petit"@fr , "Small"@en ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/questionnaire/small> a tis:Questionnaire ; skos:prefLabel "Petit ?"@fr , "Small?"@en ; skos:notation "petit" ;
  schema:position 1 ; dct:description "Un essai."@fr , "A trial."@en ; tis:impliesNeed need:diagnosis .
<id/question/one> a tis:Question ; skos:prefLabel "Un ?"@fr , "One?"@en ; skos:notation "un" ; schema:position 1 ;
  tis:inQuestionnaire <id/questionnaire/small> .
<id/answer/one-yes> a tis:Answer ; skos:prefLabel "Oui"@fr , "Yes"@en ; skos:notation "oui" ; schema:position 1 ;
  tis:answerTo <id/question/one> ; tis:impliesNeed need:website .
<id/answer/one-no> a tis:Answer ; skos:prefLabel "Non"@fr , "No"@en ; skos:notation "non" ; schema:position 2 ;
  tis:answerTo <id/question/one> .
<id/question/two> a tis:Question ; skos:prefLabel "Deux ?"@fr , "Two?"@en ; skos:notation "deux" ; schema:position 2 ;
  tis:inQuestionnaire <id/questionnaire/small> ; tis:askedIf <id/answer/one-no> .
<id/answer/two-a> a tis:Answer ; skos:prefLabel "A"@fr , "A"@en ; skos:notation "a" ; schema:position 1 ;
  tis:answerTo <id/question/two> ; tis:impliesNeed need:email .
<id/answer/two-b> a tis:Answer ; skos:prefLabel "B"@fr , "B"@en ; skos:notation "b" ; schema:position 2 ;
  tis:answerTo <id/question/two> .
"""


def many(count: int) -> str:
    """As many questions again, always asked."""
    return "".join(
        f'<id/question/more{n}> a tis:Question ; skos:prefLabel "Et {n} ?"@fr , "And {n}?"@en ; '
        f'skos:notation "encore{n}" ; schema:position {10 + n} ; tis:inQuestionnaire <id/questionnaire/small> .\n'
        f'<id/answer/more{n}-a> a tis:Answer ; skos:prefLabel "A"@fr , "A"@en ; skos:notation "a" ; '
        f"schema:position 1 ; tis:answerTo <id/question/more{n}> ; tis:impliesNeed need:email .\n"
        f'<id/answer/more{n}-b> a tis:Answer ; skos:prefLabel "B"@fr , "B"@en ; skos:notation "b" ; '
        f"schema:position 2 ; tis:answerTo <id/question/more{n}> .\n"
        for n in range(count)
    )


# What is changed in the small questionnaire, or added to it, and what must be said of which property.
DEFECTS = {
    "nine questions": ("", many(7), "tis:inQuestionnaire", "8 questions au plus"),
    "answer without English": (' , "Yes"@en', "", "skos:prefLabel", "anglais"),
    "question without English": (' , "One?"@en', "", "skos:prefLabel", "anglais"),
    "help in one language": ('skos:notation "un"', 'skos:notation "un" ; dct:description "Aide"@fr',
                             "dct:description", "anglais"),
    "condition in a circle": ("tis:inQuestionnaire <id/questionnaire/small> .\n<id/answer/one-yes>",
                              "tis:inQuestionnaire <id/questionnaire/small> ; tis:askedIf <id/answer/two-a> .\n"
                              "<id/answer/one-yes>", "tis:askedIf", "rompez le cercle"),
    "condition that comes after": ("schema:position 2 ;\n  tis:inQuestionnaire",
                                   "schema:position 0 ;\n  tis:inQuestionnaire", "tis:askedIf", "vient après"),
    "condition from elsewhere": ("tis:askedIf <id/answer/one-no>", "tis:askedIf <id/answer/nowhere>", "tis:askedIf",
                                 "question morte"),
    "one answer only": ("tis:answerTo <id/question/two> .", "tis:answerTo <id/question/one> .", "tis:answerTo",
                        "au moins deux réponses"),
    "answers that reveal nothing": (" ; tis:impliesNeed need:email", "", "tis:answerTo", "ne révèle rien"),
    "two questions with one word": ('"deux"', '"un"', "skos:notation", "deux questions"),
    "two answers with one word": ('"non"', '"oui"', "skos:notation", "deux réponses"),
    "word that means something else": ('"deux"', '"etape"', "skos:notation", "déjà un sens"),
    "answer called like skipping": ('"non"', f'"{SKIP}"', "skos:notation", "passe la question"),
    "questionnaire without question": ("", '<id/questionnaire/empty> a tis:Questionnaire ; skos:prefLabel "V"@fr , '
                                       '"E"@en ; skos:notation "vide" ; schema:position 2 ; '
                                       "tis:impliesNeed need:diagnosis .", "tis:inQuestionnaire", "pas de question"),
}  # fmt: skip


def dataset_of(turtle: str) -> Dataset:
    source = f"{BASE}/id/source/small"
    facts = [fact._replace(source=source) for fact in parse_turtle(turtle.encode(), "small.ttl", BASE)]
    return Dataset.in_memory([*facts, *vocabulary_facts()], BASE)


@cache
def shipped() -> Dataset:
    return Dataset.in_memory([*facts_of_files(FILES), *vocabulary_facts()], BASE)


@cache
def found() -> tuple[Questionnaire, ...]:
    return questionnaires(shipped())


def small(more: str = "") -> Questionnaire:
    return questionnaires(dataset_of(CHOICES + SMALL + more))[0]


def given(questionnaire: Questionnaire, **sent: str) -> Given:
    answers, refused = read_given(questionnaire, {name: value.split() for name, value in sent.items()})
    assert refused == ()
    return answers


def leading_to(questionnaire: Questionnaire, question: Question) -> dict[str, list[str]]:
    """Answers that make a question asked."""
    sent: dict[str, list[str]] = {}
    waiting = question
    while waiting.asked_if:
        for earlier in questionnaire.questions:
            for answer in earlier.answers:
                if answer.iri in waiting.asked_if:
                    sent[earlier.slug], above = [answer.slug], earlier
        waiting = above
    return sent


def to_the_end(questionnaire: Questionnaire, sent: dict[str, list[str]], choose: random.Random) -> Given:
    """The answers given, then others at random, until there is no question left."""
    for _ in range(MOST_QUESTIONS + 1):
        now, refused = read_given(questionnaire, sent)
        assert refused == ()
        if now.next is None:
            return now
        slugs = [answer.slug for answer in now.next.answers]
        most = len(slugs) if now.next.several else 1
        sent[now.next.slug] = choose.sample(slugs, choose.randint(1, most)) if choose.random() > 0.2 else [SKIP]
    raise AssertionError(f"still asking after {sent}")


def test_the_two_questionnaires_are_sound() -> None:
    assert diagnosis_findings(shipped()) == []
    assert [item.slug for item in found()] == ["numerique", "libre"]
    assert all(longest_way(item) <= MOST_QUESTIONS for item in found())


@pytest.mark.parametrize("slug", ["numerique", "libre"])
def test_each_answer_can_be_given_on_a_way_that_ends_with_needs(slug: str, model: Model) -> None:
    questionnaire = next(item for item in found() if item.slug == slug)
    choose = random.Random(slug)
    for question in questionnaire.questions:
        for answer in question.answers:
            sent = leading_to(questionnaire, question) | {question.slug: [answer.slug]}
            way = to_the_end(questionnaire, sent, choose)
            assert (question, answer) in list(way.answered()), answer.slug
            assert len(way.asked) <= MOST_QUESTIONS
            assert conclude(way, model).needs


@pytest.mark.parametrize("slug", ["numerique", "libre"])
def test_any_way_ends_within_eight_questions_with_needs_and_their_reasons(slug: str, model: Model) -> None:
    questionnaire = next(item for item in found() if item.slug == slug)
    choose = random.Random(f"ways of {slug}")
    for _ in range(400):
        way = to_the_end(questionnaire, {}, choose)
        outcome = conclude(way, model)
        assert len(way.asked) <= longest_way(questionnaire) <= MOST_QUESTIONS
        assert 1 <= len(outcome.needs) <= PRESSING
        told = set(way.answered())
        for need in (*outcome.needs, *outcome.later):
            assert need.iri in model.choices
            assert all((item.question, item.answer) in told for item in need.because)
            assert need.because or need.iri in questionnaire.needs


@pytest.mark.parametrize("slug", ["numerique", "libre"])
def test_who_skips_everything_still_leaves_with_a_need_and_a_step(slug: str, model: Model) -> None:
    questionnaire = next(item for item in found() if item.slug == slug)
    silent, _ = read_given(questionnaire, {question.slug: [SKIP] for question in questionnaire.questions})
    outcome = conclude(silent, model)
    assert [need.iri for need in outcome.needs] == list(questionnaire.needs)
    assert questionnaire.first_step
    assert [item.iri for item in outcome.unsaid] == [choice.iri for choice in model.scheme("need").top]


def test_texts_are_in_both_languages() -> None:
    for item in found():
        for question in item.questions:
            for answer in question.answers:
                assert answer.label("fr")
                assert answer.label("en")


@pytest.mark.parametrize(("old", "new", "path", "says"), DEFECTS.values(), ids=DEFECTS)
def test_a_defect_is_found_and_says_what_to_do(old: str, new: str, path: str, says: str) -> None:
    assert old in SMALL
    turtle = CHOICES + (SMALL.replace(old, new, 1) if old else SMALL + new)
    findings = diagnosis_findings(dataset_of(turtle))
    assert any(compact(item.path) == path and says in item.message for item in findings), [*map(str, findings)]
    assert all(item.is_violation and item.source == f"{BASE}/id/source/small" for item in findings)


def test_the_small_questionnaire_passes_the_whole_check(model: Model) -> None:
    assert validate_data(dataset_of(CHOICES + SMALL), model) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("need:website", "need:teleportation", "une fiche qui n’existe pas", id="unknown need"),
        pytest.param('"Oui"@fr , ', "", "nom en français", id="no French"),
        pytest.param("tis:impliesNeed need:diagnosis", 'skos:note "x"@fr', "au moins un besoin", id="no default need"),
        pytest.param('skos:notation "oui"', 'skos:notation "Oui !"', "en minuscules", id="word with a blank"),
        pytest.param(" ; tis:impliesNeed need:website", " ; tis:impliesTool <id/tool/x>", "n’existe pas", id="no tool"),
    ],
)
def test_the_shapes_find_the_rest(old: str, new: str, says: str, model: Model) -> None:
    data = dataset_of(CHOICES + SMALL.replace(old, new, 1))
    subjects = [f"{BASE}/id/answer/one-yes", f"{BASE}/id/questionnaire/small"]
    assert any(says in finding.message for finding in validate_entities(data, model, subjects))


def test_the_longest_way_takes_one_answer_where_only_one_may_be_given() -> None:
    alone = small()
    assert longest_way(alone) == 2
    assert longest_way(alone, given(alone, un="oui").chosen) == 1
    assert longest_way(alone, given(alone, un="non").chosen) == 2
    assert longest_way(small(many(6))) == 8


def test_a_question_is_asked_only_after_the_answer_it_depends_on() -> None:
    questionnaire = small()
    assert [item.slug for item in given(questionnaire, un="oui").asked] == ["un"]
    assert given(questionnaire, un="oui").next is None
    later = given(questionnaire, un="non")
    assert later.next is not None
    assert later.next.slug == "deux"
    assert later.before(later.next) == questionnaire.questions[0]
    assert given(questionnaire, un=SKIP).next is None


@pytest.mark.parametrize(
    ("sent", "says", "kept", "aside"),
    [
        pytest.param({"un": ["peut-être"]}, "n’est pas une réponse", {}, False, id="unknown answer"),
        pytest.param({"un": ["oui", "non"]}, "deux réponses", {}, False, id="two answers to one question"),
        pytest.param({"un": ["oui"], "deux": ["a"]}, "mise de côté", {"un": ["oui"]}, True, id="question not asked"),
        pytest.param({"un": ["non", "zzz"]}, "« zzz »", {"un": ["non"]}, False, id="a valid answer beside it"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_rest_is_kept(
    sent: dict[str, list[str]], says: str, kept: dict[str, list[str]], aside: bool
) -> None:
    answers, refused = read_given(small(), sent)
    assert answers.sent() == kept
    assert [(says in item.why.text(), item.aside) for item in refused] == [(True, aside)]


def test_skipping_wins_over_boxes_left_ticked() -> None:
    answers, refused = read_given(small(), {"un": ["oui", SKIP]})
    assert refused == ()
    assert answers.sent() == {"un": [SKIP]}


def test_a_question_added_as_turtle_is_asked() -> None:
    added = small(many(1))
    assert [item.slug for item in added.questions] == ["un", "deux", "encore0"]
    assert diagnosis_findings(dataset_of(CHOICES + SMALL + many(1))) == []


def test_the_most_cautious_answer_says_whether_the_time_has_come(model: Model) -> None:
    free = next(item for item in found() if item.slug == "libre")
    ready = given(free, envie="une", temps="semaine", equipe="bien")
    slower = given(free, envie="une", temps="semaine", equipe="difficile")
    assert conclude(ready, model).readiness == f"{READINESS}try-now"
    assert conclude(slower, model).readiness == f"{READINESS}talk-first"
    assert conclude(given(free, envie="personne"), model).readiness == f"{READINESS}no-hurry"
    assert conclude(given(free, pourquoi="cout"), model).readiness == ""


def test_tools_and_audiences_come_with_their_reasons(model: Model) -> None:
    free = next(item for item in found() if item.slug == "libre")
    outcome = conclude(given(free, outils="gmail doodle", envie="une", equipe="difficile"), model)
    assert [item.iri.rsplit("/", 1)[1] for item in outcome.tools] == ["gmail", "doodle"]
    assert [item.iri for item in outcome.audiences] == [f"{VOCABULARY}audience/digital-beginners"]
    assert outcome.tools[0].because[0].question.slug == "outils"


def test_a_theme_of_a_skipped_question_can_still_be_answered(model: Model) -> None:
    digital = next(item for item in found() if item.slug == "numerique")
    outcome = conclude(given(digital, courriel="perso", documents="passe"), model)
    unsaid = {item.iri: item.skipped for item in outcome.unsaid}
    assert f"{NEED}communicate" not in unsaid
    together = unsaid[f"{NEED}work-together"]
    assert together is not None
    assert together.slug == "documents"


def test_what_works_is_said_too_and_is_no_need(model: Model) -> None:
    digital = next(item for item in found() if item.slug == "numerique")
    outcome = conclude(given(digital, courriel="bien"), model)
    assert [need.iri for need in outcome.needs] == [f"{NEED}diagnosis"]
    assert f"{NEED}communicate" not in {item.iri for item in outcome.unsaid}
