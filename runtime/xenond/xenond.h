/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of xenond share.
 *
 *   main.c     options, the start and the end
 *   loop.c     one poll() for all that happens
 *   ring.c     the hypervisor's log into the queue
 *   writer.c   the queue into the database: each record once, and what is lost
 *   model.c    what runs, and who serves whom
 *   forward.c  to journald and syslog
 *   restart.c  service domains that are due
 *   serve.c    the socket for readers
 *   metrics.c  what Prometheus asks for
 *   network.c  a switch has the rules that follow from the live policy; it uses
 *   rules.c    which these are, vifs.c the domains' interfaces, and ovs.c the switch
 */
#ifndef XENOND_H
#define XENOND_H

#include <poll.h>
#include <stdio.h>
#include "runtime/audit/store.h"
#include "runtime/libxenon.h"
#include "runtime/audit/config.h"
#include "runtime/xenond/forward.h"
#include "runtime/xenond/model.h"
#include "runtime/xenond/network.h"

enum { QUEUE = 16384 }; /* records that wait for the database: 2.3 MB; a power of two */

/* What was read from the hypervisor's log and isn't stored yet. */
struct queue {
    struct xenon_record *records; /* QUEUE of them */
    uint64_t first, next;         /* places that count on: a record's is place % QUEUE */
    uint64_t wanted;              /* the sequence number that is to be read next */
};

/* Counts since the program started, for the metrics. */
struct counts {
    uint64_t stored; /* records of the hypervisor's */
    uint64_t own;    /* records of xenond's own */
    uint64_t calls;  /* calls that the stored records stand for */
    uint64_t lost;   /* sequence numbers */
    uint64_t store_failures;
    uint64_t forward_dropped;
};

/* A service domain that is being restarted, or was last. */
struct restarts {
    pid_t child; /* 0: none is */
    int64_t domid;
    int64_t pause;      /* s, after a failure */
    int64_t not_before; /* ns since the host booted */
};

struct daemon {
    struct config config;
    struct xenon *xenon;
    struct network *network; /* NULL: no bridge is configured */
    struct store *store;     /* NULL: the database is absent; it is tried again */
    struct queue queue;
    struct model model;
    struct counts counts;
    struct forward forward;
    struct restarts restarts;
    struct store_head head;   /* the chain's end, as it is stored */
    int64_t boot;             /* 0: not known yet */
    int64_t wall;             /* what the host's time 0 was, ns since 1970 */
    uint64_t cursor;          /* the sequence number that is to be stored next */
    struct entry last;        /* the entry that was stored last, for the times of the next of our own */
    int64_t forwarded;        /* the entry that was forwarded last */
    bool lossy;               /* records were lost: domains may have come and gone unseen */
    bool complained;          /* of the database */
    bool settled;             /* the running domains were compared, or can't be */
    char boot_id[ENTRY_TEXT]; /* of the kernel that we run on */
};

/* One line on stderr, as the journal understands it: its priority before it. */
__attribute__((format(printf, 2, 3))) void say(int priority, const char *format, ...);

/* --- ring.c --- */

/* Reads what is new into the queue, while it has room. Returns 0 or a negative errno. */
int ring_read(struct daemon *daemon);

/* Compares the host's clock with this system's. Returns 0 or a negative errno; -ESTALE: the log went back. */
int ring_tell_time(struct daemon *daemon);

/* Fetches the live policy into the model. What goes wrong is said. */
void ring_fetch(struct daemon *daemon);

/* --- writer.c --- */

/*
 * Opens the database if it isn't, and stores what is queued, or a good part of it. Returns anything but
 * STORE_DONE when the database is closed now, and the queue waits.
 */
enum store_result writer_flush(struct daemon *daemon);

/* --- resume.c --- */

/*
 * After the database was opened: where the chain ends, which boot of the host it is, which record is to be
 * stored next, what ran then. Appends an ENTRY_BOOT if the host has booted anew.
 */
enum store_result resume_chain(struct daemon *daemon);

/* For writer.c and resume.c: puts the entry into the database, inside of what was begun, and in the model. */
enum store_result writer_put(struct daemon *daemon, struct entry *entry);

/* --- restart.c --- */

/* Looks after the restart that goes on, or begins the one that is due. */
void restarts_work(struct daemon *daemon);

/* The ms, no more than `longest`, after which there is something to do for it. */
int restarts_timeout(const struct daemon *daemon, int longest);

/* --- serve.c --- */

struct server;

/* Makes the socket. NULL after saying what is wrong. Its end is server_close(), which accepts NULL. */
struct server *server_open(struct daemon *daemon);
void server_close(struct server *server);

enum { SERVER_POLLS = 17 };

/* Fills in what to wait for. Returns how many. */
unsigned int server_polls(const struct server *server, struct pollfd polls[SERVER_POLLS]);

/* Does what can be done without waiting. */
void server_work(struct server *server, const struct pollfd *polls, unsigned int count);

/* --- metrics.c --- */

void metrics_write(const struct daemon *daemon, FILE *out);

/* --- loop.c --- */

/* While the database keeps us waiting: reads the hypervisor's log, and tells systemd that we live. */
void loop_meanwhile(void *daemon);

/* Runs until a signal ends it. Returns the program's exit status. */
int loop_run(struct daemon *daemon, struct server *server);

#endif
