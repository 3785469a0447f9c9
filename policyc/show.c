/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands that only show something: what is in a blob, what a code means, what rules can name. */
#include <errno.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "lang/render.h"
#include "lang/suggest.h"
#include "policyc/read/blob_file.h"
#include "policyc/command.h"
#include "policyc/read/dump.h"

/* What was printed has arrived, or that is the trouble. */
static int finish(void)
{
    return fflush(stdout) ? trouble("can't write: %s", strerror(errno)) : EXIT_CLEAN;
}

static int refuse(struct arena *arena, const char *path, const struct msm_where *where)
{
    struct diagnostics diagnostics = {.arena = arena};
    const char *place = arena_print(arena, "%s, section %s, byte %u", path, msm_section_name(where->section),
                                    (unsigned)where->offset);
    report_place(&diagnostics, XP0402, place, "the blob is refused: %s", msm_fault_text(where->fault));
    render(stderr, &diagnostics, NULL, render_wants_colour(stderr));
    return EXIT_ERRORS;
}

static int dump(struct arena *arena, const char *path, bool json)
{
    const void *bytes;
    size_t size;
    struct msm_policy policy;
    struct msm_where where;
    int error = blob_read(arena, path, &bytes, &size);
    if (error)
        return trouble("can't read %s: %s", path, strerror(error));
    if (msm_open(&policy, bytes, size, &where) != MSM_OK)
        return refuse(arena, path, &where);
    if (json)
        dump_json(stdout, &policy);
    else
        dump_text(stdout, &policy);
    return finish();
}

int command_dump(const struct request *request)
{
    struct arena arena = {0};
    int status = dump(&arena, request->operands[0], request->json);
    arena_free(&arena);
    return status;
}

static void print_indented(const char *title, const char *text)
{
    printf("\n%s:\n\n", title);
    while (*text) {
        size_t length = strcspn(text, "\n");
        printf("%s%.*s\n", length ? "    " : "", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static int report_unknown_code(const char *code)
{
    struct suggestion suggestion = {.word = code};
    for (size_t i = 0; i < DIAGNOSTIC_CODES; i++)
        suggest(&suggestion, diagnostic_entries[i].code);
    if (suggestion.best)
        return trouble("there is no code %s; did you mean %s?", code, suggestion.best);
    return trouble("there is no code %s; codes look like XP0212", code);
}

int command_explain(const struct request *request)
{
    const struct diagnostic_entry *entry = diagnostic_find(request->operands[0]);
    if (!entry)
        return report_unknown_code(request->operands[0]);
    printf("%s (%s): %s\n\n%s", entry->code, entry->severity == SEVERITY_ERROR ? "error" : "warning",
           entry->title, entry->text);
    if (entry->wrong) {
        print_indented("Wrong", entry->wrong);
        print_indented("Right", entry->right);
    }
    return finish();
}

int command_hypercalls(const struct request *request)
{
    (void)request;
    for (size_t i = 0; i < hypercall_count; i++) {
        const struct hypercall *hypercall = &hypercalls[i];
        if (hypercall->alias_of)
            continue;
        printf("%-34s %s\n", hypercall->name, hypercall->text);
        for (size_t j = 0; j < hypercall->count; j++)
            printf("    %-30s %s\n", hypercall->subcommands[j].name, hypercall->subcommands[j].text);
    }
    return finish();
}
