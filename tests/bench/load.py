#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How long `xenon-policy load` takes for a policy of 1,000 domains, on a simulated host.

usage: load.py BUILD-FOLDER FOLDER      the second is for what is made on the way

The time is the whole program's: it proves the policy, compares it with the live one, has it loaded and writes the
history to the disk. Nothing here passes or fails: it prints.
"""
import os
import subprocess
import sys
import tempfile

from stopwatch import measure

BUILD, FOLDER = map(os.path.abspath, sys.argv[1:3])
DOMAINS, PROFILES, NEIGHBOURS, RUNS = 1000, 100, 5, 10


def compile_policy(folder, version):
    """A profile in ten differs from that of the version before, and so do its domains."""
    source = os.path.join(folder, f"{version}.xpol")
    with open(source, "w") as file:
        print(f'policy "thousand" version {version}\nimport "dom0-debian.xpol"\nimport "linux-pvh.xpol"\n'
              "domain Domain-0 { profile dom0_debian trusted }", file=file)
        for i in range(PROFILES):
            more = "allow argo_op" if version % 2 and i % 10 == 0 else ""
            print(f"profile p{i} extends linux_pvh {{ rate any {100000 + i}/s burst 100000 {more} }}", file=file)
        for i in range(DOMAINS - 1):
            print(f"domain vm{i} {{ profile p{i % PROFILES} memory <= {1 + i % 4} GiB vcpus <= 2 }}", file=file)
        for i in range(DOMAINS - 1 - NEIGHBOURS):
            for j in range(1, NEIGHBOURS + 1):
                print(f"connect vm{i} <-> vm{i + j} via event, grant", file=file)
    blob = source.replace(".xpol", ".xpb")
    subprocess.run([f"{BUILD}/bin/policyc", source, "-o", blob], check=True)
    return blob


def main(folder):
    policy = [f"{BUILD}/bin/xenon-policy", "--host=sim:" + os.path.join(folder, "host")]
    blobs = [compile_policy(folder, version) for version in range(1, RUNS + 2)]
    subprocess.run([*policy, "sim", "boot " + blobs[0], *(f"vm{i} start" for i in range(50))], check=True,
                   stdout=subprocess.DEVNULL)
    clock, cpu = min(measure(*policy, "load", "--yes", blob) for blob in blobs[1:])
    print(f"Load of a policy of {DOMAINS} domains, {os.path.getsize(blobs[0])} bytes, 50 of them running")
    print(f"  xenon-policy load {clock * 1000:40.1f} ms {cpu * 1000:10.1f} of the processor   target: 20")


with tempfile.TemporaryDirectory(dir=FOLDER) as work:
    main(work)
