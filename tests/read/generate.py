# SPDX-License-Identifier: GPL-2.0-only
"""Random policies without errors over the whole language, and others that differ from them a little.

A policy is lists of statements as data. What would be an error, or depends on what was taken away, is left out
when it is written: so anything can be changed in it.
"""
import copy
import itertools
import random
import re

TIMES = {'ns': 1, 'us': 10**3, 'ms': 10**6, 's': 10**9, 'min': 60 * 10**9, 'h': 3600 * 10**9}
MEANS = ['grant', 'event', 'argo', 'foreign']
NAMES = ['a', 'ab', 'abc', 'b', 'b1', 'b-2', 'log', 'x', 'start', 'Z9', 'violation', 'rate', 'fleet', 'recon',
         'web', 'web-1', 'web-2', 'in', 'x_y', 'guard']
FLEETS = ['a*', 'b*', 'web-*', 'we*', 'q-*', 'x*']
CONTROL = 'Domain-0'


def read_table(path):
    """Hypercalls with their subcommands, and the operations that have a target."""
    calls, targets, call, all_have = {}, set(), None, False
    for line in open(path, encoding='utf-8'):
        if line.startswith('- number:'):
            call, all_have = None, False
        match = re.match(r'  name: (\w+)', line)
        if match:
            call = match[1]
            calls[call] = []
        if line.startswith('  alias_of:'):
            del calls[call]
        if line.startswith('  target: domain'):
            all_have = True
        match = re.match(r'  - \{number: \w+, name: (\w+)', line)
        if match and call in calls:
            calls[call].append(match[1])
            if all_have or 'target: domain' in line:
                targets.add((call, match[1]))
    return calls, targets


class Policy:
    """A policy that can be written, changed and written again."""

    def __init__(self, seed, table):
        self.pick = random.Random(seed)
        self.calls, self.targets = table
        self.version = self.pick.randint(1, 2**32 - 1)
        self.tags = ['secret', 'infra', 'open'][:self.pick.randint(0, 3)]
        self.groups = ['red', 'blue'][:self.pick.randint(0, 2)]
        self.profiles, self.domains, self.sets = {}, {}, {}
        self.guest = self.pick.choice(['', 'guest pvh'])
        self.make_profiles()
        self.make_domains()
        self.make_sets()
        self.conflicts = [self.conflict(i) for i in range(self.some(4))]
        self.connects = [self.connect() for _ in range(self.some(6))]
        self.networks = [self.network() for _ in range(self.some(5))]
        self.boots = [self.boot() for _ in range(self.some(4))]
        self.waivers = []
        for domain in self.domains.values():
            if domain['kind'] == 'service':
                self.make_service(domain)
        self.limit_rules()

    # --- Making ---

    def some(self, most):
        return self.pick.choice([0, self.pick.randint(0, most)])

    def chance(self, part):
        return self.pick.random() < part

    def item(self, only_targets=False):
        """What one item of a rule's list names, as it is written."""
        if only_targets:
            call = self.pick.choice(sorted({c for c, _ in self.targets}))
            words = sorted(s for c, s in self.targets if c == call)
        else:
            if self.chance(0.05):
                return 'all'
            call = self.pick.choice(sorted(self.calls))
            words = self.calls[call]
        if not words or (not only_targets and self.chance(0.3)):
            return call
        chosen = self.pick.sample(words, self.pick.randint(1, len(words)))
        if len(chosen) == 1 and self.chance(0.7):
            return f'{call}.{chosen[0]}'
        if not only_targets and self.chance(0.3) and len(chosen) < len(words):
            return f'{call} except {{ {", ".join(chosen)} }}'
        return f'{call} {{ {", ".join(chosen)} }}'

    def items(self):
        return [self.item() for _ in range(self.pick.randint(1, 3))]

    def permission(self):
        effect = self.pick.choice(['allow', 'allow', 'allow', 'deny', 'deny quietly'])
        items = self.items()
        if self.chance(0.1):
            rest = self.pick.sample(sorted(self.calls), self.pick.randint(1, 4))
            items.append('all except ' + ', '.join(rest))
        return {'kind': 'permission', 'effect': effect, 'items': items, 'on': []}

    def limited(self):
        items = [self.item(only_targets=True) for _ in range(self.pick.randint(1, 2))]
        return {'kind': 'permission', 'effect': 'allow', 'items': items, 'on': self.who(3)}

    def rate(self):
        call = self.pick.choice(sorted(self.calls))
        words = self.calls[call]
        scope = self.pick.choice(['any', call, f'{call}.{self.pick.choice(words)}' if words else call])
        amount = f'{self.pick.randint(1, 5000)}/{self.pick.choice(["s", "min", "h"])}'
        burst = f' burst {self.pick.randint(1, 900)}' if self.chance(0.5) else ''
        return {'kind': 'rate', 'scope': scope, 'text': amount + burst + (' slow' if self.chance(0.3) else '')}

    def response(self):
        count, actions = 0, []
        for action in self.pick.sample(['log', 'pause', 'crash', 'destroy', 'log'], self.pick.randint(1, 4)):
            count += self.pick.randint(1, 20)
            within = f' within {self.pick.randint(1, 90)}{self.pick.choice(["s", "min", " h"])}'
            actions.append(f'{action} at {count}' + (within if self.chance(0.4) else ''))
        binds = self.pick.choice(['', '', ' binds live', ' binds at start', ' binds at boot'])
        return {'kind': 'response', 'text': ', '.join(actions) + binds}

    def rules(self, most):
        rules = [self.permission() for _ in range(self.pick.randint(1, most))]
        rules += [self.rate() for _ in range(self.some(3))]
        if self.chance(0.3):
            rules.append(self.response())
        self.pick.shuffle(rules)
        return rules

    def make_profiles(self):
        for i in range(self.pick.randint(1, 6)):
            parents = self.pick.sample(sorted(self.profiles), min(len(self.profiles), self.some(3)))
            rules = self.rules(5)
            if len(parents) > 1 and not any(r['kind'] == 'response' for r in rules):
                rules.append(self.response())
            self.profiles[f'p{i}'] = {'extends': parents, 'rules': rules, 'file': self.pick.randint(0, 2)}

    def make_domains(self):
        names = self.pick.sample(NAMES, self.pick.randint(1, 9)) + self.pick.sample(FLEETS, self.some(4))
        default = self.pick.choice([None] + [n for n in names if '*' not in n])
        for name in names:
            kind = 'domain' if '*' in name or self.chance(0.6) else 'service'
            self.domains[name] = {
                'name': name, 'kind': 'default domain' if name == default else kind,
                'profile': self.pick.choice(sorted(self.profiles) + ['kernel']),
                'own': self.rules(3) if self.chance(0.3) else [],
                'tag': self.pick.choice(self.tags + [None]), 'group': self.pick.choice(self.groups + [None]),
                'trusted': self.chance(0.5), 'limits': self.limits(), 'uuid': self.uuid(name, default),
                'serves': [], 'delegates': [], 'pci': [], 'restart': None, 'file': self.pick.randint(0, 2)}

    def uuid(self, name, default):
        if '*' in name or name == default or self.chance(0.6):
            return None
        digits = '%032x' % self.pick.getrandbits(128)
        return '-'.join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])

    def limits(self):
        pick, limits = self.pick, {}
        if self.chance(0.3):
            limits['memory <= '] = f'{pick.randint(1, 4096)} {pick.choice(["MiB", "GiB"])}'
        for word, most in [('vcpus <= ', 64), ('event_channels <= ', 4096), ('grant_frames <= ', 64),
                           ('maptrack_frames <= ', 64), ('cpu weight ', 512)]:
            if self.chance(0.15):
                limits[word] = str(pick.randint(1, most))
        if self.chance(0.15):
            limits['cpu cap '] = f'{pick.randint(1, 100)}%'
        if self.chance(0.15):
            first = pick.randint(0, 200)
            limits['cpu affinity '] = f'{first}-{first + pick.randint(0, 55)}, {pick.randint(0, 255)}'
        return limits

    def make_sets(self):
        for i in range(self.some(3)):
            self.sets[f's{i}'] = self.who(3)

    def who(self, most):
        """A list of names, each once."""
        names = sorted(self.domains) + sorted(self.sets) + self.tags + [CONTROL]
        names = ['fleet ' + n if '*' in n and self.chance(0.3) else n for n in names]
        return self.pick.sample(names, self.pick.randint(1, min(most, len(names))))

    def conflict(self, number):
        return {'name': f'c{number}', 'group': self.pick.choice([None, 'shifts']), 'who': self.who(2)}

    def connect(self):
        return {'left': self.who(1)[0], 'right': self.who(1)[0], 'both': self.chance(0.5),
                'means': self.pick.sample(MEANS, self.pick.randint(1, 4)), 'file': self.pick.randint(0, 2)}

    def network(self):
        pick = self.pick
        protocol = pick.choice([None, 'icmp', 'tcp', 'udp'])
        ports = []
        for _ in range(self.some(3) if protocol in ('tcp', 'udp') else 0):
            first = pick.randint(1, 60000)
            ports.append(pick.choice([str(first), f'{first}-{first + pick.randint(1, 5000)}']))
        return {'left': pick.choice(self.who(1) + ['outside']), 'right': pick.choice(self.who(1) + ['outside']),
                'both': self.chance(0.5), 'protocol': protocol, 'ports': ports, 'file': pick.randint(0, 2)}

    def boot(self):
        return {'domain': self.pick.choice(sorted(self.domains) + [CONTROL]), 'items': self.items()}

    def make_service(self, service):
        service['serves'] = self.who(3) if self.chance(0.7) else []
        service['delegates'] = self.who(2) if self.chance(0.3) else []
        service['restart'] = f'{self.pick.randint(1, 100)}{self.pick.choice(["s", "min", "h"])}'
        for _ in range(self.some(3)):
            pick = self.pick.randint
            service['pci'].append(f'{pick(0, 65535):04x}:{pick(0, 255):02x}:{pick(0, 31):02x}.{pick(0, 7)}')

    def limit_rules(self):
        for place in [p['rules'] for p in self.profiles.values()] + [d['own'] for d in self.domains.values()]:
            for _ in range(self.some(3)):
                place.insert(self.pick.randint(0, len(place)), self.limited())

    # --- Changing ---

    def changed(self, seed):
        """Another policy, in which a few things are different."""
        other = copy.deepcopy(self)
        other.pick = random.Random(seed)
        changes = [other.change_rule, other.change_rule, other.change_limit, other.change_profile,
                   other.change_relation, other.change_relation, other.change_domain, other.change_conflict,
                   other.change_boot, other.change_service, other.change_words, other.change_response,
                   other.change_limited]
        for _ in range(other.pick.choice([0, 1, 2, 3, 5, 9])):
            other.pick.choice(changes)()
        other.make_waivers()
        return other

    def change_rule(self):
        places = [p['rules'] for p in self.profiles.values()] + [d['own'] for d in self.domains.values() if d['own']]
        place = self.pick.choice(places)
        if place and self.chance(0.6):
            place.pop(self.pick.randrange(len(place)))
        else:
            place.append(self.pick.choice([self.permission, self.limited, self.rate])())

    def change_limited(self):
        """Makes a permission depend on whom it is used on, or no longer."""
        rules = [r for p in self.profiles.values() for r in p['rules'] if r.get('on') or r.get('effect') == 'allow']
        if rules:
            rule = self.pick.choice(rules)
            rule['items'] = [self.item(only_targets=True)]
            rule['on'] = [] if rule['on'] else self.who(3)

    def change_response(self):
        for profile in self.profiles.values():
            if self.chance(0.5):
                profile['rules'] = [r for r in profile['rules'] if r['kind'] != 'response'] + [self.response()]

    def change_words(self):
        """Tags, trust, UUIDs, kinds of guest, and which domain is the default."""
        domain = self.pick.choice(list(self.domains.values()))
        domain.update(tag=self.pick.choice(self.tags + [None]), group=self.pick.choice(self.groups + [None]),
                      trusted=self.chance(0.5), uuid=self.uuid(domain['name'], None))
        self.guest = self.pick.choice(['', 'guest pv', 'guest pvh'])
        for other in self.domains.values():
            if other['kind'] == 'default domain':
                other['kind'] = 'domain'
        if '*' not in domain['name'] and domain['kind'] == 'domain' and self.chance(0.7):
            domain.update(kind='default domain', uuid=None)

    def change_limit(self):
        self.pick.choice(list(self.domains.values()))['limits'] = self.limits()

    def change_profile(self):
        domain = self.pick.choice(list(self.domains.values()))
        domain['profile'] = self.pick.choice(sorted(self.profiles) + ['kernel'])

    def change_relation(self):
        for _ in range(3):
            statements, make = self.pick.choice([(self.connects, self.connect), (self.networks, self.network)])
            if statements and self.chance(0.5):
                statements.pop(self.pick.randrange(len(statements)))
            else:
                statements.append(make())

    def change_domain(self):
        if self.chance(0.5) and len(self.domains) > 1:
            del self.domains[self.pick.choice(sorted(self.domains))]
            return
        name = self.pick.choice([n for n in NAMES + FLEETS if n not in self.domains])
        model = copy.deepcopy(self.pick.choice(list(self.domains.values())))
        model.update(name=name, kind='domain', uuid=None, serves=[], delegates=[], pci=[], restart=None)
        self.domains[name] = model

    def change_conflict(self):
        if self.conflicts and self.chance(0.5):
            self.conflicts.pop()
        else:
            self.conflicts.append(self.conflict(len(self.conflicts) + 10))

    def change_boot(self):
        if self.boots and self.chance(0.5):
            self.boots.pop()
        else:
            self.boots.append(self.boot())

    def change_service(self):
        for domain in self.domains.values():
            if domain['kind'] == 'service' and self.chance(0.5):
                domain['pci'] = []
                self.make_service(domain)

    def make_waivers(self):
        for _ in range(self.some(5)):
            kind = self.pick.choice(['allow', 'connect', 'network', 'limits'])
            if kind == 'allow':
                items = self.pick.choice([['all'], self.items()])
                self.waivers.append((self.who(4), f'allow {", ".join(items)} to '))
            elif kind == 'limits':
                self.waivers.append((self.who(4), 'limits '))
            else:
                self.waivers.append((self.connect() if kind == 'connect' else self.network(), kind))

    # --- Meaning ---

    def declared(self):
        return [CONTROL] + sorted(self.domains)

    def expand(self, name):
        """The domains that a name stands for."""
        if name.startswith('fleet '):
            return {name[6:]} & set(self.domains)
        if name.endswith('*'):
            return {d for d in self.declared() if d.startswith(name[:-1])}
        if name in self.sets:
            return set().union(*[self.expand(n) for n in self.known(self.sets[name])])
        if name in self.tags:
            return {n for n, d in self.domains.items() if d['tag'] == name}
        return {name} & set(self.declared())

    def known(self, who):
        return [name for name in who if self.expand(name)]

    def members(self, who):
        return set().union(*[self.expand(name) for name in who])

    def separate(self, conflicts, a, b):
        """Whether the two are in different sets of one group."""
        return any(x['group'] == y['group'] and x is not y and a in x['members'] and b in y['members']
                   for x in conflicts for y in conflicts)

    def may_bind(self, conflicts, left, right, tags):
        for a in left:
            for b in right:
                if self.separate(conflicts, a, b):
                    return False
                x, y = self.domains.get(a), self.domains.get(b)
                if tags and x and y and x['tag'] and y['tag'] and x['tag'] != y['tag'] and \
                        not x['trusted'] and not y['trusted']:
                    return False
        return True

    def sound_conflicts(self):
        sound = []
        for conflict in self.conflicts:
            who = self.known(conflict['who'])
            members = self.members(who)
            taken = set().union(*[c['members'] for c in sound if c['group'] == conflict['group']])
            if who and CONTROL not in members and not members & taken:
                sound.append({**conflict, 'who': who, 'members': members})
        return sound

    # --- Writing ---

    def write_rule(self, rule):
        if rule['kind'] == 'rate':
            return f'rate {rule["scope"]} {rule["text"]}'
        if rule['kind'] == 'response':
            return 'on violation: ' + rule['text']
        if not rule['on']:
            return f'{rule["effect"]} {", ".join(rule["items"])}'
        who = self.known(rule['on'])
        if who and who[0] == 'violation':
            who = who[1:] + [CONTROL] if CONTROL not in who else who[1:]
        return f'{rule["effect"]} {", ".join(rule["items"])} on {", ".join(who)}' if who else ''

    def write_rules(self, rules, responds):
        scopes, lines = set(), []
        for rule in rules:
            if rule['kind'] == 'response':
                responds += 1
                if responds > 1:
                    continue
            if rule['kind'] == 'rate':
                call = rule['scope'].split('.')[0]
                scope = call if len(self.calls.get(call, [])) == 1 else rule['scope']
                if scope in scopes:
                    continue
                scopes.add(scope)
            lines.append('    ' + self.write_rule(rule))
        return lines

    def write_profile(self, name, profile):
        rules = profile['rules']
        if len(profile['extends']) > 1 and not any(r['kind'] == 'response' for r in rules):
            rules = rules + [{'kind': 'response', 'text': 'log at 1'}]
        extends = ' extends ' + ', '.join(profile['extends']) if profile['extends'] else ''
        return [f'profile {name}{extends} {{'] + self.write_rules(rules, 0) + ['}']

    def write_domain(self, domain, conflicts):
        lines = [f'{domain["kind"]} {domain["name"]} {{', f'    profile {domain["profile"]}']
        for word in 'tag', 'group', 'uuid':
            if domain[word] and not (word == 'uuid' and domain['kind'] == 'default domain'):
                lines.append(f'    {word} {domain[word]}')
        if domain['trusted']:
            lines.append('    trusted')
        lines += ['    ' + word + amount for word, amount in domain['limits'].items()]
        lines += self.write_rules([r for r in domain['own'] if not self.is_guest(domain) or r['kind'] != 'permission'], 0)
        if domain['kind'] == 'service':
            lines += self.write_service(domain, conflicts)
        return lines + ['}']

    def is_guest(self, domain):
        """Whether nothing may be denied to it, since a kernel needs it."""
        return domain['profile'] == 'kernel' and self.guest

    def groups_of(self, who):
        return {self.domains[n]['group'] for n in self.members(who) - {CONTROL} if n in self.domains} - {None}

    def served(self, domain, conflicts):
        """What is written of whom it serves: nothing if it can't be."""
        serves = [n for n in self.known(domain['serves']) if domain['name'] not in self.expand(n)]
        services = [self.domains[n] for n in self.members(serves) if n in self.domains]
        bound = len(self.groups_of(domain['serves'])) < 2 and \
            not any(domain['group'] and self.groups_of(s['serves']) - {domain['group']} for s in services) and \
            self.may_bind(conflicts, {domain['name']}, self.members(serves), True)
        return serves if bound else []

    def mixes_groups(self, conflicts, left, right):
        """Whether a connection would join a service of one group with another group's domain."""
        return any(self.domains[a]['kind'] == 'service' and
                   self.groups_of(self.served(self.domains[a], conflicts)) - {self.domains[b]['group']}
                   for a, b in [*itertools.product(left, right), *itertools.product(right, left)]
                   if a in self.domains and b in self.domains and self.domains[b]['group'])

    def write_service(self, domain, conflicts):
        lines = []
        serves = self.served(domain, conflicts)
        if serves:
            lines.append('    serves ' + ', '.join(serves))
        delegates = [n for n in self.known(domain['delegates']) if domain['name'] not in self.expand(n)]
        if delegates:
            lines.append('    delegate to ' + ', '.join(delegates))
        pci = sorted(set(domain['pci']))
        if pci:
            lines.append('    pci ' + ', '.join(pci))
        if domain['restart']:
            lines.append('    restart every ' + domain['restart'])
        return lines

    def write_ends(self, statement, conflicts, tags):
        """Both sides and the arrow, or nothing if they can't be bound."""
        sides = [set() if e == 'outside' else self.expand(e) for e in (statement['left'], statement['right'])]
        for end, side in zip((statement['left'], statement['right']), sides):
            if end != 'outside' and not side:
                return ''
        if statement['left'] == statement['right'] == 'outside':
            return ''
        alone = len(sides[0]) == 1 and sides[0] == sides[1] and '*' not in next(iter(sides[0]))
        if alone or not self.may_bind(conflicts, *sides, tags):
            return ''
        return f'{statement["left"]} {"<->" if statement["both"] else "->"} {statement["right"]}'

    def write_connect(self, connect, conflicts):
        ends = self.write_ends(connect, conflicts, True)
        if ends and self.mixes_groups(conflicts, *[self.expand(connect[side]) for side in ('left', 'right')]):
            return ''
        return f'connect {ends} via {", ".join(connect["means"])}' if ends else ''

    def write_network(self, network, conflicts):
        ends = self.write_ends(network, conflicts, False)
        return f'network {ends} {network["protocol"] or ""} {", ".join(network["ports"])}'.rstrip() if ends else ''

    def write_waiver(self, number, waiver):
        subject, text = waiver
        if isinstance(subject, list):
            who = self.known(subject)
            line = text + ', '.join(who) if who else ''
        else:
            line = self.write_connect(subject, []) if text == 'connect' else self.write_network(subject, [])
        return f'waiver "w{number}" {{ {line} }}' if line else ''

    def write_boot(self):
        lines = [f'    {b["domain"]} allow {", ".join(b["items"])}' for b in self.boots
                 if b['domain'] in self.declared() and b['domain'] not in ('rate',) and '*' not in b['domain']]
        return ['boot {'] + lines + ['}'] if lines else []

    def files(self):
        """The policy's files: names and texts. The first is the main one."""
        conflicts = self.sound_conflicts()
        texts = [[f'policy "random" version {self.version}', 'import "one.xpol"', 'import "sub/two.xpol"',
                  'template administrator(name, who) {',
                  '    profile $name { allow all except domctl allow domctl { createdomain, pausedomain } on $who',
                  '        allow domctl { max_mem, destroydomain, createdomain } on Domain-0 }', '}',
                  'use administrator(name = administrator, who = Domain-0)',
                  f'domain {CONTROL} {{ profile administrator }}'],
                 ['# a library'], ['# another']]
        if self.tags:
            texts[1].append('tag ' + ', '.join(self.tags))
        if self.groups:
            texts[2].append('group ' + ', '.join(self.groups))
        texts[1].append(f'profile kernel {{ allow all {self.guest} }}')
        for name, profile in self.profiles.items():
            texts[profile['file']] += self.write_profile(name, profile)
        for domain in self.domains.values():
            texts[domain['file']] += self.write_domain(domain, conflicts)
        for name, who in self.sets.items():
            who = self.known(who)
            texts[0].append(f'set {name} = {", ".join(who)}' if who else f'set {name} = {CONTROL}')
        for c in conflicts:
            of = f' of {c["group"]}' if c['group'] else ''
            texts[0].append(f'conflict set {c["name"]}{of} {{ {", ".join(c["who"])} }}')
        for connect in self.connects:
            texts[connect['file']].append(self.write_connect(connect, conflicts))
        for network in self.networks:
            texts[network['file']].append(self.write_network(network, conflicts))
        texts[0] += self.write_boot()
        texts[0] += [self.write_waiver(i, w) for i, w in enumerate(self.waivers)]
        names = ['main.xpol', 'one.xpol', 'sub/two.xpol']
        return {name: '\n'.join(line for line in text if line.strip()) + '\n' for name, text in zip(names, texts)}
