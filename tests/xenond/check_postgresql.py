# SPDX-License-Identifier: GPL-2.0-only
"""The audit database in PostgreSQL: its rights, and that it is the same as in SQLite."""
import bench
from bench import audit, fill
from server import server


def test_roles():
    """Who writes can append and nothing else; who reads can't even do that."""
    with server() as it:
        fill(500, 20, url=it.url("xenond"))
        audit("verify", url=it.url("auditor"))
        for role in "xenond", "auditor":
            for statement in ("UPDATE xenon.record SET label = 'x'", "DELETE FROM xenon.record",
                              "TRUNCATE xenon.record", "UPDATE xenon.usage SET until = 1",
                              "DELETE FROM xenon.usage", "INSERT INTO xenon.usage SELECT * FROM xenon.usage",
                              "DROP TABLE xenon.usage", "ALTER TABLE xenon.record DISABLE TRIGGER ALL",
                              "CREATE TABLE xenon.mine ()", "SELECT xenon.append()"):
                said = it.sql(statement, user=role, good=False)
                assert "permission denied" in said or "must be owner" in said, said
        again = "INSERT INTO xenon.record SELECT * FROM xenon.record WHERE id = 3"
        assert "permission denied" in it.sql(again, user="auditor", good=False)
        assert "only appended" in it.sql(again, user="xenond", good=False)
        for statement in ("UPDATE xenon.record SET label = 'x'", "DELETE FROM xenon.record",
                          "TRUNCATE xenon.record"):
            assert "never changed" in it.sql(statement, good=False)  # by the owner


def test_verify_finds_it():
    with server() as it:
        fill(2000, 20, url=it.url("xenond"))
        head = audit("verify", url=it.url("auditor")).splitlines()[-1]
        fill_head = head.removeprefix("head: ")
        it.sql("ALTER TABLE xenon.record DISABLE TRIGGER USER")
        it.sql("UPDATE xenon.usage SET client = 'innocent' WHERE link = (SELECT max(link) FROM xenon.usage)")
        assert "the usage that record" in audit("verify", url=it.url("auditor"), status=1)
        it.sql("DELETE FROM xenon.record WHERE id > 1990")
        said = audit("verify", "--head", fill_head, url=it.url("auditor"), status=1)
        assert "record 2001 is missing, which was the last once" in said
        it.sql("UPDATE xenon.record SET count = 7 WHERE id = 77")
        assert "record 77 isn't" in audit("verify", url=it.url("auditor"), status=1)


def test_same_answers_as_sqlite():
    with server() as it:
        fill(5000, 20)
        fill(5000, 20, url=it.url("xenond"))
        for words in (["list", "--json"], ["stats", "--json"], ["export", "--csv", "--domain", "guest-7"],
                      ["used", "--component", "NetBack"], ["used", "--component", "NetBack", "--version", "1.1"],
                      ["exposed", "--component", "NetBack", "--from", "2001-09-09T01:46:42Z", "--to",
                       "2001-09-09T01:46:43Z"], ["verify"], ["tail", "--kind", "linked"]):
            answer = audit(*words)
            assert answer and answer == audit(*words, url=it.url("auditor")), words


def test_sql_runs_in_both():
    with server() as it:
        fill(3000, 20)
        fill(3000, 20, url=it.url("xenond"))
        for verb in "used", "exposed":
            query = audit(verb, "--component", "NetBack", "--version", "1.1", "--to", "2002-01-01", "--sql")
            rows = bench.sql(query)[0]
            server_rows = it.sql("SET search_path = xenon; " + query).splitlines()[1:]
            assert len(rows) > 10
            assert ["|".join("" if v is None else str(v) for v in row) for row in rows] == server_rows


def test_retire():
    with server() as it:
        fill(2000, 20, url=it.url("xenond"))
        day = "2001-09-09T01:46:41.500Z"
        audit("retire", "--before", day, url=it.url("xenond"), status=3)
        assert "would remove 1500" in audit("retire", "--dry-run", "--before", day, url=it.url("auditor"))
        assert "up to 1500" in audit("retire", "--before", day, url=it.url("admin"))
        assert "proven: records 1501 to" in audit("verify", url=it.url("auditor"))
