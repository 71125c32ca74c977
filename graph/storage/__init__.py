# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal, what is derived from it, and the ways in and out of both."""
