/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network interfaces that this domain serves to others. The toolstack writes backend/vif/DOMAIN/NUMBER in
 * xenstore, where the other domain may read but not write: so what stands there may be relied on.
 */
#include "runtime/xenond/vifs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#define BACKENDS "backend/vif"

enum { PATH = 128 };

struct vifs {
    struct xs_handle *store;
};

struct vifs *vifs_open(void)
{
    struct vifs *vifs = calloc(1, sizeof(*vifs));
    if (!vifs)
        return NULL;
    vifs->store = xs_open(0);
    if (vifs->store && xs_watch(vifs->store, BACKENDS, "vifs"))
        return vifs;
    int error = errno;
    vifs_close(vifs);
    errno = error;
    return NULL;
}

void vifs_close(struct vifs *vifs)
{
    if (vifs && vifs->store)
        xs_close(vifs->store);
    free(vifs);
}

int vifs_descriptor(const struct vifs *vifs)
{
    return xs_fileno(vifs->store);
}

bool vifs_changed(struct vifs *vifs)
{
    bool changed = false;
    char **event;
    while ((event = xs_check_watch(vifs->store)) != NULL) {
        free(event);
        changed = true;
    }
    return changed || errno != EAGAIN; /* what is wrong with it shows when it is read */
}

/* A key of the interface's, terminated, or NULL. The caller frees it. */
static char *read_key(struct vifs *vifs, const char *path, const char *key)
{
    char whole[2 * PATH];
    snprintf(whole, sizeof(whole), "%s/%s", path, key);
    return xs_read(vifs->store, XBT_NULL, whole, NULL);
}

/* A MAC that one interface may have, in its usual form. */
static bool read_mac(struct vif *vif, const char *text)
{
    unsigned int byte[6];
    char rest;
    if (!text || sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &byte[0], &byte[1], &byte[2], &byte[3], &byte[4],
                        &byte[5], &rest) != 6)
        return false;
    snprintf(vif->mac, sizeof(vif->mac), "%02x:%02x:%02x:%02x:%02x:%02x", byte[0], byte[1], byte[2], byte[3],
             byte[4], byte[5]);
    return !(byte[0] & 1) && strcmp(vif->mac, "00:00:00:00:00:00") != 0;
}

/* An address that one interface may have, in its usual form. */
static bool read_address(struct vif_address *address, const char *text)
{
    struct in_addr four;
    struct in6_addr six;
    *address = (struct vif_address){.six = strchr(text, ':') != NULL};
    if (!address->six)
        return inet_pton(AF_INET, text, &four) == 1 && four.s_addr && !IN_MULTICAST(ntohl(four.s_addr)) &&
               four.s_addr != INADDR_BROADCAST &&
               inet_ntop(AF_INET, &four, address->text, sizeof(address->text));
    return inet_pton(AF_INET6, text, &six) == 1 && !IN6_IS_ADDR_UNSPECIFIED(&six) &&
           !IN6_IS_ADDR_MULTICAST(&six) && inet_ntop(AF_INET6, &six, address->text, sizeof(address->text));
}

static bool read_addresses(struct vif *vif, char *text)
{
    char *rest = NULL;
    for (char *word = text ? strtok_r(text, " ", &rest) : NULL; word; word = strtok_r(NULL, " ", &rest))
        if (vif->count == VIF_ADDRESSES || !read_address(&vif->addresses[vif->count++], word))
            return false;
    return true;
}

static void describe(struct vif *vif, const char *mac, char *ip, const char *name)
{
    if (name && strlen(name) < sizeof(vif->port))
        strcpy(vif->port, name);
    if (!read_mac(vif, mac))
        vif->fault = "it has no MAC address";
    else if (!read_addresses(vif, ip))
        vif->fault = "what it has for ip= aren't addresses of single hosts, or are too many";
    else if (vif->count == 0)
        vif->fault = "it has no address: say ip= in its vif, in xl.cfg(5)";
}

static void read_vif(struct vifs *vifs, struct vif *vif, uint32_t domid, unsigned long number)
{
    char path[PATH];
    *vif = (struct vif){.domid = domid};
    snprintf(vif->port, sizeof(vif->port), "vif%" PRIu32 ".%lu", domid, number);
    snprintf(path, sizeof(path), BACKENDS "/%" PRIu32 "/%lu", domid, number);
    char *mac = read_key(vifs, path, "mac"), *ip = read_key(vifs, path, "ip");
    char *name = read_key(vifs, path, "vifname");
    describe(vif, mac, ip, name);
    free(mac);
    free(ip);
    free(name);
}

/* The numbers below the path, as xenstore has them; *names, to be freed, is NULL when there are none. */
static int list_numbers(struct vifs *vifs, const char *path, char ***names, unsigned int *count)
{
    *count = 0;
    *names = xs_directory(vifs->store, XBT_NULL, path, count);
    return *names || errno == ENOENT ? 0 : -errno;
}

static bool is_number(const char *name)
{
    return *name && strlen(name) < 6 && strspn(name, "0123456789") == strlen(name);
}

static int read_domain(struct vifs *vifs, uint32_t domid, struct vif **list, size_t *count)
{
    char path[PATH], **names;
    unsigned int found;
    snprintf(path, sizeof(path), BACKENDS "/%" PRIu32, domid);
    int error = list_numbers(vifs, path, &names, &found);
    struct vif *more = error ? NULL : realloc(*list, (*count + found + 1) * sizeof(*more));
    if (more)
        *list = more;
    else if (!error)
        error = -ENOMEM;
    for (unsigned int i = 0; i < found && !error; i++)
        if (is_number(names[i]))
            read_vif(vifs, &(*list)[(*count)++], domid, strtoul(names[i], NULL, 10));
    free(names);
    return error;
}

static int compare_vifs(const void *left, const void *right)
{
    const struct vif *a = left, *b = right;
    if (a->domid != b->domid)
        return a->domid < b->domid ? -1 : 1;
    return strcmp(a->port, b->port);
}

int vifs_read(struct vifs *vifs, struct vif **list, size_t *count)
{
    char **names;
    unsigned int found;
    *list = NULL;
    *count = 0;
    int error = list_numbers(vifs, BACKENDS, &names, &found);
    for (unsigned int i = 0; i < found && !error; i++)
        if (is_number(names[i]))
            error = read_domain(vifs, (uint32_t)strtoul(names[i], NULL, 10), list, count);
    free(names);
    if (error) {
        free(*list);
        *list = NULL;
        *count = 0;
    } else if (*count) {
        qsort(*list, *count, sizeof(**list), compare_vifs);
    }
    return error;
}
