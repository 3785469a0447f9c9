/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs in dom0: what xenon-policy can do to the live policy, word by word, and two policies in turn. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "msm.h"
#include "runtime/libxenon.h"

enum { DONE = 0, REFUSED = 1, USAGE = 2 };

static const char usage[] =
    "usage: swapctl prepare FILE [LIVE]            what a load would say and change, a line each\n"
    "       swapctl replace FILE SECONDS [LIVE]    load it, for so long unless it is confirmed; 0: for "
    "good;\n"
    "                                              if LIVE, a file too, is the live policy\n"
    "       swapctl confirm FILE\n"
    "       swapctl fetch FILE [candidate]         write the live policy there, or the candidate\n"
    "       swapctl turns TIMES FILE FILE          load them in turn so many times\n"
    "\n"
    "Exit status: 0 done, 1 refused, 2 usage, or no such file.\n";

struct file {
    size_t size;
    uint8_t bytes[BLOB_MAX_SIZE];
};

static struct file files[2];

static bool read_file(struct file *file, const char *path)
{
    FILE *stream = fopen(path, "rb");

    if (!stream) {
        perror(path);
        return false;
    }
    file->size = fread(file->bytes, 1, sizeof(file->bytes), stream);
    fclose(stream);
    return true;
}

static const uint8_t *digest_of(const struct file *file)
{
    return file->bytes + offsetof(struct blob_header, digest);
}

static int fail(const char *what, int error)
{
    fprintf(stderr, "swapctl: %s: %s\n", what,
            error < 0 ? strerror(-error) : msm_fault_text((enum msm_fault)error));
    return REFUSED;
}

static void print_changes(const struct xenon_load *load)
{
    static const char *const kinds[] = {[XENON_CUT] = "cut",
                                        [XENON_UNKNOWN] = "unknown",
                                        [XENON_CONFLICT] = "conflict",
                                        [XENON_DECIDES] = "decides",
                                        [XENON_LIMITS] = "limits"};

    for (size_t i = 0; i < load->count; i++) {
        const struct xenon_change *change = &load->changes[i];

        printf("%s %u", kinds[change->kind], change->domid);
        if (change->peer != XENON_NO_DOMAIN)
            printf(" %u %u", change->peer, change->means);
        putchar('\n');
    }
}

/* What a load came to, which is freed. */
static int report(struct xenon_load *load, int result)
{
    print_changes(load);
    free(load->changes);
    if (result)
        return fail("refused", result);
    printf("generation %u\n", load->generation);
    return DONE;
}

static int give(struct xenon *xenon, struct xenon_load *load, bool commit)
{
    return report(load, commit ? xenon_replace(xenon, load) : xenon_prepare(xenon, load));
}

static void take_live(struct xenon_load *load, const struct file *live)
{
    load->flags = XENON_IF_LIVE;
    memcpy(load->live, digest_of(live), sizeof(load->live));
}

static int prepare(struct xenon *xenon, char **words, int count)
{
    struct xenon_load load = {.blob = files[0].bytes};

    if (!read_file(&files[0], words[0]) || (count > 1 && !read_file(&files[1], words[1])))
        return USAGE;
    load.size = files[0].size;
    if (count > 1)
        take_live(&load, &files[1]);
    return give(xenon, &load, false);
}

static int replace(struct xenon *xenon, char **words, int count)
{
    struct xenon_load load = {.blob = files[0].bytes};

    if (!read_file(&files[0], words[0]) || (count > 2 && !read_file(&files[1], words[2])))
        return USAGE;
    load.size = files[0].size;
    load.confirm = (uint32_t)strtoul(words[1], NULL, 10);
    if (count > 2)
        take_live(&load, &files[1]);
    return give(xenon, &load, true);
}

static int confirm(struct xenon *xenon, char **words, int count)
{
    int error;

    (void)count;
    if (!read_file(&files[0], words[0]))
        return USAGE;
    error = xenon_confirm(xenon, digest_of(&files[0]));
    return error ? fail("not confirmed", error) : DONE;
}

static int fetch(struct xenon *xenon, char **words, int count)
{
    void *blob = NULL;
    size_t size = 0;
    int error = xenon_fetch(xenon, count == 1 ? XENON_LIVE : XENON_CANDIDATE, &blob, &size, NULL);
    FILE *stream = error ? NULL : fopen(words[0], "wb");

    if (error)
        return fail("not fetched", error);
    if (!size)
        puts("there is no candidate");
    if (!stream || fwrite(blob, 1, size, stream) != size || fclose(stream)) {
        perror(words[0]);
        return USAGE;
    }
    free(blob);
    return size ? DONE : REFUSED;
}

static int turns(struct xenon *xenon, char **words, int count)
{
    unsigned long times = strtoul(words[0], NULL, 10);
    int error = 0;

    (void)count;
    if (!read_file(&files[0], words[1]) || !read_file(&files[1], words[2]))
        return USAGE;
    for (unsigned long i = 0; i < times && !error; i++) {
        struct xenon_load load = {.blob = files[i % 2].bytes, .size = files[i % 2].size};

        error = xenon_replace(xenon, &load);
        free(load.changes);
    }
    if (error)
        return fail("refused", error);
    printf("%lu loads\n", times);
    return DONE;
}

static const struct verb {
    const char *name;
    int (*run)(struct xenon *xenon, char **words, int count);
    int least, most; /* words after it */
} verbs[] = {
    {"prepare", prepare, 1, 2}, {"replace", replace, 2, 3}, {"confirm", confirm, 1, 1},
    {"fetch", fetch, 1, 2},     {"turns", turns, 3, 3},
};

static const struct verb *find_verb(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (argc > 1 && !strcmp(argv[1], verbs[i].name) && argc - 2 >= verbs[i].least &&
            argc - 2 <= verbs[i].most)
            return &verbs[i];
    return NULL;
}

int main(int argc, char **argv)
{
    const struct verb *verb = find_verb(argc, argv);
    struct xenon *xenon;
    int error, status;

    if (!verb) {
        fputs(usage, stderr);
        return USAGE;
    }
    error = xenon_open(&xenon);
    if (error)
        return fail("no module", error);
    status = verb->run(xenon, argv + 2, argc - 2);
    xenon_close(xenon);
    return status;
}
