/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The socket for readers on this host. A reader's first line says what it wants: `follow`, `follow ID` or
 * `metrics`; an HTTP GET gets the metrics too.
 *
 * A follower is given what stands in the database, from its own place on. So one that is slow costs nothing,
 * and one that comes back misses nothing.
 */
#include "runtime/xenond/xenond.h"
#include "runtime/audit/show.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

enum {
    CLIENTS = SERVER_POLLS - 1,
    REQUEST = 2048, /* bytes of a request, with an HTTP client's headers */
    CHUNK = 64,     /* records written at a time */
};

struct client {
    int fd; /* -1: free */
    char request[REQUEST];
    size_t asked;  /* bytes of .request */
    bool answered; /* it is closed when the answer is written */
    bool following;
    int64_t place;     /* the last entry that it was given */
    char *answer;      /* owned; NULL: nothing is to be written */
    size_t size, sent; /* of .answer */
};

struct server {
    struct daemon *daemon;
    int fd;
    struct client clients[CLIENTS];
};

static void drop(struct client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    free(client->answer);
    *client = (struct client){.fd = -1};
}

/* Who may connect: root, and the group. */
static bool set_rights(const char *path, const char *name)
{
    const struct group *group = name ? getgrnam(name) : NULL;
    if (name && !group) {
        say(LOG_ERR, "there is no group `%s` for the socket", name);
        return false;
    }
    if (group && chown(path, (uid_t)-1, group->gr_gid)) {
        say(LOG_ERR, "the socket can't be given to the group `%s`: %s", name, strerror(errno));
        return false;
    }
    return chmod(path, 0660) == 0;
}

/* Whether somebody answers there, and nobody has only left it behind. */
static bool is_served(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool served =
        fd >= 0 && (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 || errno == EAGAIN);
    if (fd >= 0)
        close(fd);
    return served;
}

static int listen_at(const char *path, const char *group)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path)) {
        say(LOG_ERR, "the socket's path is too long: %s", path);
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
    if (is_served(&address)) {
        say(LOG_ERR, "xenond is running already: it serves %s", path);
        return -1;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path);
    mode_t mask = umask(0177);
    bool bound = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    umask(mask);
    if (!bound)
        say(LOG_ERR, "no socket at %s: %s", path, strerror(errno));
    if (bound && set_rights(path, group) && listen(fd, CLIENTS) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

struct server *server_open(struct daemon *daemon)
{
    struct server *server = calloc(1, sizeof(*server));
    if (!server)
        return NULL;
    server->daemon = daemon;
    for (size_t i = 0; i < CLIENTS; i++)
        server->clients[i].fd = -1;
    server->fd = listen_at(daemon->config.socket, daemon->config.group);
    if (server->fd < 0) {
        free(server);
        return NULL;
    }
    return server;
}

void server_close(struct server *server)
{
    if (!server)
        return;
    for (size_t i = 0; i < CLIENTS; i++)
        drop(&server->clients[i]);
    close(server->fd);
    unlink(server->daemon->config.socket);
    free(server);
}

static bool lags(const struct server *server, const struct client *client)
{
    return client->following && server->daemon->store && client->place < server->daemon->head.id;
}

unsigned int server_polls(const struct server *server, struct pollfd polls[SERVER_POLLS])
{
    polls[0] = (struct pollfd){.fd = server->fd, .events = POLLIN};
    for (unsigned int i = 0; i < CLIENTS; i++) {
        const struct client *client = &server->clients[i];
        short events = client->answer || lags(server, client) ? POLLIN | POLLOUT : POLLIN;
        polls[1 + i] = (struct pollfd){.fd = client->fd, .events = events};
    }
    return SERVER_POLLS;
}

/* Who comes when all places are taken is turned away. */
static void take_client(struct server *server)
{
    int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    for (size_t i = 0; i < CLIENTS; i++)
        if (server->clients[i].fd < 0) {
            server->clients[i].fd = fd;
            return;
        }
    close(fd);
}

static void answer_metrics(const struct server *server, struct client *client, bool http)
{
    FILE *out = open_memstream(&client->answer, &client->size);
    if (!out)
        return;
    if (http)
        fputs("HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n\r\n", out);
    metrics_write(server->daemon, out);
    fclose(out);
    client->answered = true;
}

static void answer_text(struct client *client, const char *text)
{
    client->answer = strdup(text);
    client->size = strlen(text);
    client->answered = true;
}

static void answer_line(struct server *server, struct client *client, const char *line)
{
    int64_t place;
    char rest;
    if (strcmp(line, "metrics") == 0)
        answer_metrics(server, client, false);
    else if (strcmp(line, "follow") == 0) {
        client->following = true;
        client->place = server->daemon->head.id;
    } else if (sscanf(line, "follow %" SCNd64 "%c", &place, &rest) == 1 && place >= 0) {
        client->following = true;
        client->place = place;
    } else
        answer_text(client, "{\"error\":\"ask for follow, follow ID or metrics\"}\n");
}

/* An HTTP client is answered when all that it says was read: or it would miss the answer. */
static void answer(struct server *server, struct client *client)
{
    char *line = client->request, *end = strchr(line, '\n');
    if (strncmp(line, "GET ", 4) == 0) {
        if (!strstr(line, "\r\n\r\n"))
            return;
        if (strncmp(line, "GET /metrics ", 13) == 0)
            answer_metrics(server, client, true);
        else
            answer_text(client, "HTTP/1.0 404 Not Found\r\n\r\nask for /metrics\n");
    } else if (end) {
        *end = '\0';
        line[strcspn(line, "\r")] = '\0';
        answer_line(server, client, line);
    }
}

static void read_request(struct server *server, struct client *client)
{
    char *to = client->request + client->asked;
    ssize_t size = recv(client->fd, to, REQUEST - 1 - client->asked, 0);
    if (size <= 0) {
        if (size == 0 || (errno != EAGAIN && errno != EINTR))
            drop(client);
        return;
    }
    if (client->following || client->answered)
        return; /* nothing more is expected, and it is ignored */
    client->asked += (size_t)size;
    client->request[client->asked] = '\0';
    answer(server, client);
    if (client->following || client->answered)
        client->asked = 0;
    else if (client->asked == REQUEST - 1)
        drop(client);
}

struct chunk {
    FILE *out;
    struct client *client;
};

static bool write_entry(void *context, const struct store_value *row, unsigned int columns)
{
    struct chunk *chunk = context;
    struct entry entry;
    (void)columns;
    store_entry(&entry, row);
    show_json(chunk->out, &entry);
    chunk->client->place = entry.id;
    return true;
}

/* The next records for a follower. A database that just now fails is found out by the writer. */
static void fill(struct server *server, struct client *client)
{
    char sql[512];
    struct store_argument arguments[] = {{.number = client->place}, {.number = CHUNK}};
    struct chunk chunk = {.out = open_memstream(&client->answer, &client->size), .client = client};
    if (!chunk.out)
        return;
    snprintf(sql, sizeof(sql), "SELECT %s FROM record WHERE id > $1 ORDER BY id LIMIT $2", entry_columns);
    store_query(server->daemon->store, sql, arguments, 2, write_entry, &chunk);
    fclose(chunk.out);
}

static void write_answer(struct client *client)
{
    ssize_t size = send(client->fd, client->answer + client->sent, client->size - client->sent, MSG_NOSIGNAL);
    if (size < 0) {
        if (errno != EAGAIN && errno != EINTR)
            drop(client);
        return;
    }
    client->sent += (size_t)size;
    if (client->sent < client->size)
        return;
    if (client->answered) {
        drop(client);
        return;
    }
    free(client->answer);
    client->answer = NULL;
    client->sent = client->size = 0;
}

void server_work(struct server *server, const struct pollfd *polls, unsigned int count)
{
    if (polls[0].revents)
        take_client(server);
    for (unsigned int i = 0; i + 1 < count; i++) {
        struct client *client = &server->clients[i];
        if (client->fd >= 0 && client->fd == polls[1 + i].fd && polls[1 + i].revents)
            read_request(server, client);
        if (client->fd >= 0 && !client->answer && lags(server, client))
            fill(server, client);
        if (client->fd >= 0 && client->answer)
            write_answer(client);
    }
}
