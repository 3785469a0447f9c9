/* SPDX-License-Identifier: GPL-2.0-only */
/* The connections of a service domain, found below /libxl and made once more in the domain's own part. */
#include "runtime/service/served.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 256, INITIALISING = 1, CONNECTED = 4 }; /* states as in io/xenbus.h */

/* A device of a guest: where the toolstack has its notes, and where the backend has its own part. */
struct connection {
    struct xs_handle *store;
    char notes[PATH];
    char backend[PATH];
    uint32_t service;
};

/* Returns false to stop. */
typedef bool visitor(const struct connection *connection, void *context);

static char *read_node(struct xs_handle *store, const char *folder, const char *name)
{
    char path[2 * PATH];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return xs_read(store, XBT_NULL, path, NULL);
}

/* A number that stands there, or -1. */
static long read_number(struct xs_handle *store, const char *folder, const char *name)
{
    char *text = read_node(store, folder, name);
    long number = text ? strtol(text, NULL, 10) : -1;
    free(text);
    return number;
}

/* Sets the backend's path. Returns false when another domain serves the device. */
static bool find_backend(struct connection *connection)
{
    char wanted[PATH];
    char *backend = read_node(connection->store, connection->notes, "backend");
    int length = snprintf(wanted, sizeof(wanted), "/local/domain/%u/backend/", connection->service);
    bool found = backend && strncmp(backend, wanted, (size_t)length) == 0 && strlen(backend) < PATH;
    if (found)
        snprintf(connection->backend, PATH, "%s", backend);
    free(backend);
    return found;
}

/* Each name in `folder`, as another folder below it, until there are `depth` levels more; then the device. */
static bool visit_below(struct connection *connection, const char *folder, unsigned int depth, visitor *visit,
                        void *context)
{
    unsigned int count = 0;
    bool going = true;
    char **names = xs_directory(connection->store, XBT_NULL, folder, &count);
    for (unsigned int i = 0; names && going && i < count; i++) {
        char path[PATH];
        const char *part = depth == 2 ? "/device" : "";
        if (snprintf(path, sizeof(path), "%s/%s%s", folder, names[i], part) >= PATH)
            continue;
        if (depth > 0) {
            going = visit_below(connection, path, depth - 1, visit, context);
            continue;
        }
        memcpy(connection->notes, path, sizeof(path));
        if (find_backend(connection))
            going = visit(connection, context);
    }
    free(names);
    return going;
}

/* Devices are at /libxl/GUEST/device/KIND/NUMBER. */
static bool visit_all(struct xs_handle *store, uint32_t service, visitor *visit, void *context)
{
    struct connection connection = {.store = store, .service = service};
    return visit_below(&connection, "/libxl", 2, visit, context);
}

static bool write_node(const struct connection *connection, const char *name, const char *value)
{
    char path[2 * PATH];
    snprintf(path, sizeof(path), "%s/%s", connection->backend, name);
    return xs_write(connection->store, XBT_NULL, path, value, (unsigned int)strlen(value));
}

static bool copy_node(const struct connection *connection, const char *name)
{
    char *value = read_node(connection->store, connection->notes, name);
    bool done = value && write_node(connection, name, value);
    free(value);
    return done;
}

static bool set_rights(const struct connection *connection, const char *path, long owner, uint32_t reader)
{
    struct xs_permissions rights[2] = {{.id = (unsigned int)owner, .perms = XS_PERM_NONE},
                                       {.id = reader, .perms = XS_PERM_READ}};
    return xs_set_permissions(connection->store, XBT_NULL, path, rights, 2);
}

static bool is_owner(const struct connection *connection, const char *path, long guest)
{
    unsigned int count = 0;
    struct xs_permissions *rights = xs_get_permissions(connection->store, XBT_NULL, path, &count);
    bool owner = rights && count > 0 && rights[0].id == guest;
    free(rights);
    return owner;
}

/* Lets the new domain read what the guest's driver says: xenstored doesn't give it the rights of the old one.
 */
static void let_read(const struct connection *connection, const char *path, long guest, unsigned int depth)
{
    unsigned int count = 0;
    char **names = depth ? xs_directory(connection->store, XBT_NULL, path, &count) : NULL;
    if (is_owner(connection, path, guest))
        set_rights(connection, path, guest, connection->service);
    for (unsigned int i = 0; names && i < count; i++) {
        char below[2 * PATH];
        if (snprintf(below, sizeof(below), "%s/%s", path, names[i]) < PATH)
            let_read(connection, below, guest, depth - 1);
    }
    free(names);
}

/* The guest's driver says some things for the whole device, and some for each of its queues. */
static bool open_frontend(const struct connection *connection, long guest)
{
    char *frontend = read_node(connection->store, connection->notes, "frontend");
    if (frontend)
        let_read(connection, frontend, guest, 2);
    free(frontend);
    return frontend;
}

/* What is made inside inherits these rights. */
static bool make_folder(const struct connection *connection, long guest)
{
    return xs_mkdir(connection->store, XBT_NULL, connection->backend) &&
           set_rights(connection, connection->backend, connection->service, (uint32_t)guest);
}

/* The state comes last: the notes are complete when a driver sees it. */
static bool restore(const struct connection *connection, void *context)
{
    unsigned int count = 0;
    char state[2] = {'0' + INITIALISING};
    long guest = read_number(connection->store, connection->notes, "frontend-id");
    bool done = guest >= 0 && open_frontend(connection, guest) && make_folder(connection, guest);
    char **names = xs_directory(connection->store, XBT_NULL, connection->notes, &count);
    for (unsigned int i = 0; done && i < count; i++)
        if (strcmp(names[i], "backend") != 0 && strcmp(names[i], "state") != 0)
            done = copy_node(connection, names[i]);
    free(names);
    done = done && names && write_node(connection, "state", state);
    (void)context;
    return done;
}

bool served_restore(struct xs_handle *store, uint32_t service)
{
    return visit_all(store, service, restore, NULL);
}

static bool count_waiting(const struct connection *connection, void *context)
{
    char *frontend = read_node(connection->store, connection->notes, "frontend");
    if (frontend && read_number(connection->store, frontend, "state") == CONNECTED &&
        read_number(connection->store, connection->backend, "state") != CONNECTED)
        ++*(unsigned int *)context;
    free(frontend);
    return true;
}

unsigned int served_waiting(struct xs_handle *store, uint32_t service)
{
    unsigned int count = 0;
    visit_all(store, service, count_waiting, &count);
    return count;
}

/* Any note that changes has the driver look at the connection; what this one says stays the same. */
static bool remind(const struct connection *connection, void *context)
{
    (void)context;
    return copy_node(connection, "online");
}

void served_remind(struct xs_handle *store, uint32_t service)
{
    visit_all(store, service, remind, NULL);
}

static bool count_one(const struct connection *connection, void *context)
{
    (void)connection;
    ++*(unsigned int *)context;
    return true;
}

unsigned int served_count(struct xs_handle *store, uint32_t service)
{
    unsigned int count = 0;
    visit_all(store, service, count_one, &count);
    return count;
}
