# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals share: who knows the tool one is stuck on."""
