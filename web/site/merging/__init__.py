# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page where two cards that may be one are compared, field by field."""
