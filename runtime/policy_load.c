/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy load: puts a compiled policy in force, or says why it wasn't. */
#include "runtime/words.h"
#include "policyc/read/wording.h"
#include "msm.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_DIGEST = 6 }; /* bytes of a digest that tell policies apart in a message */

struct input {
    const char *path;
    unsigned char *data;
    size_t size;
    uint32_t flags; /* enum xenon_replace_flag */
};

/* Reads at most one byte more than a blob may have. The caller frees .data. */
static bool read_stream(struct input *input, FILE *file)
{
    size_t room = BLOB_MAX_SIZE + 1u;
    input->data = malloc(room);
    if (!input->data) {
        complain("%s: %s", input->path, strerror(ENOMEM));
        return false;
    }
    input->size = fread(input->data, 1, room, file);
    if (ferror(file)) {
        complain("cannot read %s: %s", input->path, strerror(errno));
        return false;
    }
    if (input->size == room) {
        complain("%s is larger than the %u MiB that a policy blob may have", input->path,
                 BLOB_MAX_SIZE >> 20);
        return false;
    }
    return true;
}

static bool read_file(struct input *input)
{
    FILE *file = fopen(input->path, "rb");
    if (!file) {
        complain("cannot open %s: %s", input->path, strerror(errno));
        return false;
    }
    bool ok = read_stream(input, file);
    fclose(file);
    return ok;
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), tail = strlen(end);
    return size >= tail && strcmp(text + size - tail, end) == 0;
}

/* Text where a blob should be. A blob, even a damaged one, has NUL bytes in it. */
static bool is_source(const struct input *input)
{
    return input->size > 0 && !memchr(input->data, 0, input->size);
}

static void complain_source(const struct input *input)
{
    if (ends_with(input->path, ".xpol"))
        complain("%s is a policy's source; compile it first, and load what comes out:\n"
                 "    policyc %s -o %.*s.xpb",
                 input->path, input->path, (int)(strlen(input->path) - strlen(".xpol")), input->path);
    else
        complain("%s is text, not a compiled policy; policyc makes one from an .xpol file", input->path);
}

static void print_policy(const struct xenon_status *status)
{
    print_text(stdout, status->name, sizeof(status->name));
    printf(" version %u, digest ", status->version);
    print_hex(stdout, status->digest, SHORT_DIGEST);
}

/* `before` is NULL when it couldn't be asked for. */
static void print_loaded(struct xenon *xenon, const struct input *input, uint32_t generation,
                         const struct xenon_status *before)
{
    struct xenon_status now;
    fputs("loaded ", stdout);
    if (xenon_get_status(xenon, &now) == 0 && now.generation == generation)
        print_policy(&now);
    else
        print_text(stdout, input->path, strlen(input->path));
    printf(", generation %u", generation);
    if (before) {
        fputs("; before it: ", stdout);
        print_policy(before);
    }
    putchar('\n');
}

/* The label of the running domain that the new policy doesn't know, if the live one lets us ask. */
static void print_domain(struct xenon *xenon, uint32_t domid)
{
    struct xenon_domain *domains = NULL;
    size_t count = 0;
    fprintf(stderr, "domain %u", domid);
    if (xenon_list_domains(xenon, &domains, &count))
        return;
    for (size_t i = 0; i < count; i++) {
        if (domains[i].domid != domid)
            continue;
        fputs(", `", stderr);
        print_text(stderr, domains[i].label, sizeof(domains[i].label));
        fputc('`', stderr);
    }
    free(domains);
}

/* Two running domains, the first of which may no longer reach the second. */
static void print_pair(struct xenon *xenon, const struct xenon_load *result)
{
    char means[WORDING_SIZE];

    print_domain(xenon, result->domain);
    fputs(", would no longer reach ", stderr);
    print_domain(xenon, result->peer);
    fprintf(stderr, ", by %s", wording_all_means(result->means, means));
}

static void print_refusal(struct xenon *xenon, const struct xenon_load *result)
{
    fprintf(stderr, "xenon-policy: refused: %s (", msm_fault_text((enum msm_fault)result->fault));
    if (result->fault == MSM_UNKNOWN_DOMAIN || result->fault == MSM_IN_CONFLICT)
        print_domain(xenon, result->domain);
    else if (result->fault == MSM_STILL_SHARED)
        print_pair(xenon, result);
    else
        fprintf(stderr, "%s, byte %u", msm_section_name(result->section), result->offset);
    fputs("); the live policy stays in force\n", stderr);
}

/* After an answer that didn't arrive whole, nothing can be said of the live policy. */
static enum policy_exit complain_unjudged(int error)
{
    if (error != -ENOMEM)
        return complain_unreachable("replace", error);
    complain("refused: the hypervisor could not take it in: %s; the live policy stays in force",
             strerror(-error));
    return POLICY_REFUSED;
}

static enum policy_exit replace(struct xenon *xenon, const struct input *input)
{
    struct xenon_status before;
    bool known = xenon_get_status(xenon, &before) == 0;
    struct xenon_load result = {.blob = input->data, .size = input->size, .flags = input->flags};
    int fault = xenon_replace(xenon, &result);
    free(result.changes);
    if (fault == 0) {
        print_loaded(xenon, input, result.generation, known ? &before : NULL);
        return POLICY_DONE;
    }
    if (fault < 0)
        return complain_unjudged(fault);
    print_refusal(xenon, &result);
    return POLICY_REFUSED;
}

static enum policy_exit load(struct input *input)
{
    if (!read_file(input))
        return POLICY_TROUBLE;
    if (is_source(input)) {
        complain_source(input);
        return POLICY_TROUBLE;
    }
    struct xenon *xenon = open_or_complain();
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = replace(xenon, input);
    xenon_close(xenon);
    return status;
}

static enum policy_exit run(int argc, char **argv)
{
    bool force = argc > 1 && strcmp(argv[1], "--force") == 0;
    int first = force ? 2 : 1;
    bool ended = argc > first && strcmp(argv[first], "--") == 0;
    first += ended;
    if (!ended && argc > first && argv[first][0] == '-')
        return wrong_usage(&policy_load, "there is no option `%s`", argv[first]);
    if (argc != first + 1)
        return wrong_usage(&policy_load, "it takes one FILE");
    struct input input = {.path = argv[first], .flags = force ? XENON_FORCE : 0};
    enum policy_exit status = load(&input);
    free(input.data);
    return status;
}

const struct policy_verb policy_load = {
    .name = "load",
    .summary = "put a compiled policy in force for every domain at once",
    .help = "usage: xenon-policy load [--force] FILE\n"
            "Puts the policy blob FILE, which policyc compiled, in force for every domain at once.\n"
            "The hypervisor checks it wholly first. When it refuses it, nothing changes, and the\n"
            "reason is printed with its place in the blob.\n"
            "When running domains may share memory that the policy no longer lets them share, it is\n"
            "refused too, and one pair is named. With --force it is loaded, and these domains are\n"
            "crashed, but never the host's.\n\n"
            "Exit status: 0 it is in force; 1 refused, the live policy is unchanged; 2 usage or\n"
            "file trouble; 3 no Xenon hypervisor here, or not permitted.\n",
    .run = run,
};
