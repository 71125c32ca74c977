# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses of this machine on the networks that it is on, as its neighbours know them."""

from __future__ import annotations

import socket
from ipaddress import ip_address

# An address of each family of networks that homes, schools and telephones make, after one that is out in the world:
# the way to it, which the system knows without anything being sent, begins at the address that we look for.
FAR = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254", "169.254.255.254")


def local_addresses() -> list[str]:
    """The IPv4 addresses by which a neighbour reaches this machine, the one of its way out first; [] on no network."""
    found = dict.fromkeys(_address_towards(far) for far in FAR)
    return [address for address in found if address and not ip_address(address).is_loopback]


def _address_towards(far: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((far, 9))
        except OSError:  # no way leads there
            return ""
        return str(probe.getsockname()[0])


def bracketed(address: str) -> str:
    """An address as the host of an address of the web: IPv6 between brackets."""
    return f"[{address}]" if ":" in address else address
