/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Service domains are restarted when the policy says so, or the hypervisor stopped them, one after the other,
 * by the configured command.
 *
 * xenond builds no domains itself. That a domain ended and began it sees in the hypervisor's log, like any
 * restart that somebody else asked for.
 */
#include "runtime/xenond/xenond.h"
#include "runtime/audit/times.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <syslog.h>

#define SECOND INT64_C(1000000000)

enum { SHORTEST_PAUSE = 1, LONGEST_PAUSE = 60, LOOK = 250 }; /* s, s, ms */

/* ns since the host booted. */
static int64_t host_now(const struct daemon *daemon)
{
    return times_now() - daemon->wall;
}

/* Returns 0 or an errno. */
static int start(const char *command, const struct model_due *due, pid_t *child)
{
    posix_spawnattr_t attributes;
    sigset_t none;
    char number[32];
    char *const words[] = {"sh", "-c", (char *)(uintptr_t)command, NULL};
    snprintf(number, sizeof(number), "%" PRId64, due->domid);
    if (setenv("DOMAIN", number, 1) || setenv("LABEL", due->label, 1))
        return errno;
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setsigmask(&attributes, &none);
    int error = posix_spawn(child, "/bin/sh", NULL, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    return error;
}

/* It stays due: it is tried again, after breaks that double. */
static void put_off(struct daemon *daemon)
{
    struct restarts *restarts = &daemon->restarts;
    restarts->pause = restarts->pause ? 2 * restarts->pause : SHORTEST_PAUSE;
    if (restarts->pause > LONGEST_PAUSE)
        restarts->pause = LONGEST_PAUSE;
    restarts->not_before = host_now(daemon) + restarts->pause * SECOND;
    model_set_leaving(&daemon->model, restarts->domid, false);
}

static void reap(struct daemon *daemon)
{
    struct restarts *restarts = &daemon->restarts;
    int status;
    if (waitpid(restarts->child, &status, WNOHANG) != restarts->child)
        return;
    restarts->child = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        restarts->pause = 0;
        return;
    }
    put_off(daemon);
    say(LOG_ERR,
        "domain %" PRId64 " wasn't restarted: the command ended with %s %d; next try in %" PRId64 " s",
        restarts->domid, WIFEXITED(status) ? "status" : "signal",
        WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), restarts->pause);
}

void restarts_work(struct daemon *daemon)
{
    struct restarts *restarts = &daemon->restarts;
    struct model_due due;
    if (restarts->child)
        reap(daemon);
    if (!daemon->config.restart || restarts->child ||
        !model_next_due(&daemon->model, host_now(daemon), &due) || host_now(daemon) < due.time_ns ||
        host_now(daemon) < restarts->not_before)
        return;
    restarts->domid = due.domid;
    model_set_leaving(&daemon->model, due.domid, true);
    int error = start(daemon->config.restart, &due, &restarts->child);
    if (error) {
        restarts->child = 0;
        put_off(daemon);
        say(LOG_ERR, "domain %" PRId64 " can't be restarted: %s", due.domid, strerror(error));
    }
}

int restarts_timeout(const struct daemon *daemon, int longest)
{
    struct model_due due;
    if (daemon->restarts.child)
        return longest < LOOK ? longest : LOOK;
    if (!daemon->config.restart || !model_next_due(&daemon->model, host_now(daemon), &due))
        return longest;
    int64_t when = due.time_ns > daemon->restarts.not_before ? due.time_ns : daemon->restarts.not_before;
    int64_t left = (when - host_now(daemon)) / 1000000 + 1;
    return left < 0 ? 0 : left < longest ? (int)left : longest;
}
