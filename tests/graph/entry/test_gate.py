# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations that open once and sessions that really end, in a real database, between threads and processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from itsdangerous import URLSafeSerializer

from graph.clock import DAY
from graph.database import open_database
from graph.entry.gate import REVOKED_DAYS, Gate
from graph.entry.invitations import PROFESSIONAL, Gone, Refused
from graph.entry.roles import READ, may, rights, roles
from graph.entry.sessions import HOUR, NOTED_EVERY, OWN, SHARED
from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.slips.rule import COUNTS_FOR

KEY = "the key of the tests"


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = 1_700_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(database: Callable[[Path], str], tmp_path: Path) -> str:
    """Where the invitations are: each test is run in each kind of database."""
    return database(tmp_path)


@pytest.fixture
def gate(url: str, clock: Clock) -> Iterator[Gate]:
    gate = Gate(url, KEY, clock)
    yield gate
    gate.close()


def _told(action: Callable[[], object]) -> tuple[type[TisserandError], str]:
    with pytest.raises(Refused) as refused:
        action()
    return type(refused.value), refused.value.message


def test_a_link_opens_once(gate: Gate) -> None:
    _, token = gate.invite(PROFESSIONAL, 7)
    gate.check(token)
    gate.check(token)  # looking does not use it
    session = gate.session(gate.enter(token))
    assert session is not None
    assert session.role == PROFESSIONAL
    for again in (gate.check, gate.enter):
        kind, told = _told(lambda again=again: again(token))
        assert kind is Gone
        assert "a déjà servi" in told


def test_a_link_that_served_is_refused_after_a_restart(gate: Gate, url: str, clock: Clock) -> None:
    _, token = gate.invite(PROFESSIONAL, 7)
    gate.enter(token)
    gate.close()
    again = Gate(url, KEY, clock)
    assert _told(lambda: again.enter(token))[0] is Gone
    again.close()


def test_a_link_expires(gate: Gate, clock: Clock) -> None:
    _, token = gate.invite(PROFESSIONAL, 2)
    clock.now += 2 * DAY - 1
    gate.check(token)
    clock.now += 1
    for action in (gate.check, gate.enter):
        kind, told = _told(lambda action=action: action(token))
        assert kind is Gone
        assert "n’est plus valable depuis le 16 novembre 2023" in told


def _with(token: str, place: int) -> str:
    """The token with one character changed."""
    return token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]


def test_a_token_altered_anywhere_is_refused(gate: Gate) -> None:
    _, token = gate.invite(PROFESSIONAL, 7)
    # The last character of a part may hold bits that mean nothing: it is left alone.
    places = [place for place in range(len(token)) if place + 1 < len(token) and token[place + 1] != "."]
    for place in places[:-1]:
        kind, told = _told(lambda place=place: gate.enter(_with(token, place)))
        assert kind is Refused
        assert "n’ouvre rien ici" in told
    gate.enter(token)


@pytest.mark.parametrize("token", ["", ".", "abc", "a.b.c", "é", "\u202e", "x" * 5000, "..", "eyJ.", "null.x"])
def test_what_is_no_token_is_refused(gate: Gate, token: str) -> None:
    assert _told(lambda: gate.check(token))[0] is Refused
    assert _told(lambda: gate.enter(token))[0] is Refused


def test_a_token_of_another_key_or_purpose_is_refused(gate: Gate, url: str, clock: Clock) -> None:
    foreign = Gate(url, "another key", clock)
    _, token = foreign.invite(PROFESSIONAL, 7)  # it is in the very same database
    foreign.close()
    assert _told(lambda: gate.enter(token))[0] is Refused
    other = URLSafeSerializer(KEY, salt="another purpose").dumps([PROFESSIONAL, clock.now + DAY, "nonce"])
    assert _told(lambda: gate.enter(str(other)))[0] is Refused


def test_a_token_that_no_database_knows_is_refused(gate: Gate, tmp_path: Path, clock: Clock) -> None:
    elsewhere = Gate(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}", KEY, clock)
    _, token = elsewhere.invite(PROFESSIONAL, 7)
    elsewhere.close()
    assert _told(lambda: gate.enter(token))[0] is Refused


def test_of_many_at_once_one_enters(url: str, clock: Clock) -> None:
    gates = [Gate(url, KEY, clock) for _ in range(4)]
    for _ in range(10):
        _, token = gates[0].invite(PROFESSIONAL, 7)
        with ThreadPoolExecutor(8) as threads:
            entered = list(threads.map(lambda number, token=token: _enters(gates[number % 4], token), range(8)))
        assert entered.count(True) == 1
    for gate in gates:
        gate.close()


def _enters(gate: Gate, token: str) -> bool:
    try:
        return bool(gate.enter(token))
    except Gone:
        return False


def _process(url: str, token: str, start: object, results: object) -> None:
    gate = Gate(url, KEY, Clock())
    start.wait()  # type: ignore[attr-defined]
    results.put(_enters(gate, token))  # type: ignore[attr-defined]
    gate.close()


def test_of_two_processes_one_enters(gate: Gate, url: str) -> None:
    context = multiprocessing.get_context("spawn")
    _, token = gate.invite(PROFESSIONAL, 7)
    start, results = context.Barrier(2), context.Queue()
    processes = [context.Process(target=_process, args=(url, token, start, results)) for _ in range(2)]
    for process in processes:
        process.start()
    entered = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    results.close()
    assert sorted(entered) == [False, True]


def test_leaving_ends_the_session(gate: Gate) -> None:
    secret = gate.enter(gate.invite(PROFESSIONAL, 7)[1])
    other = gate.enter(gate.invite(PROFESSIONAL, 7)[1])
    gate.leave(secret)
    assert gate.session(secret) is None
    assert gate.session(other) is not None


@pytest.mark.parametrize("secret", ["", "x", "é" * 3000, "' or 1=1 --"])
def test_no_other_secret_opens(gate: Gate, secret: str) -> None:
    gate.enter(gate.invite(PROFESSIONAL, 7)[1])
    assert gate.session(secret) is None


@pytest.mark.parametrize(("shared", "terms"), [(False, OWN), (True, SHARED)], ids=["own computer", "shared computer"])
def test_a_session_ends_by_itself(gate: Gate, clock: Clock, shared: bool, terms: type) -> None:
    idle, most = terms.idle, terms.most  # type: ignore[attr-defined]
    secret = gate.enter(gate.invite(PROFESSIONAL, 7)[1], shared=shared)
    begun = clock.now
    while clock.now + idle - 1 < begun + most:  # visits often enough
        clock.now += idle - 1
        assert gate.session(secret) is not None
    clock.now = begun + most
    assert gate.session(secret) is None
    quiet = gate.enter(gate.invite(PROFESSIONAL, 7)[1], shared=shared)
    clock.now += idle
    assert gate.session(quiet) is None


def test_a_visit_is_noted_now_and_then(gate: Gate, clock: Clock) -> None:
    secret = gate.enter(gate.invite(PROFESSIONAL, 7)[1])
    clock.now += NOTED_EVERY - 1
    first = gate.session(secret)
    clock.now += 1
    gate.session(secret)
    second = gate.session(secret)
    assert first is not None
    assert second is not None
    assert (second.seen - first.seen).total_seconds() == NOTED_EVERY


def test_invitations_are_listed_and_revoked_by_number(gate: Gate) -> None:
    waiting, token = gate.invite(PROFESSIONAL, 7)
    entered, used = gate.invite(PROFESSIONAL, 7)
    secret = gate.enter(used)
    listed = {item.number: session for item, session in gate.invitations()}
    assert listed[waiting.number] is None
    assert listed[entered.number] is not None
    assert gate.revoked() == frozenset()
    assert gate.revoke(waiting.number) is False
    assert gate.revoke(entered.number) is True
    assert "a été annulé" in _told(lambda: gate.enter(token))[1]
    assert gate.session(secret) is None
    assert gate.revoke(entered.number) is False  # again does no harm
    assert gate.revoked() == {waiting.number, entered.number}
    with pytest.raises(UnknownThing):
        gate.revoke(9999)


@pytest.mark.parametrize(("role", "days"), [("visitor", 7), ("", 7), (PROFESSIONAL, 0), (PROFESSIONAL, 9999)])
def test_only_sensible_invitations_are_made(gate: Gate, role: str, days: int) -> None:
    with pytest.raises(InvalidInput):
        gate.invite(role, days)
    assert gate.invitations() == []


def test_old_ones_are_forgotten(gate: Gate, clock: Clock) -> None:
    first, token = gate.invite(PROFESSIONAL, 1)
    gate.enter(token, shared=True)
    second, entering = gate.invite(PROFESSIONAL, 90)
    clock.now += 89 * DAY
    secret = gate.enter(entering)
    assert [item.number for item, _ in gate.invitations()] == [second.number, first.number]
    clock.now += 3 * DAY
    gate.session(secret)
    assert [item.number for item, _ in gate.invitations()] == [second.number]
    assert second.number > first.number  # a number is never given twice
    assert HOUR < DAY


def test_what_was_cancelled_is_known_for_as_long_as_what_it_said_could_count(gate: Gate, clock: Clock) -> None:
    cancelled, _ = gate.invite(PROFESSIONAL, 1)
    gate.revoke(cancelled.number)
    clock.now += (COUNTS_FOR.days + 1) * DAY
    gate.invite(PROFESSIONAL, 1)
    assert gate.revoked() == {cancelled.number}
    clock.now += REVOKED_DAYS * DAY
    gate.invite(PROFESSIONAL, 1)
    assert gate.revoked() == frozenset()


def test_the_database_holds_no_secret(gate: Gate, url: str) -> None:
    _, token = gate.invite(PROFESSIONAL, 7)
    secret = gate.enter(token)
    engine, tables = open_database(url, sa.MetaData()), sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        text = "\n".join(str(row) for table in tables.sorted_tables for row in connection.execute(sa.select(table)))
    engine.dispose()
    assert PROFESSIONAL in text
    nonce = URLSafeSerializer(KEY, salt="tisserand invitation").loads(token)[2]
    assert not [word for word in (token, secret, nonce, token.split(".")[0]) if word in text]
    assert {column.name for table in tables.sorted_tables for column in table.columns} == {
        "number", "hash", "role", "created", "expires", "used", "revoked", "invitation", "opened", "seen", "idle",
        "part", "title", "at",  # which steps from a release to the next were done
    }  # fmt: skip


# --- roles ----------------------------------------------------------------------------------------------------------


def test_each_role_is_invited_and_may_what_the_vocabulary_says(gate: Gate) -> None:
    assert list(roles()) == ["contributor", "professional", "facilitator", "moderator", "administrator"]
    for role in roles().values():
        session = gate.session(gate.enter(gate.invite(role.slug, 7)[1]))
        assert session is not None
        assert session.role == role.slug
        # Who came in by a link has no card of their own.
        assert {right for right in rights() if session.may(right)} == set(role.rights) - (
            {"contribute"} if role.limited else set()
        )
    assert set(roles()["moderator"].rights) - set(roles()["professional"].rights) == {"contribute", "moderate"}
    assert set().union(*(role.rights for role in roles().values())) == set(roles()["administrator"].rights)


def test_a_role_that_is_unknown_opens_nothing(gate: Gate) -> None:
    with pytest.raises(InvalidInput, match="contributor, professional, facilitator, moderator, administrator"):
        gate.invite("visitor", 7)
    assert not may("visitor", READ)
    assert not may("professional", "moderate")
