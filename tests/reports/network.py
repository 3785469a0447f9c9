#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What `policyc --emit openflow` prints, at work: Open vSwitch with its datapath in user space, between network
namespaces of its own. Allowed packets arrive, others don't, and who lies about its addresses isn't heard.

usage: unshare --net network.py POLICYC    as root; nothing outside of the new namespace is touched
"""
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

POLICYC = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
WAIT = 0.5  # seconds after which a packet doesn't come any more
OUTSIDE = 'outside'
TAP_ETHERTYPE = 0x88b5  # for experiments: what passes nothing
passed = failed = 0


def run(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def verdict(name, good):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f'not ok {name}')


# --- Hosts: each is a process that has a network namespace of its own ---


class Host:
    """A virtual machine, or the world outside, with a port of the bridge."""

    def __init__(self, name, number):
        self.name, self.number = name, number
        self.mac = f'02:00:00:00:00:{number:02x}'
        self.ip4, self.ip6 = f'10.0.0.{number}', f'fd00::{number:x}'
        self.process = subprocess.Popen(['unshare', '--net', 'sleep', 'infinity'])
        self.port = f'vif{number}'
        while os.readlink(f'/proc/{self.process.pid}/ns/net') == os.readlink('/proc/self/ns/net'):
            pass
        run('ip', 'link', 'add', self.port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', str(self.process.pid))
        self.run('sysctl', '-qw', 'net.ipv6.conf.eth0.addr_gen_mode=1')
        self.run('ip', 'link', 'set', 'eth0', 'address', self.mac, 'up')
        self.run('ip', 'link', 'set', 'lo', 'up')
        self.run('ip', 'address', 'add', f'{self.ip4}/24', 'dev', 'eth0')
        self.run('ip', 'address', 'add', f'{self.ip6}/64', 'dev', 'eth0', 'nodad')
        self.run('ethtool', '-K', 'eth0', 'tx', 'off')  # the datapath wants whole checksums
        run('ip', 'link', 'set', self.port, 'up')

    def run(self, *words):
        return run('nsenter', '-t', str(self.process.pid), '-n', *words)

    def enter(self):
        """Within: `with host.enter():` sockets are made in its namespace."""
        return Namespace(self.process.pid)

    def forget(self):
        self.run('ip', 'neighbour', 'flush', 'dev', 'eth0')

    def ip(self, family):
        return self.ip4 if family == socket.AF_INET else self.ip6


class Namespace:
    """Another's network namespace for the time of a `with`."""

    CLONE_NEWNET = 0x40000000

    def __init__(self, pid):
        self.there = os.open(f'/proc/{pid}/ns/net', os.O_RDONLY)
        self.here = os.open('/proc/self/ns/net', os.O_RDONLY)

    def go(self, where):
        import ctypes
        if ctypes.CDLL(None, use_errno=True).setns(where, self.CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), 'setns')

    def __enter__(self):
        self.go(self.there)

    def __exit__(self, *_):
        self.go(self.here)
        os.close(self.there)
        os.close(self.here)


# --- The switch ---


class Switch:
    def __init__(self, work):
        self.work, self.pids = work, []
        self.environment = dict(os.environ, OVS_RUNDIR=work, OVS_DBDIR=work, OVS_LOGDIR=work)
        database, self.remote = f'{work}/conf.db', f'unix:{work}/db.sock'
        run('ovsdb-tool', 'create', database, '/usr/share/openvswitch/vswitch.ovsschema')
        self.start('ovsdb-server', database, f'--remote=p{self.remote}')
        self.control('--no-wait', 'init')
        self.start('ovs-vswitchd', self.remote, '--disable-system')
        self.control('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev', 'fail_mode=secure')

    def start(self, program, *words):
        pidfile = f'{self.work}/{program}.pid'
        run(program, *words, '--detach', f'--pidfile={pidfile}', f'--log-file={self.work}/{program}.log',
            '--no-chdir', env=self.environment, stderr=subprocess.DEVNULL)
        self.pids.append(int(open(pidfile, encoding='utf-8').read()))

    def control(self, *words):
        return run('ovs-vsctl', f'--db={self.remote}', '--timeout=20', *words, env=self.environment)

    def add(self, host):
        self.control('add-port', 'br0', host.port, '--', 'set', 'interface', host.port,
                     f'ofport_request={host.number}')
        assert self.control('get', 'interface', host.port, 'ofport').strip() == str(host.number)

    def load(self, rules):
        """Puts rules in the place of all others, at once, and waits until what the datapath remembers is by them."""
        path = f'{self.work}/rules'
        with open(path, 'w', encoding='utf-8') as file:
            file.write(rules)
        run('ovs-ofctl', '--bundle', 'replace-flows', f'unix:{self.work}/br0.mgmt', path, env=self.environment)
        run('ovs-appctl', '-t', f'{self.work}/ovs-vswitchd.{self.pids[-1]}.ctl', 'revalidator/wait', env=self.environment)

    def stop(self):
        for pid in reversed(self.pids):
            os.kill(pid, 15)


def instantiate(text, hosts):
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
                made.append(pattern.format(port=host.number, mac=host.mac, domain=numbers[label], ip=value))
    return '\n'.join(made) + '\n'


# --- Talking ---


def tcp(client, server, port, family=socket.AF_INET):
    """Whether a connection is made, and both sides hear each other."""
    with server.enter():
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((server.ip(family), port))
        listener.listen()
    with client.enter():
        caller = socket.socket(family, socket.SOCK_STREAM)
    caller.settimeout(WAIT)
    listener.settimeout(WAIT)
    with listener, caller:
        try:
            caller.connect((server.ip(family), port))
            answerer, _ = listener.accept()
            with answerer:
                answerer.settimeout(WAIT)
                caller.sendall(b'ask')
                heard = answerer.recv(16)
                answerer.sendall(b'answer')
                return heard == b'ask' and caller.recv(16) == b'answer'
        except OSError:
            return False


def udp(client, server, port, family=socket.AF_INET):
    """Whether a question arrives and is answered."""
    with server.enter():
        listener = socket.socket(family, socket.SOCK_DGRAM)
        listener.bind((server.ip(family), port))
    with client.enter():
        caller = socket.socket(family, socket.SOCK_DGRAM)
    caller.settimeout(WAIT)
    listener.settimeout(WAIT)
    with listener, caller:
        try:
            caller.sendto(b'ask', (server.ip(family), port))
            _, whom = listener.recvfrom(16)
            listener.sendto(b'answer', whom)
            return caller.recv(16) == b'answer'
        except OSError:
            return False


def ping(client, server, family=socket.AF_INET):
    version = '-4' if family == socket.AF_INET else '-6'
    return subprocess.run(['nsenter', '-t', str(client.process.pid), '-n', 'ping', version, '-qc1', f'-W{WAIT}',
                           server.ip(family)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


# --- Frames as no honest host sends them ---


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


def main():
    work = tempfile.mkdtemp()
    hosts, switch = [], None
    try:
        run('ip', 'link', 'set', 'lo', 'up')
        switch = Switch(work)
        for number, name in enumerate(['recon', 'guard', 'liaison', 'web-1', 'web-2', OUTSIDE], 1):
            hosts.append(Host(name, number))
            switch.add(hosts[-1])
        text = run(POLICYC, '--emit', 'openflow', f'{HERE}/network.xpol')
        rules = instantiate(text, hosts)
        switch.load(rules)
        check_pairs(hosts)
        check_lies(hosts)
        check_errors(hosts)
        check_change(switch, hosts, rules)
    finally:
        for host in hosts:
            host.process.kill()
            host.process.wait()
        if switch:
            switch.stop()
        shutil.rmtree(work, ignore_errors=True)
    print(f'network: {passed} passed, {failed} failed')
    sys.exit(failed > 0)


main()
