# SPDX-License-Identifier: GPL-2.0-only
"""A server of PostgreSQL's, of Debian's package, with the audit database in it, in the test's own folder."""
import contextlib
import glob
import os
import pwd
import subprocess

import bench
from bench import audit


class Server:
    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
        if not found:
            raise bench.Skipped("no PostgreSQL here")
        self.bin = os.path.dirname(found[-1])
        self.folder = bench.path("pg")
        os.mkdir(self.folder)
        if os.getuid() == 0:
            os.chown(self.folder, *pwd.getpwnam("postgres")[2:4])
        self.run("initdb", "--auth=trust", "--username=admin", "-D", self.folder + "/data")
        self.start()
        self.sql("CREATE DATABASE audit", "postgres")
        audit("init", url=self.url("admin"))
        self.sql("CREATE ROLE xenond LOGIN IN ROLE xenon_writer", "postgres")
        self.sql("CREATE ROLE auditor LOGIN IN ROLE xenon_reader", "postgres")

    def run(self, program, *words):
        """As a user that PostgreSQL is willing to run as."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*as_user, f"{self.bin}/{program}", *words], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE, cwd="/")

    def start(self):
        self.run("pg_ctl", "-D", self.folder + "/data", "-w", "-l", self.folder + "/log", "-o",
                 f"-c listen_addresses='' -k {self.folder} -c fsync=off", "start")

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", self.folder + "/data", "-w", "-m", how, "stop")

    def url(self, user, database="audit"):
        return f"postgresql:///{database}?host={self.folder}&user={user}"

    def sql(self, statement, database="audit", user="admin", good=True):
        done = subprocess.run([f"{self.bin}/psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement,
                               self.url(user, database)], capture_output=True, text=True)
        assert (done.returncode == 0) == good, (statement, done)
        return done.stdout + done.stderr

    def signal(self, number):
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def processes(self):
        """The server's own, and no others."""
        with open(self.folder + "/data/postmaster.pid") as file:
            first = int(file.readline())
        with open(f"/proc/{first}/task/{first}/children") as file:
            return [first, *map(int, file.read().split())]


@contextlib.contextmanager
def server():
    it = Server()
    try:
        yield it
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            it.stop()
