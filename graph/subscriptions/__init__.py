# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who asked for the news by mail: kept apart from the graph, asked twice, and gone at one word."""
