# SPDX-License-Identifier: AGPL-3.0-or-later
"""RDF as others send it: read with bounds in any of its ways of being written, whatever its terms."""
