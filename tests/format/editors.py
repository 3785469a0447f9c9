# SPDX-License-Identifier: GPL-2.0-only
"""The files for editors against the lexer: each word of the language is coloured, and nothing else is.

usage: editors.py      from the top of the tree
"""
import json
import pathlib
import re
import sys

EDITORS = pathlib.Path('lang/editors')
COUNTS = {'passed': 0, 'failed': 0}


def verdict(name, complaint):
    COUNTS['failed' if complaint else 'passed'] += 1
    if complaint:
        print(f'not ok {name}: {complaint}')


def lexer_words():
    """The words that the lexer knows; `on violation` is `violation` behind `on`."""
    rules = pathlib.Path('lang/lexer.l').read_text().split('%%')[1]
    words = set(re.findall(r'^([a-z][a-z_]*) +\{ return TOKEN_', rules, re.M))
    return words | {'violation'} if re.search(r'^on\[.*\]\+violation ', rules, re.M) else words


def units():
    """What stands behind a number, by the table that reads amounts."""
    return set(re.findall(r'^ +\{"([A-Za-z]+)", AST_', pathlib.Path('lang/amount.c').read_text(), re.M))


def vim_words(text):
    words = set()
    for line in re.findall(r'^syn keyword xpol\w+ (.*)$', text, re.M):
        words |= {word for word in line.split() if '=' not in word and not word.startswith('skip')}
    return words | set(re.findall(r'^syn match xpol(?:Word|Rule) "\\<([a-z]+)', text, re.M))


def vscode_words(grammar):
    words = set()
    for pattern in grammar['patterns']:
        if re.match(r'keyword\.(?!operator)|support|constant\.language', pattern.get('name', '')):
            words |= set(re.findall(r'[a-z_]{1,}', re.sub(r'\\.|\(\?.*?\)', ' ', pattern['match'])))
    return words


def compare(name, words, known):
    missing, foreign = sorted(known - words), sorted(words - known)
    verdict(f'{name}, words', missing and f'it lacks {missing}')
    verdict(f'{name}, no others', foreign and f'the lexer has no {foreign}')


def compare_units(name, text):
    alternatives = re.search(r'\((?:\?:)?(ns(?:\\?\|[A-Za-z]+)+)\\?\)', text.replace('\\%(', '('))
    found = set(re.split(r'\\?\|', alternatives.group(1))) if alternatives else set()
    compare(f'{name}, units', found, units())


def read_json(path):
    try:
        return json.loads(path.read_text())
    except ValueError as error:
        verdict(path, f'no JSON: {error}')
        return None


def check_vscode(known):
    folder = EDITORS / 'vscode'
    documents = {path.name: read_json(path) for path in sorted(folder.rglob('*.json'))}
    package, grammar = documents['package.json'], documents['xpol.tmLanguage.json']
    if package is None or grammar is None:
        return
    compare('vscode', vscode_words(grammar), known)
    compare_units('vscode', '\n'.join(p['match'] for p in grammar['patterns'] if 'numeric' in p.get('name', '')))
    named = [package['main']]
    named += [language['configuration'] for language in package['contributes']['languages']]
    named += [entry['path'] for entry in package['contributes']['grammars']]
    missing = [name for name in named if not (folder / name).is_file()]
    verdict('vscode, files that the package names', missing)
    verdict('vscode, expressions', [p['match'] for p in grammar['patterns'] if 'match' in p and not compiles(p['match'])])


def compiles(expression):
    try:
        re.compile(expression)
    except re.error:
        return False
    return True


def main():
    known = lexer_words()
    verdict('the lexer has words', '' if len(known) > 60 else f'{len(known)} found')
    verdict('amounts have units', '' if len(units()) > 8 else f'{len(units())} found')
    vim = (EDITORS / 'vim/syntax/xpol.vim').read_text()
    compare('vim', vim_words(vim), known)
    compare_units('vim', vim)
    check_vscode(known)
    print(f'editors: {COUNTS["passed"]} passed, {COUNTS["failed"]} failed')
    return 1 if COUNTS['failed'] else 0


sys.exit(main())
