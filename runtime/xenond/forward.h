/* SPDX-License-Identifier: GPL-2.0-only */
/* Stored records to journald and to a receiver of syslog's. */
#ifndef XENOND_FORWARD_H
#define XENOND_FORWARD_H

#include <sys/socket.h>
#include "runtime/audit/entry.h"
#include "runtime/audit/config.h"

struct forward {
    int syslog; /* sockets for datagrams, or -1 */
    int journald;
    struct sockaddr_storage receiver;
    socklen_t receiver_size;
    char host[64];
};

/* Returns false after saying what is wrong: the receiver's name can't be resolved, or there is no socket for
 * it. */
bool forward_open(struct forward *forward, const struct config *config);
void forward_close(struct forward *forward);

/* Returns how many receivers it was dropped for: neither is ever waited for. */
unsigned int forward_send(const struct forward *forward, const struct entry *entry);

#endif
