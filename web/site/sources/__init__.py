# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sources of an instance between professionals, those that no public page names included."""
