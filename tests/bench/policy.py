#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares policyc with the tools that others use, on the same relations, in one run.

usage: policy.py POLICYC FLASK-POLICY.CONF FOLDER
    POLICYC             as it is shipped
    FLASK-POLICY.CONF   Xen's own FLASK policy, expanded
    FOLDER              for what is made on the way

Every figure is the least user and system time of several runs of a whole process, and its peak memory. Nothing
here passes or fails: it prints.
"""
import json
import os
import subprocess
import sys
import time

POLICYC, FLASK, FOLDER = sys.argv[1:4]
RUNS = 7


def place(name):
    return os.path.join(FOLDER, name)


def measure(command, runs=RUNS, statuses=(0,)):
    """Least CPU seconds and most MB of `runs` runs. time(1) starts them: a child's peak counts its parent's pages."""
    best, memory = float("inf"), 0
    peak = place("peak")
    with open(os.devnull, "w") as nowhere:
        for _ in range(runs):
            process = subprocess.Popen(["time", "-q", "-f", "%M", "-o", peak] + command, stdout=nowhere,
                                       stderr=nowhere, cwd=FOLDER)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in statuses:
                sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
            best = min(best, usage.ru_utime + usage.ru_stime)
            with open(peak) as file:
                memory = max(memory, int(file.read()) / 1024)
    return best, memory


def line(name, ours, theirs=None, peer=""):
    text = f"  {name:<46} {ours[0] * 1000:9.1f} ms {ours[1]:7.1f} MB"
    if theirs:
        text += f"   {peer} {theirs[0] * 1000:9.1f} ms {theirs[1]:7.1f} MB   {theirs[0] / ours[0]:.1f} x"
    print(text, flush=True)


def pairs(rules):
    """`rules` pairs over half as many types: each reaches two others."""
    types = rules // 2
    for i in range(rules):
        start = i % types
        step = 1 + (i // types) * 7
        yield start, (start + step) % types


def write_xpol(name, rules, extra=""):
    with open(place(name), "w") as file:
        file.write('policy "bench" version 1\nprofile administrator { allow all }\n'
                   "profile guest { allow event_channel_op { send } }\ndomain Domain-0 { profile administrator }\n")
        for i in range(rules // 2):
            file.write(f"domain t{i} {{ profile guest }}\n")
        for a, b in pairs(rules):
            file.write(f"connect t{a} -> t{b} via event\n")
        file.write(extra)
    return name


def write_rules(name, rules):
    """Permissions: a profile a domain, ten rules a profile, on different subcommands."""
    calls = ["event_channel_op { send, close }", "event_channel_op.unmask", "memory_op { exchange }", "sched_op",
             "vcpu_op { up, down }", "grant_table_op { copy, query_size }", "xen_version", "console_io.write",
             "vm_assist", "hvm_op { set_param, get_param }"]
    with open(place(name), "w") as file:
        file.write('policy "bench" version 1\nprofile administrator { allow all }\n'
                   "domain Domain-0 { profile administrator }\n")
        for i in range(rules // len(calls)):
            file.write(f"profile p{i} {{\n")
            for call in calls:
                file.write(f"    allow {call}\n")
            file.write(f"}}\ndomain d{i} {{ profile p{i} }}\n")
    return name


def flask_head():
    return ("class process\nclass event\nsid kernel\nclass process { transition }\n"
            "class event { send bind create status }\n")


def write_conf(name, rules):
    """The same pairs in checkpolicy's language, in which t1 is a keyword."""
    types = rules // 2
    with open(place(name), "w") as file:
        file.write(flask_head())
        for i in range(types):
            file.write(f"type n{i};\n")
        for a, b in pairs(rules):
            file.write(f"allow n{a} n{b}:event send;\n")
        file.write("role r;\n")
        for i in range(types):
            file.write(f"role r types n{i};\n")
        file.write("user u roles { r };\nsid kernel u:r:n0\n")
    return name


def write_nft(name, rules):
    with open(place(name), "w") as file:
        file.write("table ip bench {\n chain c {\n")
        for a, b in pairs(rules):
            file.write(f"  ip saddr 10.{a >> 16 & 255}.{a >> 8 & 255}.{a & 255} "
                       f"ip daddr 10.{b >> 16 & 255}.{b >> 8 & 255}.{b & 255} accept\n")
        file.write(" }\n}\n")
    return name


def compile_flask():
    print("A policy equal in meaning to Xen's own FLASK policy")
    ours = measure([POLICYC, os.path.abspath("tests/bench/flask.xpol"), "-o", "flask.xpb"], 20)
    theirs = measure(["checkpolicy", FLASK, "-o", "flask.bin"], 20)
    line("compile", ours, theirs, "checkpolicy")
    mine, other = os.path.getsize(place("flask.xpb")), os.path.getsize(place("flask.bin"))
    print(f"  {'size':<46} {mine:9} bytes          checkpolicy {other:9} bytes   {other / mine:.1f} x")


def compile_relation():
    print("10,000 domains and 20,000 rules between them")
    ours = measure([POLICYC, write_xpol("r20000.xpol", 20000), "-o", "r20000.xpb"])
    line("compile", ours, measure(["checkpolicy", write_conf("r20000.conf", 20000), "-o", "r20000.bin"], 3),
         "checkpolicy")
    line("check", measure([POLICYC, "--check", "r20000.xpol"]),
         measure(["nft", "-c", "-f", write_nft("r20000.nft", 20000)], 3), "nft -c     ")


def scale():
    print("Permissions, by number of rules: time and what a rule costs")
    for rules in (1000, 10000, 100000, 1000000):
        name = write_rules(f"p{rules}.xpol", rules)
        runs = 3 if rules == 1000000 else RUNS
        # The largest makes a blob over the hypervisor's limit: read and checked to the end all the same.
        seconds, memory = measure([POLICYC, "--check", name], runs, (0, 1))
        print(f"  {rules:>9,} rules {seconds * 1000:12.1f} ms {memory:8.1f} MB {seconds / rules * 1e6:8.2f} us a rule")


def compare():
    print("Semantic difference of two policies with 20,000 rules")
    write_xpol("r20000b.xpol", 20000, "connect t0 -> t99 via event\n")
    ours = measure([POLICYC, "--diff", "r20000.xpol", "r20000b.xpol"], 3)
    line("from sources", ours)
    measure([POLICYC, "r20000b.xpol", "-o", "r20000b.xpb"], 1)
    line("from blobs", measure([POLICYC, "--diff", "r20000.xpb", "r20000b.xpb"], 3))
    write_xpol("r2000.xpol", 2000)
    write_xpol("r2000b.xpol", 2000, "connect t0 -> t99 via event\n")
    for name in ("r2000", "r2000b"):
        write_conf(name + ".conf", 2000)
        measure(["checkpolicy", name + ".conf", "-o", name + ".bin"], 1)
    line("2,000 rules, from sources", measure([POLICYC, "--diff", "r2000.xpol", "r2000b.xpol"], 3),
         measure(["sediff", "r2000.bin", "r2000b.bin"], 1), "sediff     ")


def invariants():
    print("Invariants over 10,000 domains with 100,000 connections")
    with open(place("invariants.xpol"), "w") as file:
        file.write('policy "bench" version 1\nprofile administrator { allow all }\n'
                   "profile guest { allow event_channel_op { send } }\ndomain Domain-0 { profile administrator }\n"
                   "tag high, low\n")
        for i in range(10000):
            tag = " tag high" if i < 100 else " tag low" if i >= 9900 else ""
            file.write(f"domain t{i} {{ profile guest{tag} }}\n")
        # Nobody reaches the last hundred, but everybody else is reached: the whole graph is searched.
        for i in range(100000):
            start, end = i % 10000, (i * 7919 + i // 10000) % 9900
            file.write(f"connect t{start} -> t{end if end != start else (end + 1) % 9900} via event\n")
    extra = "never flow high -> low\nnever allow domctl except Domain-0\n"
    with open(place("invariants.xpol")) as file:
        text = file.read()
    with open(place("invariants-held.xpol"), "w") as file:
        file.write(text + extra)
    without = measure([POLICYC, "--check", "invariants.xpol"], 3)
    ours = measure([POLICYC, "--check", "invariants-held.xpol"], 3)
    line("check, without invariants", without)
    line("check, with both invariants held", ours)


def message(method, parameters, number=None):
    body = {"jsonrpc": "2.0", "method": method, "params": parameters}
    if number is not None:
        body["id"] = number
    text = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n" % len(text) + text


def read_message(stream):
    length = 0
    while (header := stream.readline().strip()):
        if header.lower().startswith(b"content-length:"):
            length = int(header.split(b":")[1])
    return json.loads(stream.read(length))


def serve():
    print("The language server, on a policy of 5,000 lines")
    with open(place(write_rules("lines.xpol", 3846))) as file:
        text = file.read()
    text += "profile broken { allow no_such_call }\n"
    best = float("inf")
    for _ in range(RUNS):
        server = subprocess.Popen([POLICYC, "--lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        server.stdin.write(message("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1))
        server.stdin.flush()
        read_message(server.stdout)
        server.stdin.write(message("initialized", {}))
        document = {"uri": "file://" + place("lines.xpol"), "languageId": "xpol", "version": 1, "text": text}
        start = time.monotonic()
        server.stdin.write(message("textDocument/didOpen", {"textDocument": document}))
        server.stdin.flush()
        while (answer := read_message(server.stdout)).get("method") != "textDocument/publishDiagnostics":
            pass
        best = min(best, time.monotonic() - start)
        if not answer["params"]["diagnostics"]:
            sys.exit("the language server found nothing")
        server.kill()
        server.wait()
    print(f"  {'first diagnostics, by the clock':<46} {best * 1000:9.1f} ms   ({text.count(chr(10)):,} lines)")


os.makedirs(FOLDER, exist_ok=True)
for part in (compile_flask, compile_relation, scale, compare, invariants, serve):
    part()
