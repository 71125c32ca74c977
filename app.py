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
from web.app import pages
from web.app.ecosystem import DATA, Ecosystem, register


def create_app(settings: Settings | None = None, data: Sequence[Path] = (DATA,)) -> Flask:
    """The Flask application; `data` is what ships with the project.

    Without `settings` they are those of the environment, and a wrong one ends the process with one line.
    """
    settings = settings or _settings_or_exit()
    if settings.today is not None:
        clock.hold(settings.today)
    app = Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, BASE_URL=settings.base_url)
    register(app, Ecosystem(settings, data=data))
    pages.register(app)
    for blueprint in discover_in_folders("web.site", "blueprint", lambda blueprint: blueprint.name, ending="view"):
        app.register_blueprint(blueprint)
    cli.register(app)
    return app


def _settings_or_exit() -> Settings:
    try:
        return Settings.from_environment()
    except SettingsError as error:
        sys.exit(f"Erreur : {error.message}")
