/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's log into the queue; its clock; its policy. */
#include "runtime/xenond/xenond.h"
#include "runtime/audit/times.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

enum { BATCH = 512 }; /* records asked for at a time */

/* How many records may be written in one piece behind the queue's last. */
static uint32_t room(const struct queue *queue)
{
    uint64_t left = QUEUE - (queue->next - queue->first);
    uint64_t piece = QUEUE - queue->next % QUEUE;
    if (left < piece)
        piece = left;
    return piece < BATCH ? (uint32_t)piece : BATCH;
}

int ring_read(struct daemon *daemon)
{
    struct queue *queue = &daemon->queue;
    uint32_t most;
    while ((most = room(queue)) > 0) {
        struct xenon_record *free_part = &queue->records[queue->next % QUEUE];
        int count = xenon_read_log(daemon->xenon, queue->wanted, free_part, most);
        if (count <= 0)
            return count;
        network_look(daemon->network);
        queue->next += (uint64_t)count;
        queue->wanted = free_part[count - 1].sequence + 1;
    }
    return 0;
}

int ring_tell_time(struct daemon *daemon)
{
    struct xenon_status status;
    int error = xenon_get_status(daemon->xenon, &status);
    if (error)
        return error;
    daemon->wall = times_now() - (int64_t)status.now;
    return status.next < daemon->queue.wanted ? -ESTALE : 0;
}

void ring_fetch(struct daemon *daemon)
{
    void *blob = NULL;
    size_t size = 0;
    uint32_t generation = 0;
    int error = xenon_fetch(daemon->xenon, XENON_LIVE, &blob, &size, &generation);
    if (error)
        say(LOG_WARNING, "can't read the live policy, so that dependencies aren't recorded: %s",
            strerror(-error));
    else if (blob && !model_take_policy(&daemon->model, blob, size, generation))
        say(LOG_WARNING, "the live policy isn't one that this program knows: dependencies aren't recorded");
}
