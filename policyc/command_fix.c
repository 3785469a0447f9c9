/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --fix: makes the changes that findings offer, in the given files and in no other. What a change lets the
 * compiler see may offer the next, so each file is checked again until nothing is left to change.
 */
#include <string.h>
#include <sys/stat.h>
#include "lang/fix.h"
#include "lang/replace_file.h"
#include "policyc/findings.h"
#include "policyc/operand.h"

#define ROUNDS 16u /* more would mean that changes undo each other */
#define SHORT  64u /* bytes */

struct fixing {
    struct findings findings;
    FILE *out; /* where the changes are listed */
    size_t changes;
};

/* The source that was read from the ordinary file at `path`. False: there is none. */
static bool find_source(const struct sources *sources, const char *path, uint32_t *file)
{
    struct stat stat_of;
    if (stat(path, &stat_of) || !S_ISREG(stat_of.st_mode))
        return false;
    for (*file = 0; *file < sources->count; ++*file) {
        const struct source *source = sources->list[*file];
        bool is_expansion = source_used(sources, *file);
        if (!is_expansion && source->device == stat_of.st_dev && source->inode == stat_of.st_ino)
            return true;
    }
    return false;
}

/* What stands there now, unless it is longer than a name. */
static void print_replacement(FILE *out, const char *text)
{
    if (!*text)
        fputs(" (removed)", out);
    else if (strlen(text) <= SHORT && !strchr(text, '\n'))
        fprintf(out, " (now `%s`)", text);
    fputc('\n', out);
}

static void list_changes(struct fixing *fixing, const struct sources *sources, const struct fixes *fixes)
{
    for (size_t i = 0; i < fixes->count; i++) {
        const struct diagnostic *d = fixes->list[i];
        struct position position = source_position(sources, d->fix);
        fprintf(fixing->out, "%s:%u:%u: fixed %s: %s", sources->list[d->fix.file]->path,
                (unsigned)position.line, (unsigned)position.column, diagnostic_entries[d->code].code,
                d->message);
        print_replacement(fixing->out, d->replacement);
    }
    fixing->changes += fixes->count;
}

/* Makes the changes in one of the files. Returns a status; `changed` becomes true if there were any. */
static int fix_file(struct fixing *fixing, struct compilation *compilation, const char *path, bool *changed)
{
    uint32_t file;
    size_t size;
    if (!find_source(&compilation->sources, path, &file))
        return EXIT_CLEAN;
    struct fixes fixes = fix_collect(&compilation->diagnostics, &compilation->sources, file);
    if (!fixes.count)
        return EXIT_CLEAN;
    const char *text = fix_apply(&compilation->arena, compilation->sources.list[file], &fixes, &size);
    int error = replace_file(&compilation->arena, path, text, size);
    if (error)
        return trouble("can't write %s: %s", path, strerror(error));
    list_changes(fixing, &compilation->sources, &fixes);
    *changed = true;
    return EXIT_CLEAN;
}

/* One round: checks the policy and changes what it can; if that is nothing, its findings are the last. */
static int fix_once(struct fixing *fixing, const struct request *request, const char *path, bool may_change,
                    bool *changed)
{
    struct operand operand;
    int status = operand_open(&operand, request, path);
    *changed = false;
    for (size_t i = 0; may_change && status != EXIT_TROUBLE && i < request->count; i++)
        if (fix_file(fixing, &operand.compilation, request->operands[i], changed) != EXIT_CLEAN)
            status = EXIT_TROUBLE;
    if (!*changed || status == EXIT_TROUBLE)
        findings_add(&fixing->findings, &operand.compilation.diagnostics, &operand.compilation.sources);
    operand_close(&operand);
    return status;
}

static int fix_policy(const struct request *request, const char *path, void *context)
{
    struct fixing *fixing = context;
    bool changed = true;
    int status = EXIT_CLEAN;
    for (unsigned int round = 0; changed && status != EXIT_TROUBLE; round++)
        status = fix_once(fixing, request, path, round < ROUNDS, &changed);
    return status;
}

int command_fix(const struct request *request)
{
    struct fixing fixing = {.out = request->format == FORMAT_TEXT ? stdout : stderr};
    findings_start(&fixing.findings, request);
    int status = each_operand(request, fix_policy, &fixing);
    fprintf(fixing.out, "%zu change%s made\n", fixing.changes, fixing.changes == 1 ? "" : "s");
    return findings_end(&fixing.findings, status);
}
