/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A new domain's part of xenstore, as xl(1) would write it: its console, and each of its devices three times,
 * for the domain, for the service domain that serves it, and as a note for the tools in Domain-0, which no
 * guest can change: by those xenon-restart(8) knows whom a service domain serves.
 */
#include "runtime/builder/nodes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PATH = 256 };

/* What is written, and whether all went well so far: after the first failure nothing more is done. */
struct writer {
    struct xs_handle *store;
    char folder[PATH];              /* where */
    char notes[PATH];               /* where it is noted, too; or empty */
    struct xs_permissions perms[2]; /* whose it is, and who may read it */
    bool failed;
};

static struct writer begin(struct xs_handle *store, uint32_t owner, uint32_t reader)
{
    return (struct writer){.store = store, .perms = {{owner, XS_PERM_NONE}, {reader, XS_PERM_READ}}};
}

__attribute__((format(printf, 2, 3))) static void enter(struct writer *writer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(writer->folder, PATH, format, arguments);
    va_end(arguments);
    writer->failed |= length < 0 || length >= PATH || !xs_mkdir(writer->store, XBT_NULL, writer->folder) ||
                      !xs_set_permissions(writer->store, XBT_NULL, writer->folder, writer->perms, 2);
}

static void note(struct writer *writer, const char *name, const char *value)
{
    char path[PATH + NAME_SIZE];

    snprintf(path, sizeof(path), "%s/%s", writer->notes, name);
    writer->failed |= !xs_write(writer->store, XBT_NULL, path, value, (unsigned int)strlen(value));
}

__attribute__((format(printf, 3, 4))) static void put(struct writer *writer, const char *name,
                                                      const char *format, ...)
{
    char path[PATH + NAME_SIZE], value[PATH];
    va_list arguments;

    if (writer->failed)
        return;
    va_start(arguments, format);
    int length = vsnprintf(value, sizeof(value), format, arguments);
    va_end(arguments);
    snprintf(path, sizeof(path), "%s/%s", writer->folder, name);
    writer->failed = length < 0 || length >= PATH ||
                     !xs_write(writer->store, XBT_NULL, path, value, (unsigned int)length) ||
                     !xs_set_permissions(writer->store, XBT_NULL, path, writer->perms, 2);
    if (*writer->notes)
        note(writer, name, value);
}

static bool put_domain(struct xs_handle *store, const struct entry *entry, const struct built *built)
{
    struct writer writer = begin(store, 0, built->domid);

    enter(&writer, "/local/domain/%u", built->domid);
    put(&writer, "name", "%s", entry->name);
    put(&writer, "domid", "%u", built->domid);
    put(&writer, "memory/target", "%u", entry->memory * 1024);
    put(&writer, "memory/static-max", "%u", entry->memory * 1024);
    put(&writer, "cpu/0/availability", "online");
    enter(&writer, "/local/domain/%u/console", built->domid);
    put(&writer, "type", "xenconsoled");
    put(&writer, "output", "pty");
    put(&writer, "limit", "1048576");
    put(&writer, "ring-ref", "%lu", (unsigned long)built->console);
    put(&writer, "port", "%d", built->console_port);
    writer.perms[0].id = built->domid;
    enter(&writer, "/local/domain/%u/data", built->domid);
    enter(&writer, "/local/domain/%u/control", built->domid);
    put(&writer, "shutdown", "%s", "");
    return !writer.failed;
}

/* The two ends of a device: begin_server() makes the one that the service domain has, begin_client() the
 * guest's. */
static struct writer begin_server(struct xs_handle *store, uint32_t guest, uint32_t server, const char *kind,
                                  int number)
{
    struct writer writer = begin(store, server, guest);

    enter(&writer, "/local/domain/%u/backend/%s/%u/%d", server, kind, guest, number);
    snprintf(writer.notes, PATH, "/libxl/%u/device/%s/%d", guest, kind, number);
    note(&writer, "backend", writer.folder);
    put(&writer, "frontend", "/local/domain/%u/device/%s/%d", guest, kind, number);
    put(&writer, "frontend-id", "%u", guest);
    put(&writer, "online", "1");
    return writer;
}

static struct writer begin_client(struct xs_handle *store, uint32_t guest, uint32_t server, const char *kind,
                                  int number)
{
    struct writer writer = begin(store, guest, server);

    enter(&writer, "/local/domain/%u/device/%s/%d", guest, kind, number);
    put(&writer, "backend", "/local/domain/%u/backend/%s/%u/%d", server, kind, guest, number);
    put(&writer, "backend-id", "%u", server);
    return writer;
}

/* The drivers begin when they see this. */
static bool end(struct writer *writer)
{
    put(writer, "state", "1");
    return !writer->failed;
}

static bool put_disk(struct xs_handle *store, const struct entry *entry, uint32_t guest)
{
    const int xvda = 51712;
    const uint32_t server = entry->disk_domid;
    struct writer client = begin_client(store, guest, server, "vbd", xvda);

    put(&client, "virtual-device", "%d", xvda);
    put(&client, "device-type", "disk");
    struct writer writer = begin_server(store, guest, server, "vbd", xvda);
    put(&writer, "params", "%s", entry->disk);
    put(&writer, "dev", "xvda");
    put(&writer, "type", "phy");
    put(&writer, "mode", "w");
    put(&writer, "device-type", "disk");
    return end(&client) && end(&writer);
}

/* A card's address is of those that are locally administered, with the domain's number. */
static bool put_card(struct xs_handle *store, uint32_t guest, uint32_t server)
{
    struct writer client = begin_client(store, guest, server, "vif", 0);

    put(&client, "mac", "02:16:3e:00:%02x:%02x", guest >> 8 & 0xff, guest & 0xff);
    put(&client, "handle", "0");
    struct writer writer = begin_server(store, guest, server, "vif", 0);
    put(&writer, "mac", "02:16:3e:00:%02x:%02x", guest >> 8 & 0xff, guest & 0xff);
    put(&writer, "handle", "0");
    put(&writer, "script", "%s",
        ""); /* Linux's driver doesn't begin without one, whoever connects the card */
    return end(&client) && end(&writer);
}

bool nodes_write(struct xs_handle *store, const struct entry *entry, const struct built *built)
{
    return put_domain(store, entry, built) && (!entry->disk_domid || put_disk(store, entry, built->domid)) &&
           (!entry->card_domid || put_card(store, built->domid, entry->card_domid)) &&
           xs_introduce_domain(store, built->domid, built->store, (unsigned int)built->store_port);
}

void nodes_remove(struct xs_handle *store, const struct entry *entry)
{
    char path[PATH];

    snprintf(path, sizeof(path), "/local/domain/%u/backend/vbd/%u", entry->disk_domid, entry->domid);
    if (entry->disk_domid)
        xs_rm(store, XBT_NULL, path);
    snprintf(path, sizeof(path), "/local/domain/%u/backend/vif/%u", entry->card_domid, entry->domid);
    if (entry->card_domid)
        xs_rm(store, XBT_NULL, path);
    snprintf(path, sizeof(path), "/libxl/%u", entry->domid);
    xs_rm(store, XBT_NULL, path);
    snprintf(path, sizeof(path), "/local/domain/%u", entry->domid);
    xs_rm(store, XBT_NULL, path);
}
