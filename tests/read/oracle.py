# SPDX-License-Identifier: GPL-2.0-only
"""What changes from one policy to another, reckoned anew from two dumps: operation by operation, domain by domain.

The changes that `policyc --diff --json` prints are taken apart into the same facts. Both must be the same.
"""
import re

REST = '(any other domain)'
UNLABELLED = '(no label)'
PHASES = ('sealed', 'booting')
OTHER = 131073  # on the axis of packets: ports of TCP, ports of UDP, ICMP, other protocols


class Policy:
    """A dump, by what its parts are called."""

    def __init__(self, dump):
        self.dump = dump
        self.domains = {d['name']: d for d in dump['domains']}
        self.profiles = {p['name']: p for p in dump['profiles']}
        self.services = {s['domain']: s for s in dump['services']}

    def find(self, label):
        """The domain that a label is, or None."""
        if label == UNLABELLED:
            return self.dump['default_domain']
        if label in self.domains:
            return label
        stem = label.rstrip('*')
        fleets = [d for d in self.domains if d.endswith('*') and stem.startswith(d[:-1])]
        return max(fleets, key=len, default=None)

    def profile(self, domain, phase):
        entry = self.domains[domain]
        return self.profiles[entry['boot_profile'] if phase == 'booting' and entry['boot_profile'] else entry['profile']]


class Comparison:
    def __init__(self, before, after):
        self.sides = Policy(before), Policy(after)
        labels = sorted(set(self.sides[0].domains) | set(self.sides[1].domains))
        if before['default_domain'] != after['default_domain']:
            labels.append(UNLABELLED)
        self.labels = labels
        self.maps = [{label: side.find(label) for label in labels} for side in self.sides]
        self.present = [label for label in labels if self.maps[1][label]]
        self.shared = [label for label in self.present if self.maps[0][label]]

    def labels_of(self, side, domains):
        return {label for label in self.labels if self.maps[side][label] in domains}

    # --- Facts of one policy ---

    def allowed(self, side, label, phase):
        """For each allowed operation on whom it is: labels, and REST if it is on all."""
        domain = self.maps[side][label]
        if not domain:
            return {}
        profile = self.sides[side].profile(domain, phase)
        everybody = set(self.present) | {REST}
        facts = {operation: everybody for operation in profile['allowed']}
        limited = {}
        for target in profile['targets']:
            members = self.labels_of(side, set(target['on'])) & set(self.present)
            for operation in target['operations']:
                limited.setdefault(operation, set()).update(members)
        facts.update(limited)
        return facts

    def connections(self, side):
        """Directed: from, to, means."""
        facts = set()
        for entry in self.sides[side].dump['connections']:
            for a in self.labels_of(side, {entry['one']}):
                for b in self.labels_of(side, {entry['other']}):
                    facts |= {(a, b, m) for m in entry['forward']} | {(b, a, m) for m in entry['backward']}
        return facts

    def packets(self, side):
        """Ranges: from, to, first point, end."""
        facts = []
        for entry in self.sides[side].dump['networks']:
            ranges = packet_range(entry['protocol'], entry['first_port'], entry['last_port'])
            ends = [self.labels_of(side, {entry[e]}) if entry[e] else {'outside'} for e in ('from', 'to')]
            facts += [(a, b, *ranges) for a in ends[0] for b in ends[1]]
        return facts

    def conflicts(self, side):
        sets = self.sides[side].dump['conflict_sets']
        return {frozenset((a, b)) for x in sets for y in sets if x['group'] == y['group'] and x is not y
                for a in self.labels_of(side, set(x['domains'])) for b in self.labels_of(side, set(y['domains']))}

    def lost_count(self, labels):
        return all(label in self.present or label == 'outside' for label in labels)

    # --- What differs ---

    def permissions(self):
        facts = set()
        for label in self.present:
            for phase in PHASES:
                before, after = (self.allowed(side, label, phase) for side in (0, 1))
                for operation in set(before) | set(after):
                    old, new = before.get(operation, set()), after.get(operation, set())
                    facts |= {('permission', '+', label, phase, operation, o) for o in new - old}
                    facts |= {('permission', '-', label, phase, operation, o) for o in old - new}
        return facts

    def quiet(self):
        facts = set()
        for label in self.shared:
            for phase in PHASES:
                profiles = [self.sides[s].profile(self.maps[s][label], phase) for s in (0, 1)]
                allowed = [self.allowed(s, label, phase) for s in (0, 1)]
                for operation in set(profiles[0]['quiet']) ^ set(profiles[1]['quiet']):
                    if not any(REST in a.get(operation, ()) for a in allowed):
                        sign = '+' if operation in profiles[1]['quiet'] else '-'
                        facts.add(('quiet', sign, label, phase, operation))
        return facts

    def behaviour(self):
        facts = set()
        for label in self.shared:
            one, other = (self.sides[s].profile(self.maps[s][label], 'sealed') for s in (0, 1))
            old, new = ({r['scope']: r for r in p['rates']} for p in (one, other))
            for scope in set(old) | set(new):
                if rate_value(old.get(scope)) != rate_value(new.get(scope)):
                    facts.add(('rate', label, scope))
            for sign, a, b in ('-', one, other), ('+', other, one):
                rest = {response_value(r) for r in a['responses']} - {response_value(r) for r in b['responses']}
                facts |= {('response', sign, label, *value) for value in rest}
            if one['responses'] and other['responses'] and one['binds'] != other['binds']:
                facts.add(('binds', label, one['binds'], other['binds']))
            if one['guest'] != other['guest']:
                facts.add(('guest', label))
        return facts

    def domains(self):
        facts = set()
        for label in self.labels:
            was, now = (side[label] for side in self.maps)
            if bool(was) != bool(now):
                facts.add(('domain', '+' if now else '-', label))
            elif was != now:
                facts.add(('domain', '~', label))
        for label in self.shared:
            one, other = (self.sides[s].domains[self.maps[s][label]] for s in (0, 1))
            for word in 'tag', 'group', 'trusted':
                if one[word] != other[word]:
                    facts.add(('tag', label, word))
            old, new = (d['limits'] or {} for d in (one, other))
            facts |= {('limit', label, name) for name in set(old) | set(new) if old.get(name) != new.get(name)}
        old, new = ({d['uuid']: d['name'] for d in side.domains.values() if d['uuid']} for side in self.sides)
        facts |= {('uuid', uuid) for uuid in set(old) | set(new) if old.get(uuid) != new.get(uuid)}
        if self.sides[0].dump['sealed'] != self.sides[1].dump['sealed']:
            facts.add(('policy',))
        return facts

    def services(self):
        facts = set()
        for label in self.present:
            old, new = (self.sides[s].services.get(self.maps[s][label]) for s in (0, 1))
            if bool(old) != bool(new):
                facts.add(('service', label))
            for key, word in ('serves', 'serves'), ('delegates', 'delegates to'):
                sets = [self.labels_of(s, set((old, new)[s][key])) & set(self.present) if (old, new)[s] else set()
                        for s in (0, 1)]
                facts |= {(word, '+', label, o) for o in sets[1] - sets[0]}
                facts |= {(word, '-', label, o) for o in sets[0] - sets[1]}
            if (old or {}).get('restart_ns', 0) != (new or {}).get('restart_ns', 0):
                facts.add(('restart', label))
        old, new = ({(d['device'], d['domain']) for d in side.dump['devices']} for side in self.sides)
        return facts | {('device', '+', *d) for d in new - old} | {('device', '-', *d) for d in old - new}

    def relations(self):
        old, new = self.connections(0), self.connections(1)
        facts = {('connection', '+', *c) for c in new - old}
        facts |= {('connection', '-', *c) for c in old - new if self.lost_count(c[:2])}
        old, new = self.conflicts(0), self.conflicts(1)
        facts |= {('conflict', '+', pair) for pair in old - new if self.lost_count(pair)}
        facts |= {('conflict', '-', pair) for pair in new - old if self.lost_count(pair)}
        return facts

    def networks(self, reported):
        """Points between all ends of ranges, so that ranges that are cut otherwise are the same."""
        old, new = self.packets(0), self.packets(1)
        told = {sign: [r for s, r in reported if s == sign] for sign in '+-'}
        cuts = sorted({p for ranges in (old, new, told['+'], told['-']) for r in ranges for p in r[2:]})
        wanted, found = set(), set()
        points = [points_of(ranges, cuts) for ranges in (old, new, told['+'], told['-'])]
        wanted |= {('+', *p) for p in points[1] - points[0]}
        wanted |= {('-', *p) for p in points[0] - points[1] if self.lost_count(p[:2])}
        found |= {('+', *p) for p in points[2]} | {('-', *p) for p in points[3]}
        return wanted, found

    def facts(self):
        return self.permissions() | self.quiet() | self.behaviour() | self.domains() | self.services() | \
            self.relations()

    # --- What is told ---

    def told(self, change):
        """The facts of one change; those of networks apart."""
        kind, subjects, objects = change['kind'], change['subjects'], change['objects']
        sign = {'wider': '+', 'narrower': '-', 'other': '~'}[change['way']]
        if kind in ('permission', 'quiet'):
            return self.told_permission(change, sign)
        if kind == 'connection':
            forth = [(s, o) for s in subjects for o in objects]
            back = [(o, s) for s, o in forth]
            pairs = {'->': forth, '<-': back, '<->': forth + back}[change['relation']]
            return [('connection', sign, a, b, m) for a, b in set(pairs) for m in change['what'].split(', ')]
        if kind == 'conflict':
            return [('conflict', sign, frozenset((s, o))) for s in subjects for o in objects]
        if kind == 'response' and change['what'] == 'binds':
            return [('binds', s, change['before'], change['after']) for s in subjects]
        if kind == 'response':
            values = [(sign, text) for sign, text in (('-', change['before']), ('+', change['after'])) if text]
            return [('response', sign, s, change['what'], text) for s in subjects for sign, text in values]
        if kind == 'service' and change['relation']:
            sign = '+' if change['after'] else '-'
            return [(change['what'], sign, s, o) for s in subjects for o in objects]
        if kind == 'service':
            return [(change['what'], s) for s in subjects]
        if kind == 'device':
            return [('device', sign, change['what'], s) for s in subjects]
        if kind in ('domain', 'default'):
            return [('domain', sign, s) for s in subjects]
        if kind == 'policy':
            return [('policy',)]
        if kind == 'uuid':
            return [('uuid', change['what'])]
        if kind == 'guest':
            return [('guest', s) for s in subjects]
        return [(kind, s, change['what']) for s in subjects]

    def told_permission(self, change, sign):
        phases = {'always': PHASES, 'after seal': PHASES[:1], 'until seal': PHASES[1:]}[change['phase']]
        keys = [(change['kind'], sign, s, phase, operation) for s in change['subjects'] for phase in phases
                for operation in change['operations']]
        if change['kind'] == 'quiet':
            return keys
        everybody = set(self.present) | {REST}
        objects = {None: everybody, 'on': set(change['objects']),
                   'on all but': everybody - set(change['objects'])}[change['relation']]
        return [(*key, o) for key in keys for o in objects]


def packet_range(protocol, first, last):
    return {None: (0, OTHER + 1), 'icmp': (OTHER - 1, OTHER), 'tcp': (first, last + 1),
            'udp': (65536 + first, 65536 + last + 1)}[protocol]


def points_of(ranges, cuts):
    return {(a, b, p) for a, b, first, end in ranges for p in cuts if first <= p < end}


def told_packets(change):
    """Sign and range of each part of a change of networks."""
    sign = {'wider': '+', 'narrower': '-'}[change['way']]
    what = change['what']
    if what == 'any':
        ranges = [packet_range(None, 0, 0)]
    elif what == 'other protocols':
        ranges = [(OTHER, OTHER + 1)]
    else:
        protocol, _, rest = what.partition(' ')
        ports = [re.match(r'(\d+)(?:-(\d+))?$', p).groups() for p in rest.split(', ')] if rest else [(0, 65535)]
        ranges = [packet_range(protocol, int(first), int(last or first)) for first, last in ports]
    return [(sign, (s, o, *r)) for s in change['subjects'] for o in change['objects'] for r in ranges]


def rate_value(rate):
    """What a rate means: how long a call takes of its budget, not how that is written."""
    return rate and (-(-rate['period_ns'] // rate['count']), rate['burst'], rate['slow'])


def response_value(response):
    """A response as a difference writes it."""
    window = response['window_ns']
    for name, size in ('day', 86400 * 10**9), ('h', 3600 * 10**9), ('min', 60 * 10**9), ('s', 10**9):
        if window and window % size == 0:
            return response['action'], f'at {response["count"]} within {window // size}{name}'
    return response['action'], f'at {response["count"]}'


def check(before, after, diff):
    """Complaints about a difference."""
    comparison = Comparison(before, after)
    complaints, found, packets = [], set(), []
    for change in diff['changes']:
        if change['kind'] == 'network':
            packets += told_packets(change)
            continue
        for fact in comparison.told(change):
            if fact in found:
                complaints.append(f'told twice: {fact}')
            found.add(fact)
    wanted = comparison.facts()
    complaints += [f'not told: {fact}' for fact in sorted(map(str, wanted - found))]
    complaints += [f'told, but not so: {fact}' for fact in sorted(map(str, found - wanted))]
    wanted, found = comparison.networks(packets)
    complaints += [f'not told of packets: {fact}' for fact in sorted(map(str, wanted - found))]
    complaints += [f'told of packets, but not so: {fact}' for fact in sorted(map(str, found - wanted))]
    return complaints
