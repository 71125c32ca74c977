# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in through the provider of OpenID Connect of this site, and leaving it again."""
