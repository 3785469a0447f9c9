/* SPDX-License-Identifier: GPL-2.0-only */
/* One poll() for all that happens: the hypervisor's interrupt, signals, readers, and time that passes. */
#include "runtime/xenond/xenond.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK = 5000,      /* ms after which the log is read even without an interrupt */
    LOOK_BLIND = 100, /* while there is no interrupt to wait for */
    RETRY = 1000,     /* ms until the database is tried again */
};

struct loop {
    struct daemon *daemon;
    struct server *server;
    int interrupt; /* descriptors; -1: none */
    int signals;
    int64_t retry;     /* ms of the monotonic clock: when the database is tried again */
    uint64_t patience; /* us in which systemd wants to hear of us; 0: it doesn't */
    bool unreadable;   /* said of the log */
    bool busy;         /* there is more to be read at once */
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void loop_meanwhile(void *context)
{
    struct daemon *daemon = context;
    ring_read(daemon);
    sd_notify(0, "WATCHDOG=1");
}

static int timeout_of(const struct loop *loop)
{
    int timeout = loop->interrupt < 0 ? LOOK_BLIND : LOOK;
    if (loop->busy)
        return 0;
    if ((!loop->daemon->store || loop->daemon->queue.first < loop->daemon->queue.next) && timeout > RETRY)
        timeout = RETRY;
    if (loop->patience && (uint64_t)timeout > loop->patience / 2000)
        timeout = (int)(loop->patience / 2000);
    return restarts_timeout(loop->daemon, timeout);
}

/* Reads the log; that it can't is said once. Returns false when the host isn't the one that it was. */
static bool look(struct loop *loop)
{
    int error = ring_tell_time(loop->daemon);
    if (!error)
        error = ring_read(loop->daemon);
    if (error && error != -ESTALE && !loop->unreadable)
        say(LOG_ERR, "the hypervisor's log can't be read: %s%s", strerror(-error),
            error == -EPERM ? " by the live policy: this domain needs xsm_op.log and xsm_op.status" : "");
    loop->unreadable = error != 0;
    if (error == -ESTALE)
        say(LOG_ERR, "the hypervisor's log began anew under this program, which ends here");
    return error != -ESTALE;
}

static void tell_systemd(const struct loop *loop)
{
    const struct daemon *daemon = loop->daemon;
    sd_notifyf(0, "WATCHDOG=1\nSTATUS=%s, %llu records stored, %llu lost, %llu wait",
               daemon->store ? "Recording" : "The database is absent",
               (unsigned long long)daemon->counts.stored, (unsigned long long)daemon->counts.lost,
               (unsigned long long)(daemon->queue.next - daemon->queue.first));
}

/* Reads and stores, in bounds: readers and signals have their turn in a flood too. False: the program has to
 * end. */
static bool work(struct loop *loop)
{
    const struct queue *queue = &loop->daemon->queue;
    if (!look(loop))
        return false;
    loop->busy = false;
    if (now() < loop->retry)
        return true;
    if (writer_flush(loop->daemon) == STORE_DONE)
        loop->busy = queue->first < queue->next;
    else
        loop->retry = now() + RETRY;
    return true;
}

/* Waits, and does what is due. Returns false at the end: *status is then the exit status. */
static bool turn(struct loop *loop, int *status)
{
    if (loop->interrupt < 0)
        loop->interrupt = xenon_watch(loop->daemon->xenon);
    struct pollfd polls[2 + SERVER_POLLS] = {{.fd = loop->interrupt, .events = POLLIN},
                                             {.fd = loop->signals, .events = POLLIN}};
    unsigned int count = loop->server ? server_polls(loop->server, polls + 2) : 0;
    if (poll(polls, 2 + count, timeout_of(loop)) < 0 && errno != EINTR) {
        say(LOG_ERR, "poll: %s", strerror(errno));
        *status = 2;
        return false;
    }
    if (polls[0].revents) {
        xenon_acknowledge(loop->daemon->xenon);
        network_look(loop->daemon->network);
    }
    if (!work(loop)) {
        *status = 3;
        return false;
    }
    restarts_work(loop->daemon);
    if (loop->server)
        server_work(loop->server, polls + 2, count);
    tell_systemd(loop);
    return polls[1].revents == 0;
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

int loop_run(struct daemon *daemon, struct server *server)
{
    int status = 0;
    struct loop loop = {.daemon = daemon, .server = server, .interrupt = xenon_watch(daemon->xenon)};
    if (loop.interrupt < 0)
        say(LOG_NOTICE, "%s: the log is read %d times a second",
            loop.interrupt == -EEXIST ? "another program has the hypervisor's interrupt as yet"
                                      : "there is no interrupt to wait for",
            1000 / LOOK_BLIND);
    loop.signals = open_signals();
    sd_watchdog_enabled(0, &loop.patience);
    if (!work(&loop))
        return 3;
    sd_notify(0, "READY=1");
    while (turn(&loop, &status))
        ;
    sd_notify(0, "STOPPING=1");
    close(loop.signals);
    return status;
}
