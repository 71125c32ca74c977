# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in without a password."""
