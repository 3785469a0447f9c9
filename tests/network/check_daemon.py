# SPDX-License-Identifier: GPL-2.0-only
"""xenond keeps the rules of a bridge as the live policy and the running domains have them, while packets run: over
other policies, domains that end, and the end of itself and of Open vSwitch. Nothing ever passes that may not."""
import json
import re
import socket
import subprocess
import threading
import time

import bench
import check_rules
from bench import OUTSIDE, WAIT, Host, Switch, ping, run, verdict
from frames import echo, frame, ipv4
from store import Store

PATIENCE = 120  # seconds that anything may take on a machine that is busy with other things too
GUESTS = ['recon', 'guard', 'liaison', 'web-1', 'web-2']
POLICY = f'{check_rules.HERE}/network.xpol'


def within(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


# --- The host ---


def policy(*words):
    return run(f'{bench.build}/bin/xenon-policy', f'--host=sim:{bench.work}/host', *words)


def blob(name, change=lambda text: text):
    """network.xpol, compiled, with a change."""
    with open(POLICY, encoding='utf-8') as file:
        text = change(file.read())
    with open(f'{bench.work}/{name}.xpol', 'w', encoding='utf-8') as file:
        file.write(text)
    run(bench.program('policyc'), f'{bench.work}/{name}.xpol', '-o', f'{bench.work}/{name}.xpb')
    return f'{bench.work}/{name}.xpb'


def status():
    return json.loads(policy('status', '--json'))


def domid(label):
    return next(domain['domid'] for domain in status()['domains'] if domain['domain'] == label)


class Network:
    """The simulated host's domains on the bridge, as a toolstack describes them."""

    def __init__(self):
        policy('sim', f'boot {blob("first")}', *(f'{name} start' for name in GUESTS))
        self.store = Store(f'{bench.work}/xenstore')
        self.switch = Switch()
        for number, name in enumerate(GUESTS + [OUTSIDE], 1):
            host = Host(name, number, 'uplink' if name == OUTSIDE else f'vif{domid(name)}.0')
            self.switch.add(host)
            if name != OUTSIDE:
                self.describe(host)

    def describe(self, host, **others):
        keys = {'mac': host.mac.upper(), 'ip': f'{host.ip4} {host.ip6}', 'vifname': host.port} | others
        self.store.set(self.path(host), **keys)

    def path(self, host):
        return f'backend/vif/{host.port[3:-2]}/0'

    def wanted(self, policy_file, hosts):
        """As ovs-ofctl shows them."""
        text = check_rules.instantiate(check_rules.rules_of(policy_file), hosts, self.switch.number)
        with open(f'{bench.work}/wanted', 'w', encoding='utf-8') as file:
            file.write(text)
        return f'{bench.work}/wanted'

    def has_rules(self, policy_file, hosts):
        """Whether the bridge has these and no others."""
        return subprocess.run(['ovs-ofctl', 'diff-flows', f'unix:{bench.work}/br0.mgmt',
                               self.wanted(policy_file, hosts)], env=self.switch.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


class Xenond:
    def __init__(self, network):
        with open(f'{bench.work}/conf', 'w', encoding='utf-8') as file:
            file.write(f'database: sqlite:{bench.work}/audit.db\nsocket: {{ path: {bench.work}/socket }}\n'
                       'forward: { journald: false }\nnetwork: { bridge: br0, uplink: uplink }\n')
        self.environment = dict(network.switch.environment, XENSTORED_PATH=f'{bench.work}/xenstore')
        self.start()

    def start(self, program=None):
        self.log = open(f'{bench.work}/said', 'a', encoding='utf-8')
        program = program or [bench.program('xenond')]
        self.process = subprocess.Popen([*program, f'--config={bench.work}/conf', f'--host=sim:{bench.work}/host'],
                                        env=self.environment, stderr=self.log)
        bench.programs.append(self.process)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        verdict('it ends as it is told to', self.process.wait(PATIENCE) == 0)

    def said(self):
        with open(f'{bench.work}/said', encoding='utf-8') as file:
            return file.read()

    def metrics(self):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(PATIENCE)
            try:
                s.connect(f'{bench.work}/socket')
                s.sendall(b'metrics\n')
                text = b''.join(iter(lambda: s.recv(65536), b'')).decode()
            except OSError:
                return {}
        return {name: int(value) for name, value in re.findall(r'^xenond_network_(\w+) (\d+)$', text, re.M)}

    def holds(self, generation, interfaces):
        """Waits until the bridge has the rules of this policy, for so many interfaces."""
        return within(lambda: self.metrics().items() >= {'up': 1, 'generation': generation,
                                                         'interfaces': interfaces}.items())


# --- What runs all the time ---


class Transfer:
    """Bytes from one host to another, one after the other, as long as they pass."""

    def __init__(self, client, server, port):
        with server.enter():
            listener = socket.create_server((server.ip4, port))
        with client.enter():
            self.caller = socket.create_connection((server.ip4, port), timeout=PATIENCE)
        self.answerer, _ = listener.accept()
        listener.close()
        self.answerer.settimeout(WAIT)
        self.received = 0
        self.ending = False
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.send, self.receive)]
        for thread in self.threads:
            thread.start()

    def send(self):
        try:
            while not self.ending:
                self.caller.send(b'x')
                time.sleep(0.002)
        except OSError:
            pass

    def receive(self):
        while not self.ending:
            try:
                self.received += len(self.answerer.recv(65536))
            except TimeoutError:
                pass
            except OSError:
                return

    def advances(self):
        before = self.received
        return within(lambda: self.received > before)

    def stands(self):
        """What was on its way arrives before."""
        def pauses():
            before = self.received
            time.sleep(2 * WAIT)
            return self.received == before
        return within(pauses)

    def end(self):
        self.ending = True
        for thread in self.threads:
            thread.join()
        self.caller.close()
        self.answerer.close()


class Lies:
    """What may never pass, sent without pause, and how much of it is heard."""

    def __init__(self, hosts):
        recon, guard, liaison, web1, web2, _ = hosts
        pairs = ((recon, liaison, recon.mac, recon.ip4), (web1, guard, web1.mac, web1.ip4),
                 (liaison, guard, recon.mac, recon.ip4), (web1, web2, web1.mac, recon.ip4),
                 (web1, web2, guard.mac, web1.ip4))
        self.mark = b'forged'
        self.heard = self.sent = 0
        self.ending = False
        self.threads = []
        for sender, receiver, source, address in pairs:
            data = frame(receiver.mac, source, 0x800, ipv4(address, receiver.ip4, 1, echo()))
            self.run(self.send, sender, data)
        for receiver in (liaison, guard, web2):
            self.run(self.listen, receiver)

    def run(self, work, host, *more):
        with host.enter():
            end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        end.bind(('eth0', 0))
        thread = threading.Thread(target=work, args=[end, *more], daemon=True)
        self.threads.append(thread)
        thread.start()

    def send(self, end, data):
        with end:
            while not self.ending:
                try:
                    end.send(data)
                    self.sent += 1
                except OSError:  # the network is down just now
                    pass
                time.sleep(0.002)

    def listen(self, end):
        end.settimeout(WAIT)
        with end:
            while not self.ending:
                try:
                    data, where = end.recvfrom(2000)
                except (TimeoutError, OSError):
                    continue
                self.heard += where[2] != socket.PACKET_OUTGOING and self.mark in data

    def end(self):
        self.ending = True
        for thread in self.threads:
            thread.join()


# --- What is shown ---


def check_policies(network, xenond, allowed, ended):
    """A policy takes force while transfers run, and gives way again."""
    load = blob('second', lambda text: text.replace('5432, ', '').replace('version 1', 'version 2'))
    policy('load', '--yes', load)
    verdict('another policy reaches the bridge', xenond.holds(2, 6))
    network.switch.settle()
    verdict('what it forbids has ended', ended.stands())
    verdict('what it allows goes on', allowed.advances())
    policy('rollback', '--yes')
    verdict('the policy before reaches the bridge', xenond.holds(3, 6))
    verdict('what it allows goes on again', ended.advances())


def check_end_of_xenond(network, xenond, hosts, transfer):
    xenond.kill()
    verdict('the rules outlive it', network.has_rules(POLICY, hosts) and transfer.advances())
    policy('destroy', str(domid('web-2')))
    network.store.remove(network.path(hosts[4]))
    network.switch.remove(hosts[4])
    xenond.start()
    verdict('it goes on with what there is', xenond.holds(3, 5))
    left = [host for host in hosts if host.name != 'web-2']
    verdict("an ended domain's rules are gone", network.has_rules(POLICY, left))
    verdict('nothing is interrupted', transfer.advances())
    return left


def check_end_of_switch(network, xenond, hosts, transfer):
    switch = network.switch
    changes = xenond.metrics()['changes_total']
    switch.kill_daemon()
    switch.start_daemon()
    verdict('the switch gets its rules back',
            within(lambda: xenond.metrics().get('changes_total', 0) > changes) and xenond.holds(3, 5))
    verdict('and no others', within(lambda: network.has_rules(POLICY, hosts)))
    verdict('what is allowed goes on', transfer.advances())
    xenond.kill()
    switch.kill_daemon()
    switch.start_daemon()
    verdict('a bridge without rules lets nothing pass', transfer.stands())
    xenond.start()
    verdict('it gets its rules by a new xenond',
            xenond.holds(3, 5) and within(lambda: network.has_rules(POLICY, hosts)) and transfer.advances())


def check_descriptions(network, xenond, hosts):
    """Interfaces that say what can't be, or what others said before, have no rules."""
    recon, _, liaison = hosts[:3]
    for name, keys, why in (("another's address", {'ip': f'{liaison.ip4} {recon.ip4}'}, 'another interface has'),
                            ("another's MAC", {'mac': recon.mac}, 'another interface has'),
                            ('no address', {'ip': ''}, 'it has no address'),
                            ('a network', {'ip': '10.0.0.0/24'}, "aren't addresses of single hosts"),
                            ('a rule', {'ip': '10.0.0.3,actions=normal'}, "aren't addresses of single hosts"),
                            ('no MAC', {'mac': 'ff:ff:ff:ff:ff:ff'}, 'it has no MAC'),
                            ('no port', {'vifname': 'nowhere'}, 'it is no port')):
        network.describe(liaison, **keys)
        verdict(f'{name}: it has no rules', xenond.holds(3, 4))
        verdict(f'{name}: that is said', within(lambda: why in xenond.said().splitlines()[-1]))
        verdict(f'{name}: others have theirs', network.has_rules(POLICY, [h for h in hosts if h is not liaison]))
        network.describe(liaison)
        verdict(f'not {name}: it has its rules', xenond.holds(3, 5))
    verdict('all is as before', network.has_rules(POLICY, hosts))


def check_unit(network, xenond, hosts):
    """As systemd starts it, with no more rights than its unit gives it, it does the same."""
    unit = f'{check_rules.HERE}/../../runtime/xenond/xenond.service'
    network.switch.load('')
    verdict('the rules are gone', not network.has_rules(POLICY, hosts))
    xenond.start(['python3', f'{check_rules.HERE}/confined.py', unit, f'{bench.build}/bin/xenond'])
    verdict('with the rights of its unit it puts them back', xenond.holds(3, 5) and network.has_rules(POLICY, hosts))
    xenond.stop()


def check():
    network = Network()
    hosts = list(bench.hosts)
    lies = Lies(hosts)
    verdict('before xenond, nothing passes', not ping(hosts[3], hosts[4]))
    xenond = Xenond(network)
    verdict('the bridge gets rules', xenond.holds(1, 6))
    verdict('these are the rules of the policy', network.has_rules(POLICY, hosts))
    verdict('web-1 pings web-2', ping(hosts[3], hosts[4]))
    ended, allowed = Transfer(hosts[0], hosts[1], 5432), Transfer(hosts[0], hosts[1], 8000)
    verdict('both transfers run', ended.advances() and allowed.advances())
    check_policies(network, xenond, allowed, ended)
    left = check_end_of_xenond(network, xenond, hosts, ended)
    check_end_of_switch(network, xenond, left, ended)
    check_descriptions(network, xenond, left)
    lies.end()
    verdict(f'of {lies.sent} packets that may never pass none is heard', lies.sent and lies.heard == 0)
    ended.end()
    allowed.end()
    xenond.stop()
    verdict('it leaves the rules', network.has_rules(POLICY, left))
    check_unit(network, xenond, left)
    if bench.failed:
        print(xenond.said())
