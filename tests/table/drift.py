# SPDX-License-Identifier: GPL-2.0-only
"""Compares the hypercall table with the headers that give Xen's numbers, so that neither drifts from the other.

Both sides become a dictionary from macro to number. Their letter case is dropped, as the table drops it.
"""
import fnmatch
import re
import subprocess

# What guests and tools see; and what Xen sees, for the numbers by which it resumes. The guard keeps out a
# header that pulls in Xen's own.
VIEWS = (['-D__XEN_TOOLS__'], ['-D__XEN__', '-D__XEN_TOOLS__', '-D__XEN_PUBLIC_HVM_SAVE_H__'])


def read_macros(compiler, headers):
    macros = {}
    for view in VIEWS:
        listing = subprocess.run(compiler.split() + ['-E', '-dM', '-Ihv/include'] + view + [headers], check=True,
                                 stdout=subprocess.PIPE, text=True).stdout
        for line in listing.splitlines():
            found = re.match(r'#define (\w+)(?: (.*))?$', line)
            if found:
                macros[found[1]] = found[2] or ''
    return macros


def read_exceptions(path):
    with open(path) as lines:
        return [line.split()[0] for line in lines if line.strip() and not line.startswith('#')]


def read_table(path):
    """The facts, each a list of words."""
    with open(path) as lines:
        return [line.split() for line in lines]


def table_numbers(facts):
    return {fact[2].lower(): int(fact[1]) for fact in facts if fact[0] != 'operations'}


def prefixes(facts):
    found = {'__HYPERVISOR_'}
    for fact in facts:
        if fact[0] == 'subcommand':
            found.add(fact[2][:-len(fact[3].split('.')[1])])
    return tuple(found)


def header_numbers(macros, exceptions, begins):
    """Also returns what is wrong with the headers themselves, such as a macro that can't be understood."""
    numbers, wrong, unused = {}, [], set(exceptions)
    for name, value in macros.items():
        if not name.startswith(begins):
            continue
        fits = {pattern for pattern in exceptions if fnmatch.fnmatchcase(name, pattern)}
        unused -= fits
        if fits or value in macros:  # the latter is another name of a macro that is compared itself
            continue
        if re.fullmatch(r'(0x[0-9a-fA-F]+|[0-9]+)[uU]?', value):
            numbers[name.lower()] = int(value.rstrip('uU'), 0)
        else:
            wrong.append(f'{name} is neither a number nor an exception: {value}')
    return numbers, wrong + [f'exception {pattern} fits no macro' for pattern in sorted(unused)]


def differences(table, headers):
    found = []
    for name in sorted(table.keys() | headers.keys()):
        if name not in headers:
            found.append(f'{name} is in the table ({table[name]}), but not in the headers')
        elif name not in table:
            found.append(f'{name} is in the headers ({headers[name]}), but not in the table')
        elif table[name] != headers[name]:
            found.append(f'{name} is {table[name]} in the table, but {headers[name]} in the headers')
    return found


def changed(table):
    """Every entry in turn removed, given another number, and given another name, with what must be noticed."""
    for name, number in table.items():
        less = {other: table[other] for other in table if other != name}
        yield less, {name}
        yield {**less, name: number + 1}, {name}
        yield {**less, name + '_x': number}, {name, name + '_x'}


def check(report, compiler, facts):
    table = table_numbers(facts)
    macros = read_macros(compiler, 'tests/table/headers.h')
    headers, wrong = header_numbers(macros, read_exceptions('tests/table/exceptions'), prefixes(facts))
    for difference in wrong + differences(table, headers):
        report(False, difference)
    for name in table:
        report(name in headers and table[name] == headers[name], f'{name} agrees')
    for other, names in changed(table):
        noticed = {difference.split()[0] for difference in differences(other, headers)}
        report(noticed == names, f'a change of {" and ".join(sorted(names))} is noticed, and nothing else')
