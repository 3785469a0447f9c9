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


def advertisement(source, target, owner, owner_mac):
    """A neighbour advertisement: that `owner` is at `owner_mac`."""
    six = socket.AF_INET6
    body = struct.pack('!BBHI16sBB6s', 136, 0, 0, 0x60000000, socket.inet_pton(six, owner), 2, 1, mac(owner_mac))
    pseudo = socket.inet_pton(six, source) + socket.inet_pton(six, target) + struct.pack('!II', len(body), 58)
    body = body[:2] + struct.pack('!H', checksum(pseudo + body)) + body[4:]
    return ipv6(source, target, 58, body)


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
                if data[-24:] in ear.recv(2000):
                    return True
        except TimeoutError:
            return False
