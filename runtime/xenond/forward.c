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

/* It isn't connected: so a receiver may start anew. */
static bool open_datagrams(int family, int *fd)
{
    *fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0)
        say(LOG_ERR, "no socket for what is forwarded: %s", strerror(errno));
    return *fd >= 0;
}

bool forward_open(struct forward *forward, const struct config *config)
{
    *forward = (struct forward){.syslog = -1, .journald = -1};
    gethostname(forward->host, sizeof(forward->host) - 1);
    if (config->journald && !open_datagrams(AF_UNIX, &forward->journald))
        return false;
    if (!config->syslog)
        return true;
    if (!(strncmp(config->syslog, "unix:", 5) == 0 ? find_unix(forward, config->syslog + 5)
                                                   : find_host(forward, config->syslog + 4)))
        return false;
    return open_datagrams(forward->receiver.ss_family, &forward->syslog);
}

void forward_close(struct forward *forward)
{
    if (forward->syslog >= 0)
        close(forward->syslog);
    if (forward->journald >= 0)
        close(forward->journald);
    forward->syslog = forward->journald = -1;
}

/* Who asks for violations alone, filters by priority. */
static int priority_of(const struct entry *entry)
{
    if (entry->kind == XENON_DENIED || entry->kind == XENON_DELAYED || entry->kind == XENON_ACTED ||
        entry->kind == ENTRY_LOST)
        return LOG_WARNING;
    return LOG_NOTICE;
}

/* A whole message of `length` bytes, as snprintf() said, or nothing. */
static bool send_to(int fd, const char *message, int length, size_t room, const struct sockaddr *receiver,
                    socklen_t receiver_size)
{
    return length > 0 && (size_t)length < room &&
           sendto(fd, message, (size_t)length, MSG_NOSIGNAL, receiver, receiver_size) >= 0;
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
    return send_to(forward->syslog, message, length, sizeof(message),
                   (const struct sockaddr *)&forward->receiver, forward->receiver_size);
}

/* journald's own protocol, a field a line: libsystemd's functions would wait for a journald that is slow. */
static bool send_journald(const struct forward *forward, const struct entry *entry, const char *json,
                          size_t size)
{
    static const struct sockaddr_un journald = {.sun_family = AF_UNIX,
                                                .sun_path = "/run/systemd/journal/socket"};
    char message[4096];
    const char *kind = show_kind(entry->kind);
    int length =
        snprintf(message, sizeof(message),
                 "MESSAGE=%.*s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=xenond\nXENON_KIND=%s\nXENON_DOMAIN=%s\n"
                 "XENON_ID=%" PRId64 "\n",
                 (int)size - 1, json, priority_of(entry), kind ? kind : "", entry->label, entry->id);
    return send_to(forward->journald, message, length, sizeof(message), (const struct sockaddr *)&journald,
                   sizeof(journald));
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
        if (forward->journald >= 0)
            dropped += !send_journald(forward, entry, json, size);
    }
    free(json);
    return dropped;
}
