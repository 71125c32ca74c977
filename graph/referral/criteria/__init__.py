# SPDX-License-Identifier: AGPL-3.0-or-later
"""One criterion a file: an object `criterion` found by its folder; the engine knows none by name."""
