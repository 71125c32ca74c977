# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to be called back: mailed to the one asked, and erased within thirty days; never in the graph."""
