# SPDX-License-Identifier: AGPL-3.0-or-later
"""One criterion of sameness a file: an object `criterion` found by its folder; the matcher knows none by name."""
