/* SPDX-License-Identifier: GPL-2.0-only */
/* Stored records to journald, by its own fields, and to a receiver of syslog's, as RFC 5424 has it. */
#include "runtime/xenond/forward.h"
#include "runtime/audit/show.h"
#include "runtime/audit/times.h"
#include "runtime/xenond/xenond.h"

#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-journal.h>
#include <syslog.h>
#include <unistd.h>

static bool find_unix(struct forward *forward, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path)) {
        say(LOG_ERR, "the receiver's path is too long: %s", path);
        return false;
    }
    memcpy(address.sun_path, path, strlen(path));
    memcpy(&forward->receiver, &address, sizeof(address));
    forward->receiver_size = sizeof(address);
    return true;
}

/* `where` is HOST:PORT; a host that is an address with colons needs no brackets. */
static bool find_host(struct forward *forward, const char *where)
{
    struct addrinfo *found = NULL, hints = {.ai_socktype = SOCK_DGRAM};
    char host[256];
    const char *port = strrchr(where, ':');
    snprintf(host, sizeof(host), "%.*s", (int)(port - where), where);
    int error = getaddrinfo(host, port + 1, &hints, &found);
    if (error) {
        say(LOG_ERR, "can't find the receiver %s: %s", where, gai_strerror(error));
        return false;
    }
    memcpy(&forward->receiver, found->ai_addr, found->ai_addrlen);
    forward->receiver_size = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

/* The socket isn't connected: so a receiver may start anew. */
bool forward_open(struct forward *forward, const struct config *config)
{
    *forward = (struct forward){.syslog = -1, .journald = config->journald};
    gethostname(forward->host, sizeof(forward->host) - 1);
    if (!config->syslog)
        return true;
    if (!(strncmp(config->syslog, "unix:", 5) == 0 ? find_unix(forward, config->syslog + 5)
                                                   : find_host(forward, config->syslog + 4)))
        return false;
    forward->syslog = socket(forward->receiver.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (forward->syslog < 0)
        say(LOG_ERR, "no socket for the receiver: %s", strerror(errno));
    return forward->syslog >= 0;
}

void forward_close(struct forward *forward)
{
    if (forward->syslog >= 0)
        close(forward->syslog);
    forward->syslog = -1;
}

/* Who asks for violations alone, filters by priority. */
static int priority_of(const struct entry *entry)
{
    if (entry->kind == XENON_DENIED || entry->kind == XENON_DELAYED || entry->kind == XENON_ACTED ||
        entry->kind == ENTRY_LOST)
        return LOG_WARNING;
    return LOG_NOTICE;
}

static bool send_syslog(const struct forward *forward, const struct entry *entry, const char *json,
                        size_t size)
{
    char message[4096], time[TIMES_TEXT];
    const char *kind = show_kind(entry->kind);
    int length = snprintf(message, sizeof(message), "<%d>1 %s %s xenond %ld %s - %.*s",
                          LOG_AUTHPRIV | priority_of(entry), times_utc(entry->time, time),
                          forward->host[0] ? forward->host : "-", (long)getpid(), kind ? kind : "-",
                          (int)size - 1, json);
    return length > 0 && (size_t)length < sizeof(message) &&
           sendto(forward->syslog, message, (size_t)length, MSG_NOSIGNAL,
                  (const struct sockaddr *)&forward->receiver, forward->receiver_size) >= 0;
}

static bool send_journald(const struct entry *entry, const char *json, size_t size)
{
    const char *kind = show_kind(entry->kind);
    return sd_journal_send("MESSAGE=%.*s", (int)size - 1, json, "PRIORITY=%d", priority_of(entry),
                           "SYSLOG_IDENTIFIER=xenond", "XENON_KIND=%s", kind ? kind : "", "XENON_DOMAIN=%s",
                           entry->label, "XENON_ID=%" PRId64, entry->id, NULL) == 0;
}

unsigned int forward_send(const struct forward *forward, const struct entry *entry)
{
    char *json = NULL;
    size_t size = 0;
    unsigned int dropped = 0;
    FILE *out = open_memstream(&json, &size);
    if (!out)
        return 1;
    show_json(out, entry);
    if (fclose(out) || size < 1)
        dropped = 1;
    else {
        if (forward->syslog >= 0)
            dropped += !send_syslog(forward, entry, json, size);
        if (forward->journald)
            dropped += !send_journald(entry, json, size);
    }
    free(json);
    return dropped;
}
