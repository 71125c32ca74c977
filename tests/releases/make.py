# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes an instance by really running a release: `python -m tests.releases.make COMMIT`, from the project's folder.

The commit is unpacked in a temporary folder and served from there; people then note referrals, load corrections, enter
by invitations and save a backup, as they would. What is worth keeping goes to `COMMIT.tar.gz` beside this file, with
`known.json`, which says what a later release must find again. The derived stores are left out, since they are made
again, but for `meta.json`, which says how far the journal went.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from tests.instances import DAY, TOWN_TTL
from tests.servers import free_port

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KEPT = ("journal.sqlite", "secret_key", "derived/meta.json", "backup.tar.gz", "known.json")
# A shipped source that people of the instance corrected: one statement changed, one removed, one added.
CORRECTED = "touraine/organisations.ttl"
CORRECTIONS = (
    ('skos:prefLabel "La FUN"@fr ', 'skos:prefLabel "La F.U.N."@fr '),
    ('skos:hiddenLabel "La F.U.N"@fr , "FUN"@fr ,', 'skos:hiddenLabel "FUN"@fr , "La Fun"@fr ,'),
)


class Release:
    """A release unpacked in a folder, and one instance of it."""

    def __init__(self, code: Path, instance: Path) -> None:
        self.code, self.instance, self.port = code, instance, free_port()
        self._environment = {
            **os.environ, "INSTANCE": str(instance), "PORT": str(self.port), "TODAY": DAY.isoformat(),
            "FORM_SECONDS": "0",
        }  # fmt: skip
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._browser = urllib.request.build_opener(cookies)

    def flask(self, *arguments: str) -> str:
        """What a command writes."""
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        done = subprocess.run(
            command, cwd=self.code, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[None]:
        """The production server, stopped well."""
        command = [sys.executable, "-m", _module(self.code, "server")]
        with subprocess.Popen(
            command, cwd=self.code, env=self._environment, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            try:
                server.stdout.readline()
                yield
            finally:
                server.send_signal(signal.SIGINT)

    def page(self, path: str, **fields: str) -> tuple[str, str]:
        """The address where a page was read in the end, and its text; with fields, a form that is sent."""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        return self._answer(path, data)

    def enter(self, token: str) -> None:
        """Uses an invitation."""
        self._answer(f"/entrer/{token}", b"")

    def _answer(self, path: str, data: bytes | None) -> tuple[str, str]:
        with self._browser.open(f"http://127.0.0.1:{self.port}{path}", data=data) as answer:
            return answer.url, answer.read().decode()

    def note(self, **chosen: str) -> str:
        """The number of a new slip."""
        _, form = self.page(f"/orientation/bon?{urllib.parse.urlencode(chosen)}")
        address, _ = self.page("/orientation/bon", **chosen, jeton=_seal(form))
        return urllib.parse.urlsplit(address).path.rsplit("/", 1)[-1]

    def mark(self, number: str, outcome: str) -> None:
        """Says what became of a slip."""
        _, page = self.page(f"/bon/{number}")
        self.page(f"/bon/{number}", suite=outcome, jeton=_seal(page))

    def invite(self) -> dict[str, Any]:
        """A new invitation, as the command tells it."""
        made: dict[str, Any] = json.loads(self.flask("invite", "--days", "90", "--json"))
        return made


def _module(code: Path, name: str) -> str:
    """Where a release has one of the modules that are run."""
    return f"web.{name}" if (code / "web" / f"{name}.py").exists() else f"web.app.{name}"


def _seal(page: str) -> str:
    found = re.search(r'name="jeton" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def lived(release: Release) -> dict[str, Any]:
    """Has people use the release for a while, and tells what they did."""
    found: dict[str, Any] = {}
    with release.served():
        found["triples"] = json.loads(release.page("/sante")[1])["triples"]
        _, page = release.page("/orientation?commune=Tours&besoin=website")
        actor = re.search(r"acteur=(organisation[^&\"]+)", page)
        assert actor is not None, page
        chosen = {"commune": "Tours", "besoin": "website", "acteur": urllib.parse.unquote(actor[1])}
        found["slips"] = [release.note(**chosen) for _ in range(2)]
        release.mark(found["slips"][0], "unreachable")
        release.flask("load", str(_corrected(release)))
        release.flask("load", str(_own(release, TOWN_TTL)))
        used, unused, revoked = (release.invite() for _ in range(3))
        invitations = {"used": used, "unused": unused, "revoked": revoked}
        found["tokens"] = {name: item["url"].rsplit("/", 1)[-1] for name, item in invitations.items()}
        found["invited"] = unused["created"]
        release.enter(found["tokens"]["used"])
        release.flask("revoke", str(revoked["number"]))
        release.flask("backup", str(release.instance / "backup.tar.gz"))
        found["backup"] = len(json.loads(release.flask("history", "--json")))
        release.flask("load", str(_own(release, TOWN_TTL.replace("Le Moulin", "Le Mulin"))))
        release.flask("undo", str(found["backup"] + 1))
        found["changes"] = len(json.loads(release.flask("history", "--json")))
        export = release.page("/export/touraine.nq")[1]
    found["iris"] = sorted(set(re.findall(r"^<http://localhost:5000/(id/[^>]+)>", export, re.MULTILINE)))
    return found


def _corrected(release: Release) -> Path:
    text = (release.code / "data" / CORRECTED).read_text(encoding="utf-8")
    for shipped, theirs in CORRECTIONS:
        assert shipped in text
        text = text.replace(shipped, theirs)
    path = release.instance.parent / "corrected.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def _own(release: Release, text: str) -> Path:
    path = release.instance.parent / "own.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def main(commit: str) -> None:
    """Makes the archive of a commit."""
    with tempfile.TemporaryDirectory() as folder:
        code, instance = Path(folder) / "code", Path(folder) / "instance"
        code.mkdir()
        unpacked = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x"], cwd=code, input=unpacked, check=True)
        subprocess.run([sys.executable, "-m", _module(code, "fonts")], cwd=code, check=True)
        known = lived(Release(code, instance))
        (instance / "known.json").write_text(json.dumps(known, indent=1), encoding="utf-8")
        with tarfile.open(HERE / f"{commit}.tar.gz", "w:gz", compresslevel=9) as archive:
            for name in KEPT:
                archive.add(instance / name, name)


if __name__ == "__main__":
    main(sys.argv[1])
