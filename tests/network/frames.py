# SPDX-License-Identifier: GPL-2.0-only
"""Frames as no honest host sends them, and whether they are heard."""
import socket
import struct

from bench import WAIT


def mac(text):
    return bytes.fromhex(text.replace(':', ''))


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def frame(target, source, kind, body):
    return mac(target) + mac(source) + struct.pack('!H', kind) + body


def ipv4(source, target, protocol, body):
    head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(body), 1, 0, 64, protocol, 0, socket.inet_aton(source),
                       socket.inet_aton(target))
    return head[:10] + struct.pack('!H', checksum(head)) + head[12:] + body


def ipv6(source, target, protocol, body):
    six = socket.AF_INET6
    return struct.pack('!IHBB16s16s', 6 << 28, len(body), protocol, 255, socket.inet_pton(six, source),
                       socket.inet_pton(six, target)) + body


def echo():
    body = struct.pack('!BBHHH', 8, 0, 0, 7, 7) + b'forged'
    return body[:2] + struct.pack('!H', checksum(body)) + body[4:]


def syn(source, target, source_port, target_port):
    """An IPv4 packet that asks for a TCP connection."""
    body = struct.pack('!HHIIHHHH', source_port, target_port, 1, 0, 5 << 12 | 2, 1000, 0, 0) + b'forged forged forged'
    pseudo = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack('!HH', 6, len(body))
    body = body[:16] + struct.pack('!H', checksum(pseudo + body)) + body[18:]
    return ipv4(source, target, 6, body)


def arp(operation, sender_mac, sender_ip, target_mac, target_ip):
    return struct.pack('!HHBBH6s4s6s4s', 1, 0x800, 6, 4, operation, mac(sender_mac), socket.inet_aton(sender_ip),
                       mac(target_mac), socket.inet_aton(target_ip))


def icmp6(source, target, kind, body):
    """Of which the body begins behind the checksum."""
    six = socket.AF_INET6
    pseudo = socket.inet_pton(six, source) + socket.inet_pton(six, target) + struct.pack('!II', 4 + len(body), 58)
    sum_of_all = checksum(pseudo + struct.pack('!BBH', kind, 0, 0) + body)
    return ipv6(source, target, 58, struct.pack('!BBH', kind, 0, sum_of_all) + body)


def echo6(source, target):
    return icmp6(source, target, 128, struct.pack('!HH', 7, 7) + b'forged forged')


def solicitation(source, target, sought, *macs):
    """A neighbour solicitation: who is `sought`? The one who asks is at `macs`."""
    options = b''.join(struct.pack('!BB6s', 1, 1, mac(m)) for m in macs)
    return icmp6(source, target, 135, struct.pack('!I16s', 0, socket.inet_pton(socket.AF_INET6, sought)) + options)


def advertisement(source, target, owner, *macs):
    """A neighbour advertisement: that `owner` is at `macs`."""
    options = b''.join(struct.pack('!BB6s', 2, 1, mac(m)) for m in macs)
    return icmp6(source, target, 136, struct.pack('!I16s', 0x60000000, socket.inet_pton(socket.AF_INET6, owner)) + options)


def router(source, target):
    """A router advertisement: that the sender is the way to everywhere."""
    return icmp6(source, target, 134, struct.pack('!BBHII', 64, 0, 1800, 0, 0))


def redirect(source, target, to, host):
    """That packets to `host` go to `to` rather."""
    six = socket.AF_INET6
    return icmp6(source, target, 137, struct.pack('!I16s16s', 0, socket.inet_pton(six, to), socket.inet_pton(six, host)))


def hears(sender, receiver, data):
    """Whether the frame that one host sends arrives at another, perhaps without its VLAN."""
    with receiver.enter():
        ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    with sender.enter():
        mouth = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    with ear, mouth:
        ear.bind(('eth0', 0))
        mouth.bind(('eth0', 0))
        ear.settimeout(WAIT)
        mouth.send(data)
        try:
            while True:
                if data[-34:] in ear.recv(2000):  # of ICMPv6, that is from its checksum on at the latest
                    return True
        except TimeoutError:
            return False
