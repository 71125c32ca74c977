# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shipped files of a public site, each before our own server: nginx and Caddy as Debian has them, the unit."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from graph.settings import ROOT
from graph.slips.number import drawn
from tests.servers import free_port
from tests.states import PATIENCE, until
from tests.web.app.test_origin import squares

pytestmark = [pytest.mark.slow, pytest.mark.long]
DEPLOY = ROOT / "deploy"
NAMED, BEHIND = "tisserand.example.org", "127.0.0.1:5000"
EVIL = "evil.example"
PATH = "/sous-le-toit"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CADDY = shutil.which("caddy")
ASKED = "commune=Chinon&besoin=file-sharing"


@dataclass
class PublicSite:
    """A site behind a server that the system has: where it is visited, and the processes that make it."""

    plain: int
    encrypted: int
    trusted: Path
    path: str = ""
    instance: Path = field(default_factory=Path)
    server: subprocess.Popen[str] | None = None
    kept: dict[str, HTTPSConnection] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """What the site calls itself before its path."""
        return f"https://localhost:{self.encrypted}"

    def get(self, path: str, visitor: str = "127.0.0.1", **headers: str) -> tuple[HTTPResponse, str]:
        """What a visitor, whose connection stays open, is answered; `visitor` is an address that this machine has."""
        return self.ask("GET", path, visitor, headers=headers)

    def ask(
        self, method: str, path: str, visitor: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, str]:
        """The same with any method and body."""
        if visitor not in self.kept:
            context = ssl.create_default_context(cafile=self.trusted)
            self.kept[visitor] = HTTPSConnection(
                "localhost", self.encrypted, context=context, timeout=PATIENCE, source_address=(visitor, 0)
            )
        connection, asked = self.kept[visitor], (method, self.path + path, body, headers or {})
        try:
            return _answer(connection, asked)
        except (OSError, HTTPException):  # it was closed while it was not used
            connection.close()
            return _answer(connection, asked)

    def answers(self) -> bool:
        """Whether what stands before our server answers yet."""
        try:
            return self.get("/sante")[0].status == 200
        except (OSError, HTTPException):
            self.leave()
            return False

    def leave(self) -> None:
        """Closes every connection."""
        while self.kept:
            self.kept.popitem()[1].close()


def _answer(
    connection: HTTPSConnection, asked: tuple[str, str, bytes | None, dict[str, str]]
) -> tuple[HTTPResponse, str]:
    connection.request(*asked)
    answer = connection.getresponse()
    return answer, answer.read().decode("utf-8", "replace")


@contextmanager
def _ours(folder: Path, site: PublicSite, port: int) -> Iterator[None]:
    """Our own server, as the unit starts it behind one proxy."""
    site.instance = folder / "instance"
    environment = {
        **os.environ, "INSTANCE": str(site.instance), "PORT": str(port), "TRUSTED_PROXIES": "1",
        "BASE_URL": site.origin + site.path,
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "web.app.server"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert "répond" in server.stdout.readline()
        site.server = server
        try:
            yield
        finally:
            site.leave()
            server.terminate()


@contextmanager
def _running(command: list[str], folder: Path, **environment: str) -> Iterator[None]:
    """A server of the system, ended with what it began."""
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **environment}, start_new_session=True
        ) as process,
    ):
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of `localhost` that its own key signed, and that key."""
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


def _put(text: str, changes: dict[str, str]) -> str:
    """A shipped file with other addresses, ports and files; each of those it had was there."""
    for was, now in changes.items():
        assert was in text, was
        text = text.replace(was, now)
    return text


@contextmanager
def _behind_nginx(folder: Path, path: str = "") -> Iterator[PublicSite]:
    assert NGINX is not None
    certificate, key = _certificate(folder)
    site, port = PublicSite(free_port(), free_port(), certificate, path), free_port()
    shipped = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    conf = _put(shipped, {
        f"/etc/letsencrypt/live/{NAMED}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{NAMED}/privkey.pem": str(key),
        "listen 80;": f"listen 127.0.0.1:{site.plain};", "listen 443 ssl": f"listen 127.0.0.1:{site.encrypted} ssl",
        "listen [::]:80;": "", "listen [::]:443 ssl http2;": "", "/var/log/nginx/": f"{folder}/",
        "/var/www/html": str(folder), NAMED: "localhost", BEHIND: f"127.0.0.1:{port}",
    })  # fmt: skip
    if path:
        shared = (DEPLOY / "nginx-path.conf").read_text(encoding="utf-8")
        (folder / "path.conf").write_text(_put(shared, {"/tisserand": path, BEHIND: f"127.0.0.1:{port}"}))
        # The other site of this name, which nginx serves already.
        own = conf[conf.rindex("    location / {") : conf.rindex("}")]
        conf = conf.replace(own, f'    location / {{ return 200 "other site"; }}\n    include {folder}/path.conf;\n')
    (folder / "site.conf").write_text(conf, encoding="utf-8")
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"{'user root;' if os.getuid() == 0 else ''}\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{places}include {folder}/site.conf;\n}}\n"
    )
    with ExitStack() as stack:
        stack.enter_context(_ours(folder, site, port))
        stack.enter_context(_running([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], folder))
        until(site.answers, f"see {folder}/log")
        yield site


@contextmanager
def _behind_caddy(folder: Path, path: str = "") -> Iterator[PublicSite]:
    assert CADDY is not None
    site, port = PublicSite(free_port(), free_port(), folder / "root.crt", path), free_port()
    changes = {NAMED: "localhost", BEHIND: f"127.0.0.1:{port}"}
    conf = _put((DEPLOY / "Caddyfile").read_text(encoding="utf-8"), changes)
    if path:
        line = f"reverse_proxy 127.0.0.1:{port}"
        conf = _put(
            conf,
            {f"\t{line}\n": f"\thandle {path}* {{\n\t\t{line}\n\t}}\n\thandle {{\n\t\trespond `other site`\n\t}}\n"},
        )
    # Its own authority makes the certificate; nobody else is asked, and no certificate of the system is touched.
    options = (
        "admin off",
        f"http_port {site.plain}",
        f"https_port {site.encrypted}",
        "skip_install_trust",
        "local_certs",
    )
    (folder / "Caddyfile").write_text("{\n" + "".join(f"\t{line}\n" for line in options) + "}\n" + conf)
    home = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    with ExitStack() as stack:
        stack.enter_context(_ours(folder, site, port))
        command = [CADDY, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        stack.enter_context(_running(command, folder, **home))
        until(root.is_file, f"see {folder}/log")
        site.trusted = root
        until(site.answers, f"see {folder}/log")
        yield site


FRONTS: dict[str, tuple[str | None, Callable[..., object]]] = {
    "nginx": (NGINX, _behind_nginx),
    "caddy": (CADDY, _behind_caddy),
}


def _where_there(name: str) -> object:
    """The front, to be tried where the system has it."""
    missing = pytest.mark.skip(reason=f"no {name}: `make front-doors` installs it where it may")
    return pytest.param(name, marks=[] if FRONTS[name][0] else missing)


FOUND = [_where_there(name) for name in FRONTS]


@pytest.fixture(scope="module", params=FOUND)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicSite]:
    """The project's own data behind each of the two, at the root of its name."""
    with FRONTS[request.param][1](tmp_path_factory.mktemp(request.param)) as made:  # type: ignore[attr-defined]
        yield made


def test_a_page_is_served_and_says_that_it_stays_encrypted(site: PublicSite) -> None:
    answer, page = site.get("/orientation", **{"Accept-Language": "fr"})
    assert answer.status == 200
    assert "<h1" in page
    assert "http://" not in "".join(re.findall(r'(?:href|src|action)="(http://(?:localhost|127)[^"]*)"', page))
    assert re.fullmatch(r"max-age=\d{7,}", answer.headers["Strict-Transport-Security"])
    assert site.origin in site.get("/robots.txt")[1]


def test_what_is_asked_for_without_encryption_is_led_to_it(site: PublicSite) -> None:
    visitor = HTTPConnection("127.0.0.1", site.plain, timeout=PATIENCE)
    visitor.request("GET", "/annuaire?q=x", headers={"Host": "localhost"})
    answer = visitor.getresponse()
    assert answer.status in {301, 308}
    assert re.fullmatch(r"https://localhost(?::\d+)?/annuaire\?q=x", answer.headers["Location"])
    visitor.close()


def test_codes_and_redirections_lead_to_the_site_whatever_the_visitor_claims(site: PublicSite) -> None:
    claims = {"X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL};proto=http", "X-Forwarded-Proto": "http"}
    view = "vue=reseaux&date=2021-04-15&lang=fr"
    answer, page = site.get(f"/carte/partager?{view}", **claims)
    assert squares(f"{site.origin}/carte?{view}") in page
    assert EVIL not in page + str(answer.headers)
    assert answer.headers["Strict-Transport-Security"], "the proxy says that it is encrypted, not the visitor"
    moved, _ = site.get("/carte//partager", **claims)
    assert moved.headers["Location"] == f"{site.origin}/carte/partager"
    problem, text = site.get("/api/v1/nulle-part", **claims)
    assert (problem.status, json.loads(text)["instance"]) == (404, "/api/v1/nulle-part")


def test_the_cookie_of_professionals_is_of_this_host_alone(site: PublicSite) -> None:
    name, attributes = _cookie(site)
    assert name == "__Host-tisserand-session"
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes


def _cookie(site: PublicSite) -> tuple[str, set[str]]:
    """The name and the attributes of the cookie that a link gives."""
    invited = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "invite", "--json"], cwd=ROOT, check=True, capture_output=True,
        env={**os.environ, "INSTANCE": str(site.instance), "BASE_URL": site.origin + site.path}, text=True,
    )  # fmt: skip
    link = next(text for text in json.loads(invited.stdout).values() if "/entrer/" in str(text))
    assert link.startswith(f"{site.origin}{site.path}/entrer/")
    sent, _ = site.ask("POST", link.removeprefix(site.origin + site.path), "127.0.0.1", b"", {"Origin": site.origin})
    assert sent.status == 303
    given = sent.headers["Set-Cookie"]
    return given.partition("=")[0], {part.strip().lower() for part in given.split(";")[1:]}


def test_each_visitor_has_their_own_limits_and_nobody_passes_for_another(site: PublicSite) -> None:
    guesses = (f"/bon/{drawn(b'guess', str(rank))}" for rank in range(2_000))
    statuses = []
    for rank, guess in enumerate(guesses):
        forged = {"X-Forwarded-For": f"192.0.2.{rank % 250}, 127.0.0.4", "X-Real-IP": f"192.0.2.{rank % 250}"}
        statuses.append(site.get(guess, "127.0.0.2", **forged)[0].status)
        if statuses[-1] == 429:
            break
    assert statuses[-1] == 429, "who forges another address each time is one visitor"
    assert statuses[:-1] == [404] * (len(statuses) - 1)
    for other in ("127.0.0.3", "127.0.0.4"):
        assert site.get(f"/bon/{drawn(b'guess', other)}", other)[0].status == 404, "nobody else pays for it"
    assert site.get(f"/bon/{drawn(b'guess', 'more')}", "127.0.0.3", **{"X-Forwarded-For": "127.0.0.2"})[0].status == 404


def test_what_is_too_big_is_refused(site: PublicSite) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": site.origin}
    long, page = site.ask("POST", "/orientation/bon", "127.0.0.1", b"besoin=" + b"x" * 1_500_000, kind)
    assert long.status == 413
    assert "trop long" in page, "ours to say"
    huge, _ = site.ask("POST", "/orientation/bon", "127.0.0.1", b"besoin=" + b"x" * 6_000_000, kind)
    # Caddy says so too, unless our server, which refuses such a length at once, hangs up before it is done sending.
    assert huge.status in {413, 503}
    assert site.get("/accessibilite")[0].status == 200


def test_a_form_is_sent_and_leads_on(site: PublicSite) -> None:
    _, answers = site.get(f"/orientation?{ASKED}")
    asked = unescape(next(iter(re.findall(r'href="(/orientation/bon[^"]+)"', answers))))
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', site.get(asked)[1])
    assert {"jeton", "commune", "besoin", "acteur"} <= {name for name, _ in fields}


def test_while_our_server_is_away_visitors_are_told_to_come_back(site: PublicSite) -> None:
    """The last of this file: the site is stopped."""
    assert site.server is not None
    site.server.terminate()
    site.server.wait(PATIENCE)
    answer, said = site.get("/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert "Réessayez dans une minute" in said
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("front", FOUND)
def test_under_a_path_beside_another_site(tmp_path: Path, front: str) -> None:
    with FRONTS[front][1](tmp_path, PATH) as site:  # type: ignore[attr-defined]
        assert site.get("/annuaire")[0].status == 200
        moved, _ = site.get("/carte//partager")
        assert moved.headers["Location"] == f"{site.origin}{PATH}/carte/partager"
        assert moved.headers["Strict-Transport-Security"] is None, "the host is shared"
        name, attributes = _cookie(site)
        assert name == "__Secure-tisserand-session"
        assert {"secure", f"path={PATH}"} <= attributes
        site.path = ""
        assert site.get("/autre")[1] == "other site"
        assert site.get(PATH)[0].status in {200, 308}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_units_are_what_systemd_reads(tmp_path: Path) -> None:
    """Where the program is not installed, what it starts is put in its place by a program that is there."""
    for unit in sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]):
        text = re.sub(r"/opt/tisserand/\.venv/bin/\w+", sys.executable, unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name).write_text(text.replace("file:/opt/tisserand", f"file:{ROOT}"), encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    assert len(units) == 5
    read = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    told = [line for line in (read.stdout + read.stderr).splitlines() if str(tmp_path) in line or "tisserand" in line]
    assert not told
    assert read.returncode == 0, read.stderr


def _copied(folder: Path) -> None:
    """Puts into a folder what the container copies."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE):
        for name in line.split():
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "built"))
            else:
                shutil.copy(ROOT / name, folder / name)


def test_what_the_container_copies_is_enough_to_serve(tmp_path: Path) -> None:
    _copied(tmp_path)
    subprocess.run([sys.executable, "-m", "web.app.fonts"], cwd=tmp_path, check=True, capture_output=True)
    port = free_port()
    environment = {**os.environ, "INSTANCE": str(tmp_path / "instance"), "PORT": str(port), "HOST": "127.0.0.1"}
    with subprocess.Popen(
        [sys.executable, "-m", "web.app.server"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert "répond" in server.stdout.readline()
        visitor = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        for path in ("/sante", "/", "/carte", "/carte.png?vue=reseaux", "/static/built/inter.woff2"):
            visitor.request("GET", path)
            answer = visitor.getresponse()
            assert (answer.status, len(answer.read()) > 100) == (200, True), path
        visitor.close()
        server.terminate()


def _builder() -> str:
    """What can build a container here, "" where nothing can: no service behind it, or no image to begin with."""
    image = re.search(r"^ARG PYTHON=(\S+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert image
    for program in ("podman", "docker"):
        if shutil.which(program):
            pulled = subprocess.run([program, "pull", "--quiet", image.group(1)], capture_output=True, check=False)
            if pulled.returncode == 0:
                return program
    return ""


def test_the_container_is_built_and_answers(tmp_path: Path) -> None:
    program = _builder()
    if not program:
        pytest.skip("no builder of containers here, or no image of Python to be had")
    name, port = f"tisserand-{os.getpid()}", free_port()
    subprocess.run([program, "build", "-f", "deploy/Containerfile", "-t", name, "."], cwd=ROOT, check=True)
    publish = f"127.0.0.1:{port}:5000"
    subprocess.run([program, "run", "--detach", "--rm", "--name", name, "--publish", publish, name], check=True)
    try:
        until(lambda: _healthy(port))
    finally:
        subprocess.run([program, "stop", name], check=False)
        subprocess.run([program, "rmi", name], check=False)


def _healthy(port: int) -> bool:
    visitor = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        visitor.request("GET", "/sante")
        return visitor.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        visitor.close()
