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
import math
import os
import platform
import subprocess
import sys
import time

POLICYC, FLASK, FOLDER = map(os.path.abspath, sys.argv[1:4])
HERE = os.path.dirname(os.path.abspath(__file__))
RUNS = 15


# --- Measuring and printing ---


def place(name):
    return os.path.join(FOLDER, name)


def measure(command, runs=RUNS):
    """Least CPU seconds and most MB of `runs` runs. time(1) starts them: a child's peak counts its parent's pages."""
    best, memory = math.inf, 0
    peak = place("peak")
    for _ in range(runs):
        process = subprocess.Popen(["time", "-q", "-f", "%M", "-o", peak] + command, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, cwd=FOLDER)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
        best = min(best, usage.ru_utime + usage.ru_stime)
        with open(peak) as file:
            memory = max(memory, int(file.read()) / 1024)
    return best, memory


def heading(text):
    print(f"\n{text}", flush=True)


def line(name, figure, ours=None, target=""):
    """One figure; `ours` is what it is compared with."""
    text = f"  {name:<62} {figure[0] * 1000:10.1f} ms {figure[1]:8.1f} MB"
    if ours:
        text += f" {figure[0] / ours[0]:8.1f} x"
    print(f"{text}   target: {target}" if target else text, flush=True)


def size_line(name, file, ours=None, target=""):
    size = os.path.getsize(place(file))
    text = f"  {name:<62} {size:10,} bytes{'':9}"
    if ours:
        text += f" {size / os.path.getsize(place(ours)):8.1f} x"
    print(f"{text}   target: {target}" if target else text, flush=True)


def machine():
    with open("/proc/cpuinfo") as file:
        models = [text.split(":", 1)[1].strip() for text in file if text.startswith("model name")]
    print(f"Machine: {models[0] if models else platform.machine()}, {os.cpu_count()} cores, "
          f"Linux {platform.release()}; load {os.getloadavg()[0]:.1f}")
    print("CPU time and peak memory of a whole process; x is how many times what policyc takes")
    line("starting a process, which all figures contain", measure(["true"], 50))


# --- Relations ---


def pairs(rules):
    """`rules` pairs over half as many domains: each reaches two others."""
    domains = rules // 2
    for i in range(rules):
        start = i % domains
        yield start, (start + 1 + i // domains * 7) % domains


HEAD = ('policy "bench" version 1\nprofile administrator { allow all }\n'
        "profile guest { allow event_channel_op { send } }\ndomain Domain-0 { profile administrator }\n")


def write_xpol(name, rules, extra=""):
    with open(place(name), "w") as file:
        file.write(HEAD)
        for i in range(rules // 2):
            file.write(f"domain t{i} {{ profile guest }}\n")
        for a, b in pairs(rules):
            file.write(f"connect t{a} -> t{b} via event\n")
        file.write(extra)
    return name


CALLS = ["event_channel_op { send, close }", "event_channel_op.unmask", "memory_op { exchange }", "sched_op",
         "vcpu_op { up, down }", "grant_table_op { copy, query_size }", "xen_version", "console_io.write",
         "vm_assist", "hvm_op { set_param, get_param }"]


def write_rules(name, rules, held):
    """Permissions: ten a profile, on different subcommands. The first `held` profiles have a domain each."""
    profiles = rules // len(CALLS)
    with open(place("library-" + name), "w") as file:
        for i in range(profiles):
            file.write(f"profile p{i} {{\n")
            for call in CALLS:
                file.write(f"    allow {call}\n")
            file.write("}\n")
    with open(place(name), "w") as file:
        file.write(HEAD.replace("profile guest { allow event_channel_op { send } }\n", ""))
        file.write(f'import "library-{name}"\n')
        for i in range(min(held, profiles)):
            file.write(f"domain d{i} {{ profile p{i} }}\n")
    return name


def flask_classes(**classes):
    """The head of a policy for checkpolicy."""
    names = "".join(f"class {name}\n" for name in classes)
    return names + "sid kernel\n" + "".join(f"class {name} {{ {words} }}\n" for name, words in classes.items())


FLASK_TAIL = "user u roles { r };\nsid kernel u:r:n0\n"  # t1 would be a keyword


def write_bare(name, rules):
    """The pairs for checkpolicy, in the fewest words: each an allow, which by itself means nothing to Xen."""
    with open(place(name), "w") as file:
        file.write(flask_classes(event="send bind create status"))
        for i in range(rules // 2):
            file.write(f"type n{i};\n")
        for a, b in pairs(rules):
            file.write(f"allow n{a} n{b}:event send;\n")
        file.write("role r;\n")
        for i in range(rules // 2):
            file.write(f"role r types n{i};\n")
        file.write(FLASK_TAIL)
    return name


def write_channels(name, rules, by_pair=True):
    """The pairs as Xen's FLASK needs them: an event channel has a type, and what it is bound to is checked.

    create_channel() of tools/flask/policy/modules/xen.if, with a type_transition a pair; or, as
    declare_domain() has it, one to all domains.
    """
    with open(place(name), "w") as file:
        file.write(flask_classes(event="send bind create status"))
        file.write("attribute domain_type;\nattribute event_type;\n")
        for i in range(rules // 2):
            file.write(f"type n{i}, domain_type;\ntype c{i}, event_type;\n")
            if not by_pair:
                file.write(f"type_transition n{i} domain_type:event c{i};\n")
        for a, b in pairs(rules):
            if by_pair:
                file.write(f"type_transition n{a} n{b}:event c{a};\n")
            file.write(f"allow n{a} c{a}:event {{ create send status }};\nallow c{a} n{b}:event bind;\n")
        file.write("role r;\nrole r types { domain_type event_type };\n" + FLASK_TAIL)
    return name


def write_permissions(name, rules):
    """The permissions for checkpolicy: a type a profile, ten allows each."""
    classes = {"event": "send close", "channel": "unmask", "memory": "exchange", "sched": "yield block shutdown",
               "vcpu": "up down", "grant": "copy query", "version": "version features build", "console": "write",
               "assist": "enable disable", "hvm": "setparam getparam"}
    with open(place(name), "w") as file:
        file.write(flask_classes(**classes) + "type xen;\n")
        for i in range(rules // len(classes)):
            file.write(f"type n{i};\n")
            for word, permissions in classes.items():
                file.write(f"allow n{i} xen:{word} {{ {permissions} }};\n")
        file.write("role r;\nrole r types xen;\n")
        for i in range(rules // len(classes)):
            file.write(f"role r types n{i};\n")
        file.write(FLASK_TAIL)
    return name


def write_nft(name, rules):
    with open(place(name), "w") as file:
        file.write("table ip bench {\n chain c {\n")
        for a, b in pairs(rules):
            file.write(f"  ip saddr 10.{a >> 16 & 255}.{a >> 8 & 255}.{a & 255} "
                       f"ip daddr 10.{b >> 16 & 255}.{b >> 8 & 255}.{b & 255} accept\n")
        file.write(" }\n}\n")
    return name


def write_graph(name, connections, extra=""):
    """Domains, a tenth as many; the first hundred are high, the last hundred low.

    Nobody reaches high or low ones, but everybody else is reached: a search from high to low sees all.
    """
    domains = connections // 10
    middle = domains - 200
    with open(place(name), "w") as file:
        file.write(HEAD + "tag high, low\n")
        for i in range(domains):
            tag = " tag high" if i < 100 else " tag low" if i >= domains - 100 else ""
            file.write(f"domain t{i} {{ profile guest{tag} }}\n")
        for i in range(connections):
            start, end = i % domains, (i * 7919 + i // domains) % middle
            if 100 + end == start:
                end = (end + middle // 2) % middle
            file.write(f"connect t{start} -> t{100 + end} via event\n")
        file.write(extra)
    return name


# --- What is measured ---


def compile_flask():
    heading("A policy equal in meaning to Xen's own FLASK policy")
    ours = measure([POLICYC, os.path.join(HERE, "flask.xpol"), "-o", "flask.xpb"], 50)
    line("policyc", ours, target="5 ms")
    line("checkpolicy", measure(["checkpolicy", "-t", "Xen", "-c", "30", FLASK, "-o", "flask.bin"], 20), ours)
    size_line("policyc, blob", "flask.xpb", target="11 KB")
    size_line("checkpolicy, blob", "flask.bin", "flask.xpb")


def checkpolicy(name, config, ours, runs=3, target=""):
    line("checkpolicy, " + name, measure(["checkpolicy", config, "-o", "checkpolicy.bin"], runs), ours, target)


def compile_relations():
    heading("20,000 rules: connections of 10,000 domains")
    print("  The same relation, in force, lets one domain of each pair send to the other, and nobody else: to Xen's FLASK\n"
          "  a channel has a type of its own, and what it is bound to is another check, so a pair is a type_transition\n"
          "  and two allows. One allow a pair is fewer words, but lets nobody send: it only shows the tool's speed.")
    ours = measure([POLICYC, write_xpol("r20000.xpol", 20000), "-o", "r20000.xpb"])
    line("policyc", ours, target="25 MB")
    checkpolicy("the same relation", write_channels("channels.conf", 20000), ours, target="8 x")
    checkpolicy("less: an allow a pair and no more", write_bare("r20000.conf", 20000), ours)
    line("nft -c, the same pairs of addresses", measure(["nft", "-c", "-f", write_nft("r20000.nft", 20000)], 3), ours)

    heading("2,000 rules: connections of 1,000 domains")
    ours = measure([POLICYC, write_xpol("r2000.xpol", 2000), "-o", "r2000.xpb"])
    line("policyc", ours)
    checkpolicy("with xen.if's macros, which grow with the square", write_channels("macros.conf", 2000, False), ours)

    heading("20,000 rules: permissions of 2,000 profiles, each of which a domain has")
    ours = measure([POLICYC, write_rules("p20000.xpol", 20000, 2000), "-o", "p20000.xpb"])
    line("policyc", ours, target="25 MB")
    checkpolicy("an allow a rule", write_permissions("p20000.conf", 20000), ours)


def scale_of(title, write, sizes, target_of):
    heading(title)
    before = None
    for rules in sizes:
        name = write(rules)
        seconds, memory = measure([POLICYC, "--check", name], 3 if rules > 100000 else RUNS)
        text = f"  {rules:>9,} rules {'':46} {seconds * 1000:10.1f} ms {memory:8.1f} MB"
        text += f" {seconds / rules * 1e6:8.2f} us a rule"
        if before:
            slope = math.log(seconds / before[1]) / math.log(rules / before[0])
            text += f", slope {slope:.2f}"
        print(f"{text}   target: {target_of[rules]}" if rules in target_of else text, flush=True)
        before = rules, seconds


def scale():
    scale_of("Permissions, ten a profile; up to 5,000 of the profiles have a domain each",
             lambda rules: write_rules(f"p{rules}.xpol", rules, 5000), (1000, 10000, 100000, 1000000),
             {100000: "500 ms"})
    scale_of("Connections, ten a domain", lambda rules: write_graph(f"g{rules}.xpol", rules), (5000, 20000, 100000),
             {100000: "500 ms"})


def compare():
    heading("Semantic difference of two policies with 20,000 rules")
    extra = "connect t0 -> t99 via event\n"
    write_xpol("r20000b.xpol", 20000, extra)
    line("policyc --diff, from sources", measure([POLICYC, "--diff", "r20000.xpol", "r20000b.xpol"], 5),
         target="1 s, 200 MB")
    measure([POLICYC, "r20000b.xpol", "-o", "r20000b.xpb"], 1)
    line("policyc --diff, from blobs", measure([POLICYC, "--diff", "r20000.xpb", "r20000b.xpb"], 5))
    heading("The same with 2,000 rules")
    write_xpol("r2000b.xpol", 2000, extra)
    ours = measure([POLICYC, "--diff", "r2000.xpol", "r2000b.xpol"], 5)
    line("policyc --diff, from sources", ours)
    for name in ("r2000", "r2000b"):
        write_bare(name + ".conf", 2000)
        measure(["checkpolicy", name + ".conf", "-o", name + ".bin"], 1)
    line("sediff", measure(["sediff", "r2000.bin", "r2000b.bin"], 1), ours)


def invariants():
    heading("Invariants over 10,000 domains with 100,000 connections")
    held = "never flow high -> low\nnever allow domctl except Domain-0\n"
    line("policyc --check, without any", measure([POLICYC, "--check", write_graph("graph.xpol", 100000)], 5))
    line("policyc --check, with both kinds, which hold",
         measure([POLICYC, "--check", write_graph("held.xpol", 100000, held)], 5), target="1 s")


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


def first_diagnostics(text):
    """By the clock, from opening a document to what is said of it."""
    server = subprocess.Popen([POLICYC, "--lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
    server.stdin.write(message("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 1))
    server.stdin.flush()
    read_message(server.stdout)
    server.stdin.write(message("initialized", {}))
    document = {"uri": "file://" + place("open.xpol"), "languageId": "xpol", "version": 1, "text": text}
    opening = message("textDocument/didOpen", {"textDocument": document})
    start = time.monotonic()
    server.stdin.write(opening)
    server.stdin.flush()
    while (answer := read_message(server.stdout)).get("method") != "textDocument/publishDiagnostics":
        pass
    seconds = time.monotonic() - start
    if not answer["params"]["diagnostics"]:
        sys.exit("the language server found nothing")
    server.kill()
    server.wait()
    return seconds


def serve():
    profiles = 5000 // (len(CALLS) + 3)
    text = HEAD
    for i in range(profiles):
        rules = "".join(f"    allow {call}\n" for call in CALLS)
        text += f"profile p{i} {{\n{rules}}}\ndomain d{i} {{ profile p{i} }}\n"
    heading(f"The language server, on a policy of {text.count(chr(10)):,} lines")
    wrong = {"a mistake in its last line": text + "profile broken { allow no_such_call }\n",
             "one that shows only when all is looked up": text + "never allow domctl\n"}
    for name, mistaken in wrong.items():
        best = min(first_diagnostics(mistaken) for _ in range(RUNS))
        print(f"  {'first diagnostics: ' + name:<62} {best * 1000:10.1f} ms by the clock     target: 20 ms", flush=True)


os.makedirs(FOLDER, exist_ok=True)
machine()
for part in (compile_flask, compile_relations, scale, compare, invariants, serve):
    part()
