# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether this instance is well."""
