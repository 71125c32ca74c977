# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links and codes that serve once, followed by sixty at one instant on two servers of one database: one gets in."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from graph.entry.gate import Gate
from graph.entry.roles import Grant
from graph.people.people import People
from tests.servers import free_port, served_on
from tests.siege import LENGTH, counted
from web.app.sessions import NAME, PATH
from web.site.signing.view import ASKING, INSIDE

pytestmark = [pytest.mark.slow, pytest.mark.long]
ROUNDS, AT_ONCE = LENGTH, 60
WEEK = 7 * 86_400
HERE = "http://127.0.0.1:5000"


@dataclass(frozen=True)
class FollowedLink:
    """What one sends to come in: where, and what; `cookie`: of the browser that asked."""

    path: str
    body: str = ""
    cookie: str = ""


@dataclass(frozen=True)
class LinkMaker:
    """Makes links of each kind in the database that two servers share."""

    url: str
    secret: str

    def gate(self, late: float = 0) -> Gate:
        """The entrance as it was so many seconds ago."""
        return Gate(self.url, self.secret, lambda: time.time() - late)

    def invitation(self, late: float = 0) -> FollowedLink:
        """A link for one day."""
        with closing(self.gate(late)) as gate:
            return FollowedLink(f"{PATH}/entrer/{gate.invite('professional', 1)[1]}")

    def link(self, late: float = 0) -> FollowedLink:
        """The link of a letter."""
        return self._mailed(late)[0]

    def code(self, late: float = 0) -> FollowedLink:
        """The code of a letter, in the browser that asked."""
        return self._mailed(late)[1]

    def _mailed(self, late: float) -> tuple[FollowedLink, FollowedLink]:
        email = f"{secrets.token_hex(4)}@exemple.org"
        with closing(People(self.url, self.secret, lambda: time.time() - late)) as people:
            people.make(email, Grant("professional"))
            browser = people.ask()
            found = people.ticket(browser, email)
        assert found is not None
        cookie = f"{ASKING}={browser}"
        return FollowedLink(f"{INSIDE}/lien/{found[1].link}"), FollowedLink(
            f"{INSIDE}/code", f"code={found[1].code}", cookie
        )

    def sessions(self) -> int:
        """How many sessions are open, of links and of accounts."""
        with closing(self.gate()) as gate, closing(People(self.url, self.secret)) as people:
            of_links = sum(session is not None for _, session in gate.invitations())
            return of_links + sum(len(people.sessions(account.number)) for account, _ in people.accounts())


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LinkMaker, tuple[int, ...]]]:
    """Two servers of one database, and who makes links in it."""
    folder = tmp_path_factory.mktemp("links")
    maker = LinkMaker(f"sqlite:///{folder / 'both.sqlite'}", secrets.token_hex(32))
    told = {"DATABASE_URL": maker.url, "SECRET_KEY": maker.secret, "TRUSTED_PROXIES": "1", "BASE_URL": HERE}
    found = free_port(), free_port()
    with ExitStack() as at_work:
        for port in found:
            at_work.enter_context(served_on(folder / str(port), port, **told))
        yield maker, found


def _sent(port: int, what: FollowedLink, ready: Callable[[], object] = lambda: None) -> tuple[int, str]:
    """The status of one answer, and the secret of the session that it opens, if any."""
    near = f"10.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{secrets.randbelow(250)}"
    headers = {"Origin": HERE, "X-Forwarded-For": near, "Content-Type": "application/x-www-form-urlencoded"}
    headers |= {"Cookie": what.cookie} if what.cookie else {}
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as line:
        line.connect()
        ready()
        line.request("POST", what.path, what.body, headers)
        answer = line.getresponse()
        answer.read()
        cookies = answer.headers.get_all("Set-Cookie") or []
    given = [part.split(";")[0].partition("=")[2] for part in cookies if part.startswith(f"{NAME}=")]
    return answer.status, next((secret for secret in given if secret.strip('"')), "")


def _raced(ports: tuple[int, ...], what: FollowedLink) -> list[tuple[int, str]]:
    """What sixty are answered who follow the same at one instant."""
    found: list[tuple[int, str]] = []
    start = threading.Barrier(AT_ONCE)

    def follow(port: int) -> None:
        found.append(_sent(port, what, start.wait))

    threads = [threading.Thread(target=follow, args=(ports[rank % len(ports)],)) for rank in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _opens(port: int, secret: str) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as line:
        line.request("GET", PATH, headers={"Cookie": f"{NAME}={secret}"})
        answer = line.getresponse()
        answer.read()
        return answer.status == 200


@pytest.mark.parametrize("kind", ["invitation", "link", "code"])
def test_of_sixty_at_once_one_gets_in(ports: tuple[LinkMaker, tuple[int, ...]], kind: str) -> None:
    maker, servers = ports
    with counted("links") as tally:
        for _ in range(ROUNDS):
            what, before = getattr(maker, kind)(), maker.sessions()
            found = _raced(servers, what)
            assert len(found) == AT_ONCE, "each is answered"
            assert max(status for status, _ in found) < 500, sorted({status for status, _ in found})
            won = [secret for status, secret in found if secret and status == 303]
            assert len(won) == len([secret for _, secret in found if secret]) == 1
            assert maker.sessions() == before + 1
            assert all(_opens(port, won[0]) for port in servers)
            # FollowedLink again, changed, too late, or by another browser.
            wrong = [what, *_changed(what), getattr(maker, kind)(WEEK)]
            wrong += (
                [FollowedLink(what.path, what.body, f"{ASKING}={secrets.token_urlsafe(24)}")] if what.cookie else []
            )
            answers = [_sent(port, one) for one in wrong for port in servers]
            assert [secret for _, secret in answers if secret] == []
            assert max(status for status, _ in answers) < 500
            assert maker.sessions() == before + 1
            tally.round()


def _changed(what: FollowedLink) -> list[FollowedLink]:
    """The same with one sign otherwise, or one fewer."""
    if what.body:
        return [FollowedLink(what.path, body, what.cookie) for body in ("code=000000", what.body[:-1])]
    other = "A" if what.path[-9] != "A" else "B"
    return [FollowedLink(what.path[:-9] + other + what.path[-8:]), FollowedLink(what.path[:-1])]


def test_an_invitation_that_was_cancelled_lets_nobody_in(ports: tuple[LinkMaker, tuple[int, ...]]) -> None:
    maker, servers = ports
    with counted("links") as tally:
        what = maker.invitation()
        with closing(maker.gate()) as gate:
            gate.revoke(gate.invitations()[0][0].number)
        assert [secret for _, secret in _raced(servers, what) if secret] == []
        tally.round()
