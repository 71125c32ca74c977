# SPDX-License-Identifier: AGPL-3.0-or-later
"""What robots ask for: sitemap, robots.txt and the like."""
