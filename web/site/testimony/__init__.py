# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals report once they have come in: two who agree are heard by everybody."""
