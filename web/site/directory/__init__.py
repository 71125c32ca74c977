# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who does what, by facets."""
