# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions of a workshop: a room of telephones adds what it knows, and the map that is on the wall grows."""
