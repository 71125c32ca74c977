# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts, for those who give and take rights."""
