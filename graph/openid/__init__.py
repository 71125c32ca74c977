# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in through a provider of OpenID Connect that an administrator chose: what is asked of it, and believed."""
