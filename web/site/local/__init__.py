# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commune or an intercommunality: who acts there."""
