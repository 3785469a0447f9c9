#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the hypervisor's decisions cost, beside what those of Xen's own modules cost: in instructions.

usage: cost.py BUILD-FOLDER FLASK-POLICY.CONF

Boots Xen once with each module, in a QEMU whose clock counts instructions, with tests/bench/meter.c for its dom0. That
makes each call 1001 times; the median is what it took, from the instruction before the call to the one after it. The
figures don't depend on the machine, nor on what else it does. Nothing here passes or fails: it prints.
"""
import os
import subprocess
import sys

BUILD, FLASK = map(os.path.abspath, sys.argv[1:3])
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(BUILD, "bench")
DOMAINS = 10000

CALLS = [("whole", "allowed, no subcommand (fpu_taskswitch)", 25),
         ("subcommand", "allowed, its subcommand decided (xen_version.version)", 35),
         ("rate", "allowed, under a rate (xen_version.pagesize)", 90),
         ("refused", "refused here only, counted and logged (vm_assist.enable)", 400),
         ("send", "an event to another domain (event_channel_op.send)", None),
         ("map", "mapping and unmapping another domain's page (grant_table_op)", None),
         ("copy", "copying from another domain's page (grant_table_op.copy)", None)]
LOAD = 5_000_000


def place(name):
    return os.path.join(FOLDER, name)


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def write_large():
    """The same policy with many more domains."""
    with open(os.path.join(HERE, "cost.xpol")) as file:
        text = file.read().replace("version 1", "version 2")
    for i in range(DOMAINS - text.count("\ndomain ")):
        text += f"domain guest-{i} {{ profile nothing }}\n"
    with open(place("large.xpol"), "w") as file:
        file.write(text)


def compile_policies():
    policyc = os.path.join(BUILD, "bin/policyc")
    write_large()
    run(policyc, os.path.join(HERE, "cost.xpol"), "-o", place("cost.xpb"))
    run(policyc, place("large.xpol"), "-o", place("large.xpb"))
    run("checkpolicy", "-t", "Xen", "-c", "30", FLASK, "-o", place("flask.bin"))


def boot(xen, options, *modules):
    """What a boot reports: the costs by their names. The processor is the boot lab's, but for its number."""
    machine = "-M q35 -cpu max,-smap,-pku,-la57,-rdtscp -m 512 -nodefaults -display none -no-reboot -serial stdio"
    arguments = f"console=com1 com1=115200 dom0_mem=64M dom0_max_vcpus=1 {options}"
    command = ["qemu-system-x86_64", "-smp", "1", "-icount", "shift=0,sleep=off", *machine.split(),
               "-append", arguments, "-kernel", os.path.join(BUILD, xen), "-initrd", ",".join([os.path.join(BUILD, "bench/meter"), *modules])]
    report = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                            errors="replace").stdout
    lines = [line.split() for line in report.splitlines()]
    if ["end"] not in lines:
        sys.exit(f"cost: {options or 'xenon'} didn't report all:\n{report}")
    return {words[1]: int(words[2]) for words in lines if len(words) == 3 and words[0] == "cost"}


def judge(met):
    return "met" if met else "NOT MET"


def print_calls(costs):
    print(f"  {'':<62} {'dummy':>8} {'SILO':>8} {'FLASK':>8} {'Xenon':>8}   more than dummy")
    for name, text, most in CALLS:
        dummy, silo, flask, ours = (costs[module][name] for module in ("dummy", "silo", "flask", "xenon"))
        goal = f"{most} at most, {judge(ours - dummy <= most)}" if most else f"below FLASK's, {judge(ours < flask)}"
        print(f"  {text:<62} {dummy:8,} {silo:8,} {flask:8,} {ours:8,}   SILO {silo - dummy:+d}, "
              f"FLASK {flask - dummy:+d}, Xenon {ours - dummy:+d}; {ours / flask:.2f} of FLASK's; goal: {goal}")


def main():
    os.makedirs(FOLDER, exist_ok=True)
    compile_policies()
    compare = "xen-compare/xen"
    costs = {"dummy": boot(compare, "xsm=dummy"),
             "silo": boot(compare, "xsm=silo"),
             "flask": boot(compare, "xsm=flask flask=permissive", place("flask.bin")),
             "xenon": boot("xen/xen", "", place("large.xpb"), place("cost.xpb"))}
    print("\nA hypercall of a PV domain, in instructions")
    print("FLASK has the policy of Xen's source (Debian's tools/flask/policy, by checkpolicy). All four were built from")
    print("one source: the other three have the gate's hooks too, with nothing behind them.")
    print_calls(costs)
    load = costs["xenon"]["load"]
    size = os.path.getsize(place("large.xpb"))
    print(f"\nProving a policy of {DOMAINS:,} domains, {size:,} bytes, and putting it in force: {load:,} instructions, "
          f"{load / size:.1f} a byte;")
    print(f"at one a nanosecond {load / 1e6:.1f} ms; goal: {LOAD / 1e6:.0f} ms, {judge(load <= LOAD)}")


main()
