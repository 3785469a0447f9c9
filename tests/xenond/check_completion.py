# SPDX-License-Identifier: GPL-2.0-only
"""xenon-audit's completion: both shells take its scripts, and bash offers what the tables of verbs and options have."""
import os
import re
import subprocess

import bench
from bench import audit

COMPLETE = """
source "$0"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_xenon_audit
printf '%s\\n' "${COMPREPLY[@]}"
"""


def said(*words, status=0):
    done = subprocess.run([bench.program("xenon-audit"), *words], capture_output=True, text=True)
    assert done.returncode == status, (words, done)
    return done.stderr if status else done.stdout


def script(shell):
    bench.write(shell, said("completion", shell))
    subprocess.run([shell, "-n", bench.path(shell)], check=True)
    return open(bench.path(shell)).read()


def offers(*words, labels=()):
    """What bash has for the last of the words, on a host with these domains."""
    os.makedirs(bench.path("bin"), exist_ok=True)
    answer = "".join(f'{{"domain":"{label}"}}' for label in labels)
    bench.write("bin/xenon-policy", f"#!/bin/sh\necho '{answer}'\n")
    os.chmod(bench.path("bin/xenon-policy"), 0o755)
    done = subprocess.run(["bash", "-c", COMPLETE, bench.path("bash"), *words], capture_output=True, text=True,
                          cwd=bench.path(""), env={"PATH": bench.path("bin") + ":" + os.environ["PATH"]})
    assert done.returncode == 0 and not done.stderr, (words, done)
    return sorted(done.stdout.split())


def test_bash_completes():
    script("bash")
    bench.write("some.conf", "")
    assert offers("xenon-audit", "ex") == ["export", "exposed"]
    assert offers("xenon-audit", "--") == ["--help"]
    assert offers("xenon-audit", "list", "--k") == ["--kind="]
    assert offers("xenon-audit", "verify", "--h") == ["--head=", "--help"]
    assert offers("xenon-audit", "list", "--kind", "=", "de") == ["delayed", "denied"]
    assert offers("xenon-audit", "list", "--kind", "ch") == ["checkpoint"]
    assert offers("xenon-audit", "stats", "--config", "=", "so") == ["some.conf"]
    assert offers("xenon-audit", "list", "--domain", "=", labels=["guard", "recon"]) == ["guard", "recon"]
    assert offers("xenon-audit", "used", "--component", "g", labels=["guard", "recon"]) == ["guard"]
    assert offers("xenon-audit", "completion", "") == ["bash", "zsh"]
    assert offers("xenon-audit", "stats", "--ki") == offers("xenon-audit", "stats", "") == []


def test_every_kind_is_offered():
    script("bash")
    bench.fill(100, 0)
    for kind in offers("xenon-audit", "list", "--kind", ""):
        audit("list", "--kind", kind)
    assert offers("xenon-audit", "list", "--kind", "nothing-like-it") == []


def test_all_verbs_and_their_options():
    bash, zsh = script("bash"), script("zsh")
    verbs = re.findall(r"^  (\w+) ", said("--help"), re.M)
    assert "list" in verbs and "completion" in verbs
    for verb in verbs:
        options = re.findall(r"^  (?:-\w,|   ) (--[a-z-]+=?)", said(verb, "--help"), re.M)
        assert "--help" in options, (verb, options)
        for option in options:
            assert re.search(rf"^        {verb}\) options='[^']* {option}[ ']", bash, re.M), (verb, option)
            assert re.search(rf"^    {verb}\)\n(            |        _).*?'{option}\[.*? ;;", zsh, re.M | re.S), (verb, option)


def test_wrong_usage():
    assert "bash|zsh is missing" in said("completion", status=2)
    assert "`fish` is none of bash|zsh" in said("completion", "fish", status=2)
    assert "`zsh` is one operand too many" in said("completion", "bash", "zsh", status=2)
    assert "it doesn't take --database;" in said("completion", "--database", "sqlite:x", "bash", status=2)
    assert "it doesn't take --head;" in said("list", "--head", "x", status=2)
    assert "there is no option `--headd`" in said("verify", "--headd", status=2)
    assert "option `--head` needs a value" in said("verify", "--head", status=2)
    assert "`sometimes` is no value for --from" in said("list", "--from", "sometimes", status=2)
    assert "`x` is no value for --lines" in said("tail", "-n", "x", status=2)
    assert "`x` is one operand too many" in said("list", "x", status=2)
    assert "no verb `lst`" in said("lst", status=2)
