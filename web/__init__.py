# SPDX-License-Identifier: AGPL-3.0-or-later
"""The skin: pages, API, command line and server around the graph."""
