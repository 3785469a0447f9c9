/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs xenon-policy's main() in a child process. */
#include "tests/runtime/run.h"
#include "tests/runtime/check.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* main() of the program, under the name that the build gives it for the tests. */
int xenon_policy_main(int argc, char **argv);

static int temporary(void)
{
    char name[] = "/tmp/xenon-run-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    return fd;
}

static int closed_pipe(void)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    return ends[1];
}

static int terminal(int *master)
{
    *master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(*master >= 0);
    assert_int_equal(grantpt(*master), 0);
    assert_int_equal(unlockpt(*master), 0);
    int slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
    assert_true(slave >= 0);
    return slave;
}

static int open_stdout(enum stdout_kind kind, int *master)
{
    *master = -1;
    switch (kind) {
    case TO_TERMINAL:
        return terminal(master);
    case TO_CLOSED_PIPE:
        return closed_pipe();
    case TO_FULL_DISK:
        return open("/dev/full", O_WRONLY);
    default:
        return temporary();
    }
}

static _Noreturn void child(const char *const arguments[], int out, int err)
{
    char *argv[RUN_ARGUMENTS + 2] = {strdup("xenon-policy")};
    int argc = 1;
    for (; arguments[argc - 1]; argc++)
        argv[argc] = strdup(arguments[argc - 1]);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    int status = xenon_policy_main(argc, argv);
    for (int i = 0; i < argc; i++)
        free(argv[i]);
    exit(status);
}

/* Reads to the end; a terminal's master ends with EIO when the child has gone. */
static void slurp(int fd, char *text, size_t room)
{
    size_t size = 0;
    ssize_t got;
    while ((got = read(fd, text + size, room - 1 - size)) > 0)
        size += (size_t)got;
    text[size] = '\0';
    close(fd);
}

const struct outcome *run_to(enum stdout_kind kind, const char *const arguments[])
{
    static struct outcome outcome;
    int master, ended;
    int out = open_stdout(kind, &master);
    int err = temporary();
    memset(&outcome, 0, sizeof(outcome));
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child(arguments, out, err);
    if (master >= 0) {
        close(out);
        slurp(master, outcome.out, sizeof(outcome.out));
    }
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    outcome.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
    if (kind == TO_FILE) {
        lseek(out, 0, SEEK_SET);
        slurp(out, outcome.out, sizeof(outcome.out));
    } else if (master < 0) {
        close(out);
    }
    lseek(err, 0, SEEK_SET);
    slurp(err, outcome.err, sizeof(outcome.err));
    return &outcome;
}

const char *run_file(const char *ending, const void *data, size_t size)
{
    static char path[64];
    snprintf(path, sizeof(path), "/tmp/xenon-run-XXXXXX%s", ending);
    int fd = mkstemps(path, (int)strlen(ending));
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, size), size);
    close(fd);
    return path;
}

static bool is_json_lines(const char *text)
{
    FILE *reader = popen("python3 -m json.tool --json-lines >/dev/null 2>&1", "w");
    assert_non_null(reader);
    fputs(text, reader);
    return pclose(reader) == 0;
}

void assert_json_lines(const char *text)
{
    if (!is_json_lines(text))
        fail_msg("no JSON: %s", text);
    assert_false(is_json_lines("{\"a\":}\n")); /* the reader does find faults */
}
