# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why free software, and what could replace a tool."""
