# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rights of people and of organisations over what is written of them."""
