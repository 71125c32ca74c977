# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site: one folder a theme, with its view, what it says, its templates, its scripts and its styles."""
