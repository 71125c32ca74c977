# SPDX-License-Identifier: AGPL-3.0-or-later
"""Guided diagnosis: questionnaires written as data, the answers given, and the needs they lead to."""
