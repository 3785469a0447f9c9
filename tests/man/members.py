#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds xenon-policy(8) against the program: each member of each verb's JSON stands in the page, where it speaks of
that verb, or of one that it refers to; and it speaks of every verb.

usage: members.py BUILD-FOLDER    from the root of the tree
"""
import json
import os
import re
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
PAGE = "man/xenon-policy.8"
# What another page describes.
ELSEWHERE = {("diff", "diff"), ("load", "diff"), ("rollback", "diff"), ("seal", "diff"), ("show", None)}
HOST = """policy "host" version {version}
import "dom0-debian.xpol"
profile guest {{ deny quietly event_channel_op.init_control allow event_channel_op {{ send{more} }}
    rate sched_op.yield 10/s burst 5
    on violation: log at 1, pause at 10 }}
service Domain-0 {{ profile dom0_debian allow xsm_op.delegate delegate to guard }}
domain recon {{ profile guest memory <= {memory} MiB vcpus <= 2 }}
domain guard {{ profile guest }}
{connect}
"""
STEPS = [
    "sim 'boot host.xpb' 'recon start' 'guard start' 'recon sched_op.yield x 8' 'recon memory_op.exchange'", "status",
    "show", "diff wider.xpb", "load --yes --confirm=60s wider.xpb", "status", "confirm", "confirm", "rollback --yes",
    "load --yes host.xpb", "history", "delegate recon guard", "delegate recon", "pause guard", "resume guard",
    "learn start guard", "sim 'guard memory_op.exchange x 3'", "learn show guard", "learn stop guard",
    "shadow start wider.xpb", "sim 'recon event_channel_op.close x 2'", "shadow show", "shadow stop",
    "load --yes tied.xpb", "diff untied.xpb", "top", "run --dry-run recon.cfg", "destroy guard", "seal", "check-host",
    "log", *(f"explain {number}" for number in range(12)),
]

members = {}  # verb: names
passed = failed = 0


def verdict(good, text):
    global passed, failed
    passed += good
    failed += not good
    if not good:
        print(f"not ok {PAGE}: {text}")


def collect(verb, value, names):
    if isinstance(value, list):
        for item in value:
            collect(verb, item, names)
    elif isinstance(value, dict):
        for name, item in value.items():
            names.add(name)
            if (verb, name) not in ELSEWHERE:
                collect(verb, item, names)


def play(folder):
    def run(*words):
        return subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    for name, version, more, memory, connect in (
            ("host", 1, "", 512, ""), ("wider", 2, ", close", 256, ""),
            ("tied", 5, "", 512, "connect recon <-> guard via event, grant"), ("untied", 6, "", 512, "")):
        with open(f"{folder}/{name}.xpol", "w") as file:
            file.write(HOST.format(version=version, more=more, memory=memory, connect=connect))
        run(f"{BUILD}/bin/policyc", "-I", os.path.abspath("templates"), f"{name}.xpol", "-o", f"{name}.xpb")
    with open(f"{folder}/recon.cfg", "w") as file:
        file.write('name = "recon"\n')
    for step in STEPS:
        verb = step.split()[0]
        said = run("sh", "-c", f"exec {BUILD}/bin/xenon-policy --host=sim:host --json {step}")
        for line in said.splitlines():
            if (verb, None) not in ELSEWHERE:
                collect(verb, json.loads(line), members.setdefault(verb, set()))
        verdict(bool(said), f"`{step}` printed nothing")


def described():
    """What the page says of each verb: the members' names."""
    with open(PAGE) as file:
        section = file.read().split("\n.Sh JSON OUTPUT\n", 1)[1].split("\n.Sh ", 1)[0]
    found = {}
    for item in re.split(r"^\.It Cm ", section, flags=re.M)[1:]:
        head, _, body = item.partition("\n")
        names = set(re.findall(r"\bQl ([a-z_]+)", body))
        for verb in re.findall(r"[a-z-]+", head.replace("Cm", "")):
            found[verb] = (names, re.findall(r"^\.Cm ([a-z-]+)", body, re.M))
    return found


with tempfile.TemporaryDirectory() as work:
    play(work)
page = described()
listing = subprocess.run([f"{BUILD}/bin/xenon-policy", "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout
for verb in re.findall(r"^  ([a-z-]+) ", listing, re.M):
    if verb != "completion":
        verdict(verb in page, f"it doesn't say what `{verb} --json` prints")
        verdict(verb in members or (verb, None) in ELSEWHERE, f"no step here has `{verb}`")
for verb, names in members.items():
    own, others = page.get(verb, (set(), []))
    known = own.union(*(page[other][0] for other in others if other in page))
    for name in sorted(names):
        verdict(name in known, f"it doesn't say what `{name}` of `{verb} --json` is")
print(f"members: {passed} passed, {failed} failed")
sys.exit(failed > 0)
