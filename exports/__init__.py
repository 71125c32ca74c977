# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways out: one format a file, all written from the same publication."""
