/* SPDX-License-Identifier: GPL-2.0-only */
/* Open vSwitch, by its own programs: they ship with it, and so they speak what it speaks. */
#include "runtime/xenond/ovs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE "--timeout=20" /* seconds after which a program gives up */

/* In the child: nothing but what may be done between fork() and exec() of a program with threads. */
__attribute__((noreturn)) static void become(const char *const *words, int input, int output)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
        dup2(output, STDERR_FILENO) >= 0)
        execvp(words[0], (char *const *)words);
    _exit(127);
}

/* Starts it; what it prints can be read from *output. Returns its id, or -1 with errno. `input` may be -1. */
static pid_t start(const char *const *words, int input, int *output)
{
    int ends[2], nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || pipe2(ends, O_CLOEXEC)) {
        close(nothing);
        return -1;
    }
    pid_t child = fork();
    if (child == 0)
        become(words, input < 0 ? nothing : input, ends[1]);
    close(ends[1]);
    close(nothing);
    *output = ends[0];
    if (child < 0)
        close(ends[0]);
    return child;
}

static bool has_succeeded(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* All that is printed, terminated; NULL when there is no memory. The caller frees it. */
static char *read_all(int from)
{
    char *text = NULL, piece[4096];
    size_t size = 0;
    ssize_t got = 0;
    FILE *out = open_memstream(&text, &size);
    while ((got = read(from, piece, sizeof(piece))) > 0 || (got < 0 && errno == EINTR))
        if (out && got > 0)
            fwrite(piece, 1, (size_t)got, out);
    if (out && fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* Runs it to its end. *printed, to be freed, is NULL when it failed. */
static bool run(const char *const *words, int input, char **printed, char error[OVS_ERROR])
{
    int output;
    *printed = NULL;
    pid_t child = start(words, input, &output);
    if (child < 0) {
        snprintf(error, OVS_ERROR, "%s can't be run: %s", words[0], strerror(errno));
        return false;
    }
    char *text = read_all(output);
    close(output);
    if (has_succeeded(child) && text) {
        *printed = text;
        return true;
    }
    if (text && *text)
        snprintf(error, OVS_ERROR, "%.*s", (int)strcspn(text, "\n"), text);
    else
        snprintf(error, OVS_ERROR, "%s %s failed: is Open vSwitch installed?", words[0], words[2]);
    free(text);
    return false;
}

bool ovs_secure(const char *bridge, char error[OVS_ERROR])
{
    const char *words[] = {"ovs-vsctl", PATIENCE, "--no-wait", "set-fail-mode", bridge, "secure", NULL};
    char *printed;
    bool good = run(words, -1, &printed, error);
    free(printed);
    return good;
}

/* The port of a line such as ` 2(vif1.0): addr:…` or ` LOCAL(br0): addr:…`. */
static bool read_port(const char *line, struct ovs_port *port)
{
    char name[IFNAMSIZ];
    *port = (struct ovs_port){.number = 65534};
    if (sscanf(line, " %" SCNu32 "(%15[^)]):", &port->number, name) != 2 &&
        sscanf(line, " LOCAL(%15[^)]):", name) != 1)
        return false;
    memcpy(port->name, name, sizeof(name));
    return true;
}

bool ovs_read_ports(const char *bridge, struct ovs_port **ports, size_t *count, char error[OVS_ERROR])
{
    const char *words[] = {"ovs-ofctl", PATIENCE, "dump-ports-desc", bridge, NULL};
    char *printed, *rest = NULL;
    size_t lines = 1;
    *ports = NULL;
    *count = 0;
    if (!run(words, -1, &printed, error))
        return false;
    for (const char *at = printed; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    *ports = calloc(lines, sizeof(**ports));
    for (char *line = strtok_r(printed, "\n", &rest); line && *ports; line = strtok_r(NULL, "\n", &rest))
        *count += read_port(line, &(*ports)[*count]);
    free(printed);
    if (!*ports)
        snprintf(error, OVS_ERROR, "no memory");
    return *ports;
}

bool ovs_replace_rules(const char *bridge, int file, char error[OVS_ERROR])
{
    const char *words[] = {"ovs-ofctl", PATIENCE, "--bundle", "replace-flows", bridge, "-", NULL};
    char *printed;
    if (lseek(file, 0, SEEK_SET)) {
        snprintf(error, OVS_ERROR, "%s", strerror(errno));
        return false;
    }
    bool good = run(words, file, &printed, error);
    free(printed);
    return good;
}

/* It is only sent what it asks for: changes of ports, with `1`, and of a table that is empty, which is
 * answered. */
pid_t ovs_watch(const char *bridge, int *output)
{
    const char *words[] = {"ovs-ofctl", "monitor", bridge, "1", "watch:table=253", NULL};
    return start(words, -1, output);
}

void ovs_unwatch(pid_t program, int output)
{
    close(output);
    kill(program, SIGKILL);
    has_succeeded(program);
}
