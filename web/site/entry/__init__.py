# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entrance for those who were invited."""
