# SPDX-License-Identifier: GPL-2.0-only
"""The chain of records: what the database refuses, and what `xenon-audit verify` finds."""
import os
import sqlite3
import subprocess

import bench
from bench import audit, fill, lines, sql

TRIGGERS = ["DROP TRIGGER " + name for name in (
    "record_append", "record_update", "record_delete", "usage_append", "usage_update", "usage_delete",
    "record_linked", "record_unlinked", "record_boot")]


def refused(statement, saying):
    try:
        sql(statement)
    except sqlite3.IntegrityError as error:
        assert saying in str(error), error
        return
    raise AssertionError(f"not refused: {statement}")


def broken(saying, *statements, head=None):
    sql(*TRIGGERS, *statements)
    said = audit("verify", *(["--head", head] if head else []), status=1)
    assert saying in said, said


def test_whole_chain_is_proven():
    fill(3000, 20)
    assert audit("verify").startswith("proven: records 1 to 3001, in 1 boot; 0 sequence numbers")


def test_empty_database():
    audit("init")
    assert audit("verify") == "no record yet\n"


def test_verify_as_json():
    audit("init")
    assert lines(audit("verify", "--json")) == [{"proven": True, "records": 0}]
    fill(200, 20)
    [said] = lines(audit("verify", "--json"))
    assert said == {"proven": True, "records": 201, "first": 1, "last": 201, "boot": 1, "lost": 0,
                    "head": audit("verify").splitlines()[-1].removeprefix("head: ")}, said
    sql(*TRIGGERS, "DELETE FROM record WHERE id BETWEEN 77 AND 79")
    assert lines(audit("verify", "--json", status=1)) == [
        {"proven": False, "record": 77, "reason": "records 77 to 79 are missing"}]


def test_database_refuses_changes():
    fill(200, 20)
    refused("UPDATE record SET label = 'x' WHERE id = 3", "never changed")
    refused("DELETE FROM record WHERE id = 3", "no checkpoint")
    refused("DELETE FROM record", "no checkpoint")
    refused("INSERT INTO record SELECT * FROM record WHERE id = 3", "only appended")
    refused("REPLACE INTO record SELECT * FROM record WHERE id = 3", "only appended")
    refused("UPDATE usage SET until = 5", "never changed")
    refused("UPDATE usage SET client = 'nobody'", "never changed")
    refused("DELETE FROM usage", "no checkpoint")
    refused("INSERT INTO usage SELECT 7, boot, service, domid, version, client, client_domid, since, until"
            " FROM usage LIMIT 1", "made from records")
    audit("verify")


def test_number_is_stored_once():
    fill(200, 0)
    values = "SELECT id + 1, " + sql("SELECT group_concat(name) FROM pragma_table_info('record')"
                                     " WHERE name <> 'id'")[0][0][0] + " FROM record ORDER BY id DESC LIMIT 1"
    refused("INSERT INTO record " + values, "each once")


def test_altered():
    fill(200, 0)
    broken("record 77 isn't what was stored", "UPDATE record SET label = 'innocent' WHERE id = 77")


def test_altered_by_hidden_text():
    fill(200, 0)
    broken("record 77 isn't", "UPDATE record SET label = CAST(CAST(label AS BLOB) || X'00' || 'x' AS TEXT)"
                              " WHERE id = 77")


def test_altered_by_long_text():
    fill(200, 0)
    broken("record 77 isn't", f"UPDATE record SET other = '{'x' * 300}' WHERE id = 77")


def test_missing():
    fill(200, 0)
    broken("records 77 to 79 are missing", "DELETE FROM record WHERE id BETWEEN 77 AND 79")


def test_beginning_is_missing():
    fill(200, 0)
    broken("records 1 to 9 are missing, and no checkpoint", "DELETE FROM record WHERE id < 10")


def test_reordered():
    fill(200, 0)
    broken("record 50 isn't", "DROP INDEX record_sequence", "UPDATE record SET id = -1 WHERE id = 50",
           "UPDATE record SET id = 50 WHERE id = 60", "UPDATE record SET id = 60 WHERE id = -1")


def test_end_is_cut_off():
    fill(200, 0)
    head = audit("verify").splitlines()[-1].removeprefix("head: ")
    audit("verify", "--head", head)
    broken("record 201 is missing, which was the last once", "DELETE FROM record WHERE id > 190", head=head)


def test_chain_is_made_anew():
    fill(200, 0)
    head = audit("verify").splitlines()[-1].removeprefix("head: ")
    bench.os.remove(bench.path("audit.db"))
    fill(200, 1)
    assert "the chain was made anew" in audit("verify", "--head", head, status=1)


def test_usage_is_altered():
    fill(2000, 20)
    broken("the usage that record", "UPDATE usage SET client = 'innocent' WHERE link ="
                                    " (SELECT max(link) FROM usage)")


def test_usage_is_shortened():
    fill(2000, 20)
    broken("the usage that record", "UPDATE usage SET until = until - 1 WHERE link ="
                                    " (SELECT min(link) FROM usage)")


def test_usage_is_removed():
    fill(2000, 20)
    broken("the usage that record", "DELETE FROM usage WHERE link = (SELECT max(link) FROM usage)")


def test_usage_is_invented():
    fill(2000, 20)
    broken("the usage that record", "INSERT INTO usage SELECT 3000, boot, service, domid, version, client,"
                                    " client_domid, since, until FROM usage LIMIT 1")


def test_retired_part_stays_provable():
    fill(2000, 20)
    head = audit("verify").splitlines()[-1].removeprefix("head: ")
    open_before = sql("SELECT count(*) FROM usage WHERE until IS NULL")[0][0][0]
    when = sql("SELECT time FROM record WHERE id = 1501")[0][0][0]
    day = "2001-09-09T01:46:41.500Z"
    assert sql("SELECT count(*) FROM record WHERE time < 1000000001500000000")[0][0][0] == 1500, when
    assert audit("retire", "--before", day) == "removed 1500 records, up to 1500\n"
    said = audit("verify", "--head", head)
    assert said.startswith("proven: records 1501 to "), said
    assert sql("SELECT count(*) FROM usage WHERE until IS NULL")[0][0][0] == open_before
    assert bench.entries("--kind", "checkpoint")[0]["removed"] == 1500
    assert audit("retire", "--before", day) == "no record is that old\n"


def test_retire_can_be_tried():
    fill(2000, 20)
    whole = audit("verify")
    day = "2001-09-09T01:46:41.500Z"
    assert audit("retire", "--dry-run", "--before", day) == "would remove 1500 records, up to 1500\n"
    would = {"records": 1500, "first": 1, "last": 1500, "dry_run": True}
    assert lines(audit("retire", "--json", "--dry-run", "--before", day)) == [would]
    assert audit("verify") == whole
    assert lines(audit("retire", "--json", "--before", day)) == [would | {"dry_run": False}]
    assert audit("verify").startswith("proven: records 1501 to ")
    assert lines(audit("retire", "--json", "--before", day)) == [{"records": 0, "dry_run": False}]


def test_what_is_missing_is_not_made():
    """A database under a wrong name isn't an empty one, for which all is well."""
    for verb in "list", "verify", "stats", "retire --before 1d", "retire --dry-run --before 1d":
        done = subprocess.run([bench.program("xenon-audit"), *verb.split(), "--database", bench.database()],
                              capture_output=True, text=True)
        assert done.returncode == 3 and not done.stdout, (verb, done)
        assert done.stderr.endswith("audit.db: there is no such file; xenond makes it when it starts\n"), (verb, done)
    assert not os.path.exists(bench.path("audit.db"))


def test_reasons_are_said_once():
    bench.write("audit.db", "no database")
    done = subprocess.run([bench.program("xenon-audit"), "list", "--database", bench.database()],
                          capture_output=True, text=True)
    assert done.returncode == 3 and done.stderr.endswith("audit.db: file is not a database\n"), done


def test_checkpoint_must_fit():
    fill(2000, 0)
    audit("retire", "--before", "2001-09-09T01:46:41.500Z")
    broken("records 1 to 1500 are missing, and no checkpoint", "DELETE FROM record WHERE kind = 266")


def test_retire_keeps_the_newest_of_the_hypervisor():
    fill(300, 0)
    assert audit("retire", "--before", "1s") == "removed 300 records, up to 300\n"
    audit("verify")


def test_sequence_gap_is_found():
    """A chain that is whole, but whose maker left a number out."""
    fill(200, 0, 99)
    assert "has the sequence number 100 of boot 1 where 99 comes next" in audit("verify", status=1)


def test_help_fits_a_screen():
    done = bench.subprocess.run([bench.program("xenon-audit"), "--help"], capture_output=True, text=True, check=True)
    verbs = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert "verify" in verbs and "Exit status: 0 done" in done.stdout, done.stdout
    for said in (done.stdout, *(audit(verb, "--help") for verb in verbs)):
        assert len(said.splitlines()) <= 24 and max(map(len, said.splitlines())) <= 80, said
