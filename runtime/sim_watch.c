/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host without Xen: what stands for the log's interrupt. Another program's records change the times of the
 * file; the confirmed policy comes back when its time is up, and somebody has to look for that.
 */
#include "runtime/sim_host.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int open_both(struct sim_watch *watch, int file)
{
    char path[64];
    struct epoll_event readable = {.events = EPOLLIN};
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    watch->both = epoll_create1(EPOLL_CLOEXEC);
    watch->file = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watch->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (watch->both < 0 || watch->file < 0 || watch->timer < 0 ||
        inotify_add_watch(watch->file, path, IN_ATTRIB) < 0 ||
        epoll_ctl(watch->both, EPOLL_CTL_ADD, watch->file, &readable) ||
        epoll_ctl(watch->both, EPOLL_CTL_ADD, watch->timer, &readable))
        return -errno;
    return 0;
}

int sim_watch(void *context)
{
    struct sim *sim = context;
    if (sim->watch.both >= 0)
        return sim->watch.both;
    int error = open_both(&sim->watch, sim->file);
    if (error) {
        sim_unwatch(sim);
        return error;
    }
    if (sim_lock(sim) == 0)
        sim_unlock(sim);
    return sim->watch.both;
}

void sim_unwatch(struct sim *sim)
{
    const int open[] = {sim->watch.both, sim->watch.file, sim->watch.timer};
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
        if (open[i] >= 0)
            close(open[i]);
    sim->watch = SIM_UNWATCHED;
}

void sim_set_timer(struct sim *sim)
{
    const struct sim_state *state = sim->state;
    struct itimerspec when = {.it_value = {0}};
    uint64_t now = sim_now(sim), wait = state->confirm_by > now ? state->confirm_by - now : 1;
    if (sim->watch.timer < 0)
        return;
    if (state->confirmed.size)
        when.it_value =
            (struct timespec){.tv_sec = (time_t)(wait / 1000000000), .tv_nsec = (long)(wait % 1000000000)};
    timerfd_settime(sim->watch.timer, 0, &when, NULL);
}

int sim_acknowledge(void *context)
{
    const struct sim *sim = context;
    char notes[4096];
    if (read(sim->watch.file, notes, sizeof(notes)) < 0 && errno != EAGAIN)
        return -errno;
    return read(sim->watch.timer, notes, sizeof(uint64_t)) < 0 && errno != EAGAIN ? -errno : 0;
}
