/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs in dom0: gives the module commands by libxenon, one a run, and prints what it answers. */
#include "lang/hypercalls.h"
#include "msm.h"
#include "runtime/libxenon.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DONE = 0, FAILED = 1, USAGE = 2 };

#define SETTLED 1000 /* ms without an interrupt, after which none is under way */

static const char usage[] =
    "usage: module wakes SECONDS COMMAND\n"
    "       module learn DOMID on|off\n"
    "       module learned DOMID\n"
    "       module shadow [FILE]\n"
    "       module would-deny|would-allow DOMID\n"
    "       module rates DOMID\n"
    "\n"
    "  wakes    runs the command, and says whether the log's interrupt came within so many seconds of it\n"
    "  learned, would-deny, would-allow   print each operation that was noted, and how often\n"
    "  shadow   makes the blob the candidate; without one, lets go of it\n"
    "  rates    prints the domain's clocks\n"
    "\n"
    "Exit status: 0 done, 1 the module refused it, or nothing came; 2 usage.\n";

static int fail(int error)
{
    fprintf(stderr, "module: %s\n", strerror(-error));
    return FAILED;
}

static int wakes(struct xenon *xenon, char *const *words)
{
    int woken;

    while ((woken = xenon_wait(xenon, SETTLED)) > 0)
        ;
    if (woken < 0)
        return fail(woken);
    if (system(words[1]) < 0)
        return fail(-errno);
    woken = xenon_wait(xenon, atoi(words[0]) * 1000);
    if (woken < 0)
        return fail(woken);
    puts(woken ? "woken" : "not woken");
    return woken ? DONE : FAILED;
}

static int learn(struct xenon *xenon, char *const *words)
{
    int error = xenon_learn(xenon, (uint32_t)atoi(words[0]), strcmp(words[1], "on") == 0);

    return error ? fail(error) : DONE;
}

static int print_counts(struct xenon *xenon, const char *domid, enum xenon_which which,
                        enum xenon_learned_kind kind)
{
    struct xenon_count *counts;
    size_t count;
    char name[OPERATION_NAME_SIZE];
    int error = xenon_get_learned(xenon, (uint32_t)atoi(domid), which, kind, &counts, &count);

    if (error)
        return fail(error);
    for (size_t i = 0; i < count; i++)
        printf("%s %" PRIu32 "\n", operation_name(counts[i].operation, name), counts[i].count);
    free(counts);
    return DONE;
}

static int learned(struct xenon *xenon, char *const *words)
{
    return print_counts(xenon, words[0], XENON_LIVE, XENON_WOULD_DENY);
}

static int would_deny(struct xenon *xenon, char *const *words)
{
    return print_counts(xenon, words[0], XENON_CANDIDATE, XENON_WOULD_DENY);
}

static int would_allow(struct xenon *xenon, char *const *words)
{
    return print_counts(xenon, words[0], XENON_CANDIDATE, XENON_WOULD_ALLOW);
}

static int give_candidate(struct xenon *xenon, struct xenon_load *load)
{
    int answer = xenon_shadow(xenon, load);

    free(load->changes);
    if (answer < 0)
        return fail(answer);
    if (answer > 0)
        fprintf(stderr, "module: %s\n", msm_fault_text((enum msm_fault)answer));
    return answer ? FAILED : DONE;
}

static int let_go(struct xenon *xenon, char *const *words)
{
    struct xenon_load load = {.size = 0};

    (void)words;
    return give_candidate(xenon, &load);
}

static int shadow(struct xenon *xenon, char *const *words)
{
    static char blob[BLOB_MAX_SIZE];
    struct xenon_load load = {.blob = blob};
    FILE *file = fopen(words[0], "rb");

    if (!file)
        return fail(-errno);
    load.size = fread(blob, 1, sizeof(blob), file);
    fclose(file);
    return give_candidate(xenon, &load);
}

static int rates(struct xenon *xenon, char *const *words)
{
    uint64_t *clocks;
    size_t count;
    int error = xenon_get_rates(xenon, (uint32_t)atoi(words[0]), &clocks, &count, NULL);

    if (error)
        return fail(error);
    for (size_t i = 0; i < count; i++)
        printf("%" PRIu64 "\n", clocks[i]);
    free(clocks);
    return DONE;
}

static const struct verb {
    const char *name;
    int words;
    int (*run)(struct xenon *xenon, char *const *words);
} verbs[] = {
    {"wakes", 2, wakes},
    {"learn", 2, learn},
    {"learned", 1, learned},
    {"would-deny", 1, would_deny},
    {"would-allow", 1, would_allow},
    {"shadow", 0, let_go},
    {"shadow", 1, shadow},
    {"rates", 1, rates},
};

static int run(const struct verb *verb, char *const *words)
{
    struct xenon *xenon;
    int error = xenon_open(&xenon);

    if (error)
        return fail(error);
    int status = verb->run(xenon, words);
    xenon_close(xenon);
    return status;
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (argc - 2 == verbs[i].words && strcmp(argv[1], verbs[i].name) == 0)
            return run(&verbs[i], argv + 2);
    fputs(usage, stderr);
    return USAGE;
}
