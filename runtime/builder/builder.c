/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenon-builder: builds the guests of a catalogue when the domain asks that each of them is for.
 *
 * Domain N asks by writing /tool/builder/N/request, which nobody else may, and reads its
 * /tool/builder/N/answer, which nobody else can write. Whoever set up the host made both so. What the domain
 * says of itself is never asked: its number is in the path, and its label the hypervisor knows.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "runtime/builder/catalogue.h"
#include "runtime/builder/image.h"
#include "runtime/builder/memory.h"
#include "runtime/builder/nodes.h"
#include "runtime/builder/peer.h"

enum { ENDED = 1, USAGE = 2 };

#define REQUESTS "/tool/builder"

struct builder {
    xc_interface *xen;
    struct xs_handle *store;
    struct xenon *module; /* for the box in which it keeps what it has built */
    struct catalogue catalogue;
};

static const char usage[] =
    "usage: xenon-builder CATALOGUE\n"
    "\n"
    "In a domain that the policy lets build others: builds guests for the domains that ask for them by\n"
    "xenon-toolstack. Each line of the catalogue is one:\n"
    "\n"
    "  NAME OWNER MEMORY KERNEL RAMDISK [disk=SERVER:DEVICE] [card=SERVER]\n"
    "\n"
    "NAME is its label and OWNER that of the domain that may ask for it; MEMORY is in MiB; RAMDISK - is\n"
    "none; SERVER is the label of a service domain, and DEVICE a block device there.\n"
    "\n"
    "Exit status: 1 Xen or xenstore can't be reached, 2 usage, or a catalogue that can't be read.\n";

/* What came of a request, for whoever asked and for the console. */
struct answer {
    char text[256];
};

__attribute__((format(printf, 1, 2))) static struct answer say(const char *format, ...)
{
    struct answer answer;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(answer.text, sizeof(answer.text), format, arguments);
    va_end(arguments);
    return answer;
}

/* It goes on without: what it has built is then unknown to the next one, and that is said. */
static void remember(struct builder *builder)
{
    int error = memory_keep(builder->module, &builder->catalogue);

    if (error)
        fprintf(stderr, "builder: what it has built isn't kept: %s\n", strerror(-error));
}

/* A guest whose server isn't there isn't built without it. */
static bool find_servers(struct builder *builder, struct entry *entry)
{
    entry->disk_domid =
        entry->disk_server[0] ? peer_find(builder->xen, builder->store, entry->disk_server) : 0;
    entry->card_domid =
        entry->card_server[0] ? peer_find(builder->xen, builder->store, entry->card_server) : 0;
    return (!entry->disk_server[0] || entry->disk_domid) && (!entry->card_server[0] || entry->card_domid);
}

static struct answer build(struct builder *builder, struct entry *entry)
{
    struct built built;

    if (!find_servers(builder, entry))
        return say("failed: a domain that is to serve %s doesn't run", entry->name);
    const char *fault = image_build(builder->xen, entry, &built);
    if (fault)
        return say("failed: %s: %s", fault, strerror(errno));
    entry->domid = built.domid;
    remember(builder);
    if (nodes_write(builder->store, entry, &built) && xc_domain_unpause(builder->xen, built.domid) == 0)
        return say("started %u", built.domid);
    struct answer answer = say("failed: %s", strerror(errno));
    xc_domain_destroy(builder->xen, built.domid);
    return answer;
}

static struct answer start(struct builder *builder, const char *label, const char *name)
{
    struct entry *entry = catalogue_find(&builder->catalogue, name);

    /* Another's guests are as unknown as those that don't exist. */
    if (!entry || strcmp(entry->owner, label) != 0)
        return say("refused: %s has no guest of this name", label);
    if (entry->domid)
        return say("refused: it runs already, as %u", entry->domid);
    return build(builder, entry);
}

/* NAME is what the request was for, as it stands there. */
static struct answer decide(struct builder *builder, uint32_t domid, const char *name)
{
    char label[NAME_SIZE];

    if (!peer_label(builder->xen, domid, label))
        return say("refused: nobody knows who you are");
    struct answer answer = start(builder, label, name);
    printf("builder: %s asks for %s: %s\n", label, name, answer.text);
    return answer;
}

/* Only the domain itself can have written what is its own. */
static bool is_from(struct xs_handle *store, const char *path, uint32_t domid)
{
    unsigned int count = 0;
    struct xs_permissions *perms = xs_get_permissions(store, XBT_NULL, path, &count);
    bool own = perms && count > 0 && perms[0].id == domid && !(perms[0].perms & XS_PERM_WRITE);

    for (unsigned int i = 1; i < count; i++)
        own = own && !(perms[i].perms & XS_PERM_WRITE);
    free(perms);
    return own;
}

/* TEXT is a number by which who asked knows the answer again, and the guest's name. */
static void serve(struct builder *builder, uint32_t domid, const char *text)
{
    char name[NAME_SIZE], path[64], line[sizeof(struct answer) + 16];
    unsigned int number;

    if (sscanf(text, "%u start %31[-_A-Za-z0-9]", &number, name) != 2)
        return;
    struct answer answer = decide(builder, domid, name);
    snprintf(path, sizeof(path), REQUESTS "/%u/answer", domid);
    snprintf(line, sizeof(line), "%u %s", number, answer.text);
    if (!xs_write(builder->store, XBT_NULL, path, line, (unsigned int)strlen(line)))
        fprintf(stderr, "builder: %s: %s\n", path, strerror(errno));
}

static void hear(struct builder *builder, const char *path)
{
    unsigned int domid, length;
    int end = 0;

    if (sscanf(path, REQUESTS "/%u/request%n", &domid, &end) != 1 || end == 0 || path[end] != '\0' ||
        !is_from(builder->store, path, domid))
        return;
    char *text = xs_read(builder->store, XBT_NULL, path, &length);
    if (text)
        serve(builder, domid, text);
    free(text);
}

static void look_who_ended(struct builder *builder)
{
    for (size_t i = 0; i < builder->catalogue.count; i++) {
        struct entry *entry = &builder->catalogue.entries[i];
        if (!entry->domid || peer_lives(builder->xen, entry->domid))
            continue;
        nodes_remove(builder->store, entry);
        printf("builder: %s, domain %u, has ended\n", entry->name, entry->domid);
        entry->domid = 0;
        remember(builder);
    }
}

static int work(struct builder *builder)
{
    unsigned int count;

    if (!xs_watch(builder->store, REQUESTS, "request") || !xs_watch(builder->store, "@releaseDomain", "end"))
        return ENDED;
    int error = memory_recall(builder->module, &builder->catalogue);
    if (error)
        fprintf(stderr, "builder: what was built before isn't known: %s\n", strerror(-error));
    look_who_ended(builder);
    puts("builder: ready");
    for (char **event; (event = xs_read_watch(builder->store, &count)); free(event)) {
        if (strcmp(event[XS_WATCH_TOKEN], "end") == 0)
            look_who_ended(builder);
        else
            hear(builder, event[XS_WATCH_PATH]);
    }
    return ENDED;
}

static int run(struct builder *builder)
{
    int status = ENDED;

    builder->xen = xc_interface_open(NULL, NULL, 0);
    builder->store = xs_open(0);
    int error = xenon_open(&builder->module);
    if (error)
        errno = -error;
    else if (builder->xen && builder->store)
        status = work(builder);
    fprintf(stderr, "builder: Xen or xenstore: %s\n", strerror(errno));
    xenon_close(builder->module);
    if (builder->store)
        xs_close(builder->store);
    if (builder->xen)
        xc_interface_close(builder->xen);
    return status;
}

int main(int count, char **words)
{
    struct builder builder = {.xen = NULL};

    if (count != 2 || words[1][0] == '-') {
        bool asked = count == 2 && strcmp(words[1], "--help") == 0;
        fputs(usage, asked ? stdout : stderr);
        return asked ? 0 : USAGE;
    }
    FILE *file = fopen(words[1], "re");
    if (!file) {
        fprintf(stderr, "builder: %s: %s\n", words[1], strerror(errno));
        return USAGE;
    }
    unsigned int wrong = catalogue_read(&builder.catalogue, file);
    fclose(file);
    if (wrong)
        fprintf(stderr, "builder: %s:%u: not a guest, or one that there is already\n", words[1], wrong);
    setvbuf(stdout, NULL, _IOLBF, 0);
    int status = wrong ? USAGE : run(&builder);
    catalogue_free(&builder.catalogue);
    return status;
}
