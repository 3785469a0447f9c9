# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of the network share: hosts that are network namespaces, Open vSwitch with its datapath in user
space, and ways to talk. For a process in a network namespace of its own: nothing outside of it is touched."""
import os
import socket
import subprocess
import time

WAIT = 0.5  # seconds after which a packet doesn't come any more
OUTSIDE = 'outside'
build = None  # the build folder
kind = 'san/'  # of its programs: these, or '', as they are shipped
work = None   # the folder of the test that runs
hosts, switches, programs = [], [], []
passed = failed = 0


def run(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def program(name):
    return f'{build}/{kind}bin/{name}'


def verdict(name, good):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f'not ok {name}')


def gone(pid):
    """Whether it has let go of all that it had: at most its status is left."""
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
            return file.read().rpartition(')')[2].split()[0] in 'ZX'
    except (FileNotFoundError, ProcessLookupError):
        return True


def end(pid):
    """Without a chance to leave anything in order; and it has gone then."""
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        return
    while not gone(pid):
        time.sleep(0.01)


def tear_down():
    for program in programs:
        program.kill()
        program.wait()
    for host in hosts:
        host.process.kill()
        host.process.wait()
        subprocess.run(['ip', 'link', 'delete', host.port], stderr=subprocess.DEVNULL)
    for switch in switches:
        switch.stop()
    for made in hosts, switches, programs:
        made.clear()


# --- Hosts: each is a process that has a network namespace of its own ---


class Host:
    """A virtual machine, or the world outside, with a port of the bridge."""

    def __init__(self, name, number, port=None):
        self.name, self.number = name, number
        self.mac = f'02:00:00:00:00:{number:02x}'
        self.ip4, self.ip6 = f'10.0.0.{number}', f'fd00::{number:x}'
        self.process = subprocess.Popen(['unshare', '--net', 'sleep', 'infinity'])
        self.port = port or f'vif{number}'
        hosts.append(self)
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
    def __init__(self):
        self.pids = {}
        self.environment = dict(os.environ, OVS_RUNDIR=work, OVS_DBDIR=work, OVS_LOGDIR=work)
        self.remote = f'unix:{work}/db.sock'
        switches.append(self)
        run('ovsdb-tool', 'create', f'{work}/conf.db', '/usr/share/openvswitch/vswitch.ovsschema')
        self.start('ovsdb-server', f'{work}/conf.db', f'--remote=p{self.remote}')
        self.control('--no-wait', 'init')
        self.start_daemon()
        self.control('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev', 'fail_mode=secure')

    def start(self, program, *words):
        pidfile = f'{work}/{program}.pid'
        run(program, *words, '--detach', f'--pidfile={pidfile}', f'--log-file={work}/{program}.log', '--no-chdir',
            env=self.environment, stderr=subprocess.DEVNULL)
        self.pids[program] = int(open(pidfile, encoding='utf-8').read())

    def start_daemon(self):
        self.start('ovs-vswitchd', self.remote, '--disable-system')

    def kill_daemon(self):
        end(self.pids['ovs-vswitchd'])

    def control(self, *words):
        return run('ovs-vsctl', f'--db={self.remote}', '--timeout=20', *words, env=self.environment)

    def add(self, host):
        """With the host's number, if no other port has it."""
        self.control('add-port', 'br0', host.port, '--', 'set', 'interface', host.port,
                     f'ofport_request={host.number}')

    def remove(self, host):
        self.control('del-port', 'br0', host.port)

    def number(self, host):
        return int(self.control('get', 'interface', host.port, 'ofport'))

    def rules(self):
        """What the bridge has, without counters, in an order of its own."""
        return run('ovs-ofctl', '--no-stats', '--sort', 'dump-flows', f'unix:{work}/br0.mgmt', env=self.environment)

    def load(self, rules):
        """Puts rules in the place of all others, at once."""
        with open(f'{work}/rules', 'w', encoding='utf-8') as file:
            file.write(rules)
        run('ovs-ofctl', '--bundle', 'replace-flows', f'unix:{work}/br0.mgmt', f'{work}/rules', env=self.environment)
        self.settle()

    def settle(self):
        """Waits until what the datapath remembers is by the rules that there are now."""
        run('ovs-appctl', '-t', f"{work}/ovs-vswitchd.{self.pids['ovs-vswitchd']}.ctl", 'revalidator/wait',
            env=self.environment)

    def stop(self):
        for pid in self.pids.values():
            end(pid)


# --- Talking ---


def open_sockets(client, server, port, family, kind):
    """One of the server's at the port, and one of the client's; both wait for no longer than WAIT."""
    with server.enter():
        listener = socket.socket(family, kind)
        if kind == socket.SOCK_STREAM:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((server.ip(family), port))
    with client.enter():
        caller = socket.socket(family, kind)
    caller.settimeout(WAIT)
    listener.settimeout(WAIT)
    return listener, caller


def tcp(client, server, port, family=socket.AF_INET):
    """Whether a connection is made, and both sides hear each other."""
    listener, caller = open_sockets(client, server, port, family, socket.SOCK_STREAM)
    with listener, caller:
        listener.listen()
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
    listener, caller = open_sockets(client, server, port, family, socket.SOCK_DGRAM)
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
