# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts: made, let in by a link or a code that open once, limited where it is said, and gone when they ask."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.database import all_or_nothing, rows_of
from graph.entry.invitations import Gone
from graph.entry.roles import ADMINISTER, CONTRIBUTE, MODERATE, READ, Grant
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.people.people import People, known_of
from graph.people.signing import LASTS, MOST_LETTERS, MOST_TRIES, Ticket
from graph.people.tables import EVERY

KEY, ADDRESS, TOURS = "the key of the tests", "zq.jeanne@exemple.fr", "https://exemple.org/id/territory/epci-1"


class MovedClock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = 1_700_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def time() -> MovedClock:
    return MovedClock()


@pytest.fixture
def url(database: Callable[[Path], str], tmp_path: Path) -> str:
    """Where the accounts are: each test is run in each kind of database."""
    return database(tmp_path)


@pytest.fixture
def people(url: str, time: MovedClock) -> Iterator[People]:
    people = People(url, KEY, time)
    yield people
    people.close()


def _asked(people: People, email: str = ADDRESS, role: str = "") -> tuple[str, Ticket]:
    """The secret of a browser that asked, and what was mailed."""
    browser = people.ask()
    mailed = people.ticket(browser, email, role)
    assert mailed is not None
    return browser, mailed[1]


def test_a_link_opens_one_session_once_and_for_a_while(people: People, time: MovedClock) -> None:
    made = people.make(ADDRESS.upper(), Grant("professional"))
    _, sent = _asked(people)
    people.check_link(sent.link)
    session = people.session(people.enter_by_link(sent.link, "computer"))
    assert session is not None
    assert (session.account, session.who, session.may(READ)) == (made.number, f"compte n° {made.number}", True)
    for again in (people.check_link, lambda link: people.enter_by_link(link, "computer")):
        with pytest.raises(Gone, match="quinze minutes"):
            again(sent.link)
    _, late = _asked(people)
    time.now += LASTS
    with pytest.raises(Gone):
        people.enter_by_link(late.link, "computer")


def test_a_code_opens_in_the_browser_that_asked_and_few_are_tried(people: People) -> None:
    people.make(ADDRESS, Grant("professional"))
    (browser, sent), (other, _) = _asked(people), _asked(people)
    for wrong in (other, "", "x"):
        with pytest.raises(InvalidInput, match="Ce n’est pas ce code"):
            people.enter_by_code(wrong, sent.code, "telephone")
    assert people.session(people.enter_by_code(browser, sent.code, "telephone")) is not None
    with pytest.raises(InvalidInput):
        people.enter_by_code(browser, sent.code, "telephone")
    browser, sent = _asked(people)
    wrong = "000000" if sent.code != "000000" else "111111"
    for _ in range(MOST_TRIES):
        with pytest.raises(InvalidInput, match="Ce n’est pas ce code"):
            people.enter_by_code(browser, wrong, "telephone")
    with pytest.raises(InvalidInput, match="trop de fois"):
        people.enter_by_code(browser, sent.code, "telephone")


def test_nobody_learns_who_has_an_account(people: People) -> None:
    """Whoever asks with an address that nobody has is told the same, as often as they try."""
    browser = people.ask()
    assert people.ticket(browser, "personne@exemple.fr") is None
    for _ in range(MOST_TRIES):
        with pytest.raises(InvalidInput, match="Ce n’est pas ce code"):
            people.enter_by_code(browser, "", "computer")
    with pytest.raises(InvalidInput, match="trop de fois"):
        people.enter_by_code(browser, "123456", "computer")


def test_an_account_is_mailed_a_few_links_whoever_asks(people: People, time: MovedClock) -> None:
    people.make(ADDRESS)
    sent = [people.ticket(people.ask(), ADDRESS) for _ in range(MOST_LETTERS + 2)]
    assert [one is not None for one in sent] == [True] * MOST_LETTERS + [False] * 2
    time.now += LASTS + 1
    assert people.ticket(people.ask(), ADDRESS) is not None


def test_an_invitation_makes_an_account_once_its_address_is_proven(people: People) -> None:
    _, sent = _asked(people, role="administrator")
    assert people.of_email(ADDRESS) is None
    session = people.session(people.enter_by_link(sent.link, "computer"))
    assert session is not None
    assert session.may(ADMINISTER)
    assert people.of_email(ADDRESS) == people.account(session.account or 0)


def test_a_right_holds_where_it_is_given(people: People) -> None:
    number = people.make(ADDRESS, Grant("moderator", TOURS), Grant("contributor", "card")).number
    _, sent = _asked(people)
    session = people.session(people.enter_by_link(sent.link, "computer"))
    assert session is not None
    assert (session.may(MODERATE), session.may(MODERATE, {TOURS}), session.may(MODERATE, {"card"})) == (
        False, True, False,
    )  # fmt: skip
    assert (session.may(CONTRIBUTE, {"card"}), session.may(CONTRIBUTE), session.may(READ)) == (True, False, True)
    for wrong in (Grant("contributor"), Grant("administrator", TOURS), Grant("nobody")):
        with pytest.raises(InvalidInput):
            people.give(number, wrong)
    assert not Grant("contributor").may(CONTRIBUTE)


def test_somebody_always_remains_to_moderate_and_to_administer(people: People) -> None:
    first, second = people.make(ADDRESS, Grant("administrator")), people.make("deux@exemple.fr")
    with pytest.raises(Conflict, match="Plus personne"):
        people.take_back(first.number, Grant("administrator"))
    with pytest.raises(Conflict, match="Plus personne"):
        people.erase(first.number)
    people.erase(first.number, heir=second.number)
    assert people.grants(second.number) == (Grant("administrator"),)
    with pytest.raises(UnknownThing):
        people.account(first.number)


def test_of_two_who_leave_at_the_same_moment_one_stays(people: People) -> None:
    numbers = [people.make(f"{name}@exemple.fr", Grant("administrator")).number for name in ("un", "deux")]

    def leaves(number: int) -> bool:
        try:
            people.erase(number)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(leaves, numbers)) == [False, True]
    assert len(people.accounts()) == 1


def test_sessions_are_listed_and_ended_by_their_holder(people: People) -> None:
    number = people.make(ADDRESS).number
    secrets = [people.enter_by_link(_asked(people)[1].link, device) for device in ("computer", "telephone")]
    listed = people.sessions(number)
    assert {one.device for one in listed} == {"computer", "telephone"}
    assert not people.end(number + 1, listed[0].code)
    gone = next(one for one in listed if one.device == "telephone")
    assert people.end(number, gone.code)
    assert [people.session(secret) is not None for secret in secrets] == [True, False]
    people.leave(secrets[0])
    assert people.sessions(number) == []


def test_a_number_is_never_given_again_and_nothing_of_its_holder_stays(people: People, url: str) -> None:
    number = people.make(ADDRESS).number
    people.consent(number, "yearly", "Je veux bien.")
    people.change(number, "Jeanne Zq", "PAVA")
    people.enter_by_link(_asked(people)[1].link, "computer")
    told = known_of(people, number)
    assert (told["email"], told["name"], told["network"]) == (ADDRESS, "Jeanne Zq", "PAVA")
    people.erase(number)
    with all_or_nothing(url, *EVERY) as connection:
        assert [rows_of(connection, table) for table in EVERY] == [[]] * len(EVERY)
    assert people.make(ADDRESS).number != number


def test_secrets_are_not_in_the_database(people: People, url: str) -> None:
    people.make(ADDRESS)
    browser, sent = _asked(people)
    with all_or_nothing(url, *EVERY) as connection:
        text = repr([rows_of(connection, table) for table in EVERY])
    guess = hashlib.sha256(sent.code.encode()).hexdigest()
    assert not [secret for secret in (browser, sent.link, f"'{sent.code}'", guess) if secret in text]
    secret = people.enter_by_link(sent.link, "computer")
    with all_or_nothing(url, *EVERY) as connection:
        assert secret not in repr([rows_of(connection, table) for table in EVERY])


@pytest.mark.parametrize(
    "text",
    ["", "jeanne", "a@b", "a b@c.fr", "a@b.fr\nbcc:x@y.fr", "a" * 250 + "@b.fr", "<a@b.fr>", "é@b.fr", "a..b@b.fr"],
)
def test_what_is_no_address_is_refused_beside_its_field(people: People, text: str) -> None:
    with pytest.raises(InvalidInput, match="Une adresse s’écrit ainsi") as refused:
        people.make(text)
    assert refused.value.field == "courriel"
