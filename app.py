# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application: settings, ecosystem, pages and commands put together."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from graph import clock
from graph.errors import SettingsError
from graph.plugins import discover_in_folders
from graph.settings import Settings
from web import cli
from web.app import doors, pages, remaking, rights, urgent
from web.app.ecosystem import Ecosystem, register
from web.app.incidents import Site


def create_app(settings: Settings | None = None, data: Sequence[Path] | None = None) -> Flask:
    """The Flask application; `data` is what ships with the project, by default that of the territory.

    Without `settings` they are those of the environment, and a wrong one ends the process with one line.
    """
    ecosystem = _ecosystem_or_exit(data) if settings is None else Ecosystem(settings, data=data)
    settings = ecosystem.settings
    if settings.today is not None:
        clock.hold(settings.today)
    app = Site(__name__, static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, BASE_URL=settings.base_url, FORM_SECONDS=settings.form_seconds)
    register(app, ecosystem)
    pages.register(app)
    urgent.register(app)
    rights.register(app)
    doors.register(app)
    remaking.register(app, ecosystem)
    for blueprint in discover_in_folders("web.site", "blueprint", lambda blueprint: blueprint.name, ending="view"):
        app.register_blueprint(blueprint)
    cli.register(app)
    return app


def _ecosystem_or_exit(data: Sequence[Path] | None) -> Ecosystem:
    """The ecosystem of the environment; a territory that cannot be shown ends the process with the code 2."""
    try:
        settings = Settings.from_environment()
        for notice in settings.notices:
            print(f"Réglage : {notice}", file=sys.stderr)
        ecosystem = Ecosystem(settings, data=data)
        _ = ecosystem.observatory, ecosystem.criteria
    except SettingsError as error:
        print(f"Erreur : {error.message}", file=sys.stderr)
        sys.exit(2 if error.field == "TERRITORY" else 1)
    return ecosystem
