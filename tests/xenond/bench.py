# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of xenond and xenon-audit share: a folder to work in, and the programs."""
import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile

build = None  # the build folder
work = None   # the folder of the test that runs


class Skipped(Exception):
    """The test can't run here, and why."""


@contextlib.contextmanager
def folder():
    global work
    work = tempfile.mkdtemp(prefix="xenond-")
    os.chmod(work, 0o755)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def program(name, sanitized=True):
    return f"{build}/{'san/' if sanitized else ''}bin/{name}"


def path(name):
    return f"{work}/{name}"


def database():
    return "sqlite:" + path("audit.db")


def audit(*words, url=None, status=0):
    """Runs xenon-audit, which has to end with the status. Returns what it printed."""
    url = url or database()
    done = subprocess.run([program("xenon-audit"), words[0], "--database", url, *words[1:]],
                          capture_output=True, text=True)
    assert done.returncode == status, (words, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def entries(*words, url=None):
    return lines(audit("list", "--json", *words, url=url))


def fill(records, lives, *left_out, url=None):
    words = [url or database(), str(records), str(lives), *map(str, left_out)]
    subprocess.run([f"{build}/obj/tests/xenond/fill", *words], check=True, stdout=subprocess.DEVNULL)


def sql(*statements):
    """What somebody could do who may write the database's file."""
    connection = sqlite3.connect(path("audit.db"), isolation_level=None)
    rows = [connection.execute(statement).fetchall() for statement in statements]
    connection.close()
    return rows


def write(name, text):
    with open(path(name), "w") as file:
        file.write(text)
    return path(name)
