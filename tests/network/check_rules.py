# SPDX-License-Identifier: GPL-2.0-only
"""What `policyc --emit openflow` prints, at work in Open vSwitch. Allowed packets arrive, others don't, and who lies
about its addresses isn't heard."""
import os
import socket
import struct

import bench
from bench import OUTSIDE, WAIT, Host, Switch, ping, run, tcp, udp, verdict
from frames import advertisement, arp, echo, echo6, frame, hears, ipv4, redirect, router, solicitation, syn

HERE = os.path.dirname(os.path.abspath(__file__))
TAP_ETHERTYPE = 0x88b5  # for experiments: what passes nothing


def instantiate(text, hosts, numbered=lambda host: host.number):
    """The rules of a policy with those for the hosts: as xenon-openflow(5) says."""
    lines = text.splitlines()
    numbers = {line.split()[2]: line.split()[1] for line in lines if line.startswith('#domain ')}
    kinds = {'#vif': lambda h: [''], '#ipv4': lambda h: [h.ip4], '#ipv6': lambda h: [h.ip6]}
    made = [line for line in lines if not line.startswith('#')]
    for host in hosts:
        label = 'web-*' if host.name.startswith('web') else host.name
        for line in lines:
            kind, _, pattern = line.partition(' ')
            if host.name == OUTSIDE:
                values = [''] if kind == '#uplink' else []
            else:
                values = kinds[kind](host) if kind in kinds else []
            for value in values:
                made.append(pattern.format(port=numbered(host), mac=host.mac, domain=numbers[label], ip=value))
    return '\n'.join(made) + '\n'


# --- What is said of network.xpol ---


def check_pairs(hosts):
    recon, guard, liaison, web1, web2, outside = hosts
    for family in socket.AF_INET, socket.AF_INET6:
        name = 'IPv4' if family == socket.AF_INET else 'IPv6'
        for client, server, port, wanted in (
                (recon, guard, 5432, True), (recon, guard, 8000, True), (recon, guard, 8007, True),
                (recon, guard, 8010, True), (recon, guard, 8011, False), (recon, guard, 7999, False),
                (recon, guard, 22, False), (guard, recon, 5432, False), (recon, liaison, 5432, False),
                (guard, liaison, 5432, False), (outside, guard, 443, True), (guard, outside, 443, False),
                (outside, recon, 443, False), (web1, web2, 80, True), (web2, web1, 5000, True),
                (web1, guard, 5432, False), (web1, outside, 80, False)):
            verdict(f'{name}: {client.name} to {server.name}, TCP {port}', tcp(client, server, port, family) == wanted)
        for client, server, port, wanted in (
                (recon, outside, 123, True), (recon, outside, 124, False), (outside, recon, 123, False),
                (recon, guard, 5432, False), (web1, web2, 53, True)):
            verdict(f'{name}: {client.name} to {server.name}, UDP {port}', udp(client, server, port, family) == wanted)
        for client, server, wanted in ((guard, liaison, True), (liaison, guard, True), (recon, guard, False),
                                       (recon, liaison, False), (web1, web2, True), (outside, web1, False)):
            verdict(f'{name}: {client.name} pings {server.name}', ping(client, server, family) == wanted)


def check_lies(hosts):
    recon, guard, liaison, web1, web2, outside = hosts
    honest = frame(web2.mac, web1.mac, 0x800, ipv4(web1.ip4, web2.ip4, 1, echo()))
    verdict('an honest frame', hears(web1, web2, honest))
    tagged = frame(web2.mac, web1.mac, 0x8100, struct.pack('!HH', 5, 0x800) + ipv4(web1.ip4, web2.ip4, 1, echo()))
    everybody = 'ff:ff:ff:ff:ff:ff'
    for name, sender, receiver, data in (
            ("another's MAC", web1, web2, frame(web2.mac, recon.mac, 0x800, ipv4(web1.ip4, web2.ip4, 1, echo()))),
            ("another's address", web1, web2, frame(web2.mac, web1.mac, 0x800, ipv4(recon.ip4, web2.ip4, 1, echo()))),
            ("a stranger's address", web1, web2, frame(web2.mac, web1.mac, 0x800, ipv4('9.9.9.9', web2.ip4, 1, echo()))),
            ('a VLAN', web1, web2, tagged),
            ('no IP at all', web1, web2, frame(web2.mac, web1.mac, TAP_ETHERTYPE, b'x' * 50)),
            ('a broadcast', web1, web2, frame(everybody, web1.mac, 0x800, ipv4(web1.ip4, '10.0.0.255', 1, echo()))),
            ("ARP with another's address", web1, web2,
             frame(web2.mac, web1.mac, 0x806, arp(2, web1.mac, recon.ip4, web2.mac, web2.ip4))),
            ("ARP with another's MAC", web1, web2,
             frame(web2.mac, web1.mac, 0x806, arp(2, recon.mac, web1.ip4, web2.mac, web2.ip4))),
            ('ARP to who may not be talked to', recon, liaison,
             frame(everybody, recon.mac, 0x806, arp(1, recon.mac, recon.ip4, '00:00:00:00:00:00', liaison.ip4))),
            ("an advertisement of another's address", web1, web2,
             frame(web2.mac, web1.mac, 0x86dd, advertisement(web1.ip6, web2.ip6, recon.ip6, web1.mac))),
            ("an advertisement with another's MAC", web1, web2,
             frame(web2.mac, web1.mac, 0x86dd, advertisement(web1.ip6, web2.ip6, web1.ip6, recon.mac))),
            ('a port that is not allowed', recon, guard,
             frame(guard.mac, recon.mac, 0x800, syn(recon.ip4, guard.ip4, 4444, 22))),
            ('an answer that nobody asked for', guard, recon,
             frame(recon.mac, guard.mac, 0x800, syn(guard.ip4, recon.ip4, 5432, 4444))),
            ('a MAC of ours from outside', outside, guard,
             frame(guard.mac, recon.mac, 0x800, syn(outside.ip4, guard.ip4, 4444, 443))),
            ('an address of ours from outside', outside, guard,
             frame(guard.mac, outside.mac, 0x806, arp(2, outside.mac, recon.ip4, guard.mac, guard.ip4))),
            ('an advertisement of ours from outside', outside, guard,
             frame(guard.mac, outside.mac, 0x86dd, advertisement(outside.ip6, guard.ip6, recon.ip6, outside.mac)))):
        verdict(f'{name} is heard', not hears(sender, receiver, data))
    verdict('a port that is allowed, from outside',
            hears(outside, guard, frame(guard.mac, outside.mac, 0x800, syn(outside.ip4, guard.ip4, 4445, 443))))
    for name, data in (
            ('an ARP request finds its target',
             frame(everybody, web1.mac, 0x806, arp(1, web1.mac, web1.ip4, '00:00:00:00:00:00', web2.ip4))),
            ('an advertisement is heard',
             frame(web2.mac, web1.mac, 0x86dd, advertisement(web1.ip6, web2.ip6, web1.ip6, web1.mac)))):
        verdict(name, hears(web1, web2, data))
        verdict(f'{name}, and nobody else', not hears(web1, guard, data))


def check_neighbours(hosts):
    """What IPv6 has in the place of ARP, which is part of ICMPv6."""
    recon, guard, liaison, web1, web2, outside = hosts
    everybody = '33:33:ff:00:00:05'
    group = f'ff02::1:ff00:{web2.number:x}'
    for name, sender, receiver, to, packet in (
            ("another's IPv6 address", web1, web2, web2.mac, echo6(recon.ip6, web2.ip6)),
            ("a stranger's IPv6 address", web1, web2, web2.mac, echo6('fd00::99', web2.ip6)),
            ("a solicitation from another's address", web1, web2, everybody,
             solicitation(recon.ip6, group, web2.ip6, web1.mac)),
            ("a solicitation with another's MAC", web1, web2, everybody,
             solicitation(web1.ip6, group, web2.ip6, recon.mac)),
            ('a solicitation with two MACs', web1, web2, everybody,
             solicitation(web1.ip6, group, web2.ip6, web1.mac, recon.mac)),
            ('a solicitation with no MAC', web1, web2, everybody, solicitation(web1.ip6, group, web2.ip6)),
            ('a solicitation from nobody', web1, web2, everybody, solicitation('::', group, web2.ip6)),
            ('a solicitation of who may not be talked to', recon, liaison, liaison.mac,
             solicitation(recon.ip6, liaison.ip6, liaison.ip6, recon.mac)),
            ('an advertisement with two MACs', web1, web2, web2.mac,
             advertisement(web1.ip6, web2.ip6, web1.ip6, web1.mac, recon.mac)),
            ('an advertisement to everybody', web1, web2, '33:33:00:00:00:01',
             advertisement(web1.ip6, 'ff02::1', web1.ip6, web1.mac)),
            ('an advertisement to who may not be talked to', recon, liaison, liaison.mac,
             advertisement(recon.ip6, liaison.ip6, recon.ip6, recon.mac)),
            ('a router', web1, web2, web2.mac, router(web1.ip6, web2.ip6)),
            ('a router outside', outside, guard, guard.mac, router(outside.ip6, guard.ip6)),
            ('a redirect', web1, web2, web2.mac, redirect(web1.ip6, web2.ip6, web1.ip6, guard.ip6)),
            ('a solicitation of ours from outside', outside, guard, guard.mac,
             solicitation(recon.ip6, guard.ip6, guard.ip6, outside.mac))):
        verdict(f'{name} is heard', not hears(sender, receiver, frame(to, sender.mac, 0x86dd, packet)))
    verdict('an advertisement that says no MAC to who has it is heard',
            hears(web1, web2, frame(web2.mac, web1.mac, 0x86dd, advertisement(web1.ip6, web2.ip6, web1.ip6))))
    for name, to in ('group', everybody), ('host', web2.mac):
        honest = frame(to, web1.mac, 0x86dd, solicitation(web1.ip6, group, web2.ip6, web1.mac))
        verdict(f'a solicitation to a {name} finds its target', hears(web1, web2, honest))
        verdict(f'a solicitation to a {name} finds its target, and nobody else', not hears(web1, guard, honest))


def check_errors(hosts):
    """Who asks where nobody listens is told so."""
    recon, outside = hosts[0], hosts[-1]
    with recon.enter():
        caller = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    caller.settimeout(WAIT)
    with caller:
        caller.connect((outside.ip4, 123))
        caller.send(b'ask')
        try:
            caller.recv(16)
        except ConnectionRefusedError:
            verdict('an error about what was asked', True)
        except TimeoutError:
            verdict('an error about what was asked', False)


def check_change(switch, hosts, rules):
    """A policy that doesn't allow it any more ends what is under way."""
    recon, guard = hosts[0], hosts[1]
    with guard.enter():
        listener = socket.create_server((guard.ip4, 5432))
    with recon.enter():
        caller = socket.create_connection((guard.ip4, 5432), timeout=5)
    answerer, _ = listener.accept()
    with listener, caller, answerer:
        caller.settimeout(WAIT)
        answerer.sendall(b'first')
        verdict('before the change', caller.recv(16) == b'first')
        switch.load('\n'.join(line for line in rules.splitlines() if 'tp_dst=5432' not in line and 'tp_src=5432' not in line))
        answerer.sendall(b'second')
        try:
            caller.recv(16)
            verdict('an answer after the change', False)
        except TimeoutError:
            verdict('no answer after the change', True)


def rules_of(policy):
    return run(bench.program('policyc'), '--emit', 'openflow', policy)


def check():
    switch = Switch()
    for number, name in enumerate(['recon', 'guard', 'liaison', 'web-1', 'web-2', OUTSIDE], 1):
        switch.add(Host(name, number))
    rules = instantiate(rules_of(f'{HERE}/network.xpol'), bench.hosts)
    switch.load(rules)
    check_pairs(bench.hosts)
    check_lies(bench.hosts)
    check_neighbours(bench.hosts)
    check_errors(bench.hosts)
    check_change(switch, bench.hosts, rules)
