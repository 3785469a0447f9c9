# SPDX-License-Identifier: GPL-2.0-only
"""Which source files a Linux kernel and its modules are made of, by its makefiles and its configuration.

Only what decides this is read: lines that add to obj-y, obj-m or the objects of one of them. Conditionals are taken
as they stand when they ask for a setting of the configuration, and as true otherwise.
"""
import os
import re

LINE = re.compile(r'^([\w./$()-]+)\s*(?:\+=|:=|=|\?=)\s*(.*)$')
SETTING = re.compile(r'\$\((CONFIG_\w+)\)')


class Kernel:
    """The tree, and what each built-in file and each module is made of."""

    def __init__(self, tree, config):
        self.tree = tree
        self.config = dict(re.findall(r'^(CONFIG_\w+)=(.*)$', open(config, encoding='utf-8').read(), re.M))
        self.built_in = set()
        self.modules = {}
        for top in ('init', 'usr', 'kernel', 'mm', 'fs', 'ipc', 'security', 'crypto', 'block', 'io_uring', 'lib',
                    'arch/x86', 'arch/x86/lib', 'arch/x86/pci', 'arch/x86/power', 'arch/x86/video', 'drivers', 'sound',
                    'net', 'virt', 'certs'):
            self.walk(top, True)

    def expand(self, text):
        text = SETTING.sub(lambda m: self.config.get(m[1], ''), text)
        return text.replace('$(BITS)', '64').replace('$(SRCARCH)', 'x86')

    def holds(self, words):
        """Of `ifeq (...)` and the like; None: it isn't about the configuration."""
        found = re.match(r'(ifn?eq)\s*\((.*),(.*)\)', words)
        if found and 'CONFIG_' in words:
            return (self.expand(found[2]).strip() == self.expand(found[3]).strip()) == (found[1] == 'ifeq')
        found = re.match(r'(ifn?def)\s+(CONFIG_\w+)', words)
        return (found[2] in self.config) == (found[1] == 'ifdef') if found else None

    def assignments(self, folder):
        """Each list of a folder's makefile, as it comes out."""
        for name in ('Kbuild', 'Makefile'):
            path = os.path.join(self.tree, folder, name)
            if os.path.exists(path):
                break
        else:
            return {}
        lists, open_ifs = {}, []
        for line in re.sub(r'\\\n', ' ', open(path, encoding='utf-8').read()).split('\n'):
            line = line.split('#')[0].strip()
            if line.startswith('if'):
                open_ifs.append(self.holds(line))
            elif line.startswith('else') and open_ifs:
                open_ifs[-1] = None if open_ifs[-1] is None else not open_ifs[-1]
            elif line == 'endif' and open_ifs:
                open_ifs.pop()
            elif LINE.match(line) and False not in open_ifs:
                left, right = LINE.match(line).groups()
                lists.setdefault(self.expand(left), []).extend(self.expand(right).split())
        return lists

    def sources(self, folder, lists, word):
        """What an object is made of: its own file, or those of its parts."""
        base = word[:-2]
        for end in ('.c', '.S'):
            if os.path.exists(os.path.join(self.tree, folder, base + end)):
                return {os.path.join(folder, base + end)}
        parts = [part for kind in ('-y', '-objs', '-m') for part in lists.get(base + kind, [])]
        return {source for part in parts if part.endswith('.o') and part != word
                for source in self.sources(folder, lists, part)}

    def composite(self, folder, lists, word):
        base = word[:-2]
        own = {source for kind in ('-y', '-objs') for part in lists.get(base + kind, []) if part.endswith('.o')
               for source in self.sources(folder, lists, part) if part != word}
        return own | self.sources(folder, lists, word)

    def walk(self, folder, built_in):
        lists = self.assignments(folder)
        for kind in ('obj-y', 'lib-y', 'obj-m'):
            for word in lists.get(kind, []):
                here = built_in and kind != 'obj-m'
                if word.endswith('/'):
                    if os.path.isdir(os.path.join(self.tree, folder, word)):
                        self.walk(os.path.normpath(os.path.join(folder, word)), here)
                elif word.endswith('.o') and '$' not in word:
                    sources = self.composite(folder, lists, word)
                    if here:
                        self.built_in |= sources
                    else:
                        self.modules.setdefault(os.path.basename(word)[:-2].replace('-', '_'), set()).update(sources)
